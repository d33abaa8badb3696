"""What a lesson was called before, and since: followed by what trailers tell of its renamings, or git recognises."""

import itertools
from collections.abc import Collection, Mapping, Sequence

from tui.authoring.history.log_stream import Commit, FileChange
from tui.authoring.history.work_tree import WorkTree
from tui.authoring.planning import naming


def lesson_id(path: str) -> str | None:
    """Return the prefix by which the lesson with that file is named, or None where the file is no lesson."""
    match = naming.LESSON_FILE.fullmatch(path.rpartition("/")[2])
    return f"day{match['day']}_{match['serial']}" if match else None


def own_changes(commit: Commit) -> tuple[FileChange, ...]:
    """Return what the commit changed: all of it, or of a merge what no parent has so."""
    if len(commit.parents) < 2:
        return commit.diffs[0] if commit.diffs else ()
    if len(commit.diffs) < len(commit.parents):
        return ()  # it is as one of its parents
    others = [{change.path: change for change in diff} for diff in commit.diffs[1:]]
    return tuple(change for change in commit.diffs[0] if _own(change, others))


def _own(change: FileChange, others: Sequence[Mapping[str, FileChange]]) -> bool:
    found = [change, *(other[change.path] for other in others if change.path in other)]
    return len(found) == len(others) + 1 and all(each.before != each.after for each in found)


class LessonNames:
    """The paths at which one lesson lay, as commits are gone through from the newest to the oldest.

    Serials are given again after renumbering, and files with them. So a path that the lesson was moved to is asked
    only for what another branch did to it meanwhile; what lay there before the move belongs to another lesson.
    """

    def __init__(self, lesson: str, path: str | None) -> None:
        self._lesson = lesson
        self._live = {path} if path is not None else set()
        self._left: set[str] = set()
        self._slug = _slug(path) if path is not None else None
        self._absent = True  # in the commits seen last, it has no file

    def change(self, commit: Commit, trailers: Sequence[tuple[str, str]]) -> FileChange | None:
        """Return what the commit did to the lesson, None where that is nothing; goes on with its name before that."""
        if self._absent:
            self._look_for(commit)
        if len(commit.parents) < 2:
            found = self._step(commit.diffs[0], trailers) if commit.diffs else None
            if found is not None and found.before is None and found.old_path is None:
                self._absent, self._slug = True, _slug(found.path)
            return found
        own = {change.path: change for change in own_changes(commit)}
        found = next((own[path] for path in self._live if path in own), None)
        for diff in commit.diffs:
            # On a branch that had not moved the lesson yet, it has another name.
            self._live |= {old for new, old in _told(diff, ()).items() if new in self._live}
        self._left -= self._live
        return found

    def among(self, names: Collection[str]) -> str | None:
        """Return which of the files `names` is the lesson's, as far as it was followed; None where none is."""
        return next((path for path in (*sorted(self._live), *sorted(self._left)) if path in names), None)

    def _look_for(self, commit: Commit) -> None:
        """Find where the lesson lay last, if that is not where it belongs now.

        A lesson whose approval was undone has no file that would follow when it is renumbered; its slug is the only
        one of the day. One that has left the plan is known by its name alone.
        """
        changes = own_changes(commit)
        if any(change.path in self._live or change.old_path in self._live for change in changes):
            self._absent = False
            return
        for change in changes:
            found = change.path if change.after is None and _slug(change.path) == self._slug else None
            if self._slug is None:
                found = _called(change, self._lesson)
            if found is not None:
                self._live, self._absent = {found}, False
                return

    def _step(self, diff: Sequence[FileChange], trailers: Sequence[tuple[str, str]]) -> FileChange | None:
        told = _told(diff, trailers)
        gone = {change.path: change for change in diff if change.after is None}
        gone |= {change.old_path: change for change in diff if change.old_path is not None}
        stands = {change.path: change for change in diff if change.after is not None}
        ours = self._live | self._left
        moved = {new: old for new, old in told.items() if new in ours}
        # Where another lesson's file lay that made room for this one, or that left before this one came.
        self._left -= gone.keys() - set(moved.values())
        self._live -= gone.keys() & (set(told.values()) - set(moved.values()))
        found: FileChange | None = None
        for path in sorted(self._live & gone.keys() - set(moved.values())):
            found = gone[path]
        for path in sorted(self._live | self._left):
            if path in stands:
                found = stands[path]
        for new, old in moved.items():
            before = stands[new].before or gone[old].before
            found = FileChange(new, before, stands[new].after, old)
            self._live = self._live - {new} | {old}
            self._left = self._left - {old} | {new}
        return found


def _called(change: FileChange, lesson: str) -> str | None:
    return next((path for path in (change.path, change.old_path) if path and lesson_id(path) == lesson), None)


def _told(diff: Sequence[FileChange], trailers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return where each file that was moved lay before, by its new path: trailers, git, then names tell it."""
    appeared = {change.path: change for change in diff if change.old_path is not None or change.before is None}
    gone = [change.old_path or change.path for change in diff if change.old_path is not None or change.after is None]
    pairs: dict[str, str] = {}
    for new, old in renamings(trailers).items():
        target = next((path for path in appeared if lesson_id(path) == new and path not in pairs), None)
        source = next((path for path in gone if lesson_id(path) == old and path not in pairs.values()), None)
        if target is not None and source is not None:
            pairs[target] = source
    for path, change in appeared.items():
        source = change.old_path
        if source is None or path in pairs or source in pairs.values():
            continue
        if lesson_id(source) and lesson_id(path):
            pairs[path] = source
    for path in appeared:
        if path in pairs or lesson_id(path) is None:
            continue
        left = [old for old in gone if old not in pairs.values() and lesson_id(old)]
        same = [old for old in left if _slug(old) == _slug(path)] or [
            old for old in left if lesson_id(old) == lesson_id(path)
        ]
        if len(same) == 1:
            pairs[path] = same[0]
    return pairs


def trailers_in(lines: str) -> tuple[tuple[str, str], ...]:
    """Return the trailers that git printed, unfolded, one a line."""
    pairs = [line.partition(":") for line in lines.splitlines()]
    return tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon)


def renamings(trailers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return what each lesson that a commit renamed was called before, by its new name: `Lesson:`, below it `Was:`."""
    found: dict[str, str] = {}
    for (name, new), (following, old) in itertools.pairwise(trailers):
        if name.casefold() == "lesson" and following.casefold() == "was":
            found.setdefault(new, old)
    return found


def name_now(tree: WorkTree, commit: str, lesson: str) -> str:
    """Return what the lesson that was called `lesson` in `commit` (a full hash) is called at HEAD.

    Renamings by hand, whose commits have no `Was:` trailer, are not followed.

    Raises:
        RepositoryError: git failed.
    """
    out = tree.read(
        "log",
        "--reverse",
        "--topo-order",
        "--grep=^Was: ",
        "--format=%x00%(trailers:only,unfold)",
        "--end-of-options",
        f"{commit}..HEAD",
    ).text()
    for message in out.split("\0"):
        told = renamings(trailers_in(message)).items()
        lesson = next((new for new, old in told if old == lesson and naming.LESSON_ID.fullmatch(new)), lesson)
    return lesson


def _slug(path: str) -> str | None:
    return naming.slug_of(path.rpartition("/")[2])
