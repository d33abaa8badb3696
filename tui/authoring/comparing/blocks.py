"""A Markdown text taken apart into what is compared as one: paragraphs and list items, lines of code and tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BEGINS = re.compile(r"\s*(?:[-*+]|\d+[.)])\s|\s{0,3}#{1,6}(?:\s|$)|\[\^")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s|$)")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Some lines, and the blank ones below them; `prose` is compared word by word, anything else as a line."""

    content: str
    after: str
    prose: bool


def split(text: str) -> list[TextBlock]:
    """Return the blocks of `text`, which put together are `text` byte for byte."""
    found: list[tuple[list[str], list[str], bool]] = []
    for line, prose, begins in _lines(text):
        if not found or begins:
            found.append(([line], [], prose))
        else:
            content, blank, _ = found[-1]
            (content if line.strip() else blank).append(line)
    return [TextBlock("".join(lines), "".join(blank), prose) for lines, blank, prose in found]


def _lines(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield each line, whether it is prose, and whether a block begins with it."""
    fence = ""  # what opened the code that the line is in, or `$$` for a formula
    open_paragraph = False
    for line in _LINES.findall(text):
        bare = line.strip()
        if fence:
            ends = bare.endswith("$$") if fence == "$$" else bare.startswith(fence) and not bare.strip(fence[0])
            fence = "" if ends else fence
            open_paragraph = False
            yield line, False, True
        elif found := _FENCE.match(line):
            fence, open_paragraph = found[1], False
            yield line, False, True
        elif bare.startswith("$$"):
            fence = "" if bare.endswith("$$") and len(bare) > 3 else "$$"
            open_paragraph = False
            yield line, False, True
        elif bare.startswith("|"):
            open_paragraph = False
            yield line, False, True
        elif not bare:
            open_paragraph = False
            yield line, True, False
        else:
            begins = not open_paragraph or _BEGINS.match(line) is not None
            open_paragraph = _HEADING.match(line) is None
            yield line, True, begins
