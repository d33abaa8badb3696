"""The caps of a run and of a course are never passed, whatever is asked at once, by whom, and however it ends."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, closing
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.course import copied
from tests.authoring.bowline import FAILS, HOLDS, LESSON, ORIENTATION, SECTIONS, draft, stored, write
from tests.fakes.messages_server import MessagesServer, Reply, Rule
from tests.varied_answers import answer_variedly
from tui.authoring.drafting.endpoint import Patience
from tui.authoring.workbench import CapReached, Outcome, Workbench

PRICES = {
    "input_tokens": 3,
    "output_tokens": 15,
    "cache_read_input_tokens": "0.30",
    "cache_creation_input_tokens": "3.75",
}
SETTINGS = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    capabilities: {{cache_breakpoints: true, batches: true}}
    context_tokens: 200000
    max_tokens: 3000
    prices: {{input: 3, output: 15, cache_read: 0.30, cache_write: 3.75, batch_share: 0.5}}
"""
A_DOLLAR_EACH = """\
profile: fake
concurrency: 1
profiles:
  fake:
    base_url: {url}
    model: fake-1
    max_tokens: 1000
    capabilities: {{batches: true}}
    prices: {{input: 0, output: 1000, batch_share: 1}}
"""
"""The longest answer costs one dollar, and nothing else costs anything."""

HALF = Reply(text="Whole.", usage={"input_tokens": 10, "output_tokens": 500})
STALLING = Reply(pieces=("The rope ", "goes round "), fault="silence", fault_after=2, usage={"input_tokens": 10})


def charged(server: MessagesServer) -> Decimal:
    """Return what the endpoint has charged, by its own account."""
    told = sum(
        Decimal(charge.get(name, 0)) * Decimal(price) for charge in server.charges for name, price in PRICES.items()
    )
    return Decimal(told) / 1_000_000


def set_settings(env: dict[str, str], text: str) -> None:
    (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").write_text(text, encoding="utf-8")


def set_cap(bench: Workbench, usd: str) -> None:
    """Have the author bound what the course may cost."""
    path = bench.workspace.blueprint
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("max_cost_usd")]
    path.write_text("\n".join([f"max_cost_usd: {usd}", *lines, ""]), encoding="utf-8")


@pytest.fixture
async def bench(workbench: Workbench, env: dict[str, str], messages_server: MessagesServer) -> AsyncIterator[Workbench]:
    set_settings(env, A_DOLLAR_EACH.format(url=messages_server.url))
    messages_server.default = HALF
    yield workbench
    await workbench.aclose()


async def made(bench: Workbench, keys: Sequence[str], **options: object) -> list[str]:
    """Draft until the cap is reached, and return which sections came to a whole text."""
    with pytest.raises(CapReached):
        await draft(bench, *keys, **options)
    return [key for key in keys if [each.outcome for each in bench.attempts(key)] == [Outcome.COMPLETE]]


async def drain(events: AsyncGenerator[object, None]) -> None:
    """Read to the end."""
    async with aclosing(events):
        async for _ in events:
            pass


# Many at once, against what the endpoint charges


@pytest.mark.parametrize(("whose", "cap", "seed"), [("run", "0.31", 1), ("course", "0.47", 2), ("course", "0.12", 3)])
async def test_8_at_once_with_answers_that_fail_never_charge_more_than_the_cap(
    tmp_path: Path, env: dict[str, str], messages_server: MessagesServer, whose: str, cap: str, seed: int
) -> None:
    set_settings(env, SETTINGS.format(url=messages_server.url))
    (tmp_path / "masterclass").mkdir()
    bench = Workbench.open(copied(tmp_path / "masterclass"), env)
    bench.endpoints.patience = Patience(first_wait=0.01, longest_wait=0.05)
    messages_server.replies.seed(seed)
    for reply in (Reply(fault="cut", fault_after=9), Reply(fault="error_event", fault_after=30), Reply(status=529)):
        messages_server.replies.rule(Rule(reply, chance=0.1))
    answer_variedly(messages_server, bench, (1,), seed)
    if whose == "course":
        set_cap(bench, cap)
    limit = Decimal(cap) if whose == "run" else None

    with pytest.raises(CapReached, match=r"max-cost|max_cost_usd"):
        await draft(bench, *bench.drafts.targets([], [1]), concurrency=8, max_cost=limit)

    # The longest answer to the longest prompt costs nine cents: so near it comes.
    assert Decimal(cap) - Decimal("0.09") < charged(messages_server) <= Decimal(cap)
    await bench.aclose()


async def test_two_programs_on_one_course_do_not_pass_its_cap_together(
    bench: Workbench, course: Path, env: dict[str, str], messages_server: MessagesServer
) -> None:
    set_settings(env, A_DOLLAR_EACH.format(url=messages_server.url).replace("concurrency: 1", "concurrency: 8"))
    set_cap(bench, "3.2")
    messages_server.default = Reply(text="Whole.", first_delay=0.2, usage={"input_tokens": 10, "output_tokens": 900})
    days = [bench.drafts.targets([], [day]) for day in (1, 2)]
    command = [sys.executable, "-m", "tests.authoring.queue_worker", str(course)]
    programs = [
        await asyncio.create_subprocess_exec(
            *command, *keys, env={**os.environ, **env}, stderr=asyncio.subprocess.DEVNULL
        )
        for keys in days
    ]

    ended = [await each.wait() for each in programs]

    assert any(ended)
    output = sum(charge["output_tokens"] for charge in messages_server.charges)
    assert 900 < output <= 3200
    assert bench.spending.total().known_usd == Decimal(output) / 1000


# A cap that is reached


