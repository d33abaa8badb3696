"""The page of the preview, which scrolls."""

from textual.binding import Binding
from textual.containers import VerticalScroll


class Page(VerticalScroll):
    """The scrolling page of the preview."""

    HELP = """\
# Preview
The text under the cursor of the file plan: a section, or a whole lesson. It grows while the writer works and follows
its end until you scroll; End follows again. What the checks find stands below it, and leads to its passages.
"""
    BINDINGS = [
        Binding("up,k", "scroll_up", "Up", show=False, id="page.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="page.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="page.page-up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="page.page-down"),
        Binding("home", "scroll_home", "Start", show=False, id="page.start"),
        Binding("end", "scroll_end", "End", show=False, id="page.end"),
    ]
