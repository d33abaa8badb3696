"""What the syllabus says otherwise since a day was planned: a sentence, and one line for each change."""

from collections import Counter
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.authoring import plain_text
from tui.authoring.workbench import Change
from tui.widgets.state_label import counted


def summary(changes: Sequence[Change]) -> str:
    """Return `The syllabus changed: 2 points reworded, 1 new`."""
    counts = Counter(change.kind.value for change in changes)
    said = []
    for number, (kind, count) in enumerate(counts.items()):
        said.append(f"{counted(count, 'point') if number == 0 else count} {kind}")
    return f"The syllabus changed: {', '.join(said)}" if said else "The syllabus changed"


class ChangesBanner(VerticalScroll):
    """Stands above the plan as long as the plan's file does not follow the syllabus."""

    HELP = """\
# What the syllabus changed
The points of the day that the syllabus has otherwise than the plan's file. The plan on show follows the syllabus
already; it is written with your next edit, or at once with w.
"""
    BINDINGS = [
        Binding("up,k", "scroll_up", "Up", show=False, id="changes.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="changes.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="changes.page-up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="changes.page-down"),
    ]

    DEFAULT_CSS = """
    ChangesBanner {
        height: auto;
        max-height: 30%;
        padding: 0 1;
        background: $warning 15%;
        scrollbar-size-vertical: 1;
        display: none;
        #summary { width: 1fr; color: $text-warning; text-style: bold; }
        #changed { width: 1fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="changes")

    def compose(self) -> ComposeResult:
        """Lay out the sentence and the list."""
        yield Static(id="summary", markup=False)
        yield Static(id="changed", markup=False)

    def show(self, changes: Sequence[Change]) -> None:
        """Show these changes; with none, nothing stands here."""
        self.display = bool(changes)
        self.query_one("#summary", Static).update(f"{summary(changes)}. w writes the new plan.")
        lines = [f"• {plain_text.one_line(change.message)}" for change in changes]
        self.query_one("#changed", Static).update("\n".join(lines))
