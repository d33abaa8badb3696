"""The source of a paragraph with blanks in place of what is no prose, so that all else keeps its place."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

_NOT_A_BREAK = re.compile(r"[^\n]")


def without_formulas_and_code(source: str, children: Sequence[Token]) -> str:
    """Return the source of an inline token without its formulas, inline code, HTML tags and the words of images."""
    text, place = source, 0
    for child in children:
        if child.type == "math_inline":
            piece = f"${child.content}$"
        elif child.type in ("html_inline", "image"):
            piece = child.content  # of an image, the words in its place, which are shown without any marks
        elif child.type == "code_inline":
            start = source.find(child.markup, place)
            end = source.find(child.markup, start + len(child.markup))
            piece = source[start : end + len(child.markup)] if 0 <= start < end else ""
        else:
            continue
        at = source.find(piece, place) if piece else -1
        if at >= 0:
            place = at + len(piece)
            text = text[:at] + blanks(piece) + text[place:]
    return text


def blanks(piece: str) -> str:
    """Return as many blanks as `piece` has characters; its line breaks stay."""
    return _NOT_A_BREAK.sub(" ", piece)
