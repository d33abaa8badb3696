"""A Markdown text as its outer blocks, each drawn when it is asked for, and kept until the width changes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from markdown_it.token import Token

from tui.authoring import plain_text
from tui.reading.drawing import draw
from tui.reading.inline import Reading
from tui.reading.line import BLANK, Line
from tui.reading.parsing import block_tokens
from tui.reading.pictures import Pictures

_OPENS_FORMULA = re.compile(r"^[ >\t\-*+0-9.)]*\$\$", re.MULTILINE)
_UNREADABLE = re.compile(
    "[^\\t\\n\\x20-\\x7e\\xa0-\\u2027\\u202f-\\u2065\\u206a-\\ud7ff\\ue000-\\ufefe\\uff00-\\U0010ffff]"
)
"""All that `readable` may take out or replace."""

_SEPARATORS = str.maketrans({"\u2028": " ", "\u2029": " ", "\x0b": " ", "\x0c": " "})

NARROWEST = 8
"""Cells below which nothing is laid out: what is narrower shows a part of it."""


def readable(text: str) -> str:
    """Return the text without what a terminal would obey."""
    return plain_text.clean(text).translate(_SEPARATORS)


class Block:
    """An outer block: a heading, a paragraph, a whole list. `start` and `end` are its lines in the text, from 0."""

    def __init__(self, tokens: Sequence[Token], source: str, start: int, end: int) -> None:
        self.tokens = tokens
        self.source = source
        self.start, self.end = start, end
        self._parsed_at = start
        self._drawn: tuple[int, Reading, list[Line]] | None = None

    @property
    def kind(self) -> str:
        """The type of its first token."""
        return self.tokens[0].type

    def lines(self, width: int, reading: Reading) -> list[Line]:
        """Return its lines, none wider than `width`."""
        drawn = self._drawn
        if drawn is None or drawn[0] != width or drawn[1] is not reading:
            drawn = self._drawn = (width, reading, draw(self.tokens, self.source, self._parsed_at, width, reading))
        return drawn[2]

    def drawn(self, width: int, reading: Reading) -> bool:
        """Whether its lines are known."""
        return self._drawn is not None and self._drawn[0] == width and self._drawn[1] is reading

    def refer(self, old: Reading, new: Reading) -> None:
        """Keep what was drawn of it, where it has no brackets that could refer to what has changed."""
        if "[" not in self.source:
            self.take_drawn(self, old, new)

    def take_drawn(self, other: "Block", old: Reading, new: Reading) -> None:
        """Take over what was drawn of a block like this."""
        if other._drawn is not None and other._drawn[1] is old:
            self._drawn = (other._drawn[0], new, other._drawn[2])

    def estimate(self, width: int) -> int:
        """Return about how many lines it takes."""
        if self.kind in ("fence", "code_block", "html_block", "front_matter"):
            return self.end - self.start
        return sum(max(1, -(-len(row) // width)) for row in self.source.split("\n"))

    def moved(self, by: int) -> "Block":
        """Return the block as one that begins so many lines further down."""
        self.start, self.end = self.start + by, self.end + by
        return self

    @cached_property
    def definitions(self) -> dict[str, Any]:
        """The link targets that it defines."""
        return {
            token.meta["id"]: {"title": token.meta["title"], "href": token.meta["url"]}
            for token in reversed(self.tokens)
            if token.type == "definition"
        }

    @property
    def open_formula(self) -> bool:
        """Whether a formula may have begun in it whose end is still to come."""
        if "$$" not in self.source or self.kind in ("fence", "code_block", "html_block", "math_block"):
            return False
        closed = {
            line
            for token in self.tokens
            if token.type in ("math_block", "math_block_label") and token.map
            for line in range(token.map[0] - self._parsed_at, token.map[1] - self._parsed_at)
        }
        opened = (self.source.count("\n", 0, each.start()) for each in _OPENS_FORMULA.finditer(self.source))
        return any(line not in closed for line in opened)


class Document:
    """A text to be read, which may grow."""

    def __init__(self, text: str = "", *, sources: bool = False, pictures: Pictures | None = None) -> None:
        self._read(readable(text), sources, pictures)

    def _read(self, text: str, sources: bool, pictures: Pictures | None) -> None:
        self.text = text
        self.blocks: list[Block] = _blocks(text, 0)
        self.reading = Reading(self._references(), sources, pictures)

    def grow_to(self, text: str) -> int:
        """Let the text, of which the present one is the beginning, become `text`.

        Returns the index of the first block that may have become another: only the end is parsed again, for what
        stands before it cannot change any more.
        """
        if not text.startswith(self.text) or _UNREADABLE.search(text, len(self.text)):
            text = readable(text)
        if not text.startswith(self.text):
            self._read(text, self.reading.sources, self.reading.pictures)
            return 0
        return self._grow(text)

    def _grow(self, text: str) -> int:
        tail = self._tail()
        line = self.blocks[tail].start if tail < len(self.blocks) else 0
        self.text = text
        offset = _offset(text, line)
        self.blocks[tail:] = _blocks(text[offset:], line)
        references = self._references()
        if references != self.reading.references:
            old, self.reading = self.reading, replace(self.reading, references=references)
            for block in self.blocks:
                block.refer(old, self.reading)
        return tail

    def show_sources(self, sources: bool) -> None:
        """Show formulas as they were written, or drawn."""
        old, self.reading = self.reading, replace(self.reading, sources=sources)
        for block in self.blocks:
            if "$" not in block.source and "[" not in block.source:
                block.refer(old, self.reading)

    def take_drawn(self, other: "Document") -> None:
        """Take over what is drawn of another text that has blocks which read the same."""
        if self.reading == other.reading:
            known = {(block.kind, block.source): block for block in other.blocks}
            for block in self.blocks:
                if (same := known.get((block.kind, block.source))) is not None:
                    block.take_drawn(same, other.reading, self.reading)

    def lines(self, width: int) -> list[Line]:
        """Return all lines, none wider than `width` cells, or than NARROWEST where that is less."""
        return list(self._lines(max(width, NARROWEST)))

    def plain(self, width: int) -> str:
        """Return what there is to read, as text."""
        return "\n".join(line.plain.rstrip() for line in self.lines(width))

    def gap(self, index: int) -> int:
        """Return how many blank lines stand above a block: none above the first, or between definitions."""
        if index == 0:
            return 0
        return int(not (self.blocks[index].kind == self.blocks[index - 1].kind == "definition"))

    def _lines(self, width: int) -> Iterator[Line]:
        for index, block in enumerate(self.blocks):
            yield from [BLANK] * self.gap(index)
            yield from block.lines(width, self.reading)

    def _references(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for block in self.blocks:
            for label, target in block.definitions.items():
                found.setdefault(label, target)
        return found

    def _tail(self) -> int:
        """Return the index of the first block that more text may change."""
        blocks = self.blocks
        if not blocks:
            return 0
        if self.text.startswith("---") and blocks[0].kind != "front_matter":
            return 0  # the end of the front matter may be still to come
        tail = len(blocks) - 1
        # What stands in the last line may yet become a part of what stands before it.
        if blocks[tail].start >= self.text.count("\n") and tail > 0:
            tail -= 1
        while tail > 0 and blocks[tail - 1].kind == "definition":
            tail -= 1
        return next((index for index in range(tail) if blocks[index].open_formula), tail)


def _offset(text: str, line: int) -> int:
    at = 0
    for _ in range(line):
        at = text.index("\n", at) + 1
    return at


def _blocks(text: str, line: int) -> list[Block]:
    """Return the outer blocks of a text whose first line is line `line` of the whole."""
    rows = text.split("\n")
    found: list[Block] = []
    tokens: list[Token] = []
    depth = 0
    for token in block_tokens(text):
        if depth == 0:
            tokens = []
        tokens.append(token)
        depth += token.nesting
        if depth == 0:
            start, end = tokens[0].map or (found[-1].end - line if found else 0, len(rows))
            block = Block(tokens, "\n".join(rows[start:end]), start, end)
            found.append(block.moved(line))
    return found
