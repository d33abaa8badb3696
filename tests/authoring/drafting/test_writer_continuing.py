"""A text that was cut off is gone on with by rule, waits are announced, and the cost of all requests is told once."""

from dataclasses import replace

import pytest

from tests.authoring.drafting.writing import LONG, PROMPT, endpoint, patience, profile, written
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring import plain_text
from tui.authoring.drafting.capabilities import Capabilities
from tui.authoring.drafting.continuing import last_words
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.profiles import Profile
from tui.authoring.drafting.trying import try_profile
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
    parts = [f" Part {number} is cut off in the middle of" for number in range(9)]
    messages_server.script(
        Reply(text=FIRST, stop_reason="max_tokens"), *(Reply(text=part, stop_reason="max_tokens") for part in parts)
    )

    text, finished = await _go_on(profile(messages_server.url))

    assert (text, finished.outcome) == (FIRST + parts[0] + parts[1], Outcome.TRUNCATED)
    assert len(messages_server.messages) == 3


async def test_what_the_author_cannot_afford_is_not_asked_for(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=FIRST, stop_reason="max_tokens")

    text, finished = await _go_on(profile(messages_server.url), afford=False)

    assert (text, finished.outcome, len(messages_server.messages)) == (FIRST, Outcome.TRUNCATED, 1)


@pytest.mark.parametrize("fault", ["cut", "reset", "error_event"])
async def test_a_broken_connection_is_gone_on_after_a_wait(messages_server: MessagesServer, fault: str) -> None:
    broken = Reply(text=LONG, piece=100, fault=fault)
    messages_server.script(broken, Reply(text=f"{last_words(FIRST)}{REST}"))
    waits: list[float] = []

    async with endpoint(profile(messages_server.url), patience(waits)) as opened:
        done = await written(opened, afford=lambda most: True)

    assert (done.text, done.finished.outcome, done.finished.error) == (LONG, Outcome.COMPLETE, None)
    assert waits == [1.0] == [wait.seconds for wait in done.waits]


@pytest.mark.parametrize("fault", [None, "cut", "reset"])
async def test_without_leave_to_spend_nothing_is_gone_on_with(
    messages_server: MessagesServer, fault: str | None
) -> None:
    messages_server.default = Reply(text=LONG, stop_reason="max_tokens", piece=100, fault=fault)
    async with endpoint(profile(messages_server.url), patience()) as opened:
        done = await written(opened)
    assert done.text == (LONG if fault is None else FIRST)
    assert (done.finished.outcome is Outcome.COMPLETE, len(messages_server.messages)) == (False, 1)


async def test_what_each_request_may_use_at_most_is_asked_for_before_it_is_sent(
    messages_server: MessagesServer,
) -> None:
    messages_server.default = Reply(text=FIRST, stop_reason="max_tokens")
    asked: list[tuple[Usage, int]] = []

    def afford(most: Usage) -> bool:
        asked.append((most, len(messages_server.messages)))
        return len(asked) < 2

    async with endpoint(profile(messages_server.url), patience()) as opened:
        messages_server.script(Reply(text=FIRST, stop_reason="max_tokens"), Reply(text=REST, stop_reason="max_tokens"))
        done = await written(opened, afford=afford)

    assert (done.text, done.finished.outcome) == (LONG, Outcome.TRUNCATED)
    assert [sent for _, sent in asked] == [1, 2]
    assert asked[0][0].output_tokens == PROMPT.max_tokens
    assert asked[0][0].input_tokens >= plain_text.estimate_tokens(PROMPT.text + FIRST)
    assert asked[1][0].input_tokens > asked[0][0].input_tokens


async def test_a_short_text_is_drafted_anew_rather_than_gone_on_with(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=LONG[:150], stop_reason="max_tokens")
    text, finished = await _go_on(profile(messages_server.url))
    assert (text, finished.outcome, len(messages_server.messages)) == (LONG[:150], Outcome.TRUNCATED, 1)


@pytest.mark.parametrize("stop_reason", ["refusal", "model_context_window_exceeded", "pause_turn"])
async def test_only_what_was_cut_off_is_gone_on_with(messages_server: MessagesServer, stop_reason: str) -> None:
    messages_server.default = Reply(text=FIRST, stop_reason=stop_reason)
    text, finished = await _go_on(profile(messages_server.url))
    assert (text, len(messages_server.messages)) == (FIRST, 1)
    assert finished.outcome is not Outcome.COMPLETE


