"""The files from which git takes its settings and attributes: by them is known, without git, what stands as before."""

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from tui.authoring.history.work_tree import WorkTree
from tui.authoring.stamps import Stamp, stamp

_NAMED = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")


def settings(tree: WorkTree) -> Iterator[Path]:
    """Yield every file that may hold settings, those left out that another one includes."""
    named = [os.environ[name] for name in _NAMED if os.environ.get(name)]
    yield from (Path("/etc/gitconfig"), _home() / ".gitconfig", _own() / "config", *map(Path, named))
    yield from (tree.common_dir / "config", tree.git_dir / "config.worktree")


def attributes(tree: WorkTree, name: str) -> Iterator[Path]:
    """Yield every file that may say what git does with the file `name`, those left out that a setting names."""
    yield from (Path("/etc/gitattributes"), _own() / "attributes", tree.common_dir / "info" / "attributes")
    folder = (tree.top / name).parent
    yield from (each / ".gitattributes" for each in (folder, *folder.parents) if each.is_relative_to(tree.top))


def text(path: Path) -> str:
    """Return what the file holds, in small letters; "" where there is none."""
    now = stamp(path)
    return "" if now is None else _read(path, now)


@lru_cache(maxsize=256)
def _read(path: Path, now: Stamp) -> str:
    del now  # with another stamp it is read again
    try:
        return path.read_bytes().decode("utf-8", "replace").lower()
    except OSError:
        return ""


def _home() -> Path:
    return Path(os.environ.get("HOME", "") or Path.home())


def _own() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME", "") or _home() / ".config") / "git"
