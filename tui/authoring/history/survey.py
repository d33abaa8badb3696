"""How git sees the files of a coming commit: what HEAD, the index and the ignore rules say about each."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.authoring.history import refusals
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.work_tree import WorkTree

APPROVED_HERE = r"^(Lesson|Day): "
"""Matches the message of every commit that Coursewright makes of a lesson or a day plan."""


@dataclass(frozen=True)
class Place:
    """Where a file lies: `path` on the disk, `name` from the top of the work tree, as git writes it."""

    path: Path
    name: str


@dataclass(frozen=True)
class Seen:
    """One file in HEAD and in the index. `staged` is the blob that the author staged; "" if a removal was."""

    at_head: str | None
    indexed: bool
    staged: str | None


def name_of(tree: WorkTree, path: Path) -> str:
    """Return the name of absolute `path` from the top of the work tree.

    Raises:
        RepositoryError: it lies outside.
    """
    real = path.parent.resolve() / path.name
    if path.name == ".." or not real.is_relative_to(tree.top) or real == tree.top:
        raise RepositoryError(f"{path} lies outside the repository {tree.top}: move it in, or open another workspace.")
    return real.relative_to(tree.top).as_posix()


def place(tree: WorkTree, path: Path) -> Place:
    """Return where absolute `path` lies.

    Raises:
        RepositoryError: a file there could not be a file of this repository's own.
    """
    name = name_of(tree, path)
    real = tree.top / name
    if real.is_symlink():
        raise RepositoryError(f"{name} is a symbolic link, and a lesson must be a file: replace the link by its file.")
    if real.is_dir():
        raise RepositoryError(f"{name} is a folder, where a file should be: move it away, then try again.")
    for folder in real.parents:
        if folder == tree.top:
            break
        if (folder / ".git").exists():
            inner = folder.relative_to(tree.top).as_posix()
            raise RepositoryError(
                f"{name} lies in {inner}, which is a repository of its own (a submodule?): "
                f"open the workspace inside it, or move the course out of it."
            )
    return Place(real, name)


def head(tree: WorkTree) -> str | None:
    """Return the commit that HEAD names, or None before the first."""
    answer = tree.read("rev-parse", "--verify", "--quiet", "HEAD^{commit}", check=False)
    return answer.text() if answer.status == 0 else None


def blobs(tree: WorkTree, commit: str, names: Sequence[str]) -> dict[str, str]:
    """Return the blobs of the files at or below `names` in `commit`, by name from the top, links left out."""
    found: dict[str, str] = {}
    for field in tree.read("ls-tree", "-r", "-z", commit, "--", *names).fields():
        entry, _, name = field.partition("\t")
        mode, _, blob = entry.split(" ")
        if mode in ("100644", "100755"):
            found[name] = blob
    return found


def survey(tree: WorkTree, names: Sequence[str]) -> tuple[str | None, Mapping[str, Seen]]:
    """Return the commit that HEAD names (None before the first), and how each of the files is seen.

    Raises:
        RepositoryError: HEAD is detached.
    """
    arguments = ("--porcelain=v2", "--branch", "-z", "--no-renames", "--no-ahead-behind", "--untracked-files=all")
    commit, changed = None, {}
    for field in tree.read("status", *arguments, "--ignore-submodules=all", "--", *names).fields():
        if field == "# branch.head (detached)":
            raise refusals.detached()
        if field.startswith("# branch.oid "):
            oid = field.removeprefix("# branch.oid ")
            commit = None if oid == "(initial)" else oid
        elif field.startswith("1 "):
            _, states, _, _, _, _, _, staged, name = field.split(" ", 8)
            changed[name] = (states, staged)
        elif field.startswith("u "):
            name = field.split(" ", 10)[10]
            raise RepositoryError(f"{name} has conflicts: settle them and `git add` it, then try again.")
    at_head = blobs(tree, commit, names) if commit else {}
    seen = {}
    for name in names:
        states, staged = changed.get(name, ("..", ""))
        indexed = name in changed or name in at_head
        seen[name] = Seen(at_head.get(name), indexed, None if states[0] == "." else staged.strip("0") and staged)
    return commit, seen


def check_not_ignored(tree: WorkTree, name: str) -> None:
    """Raise RepositoryError, naming the rule, if git would not take the new file `name`."""
    answer = tree.read("check-ignore", "--verbose", "-z", "--stdin", stdin=os.fsencode(f"./{name}\0"), check=False)
    if answer.status == 0:
        source, line, pattern, _ = answer.fields()[:4]
        raise refusals.ignored(name, source, line, pattern)


def blob_of(tree: WorkTree, name: str, content: bytes) -> str:
    """Return the blob that git would make of `content` at `name`, after the filters set for it."""
    return tree.read("hash-object", f"--path={name}", "--stdin", stdin=content).text()


def approved_blob(tree: WorkTree, name: str) -> str | None:
    """Return the blob of `name` in the last commit of it that Coursewright made, or None."""
    arguments = ("--max-count=1", "--extended-regexp", f"--grep={APPROVED_HERE}", "HEAD", "--", name)
    commit = tree.read("rev-list", *arguments, check=False).text()
    return blobs(tree, commit, [name]).get(name) if commit else None
