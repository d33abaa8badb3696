"""Text broken into lines of a width, in cells of the terminal."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, chop_cells

from tui.reading.line import Piece, merged

_PARTS = re.compile(r"\n|[ \t]+|[^ \t\n]+")
# Chinese, Japanese and Korean may be broken between any two characters.
_TOGETHER = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff"
_EAST_ASIAN = re.compile(f"[{_TOGETHER}]|[^{_TOGETHER}]+")


class Run(NamedTuple):
    """Text of one look before it is broken into lines; an `atom` is broken only where it is wider than a line."""

    text: str
    roles: tuple[str, ...] = ()
    href: str = ""
    atom: bool = False


def width_of(runs: Iterable[Run]) -> int:
    """Return how many cells the widest line of the runs takes when nothing is broken but what must be."""
    return max(map(cell_len, "".join(run.text for run in runs).split("\n")), default=0)


def longest_word(runs: Iterable[Run]) -> int:
    """Return how many cells the widest word takes."""
    return max(map(cell_len, "".join(run.text for run in runs).split()), default=0)


def wrap(runs: Sequence[Run], width: int) -> list[tuple[Piece, ...]]:
    """Return the lines of the runs, each at most `width` cells wide; one that is empty where there is no text."""
    if len(runs) == 1 and runs[0].text.isascii() and not runs[0].atom:
        return _wrap_plain(runs[0], width)
    return _Wrapping(width).lines(runs)


def _wrap_plain(run: Run, width: int) -> list[tuple[Piece, ...]]:
    """Break one run of letters that all take a cell, which most of a lesson is."""
    lines: list[tuple[Piece, ...]] = []
    for paragraph in run.text.split("\n"):
        rest = paragraph.expandtabs(1)
        while len(rest) > width:
            at = rest.rfind(" ", 0, width + 1)
            if at <= 0 or not rest[:at].strip():
                at = width
            lines.append((Piece(rest[:at].rstrip(" "), run.roles, run.href),))
            rest = rest[at:].lstrip(" ")
        lines.append((Piece(rest, run.roles, run.href),) if rest else ())
    return lines


class _Wrapping:
    """Collects words into lines."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._lines: list[tuple[Piece, ...]] = []
        self._line: list[Piece] = []
        self._used = 0
        self._space: Piece | None = None
        self._word: list[Piece] = []
        self._word_width = 0

    def lines(self, runs: Iterable[Run]) -> list[tuple[Piece, ...]]:
        for run in runs:
            if run.atom:
                self._take(run.text, run)
                continue
            for part in _PARTS.findall(run.text):
                if part == "\n":
                    self._end_word()
                    self._end_line()
                elif part[0] in " \t":
                    self._end_word()
                    self._space = Piece(" " * len(part), run.roles, run.href)
                elif part.isascii():
                    self._take(part, run)
                else:
                    self._take_wide(part, run)
        self._end_word()
        self._end_line()
        return self._lines

    def _take(self, text: str, run: Run) -> None:
        self._word.append(Piece(text, run.roles, run.href))
        self._word_width += len(text) if text.isascii() else cell_len(text)

    def _take_wide(self, text: str, run: Run) -> None:
        for number, part in enumerate(_EAST_ASIAN.findall(text)):
            if number > 0:
                self._end_word()
            self._take(part, run)

    def _end_word(self) -> None:
        if not self._word:
            return
        space = len(self._space.text) if self._space is not None else 0
        if self._used + space + self._word_width > self._width and self._line:
            self._end_line()
            space = 0
        if self._space is not None and self._used + space + self._word_width <= self._width:
            self._line.append(self._space)
            self._used += space
        self._space = None
        if self._word_width > self._width:
            self._chop()
        else:
            self._line += self._word
            self._used += self._word_width
        self._word, self._word_width = [], 0

    def _chop(self) -> None:
        """Break a word that no line can hold."""
        for piece in self._word:
            rest = piece.text
            while self._used + cell_len(rest) > self._width:
                head = chop_cells(rest, max(self._width - self._used, 1))[0]
                if cell_len(head) > self._width - self._used and self._line:
                    self._end_line()
                    continue
                self._line.append(Piece(head, piece.roles, piece.href))
                rest = rest[len(head) :]
                self._end_line()
                if not rest:
                    break
            if rest:
                self._line.append(Piece(rest, piece.roles, piece.href))
                self._used += cell_len(rest)

    def _end_line(self) -> None:
        self._lines.append(merged(self._line))
        self._line, self._used, self._space = [], 0, None
