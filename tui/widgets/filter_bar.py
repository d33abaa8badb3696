"""The line in which the author says what of a history is to be shown."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label

from tui.own_key import key as own_key


class FilterBar(Horizontal):
    """Posts `Asked` with what was typed, and `GivenUp` where all is to stay as it is."""

    BINDINGS = [Binding("escape", "give_up", "Leave it", id="timeline-filter.leave")]
    DEFAULT_CSS = """
    FilterBar {
        display: none;
        height: 2;
        layout: vertical;
        padding: 0 1;
        background: $panel;
        Label { width: 1fr; height: 1; color: $text-muted; }
        Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
        Input:focus { border: none; }
        &.-refused Label { color: $text-error; }
    }
    """

    @dataclass
    class Asked(Message):
        """The author wants to see what `typed` says."""

        typed: str

    class GivenUp(Message):
        """The author wants to see what is on show."""

    def __init__(self) -> None:
        super().__init__(id="timeline-filter")

    def compose(self) -> ComposeResult:
        """Lay out the line, and what may be written in it."""
        yield Input(placeholder='such as: author:Ada model:claude "the loop"', compact=True, id="filter-words")
        yield Label(markup=False)

    def open(self, typed: str) -> None:
        """Take the keys, with what was asked for last."""
        self.remove_class("-refused")
        leave = own_key("timeline-filter.leave", "Escape")
        said = f"lesson: day: author: model: text: or words · empty shows all · {leave} leaves it"
        self.query_one(Label).update(said)
        line = self.query_one(Input)
        line.value = typed
        line.cursor_position = len(typed)
        self.display = True
        self.screen.set_focus(line)  # at once: what is typed after the key is meant for the line

    def close(self) -> None:
        """Go away."""
        self.display = False

    def refuse(self, why: str) -> None:
        """Say what is wrong with what was typed, which stays to be mended."""
        self.add_class("-refused")
        self.query_one(Label).update(why)

    @on(Input.Submitted)
    def _ask(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Asked(event.value))

    def action_give_up(self) -> None:
        """Leave all as it is."""
        self.post_message(self.GivenUp())
