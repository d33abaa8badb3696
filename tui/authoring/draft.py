"""Drafting: a section's prompt goes to the writer, and what comes back is stored while it streams."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from tui.authoring import plain_text
from tui.authoring.budget import Budget
from tui.authoring.course import Course
from tui.authoring.draft_queue import Asked, Queue
from tui.authoring.drafting import profiles, writer
from tui.authoring.drafting.endpoint import Endpoint, Endpoints
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.profiles import Profile
from tui.authoring.errors import AuthoringError, EndpointError
from tui.authoring.prompting import feedback_on, prompt_for
from tui.authoring.review import lesson_document
from tui.authoring.review.attempts import Attempt, AttemptStore, Origin
from tui.authoring.revising import Revising

FLUSH_SECONDS = 0.4
"""How long streamed text may wait in memory before it is stored: all that a crash can take."""

_LOST = 2
"""How many times as long as asked for a text may be that was cut off and is to be gone on with."""

_FAILURES_IN_A_ROW = 3
"""After so many sections without a word the endpoint, not the section, is taken to be the trouble."""


@dataclass(frozen=True)
class DraftStarted:
    """Attempt `attempt` of section `key` has begun."""

    key: str
    attempt: int


@dataclass(frozen=True)
class DraftText:
    """More text of the attempt; what came so far is `text`'s predecessors joined."""

    key: str
    attempt: int
    text: str


@dataclass(frozen=True)
class DraftWaiting:
    """Nothing is asked for the attempt for `seconds`, which begin now; `reason` is a sentence for the author."""

    key: str
    attempt: int
    seconds: float
    reason: str


@dataclass(frozen=True)
class DraftFinished:
    """The attempt has ended, well or badly: its outcome says which, its error what to do."""

    key: str
    attempt: Attempt


DraftEvent = DraftStarted | DraftText | DraftWaiting | DraftFinished


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
                drafted = await _draft_one(course, endpoint, asked, budget, events, _nothing if number else begin)
                mend = revising.guidance(drafted.key, drafted.attempt) if revising is not None else None
                if mend is not None:
                    revision = replace(asked, feedback=mend)
                    drafted = await _draft_one(
                        course, endpoint, revision, budget, events, _nothing, revises=drafted.attempt
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


async def _draft_one(
    course: Course,
    endpoint: Endpoint,
    asked: Asked,
    budget: Budget,
    events: "asyncio.Queue[DraftEvent | None]",
    begun: Callable[[int], None],
    *,
    revises: Attempt | None = None,
) -> "_Drafted":
    """Draft one section, or write the text of the attempt `revises` anew."""
    profile, kept = endpoint.profile, asked.section
    lesson, section = course.section_kept_as(kept)
    key = f"{lesson.id}/{section.id}"
    feedback = feedback_on(course, key, asked.feedback)
    prompt = prompt_for(
        course,
        key,
        context_tokens=profile.context_tokens,
        max_tokens=profile.max_tokens,
        feedback=feedback,
        revises=revises,
    )
    reserved = await budget.room(prompt)
    try:
        attempt = course.store.begin(
            kept,
            origin=Origin.MODEL,
            profile=profile.name,
            model=profile.model,
            feedback=feedback,
            prompt_sha256=prompt.sha256,
            prompt=prompt.text,
        )
        reserved.begun(kept, attempt.number)
        begun(attempt.number)
    except BaseException:  # nothing was asked
        reserved.settle(Decimal(0))
        raise
    events.put_nowait(DraftStarted(key, attempt.number))
    recorder = _Recorder(course.store, kept, attempt.number)
    tally = writer.Tally()

    def afford(usage: Usage) -> bool:
        # A text that has run far past what was asked for has lost its way: more of it would only be paid for.
        lost = plain_text.words(recorder.text) > _LOST * section.target_words
        return not lost and reserved.more(usage)

    # By the author, or because the program closes.
    finished = writer.Finished(Outcome.CANCELLED, profile.model, usage=None, error="You stopped it.", retryable=True)
    try:
        async with contextlib.aclosing(writer.write(prompt, endpoint, afford=afford, tally=tally)) as pieces:
            async for event in pieces:
                match event:
                    case writer.TextDelta(text):
                        recorder.add(text)
                        events.put_nowait(DraftText(key, attempt.number, text))
                    case writer.Waiting(seconds, reason):
                        events.put_nowait(DraftWaiting(key, attempt.number, seconds, reason))
                    case writer.Finished():
                        finished = event
    except Exception as error:
        said = f"Coursewright itself failed while this was written ({type(error).__name__}): please report it."
        finished = replace(finished, outcome=Outcome.FAILED, error=said)
        raise
    finally:
        recorder.flush()
        cost = profiles.cost_usd(tally.usage, profile.prices)
        body = lesson_document.section_body(recorder.text, section.title)
        outcome, error_said = finished.outcome, finished.error
        if outcome is Outcome.COMPLETE and not body:
            outcome, error_said = Outcome.FAILED, "The writer answered without any text: press r to try again."
        try:
            attempt = course.store.finish(
                kept,
                attempt.number,
                outcome,
                text=body,
                model=finished.model,
                usage=tally.usage,
                cost_usd=cost,
                error=error_said,
            )
        except BaseException:
            reserved.settle(None)
            raise
        # What failed before an answer began was not charged; what was stopped then may have been.
        reserved.settle(Decimal(0) if tally.usage is None and finished.outcome is Outcome.FAILED else cost)
        events.put_nowait(DraftFinished(key, attempt))
    return _Drafted(key, attempt, finished.everywhere)


@dataclass(frozen=True)
class _Drafted:
    """One attempt that has ended; `everywhere` says that any other section would have ended so."""

    key: str
    attempt: Attempt
    everywhere: bool


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


class _Recorder:
    """Stores streamed text at most `FLUSH_SECONDS` after it came."""

    def __init__(self, store: AttemptStore, key: str, number: int) -> None:
        self.text = ""
        self._stored = 0
        self._store, self._key, self._number = store, key, number
        self._timer: asyncio.TimerHandle | None = None

    def add(self, text: str) -> None:
        """Take more text."""
        self.text += text
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush)

    def flush(self) -> None:
        """Store what is not stored yet."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._stored < len(self.text):
            # A full or busy disk may be free again next time, and the end of the attempt tells the author if it is not.
            with contextlib.suppress(AuthoringError):
                self._store.append(self._key, self._number, self.text[self._stored :])
                self._stored = len(self.text)