async def test_sections_wait_for_what_is_under_way_to_cost_less_than_it_might(bench: Workbench) -> None:
    assert await made(bench, bench.drafts.targets([], [1]), concurrency=8, max_cost=Decimal("2.2")) == [
        *SECTIONS,
    ]


async def test_the_cap_of_the_course_counts_what_earlier_runs_cost(bench: Workbench) -> None:
    set_cap(bench, "1.7")
    await draft(bench, ORIENTATION)

    assert await made(bench, [HOLDS, FAILS]) == [HOLDS]

    assert (bench.spending.total().known_usd, bench.spending.set_aside) == (Decimal(1), Decimal(0))


async def test_the_queue_is_held_and_goes_on_once_the_cap_was_raised(bench: Workbench) -> None:
    set_cap(bench, "1.2")
    bench.drafts.queue.add(SECTIONS)
    with pytest.raises(CapReached, match=r"course's limit of \$1.2.*max_cost_usd"):
        await drain(bench.drafts.work())
    assert len(bench.drafts.queue.held) == 2
    assert all("max_cost_usd" in each.reason for each in bench.drafts.queue.held_because)

    set_cap(bench, "5")
    bench.drafts.queue.resume()
    await drain(bench.drafts.work())

    assert [[each.outcome for each in bench.attempts(key)] for key in SECTIONS] == [[Outcome.COMPLETE]] * 3


async def test_without_a_price_no_cap_can_be_kept(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    set_settings(env, f"profile: fake\nprofiles:\n  fake: {{base_url: '{messages_server.url}', model: fake-1}}\n")
    await draft(bench, ORIENTATION)
    set_cap(bench, "100")

    with pytest.raises(CapReached, match="state `prices` for `fake`"):
        await draft(bench, HOLDS)

    assert len(messages_server.messages) == 1


# What counts


async def test_what_was_stopped_counts_by_what_had_come_of_it(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    set_cap(bench, "1.2")
    messages_server.script(STALLING)
    async with aclosing(bench.drafts.draft([ORIENTATION])) as events:
        async for event in events:
            if "goes round" in getattr(event, "text", ""):
                break

    (attempt,) = bench.attempts(ORIENTATION)
    assert attempt.cost_usd == bench.spending.total().known_usd == Decimal("0.006")
    assert bench.spending.set_aside == 0


async def test_what_a_killed_program_had_asked_for_counts_at_its_most(
    bench: Workbench, course: Path, env: dict[str, str], messages_server: MessagesServer
) -> None:
    set_cap(bench, "1.9")
    messages_server.script(HALF, STALLING)
    command = [sys.executable, "-m", "tests.authoring.queue_worker", str(course), *SECTIONS]
    killed = await asyncio.create_subprocess_exec(*command, env={**os.environ, **env})
    async with asyncio.timeout(20):
        while stored(bench, HOLDS) != [("streaming", "The rope goes round ")]:  # noqa: ASYNC110 (another process)
            await asyncio.sleep(0.02)
    killed.kill()
    await killed.wait()

    assert await made(bench, [FAILS]) == []

    total = bench.spending.total()
    assert (total.known_usd, total.unknown) == (Decimal("0.5"), 1)
    assert bench.spending.set_aside == 1
    set_cap(bench, "2.5")
    await draft(bench, FAILS)


async def test_a_request_that_was_refused_takes_nothing_of_the_cap(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    set_cap(bench, "1")
    messages_server.script(Reply(status=400, message="messages: Field required"))
    await draft(bench, ORIENTATION)

    await draft(bench, ORIENTATION)

    assert [each.outcome for each in bench.attempts(ORIENTATION)] == [Outcome.FAILED, Outcome.COMPLETE]


async def test_suggestions_count_and_are_held_to_the_cap(bench: Workbench, messages_server: MessagesServer) -> None:
    set_cap(bench, "1.2")
    messages_server.script(Reply(text="nothing", usage={"input_tokens": 1, "output_tokens": 500}))
    with pytest.raises(CapReached):
        await drain(bench.suggestions.ask([1, 2]))

    assert len(messages_server.messages) == 1
    assert await made(bench, [ORIENTATION]) == []
    assert bench.spending.report().purposes["suggestions"].known_usd == Decimal("0.5")


async def test_judgements_count_and_are_held_to_the_cap(bench: Workbench, messages_server: MessagesServer) -> None:
    set_cap(bench, "1.2")
    write(bench, HOLDS, "A bowline is a knot that holds.")

    async def judge() -> None:
        await drain(bench.judge([LESSON]))

    await judge()
    with pytest.raises(CapReached):
        await judge()

    assert len(messages_server.messages) == 1
    assert bench.spending.report().purposes["judging"].known_usd == Decimal("0.5")
    assert bench.spending.set_aside == 0


async def test_what_a_batch_may_cost_counts_until_its_results_are_here(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    set_cap(bench, "3.1")
    messages_server.batches.delay = None
    await drain(bench.drafts.batches.submit([ORIENTATION, HOLDS]))
    assert bench.spending.set_aside == 2
    with pytest.raises(CapReached, match="Nothing was submitted"):
        await drain(bench.drafts.batches.submit(bench.drafts.targets([], [1])))
    assert bench.spending.set_aside == 2

    messages_server.batches.end()
    await drain(bench.drafts.batches.collect())

    assert (bench.spending.total().known_usd, bench.spending.set_aside) == (Decimal(1), Decimal(0))
    with closing(sqlite3.connect(bench.workspace.database)) as connection:
        assert connection.execute("SELECT count(*) FROM reservations WHERE owner IS NOT NULL").fetchone() == (0,)
