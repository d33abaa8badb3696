"""All that a repository holds, as an approval finds it and must leave it."""

import re
import stat
from dataclasses import dataclass, fields, replace
from pathlib import Path

from tests.authoring.history.conftest import Author

_ENTRY = re.compile(r"(\S) (\d{6}) ([0-9a-f]+) (\d)\t([^\0]*)\0  ctime:.*?flags: ([0-9a-f]+)\n", re.DOTALL)
_INTENT_TO_ADD = 0x20000000
# What git itself scribbles on at each commit, made or refused; and our own lock, which stays as an empty file.
_SCRATCH = {"COMMIT_EDITMSG", "coursewright.lock"}


@dataclass(frozen=True)
class Held:
    """A file or folder: its mode, its modification time in ns (None for a folder), its bytes or where a link leads."""

    mode: int
    modified: int | None
    content: bytes


@dataclass(frozen=True)
class Everything:
    """The state of a repository.

    `index` has, by name and stage, the tag of `git ls-files -v` (skip-worktree, assume-unchanged), the mode, the blob
    and whether the entry is but announced. `git_files` are the files of the git folder but for the index and the
    objects: HEAD, refs, reflogs, stash, settings, hooks, sparse patterns, what is under way, the submodules' folders.
    """

    head: str
    branch: str
    index: dict[tuple[str, str], tuple[str, str, str, bool]]
    resolved: str
    staged: str
    refs: dict[str, str]
    objects: frozenset[str]
    git_files: dict[str, bytes]
    work: dict[str, Held]

    @classmethod
    def of(cls, author: Author) -> "Everything":
        """Return all that the author's repository holds now."""
        git = author.git
        entries = _ENTRY.findall(git("ls-files", "--stage", "-v", "--debug", "-z"))
        folder, index = (
            (author.top / part).resolve()
            for part in git("rev-parse", "--git-common-dir", "--git-path", "index").splitlines()
        )
        refs = git("for-each-ref", "--format=%(refname) %(objectname) %(symref)").splitlines()
        return cls(
            head=git("rev-parse", "--verify", "--quiet", "HEAD", check=False).strip(),
            branch=git("symbolic-ref", "--quiet", "HEAD", check=False).strip(),
            index={
                (name, stage): (tag, mode, blob, bool(int(flags, 16) & _INTENT_TO_ADD))
                for tag, mode, blob, stage, name, flags in entries
            },
            resolved=git("ls-files", "--resolve-undo", "-z"),
            staged=git("diff", "--cached", "--raw", "-z", "--no-renames", "--abbrev=64", "--ignore-submodules=none"),
            refs=dict(line.split(" ", 1) for line in refs),
            objects=frozenset(git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()),
            git_files={
                path.relative_to(folder).as_posix(): path.read_bytes()
                for path in _files(folder)
                if path != index
                and path.name not in _SCRATCH
                and not path.name.startswith("sharedindex.")
                and not (path.name == "index" and path.parent.parent.name == "worktrees")
            },
            work=_work(author.top),
        )

    def but_for(self, lesson: str, *git_files: str, branch: str = "") -> "Everything":
        """Return the same without what a commit of the file `lesson` changes, and without these files of git.

        The commit is one of `branch` (the full name), if not that which is checked out here.
        """
        branch = branch or self.branch
        own = {branch, f"logs/{branch}", "logs/HEAD", *git_files}
        return replace(
            self,
            head="",
            index={key: entry for key, entry in self.index.items() if key[0] != lesson},
            staged="\0".join(_but_for(self.staged.split("\0"), lesson)),
            refs={name: value for name, value in self.refs.items() if name != branch and not value.endswith(branch)},
            objects=frozenset(),
            git_files={
                name: content
                for name, content in self.git_files.items()
                if name not in own and not re.fullmatch(r"worktrees/[^/]+/logs/HEAD", name)
            },
            work={
                name: held
                for name, held in self.work.items()
                if name != lesson and not (held.modified is None and lesson.startswith(f"{name}/"))
            },
        )


def _but_for(fields: list[str], lesson: str) -> list[str]:
    """Return raw differences, which are pairs of what changed and in which file, without those of the lesson."""
    pairs = zip(fields[::2], fields[1::2], strict=False)
    return [field for pair in pairs if pair[1] != lesson for field in pair]


def _files(folder: Path) -> list[Path]:
    found, todo = [], [folder]
    while todo:
        for path in todo.pop().iterdir():
            if path.is_dir() and not path.is_symlink():
                if path.name not in ("objects", "modules"):
                    todo.append(path)
            elif path.is_file():
                found.append(path)
    return found


def _work(top: Path) -> dict[str, Held]:
    found: dict[str, Held] = {}
    todo = [top]
    while todo:
        for path in todo.pop().iterdir():
            name = path.relative_to(top).as_posix()
            if path.name == ".git":
                continue
            seen = path.lstat()
            if stat.S_ISDIR(seen.st_mode):
                if not (path / ".git").exists():  # a repository of its own is looked at by itself
                    todo.append(path)
                found[name] = Held(seen.st_mode, None, b"")
            else:
                content = str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
                found[name] = Held(seen.st_mode, seen.st_mtime_ns, content)
    return found


def differences(before: Everything, after: Everything) -> list[str]:
    """Return what is not the same, a line each; nothing if all is."""
    found = []
    for each in fields(Everything):
        one, other = getattr(before, each.name), getattr(after, each.name)
        if one == other:
            continue
        if isinstance(one, dict):
            found += [
                f"{each.name}[{key}]: {one.get(key)} → {other.get(key)}"
                for key in one.keys() | other.keys()
                if one.get(key) != other.get(key)
            ]
        elif isinstance(one, frozenset):
            found += [f"{each.name}: {key} is gone" for key in one - other]  # what a refused commit made is litter
        else:
            found.append(f"{each.name}: {one!r} → {other!r}")
    return found
