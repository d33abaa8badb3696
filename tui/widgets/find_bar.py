"""The line under the page in which the reader says what to look for."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label


class FindBar(Horizontal):
    """Posts `Asked` while the reader types, and `Closed` when the words are typed or given up."""

    BINDINGS = [Binding("escape", "give_up", "Done", id="find.leave")]
    DEFAULT_CSS = """
    FindBar {
        display: none;
        height: 1;
        padding: 0 1;
        background: $panel;
        #find-name { padding-right: 1; }
        Label { width: auto; color: $text-muted; }
        Input { width: 1fr; height: 1; border: none; padding: 0 1; background: $panel; }
        Input:focus { border: none; }
    }
    """

    @dataclass
    class Asked(Message):
        """The reader looks for `query` as it stands now."""

        query: str

    @dataclass
    class Closed(Message):
        """The reader has typed all of it; `kept` says that the words are still looked for."""

        kept: bool

    def __init__(self, hint: str = "n next · N before · Esc done") -> None:
        super().__init__(id="find")
        self._hint = hint
        self._typing = False

    def compose(self) -> ComposeResult:
        """Lay out the words and how often they stand in the text."""
        yield Label("Find", id="find-name")
        yield Input(id="find-words", compact=True, select_on_focus=True)
        yield Label(id="find-count", markup=False)

    @property
    def words(self) -> Input:
        """Where the words are typed."""
        return self.query_one(Input)

    def open(self) -> None:
        """Take the keys."""
        self._typing = True
        self.display = True
        self.screen.set_focus(self.words)  # at once: what is typed after the key is meant for the words

    def close(self) -> None:
        """Go away."""
        self.display = False

    def tell(self, number: int, count: int) -> None:
        """Say which of how many places is in front."""
        said = f"{number} of {count}" if count else ("not in this text" if self.words.value.split() else "")
        hint = f" · {self._hint}" if count and not self._typing else ""
        self.query_one("#find-count", Label).update(said + hint)

    @on(Input.Changed)
    def _ask(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Asked(event.value))

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        event.stop()
        self._typing = False
        self.post_message(self.Closed(kept=bool(event.value.split())))

    def action_give_up(self) -> None:
        """Look for nothing any more."""
        self.post_message(self.Closed(kept=False))
