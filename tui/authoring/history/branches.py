"""What a branch names, as its file has it: also where that is empty, or names a commit that is not there."""

import re
from dataclasses import dataclass

from tui.authoring.history.work_tree import WorkTree

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def current(tree: WorkTree) -> str | None:
    """Return the branch that HEAD names (`refs/heads/main`); None where it names none, or its file does not say."""
    try:
        said = (tree.git_dir / "HEAD").read_text(encoding="utf-8", errors="surrogateescape").rstrip("\n")
    except OSError:
        return None
    name = said.removeprefix("ref: ")
    return name if name != said and name.startswith("refs/heads/") and name != "refs/heads/.invalid" else None


def held(tree: WorkTree, ref: str) -> str | None:
    """Return the commit that the branch names, whether that is there or not; "" where its file holds none.

    None where there is no such branch.
    """
    try:
        said = (tree.common_dir / ref).read_bytes().decode("ascii", "replace").strip()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        said = "packed"
    except OSError:
        return ""
    if said == "packed" or said.startswith("ref: "):
        answer = tree.read("rev-parse", "--verify", "--quiet", ref, check=False)
        return answer.text() if answer.status == 0 and _HASH.fullmatch(answer.text()) else None
    return said if _HASH.fullmatch(said) else ""


@dataclass(frozen=True)
class Moved:
    """A line of a reflog: where the branch stood, where it went, and what git says of it."""

    old: str
    new: str
    said: str


def moves(tree: WorkTree, ref: str) -> list[Moved]:
    """Return what the reflog of a branch, or of `HEAD`, tells, oldest first; nothing where there is none."""
    folder = tree.git_dir if ref == "HEAD" else tree.common_dir
    try:
        lines = (folder / "logs" / ref).read_bytes().decode("utf-8", "replace").split("\n")
    except OSError:
        return []
    found = [(line.split(" ", 2), line.partition("\t")[2]) for line in lines]
    return [
        Moved(hashes[0], hashes[1], said)
        for hashes, said in found
        if len(hashes) > 2 and _HASH.fullmatch(hashes[0]) and _HASH.fullmatch(hashes[1])
    ]


def since(tree: WorkTree, ref: str, commit: str | None) -> list[Moved]:
    """Return where the branch went after it last stood at `commit`; nothing where its reflog does not know of that."""
    told = moves(tree, ref)
    at = [number for number, each in enumerate(told) if each.new == commit]
    if commit is not None and not at:
        return []
    return told[at[-1] + 1 :] if at else told


def forget(tree: WorkTree, ref: str, commits: set[str], *, wait_seconds: float) -> None:
    """Take commits that are not there out of the reflog of a branch, or of `HEAD`: git finds fault with them."""
    for end in ("new", "old"):  # where nothing tells how the branch came there, only how it went
        told = moves(tree, ref)
        for number, each in enumerate(told):  # the oldest first: the numbers of the others, counted from the end, stay
            if getattr(each, end) in commits:
                at = len(told) - 1 - number
                tree.change("reflog", "delete", "--rewrite", f"{ref}@{{{at}}}", wait_seconds=wait_seconds)
