"""What passes is asked again after a wait that is announced; what would end the same everywhere is said to."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.authoring.drafting.writing import PROMPT, TEXT, Written, endpoint, patience, profile, written
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.drafting.endpoint import Patience
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.profiles import Credential
from tui.authoring.drafting.writer import Waiting, write


async def once(url: str, patience: Patience, **changed: object) -> Written:
    """Have the prompt written at an endpoint opened for it."""
    async with endpoint(profile(url, **changed), patience) as opened:
        return await written(opened)


def date_in(seconds: float) -> str:
    """Return the moment as a header tells it."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


async def test_waits_double_up_to_the_longest_and_a_random_share_of_them_is_slept(
    messages_server: MessagesServer,
) -> None:
    messages_server.default = Reply(status=500)
    shares = iter((1.0, 0.5, 1.0, 0.25, 1.0))
    waits: list[float] = []

    done = await once(
        messages_server.url,
        patience(waits, retries=5, first_wait=2.0, longest_wait=10.0, chance=lambda: next(shares)),
    )

    assert waits == [2.0, 2.0, 8.0, 2.5, 10.0]
    assert [wait.seconds for wait in done.waits] == waits
    assert all("HTTP 500" in wait.reason for wait in done.waits)
    assert (done.finished.outcome, len(messages_server.messages)) == (Outcome.FAILED, 6)


async def test_those_who_fail_together_do_not_come_back_together(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(status=529)
    waits: list[float] = []
    await once(messages_server.url, patience(waits, retries=8, first_wait=60.0, chance=random.Random(1).random))
    assert len(set(waits)) == 8
    assert all(0 <= seconds <= 60 for seconds in waits)


@pytest.mark.parametrize("status", [408, 429, 500, 503, 529])
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "1500", "retry-after": "30"}, 1.5),
        # Unreadable: the wait is its own.
        ({"retry-after": "soon"}, 1.0),
        ({"retry-after": "9" * 400}, 1.0),
        ({"retry-after-ms": "nan"}, 1.0),
    ],
)
async def test_what_the_server_asks_to_wait_is_waited_and_announced(
    messages_server: MessagesServer, status: int, headers: dict[str, str], seconds: float
) -> None:
    messages_server.script(Reply(status=status, headers=headers), Reply(text=TEXT))
    waits: list[float] = []

    done = await once(messages_server.url, patience(waits))

    assert (done.text, done.finished.outcome, done.finished.error) == (TEXT, Outcome.COMPLETE, None)
    assert [wait.seconds for wait in done.waits] == waits == [seconds]


async def test_a_date_to_wait_for_is_waited_for(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(status=429, headers={"retry-after": date_in(20)}), Reply(text=TEXT))
    done = await once(messages_server.url, patience())
    assert done.finished.outcome is Outcome.COMPLETE
    assert 0 < done.waits[0].seconds <= 20


async def test_a_date_that_has_passed_is_not_waited_for(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(status=503, headers={"retry-after": date_in(-20)}), Reply(text=TEXT))
    done = await once(messages_server.url, patience())
    assert (done.finished.outcome, done.waits) == (Outcome.COMPLETE, ())


@pytest.mark.parametrize("status", [429, 500, 529])
@pytest.mark.parametrize("asked", ["61", "3600", "tomorrow"])
async def test_more_than_the_longest_wait_is_told_and_not_waited_for(
    messages_server: MessagesServer, status: int, asked: str
) -> None:
    asked = date_in(86_400) if asked == "tomorrow" else asked
    messages_server.default = Reply(status=status, headers={"retry-after": asked})
    done = await once(messages_server.url, patience())
    assert (done.finished.outcome, done.waits, len(messages_server.messages)) == (Outcome.FAILED, (), 1)
    assert done.finished.retryable
    assert "asks to wait" in (done.finished.error or "")


async def test_a_server_that_says_not_to_ask_again_is_not_asked_again(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(status=429, headers={"x-should-retry": "false"})
    done = await once(messages_server.url, patience())
    assert (done.waits, len(messages_server.messages)) == ((), 1)


async def test_a_wait_is_announced_before_it_begins(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(status=529, headers={"retry-after": "9"}))
    begun = asyncio.Event()

    async def sleep(seconds: float) -> None:
        begun.set()

    async with endpoint(profile(messages_server.url), patience(sleep=sleep)) as opened:
        events = write(PROMPT, opened)
        assert isinstance(await anext(events), Waiting)
        assert not begun.is_set()
        assert [event async for event in events]
    assert begun.is_set()


@pytest.mark.parametrize(
    ("reply", "everywhere"),
    [
        (Reply(status=401), True),
        (Reply(status=403), True),
        (Reply(status=404), True),
        (Reply(status=301, headers={"location": "http://127.0.0.1:9/v1/messages"}), True),
        (Reply(status=307, headers={"location": "http://127.0.0.1:9/v1/messages"}), True),
        (Reply(status=400), False),
        (Reply(status=413), False),
        (Reply(status=429), False),
        (Reply(status=500), False),
        (Reply(status=503), False),
        (Reply(status=529), False),
        (Reply(status=400, message="prompt is too long: 3 tokens > 2 maximum"), False),
        (Reply(text=TEXT, stop_reason="refusal"), False),
        (Reply(text=TEXT, stop_reason="max_tokens"), False),
        (Reply(text=TEXT, fault="cut"), False),
        (Reply(text=TEXT, fault="reset"), False),
        (Reply(text=TEXT), False),
    ],
)
async def test_only_what_any_other_prompt_would_meet_too_is_said_to_be_everywhere(
    messages_server: MessagesServer, reply: Reply, everywhere: bool
) -> None:
    messages_server.default = reply
    done = await once(messages_server.url, patience())
    assert done.finished.everywhere is everywhere
    assert not (everywhere and done.finished.retryable)
    assert not (everywhere and len(messages_server.messages) > 1)


async def test_missing_credentials_are_missing_everywhere(
    messages_server: MessagesServer, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_PROFILE", "ANTHROPIC_FEDERATION_RULE_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("ANTHROPIC_CONFIG_DIR", raising=False)
    done = await once(messages_server.url, patience(), credential=Credential("found"))
    assert done.finished.everywhere
    assert not messages_server.messages


async def test_an_answer_that_comes_byte_by_byte_for_ever_ends_in_a_sentence_and_what_came_is_kept(
    messages_server: MessagesServer,
) -> None:
    messages_server.default = Reply(text=TEXT * 50, piece=8, drip=0.0005)
    done = await once(messages_server.url, replace(patience(), longest_answer=1.5))
    assert done.finished.outcome is Outcome.FAILED
    assert "still not at the end after 2 seconds: try again, or use a faster model" in (done.finished.error or "")
    assert done.finished.retryable
    assert done.text
    assert (TEXT * 50).startswith(done.text)
    assert done.finished.usage is not None
    assert len(messages_server.messages) == 1


async def test_an_answer_whose_first_event_never_ends_is_ended_as_well(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT, drip=1.0)
    done = await once(messages_server.url, replace(patience(), longest_answer=0.3))
    assert (done.finished.outcome, done.text, done.finished.usage) == (Outcome.FAILED, "", None)
    assert len(messages_server.messages) == 1
