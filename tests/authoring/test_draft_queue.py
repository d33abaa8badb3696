"""The queue: it follows the author, stops before an endpoint that refuses everything, and outlives its program."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from tests.authoring.bowline import FAILS, HOLDS, ORIENTATION, SECTIONS, draft, stored
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.drafting.endpoint import Patience
from tui.authoring.errors import EndpointError
from tui.authoring.workbench import DraftFinished, DraftStarted, Outcome, Workbench

STALLING = Reply(pieces=("The rope ", "goes round ", "the tree."), fault="silence", fault_after=2)


@pytest.fixture
async def bench(workbench: Workbench) -> AsyncIterator[Workbench]:
    yield workbench
    await workbench.aclose()


def one_at_a_time(env: dict[str, str]) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(f"concurrency: 1\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")


async def work(bench: Workbench) -> list[str]:
    """Let the queue run empty, and return what was begun, in order."""
    async with aclosing(bench.drafts.work()) as events:
        return [event.key async for event in events if isinstance(event, DraftStarted)]


def outcomes(bench: Workbench, key: str) -> list[Outcome]:
    return [attempt.outcome for attempt in bench.attempts(key)]


# Order


async def test_what_the_author_looks_at_is_drafted_first_and_then_what_follows_it(
    bench: Workbench, env: dict[str, str]
) -> None:
    one_at_a_time(env)
    bench.drafts.queue.add(SECTIONS)
    bench.drafts.queue.front(HOLDS)

    assert await work(bench) == [HOLDS, FAILS, ORIENTATION]


async def test_what_is_asked_for_while_others_are_written_joins_them(bench: Workbench) -> None:
    bench.drafts.queue.add([ORIENTATION])
    finished = []
    async with aclosing(bench.drafts.work()) as events:
        async for event in events:
            if isinstance(event, DraftStarted) and event.key == ORIENTATION:
                bench.drafts.queue.add([HOLDS])
            if isinstance(event, DraftFinished):
                finished.append(event.key)

    assert sorted(finished) == sorted([ORIENTATION, HOLDS])


async def test_without_a_setting_four_are_written_at_once(bench: Workbench, messages_server: MessagesServer) -> None:
    messages_server.default = Reply(first_delay=0.3)
    bench.drafts.queue.add(bench.drafts.targets([], [1, 2]))
    now, most = 0, 0
    async with aclosing(bench.drafts.work()) as events:
        async for event in events:
            now += isinstance(event, DraftStarted) - isinstance(event, DraftFinished)
            most = max(most, now)

    assert most == 4


# Paused and cancelled


async def test_paused_sections_wait_for_the_author_and_resumed_ones_are_drafted(bench: Workbench) -> None:
    queue = bench.drafts.queue
    queue.add(SECTIONS)
    queue.pause()

    assert await work(bench) == []
    assert (queue.waiting, queue.held) == ((), SECTIONS)
    queue.resume()
    assert sorted(await work(bench)) == sorted(SECTIONS)


async def test_cancelling_one_that_is_written_keeps_its_text_and_lets_the_others_go_on(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    one_at_a_time(env)
    messages_server.script(STALLING)
    bench.drafts.queue.add([ORIENTATION, HOLDS])
    came = ""
    async with aclosing(bench.drafts.work()) as events:
        async for event in events:
            came += getattr(event, "text", "")
            if came == "The rope goes round ":
                bench.drafts.queue.cancel(ORIENTATION)

    assert stored(bench, ORIENTATION) == [("cancelled", "The rope goes round ")]
    assert outcomes(bench, HOLDS) == [Outcome.COMPLETE]
    assert bench.drafts.queue.adopt() == 0


async def test_a_key_that_is_not_accepted_holds_the_rest_instead_of_failing_each(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    one_at_a_time(env)
    messages_server.default = Reply(status=401)
    bench.drafts.queue.add(SECTIONS)

    with pytest.raises(EndpointError, match=r"asks for a key.*2 more wait"):
        await work(bench)

    assert [len(bench.attempts(key)) for key in SECTIONS] == [1, 0, 0]
    assert bench.drafts.queue.held == (HOLDS, FAILS)


async def test_an_endpoint_that_fails_three_in_a_row_is_not_asked_for_the_rest(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    bench.endpoints.patience = Patience(retries=0)
    messages_server.default = Reply(status=500)
    keys = bench.drafts.targets([], [1, 2])

    with pytest.raises(EndpointError, match="an error of its own"):
        await draft(bench, *keys)

    assert [len(bench.attempts(key)) for key in keys][:4] == [1, 1, 1, 0]


# Across the end of the program


async def test_what_a_killed_program_left_waits_held_and_no_section_is_drafted_twice(
    course: Path, bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    one_at_a_time(env)
    messages_server.script(Reply(text="Whole."), STALLING)
    command = [sys.executable, "-m", "tests.authoring.queue_worker", str(course), *SECTIONS]
    killed = await asyncio.create_subprocess_exec(*command, env={**os.environ, **env})
    async with asyncio.timeout(20):
        while stored(bench, HOLDS) != [("streaming", "The rope goes round ")]:  # noqa: ASYNC110 (another process)
            await asyncio.sleep(0.02)
    assert bench.drafts.queue.adopt() == 0  # it lives: what it drafts is its own
    killed.kill()
    await killed.wait()

    assert bench.drafts.queue.adopt() == 2

    assert bench.drafts.queue.held == (HOLDS, FAILS)
    assert await work(bench) == []
    assert outcomes(bench, HOLDS) == [Outcome.INTERRUPTED]
    bench.drafts.queue.resume()
    assert await work(bench) == [HOLDS, FAILS]
    assert [outcomes(bench, key) for key in SECTIONS] == [
        [Outcome.COMPLETE],
        [Outcome.INTERRUPTED, Outcome.COMPLETE],
        [Outcome.COMPLETE],
    ]
    assert bench.drafts.queue.adopt() == 0


async def test_what_waits_when_the_program_ends_waits_held_in_the_next(course: Path, env: dict[str, str]) -> None:
    with Workbench.open(course, env) as first:
        first.drafts.queue.add([ORIENTATION], "Shorter.")

    with Workbench.open(course, env) as second:
        assert second.drafts.queue.adopt() == 1
        assert (second.drafts.queue.waiting, second.drafts.queue.held) == ((), (ORIENTATION,))
        second.drafts.queue.resume()
        await work(second)
        (attempt,) = second.attempts(ORIENTATION)
        assert attempt.feedback == "Shorter."
        await second.endpoints.aclose()
