"""The status line: what is going on, and which model writes."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Label


class StatusLine(Horizontal):
    """One row above the footer: `activity` stands left, `writer` right, or gives way to it where room is short."""

    DEFAULT_CSS = """
    StatusLine {
        height: auto;
        max-height: 3;
        padding: 0 1;
        background: $panel;
        color: $text-muted;
        #activity { width: auto; max-width: 75%; color: $text; padding-right: 2; display: none; }
        #writer { width: 1fr; text-align: right; }
        &.-active #activity { display: block; }
        &.-warning #writer { color: $text-warning; text-align: left; }
    }
    """

    activity: reactive[str] = reactive("", init=False)
    writer: reactive[str] = reactive("", init=False)

    def compose(self) -> ComposeResult:
        """Lay out the two texts."""
        yield Label(id="activity", markup=False)
        yield Label(id="writer", markup=False)

    def watch_activity(self, before: str, activity: str) -> None:
        """Show what is going on; the screen is laid out anew only where that takes another width."""
        same_width = bool(before) and cell_len(before) == cell_len(activity)
        self.query_one("#activity", Label).update(activity, layout=not same_width)
        self.set_class(bool(activity), "-active")

    def watch_writer(self, writer: str) -> None:
        """Show which model writes."""
        self.query_one("#writer", Label).update(writer)
