"""What an author has of every fault: what is said, what was kept, what was paid, and how he goes on."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.authoring.bowline import FAILS, draft, stored
from tests.command_line import CommandLine
from tests.fakes.messages_server import NAMED, MessagesServer, Reply
from tests.faults.struck import SECRET, WHOLE, Struck
from tests.faults.table import FAULTS, LONG, LONG_CAME, Fault
from tui.authoring.drafting.continuing import MOST_CONTINUATIONS
from tui.authoring.drafting.endpoint import Patience
from tui.authoring.drafting.outcome import Usage
from tui.authoring.workbench import DraftFinished, DraftText, DraftWaiting, Outcome, SectionState, Workbench

_UNREAD = 6
"""Tokens of output that may be charged and not have come: those of the piece that was on its way."""


@pytest.fixture
def env(env: dict[str, str]) -> dict[str, str]:
    return {**env, "FAKE_KEY": SECRET}


@pytest.fixture
async def bench(workbench: Workbench) -> AsyncIterator[Workbench]:
    yield workbench
    await workbench.aclose()


def named(faults: Sequence[Fault]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("fault", faults, ids=[fault.name for fault in faults])


def paid(server: MessagesServer, usages: Sequence[Usage | None]) -> None:
    """Say that what was stored is what the server charged: all of it, and none of it twice."""
    told = [usage for usage in usages if usage is not None]
    for name, count in (
        ("input_tokens", lambda usage: usage.input_tokens),
        ("cache_creation_input_tokens", lambda usage: usage.cache_write_tokens),
        ("cache_read_input_tokens", lambda usage: usage.cache_read_tokens),
    ):
        assert sum(map(count, told)) == sum(charge[name] for charge in server.charges), name
    stored_output, charged = (
        sum(usage.output_tokens for usage in told),
        sum(charge["output_tokens"] for charge in server.charges),
    )
    # What was not counted to its end is an estimate, some tenth above the fake's count.
    assert charged - _UNREAD <= stored_output <= charged * 1.15 + len(server.charges) * 4


@named(FAULTS)
async def test_a_fault_is_told_what_came_is_kept_and_the_next_draft_is_whole(
    fault: Fault, bench: Workbench, course: Path, env: dict[str, str], messages_server: MessagesServer
) -> None:
    struck = Struck(fault, bench, messages_server, env)
    struck.strike()

    events = await draft(bench, FAILS)

    # What the author sees.
    assert isinstance(events[-1], DraftFinished)
    attempt = events[-1].attempt
    assert (attempt.outcome, attempt.error) == (fault.outcome, struck.said)
    assert SECRET not in str(attempt)
    streamed = "".join(event.text for event in events if isinstance(event, DraftText))
    assert streamed.strip() == attempt.text.strip()
    if not fault.bounded:
        assert tuple(event.seconds for event in events if isinstance(event, DraftWaiting)) == fault.waits
    whole = fault.outcome is Outcome.COMPLETE
    state = bench.lesson("day01_001").sections[-1].state
    assert state is (SectionState.PROPOSED if whole else SectionState.FAILED)

    # What was kept, as another program finds it.
    ((outcome, text),) = stored(bench, FAILS)
    assert outcome == fault.outcome.value
    assert text.strip() == fault.kept if fault.exact else text.startswith(fault.kept)
    command_line = CommandLine(course, dict(env))
    (listed,) = command_line.json("attempts", FAILS)["attempts"]
    assert (listed["outcome"], listed["text"]) == (fault.outcome.value, text)
    assert command_line.json("show", FAILS, "--attempt", "1")["text"].strip() == text.strip()

    # What was paid.
    if fault.bounded:
        assert len(messages_server.messages) <= 1 + MOST_CONTINUATIONS + Patience().retries
    else:
        assert len(messages_server.messages) == fault.requests
        assert len(messages_server.charges) == fault.charged
    paid(messages_server, [attempt.usage])
    assert (attempt.usage is None) == (not messages_server.charges)

    # How it goes on.
    struck.pass_by()
    sent = len(messages_server.messages)
    await draft(bench, FAILS)
    first, second = bench.attempts(FAILS)
    assert first == attempt
    assert (second.number, second.outcome, second.text.strip()) == (2, Outcome.COMPLETE, WHOLE.strip())
    assert len(messages_server.messages) == sent + 1
    paid(messages_server, [first.usage, second.usage])
    spent = sum((each.cost_usd for each in (first, second) if each.cost_usd is not None), Decimal(0))
    assert bench.course.store.total_cost() == spent


@named([fault for fault in FAULTS if fault.passes])
async def test_a_fault_that_passes_is_got_over_in_the_same_attempt(
    fault: Fault, bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    struck = Struck(fault, bench, messages_server, env)
    struck.strike(once=True)

    events = await draft(bench, FAILS)

    (attempt,) = bench.attempts(FAILS)
    assert (attempt.outcome, attempt.error) == (Outcome.COMPLETE, None)
    before = LONG_CAME if fault.kept else ""
    assert attempt.text.startswith(before)
    assert attempt.text.removeprefix(before).strip() == WHOLE.strip()
    # The author is told why nothing comes, and for how long.
    for event in events:
        if isinstance(event, DraftWaiting):
            assert (event.reason, event.seconds) == (struck.said, (fault.waits or (1.0,))[0])
    assert len(messages_server.messages) == (1 if fault.reply is None else 2)
    paid(messages_server, [attempt.usage])


@pytest.mark.parametrize("broken", ["reset", "error_event"])
async def test_a_longer_text_that_broke_off_is_gone_on_with(
    broken: str, bench: Workbench, messages_server: MessagesServer
) -> None:
    bench.endpoints.patience = Patience(first_wait=0.0)
    messages_server.script(replace(NAMED[broken], pieces=LONG), Reply(text=WHOLE))

    await draft(bench, FAILS)

    (attempt,) = bench.attempts(FAILS)
    assert (attempt.outcome, attempt.text.split()) == (Outcome.COMPLETE, f"{LONG_CAME} {WHOLE}".split())
    paid(messages_server, [attempt.usage])


async def test_no_secret_of_the_author_is_in_the_database(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    struck = Struck(next(fault for fault in FAULTS if fault.name == "403"), bench, messages_server, env)
    struck.strike()
    await draft(bench, FAILS)
    assert messages_server.messages[0].key == SECRET
    with closing(sqlite3.connect(bench.workspace.database)) as connection:
        assert not [line for line in connection.iterdump() if SECRET in line]
