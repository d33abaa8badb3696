"""A line of a drawn text: pieces that say what they are, and not yet how they look."""

from collections.abc import Iterable
from typing import NamedTuple

ORNAMENT = "ornament"
"""The role of what is drawn beside the text, such as the bar of a quote: it is not copied with it."""


class Piece(NamedTuple):
    """Some text in one look; `roles` are what it is, from the outside inwards, such as `("quote", "strong")`."""

    text: str
    roles: tuple[str, ...] = ()
    href: str = ""


class Line(NamedTuple):
    """One row of the page.

    `first` and `last` are the lines of the source it was drawn from: the smallest block around it, counted from 0 at
    the beginning of the outermost one, `last` not included.
    """

    pieces: tuple[Piece, ...] = ()
    first: int = 0
    last: int = 0

    @property
    def plain(self) -> str:
        """The text of the line as it stands on the screen."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def copied(self) -> str:
        """The text of the line without what is only drawn."""
        return "".join(piece.text for piece in self.pieces if ORNAMENT not in piece.roles)


BLANK = Line()


def beside(prefix: Piece, rest: Piece, lines: Iterable[Line]) -> list[Line]:
    """Return the lines with `prefix` before the first of them and `rest` before the others."""
    return [
        Line((prefix if number == 0 else rest, *line.pieces), line.first, line.last)
        for number, line in enumerate(lines)
    ]


def merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the pieces with neighbours of the same look as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].roles == piece.roles and found[-1].href == piece.href:
            found[-1] = Piece(found[-1].text + piece.text, piece.roles, piece.href)
        elif piece.text:
            found.append(piece)
    return tuple(found)
