"""The days of the course, and how far the points of each have come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from tui.authoring.workbench import DayView, LessonState, SectionState, topics_of
from tui.widgets.row_table import Column, RowTable

if TYPE_CHECKING:
    from tui.authoring.workbench import PointCovered

_NARROW = 70
"""Below so many cells a day shows fewer of its counts."""

_COUNTS = ("points", "planned", "drafted", "accepted", "approved", "covered")
_FEW = ("points", "approved", "covered")


@dataclass(frozen=True)
class Counts:
    """The points of a day, by how far they have come; `covered` is None while nobody has looked for the evidence."""

    points: int
    planned: int
    drafted: int
    accepted: int
    approved: int
    covered: int | None

    @classmethod
    def of(cls, view: DayView, found: "Iterable[PointCovered] | None") -> "Counts":
        """Count the points of a day; each is as far as the section that teaches it. `found` is the evidence."""
        planned = drafted = accepted = approved = 0
        for lesson in view.lessons:
            whole = lesson.state is LessonState.APPROVED
            for section in lesson.sections:
                points = len(section.plan.points)
                planned += points if view.planned else 0
                drafted += points if section.words else 0
                accepted += points if whole or section.state is SectionState.ACCEPTED else 0
                approved += points if whole else 0
        points = sum(len(topic.topic.points) for topic in topics_of(view.day))
        covered = None if found is None else sum(point.covered for point in found)
        return cls(points, planned, drafted, accepted, approved, covered)


class DayCounts(RowTable):
    """One row a day; the points beside it follow its cursor."""

    HELP = """\
# Coverage: the days
How many points of the syllabus each day has, and how many of them are planned, drafted, accepted and approved. Covered
are those for which a passage was found, or confirmed by you, that teaches the point: the text decides, not the state of
its section. An ellipsis (…) says that the passages of the day are still being looked for.
"""

    def __init__(self) -> None:
        super().__init__("day-counts")
        self._days: dict[str, tuple[str, Counts]] = {}
        self.border_title = "Coverage"

    @property
    def day(self) -> int | None:
        """The day under the cursor."""
        return int(self.key) if self.key is not None else None

    def show(self, days: Sequence[tuple[DayView, Counts]], at: int | None = None) -> None:
        """Show all days, with the cursor on day `at`."""
        self._days = {str(view.day.day): (view.day.title, counts) for view, counts in days}
        self.show_rows(list(self._days), None if at is None else str(at))
        self._add_up()

    def show_day(self, view: DayView, counts: Counts) -> None:
        """Show what has become of one day."""
        self._days[str(view.day.day)] = (view.day.title, counts)
        self.show_row(str(view.day.day))
        self._add_up()

    def _add_up(self) -> None:
        counts = [each for _, each in self._days.values()]
        covered = sum(each.covered or 0 for each in counts)
        so_far = " so far" if any(each.covered is None for each in counts) else ""
        self.border_subtitle = f"{covered:,} of {sum(each.points for each in counts):,} points covered{so_far}"

    def table_columns(self, width: int) -> Sequence[Column]:
        """Return title and counts, fewer of them where room is short."""
        names = _FEW if width < _NARROW else _COUNTS
        return [Column("day"), *(Column(name, len(name), right=True) for name in names)]

    def row_cells(self, key: str, width: int) -> Sequence[str | Text]:
        """Return title and counts of a day."""
        title, counts = self._days[key]
        values = [getattr(counts, name) for name in (_FEW if width < _NARROW else _COUNTS)]
        whole = counts.covered == counts.points
        cells: list[str | Text] = [f"Day {key} {title}", *("…" if value is None else f"{value:,}" for value in values)]
        return [Text(str(cell), style="green") for cell in cells] if whole else cells
