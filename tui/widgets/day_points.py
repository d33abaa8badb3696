"""The points of one day: which section teaches each, how far it has come, and whether evidence stands."""

from collections.abc import Sequence

from rich.text import Text

from tui.authoring.workbench import DayView, LessonState, PointCovered, SectionState, topics_of
from tui.widgets.row_table import Column, RowTable
from tui.widgets.state_label import counted, state_style

_WIDE = 100
"""From so many cells on, a point shows the name of its section too."""

_GLYPHS = {state.word: state.glyph for state in (*SectionState, LessonState.APPROVED)}


def points_of(view: DayView) -> list[PointCovered]:
    """Return the points of a day as they stand, before anybody has looked for the evidence."""
    places: dict[str, tuple[str, str, str]] = {}
    for lesson in view.lessons:
        for section in lesson.sections:
            state = LessonState.APPROVED.word if lesson.state is LessonState.APPROVED else section.state.word
            places.update(dict.fromkeys(section.plan.points, (lesson.plan.id, section.key, state)))
    points = []
    for topic in topics_of(view.day):
        for placed in topic.points():
            lesson_id, key, state = places.get(placed.address, (None, None, SectionState.PLANNED.word))
            points.append(PointCovered(placed.address, placed.point.text, lesson_id, key, state, None))
    return points


class DayPoints(RowTable):
    """One row a point."""

    HELP = """\
# Coverage: the points of the day
Each point of the syllabus with the lesson that teaches it and the state of its section. `✓ covered`: a passage teaches
it. `? doubted`: something is written, but the checks find no passage that teaches the point; look at the evidence, then
confirm the passage, or mend the section. `· nothing yet`: nothing is written.
"""

    def __init__(self) -> None:
        super().__init__("day-points")
        self._points: dict[str, PointCovered] = {}
        self._searched = False
        self.day: int | None = None

    @property
    def point(self) -> PointCovered | None:
        """The point under the cursor."""
        return self._points.get(self.key) if self.key is not None else None

    def show(self, view: DayView, points: Sequence[PointCovered], *, searched: bool) -> None:
        """Show the points of a day; `searched` says that the evidence has been looked for."""
        same = self.day == view.day.day
        self.day, self._searched = view.day.day, searched
        self._points = {point.address: point for point in points}
        self.border_title = f"Day {view.day.day} · {counted(len(points), 'point')}"
        doubted = sum(point.evidence is not None and not point.covered for point in points)
        self.border_subtitle = f"{doubted} doubted" if doubted else ""
        keys = list(self._points)
        self.show_rows(keys, None if same or not keys else keys[0])

    def table_columns(self, width: int) -> Sequence[Column]:
        """Return the columns: on a wide screen the section's name too."""
        section = [Column("section")] if width >= _WIDE else []
        first = [Column("evidence", 13), Column("address", 10), Column("point")]
        return [*first, Column("lesson", 9), *section, Column("state", 10)]

    def row_cells(self, key: str, width: int) -> Sequence[str | Text]:
        """Return what there is to say of a point."""
        point = self._points[key]
        section = [(point.section or "").partition("/")[2]] if width >= _WIDE else []
        state = Text(f"{_GLYPHS.get(point.state, ' ')} {point.state}", style=state_style(point.state))
        return [self._evidence(point), point.address, point.text, point.lesson or "none", *section, state]

    def _evidence(self, point: PointCovered) -> Text:
        if not self._searched and point.state != SectionState.PLANNED.word:
            return Text("… looking")
        if point.covered:
            return Text("✓ covered", style="green")
        if point.evidence is not None:
            return Text("? doubted", style="yellow")
        return Text("· nothing yet", style="grey62")
