"""A comparison laid out in rows of cells: side by side in two columns, or one text with both versions in it."""

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import groupby, zip_longest
from typing import NamedTuple

from rich.cells import get_character_cell_size

from tui.authoring.comparing.comparison import Block, Comparison, Piece


class Side(Enum):
    """Which text a bit is of."""

    SAME = " "
    OLD = "-"
    NEW = "+"


class Bit(NamedTuple):
    """Some characters of a row, all of one side and one change."""

    text: str
    side: Side
    change: int | None


Bits = tuple[Bit, ...]


class Row(NamedTuple):
    """One line of the terminal; inline `left` alone is used. `block` is where its text stands in the comparison."""

    block: int
    left: Bits
    right: Bits = ()

    @property
    def changes(self) -> Iterator[int]:
        """The changes of which the row shows something."""
        return (bit.change for bit in (*self.left, *self.right) if bit.change is not None)


# What a terminal would obey, or would not show, stands there as a sign of it.
_SIGNS: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code != 0x0A},
    0x09: "    ",
    0x7F: "␡",
    **dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF], "�"),
}


def side_by_side(comparison: Comparison, width: int) -> list[Row]:
    """Return the rows of two columns of `width` cells each."""
    rows = []
    for at, block in enumerate(_begun_anew(comparison.blocks)):
        left = _wrapped(_of_side(block, Side.OLD), width)
        right = left if not _is_changed(block) else _wrapped(_of_side(block, Side.NEW), width)
        rows += [Row(at, one, other) for one, other in zip_longest(left, right, fillvalue=())]
    return rows


def inline(comparison: Comparison, width: int, *, marked: bool = False) -> list[Row]:
    """Return the rows of one column of `width` cells, of each change the old words before the new ones.

    With `marked` the words stand in brackets, `[-old-]{+new+}`, for whoever sees no colours.
    """
    rows = []

    def key(each: tuple[int, Block]) -> int | tuple[int, None]:
        at, block = each
        change = block.pieces[0].change if block.whole else None
        return change if change is not None else (at, None)

    for _, group in groupby(enumerate(_begun_anew(comparison.blocks)), key=key):
        numbered = list(group)
        at, first = numbered[0]
        if first.whole:  # lines that changed together: first all the old ones
            blocks = [block for _, block in numbered]
            found = [_wrapped(_of_side(block, side), width) for side in (Side.OLD, Side.NEW) for block in blocks]
            rows += [Row(at, bits) for lines in found for bits in lines]
        else:
            rows += [Row(at, bits) for bits in _wrapped(_of_both(first, marked=marked), width)]
    return rows


def _begun_anew(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks without the line end that one begins with where it ends the line of the block before."""
    ended = True
    for block in blocks:
        yield block if ended or not block.whole else Block(tuple(map(_without_first_end, block.pieces)))
        ended = all(side.endswith("\n") or not side for side in (block.pieces[-1].old, block.pieces[-1].new))


def _without_first_end(piece: Piece) -> Piece:
    return Piece(piece.old.removeprefix("\n"), piece.new.removeprefix("\n"), piece.change)


def _is_changed(block: Block) -> bool:
    return len(block.pieces) > 1 or block.whole


def _of_side(block: Block, side: Side) -> list[Bit]:
    texts = ((piece.old if side is Side.OLD else piece.new, piece.change) for piece in block.pieces)
    return [_bit(text, side, change, block) for text, change in texts if text]


def _of_both(block: Block, *, marked: bool) -> list[Bit]:
    found = []
    for piece in block.pieces:
        sides = [(piece.old, Side.OLD), (piece.new, Side.NEW)] if piece.change is not None else [(piece.old, Side.SAME)]
        for text, side in sides:
            if text and marked and side is not Side.SAME:
                text = f"[-{text}-]" if side is Side.OLD else f"{{+{text}+}}"
            if text:
                found.append(_bit(text, side, piece.change, block))
    return found


def _bit(text: str, side: Side, change: int | None, block: Block) -> Bit:
    if change is None:
        return Bit(text.translate(_SIGNS), Side.SAME, None)
    if not block.whole:
        text = text.replace("\n", "↵\n")  # within a paragraph the end of a line is what may have changed
    return Bit(text.translate(_SIGNS), side, change)


def _wrapped(bits: Sequence[Bit], width: int) -> list[Bits]:
    """Break what the bits say at line ends, and between words where a line is too long."""
    if len(bits) == 1:
        text, side, change = bits[0]
        return [(Bit(text[first:last], side, change),) for first, last in _breaks(text, width)]
    text = "".join(bit.text for bit in bits)
    lines: list[Bits] = []
    at = 0  # the bit that is being cut up, and where in the text it begins
    begin = 0
    for first, last in _breaks(text, width):
        line = []
        while at < len(bits):
            bit = bits[at]
            end = begin + len(bit.text)
            if end > first and begin < last:
                line.append(Bit(bit.text[max(first - begin, 0) : last - begin], bit.side, bit.change))
            if end > last:
                break
            at, begin = at + 1, end
        lines.append(tuple(line))
    return lines


def _breaks(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where each line of `text` begins and ends when none may be wider than `width` cells."""
    at = 0
    for line in text.removesuffix("\n").split("\n") if text else ():
        first = 0
        for shown, following in _ends(line, max(width, 2)):
            yield at + first, at + shown
            first = following
        at += len(line) + 1


def _ends(line: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where each row ends and where the next begins: the space at which it broke is of neither."""
    narrow = line.isascii() or {get_character_cell_size(each) for each in set(line)} == {1}
    first = 0
    while True:
        if narrow:
            fits = first + width
        else:
            fits, cells = first, 0
            while fits < len(line) and (cells := cells + get_character_cell_size(line[fits])) <= width:
                fits += 1
        if fits >= len(line):
            yield len(line), len(line)
            return
        space = line.rfind(" ", first, fits + 1)
        shown, first = (space, space + 1) if space > first else (fits, fits)
        yield shown, first
        if first >= len(line):
            return
