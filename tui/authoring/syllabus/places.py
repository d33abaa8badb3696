"""Where a topic and a point stand in their day, and the addresses that say so."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.authoring.syllabus.model import Day, Point, Topic, Unit


@dataclass(frozen=True)
class PlacedTopic:
    """A topic with where it stands; `address` is `day.unit.topic`, each counted from 1 in its parent."""

    address: str
    day: "Day"
    unit: "Unit"
    topic: "Topic"

    def points(self) -> tuple["PlacedPoint", ...]:
        """Return the topic's points with their addresses, in order."""
        return tuple(PlacedPoint(f"{self.address}.{n}", point) for n, point in enumerate(self.topic.points, 1))


@dataclass(frozen=True)
class PlacedPoint:
    """A point with its address `day.unit.topic.point`, e.g. `1.2.1.3`."""

    address: str
    point: "Point"


def topics_of(day: "Day") -> tuple[PlacedTopic, ...]:
    """Return the day's topics with their addresses, in syllabus order."""
    return tuple(
        PlacedTopic(f"{day.day}.{u}.{t}", day, unit, topic)
        for u, unit in enumerate(day.units, 1)
        for t, topic in enumerate(unit.topics, 1)
    )
