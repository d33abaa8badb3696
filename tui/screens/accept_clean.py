"""Asks before all proposals of a lesson in which the checks find no error are accepted in one stroke."""

import asyncio
from collections.abc import Callable

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from tui.authoring.workbench import CleanSections, LessonView, Workbench
from tui.screens import mistake
from tui.screens.read_course import GRACE_SECONDS
from tui.widgets.state_label import counted


class AcceptCleanScreen(ModalScreen[CleanSections | None]):
    """Ends with the sections that are to be accepted, or with None where the author thought better of it."""

    CSS_PATH = "accept_clean.tcss"
    BINDINGS = [
        Binding("enter", "accept", "Accept", id="accept-clean.do"),
        Binding("escape,q", "dismiss(None)", "Leave it", id="accept-clean.cancel"),
        Binding("down,j,pagedown", "scroll(1)", "Down", show=False, id="accept-clean.down"),
        Binding("up,k,pageup", "scroll(-1)", "Up", show=False, id="accept-clean.up"),
    ]

    def __init__(self, workbench: Workbench, lesson: LessonView, clock: Callable[[], float]) -> None:
        super().__init__()
        self._workbench, self._lesson, self._clock = workbench, lesson, clock
        self._clean: CleanSections | None = None
        self._not_before = 0.0

    def compose(self) -> ComposeResult:
        """Lay out the box, whose list comes once the lesson is checked."""
        with Vertical(id="accept-clean"):
            yield Label(f"Checking {self._lesson.plan.id}…", id="title", markup=False)
            with VerticalScroll(id="list", can_focus=False):
                yield Static(id="sections")
            yield Label("Escape leaves all as it is", id="keys", markup=False)

    def on_mount(self) -> None:
        """Begin to check."""
        self.app.clear_notifications()  # what is to be confirmed has to be seen whole
        self._check()

    @work
    async def _check(self) -> None:
        try:
            clean = await asyncio.to_thread(self._workbench.deciding.clean, self._lesson.plan.id)
        except Exception as error:  # a rule that breaks at a text must not take the workbench with it
            self._show("Nothing can be accepted", Text(mistake.told(error)), "")
            return
        self._clean = clean
        lesson = f"{clean.lesson.id} {clean.lesson.title}"
        count = len(clean.sections)
        title = (
            f"Accept {counted(count, 'section')} of {lesson}?" if count else f"Nothing of {lesson} can be accepted so"
        )
        does = "Enter accepts them · " if count else ""
        self._show(title, _listed(clean), does)

    def _show(self, title: str, listed: Text, does: str) -> None:
        self._not_before = self._clock() + GRACE_SECONDS
        self.query_one("#title", Label).update(title)
        self.query_one("#sections", Static).update(listed)
        self.query_one("#keys", Label).update(f"{does}Escape leaves all as it is")

    def action_accept(self) -> None:
        """End with the sections; a key that comes before they could be read does nothing."""
        now = self._clock()
        if self._clean is None or not self._clean.sections:
            return
        if now >= self._not_before:
            self.dismiss(self._clean)
        else:
            self._not_before = now + GRACE_SECONDS

    def action_scroll(self, step: int) -> None:
        """Show more of a long list."""
        self.query_one("#list").scroll_relative(y=step * 3, animate=False)


def _listed(clean: CleanSections) -> Text:
    lines = [f"✓ {each.title} · attempt {each.number} · {counted(each.words, 'word')}" for each in clean.sections]
    if clean.left_out:
        lines += [*([""] if lines else []), f"Left out, {counted(len(clean.left_out), 'section')}:"]
        lines += [f"- {each.title}: {each.why}" for each in clean.left_out]
    if not clean.sections and not clean.left_out:
        lines.append("Every section is accepted already.")
    return Text("\n".join(lines))
