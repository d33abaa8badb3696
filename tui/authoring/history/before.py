"""What stood before a commit, and how it is put back when git, a hook or the signing program refuses."""

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.authoring import atomic
from tui.authoring.errors import AuthoringError
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.work_tree import WorkTree

_BLOCKS = 2 * 4096
"""Bytes: what the ends of files, and of a folder that grows by a name, may take beyond the content."""
# What git has prepared for the author's own next commit, and takes away after any: the message of a squashed merge, of
# what was picked or reverted without committing, and the tree of a merge with conflicts.
_PREPARED = ("MERGE_MSG", "SQUASH_MSG", "AUTO_MERGE")


@dataclass(frozen=True)
class FileBefore:
    """One file as it stood: its bytes, or None where there was none, and the folders that had to be made for it."""

    path: Path
    content: bytes | None
    times: tuple[int, int] | None
    missing_folders: tuple[Path, ...]

    @classmethod
    def of(cls, path: Path) -> "FileBefore":
        """Remember the file at `path`, or that there is none."""
        missing = tuple(folder for folder in path.parents if not folder.exists())
        if not path.exists():
            return cls(path, None, None, missing)
        stat = path.stat()
        return cls(path, path.read_bytes(), (stat.st_atime_ns, stat.st_mtime_ns), missing)

    def restore(self) -> None:
        """Put the file back, byte for byte and with its times, or take it and its new folders away."""
        if self.content is None:
            if self.path.exists():
                self.path.unlink()
            for folder in self.missing_folders:
                with contextlib.suppress(OSError):  # somebody has put something else there meanwhile
                    folder.rmdir()
            return
        if not self.path.exists() or self.path.read_bytes() != self.content:
            atomic.write_bytes(self.path, self.content)
        if self.times is not None:
            os.utime(self.path, ns=self.times)


class Room:
    """Room kept on the disk of `folder`, so that a disk that fills up meanwhile still takes back what stood before.

    That is two files at most, one of `sizes` bytes each.

    Raises:
        RepositoryError: there is no such room; nothing is kept.
    """

    def __init__(self, folder: Path, sizes: Sequence[int]) -> None:
        self._kept: list[Path] = []
        try:
            for number, size in enumerate(sizes):
                path = folder / f"coursewright-room-{number}"
                self._kept.append(path)
                _fill(path, size)
        except OSError as error:
            self.give_back()
            needed = max(1, sum(sizes) // 1024)
            raise RepositoryError(
                f"{folder} has no room for a commit ({error.strerror}): free {needed} kB and more of that disk, "
                f"then try again. Nothing changed."
            ) from error

    def give_back(self) -> None:
        """Let go of the room; a second time does nothing."""
        for path in self._kept:
            path.unlink(missing_ok=True)


def _fill(path: Path, size: int) -> None:
    with path.open("wb") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
        else:
            file.write(bytes(size))


class Before:
    """The files at `paths`, and which of `new`, names from the top, were announced to the index since."""

    def __init__(self, tree: WorkTree, paths: Sequence[Path]) -> None:
        self._tree = tree
        self._files = [FileBefore.of(path) for path in paths]
        self._prepared = [FileBefore.of(tree.git_dir / name) for name in _PREPARED if (tree.git_dir / name).exists()]
        self._announced: tuple[str, ...] = ()
        index = tree.git_dir / "index"
        contents = sum(len(file.content or b"") for file in self._files)
        self._room = Room(tree.git_dir, [contents + _BLOCKS, (index.stat().st_size if index.exists() else 0) + _BLOCKS])

    def announce(self, new: Sequence[str], *, wait_seconds: float) -> None:
        """Tell the index that these files will come, without their content: `git commit --only` wants it so."""
        if new:
            # Set before the call: a command that is cut short may have done its work.
            self._announced = tuple(new)
            self._tree.change("add", "--intent-to-add", "--", *new, wait_seconds=wait_seconds)

    def put_back_prepared(self) -> None:
        """Put back what git had prepared for the author's own next commit, and took away with ours.

        Raises:
            AuthoringError: the disk refuses.
        """
        self._room.give_back()
        for file in self._prepared:
            if not file.path.exists():
                file.restore()

    def restore(self, *, wait_seconds: float) -> None:
        """Put files and index back as they were.

        Raises:
            AuthoringError: the disk, or another git that holds the index, refuses.
        """
        self._room.give_back()
        try:
            if self._announced:
                self._tree.change("update-index", "--force-remove", "--", *self._announced, wait_seconds=wait_seconds)
        finally:
            for file in self._files:
                try:
                    file.restore()
                except (AuthoringError, OSError) as error:
                    raise RepositoryError(
                        f"Nothing was committed, but {file.path} could not be put back: see `git status`, mend the "
                        f"disk's state, then approve again. ({error})"
                    ) from error
