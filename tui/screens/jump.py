"""Jumping: every pane and every line in sight gets a letter, and one key goes there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import Label

LETTERS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"
"""In the order they are given away: first those under the fingers."""


@dataclass(frozen=True)
class Target:
    """A place on the screen, and what going there does; `pane` marks a whole pane, which has the first letters."""

    offset: Offset
    go: Callable[[], object]
    pane: bool = False


class JumpScreen(ModalScreen[Target | None]):
    """Ends with the place whose letter was pressed, or with None for any other key."""

    CSS_PATH = "jump.tcss"

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__()
        ordered = sorted(targets, key=lambda each: not each.pane)
        self.targets = dict(zip(LETTERS, ordered, strict=False))

    def compose(self) -> ComposeResult:
        """Lay a letter over each place."""
        for letter, target in self.targets.items():
            label = Label(
                f"[{letter}]" if target.pane else letter, markup=False, classes="-pane" if target.pane else ""
            )
            label.styles.offset = target.offset
            yield label
        yield Label("A letter goes there · any other key stays", markup=False, id="keys")

    def on_key(self, event: events.Key) -> None:
        """Go to what has the letter."""
        event.stop()
        event.prevent_default()
        self.dismiss(self.targets.get(event.character or ""))
