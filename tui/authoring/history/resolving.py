"""What names such as `HEAD:course/plan.yaml` stand for: many are asked for in one call of git."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tui.authoring.history import object_names
from tui.authoring.history.work_tree import WorkTree

# Of other names git would read a part as something else (`^{tree}`, `@{1}`), or end the question there.
_PLAIN = re.compile(r"[\w./ ,+=-]+")
_HEAD = ("HEAD^{commit}", "HEAD^1")

_Object = tuple[str, str]
"""Name and kind of what git keeps."""


@dataclass(frozen=True)
class AtHead:
    """The commit that HEAD names, its first parent, and the blob of each file there."""

    head: str | None
    parent: str | None
    at_head: dict[str, str | None]


@dataclass(frozen=True)
class Resolved(AtHead):
    """The same, and the blob of each file in the index."""

    indexed: dict[str, str | None]


def resolve(tree: WorkTree, names: Sequence[str]) -> Resolved | None:
    """Return how the files stand at HEAD and in the index; None where that cannot be said as simply.

    That is: odd names, conflicts, and files that are announced to the index, for which git has to be asked at length.
    """
    asked = _ask(tree, names, ("HEAD:", ":0:", ":1:", ":2:", ":3:"))
    if asked is None:
        return None
    at_head, found = asked
    indexed: dict[str, str | None] = {}
    for name, (_, staged, *conflicts) in found.items():
        if any(conflicts) or (staged and staged[0] in object_names.NOTHING):
            return None
        indexed[name] = staged and staged[0]
    return Resolved(at_head.head, at_head.parent, at_head.at_head, indexed)


def at_head(tree: WorkTree, names: Sequence[str]) -> AtHead | None:
    """Return how the files stand at HEAD; None where that cannot be said as simply: odd names, and what is no file."""
    asked = _ask(tree, names, ("HEAD:",))
    return asked and asked[0]


def _ask(
    tree: WorkTree, names: Sequence[str], places: Sequence[str]
) -> tuple[AtHead, dict[str, list[_Object | None]]] | None:
    """Return how the files stand at HEAD, the first of `places`, and what each of them has at every place."""
    if not all(_PLAIN.fullmatch(name) for name in names):
        return None
    lines = tree.names.ask([*_HEAD, *(f"{place}{name}" for name in names for place in places)])
    if lines is None:
        return None
    head, parent, *objects = map(_object, lines)
    found = {name: objects[at * len(places) :][: len(places)] for at, name in enumerate(names)}
    if any(first and first[1] != "blob" for first, *_ in found.values()):
        return None
    blobs = {name: first and first[0] for name, (first, *_) in found.items()}
    return AtHead(head and head[0], parent and parent[0], blobs), found


def _object(line: str) -> _Object | None:
    """Return name and kind of the object that a line tells of; None where there is none."""
    parts = line.split(" ")
    return (parts[0], parts[1]) if len(parts) == 3 and len(parts[0]) in (40, 64) and parts[2].isdigit() else None
