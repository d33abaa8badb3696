"""TeX cut into tokens, and the words among them."""

import re
import unicodedata

from rich.cells import cell_len

from tui.formulas.tree import Undrawable

_TOKEN = re.compile(r"\\operatorname\*|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_DIMENSION = re.compile(r"\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|mu|px|\\baselineskip|\\jot)\s*")
_ESCAPED_TEXT = {
    **{"\\" + sign: sign for sign in "_%&#${}"},
    **dict.fromkeys(["~", "\\ ", "\\,", "\\;", "\\:", "\\quad"], " "),
    **dict.fromkeys(["\\-", "\\rm", "\\it", "\\bf"], ""),
    **dict.fromkeys(["\\ldots", "\\dots"], "…"),
}


class Tokens:
    """The tokens of a text, taken one after the other."""

    def __init__(self, tex: str) -> None:
        self.tokens: list[str] = _TOKEN.findall(tex)
        self.at = 0

    def peek(self) -> str:
        """Return the next token that is no white space, `` at the end."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def taken(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self.at += 1
        return True

    def expect(self, token: str) -> None:
        if not self.taken(token):
            raise Undrawable(f"{token} is missing before {self.peek() or 'the end'}")

    def raw(self) -> str:
        """Return what stands between the next pair of braces, as it is written."""
        self.expect("{")
        start, level = self.at, 1
        while self.at < len(self.tokens):
            level += {"{": 1, "}": -1}.get(self.tokens[self.at], 0)
            self.at += 1
            if level == 0:
                return "".join(self.tokens[start : self.at - 1])
        raise Undrawable("a brace is not closed")

    def skip_dimension(self) -> None:
        """Pass over the distance that may follow a line's end: `[4pt]`."""
        if self.peek() == "[" and "]" in self.tokens[self.at :]:
            end = self.tokens.index("]", self.at)
            if _DIMENSION.fullmatch("".join(self.tokens[self.at + 1 : end])):
                self.at = end + 1


def plain_text(written: str) -> str:
    """Return the words that `written` shows, TeX's escapes resolved."""
    words = []
    for token in _TOKEN.findall(written):
        if token in _ESCAPED_TEXT:
            words.append(_ESCAPED_TEXT[token])
        elif token.isspace():
            words.append(" ")
        elif token in "{}":
            continue
        elif token.startswith("\\") or token in "$%&#^_" or not shown(token):
            raise Undrawable(f"{token!r} has no meaning among words")
        else:
            words.append(token)
    return "".join(words).replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")


def shown(character: str) -> bool:
    """Tell whether every terminal shows `character` in the order and the width that it has here."""
    if character.isascii():
        return character.isprintable()
    category, width = unicodedata.category(character), unicodedata.east_asian_width(character)
    return (
        category[0] in "LNPS"
        and category != "Lm"
        and unicodedata.bidirectional(character) not in ("R", "AL", "AN")
        and cell_len(character) == (2 if width in "WF" else 1)
        and not "\u1100" <= character <= "\u11ff"
    )
