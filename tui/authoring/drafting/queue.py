"""The order in which sections that wait are drafted, so that the author never waits for one that comes later."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """Where a section stands in the course: its day, the serial of its lesson, its number within the lesson."""

    day: int
    lesson: str
    section: int


def first(places: Sequence[Place], cursor: Place | None) -> int:
    """Return the index of the one to draft next: what is looked at, else what follows it, else the course's first.

    Raises:
        ValueError: there is none.
    """
    return min(range(len(places)), key=lambda index: _distance(places[index], cursor))


def ordered(places: Sequence[Place], cursor: Place | None) -> list[int]:
    """Return the indices of all, in the order in which `first` would take them one after the other."""
    return sorted(range(len(places)), key=lambda index: _distance(places[index], cursor))


def _distance(place: Place, cursor: Place | None) -> tuple[bool, Place]:
    return (cursor is not None and place < cursor, place)
