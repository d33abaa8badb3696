"""Approval: a lesson whose every section is accepted becomes its file and one commit of that file alone."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tui.authoring.course import Course
from tui.authoring.course_files import same_text
from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import CommitMessage, CommittedOtherwise, FileDiffers, Repository
from tui.authoring.planning import naming, plan_file
from tui.authoring.planning.model import DayPlan, LessonPlan
from tui.authoring.review import approvals, decisions
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
        FileDiffers: the file holds text that was not approved; nothing changed.
        CommittedOtherwise: a hook changed the text: the commit stands, and is recorded as it is.
        RepositoryError: git refused; file, index and work tree are as they were. The plan may be committed.
    """
    lesson = course.lesson(lesson_id)
    bodies = _ready(course, lesson)
    text = course.lesson_text(lesson, bodies)
    plan = course.plan(lesson.day)
    accepted = {
        section.id: decisions.accepted(course.store, f"{lesson.id}/{section.id}") for section in lesson.sections
    }
    attempts = [attempt for section in lesson.sections for attempt in course.store.of(f"{lesson.id}/{section.id}")]
    last = approvals.last(course.store, lesson.id)
    path = course.files.path(lesson)
    on_disk = course.files.lesson(lesson)
    message = CommitMessage(
        subject=f"{lesson.id}: approve {lesson.title}", trailers=tuple(_trailers(lesson, accepted, attempts))
    )

    def record(commit: str, text: str) -> None:
        approvals.record(
            course.store,
            lesson.id,
            path=path.relative_to(course.workspace.root).as_posix(),
            commit=commit,
            text=text,
            attempts={slug: attempt.number for slug, attempt in accepted.items() if attempt is not None},
        )

    def commit() -> str:
        with Repository.open(course.workspace.root) as repository:
            repository.check_ready()
            if on_disk is not None and not same_text(on_disk, text):
                # Another text than the last approved one is the author's, or a colleague's, and must not be lost.
                known = same_text(on_disk, last.text) if last is not None else repository.is_committed(path)
                if not known:
                    raise FileDiffers(path, path.name)
            if not course.is_planned(lesson.day):
                plan_file.write(course.workspace.plan(lesson.day), plan)
            commit_plan(course, repository, plan)
            try:
                made = repository.commit_text(path, text, message, known=[last.text] if last else [])
            except CommittedOtherwise as error:
                record(error.commit, repository.committed_text(path, error.commit) or text)
                raise
            record(made, text)
            return made

    # git is slow beside a screen: it runs aside, and comes to its end even if nobody waits for it any more.
    return Approved(lesson.id, path, await asyncio.to_thread(commit))


def _ready(course: Course, lesson: LessonPlan) -> dict[str, str]:
    """Return the accepted text of every section.

    Raises:
        NotReady: one is not accepted; the message names it.
    """
    waiting = [
        (section.plan.title, section.state.word)
        for section in course.lesson_view(lesson.id).sections
        if section.state is not SectionState.ACCEPTED
    ]
    bodies = course.accepted_bodies(lesson)
    # A lesson is joined from what there is, so what there is not is asked for by name.
    waiting = waiting or [(each.title, "without text") for each in lesson.sections if not bodies.get(each.id)]
    if waiting:
        title, word = waiting[0]
        others = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        raise NotReady(
            f"{lesson.id} is not ready: {title!r} is {word}{others}. Accept every section, then approve the lesson."
        )
    return bodies


def commit_plan(course: Course, repository: Repository, plan: DayPlan) -> None:
    """Commit the day's plan by itself, where it differs from the committed one.

    Raises:
        RepositoryError: git refused.
    """
    count = len(plan.lessons)
    noun = "lesson" if count == 1 else "lessons"
    message = CommitMessage(
        subject=f"{naming.day_folder(plan.day)}: plan {count} {noun}", trailers=(("Day", str(plan.day)),)
    )
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
