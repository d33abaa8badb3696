"""The coverage of the course: day by day, which section teaches each point, and the passage that is the evidence."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.screen import Screen

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import DayView, Workbench
from tui.palette import WorkbenchCommands
from tui.screens import mistake
from tui.screens.help import open_help
from tui.widgets.day_counts import Counts, DayCounts
from tui.widgets.day_points import DayPoints, PointRow
from tui.widgets.evidence import Evidence
from tui.widgets.key_hints import KeyHints
from tui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from tui.authoring.workbench import PointCovered


class CoverageScreen(Screen[PointRow | None]):
    """Ends with the point whose section the author wants to see, or with None."""

    CSS_PATH = "coverage.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (150, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]
    COMMANDS = {WorkbenchCommands}
    HELP = "# Coverage\nEvery point of the syllabus, the lesson that teaches it, and the passage that shows it."
    BINDINGS = [
        Binding("e", "evidence", "Evidence", id="coverage.evidence", tooltip="Show or hide the evidence for the point"),
        Binding("c", "confirm", "Confirm", id="coverage.confirm", tooltip="Confirm that the passage teaches the point"),
        Binding("g", "go", "Go there", id="coverage.go", tooltip="Go to the section that teaches the point"),
        Binding("1", "pane('day-counts')", "Days", show=False, id="coverage.days"),
        Binding("2", "pane('day-points')", "Points", show=False, id="coverage.points"),
        Binding("3", "pane('evidence')", "Evidence", show=False, id="coverage.passage"),
        Binding("question_mark", "help", "Help", id="coverage.help"),
        Binding("escape,q,C", "dismiss(None)", "Back", id="coverage.back", tooltip="Back to the workbench"),
    ]

    days = getters.query_one(DayCounts)
    points = getters.query_one(DayPoints)
    evidence = getters.query_one(Evidence)

    def __init__(self, workbench: Workbench, day: int | None) -> None:
        super().__init__()
        self.workbench = workbench
        self._day = day
        self._views: dict[int, DayView] = {}
        self._found: dict[int, Sequence[PointCovered]] = {}
        self._due = asyncio.Event()

    def compose(self) -> ComposeResult:
        """Lay out the days, the points of one, and the evidence for one of those."""
        with Container(id="coverage"):
            yield DayCounts()
            with Vertical(id="of-day"):
                yield DayPoints()
                yield Evidence()
        yield KeyHints()

    def on_mount(self) -> None:
        """Show how far the points have come; the evidence follows."""
        try:
            views = list(self.workbench.days())
        except AuthoringError as error:
            self.notify(str(error), title="The course cannot be read", severity="error", timeout=15, markup=False)
            views = []
        self._views = {view.day.day: view for view in views}
        for view in views:
            if not any(lesson.words for lesson in view.lessons):
                self._found[view.day.day] = ()  # where nothing is written there is nothing to look for
        self.days.show([(view, self._counts(view)) for view in views], self._day)
        self._show_day()
        self.points.focus()
        self._look_for_evidence()

    def _counts(self, view: DayView) -> Counts:
        return Counts.of(view, self._found.get(view.day.day))

    def _show_day(self) -> None:
        """Show the points of the day under the cursor, and have their evidence looked for first."""
        view = self._views.get(self.days.day or 0)
        if view is not None:
            self.points.show(view, self._found.get(view.day.day))
            self._show_evidence()
        self._due.set()

    def _show_evidence(self) -> None:
        self.evidence.show(self.points.point, searched=self.points.searched)
        self.refresh_bindings()

    # Looking for the evidence

    @work(group="coverage")
    async def _look_for_evidence(self) -> None:
        """Go through the days, aside: the one under the cursor first, then the others, one at a time."""
        while await self._due.wait():
            self._due.clear()
            while (day := self._next_day()) is not None:
                try:
                    found = await asyncio.to_thread(lambda day=day: list(self.workbench.coverage(day)))  # type: ignore[misc]
                except Exception as error:  # a rule that breaks at a text must not take the workbench with it
                    self.notify(mistake.told(error), title=f"Day {day}", severity="error", timeout=10, markup=False)
                    found = []
                if not self.query(DayPoints):
                    return  # the program closes
                self._found[day] = found
                self.days.show_day(self._views[day], self._counts(self._views[day]))
                if day == self.days.day:
                    self._show_day()

    def _next_day(self) -> int | None:
        here = self.days.day
        if here in self._views and here not in self._found:
            return here
        return next((day for day in self._views if day not in self._found), None)

    # What the author does

    @on(RowTable.Moved, "#day-counts")
    def _follow_days(self) -> None:
        if self.points.day != self.days.day:
            self._show_day()

    @on(RowTable.Moved, "#day-points")
    def _follow_points(self) -> None:
        self._show_evidence()

    @on(RowTable.Chosen, "#day-counts")
    def _enter_day(self) -> None:
        self.action_pane("day-points")

    @on(RowTable.Chosen, "#day-points")
    def _enter_point(self) -> None:
        if not self.evidence.display:
            self.action_evidence()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether the action can be done now: the footer shows these keys and no others."""
        point = self.points.point
        match action:
            case "confirm":
                return point is not None and bool(point.to_confirm)
            case "go":
                return point is not None and point.section is not None
            case "evidence":
                return point is not None
            case "pane":
                return parameters != ("evidence",) or self.evidence.display
        return True

    def action_evidence(self) -> None:
        """Show or hide the evidence; what is shown follows the cursor."""
        self.evidence.display = not self.evidence.display
        if not self.evidence.display and self.evidence.has_focus:
            self.points.focus()
        self.refresh_bindings()

    def action_confirm(self) -> None:
        """Confirm that the passage which is nearest teaches the point."""
        point = self.points.point
        if point is None or not point.to_confirm:
            return
        if not self.evidence.display:
            self.action_evidence()  # nobody confirms what is not on show
            return
        try:
            self.workbench.plans.confirm(point.address, point.to_confirm)
            day = self.days.day or 0
            self._views[day] = self.workbench.day(day)
        except AuthoringError as error:
            self.notify(str(error), severity="error", timeout=10, markup=False)
            return
        self._found.pop(day, None)
        self._due.set()

    def action_go(self) -> None:
        """Leave for the section that teaches the point."""
        point = self.points.point
        if point is not None and point.section is not None:
            self.dismiss(point)

    def action_pane(self, pane: str) -> None:
        """Put the focus on a pane."""
        self.set_focus(self.query_one(f"#{pane}"))

    def action_help(self) -> None:
        """Explain the pane in focus and every key that works there."""
        open_help(self)
