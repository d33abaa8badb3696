"""A run of drafting: many sections at once, from a queue, until nothing waits or the endpoint refuses."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from tui.authoring.budget import Budget
from tui.authoring.course import Course
from tui.authoring.draft_events import DraftEvent
from tui.authoring.draft_queue import Asked, Queue
from tui.authoring.draft_section import draft_section
from tui.authoring.drafting import profiles
from tui.authoring.drafting.endpoint import Endpoints
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.profiles import Profile
from tui.authoring.errors import AuthoringError, EndpointError
from tui.authoring.review.attempts import Attempt
from tui.authoring.revising import Revising

_FREE_TRIES = 2
"""How often a text that lost its way is written anew where that costs nothing: small models often miss their end."""

_FAILURES_IN_A_ROW = 3
"""After so many sections without a word the endpoint, not the section, is taken to be the trouble."""


async def draft(
    course: Course,
    endpoints: Endpoints,
    profile: Profile,
    keys: Sequence[str],
    *,
    feedback: str | None = None,
    concurrency: int = 1,
    max_cost: Decimal | None = None,
    alternatives: int = 1,
    revising: Revising | None = None,
) -> AsyncGenerator[DraftEvent, None]:
    """Draft the sections `keys` in this order, each `alternatives` times, and yield what happens; see `run`.

    Raises:
        InputError: a key names no section; nothing was started.
        AuthoringError: as for `run`.
    """
    queue = Queue()
    # By the names under which they are kept: the plan may be renumbered meanwhile.
    queue.put([Asked(course.kept(key), feedback, alternatives) for key in keys])
    events = run(course, endpoints, profile, queue, concurrency=concurrency, max_cost=max_cost, revising=revising)
    async with contextlib.aclosing(events):
        async for event in events:
            yield event


async def run(
    course: Course,
    endpoints: Endpoints,
    profile: Profile,
    queue: Queue,
    *,
    concurrency: int = 1,
    max_cost: Decimal | None = None,
    revising: Revising | None = None,
) -> AsyncGenerator[DraftEvent, None]:
    """Draft what waits in `queue`, and what comes to it meanwhile, at most `concurrency` at once; yield what happens.

    With `revising`, a whole text in which the checks find errors is revised once, as an attempt of its own.

    Closing the iterator (or cancelling the task that reads it) ends the drafting; what was written is kept. When
    something is raised, no section was started after it, and those that were under way have come to their end.

    Raises:
        EndpointError: the writer could not be started, or it refuses everything.
        CapReached: the next section might pass `max_cost` (US dollars) or the course's cap; those before it are done.
    """
    budget = Budget(profile, max_cost, course)
    endpoint = await endpoints.open(profile)
    events: asyncio.Queue[DraftEvent | None] = asyncio.Queue()
    refusals = _Refusals()
    free = profiles.cost_usd(Usage(1, 1), profile.prices) == 0
    errors: list[Exception] = []
    wake = asyncio.Event()

    async def work(asked: Asked) -> None:
        begun = False

        def begin(attempt: int) -> None:
            nonlocal begun
            begun = True
            queue.begun(asked.section, attempt)

        try:
            for number in range(asked.alternatives):
                # The job stands for the first attempt: what comes after a whole text is not taken up again by itself.
                drafted = await draft_section(
                    course, endpoint, asked, budget, events.put_nowait, _nothing if number else begin
                )
                for _ in range(_FREE_TRIES if free else 0):
                    if drafted.lost:
                        drafted = await draft_section(course, endpoint, asked, budget, events.put_nowait, _nothing)
                mend = revising.guidance(drafted.key, drafted.attempt) if revising is not None else None
                if mend is not None:
                    revision = replace(asked, feedback=mend)
                    drafted = await draft_section(
                        course, endpoint, revision, budget, events.put_nowait, _nothing, revises=drafted.attempt
                    )
                refusals.note(drafted.attempt, everywhere=drafted.everywhere)
                if drafted.attempt.outcome is not Outcome.COMPLETE:
                    break
            queue.ended(asked.section)
        except Exception as error:  # nothing more is started; what is under way comes to its end
            errors.append(error)
            budget.end()
            if begun:
                with contextlib.suppress(AuthoringError):  # the attempt says that it ended
                    queue.ended(asked.section)
            else:
                queue.put_back(asked)

    def left(section: str, _: "asyncio.Task[None]") -> None:
        queue.under_way.pop(section, None)
        wake.set()

    async def supervise() -> None:
        tasks: set[asyncio.Task[None]] = set()
        try:
            while True:
                wake.clear()
                while len(tasks) < max(1, concurrency) and not errors and not refusals.sentence:
                    asked = queue.take()
                    if asked is None:
                        break
                    task = asyncio.create_task(work(asked))
                    queue.under_way[asked.section] = task.cancel
                    task.add_done_callback(partial(left, asked.section))
                    tasks.add(task)
                if not tasks:
                    break
                await wake.wait()
                tasks = {task for task in tasks if not task.done()}
            if refusals.sentence and not errors and len(queue):
                errors.append(EndpointError(f"{refusals.sentence} {len(queue)} more wait and were not tried."))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            queue.under_way.clear()
            events.put_nowait(None)

    queue.on_change = wake.set
    running = asyncio.create_task(supervise())
    try:
        while (event := await events.get()) is not None:
            yield event
        await running
    finally:
        queue.on_change = lambda: None
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    if errors:  # a mistake of ours is told before what was only refused
        raise next((error for error in errors if not isinstance(error, AuthoringError)), errors[0])


def _nothing(_: int) -> None:
    """Keep no job for an attempt."""


class _Refusals:
    """Notices an endpoint that refuses everything, before it has refused hundreds of sections one by one."""

    def __init__(self) -> None:
        self.sentence: str | None = None
        self._in_a_row = 0

    def note(self, attempt: Attempt, *, everywhere: bool) -> None:
        """Take note of how an attempt ended; one that came to any text shows that the endpoint answers."""
        if attempt.outcome is not Outcome.FAILED or attempt.text or attempt.usage is not None:
            self._in_a_row = 0
            return
        self._in_a_row += 1
        # A key or a model that is not accepted will not be for the next section; what passes by may.
        if everywhere or self._in_a_row >= _FAILURES_IN_A_ROW:
            self.sentence = attempt.error
