"""What two branches both changed: a lesson is settled section by section, plans and glossary where they agree."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from tui.authoring import atomic, kept_texts, plan_days, section_origins
from tui.authoring.checks import glossary
from tui.authoring.course import Course
from tui.authoring.deciding import Deciding
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.history.committed import Committed
from tui.authoring.history.unmerged import Sides as Sides
from tui.authoring.history.unmerged import Stages, UnmergedFiles
from tui.authoring.lesson_versions import LessonVersions
from tui.authoring.planning import adoption, naming, plan_comments, plan_file, plan_merging
from tui.authoring.planning.model import LessonPlan
from tui.authoring.review import approvals, decisions, lesson_document
from tui.authoring.review.file_state import same_text
from tui.authoring.review.taken_apart import TakenApart, take_apart
from tui.authoring.stamps import git_files, stamp
from tui.authoring.unmerged_lessons import StillMarked, has_marks


class Taken(StrEnum):
    """Which side a section is taken from, where one need not be asked: both say the same, or only one changed it."""

    SAME = "same"
    OURS = "ours"
    THEIRS = "theirs"


class MergeRefused(AuthoringError):
    """The lesson cannot be settled now; nothing changed, and the message says what to do."""


@dataclass(frozen=True)
class SectionMerge:
    """One section in three texts, None where a side has none: what both began with, what HEAD has, what comes in."""

    id: str
    title: str
    base: str | None
    ours: str | None
    theirs: str | None

    @property
    def taken(self) -> Taken | None:
        """Where it comes from if nobody has to choose; None where both sides changed it differently."""
        if self.ours is None and self.theirs is None:
            return None
        if self.ours == self.theirs:
            return Taken.SAME
        if self.theirs == self.base or self.theirs is None:
            return Taken.OURS
        if self.ours == self.base or self.ours is None:
            return Taken.THEIRS
        return None

    @property
    def text(self) -> str | None:
        """The text that needs no choice, or None."""
        taken = self.taken
        return None if taken is None else self.theirs if taken is Taken.THEIRS else self.ours

    @property
    def both(self) -> str:
        """Both sides' texts, one after the other."""
        return "\n\n".join(text for text in (self.ours, self.theirs) if text)


@dataclass(frozen=True)
class LessonMerge:
    """An unmerged lesson: its sections as its plan has them now, and what the sides are called.

    `deleted_by` names the side that has deleted its file. `by_hand` says that somebody has taken git's marks out of the
    file already. `others` are the other files that are unmerged; `notes` say what of a side's text is no section's.
    """

    lesson: LessonPlan
    path: Path
    stages: Stages
    sides: Sides
    sections: tuple[SectionMerge, ...]
    deleted_by: str | None
    by_hand: bool
    others: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def open(self) -> tuple[SectionMerge, ...]:
        """The sections that the author has to choose."""
        return tuple(section for section in self.sections if section.taken is None)


@dataclass(frozen=True)
class Settled:
    """What became of a lesson's file, in a sentence, and whether the merge may be ended now with a commit."""

    said: str
    may_end: bool


_SIDES = ("HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD")
"""Commits that have the sides of a merge, as far as there are such."""


