"""The course on screen, and what git knows of it: a key opens the history of what the cursor is on."""

from datetime import datetime

from tui.draft_runner import day_of
from tui.screens.compared_course import ComparedCourseScreen


class CommittedCourseScreen(ComparedCourseScreen):
    """Opens the history, and goes where the author went from there."""

    def history_target(self) -> str | None:
        """Return what the cursor is on: a lesson, a day where it stands on one in the syllabus, or None for all."""
        if self.focused is self.syllabus_tree:
            node = self.syllabus_tree.cursor_node
            place = node.data if node is not None else None
            if place is None or place.day is None:
                return None
            if not place.topic:
                return f"day{place.day:02d}"
        return self.lesson.plan.id if self.lesson is not None else None

    def action_history(self) -> None:
        """Show what was committed of the lesson, the day or the course that the cursor is on."""
        from tui.screens.history import HistoryScreen  # it comes with the comparison when it is first asked for

        section = self.section.key if self.section is not None else None
        # Opened at once, and not in a worker: what is typed after the key is meant for the history.
        history = HistoryScreen(self.workbench, self.history_target(), section, lambda: datetime.now().astimezone())
        self.app.push_screen(history, self._come_from_history)

    async def _come_from_history(self, target: str | None) -> None:
        if target is None:
            await self.refresh_states()  # an approval may have been undone there
        elif target == self.target:
            await self.refresh_states()
            await self.show_target(target)
        else:
            await self.show_course(day_of(target), target)
        self.check_soon()
