"""Where a quoted passage stands in the text on show."""

import re


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
