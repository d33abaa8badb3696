"""Two texts compared: what is the same, and the changes that lead from one to the other, each to be taken or not."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from tui.authoring import plain_text
from tui.authoring.comparing import wording
from tui.authoring.comparing.aligning import Pair, align, likeness
from tui.authoring.comparing.blocks import split

_REWRITTEN = 0.45
"""Below which share of common words a paragraph is one change: word by word, nobody could follow."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text as the old and the new text have it; `change` is None where it is the same."""

    old: str
    new: str
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a line, as both texts have it; one that only one of them has is empty on the other side."""

    pieces: tuple[Piece, ...]

    @property
    def whole(self) -> bool:
        """Whether it was changed as a whole, and not some words in it."""
        return len(self.pieces) == 1 and self.pieces[0].change is not None


@dataclass(frozen=True)
class Comparison:
    """All blocks in order; the changes are numbered from 0."""

    blocks: tuple[Block, ...]
    changes: int

    def apply(self, taken: Collection[int]) -> str:
        """Return the text that has of the changes in `taken` the new side, and of the others the old one.

        With none it is the old text byte for byte, with all the new one.
        """
        return "".join(
            piece.new if piece.change in taken else piece.old for block in self.blocks for piece in block.pieces
        )

    @cached_property
    def added(self) -> int:
        """How many words the new text has in place of those removed."""
        return sum(plain_text.words(piece.new) for piece in self._changed)

    @cached_property
    def removed(self) -> int:
        """How many words of the old text the new one lacks."""
        return sum(plain_text.words(piece.old) for piece in self._changed)

    @property
    def _changed(self) -> Iterator[Piece]:
        return (piece for block in self.blocks for piece in block.pieces if piece.change is not None)


def compare(old: str, new: str) -> Comparison:
    """Compare two texts: paragraphs first, then the words of those that changed; code and tables line by line."""
    blocks: list[Block] = []
    changes, lines_go_on = 0, False
    for pair in align(split(old), split(new)):
        found = _pieces(pair)
        is_line = not next(block for block in pair if block is not None).prose
        if is_line and lines_go_on and found[0][0] != found[0][1]:
            blocks.append(Block((Piece(*found[0], changes - 1),)))  # lines that follow each other are one change
            continue
        lines_go_on = is_line and found[0][0] != found[0][1]
        block, changes = _numbered(found, changes)
        blocks.append(block)
    return Comparison(tuple(blocks), changes)


def _pieces(pair: Pair) -> wording.Pieces:
    old, new = pair
    if old == new and old is not None:
        return [(old.text, old.text)]
    if old is None or new is None or not old.prose or not new.prose or likeness(old, new) < _REWRITTEN:
        return [(old.text if old is not None else "", new.text if new is not None else "")]
    return wording.pieces(old.text, new.text)


def _numbered(found: wording.Pieces, first: int) -> tuple[Block, int]:
    """Number the changes of a block from `first`, those of its line ends as one; return it and the next number."""
    following = first
    spacing: int | None = None

    def number(piece: tuple[str, str]) -> int | None:
        nonlocal following, spacing
        if piece[0] == piece[1]:
            return None
        if wording.is_spacing(piece) and spacing is not None:
            return spacing
        following += 1
        if wording.is_spacing(piece):
            spacing = following - 1
        return following - 1

    return Block(tuple(Piece(old, new, number((old, new))) for old, new in found)), following
