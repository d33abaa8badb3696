"""Approval: a lesson whose every section is accepted becomes its file and one commit of that file alone.

Several may share one commit. What is about to be written is noted before it is (`review.under_way`).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tui.authoring import atomic, cut_off, kept_texts, plain_text, plan_days, power_cut, waiving
from tui.authoring.checks.finding import Finding
from tui.authoring.course import Course
from tui.authoring.course_files import same_text
from tui.authoring.errors import AuthoringError
from tui.authoring.history.refusals import BehindGit
from tui.authoring.history.repository import (
    Coming,
    CommitMessage,
    CommittedOtherwise,
    FileDiffers,
    Repository,
    Wanted,
)
from tui.authoring.planning import naming
from tui.authoring.planning.model import LessonPlan, Waiver
from tui.authoring.review import approvals, decisions, under_way
from tui.authoring.review.attempts import Attempt
from tui.authoring.review.states import LessonState, SectionState
from tui.authoring.review.under_way import Kind, Stroke, UnderWay
from tui.authoring.unmerged_lessons import LessonUnmerged

if TYPE_CHECKING:
    from tui.authoring.course_checks import CourseChecks


class NotReady(AuthoringError):
    """A section of the lesson still needs the author's decision."""


@dataclass(frozen=True)
class Approved:
    """What an approval made: the file, the commit that holds it, and what the author should know besides."""

    lesson: str
    path: Path
    commit: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Read:
    """A lesson as it stands: its text, the attempts of which that is made, by section, and all that there are."""

    lesson: LessonPlan
    text: str
    accepted: Mapping[str, Attempt | None]
    attempts: Sequence[Attempt]

    @classmethod
    def of(cls, course: Course, lesson: LessonPlan) -> "_Read":
        """Read a lesson whose sections are all accepted, and which git could merge, or say why it is none."""
        if course.files.unmerged.holds(course.files.found(lesson)):
            raise LessonUnmerged(lesson.id)
        store = course.store
        accepted = {section.id: decisions.accepted(store, lesson.kept_key(section)) for section in lesson.sections}
        attempts = [attempt for section in lesson.sections for attempt in store.of(lesson.kept_key(section))]
        return cls(lesson, course.lesson_text(lesson, _ready(course, lesson)), accepted, attempts)


@dataclass(frozen=True)
class _Prepared:
    """A lesson that may be approved: what is to be written, and what its commit says of it."""

    lesson: LessonPlan
    path: Path
    text: str
    attempts: Mapping[str, int]
    waivers: tuple[Waiver, ...]
    trailers: tuple[tuple[str, str], ...]
    last: str | None
    cut: str | None
    kept: bytes | None = None

    @property
    def known(self) -> tuple[str | bytes, ...]:
        """The texts that the file may hold, other than the new one."""
        return tuple(each for each in (self.last, self.cut, self.kept) if each is not None)


async def approve(
    course: Course,
    checks: "CourseChecks",
    lesson_id: str,
    *,
    waive: Mapping[str, str] | None = None,
    over_git: bool = False,
) -> Approved:
    """Write the lesson's file and commit it, its day's plan first where that is not committed yet.

    `waive` maps rules to the reasons for which the author lets their findings stand; plan and commit keep them.

    Raises:
        NotReady: a section is not accepted; the message names it.
        FindingsOpen: an error finding is neither mended nor waived; nothing changed.
        FileDiffers: the file holds text that was not approved, nor adopted since; nothing changed.
        BehindGit: git holds another text than the one last approved here, and `over_git` was not said.
        CommittedOtherwise: a hook changed the text: the commit stands, and is recorded as it is.
        RepositoryError: git refused; file, index and work tree are as they were. The plan may be committed.
    """
    return (await approve_together(course, checks, [lesson_id], waive=waive, over_git=over_git))[0]


