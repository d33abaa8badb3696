"""The course on screen as the author reads it: since when a text is on show, and the way to what waits next."""

import asyncio
from collections.abc import Callable

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Outcome, Workbench
from tui.draft_runner import day_of
from tui.screens import refusal
from tui.screens.checked_course import CheckedCourseScreen
from tui.screens.tell import TellScreen
from tui.widgets.file_plan import FilePlan
from tui.widgets.syllabus_tree import SyllabusTree

GRACE_SECONDS = 0.5
"""How long after a proposal appears a key does not accept it, so that type-ahead takes nothing unread."""

_LOOKING = "Looking for what waits in the course…"
_TELL_SECONDS = 0.3
"""After so long it is told that something is being looked for."""


class ReadCourseScreen(CheckedCourseScreen):
    """Knows what has been on show long enough to be judged, and goes to what needs it. Deciding is its subclass's."""

    def __init__(self, workbench: Workbench, clock: Callable[[], float]) -> None:
        super().__init__(workbench, clock)
        self.displayed: tuple[str, int, bool] | None = None  # section, attempt, and whether it still streams
        self.not_before = self._told_of_haste = 0.0

    # The grace period

    async def show_target(self, target: str, scroll: float = 0, number: int | None = None) -> None:
        """Show it, and let the grace period begin where that is another text than was on show."""
        coming = self._coming(target, number)
        await super().show_target(target, scroll, number)
        if coming != self.displayed:
            self.displayed, self.arrived = coming, self.clock()

    def _coming(self, target: str, number: int | None) -> tuple[str, int, bool] | None:
        # Read before the text is: what comes between the two is then taken for unread, and never for read.
        try:
            attempt = self.workbench.on_offer(target) if "/" in target else None
        except AuthoringError:
            return None
        if attempt is None:
            return None
        return target, number or attempt.number, number is None and attempt.outcome is Outcome.STREAMING

    def too_soon(self) -> bool:
        """Say whether the text on show has only just come; each key that comes too soon begins the period anew.

        So a key that is held down accepts one text, and not one after the other.
        """
        now = self.clock()
        if now >= max(self.arrived + GRACE_SECONDS, self.not_before):
            return False
        self.not_before = now + GRACE_SECONDS
        if now >= self._told_of_haste + GRACE_SECONDS:
            self.notify("It has only just come: read it, then press the key again.", timeout=2, markup=False)
        self._told_of_haste = now
        return True

    def bring_text(self) -> bool:
        """Bring the text before the author's eyes where another pane hides it; say whether one did."""
        if not self.tabbed or self.has_class("-at-preview") or self.has_class("-zoomed"):
            return False
        self.action_pane("page")
        self.arrived = self.clock()
        return True

    # Moving

    async def action_next_open(self, step: int = 1) -> None:
        """Go to the next section that needs a decision, or the one before, across days and around."""
        try:
            following = await self.next_open(step)
        except AuthoringError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if following is None:
            self.notify("No section of the course waits for your decision.", markup=False)
        elif following == self.target:
            self.notify("This is the only section that waits for your decision.", markup=False)
        else:
            await self.go_to(following)

    async def next_open(self, step: int) -> str | None:
        """Return what needs a decision after the section on show, or before it with `step` -1; None where none does.

        Raises:
            AuthoringError: the syllabus or the database cannot be read.
        """
        # Aside, since the plans of many days may have to be read; the keys typed meanwhile wait.
        telling = self.set_timer(_TELL_SECONDS, self._tell_of_looking)
        try:
            return await asyncio.to_thread(self.workbench.deciding.waiting.next, self.day or 1, self.target, step)
        finally:
            telling.stop()
            if self.status.activity == _LOOKING:
                self.status.activity = ""
                self.tell_writer()

    def _tell_of_looking(self) -> None:
        self.status.activity = _LOOKING

    async def go_to(self, target: str, number: int | None = None) -> None:
        """Go to a section of any day, with the cursor of both lists, to read it; `number` names an attempt."""
        day = day_of(target)
        if day == self.day:
            with self.prevent(FilePlan.Chosen):
                self.file_plan.reveal(target)
            await self.show_target(target, number=number)
            self.bring_text()
            return
        with self.prevent(SyllabusTree.Chosen):
            self.syllabus_tree.reveal(day)
        await self.show_day(day, target)
        if number is not None:
            await self.show_target(target, number=number)
        self.bring_text()

    async def action_leaf(self, step: int) -> None:
        """Show an older or a newer attempt of the section on show."""
        attempt = self.attempt
        if self.section is None or attempt is None:
            return
        number = min(max(attempt.number + step, 1), self.section.attempts)
        if number != attempt.number:
            await self.show_target(self.section.key, number=number)

    def tell(self, title: str, said: str) -> None:
        """Say what to do in a box that takes whatever is typed until it is closed, so that no word acts as keys."""
        self.app.push_screen(TellScreen(title, said))

    def refused(self, title: str, error: AuthoringError) -> None:
        """Say why something was refused."""
        refusal.show(self, title, str(error))

    def done(self, action: Callable[[], object]) -> bool:
        """Do it; where it is refused, say why and return False."""
        try:
            action()
        except AuthoringError as error:
            refusal.show(self, "", str(error))
            return False
        return True
