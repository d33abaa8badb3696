"""Asks before all lessons of a day, or of the course, that are accepted are approved one after the other."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from tui.authoring import plain_text
from tui.authoring.workbench import Workbench
from tui.own_key import key as own_key
from tui.screens import mistake
from tui.screens.read_course import GRACE_SECONDS
from tui.widgets.state_label import counted

if TYPE_CHECKING:
    from tui.authoring.workbench import Approvable


@dataclass(frozen=True)
class All:
    """The lessons that are to be approved: `together` in one commit, or each by itself."""

    lessons: tuple[str, ...]
    together: bool


class ApproveAllScreen(ModalScreen[All | None]):
    """Ends with the lessons that are to be approved, or with None where the author thought better of it."""

    CSS_PATH = "approve_all.tcss"
    BINDINGS = [
        Binding("enter", "approve(False)", "Approve", id="approve-all.do"),
        Binding("o", "approve(True)", "In one commit", id="approve-all.together"),
        Binding("c", "widen", "Day or course", id="approve-all.course"),
        Binding("escape,q", "dismiss(None)", "Leave it", id="approve-all.cancel"),
        Binding("down,j,pagedown", "scroll(1)", "Down", show=False, id="approve-all.down"),
        Binding("up,k,pageup", "scroll(-1)", "Up", show=False, id="approve-all.up"),
    ]

    def __init__(self, workbench: Workbench, day: int, clock: Callable[[], float]) -> None:
        super().__init__()
        self._workbench, self._day, self._clock = workbench, day, clock
        self._course = False
        self._found: Approvable | None = None
        self._not_before = 0.0

    def compose(self) -> ComposeResult:
        """Lay out the box, whose list comes once the lessons are checked."""
        with Vertical(id="approve-all"):
            yield Label(id="title", markup=False)
            with VerticalScroll(id="list", can_focus=False):
                yield Static(id="lessons")
            yield Label(id="keys", markup=False)

    def on_mount(self) -> None:
        """Begin to look."""
        self.app.clear_notifications()  # what is to be confirmed has to be seen whole
        self._look()

    def action_widen(self) -> None:
        """Take the whole course instead of the day, or the day again."""
        self._course = not self._course
        self._look()

    @work(exclusive=True)
    async def _look(self) -> None:
        self._found = None
        where = "the course" if self._course else f"day {self._day}"
        self._show(f"Checking {where}…", Text(), "")
        day = None if self._course else self._day
        try:
            found = await asyncio.to_thread(self._workbench.approvable, day)
        except Exception as error:  # a rule that breaks at a text must not take the workbench with it
            self._show("Nothing can be approved so", Text(mistake.told(error)), "")
            return
        self._found = found
        count = len(found.ready)
        widen, other = (
            own_key("approve-all.course", "c"),
            f"day {self._day} alone" if self._course else "the whole course",
        )
        if count:
            do, together = own_key("approve-all.do", "Enter"), own_key("approve-all.together", "o")
            commits = f"{do} approves them, {counted(count, 'commit')} · {together} in one commit" if count > 1 else ""
            does = f"{commits or f'{do} approves it'} · {widen} {other} · "
            self._show(f"Approve {counted(count, 'lesson')} of {where}?", _listed(found), does)
        else:
            self._show(f"Nothing of {where} can be approved now", _listed(found), f"{widen} {other} · ")

    def _show(self, title: str, listed: Text, does: str) -> None:
        self._not_before = self._clock() + GRACE_SECONDS
        self.query_one("#title", Label).update(title)
        self.query_one("#lessons", Static).update(listed)
        leave = own_key("approve-all.cancel", "Escape")
        self.query_one("#keys", Label).update(f"{does}{leave} leaves all as it is")

    def action_approve(self, together: bool) -> None:
        """End with the lessons; a key that comes before they could be read does nothing."""
        now = self._clock()
        if self._found is None or not self._found.ready:
            return
        if now >= self._not_before:
            lessons = tuple(each.lesson for each in self._found.ready)
            self.dismiss(All(lessons, together and len(lessons) > 1))
        else:
            self._not_before = now + GRACE_SECONDS

    def action_scroll(self, step: int) -> None:
        """Show more of a long list."""
        self.query_one("#list").scroll_relative(y=step * 3, animate=False)


def _listed(found: "Approvable") -> Text:
    lines = [
        f"✓ {each.lesson} {plain_text.one_line(each.title)} · {counted(each.words, 'word')}" for each in found.ready
    ]
    if found.in_the_way:
        lines += [*([""] if lines else []), f"Left out, {counted(len(found.in_the_way), 'lesson')}:"]
        lines += [f"- {each.lesson} {plain_text.one_line(each.title)}: {each.why}" for each in found.in_the_way]
    if not lines:
        lines.append("No lesson of it is accepted and waits to be approved.")
    return Text("\n".join(lines))
