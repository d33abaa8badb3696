"""What another program said, however much that is: broken into lines once, and drawn only where it is in sight."""

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from tui.reading.wrapping import Run, wrap

_AT_ONCE = 4096
"""Characters of one line that are broken at once: to break off the front of a line of megabytes copies all the rest."""


class SaidLines(ScrollView, can_focus=True):
    """Shows `said` as it is, without markup. Its lines can be marked with the mouse, to be copied."""

    DEFAULT_CSS = "SaidLines { height: auto; scrollbar-gutter: stable; }"

    def __init__(self, said: str) -> None:
        super().__init__(id="said")
        self.said = said
        self._lines: tuple[int, list[str]] = (0, [])

    def lines(self, width: int) -> list[str]:
        """Return the lines, each at most `width` cells wide."""
        if self._lines[0] != width:
            self._lines = (width, broken(self.said, width))
        return self._lines[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are beside the scroll bar, which keeps its place."""
        return len(self.lines(max(1, width - self.styles.scrollbar_size_vertical)))

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew where the width has changed."""
        width = max(1, self.scrollable_content_region.width)
        self.virtual_size = Size(width, len(self.lines(width)))

    def render_line(self, y: int) -> Strip:
        """Draw a line of what is in sight, with what of it is marked."""
        row = round(self.scroll_y) + y
        lines, style = self._lines[1], self.rich_style
        text = lines[row] if row < len(lines) else ""
        selection = self.text_selection
        span = selection.get_span(row) if selection is not None else None
        start, end = (0, 0) if span is None else (span[0], span[1] if span[1] >= 0 else len(text))
        marked = style + self.screen.get_component_rich_style("screen--selection")
        parts = [(text[:start], style), (text[start:end], marked), (text[end:], style)]
        strip = Strip([Segment(part, look) for part, look in parts if part])
        return strip.adjust_cell_length(self.size.width, style).apply_offsets(0, row)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return what is marked, in the lines as they are shown."""
        return selection.extract("\n".join(self._lines[1])), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is marked now."""
        self.refresh()


def broken(said: str, width: int) -> list[str]:
    """Return the lines of `said`, those that are wider than `width` cells broken."""
    lines: list[str] = []
    for line in said.split("\n"):
        for start in range(0, max(len(line), 1), _AT_ONCE):
            pieces = wrap([Run(line[start : start + _AT_ONCE])], width)
            lines += ["".join(piece.text for piece in each) for each in pieces]
    return lines
