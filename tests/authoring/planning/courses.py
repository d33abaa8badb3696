"""Days of a syllabus made for a test."""

from tui.authoring.planning.blueprint import Blueprint, SectionKind
from tui.authoring.syllabus.model import Day, Point, Topic, Unit

BLUEPRINT = Blueprint(
    sections=(
        SectionKind(kind="orientation", title="Orientation", target_words=180),
        SectionKind(kind="point", title="{point}", each="point", target_words=550),
        SectionKind(kind="summary", title="Summary", target_words=90),
    )
)


def day_of(units: list[list[tuple[str, list[str]]]], number: int = 2, title: str = "A day") -> Day:
    """Return a day whose units hold topics as (title, texts of its points)."""
    return Day(
        day=number,
        title=title,
        units=tuple(
            Unit(
                title=f"Unit {n}",
                topics=tuple(
                    Topic(title=topic, points=tuple(Point(text=text) for text in points)) for topic, points in topics
                ),
            )
            for n, topics in enumerate(units, 1)
        ),
    )