async def approve_together(
    course: Course,
    checks: "CourseChecks",
    lesson_ids: Sequence[str],
    *,
    waive: Mapping[str, str] | None = None,
    over_git: bool = False,
) -> tuple[Approved, ...]:
    """Write the lessons' files and commit them in one commit, their days' plans first: all of them, or none.

    The commit says of each lesson what it would say of it alone, each part beginning with its `Lesson:`. A rule in
    `waive` is waived in those lessons that have errors of it.

    Raises:
        As for `approve`; where one lesson is refused, none is written.
    """
    if course.lost:
        await asyncio.to_thread(_mend, course, lesson_ids)
    course.files.unmerged.refresh()
    lessons = [_Read.of(course, lesson) for lesson in map(course.lesson, dict.fromkeys(lesson_ids))]
    # Git is got ready beside the checks, which take longer. What it refuses is told before what they find: no reason
    # for a waiver is to be typed in vain.
    opening = _opening(course)
    try:
        found = [await asyncio.to_thread(checks.lesson_in_course, each.lesson, each.text) for each in lessons]
        repository = await asyncio.wrap_future(opening)
        ids = [each.lesson.id for each in lessons]
        waiving.check(ids, [finding for each in found for finding in each], waive or {})
        prepared = [
            _prepare(course, each, findings, waive or {}) for each, findings in zip(lessons, found, strict=True)
        ]
    except BaseException:
        opening.add_done_callback(_let_go)
        raise
    # git is slow beside a screen: it runs aside, and comes to its end even if nobody waits for it any more.
    approved = await asyncio.to_thread(_commit, course, checks, repository, prepared, over_git=over_git)
    if course.written:
        await asyncio.to_thread(cut_off.look, course)  # what was cut off has been finished by this, or is superseded
    return approved


def _mend(course: Course, lesson_ids: Sequence[str]) -> None:
    """Have what a power cut took count as under way, where it is of these lessons."""
    if power_cut.mend_for(course, [course.lesson(each).kept_name for each in lesson_ids]):
        cut_off.look(course)


def _opening(course: Course) -> Future[Repository]:
    """Have the repository opened aside."""
    aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="open-git")
    opening = aside.submit(_open, course)
    aside.shutdown(wait=False)
    return opening


def _open(course: Course) -> Repository:
    """Open the repository, which can be committed to now."""
    repository = Repository.open(course.workspace.root, terminal=course.terminal, progress=course.progress)
    try:
        repository.check_ready()
    except BaseException:
        repository.close()
        raise
    return repository


