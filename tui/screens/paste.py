"""A text is pasted or written: the whole screen is for it."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import TextArea

from tui.authoring import plain_text
from tui.widgets.key_hints import KeyHints


class PasteScreen(Screen[str | None]):
    """Ends with the text, or with None where the author thought better of it."""

    CSS_PATH = "first_run.tcss"
    AUTO_FOCUS = "#text"
    BINDINGS = [
        Binding("ctrl+s,f2", "take", "Take it", id="paste.take", tooltip="Go on with this text"),
        Binding("escape", "dismiss(None)", "Back", id="paste.back"),
    ]

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Vertical(id="first"):
            yield TextArea(plain_text.clean(self._text), id="text", soft_wrap=True, tab_behavior="indent")
        yield KeyHints()

    def on_mount(self) -> None:
        """Say what it is for."""
        box = self.query_one("#first")
        box.border_title = "1 of 3 · The outline, pasted"
        box.border_subtitle = "Ctrl+S goes on · Escape goes back"

    def action_take(self) -> None:
        """End with the text."""
        text = self.query_one(TextArea).text
        if text.strip():
            self.dismiss(text)
        else:
            self.notify("Paste an outline first, or go back with Escape.", markup=False)
