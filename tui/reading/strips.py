"""A line of a page as a terminal gets it: its colours, its margins, what stands out in it, and what is copied of it."""

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.reading.line import Line, Piece
from tui.reading.palette import Palette

MARGIN = 1
"""Cells left free on either side of the text."""

Emphasis = tuple[int, int, str]
"""From which character of a line to which other one something stands out, and how."""


def strip_of(
    line: Line, row: int, width: int, palette: Palette, *, marked: bool = False, emphasis: Sequence[Emphasis] = ()
) -> Strip:
    """Return a line as it is drawn: `width` cells between its margins. `marked` is a line that stands out as a whole.

    The strip knows for each character its column and `row`, by which text is selected, and where a link leads.
    """
    whole = ("marked",) if marked else ()
    ground = palette.style(*whole)
    fill = palette.style(*whole, "code-block") if _is_code(line) else ground
    segments = [Segment("▌", palette.style("marked-bar")) if marked else Segment(" " * MARGIN, ground)]
    at = 0
    for piece in _cut(line, emphasis):
        meta: dict[str, object] = {"offset": (at, row)}
        if piece.href:
            meta["href"] = piece.href
        segments.append(Segment(piece.text, palette.style(*whole, *piece.roles) + Style(meta=meta)))
        at += len(piece.text)
    return Strip(segments).adjust_cell_length(width + MARGIN, fill).adjust_cell_length(width + 2 * MARGIN, ground)


def copied(line: Line, start: int, end: int | None) -> str:
    """Return the text from one column to another, or to the end, without what is only drawn."""
    kept, at = [], 0
    stop = sys.maxsize if end is None else end
    for piece in line.pieces:
        kept.append(piece._replace(text=piece.text[max(0, start - at) : max(0, stop - at)]))
        at += len(piece.text)
    return Line(tuple(kept)).copied


def _is_code(line: Line) -> bool:
    """Whether a line belongs to a block of code, whose ground reaches to the edge of the page."""
    return any("code-bar" in piece.roles for piece in line.pieces)


def _cut(line: Line, emphasis: Sequence[Emphasis]) -> Iterator[Piece]:
    """Yield the pieces of a line, cut where what stands out begins and ends."""
    at = 0
    for piece in line.pieces:
        end = at + len(piece.text)
        edges = {edge for first, last, _ in emphasis for edge in (first, last) if at < edge < end}
        for first, last in pairwise(sorted({at, end, *edges})):
            roles = tuple(role for start, stop, role in emphasis if start <= first and last <= stop)
            yield Piece(piece.text[first - at : last - at], (*piece.roles, *roles), piece.href)
        at = end