class Merging:
    """Settles what git could not merge in one course."""

    def __init__(self, course: Course, deciding: Deciding) -> None:
        self._course, self._deciding = course, deciding
        self._versions = LessonVersions(course)
        self._looked: tuple[object, ...] | None = None

    # What there is to do

    def unmerged(self) -> tuple[str, ...]:
        """Return all files that git could not merge, by their names from the top of the work tree."""
        self._course.files.unmerged.refresh()
        return tuple(sorted(stages.name for stages in self._course.files.unmerged.files().values()))

    def lessons(self) -> tuple[LessonPlan, ...]:
        """Return the unmerged lessons, as far as the plans of their days can be read."""
        self._course.files.unmerged.refresh()
        found: list[LessonPlan] = []
        for day in map(naming.day_of, sorted({path.parent.name for path in self._course.files.unmerged.files()})):
            if day is None:
                continue
            try:
                lessons = self._course.plan(day).lessons
            except AuthoringError:
                continue
            unmerged = self._course.files.unmerged
            found += [each for each in lessons if unmerged.holds(self._course.files.found(each))]
        return tuple(found)

    def open(self, lesson_id: str) -> LessonMerge:
        """Return an unmerged lesson in its three texts.

        Raises:
            MergeRefused: it is not unmerged.
            NotMerged: its day's plan is unmerged, which says what sections it has.
            AuthoringError: git refuses, or a side is no text.
        """
        self._course.files.unmerged.refresh()
        lesson = self._course.lesson(lesson_id)
        path = self._course.files.found(lesson)
        with self._files() as files:
            unmerged = files.read()
            name = (path.parent.resolve() / path.name).relative_to(files.top).as_posix()
            stages = unmerged.get(name)
            if stages is None:
                raise MergeRefused(f"{lesson.id} is merged: there is nothing to choose in it.")
            sides = files.sides()
            base, ours, theirs = (files.text(blob) for blob in (stages.base, stages.ours, stages.theirs))
        own = self._course.accepted_bodies(lesson)
        apart = [take_apart(lesson, text, own) if text else TakenApart({}, "") for text in (base, ours, theirs)]
        sections = tuple(
            SectionMerge(each.id, each.title, *(text.bodies.get(each.id) for text in apart)) for each in lesson.sections
        )
        named = zip((sides.ours, sides.theirs), apart[1:], strict=True)
        notes = tuple(f"{side}: {note}" for side, text in named for note in text.notes)
        deleted = sides.ours if stages.ours is None else sides.theirs if stages.theirs is None else None
        on_disk = self._course.files.lesson(lesson)
        by_hand = on_disk is not None and not has_marks(on_disk)
        by_hand = by_hand and not any(same_text(on_disk, text) for text in (base, ours, theirs))
        others = tuple(sorted(other for other in unmerged if other != name))
        return LessonMerge(lesson, path, stages, sides, sections, deleted, by_hand, others, notes)

    # Settling

    def settle(self, merge: LessonMerge, texts: Mapping[str, str]) -> Settled:
        """Make the lesson's file of `texts`, one for each section, and tell git that it is merged.

        Texts that are not accepted become attempts of whoever made them, and are accepted. What the file held
        is kept in `.coursewright/replaced/`. Nothing is committed: the merge is the author's.

        Raises:
            MergeRefused: a section is without text; nothing changed.
            StillMarked: one holds git's marks of a conflict; nothing changed.
            AuthoringError: git or the disk refuses; the file is as it was.
        """
        lesson = merge.lesson
        bodies = {each.id: lesson_document.section_body(texts.get(each.id, ""), each.title) for each in lesson.sections}
        for section in lesson.sections:
            if not bodies[section.id]:
                raise MergeRefused(f"{section.title!r} has no text yet: choose one, or write it.")
            if has_marks(bodies[section.id]):
                raise StillMarked(f"{section.title!r}")
        text = self._course.lesson_text(lesson, bodies)
        accepted = self._accept(lesson, bodies)
        self._keep(merge)
        with self._files() as files:
            files.settle(merge.stages, text)
            left = tuple(files.read())
        self._note(lesson, merge.path, text, accepted)
        return self._settled(f"{merge.stages.name} is merged", merge.sides, left)

    def delete(self, merge: LessonMerge) -> Settled:
        """Agree with the side that deleted the lesson's file: it is removed, and what it held is kept.

        Raises:
            AuthoringError: git or the disk refuses; the file is as it was.
        """
        self._keep(merge)
        with self._files() as files:
            files.settle(merge.stages, None)
            left = tuple(files.read())
        return self._settled(f"{merge.stages.name} is deleted", merge.sides, left)

    def settle_shared(self) -> tuple[str, ...]:
        """Merge the unmerged plans and the glossary by what they say, and return what became of each, in sentences.

        Raises:
            MergeRefused: both sides say something else of the same; what was merged before stays so.
            AuthoringError: git or the disk refuses.
        """
        said: list[str] = []
        with self._files() as files:
            for name, stages in sorted(files.read().items()):
                path = files.top / name
                merged = self._joining(path)
                if merged is None:
                    continue
                try:
                    text = merged(*(files.text(blob) for blob in (stages.base, stages.ours, stages.theirs)))
                except InputError as error:
                    raise MergeRefused(
                        f"{name} has to be merged by hand: {error.args[0].rstrip('.')}. "
                        f"Take git's marks out of it in an editor, then run `git add {name}`."
                    ) from error
                self._keep_shared(path)
                files.settle(stages, text)
                said.append(f"{name} is merged: what both sides changed is in it.")
        self._course.files.unmerged.refresh()
        return tuple(said)

    def end(self) -> str:
        """Commit and so end the merge, with the message that git prepared; return the full hash.

        Raises:
            AuthoringError: something is unmerged still, or git, a hook or the signing program refuses.
        """
        with self._files() as files:
            commit = files.end()
        self.note_ended()
        return commit

    def note_ended(self) -> bool:
        """Record as approved what was settled here and is committed since, however the author ended the merge.

        Return whether anything was recorded.
        """
        path = self._course.workspace.settled
        root = self._course.workspace.root
        now = (stamp(path), *map(stamp, git_files(root)))
        if now[0] is None or now == self._looked:
            return False
        self._looked = now
        notes = self._notes()
        left: dict[str, dict[str, object]] = {}
        with self._files() as files, Committed(root) as committed:
            waits = files.under_way()
            for name, note in notes.items():
                file = root / str(note["path"])
                content = committed.checked_out(file)
                text = content.decode("utf-8", "replace") if content is not None else None
                if same_text(text, str(note["text"])):
                    last = committed.last_commit(file)
                    self._record(name, note, last.commit if last is not None else "")
                elif waits or _is(file, str(note["text"])):
                    left[name] = note
        if left:
            atomic.write_text(path, json.dumps(left, ensure_ascii=False, indent=1))
        else:
            path.unlink(missing_ok=True)
        return len(left) < len(notes)

    # Within

    def _files(self) -> UnmergedFiles:
        course = self._course
        return UnmergedFiles(course.workspace.root, terminal=course.terminal, progress=course.progress)

    def _accept(self, lesson: LessonPlan, bodies: Mapping[str, str]) -> dict[str, int]:
        """Have each section's text accepted, and return the attempts; those that are accepted elsewhere have none."""
        found: dict[str, int] = {}
        keys = {section.id: f"{lesson.id}/{section.id}" for section in lesson.sections}
        new = {slug: body for slug, body in bodies.items() if self._course.accepted(keys[slug]) != body}
        makers = section_origins.makers(self._course, self._versions, lesson, new, _SIDES) if new else {}
        plan_days.plan_days(self._course, [lesson.day])
        for section in lesson.sections:
            if section.id in new:
                name, maker = lesson.kept_key(section), makers[section.id]
                made = maker.store(self._course, name, new[section.id], feedback="Chosen where two sides were merged.")
                self._deciding.accept(keys[section.id], made.number)
            attempt = decisions.accepted(self._course.store, lesson.kept_key(section))
            if attempt is not None:
                found[section.id] = attempt.number
        return found

    def _keep_shared(self, path: Path) -> None:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise MergeRefused(f"{path} cannot be read ({error.strerror}): change its permissions.") from error
        name = f"{path.parent.name}-{path.stem}-{kept_texts.digest(content)[:12]}{path.suffix}"
        atomic.write_bytes(self._course.workspace.replaced / name, content)

    def _keep(self, merge: LessonMerge) -> None:
        try:
            kept_texts.keep(self._course.workspace, merge.lesson, merge.path.read_bytes())
        except FileNotFoundError:
            return
        except OSError as error:
            raise MergeRefused(f"{merge.path} cannot be read ({error.strerror}): change its permissions.") from error

    def _settled(self, said: str, sides: Sides, left: Sequence[str]) -> Settled:
        self._course.files.unmerged.refresh()
        if left:
            more = f" and {len(left) - 1} more" if len(left) > 1 else ""
            return Settled(f"{said}. {left[0]}{more} is to be merged yet.", may_end=False)
        if not sides.ends:
            return Settled(
                f"{said}, and nothing else is to be. Git keeps the stash until `git stash drop`.", may_end=False
            )
        return Settled(
            f"{said}, and nothing else is to be. The {sides.what} ends with `{sides.ends}`.", sides.by_commit
        )

    def _joining(self, path: Path) -> "Callable[[str | None, str | None, str | None], str] | None":
        workspace = self._course.workspace
        if path == workspace.glossary.parent.resolve() / workspace.glossary.name:
            return partial(_glossaries, workspace.glossary)
        day = naming.day_of(path.parent.name)
        if day is None or path != workspace.plan(day).parent.resolve() / "plan.yaml":
            return None
        return partial(_plans, path)

    def _note(self, lesson: LessonPlan, path: Path, text: str, attempts: Mapping[str, int]) -> None:
        place = path.relative_to(self._course.workspace.root).as_posix()
        notes = {**self._notes(), lesson.kept_name: {"path": place, "text": text, "attempts": dict(attempts)}}
        atomic.write_text(self._course.workspace.settled, json.dumps(notes, ensure_ascii=False, indent=1))

    def _notes(self) -> dict[str, dict[str, object]]:
        try:
            notes: dict[str, dict[str, object]] = json.loads(self._course.workspace.settled.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return notes

    def _record(self, name: str, note: Mapping[str, object], commit: str) -> None:
        attempts = note["attempts"]
        assert isinstance(attempts, dict)
        approvals.record(
            self._course.store,
            name,
            path=str(note["path"]),
            commit=commit,
            text=str(note["text"]),
            attempts={str(slug): int(number) for slug, number in attempts.items()},
        )


def _is(path: Path, text: str) -> bool:
    try:
        return same_text(path.read_text(encoding="utf-8"), text)
    except (OSError, UnicodeDecodeError):
        return False


def _plans(path: Path, base: str | None, ours: str | None, theirs: str | None) -> str:
    if ours is None or theirs is None:
        raise InputError("one side has deleted it")
    before, here, there = (
        adoption.adopt(None, text, name=path.name) if text is not None else None for text in (base, ours, theirs)
    )
    assert here is not None
    assert there is not None
    return plan_comments.carried(ours, plan_file.render(plan_merging.merged(before, here, there)))


def _glossaries(path: Path, base: str | None, ours: str | None, theirs: str | None) -> str:
    if ours is None or theirs is None:
        raise InputError("one side has deleted it")
    return glossary.joined(base or "", ours, theirs, path)
