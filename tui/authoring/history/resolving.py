"""What names such as `HEAD:course/plan.yaml` stand for: many are asked for in one call of git."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tui.authoring.history import object_names
from tui.authoring.history.work_tree import WorkTree

# Of other names git would read a part as something else (`^{tree}`, `@{1}`), or end the question there.
_PLAIN = re.compile(r"[\w./ ,+=-]+")


_HEAD = ("HEAD^{commit}", "HEAD^1")


@dataclass(frozen=True)
class Committed:
    """The commit that HEAD names, its first parent, and the blob of each file there."""

    head: str | None
    parent: str | None
    blobs: dict[str, str | None]


@dataclass(frozen=True)
class Resolved:
    """The commit that HEAD names, its first parent, and the blob of each file there and in the index."""

    head: str | None
    parent: str | None
    at_head: dict[str, str | None]
    indexed: dict[str, str | None]


def resolve(tree: WorkTree, names: Sequence[str]) -> Resolved | None:
    """Return how the files stand at HEAD and in the index; None where that cannot be said as simply.

    That is: odd names, conflicts, and files that are announced to the index, for which git has to be asked at length.
    """
    if not all(_PLAIN.fullmatch(name) for name in names):
        return None
    places = ("HEAD:", ":0:", ":1:", ":2:", ":3:")
    lines = tree.names.ask([*_HEAD, *(f"{place}{name}" for name in names for place in places)])
    if lines is None:
        return None
    found = [_object(line) for line in lines]
    at_head: dict[str, str | None] = {}
    indexed: dict[str, str | None] = {}
    for number, name in enumerate(names):
        there, staged, *conflicts = found[2 + number * len(places) :][: len(places)]
        if any(conflicts) or (there and there[1] != "blob") or (staged and staged[0] in object_names.NOTHING):
            return None
        at_head[name], indexed[name] = there and there[0], staged and staged[0]
    return Resolved(found[0] and found[0][0], found[1] and found[1][0], at_head, indexed)


def committed(tree: WorkTree, names: Sequence[str]) -> Committed | None:
    """Return what HEAD is now, and the blobs of the files there; None where that cannot be said as simply."""
    if not all(_PLAIN.fullmatch(name) for name in names):
        return None
    lines = tree.names.ask([*_HEAD, *(f"HEAD:{name}" for name in names)])
    if lines is None:
        return None
    head, parent, *found = map(_object, lines)
    if any(each and each[1] != "blob" for each in found):
        return None
    blobs = {name: each and each[0] for name, each in zip(names, found, strict=True)}
    return Committed(head and head[0], parent and parent[0], blobs)


def _object(line: str) -> tuple[str, str] | None:
    """Return name and kind of the object that a line tells of; None where there is none."""
    parts = line.split(" ")
    return (parts[0], parts[1]) if len(parts) == 3 and len(parts[0]) in (40, 64) and parts[2].isdigit() else None
