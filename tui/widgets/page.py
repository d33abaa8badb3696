"""The page of the preview: a Markdown text drawn line by line, so that its length costs nothing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer

from tui.reading.document import Document
from tui.reading.line import BLANK, Line, Piece
from tui.reading.palette import Palette, is_code
from tui.reading.sheet import Sheet

_MARGIN = 1
"""Cells left free on either side of the text."""

_SLICE_SECONDS = 0.008
"""How long the page measures what is out of sight before it looks at the keys again."""

_FRAME_SECONDS = 1 / 30
"""How often a text that grows is drawn, at most."""


class Page(ScrollView, can_focus=True):
    """Shows a text, of which only what is in sight has been drawn."""

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
        Binding("m", "formulas", "TeX", show=False, id="page.formulas", tooltip="Formulas as TeX, and back"),
    ]
    DEFAULT_CSS = """
    Page { overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; }
    """

    sources: var[bool] = var(False)
    """Whether formulas show as they were written."""

    def __init__(self) -> None:
        super().__init__(id="page")
        self.document = Document()
        self._sheet = Sheet(self.document, 80)
        self._palette: Palette | None = None
        self._marked: tuple[int, int] | None = None
        self._mark_shown_at = -1
        self._growing: str | None = None
        self._frame: Timer | None = None
        self._drawn_at = 0.0
        self._measuring: Timer | None = None
        self._measured = 0
        self._wanted: float | None = None

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
        self._stop_growing()
        self.anchor(False)
        self.unmark()
        self._open(Document(text, sources=self.sources))
        self._wanted = scroll_y
        self._scroll_to_wanted()

    def start_growing(self, text: str = "") -> None:
        """Show a text that grows; the page follows its end until the reader scrolls."""
        self._stop_growing()
        self.unmark()
        self._open(Document(text, sources=self.sources))
        self._growing = text
        self._wanted = None
        self.anchor()

    def grow(self, text: str) -> None:
        """Let the growing text reach `text`, which is all that has come so far; it is drawn with the next frame."""
        if self._growing is None:
            return
        self._growing = text
        if self._frame is None:
            wait = max(0.0, self._drawn_at + _FRAME_SECONDS - time.monotonic())
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

    def _open(self, document: Document) -> None:
        self.document = document
        self._sheet = Sheet(document, self._sheet.width)
        self._sheet.settle(0, self.size.height)
        self._fit()
        self.refresh()
        self._measure_soon()

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

    def _fit(self) -> None:
        self.virtual_size = Size(self.size.width, self._sheet.rows)

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
        width = self.size.width - 2 * _MARGIN
        if width > 0 and width != self._sheet.width:
            row = round(self.scroll_y)
            index = self._sheet.block_at(row)
            tall = max(1, self._sheet.top(index + 1) - self._sheet.top(index)) if self.document.blocks else 1
            share = (row - self._sheet.top(index)) / tall
            self._sheet = Sheet(self.document, width)
            self._sheet.settle(self._sheet.top(index), self.size.height)
            if self.document.blocks and row:
                tall = self._sheet.top(index + 1) - self._sheet.top(index)
                self._keep_at(self._sheet.top(index) + int(share * tall))
            self._measure_soon()
        self._fit()
        self._scroll_to_wanted()
        self._show_marked()
        self.refresh()

    def _scroll_to_wanted(self) -> None:
        """Go where the reader was, as soon as there is room to scroll in."""
        if self._wanted is None or not self.size.height:
            return
        row, self._wanted = self._wanted, None
        self._sheet.measure(lambda: True, rows=round(row) + self.size.height)
        self._fit()
        self.scroll_to(y=row, animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw what comes into sight; what is corrected above it moves nothing that was in sight."""
        super().watch_scroll_y(old_value, new_value)
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

    def action_scroll_end(self) -> None:
        """Go to the end, and follow it where the text still grows."""
        before = -1
        while before != self._sheet.rows:
            before = self._sheet.rows
            self._sheet.settle(before - self.size.height, self.size.height)
        self._fit()
        self.scroll_end(animate=False, immediate=True)

    def action_formulas(self) -> None:
        """Show formulas as they were written, or drawn again."""
        self.sources = not self.sources

    def watch_sources(self, sources: bool) -> None:
        """Draw anew, with the same passage at the top."""
        self.document.show_sources(sources)
        with self._held():
            self._sheet.changed(0)
            self._sheet.settle(round(self.scroll_y), self.size.height)
        self.refresh()
        self._measure_soon()

    # A passage of it

    def mark(self, line: int) -> None:
        """Mark what is drawn from a line of the source (from 1), or else from the last one before it, and show it."""
        self._draw_growth()
        blocks = self.document.blocks
        if not blocks:
            return
        index = max((at for at, block in enumerate(blocks) if block.start < line), default=0)
        block = blocks[index]
        within = line - 1 - block.start
        spans = {(each.first, each.last) for each in block.lines(self._sheet.width, self.document.reading)}
        holding = [span for span in spans if span[0] <= within < span[1]]
        first, last = min(holding, key=lambda span: span[1] - span[0], default=(0, block.end - block.start))
        self._marked = (block.start + first, block.start + last)
        self._sheet.measure(lambda: True, rows=self._sheet.top(index) + self.size.height)
        self.release_anchor()  # a page that follows its end would run away from the passage
        self._mark_shown_at = -1
        self._show_marked()
        self.refresh()

    def _show_marked(self) -> None:
        """Bring what is marked into sight, again where the page has become another size since and was not scrolled."""
        unmoved = self._mark_shown_at in (-1, round(self.scroll_y))
        rows = self.marked_rows
        if rows and self.size.height and unmoved:
            self.show_rows(rows[0], rows[-1])
            self._mark_shown_at = round(self.scroll_y)

    def unmark(self) -> None:
        """Mark no passage any more."""
        if self._marked is not None:
            self._marked = None
            self.refresh()

    @property
    def marked(self) -> str:
        """The source of the marked passage."""
        if self._marked is None:
            return ""
        first, last = self._marked
        return "\n".join(self.document.text.split("\n")[first:last]).strip()

    @property
    def marked_rows(self) -> list[int]:
        """The rows of the page that are marked."""
        if self._marked is None:
            return []
        rows = []
        for index, block in enumerate(self.document.blocks):
            if block.start < self._marked[1] and self._marked[0] < block.end:
                top = self._sheet.top(index)
                lines = self._sheet.lines(index)
                rows += [top + at for at, line in enumerate(lines) if self._is_marked(index, line)]
        return rows

    def _is_marked(self, index: int, line: Line) -> bool:
        if self._marked is None or line.last == 0:
            return False
        start = self.document.blocks[index].start
        return self._marked[0] <= start + line.first and start + line.last <= self._marked[1]

    def show_rows(self, first: int, last: int) -> None:
        """Scroll so that these rows stand in the middle, or the first of them at the top where they are many."""
        height = self.size.height
        self._sheet.settle(first - height, 2 * height)
        self._fit()
        spare = max(0, height - (last - first + 1))
        self.scroll_to(y=max(0, first - spare // 2), animate=False)

    # Drawing

    @property
    def palette(self) -> Palette:
        """The looks of the theme."""
        if self._palette is None:
            self._palette = Palette(self.app.theme_variables, self.visual_style)
        return self._palette

    def notify_style_update(self) -> None:
        """Take the looks of another theme."""
        super().notify_style_update()
        self._palette = None

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
        marked = self._is_marked(index, line)
        return self._strip(line, row, width, marked=marked)

    def _strip(self, line: Line, row: int, width: int, *, marked: bool) -> Strip:
        palette = self.palette
        whole = ("marked",) if marked else ()
        ground = palette.style(*whole)
        margin = Segment("▌", palette.style("marked-bar")) if marked else Segment(" " * _MARGIN, ground)
        fill = palette.style(*whole, "code-block") if is_code(line.pieces) else ground
        segments = [margin]
        at = 0
        for piece, emphasis in self._cut(line, row):
            look = palette.style(*whole, *piece.roles, *emphasis)
            meta: dict[str, object] = {"offset": (at, row)}
            if piece.href:
                meta["href"] = piece.href
            segments.append(Segment(piece.text, look + Style(meta=meta)))
            at += len(piece.text)
        return Strip(segments).adjust_cell_length(width - _MARGIN, fill).extend_cell_length(width, ground)

    def _cut(self, line: Line, row: int) -> Iterator[tuple[Piece, tuple[str, ...]]]:
        """Yield the pieces of a line, cut where the selection begins and ends."""
        spans = list(self._spans(row))
        at = 0
        for piece in line.pieces:
            end = at + len(piece.text)
            edges = sorted({at, end, *(edge for start, stop, _ in spans for edge in (start, stop) if at < edge < end)})
            for start, stop in pairwise(edges):
                roles = tuple(role for first, last, role in spans if first <= start and stop <= last)
                yield piece._replace(text=piece.text[start - at : stop - at]), roles
            at = end

    def _spans(self, row: int) -> Iterator[tuple[int, int, str]]:
        """Yield from where to where in a row something is emphasised, in characters, and how."""
        selection = self.text_selection
        span = selection.get_span(row) if selection is not None else None
        if span is not None:
            yield span[0], span[1] if span[1] >= 0 else 1_000_000, "selection"

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return what is selected, without the bars and marks that are only drawn."""
        first = selection.start.y if selection.start is not None else 0
        last = selection.end.y if selection.end is not None else self._sheet.measured().rows - 1
        copied = []
        for row in range(first, min(last, self._sheet.rows - 1) + 1):
            span = selection.get_span(row)
            if span is not None:
                start, end = span[0], span[1] if span[1] >= 0 else None
                copied.append(_copied(self._sheet.line(row), start, end).rstrip())
        return "\n".join(copied), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        self.refresh()


def _copied(line: Line, start: int, end: int | None) -> str:
    whole = Line(tuple(piece for piece in line.pieces))
    kept, at = [], 0
    stop = len(whole.plain) if end is None else end
    for piece in whole.pieces:
        cut = piece.text[max(0, start - at) : max(0, stop - at)]
        kept.append(piece._replace(text=cut))
        at += len(piece.text)
    return Line(tuple(kept)).copied
