"""A document laid out at a width: which line of which block stands in which row, though most are not drawn yet."""

from bisect import bisect_right
from itertools import accumulate

from tui.reading.document import NARROWEST, Document
from tui.reading.line import BLANK, Line


class Sheet:
    """The rows of a document. What was never looked at has an estimated height, until it is `measured`."""

    def __init__(self, document: Document, width: int) -> None:
        self.document = document
        self.width = max(width, NARROWEST)
        self._heights: list[int] = []
        self._exact = 0  # so many blocks from the beginning on are known to have the height they are given
        self._tops: list[int] = [0]
        self.changed(0)

    @property
    def rows(self) -> int:
        """How many rows there are, as far as is known."""
        return self._tops[-1]

    @property
    def whole(self) -> bool:
        """Whether the height of every block is known."""
        return self._exact == len(self._heights)

    def changed(self, first: int) -> None:
        """Lay out anew what stands from block `first` on."""
        document = self.document
        del self._heights[first:]
        for index in range(first, len(document.blocks)):
            block = document.blocks[index]
            known = block.drawn(self.width, document.reading)
            height = len(block.lines(self.width, document.reading)) if known else block.estimate(self.width)
            self._heights.append(height + document.gap(index))
        self._exact = min(self._exact, first)
        self._sum(first)

    def _sum(self, first: int) -> None:
        del self._tops[first + 1 :]
        self._tops += list(accumulate(self._heights[first:], initial=self._tops[first]))[1:]

    def top(self, index: int) -> int:
        """Return the row in which a block begins, with the blank line above it."""
        return self._tops[index]

    def block_at(self, row: int) -> int:
        """Return the index of the block that a row belongs to."""
        return max(0, min(bisect_right(self._tops, max(row, 0)) - 1, len(self._heights) - 1))

    def lines(self, index: int) -> list[Line]:
        """Return the lines of a block with the blank ones above it, and correct its height."""
        document = self.document
        lines = document.blocks[index].lines(self.width, document.reading)
        if gap := document.gap(index):
            lines = [BLANK] * gap + lines
        if self._heights[index] != len(lines):
            self._heights[index] = len(lines)
            self._sum(index)
        return lines

    def line(self, row: int) -> Line:
        """Return what stands in a row; nothing below the last. Draws its block, and may so correct what is below."""
        if not self._heights:
            return BLANK
        index = self.block_at(row)
        lines = self.lines(index)
        at = row - self._tops[index]
        return lines[at] if 0 <= at < len(lines) else BLANK

    def settle(self, row: int, height: int) -> None:
        """Draw what stands in `height` rows from `row` on, so that their blocks have the heights they are given."""
        while self._heights:
            before = self.rows
            last = self.block_at(row + height)
            for index in range(self.block_at(row), last + 1):
                self.lines(index)
            if self.rows == before or self.block_at(row + height) <= last:
                return

    def measure(self, *, rows: int | None = None) -> None:
        """Draw blocks from the beginning on until `rows` rows are known; with None, all."""
        while self._exact < len(self._heights) and (rows is None or self._tops[self._exact] <= rows):
            self.lines(self._exact)
            self._exact += 1

    def know(self, index: int) -> None:
        """Draw all blocks up to this one, so that its top is known."""
        while self._exact < min(index + 1, len(self._heights)):
            self.lines(self._exact)
            self._exact += 1

    def measured(self) -> "Sheet":
        """Return the sheet with all its heights known."""
        self.measure()
        return self
