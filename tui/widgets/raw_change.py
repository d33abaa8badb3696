"""A change as git would print it: whole lines, those that went and those that came, with a few around them."""

import difflib

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.authoring import plain_text

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


class RawChange(VerticalScroll, inherit_bindings=False):
    """Shows the lines that its screen gives it."""

    HELP = """\
# Changes, line by line
What git would print: `-` before a line that went, `+` before one that came. {history.raw:w} shows the words that
changed instead.
"""
    BINDINGS = [
        Binding("up,k", "scroll_up", "Up", show=False, id="raw.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="raw.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="raw.page-up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="raw.page-down"),
        Binding("home", "scroll_home", "Start", show=False, id="raw.start"),
        Binding("end", "scroll_end", "End", show=False, id="raw.end"),
    ]

    def __init__(self) -> None:
        super().__init__(id="raw")

    def compose(self) -> ComposeResult:
        """Lay out the lines."""
        yield Static(id="raw-text")

    def show(self, lines: Text) -> None:
        """Show lines that `raw_lines` made."""
        self.query_one("#raw-text", Static).update(lines)
        self.scroll_home(animate=False)


def raw_lines(old: str, new: str, old_title: str, new_title: str) -> Text:
    """Return how `old` becomes `new`, line by line; takes some milliseconds for a long lesson."""
    text = Text(overflow="fold")
    lines = difflib.unified_diff(
        plain_text.clean(old).splitlines(), plain_text.clean(new).splitlines(), old_title, new_title, lineterm=""
    )
    for number, line in enumerate(lines):
        style = "bold" if number < 2 else _STYLES.get(line[:1], "")
        text.append(f"{line}\n", style=style)
    if not text:
        text.append("The two texts are the same, line by line.")
    return text
