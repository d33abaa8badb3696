"""Goes to any lesson, section or point of the course by a few letters or by its address."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from tui.authoring.errors import AuthoringError

if TYPE_CHECKING:
    from tui.authoring.workbench import Destination, Destinations

_NAME_WIDTH = 12
"""Columns for the longest name there usually is, `day02_001`, or an address such as `12.10.2.11`."""


class GoToScreen(ModalScreen["Destination | None"]):
    """Ends with the place that was chosen, or with None where the author thought better of it."""

    CSS_PATH = "go_to.tcss"
    AUTO_FOCUS = "Input"
    HELP = """\
# Go to
A few letters of a title find every day, lesson and section; words may be misspelt or have letters left out. An address
goes straight there: `d12` a day, `day02_001` a lesson, `1.2.1` a topic, `1.2.1.3` a point.
"""
    BINDINGS = [
        Binding("escape", "dismiss(None)", "Cancel", id="go-to.cancel"),
        Binding("down", "move(1)", "Next", id="go-to.next"),
        Binding("up", "move(-1)", "Before", id="go-to.before"),
        Binding("pagedown", "move(10)", "Ten on", show=False, id="go-to.page-down"),
        Binding("pageup", "move(-10)", "Ten back", show=False, id="go-to.page-up"),
    ]

    line = getters.query_one(Input)
    places = getters.query_one(OptionList)

    def __init__(self, destinations: "Destinations") -> None:
        super().__init__()
        self._destinations = destinations
        self._found: Sequence[Destination] = ()
        self._answers: str | None = None  # the query that what is listed answers
        self._listed = ""  # the query of what was listed last, though plans may have been read since
        self._refreshed = False
        self._whole = False  # whether the plans have been read too
        self._wanted = False  # Enter was pressed while the course was still being read

    def compose(self) -> ComposeResult:
        """Lay out the line and what it finds."""
        with Vertical(id="go-to"):
            yield Input(placeholder="letters of a title, or d12, day02_001, 1.2.1.3", select_on_focus=False)
            yield OptionList()
            yield Label("Reading the course…", id="said", markup=False)
            yield Label("Enter goes there · ↑ ↓ choose · Escape leaves all as it is", markup=False, classes="keys")

    def on_mount(self) -> None:
        """Say what the box is for, and read what has changed in the course meanwhile."""
        self.query_one("#go-to").border_title = "Go to"
        self.places.can_focus = False
        self._refresh()

    @work(group="refresh")
    async def _refresh(self) -> None:
        """Read the syllabus, which is enough to begin with, and then the plans, which may take a while."""
        for read in (self._destinations.glance, self._destinations.refresh):
            try:
                await asyncio.to_thread(read)
            except AuthoringError as error:
                self.query_one("#said", Label).update(str(error))
                return
            self._refreshed, self._answers = True, None
            self._whole = read == self._destinations.refresh
            await self._answer()
            if self._wanted and self._found:
                await self._go()
                return

    @on(Input.Submitted)
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        await self._go()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search()

    @work(exclusive=True, group="search")
    async def _search(self) -> None:
        await self._answer()

    async def _answer(self) -> None:
        """List what the line finds, searching aside; what has been typed meanwhile is searched instead."""
        while self._refreshed and self._answers != (query := self.line.value):
            found = await asyncio.to_thread(self._destinations.find, query)
            if query == self.line.value:
                self._list(query, found)

    def _list(self, query: str, found: "Sequence[Destination]") -> None:
        chosen = self._found[self.places.highlighted or 0].name if self._found and query == self._listed else None
        self._found, self._answers, self._listed = found, query, query
        self.places.clear_options()
        self.places.add_options([Option(self._line(each)) for each in found])
        again = next((n for n, each in enumerate(found) if each.name == chosen), 0)
        self.places.highlighted = again if found else None
        said = self.query_one("#said", Label)
        said.update(
            "Nothing in the course is called so." if self._whole else "Nothing so far: the plans are being read…"
        )
        said.display = not found

    @staticmethod
    def _line(place: "Destination") -> Content:
        return Content.assemble(
            (place.name.ljust(_NAME_WIDTH), "$text-muted"), place.title, (f"  {place.within}", "$text-muted")
        )

    def action_move(self, step: int) -> None:
        """Choose another of the places found."""
        if self._found:
            last = len(self._found) - 1
            self.places.highlighted = min(max((self.places.highlighted or 0) + step, 0), last)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._found[event.option_index])

    async def _go(self) -> None:
        """Go to the place chosen; what was typed before Enter counts, though it may not have been looked for yet."""
        if self._refreshed:
            await self._answer()
        self._wanted = not self._whole and not self._found
        if self._found:
            self.dismiss(self._found[self.places.highlighted or 0])
