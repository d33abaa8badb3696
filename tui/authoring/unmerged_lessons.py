"""Which files of the course git could not merge: asked of git again only when its index has changed."""

from collections.abc import Mapping
from pathlib import Path

from tui.authoring.asked_aside import AskedAside
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.history.unmerged import Stages, UnmergedFiles
from tui.authoring.stamps import Stamp, git_folders, stamp
from tui.authoring.workspace import Workspace

_MARKS = ("<<<<<<< ", ">>>>>>> ")


def has_marks(text: str) -> bool:
    """Say whether git's marks of a conflict stand in the text."""
    lines = text.splitlines()
    return all(any(line.startswith(mark) for line in lines) for mark in _MARKS)


class LessonUnmerged(AuthoringError):
    """Git could not merge the lesson's file, and whatever is made of it would take a side for the author."""

    def __init__(self, lesson: str) -> None:
        super().__init__(
            f"{lesson} is not merged: both sides of a merge changed it. Choose its texts in the workbench "
            f"or with `coursewright merge {lesson}`, or settle its file by hand and `git add` it."
        )


class StillMarked(InputError):
    """The text holds git's marks of a conflict, and so two texts at once."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} still holds git's marks of a conflict (`<<<<<<<`): take them out, then try again.")


class NotMerged(InputError):
    """Git could not merge the file at `path`, which the lessons of a day, or all of the course, need."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path} is not merged: `coursewright merge` joins what both sides changed, or says where they contradict."
        )


class UnmergedLessons:
    """Reads what is unmerged and remembers it, so that a look at a course that stands as before runs no git."""

    def __init__(self, workspace: Workspace, aside: AskedAside) -> None:
        self._workspace, self._aside = workspace, aside
        self._index: Path | None = None
        self._stamp: Stamp = None
        self._files: Mapping[Path, Stages] = {}

    def refresh(self) -> None:
        """Look whether the index has changed, and have git asked what is unmerged if it has."""
        now = stamp(self._index) if self._index is not None else None
        if now is None:  # there is none yet, or it has gone elsewhere
            git = git_folders(self._workspace.root)
            self._index = git.own / "index" if git is not None else None
            now = stamp(self._index) if self._index is not None else None
        if now is None:
            self._files, self._stamp = {}, None
        elif now != self._stamp:
            self._aside.ask("unmerged", lambda: self._ask(now))

    def _ask(self, now: Stamp) -> bool:
        before, self._files = self._files, self._read()
        self._stamp = now
        return before != self._files

    def files(self) -> Mapping[Path, Stages]:
        """Return all unmerged files of the repository, by their absolute paths, as they were when last refreshed."""
        return self._files

    def holds(self, path: Path) -> bool:
        """Say whether the file is unmerged."""
        return bool(self._files) and path.parent.resolve() / path.name in self._files

    def in_course(self, path: Path) -> bool:
        """Say whether an unmerged file lies in the course's folder."""
        return self._workspace.course.resolve() in path.parents

    def explained(self, path: Path, error: InputError) -> InputError:
        """Return why the file at `path` cannot be read: that it is unmerged, where it is, or else the error itself."""
        self.refresh()
        return NotMerged(path) if self.holds(path) else error

    def _read(self) -> Mapping[Path, Stages]:
        try:
            with UnmergedFiles(self._workspace.root) as files:
                return {files.top / name: stages for name, stages in files.read().items()}
        except AuthoringError:
            return {}  # whoever approves is told what is wrong with git
