"""By what a file is known to be the same as before, without reading it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

Stamp = tuple[int, int, int] | None
"""Size, time and inode of a file: the same stamp, the same content. None where there is no file."""

_COARSE_NS = 10_000_000
"""FAT, exFAT and other disks keep no finer time than this, or 1 s, or 2 s."""
_RACY_NS = 3_000_000_000
"""A file on such a disk that changed so lately may change again without another time."""
_racy = count(-1, -1)


def stamp(path: Path) -> Stamp:
    """Return the stamp of the file at `path`; where its time is too coarse to tell, one that is like no other."""
    try:
        status = path.stat()
    except OSError:
        return None
    changed = status.st_mtime_ns
    if changed % _COARSE_NS == 0 and abs(time.time_ns() - changed) < _RACY_NS:
        return status.st_size, changed, next(_racy)
    return status.st_size, changed, status.st_ino


@dataclass(frozen=True)
class GitFolders:
    """Where git keeps what is this work tree's `own` (HEAD, index), and what is `common` to all of them (branches)."""

    own: Path
    common: Path

    @property
    def ref(self) -> Path | None:
        """The file of the branch that HEAD names; it need not be there. None where HEAD is detached."""
        try:
            said = (self.own / "HEAD").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        name = said.removeprefix("ref:").strip()
        return self.common / name if said.startswith("ref:") and ".." not in name.split("/") else None


def git_folders(root: Path) -> GitFolders | None:
    """Return the folders of the git in whose work tree `root` lies, without asking git; None outside a repository."""
    git = next((folder / ".git" for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if git is None:
        return None
    try:
        if git.is_file():  # a linked work tree or a submodule: the file says where
            git = git.parent / git.read_text(encoding="utf-8", errors="replace").partition("gitdir:")[2].strip()
        pointer = git / "commondir"
        common = git / pointer.read_text(encoding="utf-8").strip() if pointer.exists() else git
    except OSError:
        return None
    return GitFolders(git, common)


def git_files(root: Path) -> Iterator[Path]:
    """Yield the files of git of which one changes whenever HEAD moves; nothing outside a repository."""
    git = git_folders(root)
    if git is None:
        return
    yield git.own / "HEAD"
    yield git.common / "packed-refs"
    for folder in dict.fromkeys((git.own, git.common)):
        if (folder / "reftable").is_dir():  # where all branches are in tables, of which this is the list
            yield folder / "reftable" / "tables.list"
    if (ref := git.ref) is not None:
        yield ref


class HeadStamps:
    """The stamps of the files of git of which one changes whenever HEAD moves; where those lie is found once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: tuple[Path, ...] = ()
        self._head: Stamp = None

    def now(self) -> tuple[Stamp, ...]:
        """Return the stamps as they are; () outside a repository."""
        stamps = tuple(map(stamp, self._files))
        if stamps and stamps[0] is not None and stamps[0] == self._head:
            return stamps  # HEAD names the same branch, so the files are the same
        files = tuple(git_files(self._root))
        stamps = tuple(map(stamp, files))
        # Where a file leads to git, or a folder above has it, they may come to lie elsewhere while HEAD stays.
        self._files = files if (self._root / ".git").is_dir() else ()
        self._head = stamps[0] if stamps else None
        return stamps
