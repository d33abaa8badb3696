"""Whether git keeps a file's content as it is: said without asking git, where nothing could change it."""

import os

from tui.authoring.history import settings_files
from tui.authoring.history.work_tree import WorkTree

# By these git would be led to attributes of which the usual files tell nothing.
_LEADING_ELSEWHERE = ("GIT_ATTR_SOURCE", "GIT_ATTR_NOSYSTEM")
_SETTINGS = ("attributesfile", "objectformat", "sparsecheckout")
_ATTRIBUTES = ("filter", "working-tree-encoding")


def leave(tree: WorkTree, name: str, content: bytes) -> bool:
    """Tell whether git surely keeps `content` at `name` byte for byte; False where it must be asked.

    Line ends and `$Id$` are changed only in a content that has them; filters and encodings only by an attribute.
    """
    if b"\r" in content or b"$Id" in content or any(each in os.environ for each in _LEADING_ELSEWHERE):
        return False
    if settings_files.may_say(tree, _SETTINGS):
        return False
    return not any(
        word in settings_files.text(path) for path in settings_files.attributes(tree, name) for word in _ATTRIBUTES
    )
