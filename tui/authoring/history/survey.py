"""How git sees the files of a coming commit: what HEAD, the index and the ignore rules say about each."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.authoring import plain_text
from tui.authoring.history import branches, filters, object_names, refusals, resolving
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


def commit_of(tree: WorkTree, revision: str) -> str:
    """Return the full hash of the commit that `revision` means: a hash or its beginning, a branch, `HEAD~2`.

    Raises:
        RepositoryError: it means none, or several.
    """
    given = revision and "\0" not in revision  # which no argument of a program can hold
    arguments = ("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    answer = tree.read("rev-parse", *arguments, check=False) if given else None
    if answer is None or answer.status:
        named = plain_text.one_line(revision)
        raise RepositoryError(f"There is no commit `{named}` here: `coursewright history` shows those there are.")
    return answer.text().splitlines()[-1]


def contents(tree: WorkTree, wanted: Collection[str]) -> dict[str, bytes]:
    """Return the bytes of each of these blobs, as they were committed. One call of git, however many.

    What is not there, as in a partial clone that is offline, or is no blob, is left out.
    """
    if not wanted:
        return {}
    out = tree.read("cat-file", "--batch", stdin="".join(f"{each}\n" for each in wanted).encode()).out
    found: dict[str, bytes] = {}
    at = 0
    while at < len(out):
        end = out.index(b"\n", at)
        name, kind, *size = out[at:end].split(b" ")
        at = end + 1
        if size:  # not `… missing`
            content = out[at : at + int(size[0])]
            at += len(content) + 1
            if kind == b"blob":
                found[name.decode()] = content
    return found


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

    One call of git where nothing of them is staged, announced or in conflict.

    Raises:
        RepositoryError: HEAD is detached, or a file has conflicts.
    """
    if branches.current(tree) is not None:
        resolved = resolving.resolve(tree, names)
        if resolved is not None and resolved.at_head == resolved.indexed:
            blobs_at_head = resolved.at_head.items()
            return resolved.head, {name: Seen(blob, blob is not None, None) for name, blob in blobs_at_head}
    return _survey_at_length(tree, names)


def _survey_at_length(tree: WorkTree, names: Sequence[str]) -> tuple[str | None, Mapping[str, Seen]]:
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
    rule = _ignored_by(tree, name)
    if rule is not None:
        # What is ignored with its folder cannot be taken out of the rule by itself.
        folder, _, _ = name.rpartition("/")
        raise refusals.ignored(name, *rule, whole_folder=bool(folder) and _ignored_by(tree, f"{folder}/") is not None)


def _ignored_by(tree: WorkTree, name: str) -> tuple[str, str, str] | None:
    """Return file, line and pattern of the rule that keeps `name` out of git, or None."""
    answer = tree.read("check-ignore", "--verbose", "-z", "--stdin", stdin=os.fsencode(f"./{name}\0"), check=False)
    if answer.status:
        return None
    source, line, pattern, _ = answer.fields()[:4]
    return None if pattern.startswith("!") else (source, line, pattern)  # a rule that takes it in is told too


def check_capitals(tree: WorkTree, name: str) -> None:
    """Raise RepositoryError if the new file `name` stands on the disk, or in git, under a name in other capitals.

    Where the disk or git does not tell capitals apart, the two would be one file.
    """
    folder = tree.top
    for part in name.split("/"):
        if not (folder / part).exists():
            break
        here = [each.name for each in folder.iterdir()]
        if part not in here:
            same = [each for each in here if each.casefold() == part.casefold()]
            raise refusals.other_capitals(name, (folder / same[0]).relative_to(tree.top).as_posix() if same else part)
        folder /= part


def check_capitals_in_git(tree: WorkTree, name: str) -> None:
    """Raise RepositoryError if git, told to ignore capitals, holds the new file `name` under another name."""
    if tree.read("config", "--type=bool", "core.ignoreCase", check=False).text() == "true":
        for other in tree.read("ls-files", "-z").fields():
            if other != name and other.casefold() == name.casefold():
                raise refusals.other_capitals(name, other)


def blob_of(tree: WorkTree, name: str, content: bytes) -> str:
    """Return the blob that git would make of `content` at `name`, after the filters set for it.

    Raises:
        RepositoryError: a filter failed, or git was told to read the file in another encoding than UTF-8.
    """
    if filters.leave(tree, name, content):
        return object_names.name_of("blob", content)
    return asked_blob(tree, name, content)


def asked_blob(tree: WorkTree, name: str, content: bytes) -> str:
    """Return and raise the same as `blob_of`, by git itself."""
    try:
        blob = tree.read("hash-object", f"--path={name}", "--stdin", stdin=content).text()
    except RepositoryError:
        check_encoding(tree, name)
        raise
    if blob != object_names.name_of("blob", content, len(blob)):
        check_encoding(tree, name)
    return blob


def check_encoding(tree: WorkTree, name: str) -> None:
    """Raise RepositoryError where git would take our UTF-8 for another encoding, and commit other characters."""
    fields = tree.read("check-attr", "-z", "working-tree-encoding", "--", name).fields()
    encoding = fields[2] if len(fields) > 2 else "unspecified"
    if encoding.upper() not in ("UNSPECIFIED", "UNSET", "SET", "UTF-8", "UTF8"):
        raise refusals.other_encoding(name, encoding)


def approved_blob(tree: WorkTree, name: str) -> str | None:
    """Return the blob of `name` in the last commit of it that Coursewright made, or None."""
    arguments = ("--max-count=1", "--extended-regexp", f"--grep={APPROVED_HERE}", "HEAD", "--", name)
    commit = tree.read("rev-list", *arguments, check=False).text()
    return blobs(tree, commit, [name]).get(name) if commit else None
