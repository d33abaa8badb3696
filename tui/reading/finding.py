"""What a reader looks for in a text, and the links that can be followed, as places on its lines."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui.reading.line import ORNAMENT, Line


class Span(NamedTuple):
    """From one character to another of a line."""

    line: int
    start: int
    end: int


class Link(NamedTuple):
    """Where a link leads, and where its text stands."""

    href: str
    spans: tuple[Span, ...]


def matches(lines: Sequence[Line], query: str) -> Iterator[tuple[Span, ...]]:
    """Yield where `query` stands, across the ends of lines too.

    Capitals matter where the query has any, and blanks stand for any blank or line end.
    """
    pattern = r"\s+".join(re.escape(word) for word in query.split())
    if not pattern:
        return
    text, places = _flowing(lines)
    for found in re.finditer(pattern, text, 0 if query != query.lower() else re.IGNORECASE):
        yield _spans(places[found.start() : found.end()])


def links(lines: Sequence[Line]) -> Iterator[Link]:
    """Yield the links of some lines, each with all lines that it stands on."""
    href, spans = "", list[Span]()
    for number, line in enumerate(lines):
        at = 0
        for piece in line.pieces:
            end = at + len(piece.text)
            if ORNAMENT not in piece.roles:
                if piece.href != href and spans:
                    yield Link(href, tuple(spans))
                    spans = []
                href = piece.href
                if href:
                    spans.append(Span(number, at, end))
            at = end
    if spans:
        yield Link(href, tuple(spans))


def _flowing(lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of the lines without what is only drawn, and the line and column of each character."""
    text: list[str] = []
    places: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        at = 0
        for piece in line.pieces:
            if ORNAMENT not in piece.roles:
                text.append(piece.text)
                places += [(number, at + each) for each in range(len(piece.text))]
            at += len(piece.text)
        text.append("\n")
        places.append((number, at))
    return "".join(text), places


def _spans(places: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    rows: dict[int, list[int]] = {}
    for line, column in places:
        rows.setdefault(line, []).append(column)
    return tuple(Span(line, columns[0], columns[-1] + 1) for line, columns in rows.items())
