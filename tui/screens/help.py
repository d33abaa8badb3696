"""The help: the pane in focus, every key that works there, and what the states mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Markdown, Static

from tui.authoring.workbench import LessonState, SectionState

_MEANINGS: dict[SectionState | LessonState, str] = {
    SectionState.PLANNED: "nothing is written yet",
    SectionState.DRAFTING: "the writer is at it",
    SectionState.PROPOSED: "a text waits for your decision",
    SectionState.ACCEPTED: "you have taken a text",
    SectionState.FAILED: "the writer stopped; what it wrote is kept",
    SectionState.STALE: "what it should teach has changed since you accepted it",
}
_LESSONS: dict[SectionState | LessonState, str] = {
    LessonState.PLANNED: "nothing is written yet",
    LessonState.STARTED: "some sections are accepted, the others not yet drafted",
    LessonState.DRAFTING: "the writer is at one of its sections",
    LessonState.REVIEW: "a section waits for your decision",
    LessonState.ACCEPTED: "every section is accepted: it may be approved",
    LessonState.APPROVED: "its file is committed as you approved it",
    LessonState.EDITED: "its file was changed outside",
    LessonState.MISSING: "it was approved, and its file is gone",
}


def open_help(screen: Screen[Any]) -> None:
    """Explain the pane in focus and every key that works there; panes and screens say their part in `HELP`."""
    screen.app.clear_notifications()
    about = getattr(screen.focused, "HELP", None) or getattr(screen, "HELP", "") or ""
    alive = sorted(screen.active_bindings.values(), key=lambda active: active.node is not screen)
    screen.app.push_screen(HelpScreen(about, alive))


class HelpScreen(ModalScreen[None]):
    """Made from the bindings that are alive where `?` was pressed, so that it is always true."""

    CSS_PATH = "help.tcss"
    BINDINGS = [Binding("escape,q,question_mark", "dismiss(None)", "Close", id="help.close")]

    def __init__(self, about: str, bindings: Sequence[ActiveBinding]) -> None:
        super().__init__()
        self._about, self._alive = about, bindings

    def compose(self) -> ComposeResult:
        """Lay out text and tables."""
        with VerticalScroll(id="help"):
            yield Markdown(self._about)
            yield Static(self._keys())
            yield Static(self._states("A section is", _MEANINGS))
            yield Static(self._states("A lesson is", _LESSONS))

    def on_mount(self) -> None:
        """Say how to leave."""
        box = self.query_one("#help")
        box.border_title = "Help"
        box.border_subtitle = "Escape closes"

    def _keys(self) -> Table:
        table = Table("Key", "Does", box=None, padding=(0, 2, 0, 0), header_style="bold")
        rows: dict[tuple[str, str], list[str]] = {}
        for active in self._alive:
            binding = active.binding
            if binding.description and not binding.system:
                rows.setdefault((binding.action, binding.tooltip or binding.description), []).append(
                    self.app.get_key_display(binding)
                )
        for (_, does), keys in rows.items():
            table.add_row(Text(" ".join(keys), style="bold cyan"), does)
        return table

    @staticmethod
    def _states(title: str, meanings: Mapping[SectionState | LessonState, str]) -> Table:
        table = Table("", title, "when", box=None, padding=(0, 2, 0, 0), header_style="bold")
        for state, meaning in meanings.items():
            table.add_row(state.glyph, state.word, meaning)
        return table
