"""Whoever writes at an endpoint keeps to its limit before it is hit, and nobody waits for ever."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.drafting.invented_clock import InventedClock
from tui.authoring.drafting.rate_limit import RateLimit, Reservation

LONGEST = 60.0
KINDS = ("requests", "input-tokens", "output-tokens")


@dataclass
class Server:
    """Counts as the service does, by the same clock: each bucket is filled evenly within a minute."""

    limits: dict[str, float]
    clock: InventedClock
    tells: bool = True
    refuses: set[int] = field(default_factory=set)  # these requests, whatever the buckets hold
    asked: int = 0
    refused_by_limit: int = 0
    left: dict[str, float] = field(init=False)
    at: float = 0.0

    def __post_init__(self) -> None:
        self.left = dict(self.limits)

    def ask(self, input_tokens: int) -> tuple[bool, dict[str, str]]:
        """Return whether the request is taken, and the headers of the answer."""
        self.refill()
        self.asked += 1
        needs = {"requests": 1.0, "input-tokens": float(input_tokens), "output-tokens": 1.0}
        over = any(min(needs[kind], self.limits[kind]) > self.left[kind] + 1e-6 for kind in self.limits)
        self.refused_by_limit += over
        if not over and self.asked not in self.refuses:
            for kind in self.limits:
                self.left[kind] -= needs[kind] if kind != "output-tokens" else 0.0
            return True, self.headers()
        return False, self.headers()

    def wrote(self, output_tokens: int) -> None:
        """Count what was written."""
        self.refill()
        if "output-tokens" in self.left:
            self.left["output-tokens"] -= output_tokens

    def refill(self) -> None:
        """Let what has passed since the last time come back."""
        passed, self.at = self.clock.now() - self.at, self.clock.now()
        for kind, limit in self.limits.items():
            self.left[kind] = min(limit, self.left[kind] + passed * limit / 60)

    def headers(self) -> dict[str, str]:
        """Return what the server tells of its limits."""
        if not self.tells:
            return {}
        told = {}
        for kind, limit in self.limits.items():
            told[f"anthropic-ratelimit-{kind}-limit"] = str(int(limit))
            told[f"anthropic-ratelimit-{kind}-remaining"] = str(max(0, int(self.left[kind])))
        return told


@dataclass(frozen=True)
class Job:
    """One request: when it comes, how large it is, how long it takes, and when its author loses patience."""

    comes: float = 0.0
    input_tokens: int = 100
    output_tokens: int = 100
    begins: float = 1.0
    takes: float = 5.0
    cancelled_after: float | None = None


async def ask(limit: RateLimit, server: Server, job: Job, waits: list[float]) -> None:
    """Send one request when its turn has come, as the writer does; once more where it is refused."""
    clock = server.clock
    await clock.sleep(job.comes)
    for _ in range(2):
        reservation = limit.join(job.input_tokens, 16_000)
        output, whole = 0, False
        try:
            async with aclosing(limit.turn(reservation, LONGEST, clock.now)) as turn:
                async for seconds in turn:
                    waits.append(seconds)
                    await clock.sleep(seconds)
            taken, headers = server.ask(job.input_tokens)
            await clock.sleep(job.begins)
            if taken:
                reservation.answered(headers, clock.now())
                await clock.sleep(job.takes)
                server.wrote(job.output_tokens)
                output, whole = job.output_tokens, True
                return
            reservation.refused(headers, 5.0, clock.now())
        finally:
            reservation.end(output, clock.now(), whole=whole)


async def do(limit: RateLimit, server: Server, job: Job, waits: list[float]) -> None:
    """Do a job to its end, or until its author has had enough."""
    task = asyncio.ensure_future(ask(limit, server, job, waits))
    if job.cancelled_after is not None:
        await server.clock.sleep(job.comes + job.cancelled_after)
        task.cancel()
    await asyncio.gather(task, return_exceptions=job.cancelled_after is not None)


jobs = st.builds(
    Job,
    comes=st.floats(0, 90),
    input_tokens=st.integers(1, 3_000),
    output_tokens=st.integers(1, 1_500),
    begins=st.floats(0, 10),
    takes=st.floats(0, 30),
)
limits = st.fixed_dictionaries(
    {},
    optional={
        "requests": st.integers(1, 20).map(float),
        "input-tokens": st.integers(500, 20_000).map(float),
        "output-tokens": st.integers(500, 20_000).map(float),
    },
)


@settings(deadline=None)
@given(
    limits=limits,
    each=st.lists(st.tuples(jobs, st.none() | st.floats(0, 90)), min_size=1, max_size=12),
    tells=st.booleans(),
    refuses=st.sets(st.integers(1, 12)),
)
def test_nobody_waits_for_ever_whatever_is_told_refused_or_cancelled(
    limits: dict[str, float], each: list[tuple[Job, float | None]], tells: bool, refuses: set[int]
) -> None:
    async def run() -> None:
        clock, limit = InventedClock(), RateLimit()
        waits: list[float] = []
        server = Server(limits, clock, tells=tells, refuses=refuses)
        given = [Job(**{**vars(job), "cancelled_after": after}) for job, after in each]

        await clock.run(*(do(limit, server, job, waits) for job in given))

        assert all(0 < seconds <= LONGEST for seconds in waits)
        # Each of those before one holds it up for the patience and one answer at the very most, and may come twice.
        assert clock.now() <= 180 + 2 * len(given) * (LONGEST + 45)
        assert limit.wait(limit.join(1, 1), clock.now() + 120) == 0.0

    asyncio.run(run())


@settings(deadline=None)
@given(
    requests=st.integers(2, 20),
    input_tokens=st.integers(3_000, 30_000),
    output_tokens=st.integers(3_000, 30_000),
    each=st.lists(jobs, min_size=1, max_size=20),
)
def test_the_limit_is_never_hit_once_an_answer_has_told_it(
    requests: int, input_tokens: int, output_tokens: int, each: list[Job]
) -> None:
    async def run() -> None:
        clock, limit = InventedClock(), RateLimit()
        told = {"requests": float(requests), "input-tokens": float(input_tokens), "output-tokens": float(output_tokens)}
        server = Server(told, clock)
        first = Job(input_tokens=1, output_tokens=1, begins=0.0, takes=0.0)
        await clock.run(ask(limit, server, first, []))

        await clock.run(*(ask(limit, server, job, []) for job in each))

        assert (server.asked, server.refused_by_limit) == (1 + len(each), 0)

    asyncio.run(run())


async def test_a_full_bucket_after_a_pause_is_not_taken_for_no_limit() -> None:
    clock, limit = InventedClock(), RateLimit()
    server = Server({"requests": 3.0}, clock)
    await clock.run(ask(limit, server, Job(), []))
    waits: list[float] = []

    await clock.run(*(ask(limit, server, Job(comes=600.0), waits) for _ in range(5)))

    assert server.refused_by_limit == 0
    assert waits[:2] == pytest.approx([20.0, 40.0])
    assert clock.now() < 660.0


async def test_what_was_written_since_the_limit_was_told_counts_against_it() -> None:
    clock, limit = InventedClock(), RateLimit()
    server = Server({"output-tokens": 8_000.0}, clock)
    first = [Job(output_tokens=1_000, takes=1.0) for _ in range(8)]
    await clock.run(*(ask(limit, server, job, []) for job in first))

    await clock.run(*(ask(limit, server, job, []) for job in first))

    assert server.refused_by_limit == 0


async def test_an_endpoint_that_tells_nothing_is_not_held_back() -> None:
    clock, limit = InventedClock(), RateLimit()
    waits: list[float] = []
    server = Server({}, clock)
    await clock.run(*(ask(limit, server, Job(), waits) for _ in range(50)))
    assert (waits, server.asked, clock.now()) == ([], 50, 6.0)


async def test_after_a_429_everybody_pauses_one_asks_and_each_answer_lets_one_more_go() -> None:
    clock, limit = InventedClock(), RateLimit()
    waits: list[float] = []
    server = Server({}, clock, refuses={1})
    sent: list[float] = []

    async def one() -> None:
        await ask(limit, server, Job(comes=0.0 if not server.asked else 2.0, begins=1.0, takes=0.0), waits)
        sent.append(clock.now())

    async def later() -> None:
        await clock.sleep(2.0)
        await one()

    await clock.run(one(), *(later() for _ in range(7)))

    assert set(waits) == {5.0, 2.0}  # the one that was refused, and those that came when three seconds had passed
    # They begin one at a time, then two at once, then four; the time is that at which each was answered.
    assert sorted(sent) == [7.0, 8.0, 8.0, 9.0, 9.0, 9.0, 9.0, 10.0]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"limit": "many", "remaining": "0"},
        {"limit": "50"},
        {"remaining": "0"},
        {"limit": "nan", "remaining": "0"},
        {"limit": "50", "remaining": "nan"},
        {"limit": "inf", "remaining": "0"},
        {"limit": "0", "remaining": "0"},
        {"limit": "-5", "remaining": "0"},
        {"limit": "", "remaining": ""},
        {"limit": "1e999", "remaining": "1"},
    ],
)
def test_headers_that_cannot_be_read_do_no_harm(headers: dict[str, str]) -> None:
    limit = RateLimit()
    limit.learn({f"anthropic-ratelimit-{kind}-{name}": told for kind in KINDS for name, told in headers.items()}, 0.0)
    assert limit.wait(limit.join(1_000, 1_000), 0.0) == 0.0


def told(kind: str, limit: int, left: int) -> dict[str, str]:
    """Return the headers that tell of one limit."""
    return {f"anthropic-ratelimit-{kind}-limit": str(limit), f"anthropic-ratelimit-{kind}-remaining": str(left)}


def in_line(limit: RateLimit, *sizes: int) -> list[Reservation]:
    """Return requests with so many input tokens, which stand in line."""
    return [limit.join(size, 1) for size in sizes]


def test_those_in_line_wait_for_what_those_before_them_want() -> None:
    limit = RateLimit()
    limit.learn(told("input-tokens", 6_000, 1_000), 0.0)
    waiting = in_line(limit, 1_000, 500, 500)
    assert [limit.wait(each, 0.0) for each in waiting] == [0.0, 5.0, 10.0]
    waiting[1].end(0, 0.0, whole=False)
    assert limit.wait(waiting[2], 0.0) == 5.0


def test_a_request_larger_than_the_limit_goes_when_the_bucket_is_full() -> None:
    limit = RateLimit()
    limit.learn(told("input-tokens", 6_000, 3_000), 0.0)
    assert limit.wait(limit.join(50_000, 1), 0.0) == 30.0


def test_only_whole_answers_say_how_long_an_answer_is() -> None:
    limit = RateLimit()
    limit.join(1, 16_000).end(4_000, 0.0, whole=True)
    limit.join(1, 16_000).end(10, 0.0, whole=False)
    limit.learn(told("output-tokens", 12_000, 6_001), 0.0)
    assert limit.wait(limit.join(1, 16_000), 0.0) == 0.0
    assert limit.wait(limit.join(1, 16_000), 0.0) > 25.0


async def test_an_answer_that_was_overtaken_does_not_bring_back_what_was_used_since() -> None:
    limit = RateLimit()
    early, late = in_line(limit, 1, 1)
    for each in (early, late):
        async for _ in limit.turn(each, LONGEST, lambda: 0.0):
            pytest.fail("there is nothing to wait for")
    late.answered(told("requests", 60, 0), 0.0)
    early.answered(told("requests", 60, 1), 0.0)
    assert limit.wait(limit.join(1, 1), 0.0) == pytest.approx(2.0)  # one of the two may not have been counted yet
