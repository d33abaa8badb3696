"""Has the disk take a commit for good. By itself git waits for it neither when it writes an object nor for a branch."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from tui.authoring.history import objects
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.work_tree import WorkTree

_BEFORE_SECONDS = 2.0
"""How long before the first object of a commit git may have written others for it."""
_CANNOT = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}
"""What a file system answers that cannot be told to wait; there is nothing more to be had of it."""


def make_lasting(tree: WorkTree, ref: str | None, commit: str, since: str | None) -> None:
    """Return once the disk has all that `commit`, and what stands on it in `ref`, add to `since`: and `ref` itself.

    With them their folders, the reflogs and the index. What git has waited for already costs next to nothing.

    Raises:
        RepositoryError: the disk refuses, or the objects are not there.
    """
    tips = [commit, *([ref] if ref else [])]
    names = objects.added(tree, tips, since)
    if names is None:
        names = objects.added(tree, [commit], since)  # the branch has gone meanwhile
    if names is None:
        raise RepositoryError(f"Git cannot read all of commit {commit[:10]}: run `git fsck`.")
    store = tree.common_dir / "objects"
    files: dict[Path, None] = {}
    folders: dict[Path, None] = {store: None}
    packed = False
    for name in names:
        path = objects.loose(tree, name)
        if path.exists():
            files[path] = folders[path.parent] = None
        else:
            packed = True
    for path in _written_with(store, files):
        files[path] = folders[path.parent] = None
    if packed:  # somebody has packed it meanwhile, or kept it elsewhere
        packs = store / "pack"
        files |= dict.fromkeys(path for path in packs.glob("pack-*") if path.is_file())
        folders[packs] = None
    _wait_for([*files, *folders])
    _wait_for(_of_ref(tree, ref))


def _written_with(store: Path, files: Iterable[Path]) -> list[Path]:
    """Return what git wrote into `store` besides, at about that time: the trees of the author's index among it."""
    oldest = min((path.stat().st_mtime for path in files), default=None)
    if oldest is None:
        return []
    folders = [each for each in store.glob("[0-9a-f][0-9a-f]") if each.stat().st_mtime >= oldest - _BEFORE_SECONDS]
    found = [path for folder in folders for path in folder.iterdir()]
    return [path for path in found if path.stat().st_mtime >= oldest - _BEFORE_SECONDS]


def _of_ref(tree: WorkTree, ref: str | None) -> list[Path]:
    """Return the files in which the branch, its past and the index are kept, each followed by its folders."""
    found = [tree.git_dir / "logs" / "HEAD", tree.git_dir / "index"]
    if ref is None:
        found.append(tree.git_dir / "HEAD")
    else:
        loose = tree.common_dir / ref
        found += [loose if loose.exists() else tree.common_dir / "packed-refs", tree.common_dir / "logs" / ref]
    tables = tree.common_dir / "reftable"
    if tables.is_dir():
        found += [path for path in tables.iterdir() if path.is_file()]
    tops = (tree.git_dir, tree.common_dir)
    folders: dict[Path, None] = {}
    for path in found:
        for folder in path.parents:
            folders[folder] = None
            if folder in tops:
                break
    return [*found, *folders]


def _wait_for(paths: list[Path]) -> None:
    for path in paths:
        try:
            wait_for(path)
        except FileNotFoundError:
            continue  # git has packed or moved it since; what took its place it waits for itself
        except OSError as error:
            if error.errno not in _CANNOT:
                raise RepositoryError(f"{path} could not be made lasting: {error.strerror}.") from error


def wait_for(path: Path) -> None:
    """Return once the disk has that file or folder as it is.

    Raises:
        OSError: it is not there, or the disk refuses.
    """
    if os.name == "nt":
        return  # which has no way to wait for what another program has written
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
