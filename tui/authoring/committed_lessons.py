"""The lessons' texts at git's HEAD: asked of git again only when HEAD has moved."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tui.authoring import atomic
from tui.authoring.asked_aside import AskedAside
from tui.authoring.errors import AuthoringError
from tui.authoring.history import object_names
from tui.authoring.history.committed import Committed
from tui.authoring.planning import naming
from tui.authoring.stamps import HeadStamps, Stamp, git_folders, stamp
from tui.authoring.workspace import Workspace


@dataclass(frozen=True)
class _Head:
    """The blob of each lesson at HEAD, by folder, when git's files had these stamps; None where git cannot be asked.

    `others` has those of the other files of the course, plans among them.
    """

    git: tuple[Stamp, ...]
    lessons: Mapping[Path, Mapping[Path, str]] | None
    others: Mapping[Path, str] = field(default_factory=dict)

    def of(self, folder: Path) -> Mapping[Path, str]:
        """Return the blobs of the lessons in that folder."""
        return (self.lessons or {}).get(folder, {})

    def blob(self, path: Path) -> str | None:
        """Return the blob of the lesson at `path`, or None where HEAD has none."""
        return self.of(path.parent).get(path)


class CommittedLessons:
    """Reads what is committed and remembers it, so that a look at a course that stands as before runs no git."""

    def __init__(self, workspace: Workspace, aside: AskedAside) -> None:
        self._workspace, self._aside = workspace, aside
        self._stamps = HeadStamps(workspace.root)
        self._head = _Head((), None)
        self._read = False
        self._asking = threading.Lock()
        self._same: dict[Path, tuple[str, str]] = {}  # the blob, and a text that was found to be its own
        self._unchanged: dict[tuple[Path, Stamp, str | None], bool] = {}
        self._texts: dict[str, str | None] = {}
        self._skipped: tuple[Stamp, frozenset[Path]] | None = None

    @property
    def known(self) -> bool:
        """Whether git can be asked; where it cannot, what was approved here has to do."""
        return self._head.lessons is not None

    def refresh(self) -> None:
        """Look whether HEAD has moved, and have git asked what it holds if it has."""
        if not self._read or self._head.git != self._git():
            self._aside.ask("head", self._ask_head)

    def _ask_head(self) -> bool:
        with self._asking:
            git = self._git()
            if self._read and self._head.git == git:
                return False  # another thread has asked meanwhile
            before = self._head.lessons
            self._head, self._read = self._ask_blobs(git) if git else _Head(git, {}), True
            return before != self._head.lessons

    def _git(self) -> tuple[Stamp, ...]:
        return self._stamps.now()

    def holds(self, path: Path) -> bool:
        """Say whether HEAD has a lesson there."""
        return self._head.blob(path) is not None

    def is_at_head(self, path: Path) -> bool:
        """Say whether HEAD has the very bytes of that file of the course, no lesson: a plan, for instance."""
        blob = self._head.others.get(path)
        content = atomic.content(path) if blob is not None else None
        return content is not None and object_names.name_of("blob", content, len(blob or "")) == blob

    def gone(self, folder: Path) -> dict[Path, str]:
        """Return the blobs of the lessons that HEAD has in `folder` and the disk has not."""
        return {path: blob for path, blob in self._head.of(folder).items() if not path.exists()}

    def text(self, path: Path, likes: Sequence[str | None]) -> str | None:
        """Return the text of the lesson at `path` as it is committed; None where HEAD has none that is text.

        It is the first of `likes` that is what git holds, but for line ends: then nothing is read. While git is asked
        aside, it is the first of them that there is.
        """
        blob = self._head.blob(path)
        if blob is None:
            return None
        same = self._same.get(path)
        for like in likes:
            if like is not None and (same == (blob, like) or _is_blob(like, blob)):
                self._same[path] = (blob, like)
                return like
        if blob not in self._texts and not self._aside.ask(blob, partial(self._ask_text, blob)):
            return next((like for like in likes if like is not None), None)
        return self._texts.get(blob)

    def is_unchanged(self, path: Path) -> bool:
        """Say whether the file is what is committed after the filters that are set for it: git alone knows them."""
        blob = self._head.blob(path)
        asked = (path, stamp(path), blob)
        if blob is None or asked[1] is None:
            return False
        if asked not in self._unchanged:
            self._aside.ask(asked, lambda: self._ask_unchanged(asked, path, blob))
        return self._unchanged.get(asked, False)

    def _ask_unchanged(self, asked: tuple[Path, Stamp, str | None], path: Path, blob: str) -> bool:
        try:
            with Committed(self._workspace.root) as committed:
                self._unchanged[asked] = committed.is_blob(path, path.read_bytes(), blob)
        except (AuthoringError, OSError):
            return False
        return self._unchanged[asked]

    def left_out(self, path: Path) -> bool:
        """Say whether a sparse checkout leaves that lesson off the disk."""
        folders = git_folders(self._workspace.root)
        index = stamp(folders.own / "index") if folders is not None else None
        if self._skipped is None or self._skipped[0] != index:
            self._aside.ask("skipped", partial(self._ask_skipped, index))
        return self._skipped is not None and path in self._skipped[1]

    def _ask_skipped(self, index: Stamp) -> bool:
        before, found = self._skipped, frozenset[Path]()
        try:
            with Committed(self._workspace.root) as committed:
                found = committed.skipped(self._workspace.course)
        except AuthoringError:
            pass  # then it counts as gone, which says no more than the disk does
        self._skipped = (index, found)
        return found != (before[1] if before is not None else frozenset())

    def _ask_blobs(self, git: tuple[Stamp, ...]) -> _Head:
        try:
            with Committed(self._workspace.root) as committed:
                found = committed.blobs(self._workspace.course)
        except AuthoringError:
            # Whoever approves is told what is wrong with git; to look at the course, it is not needed.
            return _Head(git, None)
        lessons: dict[Path, dict[Path, str]] = {}
        others: dict[Path, str] = {}
        for path, blob in found.items():
            if naming.LESSON_FILE.fullmatch(path.name):
                lessons.setdefault(path.parent, {})[path] = blob
            else:
                others[path] = blob
        return _Head(git, lessons, others)

    def _ask_text(self, blob: str) -> bool:
        try:
            with Committed(self._workspace.root) as committed:
                content = committed.contents([blob]).get(blob)
            self._texts[blob] = content.decode("utf-8") if content is not None else None
        except UnicodeDecodeError:
            self._texts[blob] = None
        except AuthoringError:
            return False
        return True


def _is_blob(text: str, blob: str) -> bool:
    """Say whether git's name of that text is `blob`, with the line ends that a checkout may have changed put back."""
    contents = [text.encode()]
    if "\r\n" in text:
        contents.append(text.replace("\r\n", "\n").encode())
    return any(object_names.name_of("blob", each, len(blob)) == blob for each in contents)
