"""Git's objects as they lie on the disk: which a commit adds, whether they are whole, and which trees files make up."""

import os
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from tui.authoring.history import object_names
from tui.authoring.history.work_tree import WorkTree


def loose(tree: WorkTree, name: str) -> Path:
    """Return where the object lies, if it lies by itself."""
    return tree.common_dir / "objects" / name[:2] / name[2:]


def is_broken(tree: WorkTree, name: str) -> bool:
    """Say whether the object lies by itself and is empty, cut short or another than it says. A missing one is not."""
    try:
        content = zlib.decompress(loose(tree, name).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, zlib.error):
        return True
    return object_names.of_raw(content, len(name)) != name


def added(tree: WorkTree, commits: list[str], since: str | None) -> list[str] | None:
    """Return all objects of `commits` that `since` has not; None where git cannot follow them to their end."""
    answer = tree.read("rev-list", "--objects", *commits, *([f"^{since}"] if since else []), "--", check=False)
    return [line.split(" ")[0] for line in answer.text().splitlines()] if answer.status == 0 else None


def is_whole(tree: WorkTree, commit: str, since: str | None) -> bool:
    """Say whether everything that `commit` adds to `since` can be read, back to its last byte."""
    if is_broken(tree, commit):
        return False  # which git would say at length
    objects = added(tree, [commit], since) or added(tree, [commit], None)  # `since` may be here no more
    if not objects or any(is_broken(tree, each) for each in objects):
        return False
    return not missing(tree, objects)


def missing(tree: WorkTree, names: Iterable[str]) -> bool:
    """Say whether one of these objects is nowhere."""
    packed = [each for each in names if not loose(tree, each).exists()]
    if not packed:
        return False
    said = tree.read("cat-file", "--batch-check", stdin="".join(f"{each}\n" for each in packed).encode(), check=False)
    return said.status != 0 or any(line.endswith(" missing") for line in said.text().splitlines())


Entries = Mapping[str, tuple[str, str]]
"""Mode and object of files, by name from the top."""


def at_commit(tree: WorkTree, commit: str | None) -> Entries | None:
    """Return the files of a commit, none of None; None where they cannot be read."""
    if commit is None:
        return {}
    answer = tree.read("ls-tree", "-r", "-z", "--full-tree", commit, check=False)
    return dict(map(_entry, answer.fields())) if answer.status == 0 else None


def in_index(tree: WorkTree) -> Entries:
    """Return the files of the index as a commit of it would have them; those announced alone are left out.

    Raises:
        RepositoryError: the index cannot be read.
    """
    announced = set(tree.read("diff-files", "-z", "--name-only", "--diff-filter=A", "--no-relative").fields())
    found = dict(map(_entry, tree.read("ls-files", "--full-name", "--stage", "-z", "--", str(tree.top)).fields()))
    return {name: entry for name, entry in found.items() if name not in announced}


def _entry(field: str) -> tuple[str, tuple[str, str]]:
    entry, _, name = field.partition("\t")
    mode, *rest = entry.split(" ")
    return name, (mode, rest[1] if len(rest[0]) < len(rest[1]) else rest[0])


def changed_trees(tree: WorkTree, entries: Entries, blobs: Mapping[str, str | None], digits: int) -> set[str]:
    """Return the trees that there are of the files `entries` once some became `blobs` (None: gone), and only then."""
    after = dict(entries)
    for name, blob in blobs.items():
        if blob is None:
            after.pop(name, None)
        else:
            after[name] = (entries[name][0] if name in entries else mode_of(tree, tree.top / name), blob)
    return _trees(after, digits) - _trees(entries, digits)


def _trees(entries: Entries, digits: int) -> set[str]:
    made: set[str] = set()

    def of(files: list[tuple[str, tuple[str, str]]]) -> str:
        inside: dict[str, list[tuple[str, tuple[str, str]]]] = {}
        lines: list[tuple[bytes, str, str]] = []
        for name, entry in files:
            folder, slash, rest = name.partition("/")
            if slash:
                inside.setdefault(folder, []).append((rest, entry))
            else:
                lines.append((os.fsencode(name), *entry))
        lines += [(os.fsencode(folder), "40000", of(below)) for folder, below in inside.items()]
        lines.sort(key=lambda line: line[0] + b"/" * (line[1] == "40000"))
        content = b"".join(b"%s %s\0" % (mode.encode(), name) + bytes.fromhex(each) for name, mode, each in lines)
        made.add(name := object_names.name_of("tree", content, digits))
        return name

    of(list(entries.items()))
    return made


def mode_of(tree: WorkTree, path: Path) -> str:
    """Return the mode that git would give to a new file, which it may have been told not to read off the disk."""
    if not os.access(path, os.X_OK):
        return "100644"
    return "100644" if tree.read("config", "--type=bool", "core.fileMode", check=False).text() == "false" else "100755"
