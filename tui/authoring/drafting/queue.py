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

    def distance(index: int) -> tuple[bool, Place]:
        place = places[index]
        return (cursor is not None and place < cursor, place)

    return min(range(len(places)), key=distance)
