"""Pictures as lines: two of their dots in each cell, one above the other, in the colours of the terminal.

A picture is a file that a text names, and a text may be a model's: only files of the course are opened, of a few known
kinds and of a bounded size, and whatever is wrong with one shows as no picture at all.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from tui.reading.line import ORNAMENT, Line, Piece

COLUMNS, ROWS = 72, 24
"""Cells that a picture takes at most: it is there to be recognised, and the text to be read."""

_MOST_BYTES = 8_000_000
_MOST_DOTS = 8_000_000
_KINDS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_LEAST_OPAQUE = 128  # of 255: what is more transparent lets the page be seen

Stamp = tuple[int, int]
Dot = tuple[int, int, int] | None
"""Red, green and blue of 255; None is no dot."""


@dataclass(frozen=True)
class Pictures:
    """The pictures of a lesson in `folder`; nothing outside of `root` is opened."""

    folder: Path
    root: Path

    def lines(self, source: str, width: int, first: int, last: int) -> list[Line]:
        """Return the picture that a text names `source`, none wider than `width` cells; [] where there is none."""
        path = self._file(source)
        if path is None:
            return []
        try:
            status = path.stat()
            if status.st_size > _MOST_BYTES:
                return []
            dots = _dots(path, (status.st_size, status.st_mtime_ns), min(width, COLUMNS), ROWS)
        except Exception:  # a damaged file, of which a decoder may make anything: the line that names it stays
            return []
        rows = [dots[at : at + 2] for at in range(0, len(dots), 2)]
        return [Line(tuple(_piece(*cell) for cell in zip(*_even(row), strict=True)), first, last) for row in rows]

    def _file(self, source: str) -> Path | None:
        if not source or "://" in source or source.startswith(("#", "/", "\\", "data:")):
            return None
        try:
            path = (self.folder / unquote(source.partition("#")[0].partition("?")[0])).resolve()
            return path if path.is_file() and path.is_relative_to(self.root.resolve()) else None
        except (OSError, ValueError):
            return None


def _piece(upper: Dot, lower: Dot) -> Piece:
    """Return one cell of a picture, drawn by the half."""
    if upper is None and lower is None:
        return Piece(" ", (ORNAMENT,))
    if upper is None:
        return Piece("▄", (ORNAMENT, _colours(lower, None)))
    return Piece("▀", (ORNAMENT, _colours(upper, lower)))


def _even(row: list[list[Dot]]) -> list[list[Dot]]:
    return row if len(row) == 2 else [*row, [None] * len(row[0])]


def _colours(fore: Dot, back: Dot) -> str:
    """Return the role of a cell in these colours, which `Palette` knows how to draw."""
    return " ".join(["dots", *("#{:02x}{:02x}{:02x}".format(*dot) for dot in (fore, back) if dot is not None)])


@lru_cache(maxsize=16)
def _dots(path: Path, stamp: Stamp, columns: int, rows: int) -> list[list[Dot]]:
    """Return the dots of a picture, row by row, within so many cells. Raises what the decoder raises."""
    from PIL import Image  # late: most lessons have no picture

    with Image.open(path, formats=_KINDS) as opened:
        if opened.width * opened.height > _MOST_DOTS:
            return []
        opened.draft("RGB", (columns, rows * 2))
        picture = opened.convert("RGBA")
    picture.thumbnail((columns, rows * 2))
    data, line = picture.tobytes(), picture.width * 4
    return [[_dot(data[at : at + 4]) for at in range(top, top + line, 4)] for top in range(0, len(data), line)]


def _dot(pixel: bytes) -> Dot:
    red, green, blue, opaque = pixel
    return (red, green, blue) if opaque >= _LEAST_OPAQUE else None
