"""Asks what of a version is wanted back: all sections that differ from what stands, or one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from tui.authoring import plain_text
from tui.own_key import key as own_key
from tui.widgets import entry_look

if TYPE_CHECKING:
    from tui.authoring.workbench import Entry


@dataclass(frozen=True)
class Wanted:
    """The sections (slugs) that are wanted back; None for all."""

    sections: tuple[str, ...] | None


class RestoreScreen(ModalScreen[Wanted | None]):
    """Ends with what was chosen, or with None where the author thought better of it."""

    CSS_PATH = "restore.tcss"
    BINDINGS = [
        Binding("escape,q", "dismiss(None)", "Cancel", id="restore.cancel"),
        Binding("j", "down", "Down", show=False, id="restore.down"),
        Binding("k", "up", "Up", show=False, id="restore.up"),
    ]

    def __init__(self, lesson: str, entry: "Entry", sections: Sequence[tuple[str, str]]) -> None:
        """`sections` are slugs and titles of the lesson as it is planned now."""
        super().__init__()
        self._lesson, self._entry, self._sections = lesson, entry, tuple(sections)

    def compose(self) -> ComposeResult:
        """Lay out the choices."""
        entry = self._entry
        title = f"Restore {self._lesson} as of {entry_look.exactly(entry.date)[:16]}, {entry.commit[:10]}"
        with Vertical(id="choose"):
            yield Label(title, markup=False, classes="title")
            yield OptionList(
                Option(Content("All its sections that differ from what stands")),
                *(Option(Content(plain_text.one_line(title)), id=slug) for slug, title in self._sections),
            )
            said = "It becomes new attempts, to be judged like any others; nothing is overwritten."
            yield Label(said, markup=False, classes="said")
            leave = own_key("restore.cancel", "Escape")
            yield Label(f"Enter restores it · {leave} leaves all as it is", markup=False, classes="keys")

    def on_mount(self) -> None:
        """Begin at all."""
        self.app.clear_notifications()
        self.query_one(OptionList).highlighted = 0

    def action_down(self) -> None:
        """Go to the next choice."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go to the choice before."""
        self.query_one(OptionList).action_cursor_up()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(Wanted((event.option.id,) if event.option.id is not None else None))
