"""Undoing an approval: by a new commit that puts the lesson's file back, or, unpushed and asked for, by dropping it."""

from dataclasses import dataclass
from pathlib import Path

from tui.authoring import atomic, cut_off, plain_text
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError
from tui.authoring.history.lesson_log import Standing
from tui.authoring.history.repository import CommitMessage, CommittedOtherwise, Wanted
from tui.authoring.history.undoing import Dropping, UndoingRepository
from tui.authoring.planning.model import LessonPlan
from tui.authoring.review import under_way
from tui.authoring.review.states import SectionState
from tui.authoring.review.under_way import Kind, Stroke, UnderWay


@dataclass(frozen=True)
class Undone:
    """What was undone: the commit of the approval (None where that never came to one), and by what.

    `commit` is the new commit that undoes it. Where there is none, `dropped` are the commits that the branch lost,
    newest first; git's reflog keeps them. `removed` says that the lesson has no file now, since it had none before.
    `notes` are what the author should know besides.
    """

    lesson: str
    path: Path
    undoes: str | None
    commit: str | None
    dropped: tuple[str, ...] = ()
    removed: bool = False
    notes: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Return what was done, in a sentence."""
        if self.undoes is None:
            return f"{self.lesson}: what was cut off is taken back; nothing was committed."
        now = "its file is gone" if self.removed else "its file is as it was before"
        if self.commit is not None:
            return f"{self.lesson}: approval {self.undoes[:10]} is undone by commit {self.commit[:10]}; {now}."
        return (
            f"{self.lesson}: approval {self.undoes[:10]} is dropped; {now}. "
            f"`git reset --keep {self.dropped[0][:10]}` would bring it back."
        )


def undo_approval(course: Course, lesson_id: str, commit: str | None = None, *, amend: bool = False) -> Undone:
    """Undo the approval of the lesson that stands, which must be `commit` if that is given; takes a while.

    Its sections stay accepted, and the approval before it counts again. With `amend` its commit is dropped from the
    branch, which is refused where it was pushed or anything else stands on it. An approval that was cut off before its
    commit is taken back.

    Raises:
        AuthoringError: there is no such approval, another change stands on it, the file is not as it was committed, or
            git refuses; nothing changed.
        CommittedOtherwise: the commit that undoes it stands, but a hook changed it.
    """
    lesson = course.lesson(lesson_id)
    path = course.files.found(lesson)
    notes: tuple[str, ...] = ()
    if commit is None and (cut := cut_off.of(course, lesson.id)) is not None:
        notes = cut_off.take_back(course, cut)
        if not cut.undoes:
            return Undone(lesson.id, path, None, None, removed=not path.exists(), notes=notes)
    root, terminal, progress = course.workspace.root, course.terminal, course.progress
    with UndoingRepository.open(root, terminal=terminal, progress=progress) as repository:
        repository.check_ready()
        standing = repository.standing(path, lesson.id, commit)
        notes += _left(course, lesson, standing)
        if amend:
            dropping = repository.dropping(path, standing, lesson.id)
            _drop(course, repository, lesson, path, standing, dropping)
            return Undone(lesson.id, path, standing.commit, None, dropping.commits, standing.before is None, notes)
        made = _undo(course, repository, lesson, path, standing)
        notes += repository.notes
    return Undone(lesson.id, path, standing.commit, made, (), standing.before is None, notes)


def why_not_amend(course: Course, lesson_id: str, commit: str | None = None) -> str | None:
    """Return why the approval that stands cannot be dropped; None where it can: nothing of it has been pushed."""
    lesson = course.lesson(lesson_id)
    path = course.files.found(lesson)
    try:
        with UndoingRepository.open(course.workspace.root, terminal=course.terminal) as repository:
            repository.dropping(path, repository.standing(path, lesson.id, commit), lesson.id)
    except AuthoringError as error:
        return str(error)
    return None


def _undo(course: Course, repository: UndoingRepository, lesson: LessonPlan, path: Path, standing: Standing) -> str:
    stroke: Stroke | None = None

    def note(wanted: Wanted, content: bytes | None) -> None:
        nonlocal stroke
        stroke = _begin(course, repository, Kind.UNDO, lesson, path, standing, wanted.before, content)

    message = CommitMessage(
        f"{lesson.id}: undo approval of {lesson.title}", (("Lesson", lesson.id), ("Undoes", standing.commit))
    )
    try:
        made = repository.undo(path, standing, message, before_writing=note)
    except CommittedOtherwise as error:
        if stroke is not None:
            under_way.done(course.store, stroke, error.commit, finished=False)
            course.lasting.add(stroke, error.commit)
        raise
    except BaseException:
        if stroke is not None:
            cut_off.refused(course, stroke)
        raise
    assert stroke is not None, "nothing is committed that was not noted before"
    under_way.done(course.store, stroke, made, finished=False)
    course.lasting.add(stroke, made)
    return made


def _drop(
    course: Course,
    repository: UndoingRepository,
    lesson: LessonPlan,
    path: Path,
    standing: Standing,
    dropping: Dropping,
) -> None:
    stroke: Stroke | None = None

    def note() -> None:
        nonlocal stroke
        stroke = _begin(course, repository, Kind.DROP, lesson, path, standing, dropping.commits[0], None)

    try:
        repository.drop(dropping, f"undo approval of {lesson.id}", before_writing=note)
    except BaseException:
        if stroke is not None:
            cut_off.refused(course, stroke)
        raise
    assert stroke is not None, "nothing is dropped that was not noted before"
    repository.make_lasting(repository.branch, dropping.target, dropping.target)  # rare enough to be waited for
    under_way.done(course.store, stroke, None)


def _begin(
    course: Course,
    repository: UndoingRepository,
    kind: Kind,
    lesson: LessonPlan,
    path: Path,
    standing: Standing,
    head: str | None,
    content: bytes | None,
) -> Stroke:
    row = UnderWay(
        lesson=lesson.kept_name,
        path=path.relative_to(course.workspace.root).as_posix(),
        name=repository.name(path),
        before=atomic.content(path),
        text=None if content is None else content.decode("utf-8", "replace"),
        blob=standing.before,
        announced=False,
        head=head,
        branch=repository.branch,
        undoes=standing.commit,
    )
    return under_way.begin(course.store, kind, [row])


def _left(course: Course, lesson: LessonPlan, standing: Standing) -> tuple[str, ...]:
    """Say how the text is found again, where nobody here has attempts of it."""
    accepted = course.store.records(lesson.kept_name)
    states = [each.state for each in course.lesson_view(lesson.id).sections]
    known = sum(record.accepted is not None for record in accepted.values())
    if states.count(SectionState.ACCEPTED) <= known:
        return ()
    return (
        plain_text.one_line(
            f"Some of its sections were accepted elsewhere, and this course has no attempts of them: "
            f"`coursewright restore {lesson.id} --at {standing.commit[:10]}` brings their text back."
        ),
    )