def _let_go(opening: Future[Repository]) -> None:
    """Close a repository that nothing is committed to."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


def _prepare(course: Course, read: _Read, findings: Sequence[Finding], waive: Mapping[str, str]) -> _Prepared:
    lesson = read.lesson
    waivers = waiving.new(lesson, findings, waive)
    last = approvals.last(course.store, lesson.kept_name)
    return _Prepared(
        lesson,
        course.files.path(lesson),
        read.text,
        {slug: attempt.number for slug, attempt in read.accepted.items() if attempt is not None},
        waivers,
        (*_trailers(lesson, read.accepted, read.attempts), *waiving.said(waivers, findings, lesson)),
        last.text if last is not None else None,
        # What a cut-off approval has written is the author's own approved text, and no stranger's.
        course.written.get(lesson.kept_name),
    )


def _commit(
    course: Course, checks: "CourseChecks", repository: Repository, prepared: Sequence[_Prepared], *, over_git: bool
) -> tuple[Approved, ...]:
    from tui.authoring import grow_glossary  # late, with all the rules: to look at a course they are not needed

    plans = {each.lesson.day: course.plan(each.lesson.day) for each in prepared}
    for each in prepared:
        plans[each.lesson.day] = waiving.keep(plans[each.lesson.day], each.lesson, each.waivers)
    with repository:
        plan_days.settle(course, plans)
        prepared = [_check_file(course, each, over_git=over_git) for each in prepared]
        for plan in plans.values():
            plan_days.write(course, plan)
            at_head = course.files.committed.is_at_head(course.workspace.plan(plan.day))
            planned = None if at_head else plan_days.commit_plan(course, repository, plan)
            if planned is not None:  # which is what is gone back to, where a power cut takes the lesson's commit
                repository.make_lasting(repository.branch, planned, f"{planned}^@")
        made, stroke = _commit_lessons(course, repository, prepared)
        course.files.committed.refresh()  # here, aside, so that whoever looks next need not ask git
        try:
            grown = grow_glossary.grow(course, checks, repository, [(each.lesson, each.text) for each in prepared])
            notes = (*repository.notes, *grown)
        finally:
            if stroke is not None:
                course.lasting.add(stroke, next(made[each.path] for each in prepared if _is_in(stroke, each)))
    approved = [Approved(each.lesson.id, each.path, made[each.path]) for each in prepared]
    return (*approved[:-1], replace(approved[-1], notes=notes))


def _check_file(course: Course, prepared: _Prepared, *, over_git: bool) -> _Prepared:
    """Return what is prepared, with the text that the file may hold besides because it is kept elsewhere.

    Raises:
        BehindGit: git holds another text than the one last approved here, and the author has not said `over_git`.
        FileDiffers: the file holds a text that neither git nor an approval nor `kept_texts` holds.
    """
    course.files.committed.refresh()
    texts = course.files.texts(prepared.lesson, prepared.last)
    other = not same_text(texts.committed, texts.approved) and not same_text(texts.committed, prepared.text)
    if texts.approved is not None and texts.committed is not None and other and not over_git:
        raise BehindGit(prepared.path, prepared.lesson.id)
    on_disk = texts.on_disk
    if on_disk is None:
        return prepared
    approved = (prepared.text, prepared.last, prepared.cut)
    content = atomic.content(prepared.path)
    if content is None or content.decode("utf-8", "replace") != on_disk:  # a filter's, or changed since
        content = on_disk.encode("utf-8", "replace")
    of_another = texts.state is LessonState.EDITED and not any(same_text(on_disk, text) for text in approved)
    if (of_another or not _is_text(content)) and not kept_texts.holds(course.workspace, prepared.lesson, content):
        raise FileDiffers(prepared.path, prepared.path.name)
    return replace(prepared, kept=content)


def _is_text(content: bytes) -> bool:
    """Say whether the bytes are UTF-8: of others, what was read and accepted is not all that they hold."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _commit_lessons(
    course: Course, repository: Repository, prepared: Sequence[_Prepared]
) -> tuple[Mapping[Path, str], Stroke | None]:
    """Commit the lessons' files and record that they are approved; what was committed is to be made lasting."""
    stroke: Stroke | None = None

    def note(wanted: Wanted) -> Callable[[], None]:
        nonlocal stroke
        lessons = [_under_way(course, repository, each, wanted) for each in prepared]
        stroke = under_way.begin(
            course.store, Kind.APPROVE, [each for each in lessons if each.name in wanted.blobs], durable=False
        )
        return course.store.database.wait_for_disk

    texts = [Coming(each.path, each.text, each.known) for each in prepared]
    try:
        made = repository.commit_texts(texts, _message(prepared), before_writing=note)
    except CommittedOtherwise as error:
        if stroke is not None:
            held = {each.lesson.kept_name: repository.committed_text(each.path, error.commit) for each in prepared}
            texts_held = {key: text for key, text in held.items() if text}
            under_way.done(course.store, stroke, error.commit, texts=texts_held, finished=False)
            course.lasting.add(stroke, error.commit)
        raise
    except BaseException:
        if stroke is not None:
            cut_off.refused(course, stroke)
        raise
    if stroke is not None:
        commit = next(made[each.path] for each in prepared if _is_in(stroke, each))
        under_way.done(course.store, stroke, commit, finished=False)
    for each in prepared:
        if stroke is None or not _is_in(stroke, each):  # HEAD had it so already
            approvals.record(
                course.store,
                each.lesson.kept_name,
                path=_place(course, each),
                commit=made[each.path],
                text=each.text,
                attempts=each.attempts,
            )
    return made, stroke


def _is_in(stroke: Stroke, prepared: _Prepared) -> bool:
    return any(each.lesson == prepared.lesson.kept_name for each in stroke.lessons)


def _under_way(course: Course, repository: Repository, prepared: _Prepared, wanted: Wanted) -> UnderWay:
    name = repository.name(prepared.path)
    return UnderWay(
        lesson=prepared.lesson.kept_name,
        path=_place(course, prepared),
        name=name,
        before=atomic.content(prepared.path),
        text=prepared.text,
        blob=wanted.blobs.get(name),
        announced=name in wanted.new,
        head=wanted.before,
        branch=repository.branch,
        attempts=prepared.attempts,
    )


def _place(course: Course, prepared: _Prepared) -> str:
    return prepared.path.relative_to(course.workspace.root).as_posix()


def _message(prepared: Sequence[_Prepared]) -> CommitMessage:
    trailers = tuple(trailer for each in prepared for trailer in each.trailers)
    first, *others = (each.lesson for each in prepared)
    if not others:
        return CommitMessage(f"{first.id}: approve {first.title}", trailers)
    days = {first.day, *(each.day for each in others)}
    where = naming.day_folder(first.day) if len(days) == 1 else "course"
    body = "\n".join(f"{each.lesson.id} {plain_text.one_line(each.lesson.title)}" for each in prepared)
    return CommitMessage(f"{where}: approve {len(prepared)} lessons", trailers, body)


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
