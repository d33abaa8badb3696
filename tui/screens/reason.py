"""Asks why a section should be written again; the reason goes into the prompt."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

COMMON = ("too long", "too shallow", "off topic", "wrong", "repeats itself")


class ReasonScreen(ModalScreen[str | None]):
    """Ends with the reason, which may be empty, or with None where the author thought better of it."""

    CSS_PATH = "reason.tcss"
    BINDINGS = [
        Binding("escape", "dismiss(None)", "Cancel", id="reason.cancel"),
        *(Binding(f"f{n}", f"common({n - 1})", why, show=False, id=f"reason.f{n}") for n, why in enumerate(COMMON, 1)),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(id="reason"):
            yield Label(f"Write again: {self._title}", markup=False, classes="title")
            yield Input(placeholder="What should be different? (Enter alone: simply another version)")
            yield Label("  ".join(f"F{n} {why}" for n, why in enumerate(COMMON, 1)), markup=False, classes="common")
            yield Label("Enter writes again · Escape leaves all as it is", markup=False, classes="keys")

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())

    def action_common(self, index: int) -> None:
        """Put one of the common reasons into the line, beside what stands there."""
        line = self.query_one(Input)
        line.value = f"{line.value.rstrip()}, {COMMON[index]}" if line.value.strip() else COMMON[index]
        line.cursor_position = len(line.value)
