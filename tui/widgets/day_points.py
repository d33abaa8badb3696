"""The points of one day: which section teaches each, how far it has come, and whether evidence stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text
from textual.content import Content

from tui.authoring.workbench import DayView, LessonState, SectionState, topics_of
from tui.widgets.row_table import Column, RowTable
from tui.widgets.state_label import counted, state_style

if TYPE_CHECKING:
    from tui.authoring.workbench import PointCovered

_NARROW = 60
"""Below so many cells a point shows its text and the mark of its evidence alone."""

_WIDE = 100
"""From so many cells on, a point shows the name of its section too."""

_GLYPHS = {state.word: state.glyph for state in (*SectionState, LessonState.APPROVED)}


@dataclass(frozen=True)
class PointRow:
    """A point as the day's plan has it; `found` is what is known of its evidence, None before it was looked for."""

    address: str
    text: str
    lesson: str | None
    section: str | None
    state: str
    found: "PointCovered | None"

    @property
    def covered(self) -> bool:
        """Whether a passage was found that teaches the point."""
        return self.found is not None and self.found.covered

    @property
    def doubted(self) -> bool:
        """Whether there is a text that does not teach the point, as far as the checks can tell."""
        evidence = self.found.evidence if self.found is not None else None
        return evidence is not None and not self.covered and bool(evidence.quote)

    @property
    def to_confirm(self) -> str:
        """The passage that the author may confirm, or nothing."""
        return self.found.evidence.quote if self.doubted and self.found and self.found.evidence else ""


def points_of(view: DayView, found: "Iterable[PointCovered]") -> list[PointRow]:
    """Return the points of a day in the order of the syllabus, each with what was found of it."""
    places: dict[str, tuple[str, str, str]] = {}
    for lesson in view.lessons:
        for section in lesson.sections:
            state = LessonState.APPROVED.word if lesson.state is LessonState.APPROVED else section.state.word
            places.update(dict.fromkeys(section.plan.points, (lesson.plan.id, section.key, state)))
    by_address = {each.address: each for each in found}
    rows = []
    for topic in topics_of(view.day):
        for placed in topic.points():
            lesson_id, key, state = places.get(placed.address, (None, None, SectionState.PLANNED.word))
            known = by_address.get(placed.address)
            rows.append(PointRow(placed.address, placed.point.text, lesson_id, key, state, known))
    return rows


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
        self._points: dict[str, PointRow] = {}
        self.searched = False
        self.day: int | None = None

    @property
    def point(self) -> PointRow | None:
        """The point under the cursor."""
        return self._points.get(self.key) if self.key is not None else None

    def show(self, view: DayView, found: "Sequence[PointCovered] | None") -> None:
        """Show the points of a day; `found` is the evidence, None where it has not been looked for yet."""
        same = self.day == view.day.day
        self.day, self.searched = view.day.day, found is not None
        points = points_of(view, found or ())
        self._points = {point.address: point for point in points}
        self.border_title = f"Day {view.day.day} · {counted(len(points), 'point')}"
        doubted = sum(point.doubted for point in points)
        self.border_subtitle = Content(view.problem or (f"{doubted} doubted" if doubted else ""))
        keys = list(self._points)
        self.show_rows(keys, None if same or not keys else keys[0])

    def table_columns(self, width: int) -> Sequence[Column]:
        """Return the columns: on a wide screen the section's name too, on a narrow one what is needed most."""
        if width < _NARROW:
            return [Column("", 1), Column("address", 8), Column("point")]
        section = [Column("section")] if width >= _WIDE else []
        first = [Column("evidence", 13), Column("address", 10), Column("point")]
        return [*first, Column("lesson", 9), *section, Column("state", 10)]

    def row_cells(self, key: str, width: int) -> Sequence[str | Text]:
        """Return what there is to say of a point."""
        point = self._points[key]
        if width < _NARROW:
            return [self._evidence(point)[:1], point.address, point.text]
        section = [(point.section or "").partition("/")[2]] if width >= _WIDE else []
        state = Text(f"{_GLYPHS.get(point.state, ' ')} {point.state}", style=state_style(point.state))
        return [self._evidence(point), point.address, point.text, point.lesson or "none", *section, state]

    def _evidence(self, point: PointRow) -> Text:
        if point.covered:
            return Text("✓ covered", style="green")
        if point.doubted:
            return Text("? doubted", style="yellow")
        return Text("· nothing yet", style="dim") if self.searched else Text("… looking")
