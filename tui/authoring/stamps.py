"""By what a file is known to be the same as before, without reading it."""

from collections.abc import Iterator
from pathlib import Path

Stamp = tuple[int, int, int] | None
"""Size, time and inode of a file: the same stamp, the same content. None where there is no file."""


def stamp(path: Path) -> Stamp:
    """Return the stamp of the file at `path`."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


def git_files(root: Path) -> Iterator[Path]:
    """Yield the files of git that change whenever HEAD moves; nothing outside a repository."""
    git = next((folder / ".git" for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if git is None:
        return
    if git.is_file():  # a linked work tree or a submodule: the file says where
        git = git.parent / git.read_text(encoding="utf-8", errors="replace").partition("gitdir:")[2].strip()
    yield from (git / "HEAD", git / "index", git / "logs" / "HEAD")
