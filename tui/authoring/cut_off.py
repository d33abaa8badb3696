"""Approvals that were cut off: what is found of them at the next opening, told as it is, and finished or taken back."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from tui.authoring import atomic, power_cut
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError
from tui.authoring.history.lost import MendingRepository
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.undoing import UndoingRepository
from tui.authoring.planning import naming
from tui.authoring.power_cut import Lost
from tui.authoring.review import under_way
from tui.authoring.review.under_way import Kind, Stroke, UnderWay


class NothingCutOff(AuthoringError):
    """No approval of the lesson was cut off."""


@dataclass(frozen=True)
class CutOff:
    """An approval, or the undoing of one, that ended between its first write and its commit.

    `lessons` are their ids, `kept` the names under which they are kept; `undoes` tells the undoing from the approval.
    `said` tells what stands, and `way` what an author can do at the command line. `lost` says that there was a commit,
    and a power cut took that.
    """

    stroke: str
    undoes: bool
    lessons: tuple[str, ...]
    kept: tuple[str, ...]
    said: str
    way: str
    lost: bool = False

    @property
    def together(self) -> bool:
        """Whether several lessons were to share one commit."""
        return len(self.lessons) > 1


@dataclass(frozen=True)
class Recorded:
    """What was committed in full, though nobody had noted it before the program ended."""

    lessons: tuple[str, ...]
    commit: str | None

    @property
    def said(self) -> str:
        """What was found, in a sentence."""
        what = f"was committed as {self.commit[:10]}" if self.commit else "was dropped"
        return f"{', '.join(self.lessons)}: the approval {what} before the program ended, and is noted now."


@dataclass(frozen=True)
class Found:
    """What an opening found: what was recorded silently, and what waits for the author."""

    recorded: tuple[Recorded, ...] = ()
    cut_off: tuple[CutOff, ...] = ()


def look(course: Course) -> Found:
    """Look at what processes that have ended left under way, and record or forget what needs no decision.

    What was committed is recorded; of what changed nothing, nothing is left. The rest is told. The course knows then
    what such an approval has written, and shows its lesson by what the author accepted.

    Raises:
        AuthoringError: the database cannot be read or written.
    """
    strokes = under_way.cut_off(course.store)
    course.written, course.lost = {}, frozenset()
    if not strokes:
        return Found()
    recorded: list[Recorded] = []
    left: list[CutOff] = []
    written: dict[str, str | None] = {}
    try:
        with MendingRepository.open(course.workspace.root, terminal=course.terminal) as repository:
            taken = power_cut.look(course, repository, strokes)
            broken = {lost.loss.ref for lost in taken if lost.loss.broken_ref}
            for stroke in strokes:
                for each in stroke.lessons:
                    atomic.remove_drafts(course.workspace.root / each.path)
                lost = next((each for each in taken if each.holds(stroke.id)), None)
                if lost is not None:
                    left.append(_told_lost(course, stroke, lost))
                    written.update({each.lesson: each.text for each in stroke.lessons})
                    course.lost |= {each.lesson for each in stroke.lessons}
                    continue
                if stroke.lessons[0].branch in broken:
                    continue  # it is whole, and below what is lost: it is looked at again once that is mended
                settled = _settle(course, repository, stroke)
                if isinstance(settled, Recorded):
                    recorded.append(settled)
                elif settled is not None:
                    left.append(settled)
                    written.update({each.lesson: each.text for each in stroke.lessons})
    except AuthoringError as error:
        # Where git cannot be asked, what was begun is all that is known.
        told = {each.stroke for each in left}
        for stroke in (each for each in strokes if each.id not in told):
            left.append(_told(course, stroke, f" Git could not be asked what became of it: {error}"))
            written.update({each.lesson: each.text for each in stroke.lessons})
    course.written = written
    return Found(tuple(recorded), tuple(left))


def refused(course: Course, stroke: Stroke) -> None:
    """Forget what was refused and left no trace; what could not be put back is told like something that was cut off."""
    with contextlib.suppress(AuthoringError):  # the refusal itself is what the author has to be told
        under_way.let_go(course.store, stroke)
        look(course)


def _settle(course: Course, repository: MendingRepository, stroke: Stroke) -> Recorded | CutOff | None:
    """Record what was committed, forget what left no trace (None), and return what else there is."""
    blobs = {each.name: each.blob for each in stroke.lessons}
    ids = _ids(course, stroke)
    first = stroke.lessons[0]
    if stroke.kind is Kind.DROP:
        return _settle_drop(course, repository, stroke)
    commit = first.commit or repository.commit_of(blobs, first.head)
    if commit is not None:
        if locked := repository.locked:
            under_way.done(course.store, stroke, commit, finished=False)
            said = f"{_list(ids)} was committed as {commit[:10]}, but git was ended before its index knew it. {locked}"
            return CutOff(stroke.id, stroke.undoes, ids, _kept(stroke), said, "")
        repository.finish_index(blobs, first.head)
        power_cut.tidy(course, repository, stroke)
        with contextlib.suppress(RepositoryError):  # it is whole, and what the disk does from here on is another cut's
            repository.make_lasting(first.branch, commit, first.head)
        under_way.done(course.store, stroke, commit)
        return Recorded(ids, commit) if first.commit is None else None
    if not any(_shows(course, repository, each) for each in stroke.lessons):
        under_way.forget(course.store, stroke)
        return None
    locked = repository.locked
    return _told(course, stroke, f" {locked}" if locked else "")


def _settle_drop(course: Course, repository: UndoingRepository, stroke: Stroke) -> Recorded | CutOff | None:
    """Where the branch was taken back, have index and files follow it: what they held is in the reflog."""
    first = stroke.lessons[0]
    dropped = repository.dropped(str(first.undoes), str(first.head))
    if dropped is None:
        under_way.forget(course.store, stroke)
        return None
    ids = _ids(course, stroke)
    if locked := repository.locked:
        said = f"The approval of {ids[0]} was dropped, but git's index does not know it yet. {locked}"
        return CutOff(stroke.id, True, ids, _kept(stroke), said, "")
    repository.follow_drop(dropped.files)
    under_way.done(course.store, stroke, None)
    return Recorded(ids, None)


def _shows(course: Course, repository: UndoingRepository, each: UnderWay) -> bool:
    """Say whether the file holds what was to be written, or the index still waits for it."""
    now = atomic.content(course.workspace.root / each.path)
    wrote = now != each.before and now == _bytes(each.text)
    return wrote or (each.announced and repository.is_announced(each.name))


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8")


def _told(course: Course, stroke: Stroke, more: str) -> CutOff:
    ids = _ids(course, stroke)
    named = " ".join(ids)
    if stroke.undoes:
        said = f"Undoing the approval of {ids[0]} was cut off before its commit: its file is as it was before."
        way = (
            f"`coursewright undo-approval {ids[0]}` finishes it, `coursewright approve {ids[0]}` puts the approved "
            f"text back."
        )
    elif len(ids) > 1:
        said = f"The approval of {_list(ids)} in one commit was cut off before that."
        way = (
            f"`coursewright approve {named} --squash` finishes it, `coursewright undo-approval {ids[0]}` takes it back."
        )
    else:
        said = f"The approval of {ids[0]} was cut off before its commit: its file is written, and no commit holds it."
        way = f"`coursewright approve {named}` finishes it, `coursewright undo-approval {named}` takes it back."
    return CutOff(stroke.id, stroke.undoes, ids, _kept(stroke), said + more, way)


def _told_lost(course: Course, stroke: Stroke, lost: Lost) -> CutOff:
    ids = _ids(course, stroke)
    named, loss = " ".join(ids), lost.loss
    if stroke.undoes:
        did = f"It undid the approval of {ids[0]}."
        way = (
            f"`coursewright undo-approval {named}` undoes it again, `coursewright approve {named}` puts the text back."
        )
    else:
        files, squash = ("their files", " --squash") if len(ids) > 1 else ("its file", "")
        did = f"It approved {_list(ids)}, and the text is in {files}."
        way = (
            f"`coursewright approve {named}{squash}` commits it again, "
            f"`coursewright undo-approval {ids[0]}` takes it back."
        )
    if loss.refusal:  # the author's to mend, so there is no way from here
        did, way = f"{did} {loss.refusal}", ""
    return CutOff(stroke.id, stroke.undoes, ids, _kept(stroke), f"{loss.said} {did}", way, True)


def _list(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{len(ids)} lessons ({', '.join(ids)})"


def _kept(stroke: Stroke) -> tuple[str, ...]:
    return tuple(each.lesson for each in stroke.lessons)


def _ids(course: Course, stroke: Stroke) -> tuple[str, ...]:
    return tuple(_id(course, each.lesson) for each in stroke.lessons)


def _id(course: Course, kept: str) -> str:
    """Return the lesson's name today; the one it is kept under, where its plan cannot be asked."""
    match = naming.LESSON_ID.match(kept)
    try:
        lessons = course.plan(int(match["day"])).lessons if match else ()
    except AuthoringError:
        lessons = ()
    return next((lesson.id for lesson in lessons if lesson.kept_name == kept), kept)


