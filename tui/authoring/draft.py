"""Drafting: a section's prompt goes to the writer, and what comes back is stored while it streams."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tui.authoring import plain_text
from tui.authoring.course import Course
from tui.authoring.drafting import profiles, prompts, writer
from tui.authoring.drafting.endpoint import Endpoint, Endpoints
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.profiles import Profile
from tui.authoring.drafting.prompts import Prompt, PromptInputs
from tui.authoring.errors import AuthoringError
from tui.authoring.review import lesson_document
from tui.authoring.review.attempts import Attempt, AttemptStore, Origin

FLUSH_SECONDS = 0.4
"""How long streamed text may wait in memory before it is stored: all that a crash can take."""


class CapReached(AuthoringError):
    """The next section might cost more than the author allows."""

    exit_code = 4


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
class DraftFinished:
    """The attempt has ended, well or badly: its outcome says which, its error what to do."""

    key: str
    attempt: Attempt


DraftEvent = DraftStarted | DraftText | DraftFinished


def prompt_for(
    course: Course, key: str, *, context_tokens: int, max_tokens: int, feedback: str | None = None
) -> Prompt:
    """Return the exact prompt of a section: what the plan and the templates say, and what stands before it.

    Without `feedback`, the reason of the last rejection is the feedback. Limits in tokens.

    Raises:
        InputError: no section is named so, or a template is broken.
    """
    lesson, section = course.section(key)
    earlier = []
    for other in lesson.sections[: lesson.sections.index(section)]:
        text = course.settled(f"{lesson.id}/{other.id}")
        if text is not None:
            earlier.append((other.title, text))
    inputs = PromptInputs(
        syllabus=course.syllabus,
        day=course.day(lesson.day),
        plan=course.plan(lesson.day),
        lesson=lesson,
        section=section,
        level=course.blueprint.level,
        earlier=tuple(earlier),
        previous_text=_previous_text(course, key),
        feedback=_feedback(course, key, feedback),
    )
    if inputs.feedback is None:
        inputs = replace(inputs, previous_text=None)
    return prompts.render(inputs, course.workspace.templates, context_tokens=context_tokens, max_tokens=max_tokens)


def _feedback(course: Course, key: str, given: str | None) -> str | None:
    """Return what the author wants otherwise: as said now, or else when the section was rejected."""
    if given is not None:
        return given
    rejected = course.rejected(key)
    return rejected[1] if rejected is not None else None


def _previous_text(course: Course, key: str) -> str | None:
    """Return the text that feedback speaks of: the rejected one, or else the newest."""
    rejected, newest = course.rejected(key), course.store.latest(course.kept(key))
    if rejected is not None:
        return rejected[0].text
    return newest.text if newest is not None and newest.text else course.standing(key)


async def draft(
    course: Course,
    endpoints: Endpoints,
    profile: Profile,
    keys: Sequence[str],
    *,
    feedback: str | None = None,
    concurrency: int = 1,
    max_cost: Decimal | None = None,
) -> AsyncGenerator[DraftEvent, None]:
    """Draft the sections `keys`, each once, at most `concurrency` at the same time, and yield what happens.

    Closing the iterator (or cancelling the task that reads it) ends the drafting; what was written is kept. When
    something is raised, no section was started after it, and those that were under way have come to their end.

    Raises:
        InputError: a key names no section; nothing was started.
        EndpointError: the writer could not be started.
        CapReached: the next section might pass `max_cost` (US dollars); those before it are done.
    """
    # By the names under which they are kept: the plan may be renumbered meanwhile.
    waiting = list(dict.fromkeys(course.kept(key) for key in keys))[::-1]
    if max_cost is not None and profile.prices is None:
        raise CapReached(
            f"The price of {profile.model} is not known, so a limit in dollars cannot be kept: give prices."
        )
    endpoint = await endpoints.open(profile)
    events: asyncio.Queue[DraftEvent | None] = asyncio.Queue()
    budget = _Budget(profile, max_cost)
    errors: list[Exception] = []

    async def work() -> None:
        while waiting:
            try:
                await _draft_one(course, endpoint, waiting.pop(), feedback, budget, events)
            except Exception as error:  # nothing more is started; what is under way comes to its end
                errors.append(error)
                waiting.clear()

    async def run() -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(max(1, min(concurrency, len(waiting)))):
                    group.create_task(work())
        finally:
            events.put_nowait(None)

    running = asyncio.create_task(run())
    try:
        while (event := await events.get()) is not None:
            yield event
        await running
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    if errors:  # a mistake of ours is told before what was only refused
        raise next((error for error in errors if not isinstance(error, AuthoringError)), errors[0])


async def _draft_one(
    course: Course,
    endpoint: Endpoint,
    kept: str,
    feedback: str | None,
    budget: "_Budget",
    events: "asyncio.Queue[DraftEvent | None]",
) -> None:
    profile = endpoint.profile
    lesson, section = course.section_kept_as(kept)
    key = f"{lesson.id}/{section.id}"
    feedback = _feedback(course, key, feedback)
    prompt = prompt_for(
        course, key, context_tokens=profile.context_tokens, max_tokens=profile.max_tokens, feedback=feedback
    )
    budget.reserve(prompt)
    attempt = course.store.begin(
        kept,
        origin=Origin.MODEL,
        profile=profile.name,
        model=profile.model,
        feedback=feedback,
        prompt_sha256=prompt.sha256,
        prompt=prompt.text,
    )
    events.put_nowait(DraftStarted(key, attempt.number))
    recorder = _Recorder(course.store, kept, attempt.number)
    # By the author, or because the program closes.
    finished = writer.Finished(Outcome.CANCELLED, profile.model, usage=None, error="You stopped it.", retryable=True)
    try:
        async with contextlib.aclosing(writer.write(prompt, endpoint)) as pieces:
            async for event in pieces:
                if isinstance(event, writer.TextDelta):
                    recorder.add(event.text)
                    events.put_nowait(DraftText(key, attempt.number, event.text))
                else:
                    finished = event
    except Exception as error:
        said = f"Coursewright itself failed while this was written ({type(error).__name__}): please report it."
        finished = replace(finished, outcome=Outcome.FAILED, error=said)
        raise
    finally:
        recorder.flush()
        cost = profiles.cost_usd(finished.usage, profile.prices) if finished.usage else None
        budget.settle(prompt, cost)
        body = lesson_document.section_body(recorder.text, section.title)
        outcome, error_said = finished.outcome, finished.error
        if outcome is Outcome.COMPLETE and not body:
            outcome, error_said = Outcome.FAILED, "The writer answered without any text: press r to try again."
        attempt = course.store.finish(
            kept,
            attempt.number,
            outcome,
            text=body,
            model=finished.model,
            usage=finished.usage,
            cost_usd=cost,
            error=error_said,
        )
        events.put_nowait(DraftFinished(key, attempt))


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


class _Budget:
    """Keeps a run below its cap: a section starts only if even its longest answer would stay within."""

    def __init__(self, profile: Profile, cap: Decimal | None) -> None:
        self._profile, self._cap = profile, cap
        self._spent = Decimal(0)

    def reserve(self, prompt: Prompt) -> None:
        if self._cap is None:
            return
        worst = self._worst(prompt)
        if self._spent + worst > self._cap:
            raise CapReached(
                f"Stopped before the limit of ${self._cap}: ${self._spent:.4f} is spent or under way, and the next "
                f"section may cost up to ${worst:.4f}. Raise --max-cost to go on."
            )
        self._spent += worst

    def settle(self, prompt: Prompt, cost: Decimal | None) -> None:
        if self._cap is not None and cost is not None:
            self._spent += cost - self._worst(prompt)

    def _worst(self, prompt: Prompt) -> Decimal:
        usage = Usage(input_tokens=plain_text.estimate_tokens(prompt.text) * 2, output_tokens=prompt.max_tokens)
        return profiles.cost_usd(usage, self._profile.prices) or Decimal(0)
