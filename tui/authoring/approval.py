"""Approval: a lesson whose every section is accepted becomes its file and one commit of that file alone."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import CommitMessage, CommittedOtherwise, Repository
from tui.authoring.planning.model import DayPlan, LessonPlan
from tui.authoring.review import decisions
from tui.authoring.review.attempts import Attempt
from tui.authoring.review.states import SectionState


class NotReady(AuthoringError):
    """A section of the lesson still needs the author's decision."""


@dataclass(frozen=True)
class Approved:
    """What an approval made: the file, and the commit that holds it."""

    lesson: str
    path: Path
    commit: str


async def approve(course: Course, lesson_id: str) -> Approved:
    """Write the lesson's file and commit it, its day's plan first where that is not committed yet.

    Raises:
        NotReady: a section is not accepted; the message names it.
        RepositoryError: git refused; file, index and work tree are as they were.
    """
    view = course.lesson_view(lesson_id)
    lesson = view.plan
    open_sections = [section for section in view.sections if section.state is not SectionState.ACCEPTED]
    if open_sections:
        first, more = open_sections[0], len(open_sections) - 1
        others = f" and {more} more" if more else ""
        raise NotReady(
            f"{lesson.id} is not ready: {first.plan.title!r} is {first.state.word}{others}. "
            "Accept every section, then approve the lesson."
        )
    text = course.lesson_text(lesson, course.accepted_bodies(lesson))
    plan = course.plan(lesson.day)
    accepted = {
        section.id: decisions.accepted(course.store, f"{lesson.id}/{section.id}") for section in lesson.sections
    }
    attempts = [attempt for section in lesson.sections for attempt in course.store.of(f"{lesson.id}/{section.id}")]
    last = course.store.last_approval(lesson.id)
    path = course.workspace.lesson(lesson.day, lesson.file)
    message = CommitMessage(
        subject=f"{lesson.id}: approve {lesson.title}", trailers=tuple(_trailers(lesson, accepted, attempts))
    )

    def commit() -> str:
        with Repository.open(course.workspace.root) as repository:
            repository.check_ready()
            commit_plan(course, repository, plan)
            return repository.commit_text(path, text, message, known=[last.text] if last else [])

    # git is slow beside a screen: it runs aside, and what it needs was read before.
    otherwise = None
    try:
        commit_hash = await asyncio.to_thread(commit)
    except CommittedOtherwise as error:  # the commit stands: it is recorded as it is, and the author is told
        otherwise, commit_hash = error, error.commit
        with Repository.open(course.workspace.root) as repository:
            text = repository.committed_text(path, error.commit) or text
    course.store.record_approval(
        lesson.id,
        path=path.relative_to(course.workspace.root).as_posix(),
        commit=commit_hash,
        text=text,
        attempts={slug: attempt.number for slug, attempt in accepted.items() if attempt is not None},
    )
    if otherwise is not None:
        raise otherwise
    return Approved(lesson.id, path, commit_hash)


def commit_plan(course: Course, repository: Repository, plan: DayPlan) -> None:
    """Commit the day's plan by itself, where it differs from the committed one.

    Raises:
        RepositoryError: git refused.
    """
    count = len(plan.lessons)
    noun = "lesson" if count == 1 else "lessons"
    message = CommitMessage(subject=f"day{plan.day:02d}: plan {count} {noun}", trailers=(("Day", str(plan.day)),))
    repository.commit_paths([course.workspace.plan(plan.day)], message)


def _trailers(
    lesson: LessonPlan, accepted: Mapping[str, Attempt | None], attempts: Sequence[Attempt]
) -> list[tuple[str, str]]:
    """Return what the commit says of the lesson; tokens and cost count every attempt made for it, taken or not."""
    chosen = [(slug, attempt) for slug, attempt in accepted.items() if attempt is not None]
    writers = [attempt.model or "hand" for _, attempt in chosen]
    used = [attempt.usage for attempt in attempts if attempt.usage is not None]
    costs = [attempt.cost_usd for attempt in attempts if attempt.usage is not None]
    read = sum(usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens for usage in used)
    trailers = [
        ("Lesson", lesson.id),
        ("Points", ", ".join(lesson.points)),
        ("Sections", ", ".join(section.id for section in lesson.sections)),
    ]
    trailers += [("Drafted-by", writer) for writer in dict.fromkeys(writers)]
    trailers.append(("Attempts", ", ".join(f"{slug} {attempt.number}" for slug, attempt in chosen)))
    if used:
        trailers.append(("Tokens", f"{read} input, {sum(usage.output_tokens for usage in used)} output"))
        known = [cost for cost in costs if cost is not None]
        trailers.append(("Cost-USD", f"{sum(known, Decimal(0)):.4f}" if len(known) == len(costs) else "unknown"))
    trailers += [("Prompt-SHA256", f"{slug} {a.prompt_sha256}") for slug, a in chosen if a.prompt_sha256]
    return trailers
