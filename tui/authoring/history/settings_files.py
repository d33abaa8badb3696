"""The files from which git takes its settings and attributes: by them is known, without git, what stands as before."""

import os
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from tui.authoring.history.work_tree import WorkTree
from tui.authoring.stamps import Stamp, stamp

_LEADING_ELSEWHERE = ("GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS")
"""By these git would be led to settings of which the usual files tell nothing."""
_NAMED = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")


def settings(tree: WorkTree) -> tuple[Path, ...]:
    """Return every file that may hold settings, those left out that another one includes."""
    named = tuple(os.environ[name] for name in _NAMED if os.environ.get(name))
    return _settings(tree.common_dir, tree.git_dir, *_homes(), named)


def attributes(tree: WorkTree, name: str) -> tuple[Path, ...]:
    """Return every file that may say what git does with the file `name`, those left out that a setting names."""
    return _attributes(tree.top, tree.common_dir, name.rpartition("/")[0], _homes()[1])


def may_say(tree: WorkTree, words: Collection[str]) -> bool:
    """Tell whether one of the words, in small letters, stands in the settings, or may in such as are elsewhere."""
    if any(each in os.environ for each in _LEADING_ELSEWHERE):
        return True
    return any(word in text(path) for path in settings(tree) for word in (*words, "[include"))


def text(path: Path) -> str:
    """Return what the file holds, in small letters; "" where there is none."""
    now = stamp(path)
    return "" if now is None else _read(path, now)


@lru_cache(maxsize=64)
def _settings(common_dir: Path, git_dir: Path, home: str, own: str, named: tuple[str, ...]) -> tuple[Path, ...]:
    of_user = (Path(home) / ".gitconfig", Path(own) / "git" / "config")
    of_tree = (common_dir / "config", git_dir / "config.worktree")
    return (Path("/etc/gitconfig"), *of_user, *map(Path, named), *of_tree)


@lru_cache(maxsize=256)
def _attributes(top: Path, common_dir: Path, folder: str, own: str) -> tuple[Path, ...]:
    inner = top / folder
    folders = (each for each in (inner, *inner.parents) if each.is_relative_to(top))
    of_all = (Path("/etc/gitattributes"), Path(own) / "git" / "attributes", common_dir / "info" / "attributes")
    return (*of_all, *(each / ".gitattributes" for each in folders))


@lru_cache(maxsize=256)
def _read(path: Path, now: Stamp) -> str:
    del now  # with another stamp it is read again
    try:
        return path.read_bytes().decode("utf-8", "replace").lower()
    except OSError:
        return ""


def _homes() -> tuple[str, str]:
    """Return the user's folder, and the one in which programs keep their settings."""
    home = os.environ.get("HOME") or str(Path.home())
    return home, os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
