"""The status line: what is going on, and which model writes."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Label


class StatusLine(Horizontal):
    """One row above the footer; `activity` stands left, `writer` right."""

    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $text-muted;
        #activity { width: 1fr; color: $text; text-wrap: nowrap; text-overflow: ellipsis; }
        #writer { width: auto; max-width: 70%; text-wrap: nowrap; text-overflow: ellipsis; }
        &.-warning #writer { color: $text-warning; }
    }
    """

    activity: reactive[str] = reactive("", init=False)
    writer: reactive[str] = reactive("", init=False)

    def compose(self) -> ComposeResult:
        """Lay out the two texts."""
        yield Label(id="activity", markup=False)
        yield Label(id="writer", markup=False)

    def watch_activity(self, activity: str) -> None:
        """Show what is going on."""
        self.query_one("#activity", Label).update(activity)

    def watch_writer(self, writer: str) -> None:
        """Show which model writes."""
        self.query_one("#writer", Label).update(writer)
