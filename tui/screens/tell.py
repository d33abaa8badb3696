"""Says in a box what to do instead; what is typed until it is closed acts as no key."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label


class TellScreen(ModalScreen[None]):
    """Ends on Enter or Escape."""

    CSS_PATH = "tell.tcss"
    BINDINGS = [Binding("escape,enter", "dismiss(None)", "Close", id="tell.close")]

    def __init__(self, title: str, said: str) -> None:
        super().__init__()
        self._title, self._said = title, said

    def compose(self) -> ComposeResult:
        """Lay out the sentence."""
        with Vertical(id="tell"):
            yield Label(self._title, markup=False, classes="title")
            yield Label(self._said, markup=False, classes="said")
            yield Label("Enter or Escape closes", markup=False, classes="keys")
