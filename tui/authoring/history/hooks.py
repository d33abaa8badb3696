"""Whether a hook of the author's may have a word in a commit: without one, it holds what was asked for and no more."""

import os

from tui.authoring.history import settings_files
from tui.authoring.history.work_tree import WorkTree

_SETTINGS = ("hookspath", "[hook")


def may_run(tree: WorkTree) -> bool:
    """Tell whether git may run a hook; False where surely none is there."""
    if settings_files.may_say(tree, _SETTINGS):
        return True
    try:
        with os.scandir(tree.common_dir / "hooks") as hooks:
            return any(not hook.name.endswith(".sample") for hook in hooks)
    except FileNotFoundError:
        return False
    except OSError:
        return True
