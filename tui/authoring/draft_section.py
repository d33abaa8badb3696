"""One section drafted: its prompt goes to the writer, and what comes back is stored while it streams."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from tui.authoring import plain_text
from tui.authoring.budget import Budget
from tui.authoring.course import Course
from tui.authoring.draft_events import DraftEvent, DraftFinished, DraftStarted, DraftText, DraftWaiting
from tui.authoring.draft_queue import Asked
from tui.authoring.drafting import profiles, writer
from tui.authoring.drafting.endpoint import Endpoint
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.errors import AuthoringError
from tui.authoring.prompting import feedback_on, prompt_for
from tui.authoring.review import lesson_document
from tui.authoring.review.attempts import Attempt, AttemptStore, Origin

FLUSH_SECONDS = 0.4
"""How long streamed text may wait in memory before it is stored: all that a crash can take."""

_LOST = 2
"""How many times as long as asked for a text may be that was cut off and is to be gone on with."""


@dataclass(frozen=True)
class Drafted:
    """One attempt that has ended.

    `everywhere` says that any other section would have ended so, `lost` that the text ran far past what was asked for.
    """

    key: str
    attempt: Attempt
    everywhere: bool
    lost: bool


async def draft_section(
    course: Course,
    endpoint: Endpoint,
    asked: Asked,
    budget: Budget,
    tell: Callable[[DraftEvent], object],
    begun: Callable[[int], None],
    *,
    revises: Attempt | None = None,
) -> Drafted:
    """Draft one section, or have the text of the attempt `revises` written anew, and `tell` what happens.

    `begun` is called with the number of the attempt as soon as it stands in the database.

    Raises:
        AuthoringError: the section left the plan, a template is broken, the prompt is too long, or a cap is reached.
    """
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
    tell(DraftStarted(key, attempt.number))
    recorder = _Recorder(course.store, kept, attempt.number)
    tally = writer.Tally()

    def lost() -> bool:
        return plain_text.words(recorder.text) > _LOST * section.target_words

    def afford(usage: Usage) -> bool:
        # More of a text that has lost its way would only be paid for.
        return not lost() and reserved.more(usage)

    # By the author, or because the program closes.
    finished = writer.Finished(Outcome.CANCELLED, profile.model, usage=None, error="You stopped it.", retryable=True)
    try:
        async with contextlib.aclosing(writer.write(prompt, endpoint, afford=afford, tally=tally)) as pieces:
            async for event in pieces:
                match event:
                    case writer.TextDelta(text):
                        recorder.add(text)
                        tell(DraftText(key, attempt.number, text))
                    case writer.Waiting(seconds, reason):
                        tell(DraftWaiting(key, attempt.number, seconds, reason))
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
        tell(DraftFinished(key, attempt))
    return Drafted(key, attempt, finished.everywhere, lost=attempt.outcome is Outcome.TRUNCATED and lost())


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
