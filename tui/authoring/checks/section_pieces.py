"""A section in the small: headings, lines of text, code and formulas one after the other, each with where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from tui.authoring.checks.lesson_text import LessonText, Part

# A paragraph is cut where a line begins anew what could stand by itself: bold words, a label, an option.
_CUT = re.compile(r"\n(?=[ \t]*(?:\*\*|__|[*_]?(?:[A-Z]\w{2,12}(?: \d+)?|[AQ]\d*)[*_]?[.:)]))")
_TAG = re.compile(r"<[^>]*>")
_SUMMARY = re.compile(r"<summary[^>]*>(.*?)</summary>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """One piece of a section.

    `kind` is `heading`, `text`, `code`, `formula`, `html`, or `summary`, which is what one clicks to unfold the rest.
    `level` is that of a heading. `depth` counts the lists around it, `quoted` says whether it is in a quotation. For
    the first piece of an item, `bullet` is its number or "-"; `list_line` is the line at which its list begins.
    """

    line: int
    kind: str
    text: str
    level: int = 0
    depth: int = 0
    quoted: bool = False
    bullet: str = ""
    list_line: int = 0


def pieces(text: LessonText, part: Part) -> Iterator[Piece]:
    """Yield what stands below the title of `part`."""
    depth, quotes, bullet = 0, 0, ""
    lists: list[tuple[int, int]] = [(0, 0)]
    first = part.line if part.heading is not None else 0
    line = 0
    tokens = text.tokens
    for at, token in enumerate(tokens):
        if token.map is not None:
            line = token.map[0] + 1
        if line <= first:
            continue
        if line > part.last:
            return
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            depth += 1
            lists.append((line, int(token.attrGet("start") or 1)))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            lists.pop()
        elif kind == "blockquote_open":
            quotes += 1
        elif kind == "blockquote_close":
            quotes -= 1
        elif kind == "list_item_open":
            # What a reader sees: Markdown counts on from the first number, whatever the others say.
            list_line, number = lists[-1]
            bullet = str(number) if token.info else "-"
            lists[-1] = (list_line, number + 1)
        elif kind == "inline":
            level = int(tokens[at - 1].tag[1]) if tokens[at - 1].type == "heading_open" else 0
            for cut_line, cut in [(line, token.content)] if level else _cut(line, token.content):
                kind = "heading" if level and not depth and not quotes else "text"
                yield Piece(cut_line, kind, cut, level, depth, quotes > 0, bullet, lists[-1][0])
                bullet = ""
        elif kind in ("fence", "code_block"):
            yield Piece(line, "code", token.content, depth=depth, quoted=quotes > 0)
        elif kind in ("math_block", "math_block_label"):
            yield Piece(line, "formula", token.content, depth=depth, quoted=quotes > 0)
        elif kind == "html_block":
            yield from _html(token, line, depth)


def _cut(line: int, content: str) -> Iterator[tuple[int, str]]:
    for cut in _CUT.split(content):
        yield line, cut
        line += cut.count("\n") + 1


def _html(token: Token, line: int, depth: int) -> Iterator[Piece]:
    """Yield what a reader sees of an HTML block, the words to click apart from the rest."""
    for at, shown in enumerate(_SUMMARY.split(token.content)):
        plain = _TAG.sub(" ", shown).strip()
        if plain:
            yield Piece(line, "summary" if at % 2 else "html", plain, depth=depth)
        line += shown.count("\n")