@pytest.mark.parametrize("said", ["", "   \n", last_words(FIRST), f"{last_words(FIRST)}\n\n", last_words(FIRST)[:30]])
async def test_a_model_that_adds_nothing_leaves_a_text_that_is_not_whole(
    messages_server: MessagesServer, said: str
) -> None:
    messages_server.script(Reply(text=FIRST, stop_reason="max_tokens"))
    messages_server.default = Reply(text=said)
    text, finished = await _go_on(profile(messages_server.url))
    assert (text.rstrip(), finished.outcome, len(messages_server.messages)) == (FIRST.rstrip(), Outcome.TRUNCATED, 2)
    assert "did not go on when asked to" in (finished.error or "")


async def test_a_model_that_begins_again_is_asked_once_and_stopped_at_once(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text=LONG[:500], stop_reason="max_tokens"))
    messages_server.default = Reply(text=LONG, piece=24, fault="silence", fault_after=20)
    waits: list[float] = []

    async with endpoint(profile(messages_server.url), patience(waits)) as opened:
        done = await written(opened, afford=lambda most: True)

    assert (done.text, done.finished.outcome, waits) == (LONG[:500], Outcome.TRUNCATED, [])
    assert "did not go on when asked to" in (done.finished.error or "")
    assert len(messages_server.messages) == 2
    assert done.finished.usage is not None  # what came is paid for


async def test_what_fails_while_it_goes_on_is_tried_again_and_keeps_the_text(messages_server: MessagesServer) -> None:
    messages_server.script(
        Reply(text=FIRST, stop_reason="max_tokens"),
        Reply(status=529, headers={"retry-after": "3"}),
        Reply(text=f"{last_words(FIRST)}{REST}"),
    )
    waits: list[float] = []
    async with endpoint(profile(messages_server.url), patience(waits)) as opened:
        done = await written(opened, afford=lambda most: True)
    assert (done.text, done.finished.outcome, waits) == (LONG, Outcome.COMPLETE, [3.0])


async def test_what_cannot_be_gone_on_with_keeps_its_text(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text=FIRST, stop_reason="max_tokens"))
    messages_server.default = Reply(status=401)
    text, finished = await _go_on(profile(messages_server.url))
    assert (text, finished.outcome, finished.everywhere) == (FIRST, Outcome.FAILED, True)
    assert finished.usage is not None


@pytest.mark.parametrize("prefill", [True, False])
async def test_an_answer_is_begun_for_the_model_only_where_the_profile_can_do_that(
    messages_server: MessagesServer, prefill: bool
) -> None:
    cut = f"{FIRST}, and so on, and so on"
    rest = ", and so on, and so on. And then it ends."  # which is no repetition
    messages_server.script(
        Reply(text=cut, stop_reason="max_tokens"), Reply(text=rest if prefill else last_words(cut) + rest)
    )
    can = profile(messages_server.url, capabilities=Capabilities(prefill=prefill))

    text, finished = await _go_on(can)

    assert (text, finished.outcome) == (cut + rest, Outcome.COMPLETE)
    last = messages_server.messages[1].body["messages"][-1]
    assert last["role"] == ("assistant" if prefill else "user")
    assert (last["content"] == cut) is prefill


async def test_a_continuation_is_asked_for_no_more_than_the_context_has_room_for(
    messages_server: MessagesServer,
) -> None:
    messages_server.script(Reply(text=FIRST, stop_reason="max_tokens"))
    messages_server.default = Reply(text=last_words(FIRST) + REST)
    await _go_on(profile(messages_server.url, context_tokens=600))
    first, then = [request.body["max_tokens"] for request in messages_server.messages]
    assert then < 600 < first
    messages_server.script(Reply(text=FIRST, stop_reason="max_tokens"))
    text, finished = await _go_on(profile(messages_server.url, context_tokens=300))
    assert (text, finished.outcome, len(messages_server.messages)) == (FIRST, Outcome.TRUNCATED, 3)


async def test_the_tiny_answer_of_a_trial_is_never_gone_on_with(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=LONG, stop_reason="max_tokens")
    async with endpoint(profile(messages_server.url), patience()) as opened:
        tried = await anext(aiter(try_profile(opened)))
    assert tried.works
    assert [request.body["max_tokens"] for request in messages_server.messages] == [16]


async def test_the_beginning_of_a_prompt_is_the_same_when_it_is_gone_on_with_so_that_the_cache_is_read(
    messages_server: MessagesServer,
) -> None:
    prompt = replace(PROMPT, system="The rules of the course. " * 300)
    claude = profile(messages_server.url, capabilities=Capabilities(cache_breakpoints=True))
    messages_server.script(Reply(text=FIRST, stop_reason="max_tokens"), Reply(text=last_words(FIRST) + REST))
    async with endpoint(claude, patience()) as opened:
        done = await written(opened, prompt, afford=lambda most: True)
    assert done.text == LONG
    usage = done.finished.usage
    assert usage is not None
    assert usage.cache_read_tokens == usage.cache_write_tokens > 1_000
