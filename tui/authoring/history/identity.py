"""Whether git knows who commits: asked once, and again when the environment or a file of settings has changed."""

import os
from pathlib import Path

from tui.authoring.history import finding, refusals, settings_files
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.work_tree import WorkTree
from tui.authoring.stamps import stamp

_VARIABLES = ("EMAIL", "HOME", "XDG_CONFIG_HOME")
_known: dict[Path, tuple[object, ...]] = {}


def check(tree: WorkTree) -> None:
    """Raise RepositoryError, with the two commands that help, if git would have to guess who commits."""
    # A file that a setting includes may change unseen: then the commit itself is refused, in the same words.
    marks = _marks(tree)
    if _known.get(tree.top) == marks:
        return
    if not is_known(tree):
        raise RepositoryError(refusals.IDENTITY)
    _known[tree.top] = marks


def is_known(tree: WorkTree) -> bool:
    """Ask git whether it knows who commits."""
    return tree.read("var", "GIT_AUTHOR_IDENT", check=False).status == 0


def _marks(tree: WorkTree) -> tuple[object, ...]:
    variables = {name: value for name, value in os.environ.items() if name in _VARIABLES or name.startswith("GIT_")}
    return finding.program(), tuple(sorted(variables.items())), *map(stamp, settings_files.settings(tree))
