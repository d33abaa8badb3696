"""Where a quoted passage stands in the text on show: its line, and the block of the preview that holds it."""

import re

from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock


def line_of(text: str, quote: str, expected: int) -> int:
    """Return the line (from 1) of `text` in which `quote` begins; blanks and line ends may differ.

    Where it stands several times, the one nearest to the line `expected` is taken; where it does not, `expected`
    itself, or the nearest line that there is.
    """
    words = [re.escape(word) for word in quote.split()]
    found = [text.count("\n", 0, each.start()) + 1 for each in re.finditer(r"\s+".join(words), text)] if words else []
    if found:
        return min(found, key=lambda line: abs(line - expected))
    return min(max(expected, 1), text.count("\n") + 1)


def block_at(markdown: Markdown, line: int) -> MarkdownBlock | None:
    """Return the innermost block on show that holds the line (from 1), or else the last one before it.

    A text that still streams tells the lines of outer blocks alone: what is inside may then be told less exactly.
    """
    outer: MarkdownBlock | None = None
    for block in markdown.children:
        if isinstance(block, MarkdownBlock) and (outer is None or block.source_range[0] < line):
            outer = block
    if outer is None:
        return None
    inner = [block for block in outer.query(MarkdownBlock) if block.source_range[0] < line <= block.source_range[1]]
    return min(inner, key=lambda block: block.source_range[1] - block.source_range[0], default=outer)