def of(course: Course, lesson_id: str) -> CutOff | None:
    """Return what was cut off of that lesson, or None."""
    kept = course.lesson(lesson_id).kept_name
    return next((each for each in look(course).cut_off if kept in each.kept), None)


def take_back(course: Course, cut: CutOff) -> tuple[str, ...]:
    """Put files and index back as they were before what was cut off; return what to tell of it, in sentences.

    Files that somebody changed since stay as they are: they hold the author's own text.

    Raises:
        NothingCutOff: somebody has settled it meanwhile.
        AuthoringError: the index is locked, or the disk refuses.
    """
    stroke = next((each for each in under_way.cut_off(course.store) if each.id == cut.stroke), None)
    if stroke is None:
        raise NothingCutOff("It has been settled meanwhile: nothing is left to be taken back.")
    power_cut.mend_for(course, cut.kept)
    notes: list[str] = []
    with UndoingRepository.open(course.workspace.root, terminal=course.terminal) as repository:
        if locked := repository.locked:
            raise locked
        for each in stroke.lessons:
            path = course.workspace.root / each.path
            now = atomic.content(path)
            if now == _bytes(each.text) and now != each.before:
                if each.before is None:
                    path.unlink(missing_ok=True)
                else:
                    atomic.write_bytes(path, each.before)
            elif now != each.before:
                notes.append(f"{each.path} was changed since, and stays as it is.")
            if each.announced:
                repository.withdraw(each.name)
            repository.unstage(each.name, each.blob)
    under_way.forget(course.store, stroke)
    course.written = {name: text for name, text in course.written.items() if name not in cut.kept}
    course.lost = frozenset()  # all of it was mended
    return tuple(notes)
