"""A text that was cut off is gone on with by rule, waits are announced, and the cost of all requests is told once."""

from tests.authoring.drafting.writing import LONG, endpoint, patience, profile, written
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.profiles import Profile
from tui.authoring.drafting.writer import Finished

FIRST, REST = LONG[:300], LONG[300:]


async def _go_on(profile: Profile, *, afford: bool = True) -> tuple[str, Finished]:
    async with endpoint(profile, patience()) as opened:
        done = await written(opened, afford=lambda most: afford)
    return done.text, done.finished


async def test_a_text_cut_at_max_tokens_is_gone_on_with_and_joined_without_a_repetition(
    messages_server: MessagesServer,
) -> None:
    first = Reply(text=FIRST, stop_reason="max_tokens", usage={"input_tokens": 10, "output_tokens": 70})
    messages_server.script(first, Reply(text=FIRST[-40:] + REST, usage={"input_tokens": 90, "output_tokens": 60}))

    text, finished = await _go_on(profile(messages_server.url))

    assert (text, finished.outcome, finished.usage) == (LONG, Outcome.COMPLETE, Usage(100, 130))
    assert [turn["role"] for turn in messages_server.messages[1].body["messages"]] == ["user", "assistant", "user"]


async def test_it_is_gone_on_with_twice_at_most_and_then_still_truncated(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=FIRST, stop_reason="max_tokens")
    messages_server.script(Reply(text=FIRST, stop_reason="max_tokens"), Reply(text="Onward.", stop_reason="max_tokens"))

    text, finished = await _go_on(profile(messages_server.url))

    assert finished.outcome is Outcome.TRUNCATED
    assert text.startswith(FIRST)
    assert len(messages_server.messages) == 3


async def test_what_the_author_cannot_afford_is_not_asked_for(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=FIRST, stop_reason="max_tokens")

    text, finished = await _go_on(profile(messages_server.url), afford=False)

    assert (text, finished.outcome, len(messages_server.messages)) == (FIRST, Outcome.TRUNCATED, 1)
