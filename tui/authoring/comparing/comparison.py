"""Two texts compared: what is the same, and the changes that lead from one to the other, each to be taken or not."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from tui.authoring import plain_text
from tui.authoring.comparing import wording
from tui.authoring.comparing.aligning import Pair, align, likeness
from tui.authoring.comparing.blocks import TextBlock, split

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
    for found, is_line in _blocks(align(split(old), split(new))):
        whole_line = is_line and len(found) == 1 and found[0][0] != found[0][1]
        if whole_line and lines_go_on:
            blocks.append(Block((Piece(*found[0], changes - 1),)))  # lines that follow each other are one change
            continue
        lines_go_on = whole_line
        block, changes = _numbered(found, changes)
        blocks.append(block)
    return Comparison(tuple(blocks), changes)


def _blocks(pairs: Iterable[Pair]) -> Iterator[tuple[wording.Pieces, bool]]:
    """Yield the pieces of each block, and whether it is a line.

    The blank lines below a block go with what comes into the text, or leaves it, after them: whoever adds an item to
    a list adds that, and no blank line before it in exchange for one after it.
    """
    blank = ("", "")
    for old, new in pairs:
        if old is None or new is None:
            left = old.content + old.after if old is not None else ""
            right = new.content + new.after if new is not None else ""
            is_line = not (old or new or _NO_BLOCK).prose
            for piece in wording.trimmed(blank[0] + left, blank[1] + right):
                yield [piece], is_line
            blank = ("", "")
            continue
        if blank != ("", ""):
            for piece in wording.trimmed(*blank):
                yield [piece], False
        found = _pieces(old, new)
        blank = (old.after, new.after)
        if len(found) > 1 and found[-1][0] != found[-1][1] and wording.is_spacing(found[-1]):
            end = found.pop()
            blank = (end[0] + blank[0], end[1] + blank[1])
        yield found, not old.prose
        if blank[0] == blank[1] != "":
            yield [blank], False
        if blank[0] == blank[1]:
            blank = ("", "")
    for piece in wording.trimmed(*blank):
        yield [piece], False


_NO_BLOCK = TextBlock("", "", prose=True)


def _pieces(old: TextBlock, new: TextBlock) -> wording.Pieces:
    if old.content == new.content:
        return [(old.content, new.content)]
    if old.content.strip() != new.content.strip() and (not old.prose or likeness(old, new) < _REWRITTEN):
        return [(old.content, new.content)]
    return wording.pieces(old.content, new.content)


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
