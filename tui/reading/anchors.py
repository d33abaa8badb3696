"""Where in a text a link leads that stays within it."""

import re
from collections import Counter

from tui.reading.document import Document

_TARGET = re.compile(r"\]\([^)]*\)")
_LEFT_OUT = re.compile(r"[^\w\- ]")


def anchor_of(document: Document, anchor: str) -> int | None:
    """Return the index of the block that `anchor` names: a heading, named as GitHub does, or the note `^label`."""
    seen: Counter[str] = Counter()
    for index, block in enumerate(document.blocks):
        if block.kind == "footnote_reference_open" and anchor == f"^{block.tokens[0].meta['label']}":
            return index
        if block.kind == "heading_open":
            visible = _TARGET.sub("]", block.tokens[1].content)
            name = _LEFT_OUT.sub("", visible.strip().lower()).replace(" ", "-")
            number, seen[name] = seen[name], seen[name] + 1
            if anchor.lower() == (f"{name}-{number}" if number else name):
                return index
    return None
