"""Tables drawn within a width: aligned where they fit, one cell below the other where they do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len

from tui.reading.line import BLANK, ORNAMENT, Line, Piece
from tui.reading.wrapping import Run, longest_word, width_of, wrap

Align = Literal["left", "center", "right"]
_RULE = ("rule", ORNAMENT)
_BETWEEN = Piece(" │ ", _RULE)
_LEAST = (12, 4)
"""Cells below which no column is squeezed where that leaves room for the others, and where it does not."""


@dataclass(frozen=True)
class Row:
    """The cells of a row, the line of the source in which it stands, and the cells for which there is no column."""

    cells: list[list[Run]]
    line: int
    surplus: Sequence[list[Run]] = ()

    def surplus_lines(self, width: int) -> list[Line]:
        """Return what stands beyond the last column, which no table shows."""
        said = Run("beyond the last column: ", ("html",))
        return [
            Line(pieces, self.line, self.line + 1) for cell in self.surplus for pieces in wrap([said, *cell], width)
        ]


def table_lines(head: Row, rows: Sequence[Row], aligns: Sequence[Align], width: int) -> list[Line]:
    """Return the lines of a table."""
    columns = _column_widths([head, *rows], len(aligns), width)
    if columns is None:
        return _one_below_the_other(head, rows, width)
    lines = _row_lines(head, columns, aligns)
    drawn = [_row_lines(row, columns, aligns) for row in rows]
    apart = any(len(each) > 1 for each in drawn)
    rule = Piece("─┼─".join("─" * column for column in columns), _RULE)
    lines.append(Line((rule,), head.line + 1, head.line + 2))
    for number, each in enumerate(drawn):
        if apart and number > 0:
            thin = Piece("╌┼╌".join("╌" * column for column in columns), _RULE)
            lines.append(Line((thin,), rows[number].line, rows[number].line + 1))
        lines += each + rows[number].surplus_lines(width)
    return lines


def _column_widths(rows: Sequence[Row], count: int, width: int) -> list[int] | None:
    """Return the widths of the columns; None where even their words do not stand side by side."""
    room = width - 3 * (count - 1)
    natural = [max(1, *(width_of(row.cells[column]) for row in rows)) for column in range(count)]
    if sum(natural) <= room:
        return natural
    words = [max(longest_word(row.cells[column]) for row in rows) for column in range(count)]
    for least in _LEAST:
        columns = [min(size, max(word, least)) for size, word in zip(natural, words, strict=True)]
        spare = room - sum(columns)
        if spare >= 0:
            break
    else:
        return None
    # What is left over goes to the columns that lack most, a cell at a time.
    while spare > 0:
        lacking = [size - column for size, column in zip(natural, columns, strict=True)]
        most = max(range(count), key=lacking.__getitem__)
        if lacking[most] <= 0:
            break
        columns[most] += 1
        spare -= 1
    return columns


def _row_lines(row: Row, columns: Sequence[int], aligns: Sequence[Align]) -> list[Line]:
    cells = [wrap(cell, column) for cell, column in zip(row.cells, columns, strict=True)]
    lines = []
    for number in range(max(map(len, cells))):
        pieces: list[Piece] = []
        for index, (cell, column, align) in enumerate(zip(cells, columns, aligns, strict=True)):
            if index > 0:
                pieces.append(_BETWEEN)
            pieces += _aligned(cell[number] if number < len(cell) else (), column, align)
        lines.append(Line(tuple(pieces), row.line, row.line + 1))
    return lines


def _aligned(pieces: Sequence[Piece], column: int, align: Align) -> list[Piece]:
    spare = column - sum(cell_len(piece.text) for piece in pieces)
    before = {"left": 0, "center": spare // 2, "right": spare}[align]
    around = [Piece(" " * before), *pieces, Piece(" " * (spare - before))]
    return [piece for piece in around if piece.text]


def _one_below_the_other(head: Row, rows: Sequence[Row], width: int) -> list[Line]:
    """Draw each row as its cells below each other, each after the name of its column."""
    lines: list[Line] = []
    for number, row in enumerate(rows or [head]):
        if number > 0:
            lines.append(BLANK._replace(first=row.line, last=row.line + 1))
        for name, cell in zip(head.cells, row.cells, strict=True):
            runs = [*name, Run(": ", ("table-head",)), *cell] if rows else name
            lines += [Line(pieces, row.line, row.line + 1) for pieces in wrap(runs, width)]
        lines += row.surplus_lines(width)
    return lines
