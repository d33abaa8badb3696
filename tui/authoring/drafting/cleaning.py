"""Cleaning of text that arrives in pieces: an escape sequence may begin in one and end in the next."""

import re

from tui.authoring import plain_text

# What a piece may end in that only the next one can settle: an escape sequence that is still open, half of a line
# end, half of a surrogate pair.
_OPEN = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b\r\n]*\x1b?)?\Z|\r\Z|[\ud800-\udbff]\Z")


class Cleaner:
    """Cleans a stream of pieces so that together they are what `plain_text.clean` makes of the whole."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Return what of the text so far is certain and was not yet returned."""
        text = self._held + piece
        found = _OPEN.search(text)
        cut = found.start() if found else len(text)
        self._held = text[cut:]
        return _clean(text[:cut])

    def finish(self) -> str:
        """Return what was held back, now that nothing follows."""
        held, self._held = self._held, ""
        return _clean(held)


def _clean(text: str) -> str:
    if not text.isascii():
        # A server may send an emoji as two escaped halves in two events.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain_text.clean(text)
