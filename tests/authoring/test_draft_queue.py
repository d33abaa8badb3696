"""The queue: it follows the author, stops before an endpoint that refuses everything, and outlives its program."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from tests.authoring.bowline import FAILS, HOLDS, LESSON, ORIENTATION, PLAN, SECTIONS, draft, stored
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.drafting.endpoint import Patience
from tui.authoring.errors import EndpointError
from tui.authoring.workbench import DraftFinished, DraftStarted, Held, Outcome, Workbench

OTHER_DAY = "day02_001/friction-on-a-post"

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
    assert all("asks for a key" in held.reason for held in bench.drafts.queue.held_because)


async def test_an_endpoint_that_fails_three_in_a_row_is_not_asked_for_the_rest(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    bench.endpoints.patience = Patience(retries=0)
    messages_server.default = Reply(status=500)
    keys = bench.drafts.targets([], [1, 2])

    with pytest.raises(EndpointError, match="an error of its own"):
        await draft(bench, *keys)

    assert [len(bench.attempts(key)) for key in keys][:4] == [1, 1, 1, 0]


async def test_pausing_lets_what_is_written_come_to_its_end(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    one_at_a_time(env)
    bench.drafts.queue.add(SECTIONS)
    async with aclosing(bench.drafts.work()) as events:
        async for event in events:
            if isinstance(event, DraftStarted):
                bench.drafts.queue.pause()

    assert outcomes(bench, ORIENTATION) == [Outcome.COMPLETE]
    assert bench.drafts.queue.held_because == (Held(HOLDS, "You paused it."), Held(FAILS, "You paused it."))
    assert len(messages_server.messages) == 1


async def test_what_is_held_can_be_cancelled_alone_and_asked_for_anew(bench: Workbench) -> None:
    queue = bench.drafts.queue
    queue.add(SECTIONS)
    queue.pause()
    queue.cancel(HOLDS)
    queue.add([FAILS])

    assert (queue.waiting, queue.held) == ((FAILS,), (ORIENTATION,))
    queue.resume()
    assert await work(bench) == [ORIENTATION, FAILS]


async def test_cancelling_all_stops_what_is_written_and_forgets_what_waits_and_what_is_held(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    one_at_a_time(env)
    messages_server.script(STALLING)
    queue = bench.drafts.queue
    queue.add([FAILS])
    queue.pause()
    queue.add([ORIENTATION, HOLDS])
    came = ""
    async with aclosing(bench.drafts.work()) as events:
        async for event in events:
            came += getattr(event, "text", "")
            if came == "The rope goes round ":
                queue.cancel_all()

    assert (queue.waiting, queue.held) == ((), ())
    assert stored(bench, ORIENTATION) == [("cancelled", "The rope goes round ")]
    assert [bench.attempts(HOLDS), bench.attempts(FAILS)] == [(), ()]
    queue.resume()
    assert await work(bench) == []


async def test_the_one_put_first_is_written_next_wherever_the_author_looks(
    bench: Workbench, env: dict[str, str]
) -> None:
    one_at_a_time(env)
    queue = bench.drafts.queue
    queue.add([FAILS])
    queue.pause()
    queue.add([ORIENTATION, HOLDS, OTHER_DAY])
    queue.front(ORIENTATION)
    queue.put_first(OTHER_DAY)
    queue.put_first(FAILS)

    assert queue.in_order == (FAILS, OTHER_DAY, ORIENTATION, HOLDS)
    assert await work(bench) == [FAILS, OTHER_DAY, ORIENTATION, HOLDS]


# Plans that change meanwhile


async def test_a_plan_with_a_typo_keeps_its_sections_until_it_is_mended_and_no_other_day(
    bench: Workbench, course: Path
) -> None:
    bench.plan([1, 2])
    plan = course / PLAN
    good = plan.read_text(encoding="utf-8")
    bench.drafts.queue.add([*SECTIONS, OTHER_DAY])
    plan.write_text("lessons: [", encoding="utf-8")

    assert await work(bench) == [OTHER_DAY]
    assert bench.drafts.queue.held == SECTIONS
    assert all("plan.yaml" in held.reason and not held.readable for held in bench.drafts.queue.held_because)

    plan.write_text(good, encoding="utf-8")
    bench.drafts.queue.look_again()
    assert bench.drafts.queue.held == ()
    assert sorted(await work(bench)) == sorted(SECTIONS)


async def test_a_plan_that_breaks_while_others_are_written_keeps_what_waits(
    bench: Workbench, course: Path, env: dict[str, str]
) -> None:
    one_at_a_time(env)
    bench.plan([1])
    plan = course / PLAN
    good = plan.read_text(encoding="utf-8")
    bench.drafts.queue.add(SECTIONS)
    async with aclosing(bench.drafts.work()) as events:
        async for event in events:
            if isinstance(event, DraftStarted):
                plan.write_text("lessons: [", encoding="utf-8")

    assert bench.drafts.queue.held == (HOLDS, FAILS)
    plan.write_text(good, encoding="utf-8")
    bench.drafts.queue.look_again()
    assert await work(bench) == [HOLDS, FAILS]


async def test_a_plan_that_is_broken_when_the_program_starts_keeps_what_was_held(
    course: Path, env: dict[str, str]
) -> None:
    with Workbench.open(course, env) as first:
        first.plan([1])
        first.drafts.queue.add(SECTIONS, "Shorter.")
    plan = course / PLAN
    good = plan.read_text(encoding="utf-8")
    plan.write_text("lessons: [", encoding="utf-8")

    with Workbench.open(course, env) as second:
        queue = second.drafts.queue
        assert queue.adopt() == 3
        assert queue.held == SECTIONS
        queue.cancel(HOLDS)
        plan.write_text(good, encoding="utf-8")
        queue.look_again()
        assert (queue.waiting, queue.held) == ((), (ORIENTATION, FAILS))
        assert {held.reason for held in queue.held_because} == {"It waited when the workbench was last closed."}
        queue.resume()
        assert sorted(await work(second)) == sorted([ORIENTATION, FAILS])
        assert second.attempts(FAILS)[0].feedback == "Shorter."
        await second.endpoints.aclose()


async def test_a_plan_that_is_away_keeps_its_sections_and_one_that_lost_a_section_forgets_it(
    bench: Workbench, course: Path
) -> None:
    bench.plan([1])
    plan = course / PLAN
    good = plan.read_text(encoding="utf-8")
    bench.plans.add_section(LESSON, "Knots that slip", "A look beyond.")
    added = f"{LESSON}/knots-that-slip"
    bench.drafts.queue.add([HOLDS, added])
    plan.unlink()
    bench.drafts.queue.look_again()
    assert bench.drafts.queue.held == (added,)

    plan.write_text(good, encoding="utf-8")
    bench.drafts.queue.look_again()
    assert (bench.drafts.queue.waiting, bench.drafts.queue.held) == ((HOLDS,), ())
    with Workbench.open(course, {}) as another:
        bench.close()
        assert another.drafts.queue.adopt() == 1


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
    assert bench.drafts.queue.add([HOLDS, FAILS, OTHER_DAY]) == (HOLDS, FAILS)
    assert await work(bench) == [OTHER_DAY]
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
