"""Approval: a lesson whose every section is accepted becomes its file and one commit of that file alone."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tui.authoring import plain_text, plan_days
from tui.authoring.checks.finding import Finding, Severity
from tui.authoring.course import Course
from tui.authoring.course_files import same_text
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.history.repository import CommitMessage, CommittedOtherwise, FileDiffers, Repository
from tui.authoring.planning.model import DayPlan, LessonPlan, Waiver
from tui.authoring.review import approvals, decisions
from tui.authoring.review.attempts import Attempt
from tui.authoring.review.states import SectionState

if TYPE_CHECKING:
    from tui.authoring.course_checks import CourseChecks


class NotReady(AuthoringError):
    """A section of the lesson still needs the author's decision."""


class FindingsOpen(AuthoringError):
    """Error findings of the lesson are neither mended nor waived; `findings` holds them."""

    def __init__(self, lesson: str, findings: Sequence[Finding]) -> None:
        self.lesson, self.findings = lesson, tuple(findings)
        first = findings[0]
        others = f" ({len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(
            f"{lesson} is not approved: {first.rule}, line {first.line}: {first.message}{others} "
            f"Mend it, or waive the rule with a reason; `coursewright check {lesson}` lists them all."
        )


@dataclass(frozen=True)
class Approved:
    """What an approval made: the file, the commit that holds it, and what the author should know besides."""

    lesson: str
    path: Path
    commit: str
    notes: tuple[str, ...] = ()


async def approve(
    course: Course, checks: "CourseChecks", lesson_id: str, *, waive: Mapping[str, str] | None = None
) -> Approved:
    """Write the lesson's file and commit it, its day's plan first where that is not committed yet.

    `waive` maps rules to the reasons for which the author lets their findings stand; plan and commit keep them.

    Raises:
        NotReady: a section is not accepted; the message names it.
        FindingsOpen: an error finding is neither mended nor waived; nothing changed.
        FileDiffers: the file holds text that was not approved; nothing changed.
        CommittedOtherwise: a hook changed the text: the commit stands, and is recorded as it is.
        RepositoryError: git refused; file, index and work tree are as they were. The plan may be committed.
    """
    from tui.authoring import grow_glossary  # late, with all the rules: to look at a course they are not needed

    lesson = course.lesson(lesson_id)
    bodies = _ready(course, lesson)
    text = course.lesson_text(lesson, bodies)
    findings = await asyncio.to_thread(checks.lesson_in_course, lesson, text)
    waivers = _waivers(lesson, findings, waive or {})
    plan = _with_waivers(course.plan(lesson.day), lesson, waivers)
    accepted = {section.id: decisions.accepted(course.store, lesson.kept_key(section)) for section in lesson.sections}
    attempts = [attempt for section in lesson.sections for attempt in course.store.of(lesson.kept_key(section))]
    last = approvals.last(course.store, lesson.kept_name)
    path = course.files.path(lesson)
    message = CommitMessage(
        subject=f"{lesson.id}: approve {lesson.title}",
        trailers=(*_trailers(lesson, accepted, attempts), *_waived(waivers, findings, lesson)),
    )

    def record(commit: str, text: str) -> None:
        approvals.record(
            course.store,
            lesson.kept_name,
            path=path.relative_to(course.workspace.root).as_posix(),
            commit=commit,
            text=text,
            attempts={slug: attempt.number for slug, attempt in accepted.items() if attempt is not None},
        )

    def commit() -> tuple[str, tuple[str, ...]]:
        with Repository.open(course.workspace.root) as repository:
            repository.check_ready()
            plan_days.settle(course, [lesson.day])
            on_disk = course.files.lesson(lesson)
            if on_disk is not None and not same_text(on_disk, text):
                # Another text than the last approved one is the author's, or a colleague's, and must not be lost.
                known = same_text(on_disk, last.text) if last is not None else repository.is_committed(path)
                if not known:
                    raise FileDiffers(path, path.name)
            plan_days.write(course, plan)
            plan_days.commit_plan(course, repository, plan)
            try:
                made = repository.commit_text(path, text, message, known=[last.text] if last else [])
            except CommittedOtherwise as error:
                record(error.commit, repository.committed_text(path, error.commit) or text)
                raise
            record(made, text)
            return made, grow_glossary.grow(course, checks, repository, lesson, text)

    # git is slow beside a screen: it runs aside, and comes to its end even if nobody waits for it any more.
    made, notes = await asyncio.to_thread(commit)
    return Approved(lesson.id, path, made, notes)


def _waivers(lesson: LessonPlan, findings: Sequence[Finding], waive: Mapping[str, str]) -> tuple[Waiver, ...]:
    """Return the waivers that this approval adds.

    Raises:
        FindingsOpen: an error is left.
        InputError: a reason is missing, or a rule is waived that reports no error.
    """
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    for rule, reason in waive.items():
        if not plain_text.one_line(reason):
            raise InputError(f"A waiver needs a reason: say why the findings of {rule} may stand.")
        if not any(finding.rule == rule for finding in errors):
            raise InputError(f"{lesson.id} has no error of the rule {rule}: there is nothing to waive.")
    if left := [finding for finding in errors if finding.rule not in waive]:
        raise FindingsOpen(lesson.id, left)
    return tuple(
        Waiver(rule=rule, reason=plain_text.one_line(waive[rule]), quote=quote)
        for rule, quote in dict.fromkeys((finding.rule, finding.quote) for finding in errors)
    )


def _with_waivers(plan: DayPlan, lesson: LessonPlan, waivers: tuple[Waiver, ...]) -> DayPlan:
    """Return the plan with the waivers kept in it, so that a clone and its checks know them too."""
    if not waivers:
        return plan
    lessons = [
        each.model_copy(update={"waived": (*each.waived, *waivers)}) if each.id == lesson.id else each
        for each in plan.lessons
    ]
    return plan.model_copy(update={"lessons": tuple(lessons)})


def _waived(waivers: Sequence[Waiver], findings: Sequence[Finding], lesson: LessonPlan) -> list[tuple[str, str]]:
    """Return what the commit says of the findings that stand: those waived now, and those waived before."""
    standing = {(finding.rule, finding.quote) for finding in findings if finding.severity is Severity.WAIVED}
    kept = [waiver for waiver in lesson.waived if (waiver.rule, waiver.quote) in standing]
    said = [f"{waiver.rule}: {waiver.reason}" for waiver in (*kept, *waivers)]
    return [("Waived", each) for each in dict.fromkeys(said)]


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
        ("Additions", ", ".join([lesson.id] if lesson.addition else [section.id for section in lesson.additions])),
    ]
    trailers += [("Drafted-by", writer) for writer in dict.fromkeys(writers)]
    trailers.append(("Attempts", ", ".join(f"{slug} {attempt.number}" for slug, attempt in chosen)))
    if used:
        trailers.append(("Tokens", f"{read} input, {sum(usage.output_tokens for usage in used)} output"))
        known = [cost for cost in costs if cost is not None]
        trailers.append(("Cost-USD", f"{sum(known, Decimal(0)):.4f}" if len(known) == len(costs) else "unknown"))
    trailers += [("Prompt-SHA256", f"{slug} {a.prompt_sha256}") for slug, a in chosen if a.prompt_sha256]
    return trailers
