"""What a commit has changed, told by one call of git: whose it is, on what it stands, and every file of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tui.authoring.history.work_tree import WorkTree

_FILES = ("100644", "100755")


@dataclass(frozen=True)
class CommitChanges:
    """A commit with one parent (None: it is the first): the blob of each file that it changed, None where it is gone.

    What is no file then, a link or a repository of its own, is told as gone.
    """

    commit: str
    parent: str | None
    changed: Mapping[str, str | None]


def read(tree: WorkTree, revision: str = "HEAD") -> CommitChanges | None:
    """Return that commit; None where there is none, and of a merge or of a commit that changed nothing."""
    arguments = ("-r", "-z", "--root", "--no-renames", "--no-relative", "--format=%H %P")
    answer = tree.read("diff-tree", *arguments, revision, "--", check=False)
    header, *records = answer.fields() or [""]
    commit, _, parent = header.partition(" ")
    if answer.status or not records or not commit or " " in parent:
        return None
    changed: dict[str, str | None] = {}
    for record, name in zip(records[::2], records[1::2], strict=True):
        _, mode, _, blob, _ = record.strip().split(" ")
        changed[name] = blob if mode in _FILES else None
    return CommitChanges(commit, parent or None, changed)
