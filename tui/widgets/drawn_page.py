"""A Markdown text drawn line by line, of which only what is in sight has been drawn: its length costs nothing."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from tui.formulas.drawing import draw_display
from tui.reading.code import warm
from tui.reading.document import Document, readable
from tui.reading.line import BLANK, Line
from tui.reading.palette import Palette
from tui.reading.pictures import Pictures
from tui.reading.sheet import Sheet
from tui.reading.strips import MARGIN, Emphasis, copied, strip_of

_SLICE_SECONDS = 0.008
"""How long the page measures what is out of sight before it looks at the keys again."""

_FRAME_SECONDS = 1 / 30
"""How often a text that grows is drawn, at most."""

_STRIPS = 256
"""Rows that are kept as they were drawn."""

_WARM_SECONDS = 0.5
"""How long after the start the page makes ready what takes longest the first time."""


class DrawnPage(ScrollView, can_focus=True):
    """Shows a text, finished or growing. Nothing that is in sight moves unless the reader moves it."""

    DEFAULT_CSS = """
    DrawnPage { overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; }
    """

    sources: var[bool] = var(False)
    """Whether formulas show as they were written."""

    def __init__(self, id_: str | None = None) -> None:
        super().__init__(id=id_)
        self.document = Document()
        self.pictures: Pictures | None = None  # where those lie that a text names
        self._sheet = Sheet(self.document, 80)
        self._palette: Palette | None = None
        self._looks_known = False  # whether the palette is the one of the theme for certain
        # What was drawn in a row, as long as it is the same line and looks the same: Textual asks again and again.
        self._strips: LRUCache[int, tuple[Line, tuple[object, ...], Strip]] = LRUCache(_STRIPS)
        self._growing: str | None = None
        self._frame: Timer | None = None
        self._drawn_at = 0.0
        self._measuring: Timer | None = None
        self._measured = 0
        self._wanted: float | None = None

    def on_mount(self) -> None:
        """Make ready aside, once the start is over, what the first code and the first formula need."""
        self.set_timer(_WARM_SECONDS, lambda: self.run_worker(_warm, thread=True, group="warm", exit_on_error=False))

    # What is on show

    @property
    def source(self) -> str:
        """The Markdown on show."""
        return self._growing if self._growing is not None else self.document.text

    @property
    def plain(self) -> str:
        """What there is to read, as it stands on the screen."""
        self._draw_growth()
        return self.document.plain(self._sheet.width)

    def show(self, text: str, *, scroll_y: float = 0) -> None:
        """Show a finished text from its beginning, or from where the reader was."""
        self._draw_growth()
        self._stop_growing()
        self.anchor(False)
        if readable(text) != self.document.text:
            self._open(text)
        self._wanted = scroll_y
        self._scroll_to_wanted()

    def start_growing(self, text: str = "") -> None:
        """Show a text that grows; the page follows its end until the reader scrolls."""
        self._stop_growing()
        self._growing = text
        self._open(text)
        self._wanted = None
        self.anchor()

    def grow(self, text: str) -> None:
        """Let the growing text reach `text`, which is all that has come so far; it is drawn with the next frame."""
        if self._growing is None:
            return
        self._growing = text
        wait = self._drawn_at + _FRAME_SECONDS - time.monotonic()
        if wait <= 0:
            self._draw_growth()
        elif self._frame is None:
            self._frame = self.set_timer(wait, self._draw_growth)

    def stop_growing(self) -> None:
        """Draw what has come, to the end."""
        self._draw_growth()
        self._stop_growing()
        self._measure_soon()

    def _stop_growing(self) -> None:
        if self._frame is not None:
            self._frame.stop()
        self._frame = self._growing = None

    def _draw_growth(self) -> None:
        if self._frame is not None:
            self._frame.stop()
            self._frame = None
        if self._growing is None or self._growing == self.document.text:
            return
        self._drawn_at = time.monotonic()
        reading = self.document.reading
        first = self.document.grow_to(self._growing)
        if self.document.reading is not reading:
            first = 0
        with self._held():
            self._sheet.changed(first)
            self._sheet.settle(self._sheet.rows - self.size.height, self.size.height)
        top = self._sheet.top(min(first, len(self.document.blocks)))
        at = max(top - round(self.scroll_y), 0)
        if at < self.size.height:
            self.refresh(Region(0, at, self.size.width, self.size.height - at))
        self.relaid()

    def _open(self, text: str) -> None:
        document = Document(text, sources=self.sources, pictures=self.pictures if self._shows_pictures else None)
        document.take_drawn(self.document)
        self.document = document
        self._sheet = Sheet(document, self._sheet.width)
        self._sheet.settle(0, self.size.height)
        self._fit()
        self.forget()
        self.refresh()
        self._measure_soon()

    @property
    def _shows_pictures(self) -> bool:
        """Whether the terminal has the colours that a picture needs."""
        app = self.app
        return not app.no_color and not app.ansi_color and app.console.color_system in ("256", "truecolor")

    def forget(self) -> None:
        """Forget what was said of the text before, for another is on show."""

    def relaid(self) -> None:
        """Follow the text to where it stands now that it has grown or been laid out anew."""

    # Its measure

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Keep what is at the top of the page there, whatever becomes of the heights above it."""
        row = round(self.scroll_y)
        index = self._sheet.block_at(row)
        within = row - self._sheet.top(index)
        yield
        if index < len(self.document.blocks) and row:
            self._keep_at(self._sheet.top(index) + within)
        self._fit()

    def _keep_at(self, row: int) -> None:
        if row != round(self.scroll_y):
            self.virtual_size = Size(self.size.width, max(self._sheet.rows, row))
            self.set_scroll(None, row)
            self.set_reactive(Widget.scroll_target_y, row)
            self.vertical_scrollbar.position = row

    def _fit(self) -> None:
        size = Size(self.size.width, self._sheet.rows)
        if self._growing is not None or size == self.virtual_size:
            self.virtual_size = size  # whose layout keeps the end in sight
            return
        # Set as above it would have the whole screen laid out again, where the scroll bar alone looks otherwise.
        self.set_reactive(Widget.virtual_size, size)
        self._scroll_update(size)
        self.refresh()

    def _measure_soon(self) -> None:
        """Draw aside, bit by bit, what is out of sight, until the length of the page is known."""
        if self._measuring is not None:
            self._measuring.stop()
        self._measured = 0
        self._measuring = self.set_timer(0.05, self._measure)

    def _measure(self) -> None:
        until = time.monotonic() + _SLICE_SECONDS
        blocks, reading, width = self.document.blocks, self.document.reading, self._sheet.width
        while self._measured < len(blocks) and time.monotonic() < until:
            blocks[self._measured].lines(width, reading)
            self._measured += 1
        if self._measured < len(blocks):
            self._measuring = self.set_timer(0.005, self._measure)
            return
        self._measuring = None
        with self._held():
            self._sheet.measured()

    def on_resize(self, event: events.Resize) -> None:
        """Draw anew for another width, with the same passage at the top."""
        width = self.scrollable_content_region.width - 2 * MARGIN
        if width > 0 and width != self._sheet.width:
            row = round(self.scroll_y)
            index = self._sheet.block_at(row)
            tall = max(1, self._sheet.top(index + 1) - self._sheet.top(index)) if self.document.blocks else 1
            share = (row - self._sheet.top(index)) / tall
            self._sheet = Sheet(self.document, width)
            self._sheet.settle(self._sheet.top(index), self.size.height)
            if self.document.blocks and row:
                tall = self._sheet.top(index + 1) - self._sheet.top(index)
                self._keep_at(self._sheet.top(index) + round(share * tall))
            self._measure_soon()
        self._fit()
        self._scroll_to_wanted()
        self.relaid()
        self.refresh()

    def _scroll_to_wanted(self) -> None:
        """Go where the reader was, as soon as there is room to scroll in."""
        if self._wanted is None or not self.size.height:
            return
        row, self._wanted = self._wanted, None
        self._sheet.measure(rows=round(row) + self.size.height)
        self._fit()
        self.scroll_to(y=row, animate=False, force=True)  # though the bar may still be to come

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw what comes into sight; what is corrected above it moves nothing that was in sight."""
        super().watch_scroll_y(old_value, new_value)
        self.vertical_scrollbar.position = new_value  # which may be shown later only
        if self.is_anchored:
            self._check_anchor()
        row = round(new_value)
        before = self._sheet.rows
        seen = self._sheet.block_at(round(old_value))
        top = self._sheet.top(seen) if self.document.blocks else 0
        self._sheet.settle(row, self.size.height)
        if self._sheet.rows != before:
            if (moved := self._sheet.top(seen) - top) and new_value < old_value:
                self._keep_at(row + moved)
            self._fit()

    def action_scroll_up(self) -> None:
        """Go a line up."""
        self.scroll_up(animate=False)

    def action_scroll_down(self) -> None:
        """Go a line down."""
        self.scroll_down(animate=False)

    def action_page_up(self) -> None:
        """Go a screenful up."""
        self.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """Go a screenful down."""
        self.scroll_page_down(animate=False)

    def action_scroll_home(self) -> None:
        """Go to the beginning."""
        self.scroll_home(animate=False)

    def action_scroll_end(self) -> None:
        """Go to the end, and follow it where the text still grows."""
        before = -1
        while before != self._sheet.rows:
            before = self._sheet.rows
            self._sheet.settle(before - self.size.height, self.size.height)
        self._fit()
        self.scroll_end(animate=False, immediate=True, force=True)

    def watch_sources(self, sources: bool) -> None:
        """Draw anew, with the same passage at the top."""
        self.document.show_sources(sources)
        with self._held():
            self._sheet.changed(0)
            self._sheet.settle(round(self.scroll_y), self.size.height)
        self.relaid()
        self.refresh()
        self._measure_soon()

    # Drawing

    @property
    def palette(self) -> Palette:
        """The looks of the theme."""
        if self._palette is None or not self._looks_known:
            self._looks_known = True
            variables, base = self.app.theme_variables, self.visual_style
            if self._palette is None or not self._palette.is_of(variables, base):
                self._palette = Palette(variables, base)
                self._strips.clear()
        return self._palette

    def notify_style_update(self) -> None:
        """Take the looks of another theme; the focus alone changes none."""
        super().notify_style_update()
        self._looks_known = False

    def render_line(self, y: int) -> Strip:
        """Draw a row of what is in sight."""
        row = round(self.scroll_y) + y
        width = self.size.width
        if row >= self._sheet.rows:
            return Strip.blank(width, self.palette.style())
        index = self._sheet.block_at(row)
        lines = self._sheet.lines(index)
        at = row - self._sheet.top(index)
        line = lines[at] if 0 <= at < len(lines) else BLANK
        emphasis = tuple(self.emphasis(row, (index, at - self.document.gap(index))))
        palette = self.palette
        look = (self.is_marked(index, line), emphasis, width)
        kept = self._strips.get(row)
        if kept is not None and kept[0] is line and kept[1] == look:
            return kept[2]
        strip = strip_of(line, row, self._sheet.width, palette, marked=look[0], emphasis=emphasis)
        strip = strip.adjust_cell_length(width, palette.style())
        self._strips[row] = (line, look, strip)
        return strip

    def is_marked(self, index: int, line: Line) -> bool:
        """Whether a line of block `index` stands out as a whole."""
        return False

    def emphasis(self, row: int, place: tuple[int, int]) -> Iterator[Emphasis]:
        """Yield what stands out in a row, which is a line of a block: its index, and the line's in it."""
        selection = self.text_selection
        span = selection.get_span(row) if selection is not None else None
        if span is not None:
            yield span[0], span[1] if span[1] >= 0 else sys.maxsize, "selection"

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return what is selected, without the bars and marks that are only drawn."""
        first = selection.start.y if selection.start is not None else 0
        last = selection.end.y if selection.end is not None else self._sheet.measured().rows - 1
        taken = []
        for row in range(first, min(last, self._sheet.rows - 1) + 1):
            span = selection.get_span(row)
            if span is not None:
                start, end = span[0], span[1] if span[1] >= 0 else None
                taken.append(copied(self._sheet.line(row), start, end).rstrip())
        return "\n".join(taken), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        self.refresh()


def _warm() -> None:
    warm()
    draw_display("x")
