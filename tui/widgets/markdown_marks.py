"""What stands out in a line of Markdown as it is written: code, formulas, links and emphasis, by its characters."""

import re
from collections.abc import Iterator, Sequence

_FENCE = re.compile(r" {0,3}(?:[-*+>] +|\d+[.)] +)*(`{3,}|~{3,})")
_INLINE = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])"
    r"|(?P<code>(?<!`)(?P<ticks>`+)(?!`)[^\n]{1,400}?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<formula>\$\$[^$\n]{1,400}\$\$|\$(?=[^\s$])[^$\n]{1,400}(?<=[^\s\\])\$(?!\d))"
    r"|(?P<link>!?\[[^\[\]\n]{0,300}\]\([^()\s]{0,300}(?:\s+\"[^\"\n]{0,200}\")?\)|<https?://[^<>\s]{1,300}>)"
    r"|(?P<note>\[\^[^\[\]\s]{1,60}\])"
    r"|(?P<html></?[A-Za-z][^<>\n]{0,300}>|<!--[^\n]{0,300}?-->)"
    r"|(?P<strong>(?P<bold>\*\*|__)(?=\S)[^\n]{1,400}?(?<=\S)(?P=bold))"
    r"|(?P<emphasis>\*(?=[^\s*])[^*\n]{1,400}(?<=\S)\*|(?<!\w)_(?=[^\s_])[^_\n]{1,400}(?<=\S)_(?!\w))"
)
"""No piece is longer than a line of prose, so that no line, whatever is in it, takes long."""

Mark = tuple[int, int, str]
"""From which character of a line to which other one, and the role (see `tui.reading.palette`)."""

_ROLES = {
    "code": "code-string",
    "formula": "note",
    "link": "link",
    "note": "note",
    "html": "html",
    "strong": "strong",
    "emphasis": "emphasis",
}


def marks(line: str) -> Iterator[Mark]:
    """Yield what stands out in a line of prose."""
    for found in _INLINE.finditer(line):
        for name, role in _ROLES.items():
            if found[name] is not None:
                yield found.start(), found.end(), role


def verbatim(lines: Sequence[str]) -> dict[int, str]:
    """Return the lines, from 0, in which nothing is Markdown, each with what it is: `code` or `formula`."""
    kinds: dict[int, str] = {}
    fence = ""
    formula = False
    for number, line in enumerate(lines):
        found = _FENCE.match(line) if "``" in line or "~~" in line else None
        stripped = line.strip()
        if fence:
            kinds[number] = "code"
            if found is not None and found[1].startswith(fence) and stripped.strip(fence[0]) == "":
                fence = ""
        elif formula:
            kinds[number] = "formula"
            formula = not stripped.endswith("$$")
        elif found is not None:
            kinds[number], fence = "code", found[1]
        elif stripped.startswith("$$") and (stripped == "$$" or not stripped.endswith("$$")):
            kinds[number], formula = "formula", True
    return kinds
