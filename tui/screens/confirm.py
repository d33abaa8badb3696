"""Asks once before something is done that the author may have wanted only in part."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label


class ConfirmScreen(ModalScreen[bool]):
    """Ends with True on Enter, with False where the author thought better of it."""

    CSS_PATH = "confirm.tcss"
    BINDINGS = [
        Binding("enter", "dismiss(True)", "Do it", id="confirm.do"),
        Binding("escape,q,n", "dismiss(False)", "Leave it", id="confirm.cancel"),
    ]

    def __init__(self, title: str, said: str, does: str) -> None:
        super().__init__()
        self._title, self._said, self._does = title, said, does

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(id="confirm"):
            yield Label(self._title, markup=False, classes="title")
            yield Label(self._said, markup=False, classes="said")
            yield Label(f"Enter {self._does} · Escape leaves all as it is", markup=False, classes="keys")
