"""What git, a hook or the signing program said when it refused: all of it, to be scrolled through."""

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Label

from tui.authoring import plain_text
from tui.own_key import key as own_key
from tui.widgets.said_lines import SaidLines


def show(screen: Screen[Any], title: str, said: str) -> None:
    """Say over `screen` why something was refused; what another program says of it may be long, so its box scrolls."""
    if _is_long(said):
        screen.app.push_screen(RefusalScreen(title, said))
    else:
        screen.notify(said, title=title, severity="error", timeout=15, markup=False)


async def shown(screen: Screen[Any], title: str, said: str) -> None:
    """Do as `show`, and return once a box is closed, for a screen that ends then. To be called in a worker."""
    if _is_long(said):
        await screen.app.push_screen_wait(RefusalScreen(title, said))
    else:
        show(screen, title, said)


def _is_long(said: str) -> bool:
    return "\n" in said.strip()


class RefusalScreen(ModalScreen[None]):
    """Shows `said` to its last line; Enter or Escape closes it."""

    CSS_PATH = "refusal.tcss"
    BINDINGS = [Binding("escape,enter", "dismiss(None)", "Close", id="refusal.close")]

    def __init__(self, title: str, said: str) -> None:
        super().__init__()
        self._title, self._said = title or "Not done", plain_text.clean(said)

    def compose(self) -> ComposeResult:
        """Lay out what was said; the keys for its end and beginning work at once."""
        with Vertical(id="refusal"):
            yield Label(self._title, markup=False, classes="title")
            yield SaidLines(self._said)
            close = own_key("refusal.close", "Enter or Escape")
            yield Label(f"Arrows, Page Up and Page Down scroll; {close} closes", markup=False, classes="keys")

    def on_mount(self) -> None:
        """Let the keys scroll."""
        self.query_one("#said").focus()
