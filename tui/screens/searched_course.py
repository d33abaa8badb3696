"""The course on screen in which the author finds the way: by a few letters, by states, by jumping from pane to pane."""

import asyncio
import contextlib
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.geometry import Offset

from tui.authoring.errors import AuthoringError
from tui.screens.course import CourseScreen
from tui.screens.panes import PANES
from tui.widgets.row_tree import RowTree
from tui.widgets.state_filter import ALL, StateFilter
from tui.widgets.syllabus_tree import SyllabusTree

if TYPE_CHECKING:
    from tui.authoring.workbench import DayView, Destination


class SearchedCourseScreen(CourseScreen):
    """Goes where the author wants to be. What happens there is its subclass's."""

    @property
    def found(self) -> bool:
        """Whether there are findings to go to."""
        return False

    # By a few letters

    def action_go_to(self) -> None:
        """Ask where to go, over the whole course."""
        from tui.screens.go_to import GoToScreen

        # Opened at once, and not in a worker: what is typed after the key is meant for the box.
        self.app.push_screen(GoToScreen(self.workbench.destinations), self.go_to_place)

    async def go_to_place(self, place: "Destination | None") -> None:
        """Go to a day, lesson or section, the cursor of both lists with it."""
        if place is None:
            return
        self.leave_editor()
        target: str | None = None
        with contextlib.suppress(AuthoringError):  # a broken plan is told with its day
            target = self.workbench.destinations.target_of(place)
        with self.prevent(SyllabusTree.Chosen):
            self.syllabus_tree.reveal(place.day)
        await self.show_day(place.day, target)
        self.action_pane("file-plan")

    # By states

    def action_filter(self) -> None:
        """Ask which states the lists are to show."""
        from tui.screens.choose_filter import ChooseFilterScreen

        choice = ChooseFilterScreen(self.workbench, self.state_filter)
        self.app.push_screen(choice, lambda wanted: self.show_only(wanted, choice.days))

    async def action_show_all(self) -> None:
        """Show every line of the lists again."""
        await self.show_only(ALL)

    async def show_only(self, wanted: StateFilter | None, days: "Sequence[DayView]" = ()) -> None:
        """Show in both lists what `wanted` takes, and go to the first such section where another is on show.

        `days` are those of the course where they have just been read.
        """
        if wanted is None or wanted == self.state_filter:
            return
        try:
            if not days:
                days = await asyncio.to_thread(lambda: list(self.workbench.days()))
        except AuthoringError as error:
            await self.show_trouble("The course cannot be read", str(error))
            return
        taking = [day for day in days if wanted.takes_day(day)]
        if not taking:
            self.notify(f"Nothing in the course is {wanted.name}: all is shown.", markup=False)
            wanted, taking = ALL, list(days)
        self.state_filter = wanted
        away = None if self._is_taken(wanted) else next((d for d in taking if d.day.day >= (self.day or 0)), taking[0])
        if away is not None:
            self.leave_editor()
            with self.prevent(SyllabusTree.Chosen):
                self.syllabus_tree.reveal(away.day.day)
        self.syllabus_tree.show_only(wanted, days)
        self.file_plan.show_only(wanted)
        if away is not None:
            await self.show_day(away.day.day, wanted.first_of(away))
        self.refresh_bindings()

    def _is_taken(self, wanted: StateFilter) -> bool:
        """Say whether what is on show stays in the lists for its state."""
        if self.section is not None:
            return wanted.takes_section(self.section)
        return wanted.takes_all or (self.lesson is not None and wanted.takes_lesson(self.lesson))

    # By jumping

    def action_jump(self) -> None:
        """Give every pane and every line in sight a letter, and go to the one that is pressed."""
        from tui.screens.jump import JumpScreen, Target

        panes = [self._place_of(pane) for pane in (*PANES, "findings")]
        targets = [
            Target(place, partial(self.action_pane, pane), pane=True)
            for pane, place in zip((*PANES, "findings"), panes, strict=True)
            if place is not None
        ]
        lists: tuple[RowTree[Any], ...] = (self.file_plan, self.syllabus_tree)
        for each in lists:
            targets += [
                Target(offset, partial(self._go_to_line, each, line))
                for line, offset in (each.lines_in_sight() if each.display else ())
            ]
        self.app.push_screen(JumpScreen(targets), lambda target: target and target.go())

    def _place_of(self, pane: str) -> Offset | None:
        """Return where a pane begins on the screen, or its name in the line of panes; None where there is neither."""
        widget = self.query_one(f"#{pane}")
        if pane == "findings":
            return widget.region.offset if self.found and self.preview.display else None
        if pane == "page":
            widget = self.preview
        if widget.display and widget.region:
            return widget.region.offset
        return Offset(self.tabs.column(pane), self.tabs.region.y) if self.tabs.display else None

    def _go_to_line(self, tree: "RowTree[Any]", line: int) -> None:
        self.action_pane(tree.id or "")
        tree.cursor_line = line
