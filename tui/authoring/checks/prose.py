"""Prose as a reader hears it: code, formulas and quotations blanked out in place, and the sentences that are left."""

import re
from collections.abc import Iterator
from functools import lru_cache

_CODE = re.compile(r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_FORMULA = re.compile(r"\$\$.+?\$\$|(?<![\\$\w])\$(?=[^\s$])[^$]*?(?<=[^\s\\])\$(?![\d$])", re.DOTALL)
_TARGET = re.compile(r"(?<=\])\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|(?<=\])\[[^\[\]\n]*\]")
_TAG = re.compile(r"<[A-Za-z/!][^<>\n]*>|https?://\S+")
_QUOTED = re.compile(
    r"(?<![\w\"])\"[^\"\n]{1,400}?\"(?!\w)|“[^“”]{1,400}?”|„[^„“”]{1,400}?[“”]|«[^«»]{1,400}?»"
    r"|(?<!\w)‘[^‘’]{1,400}?’(?!\w)|(?<![\w'])'[^'\n]{1,400}?'(?![\w'])"
)
_ITALIC = re.compile(
    r"(?<![\w*])\*(?![*\s])[^*\n]{1,200}?(?<!\s)\*(?![\w*])|(?<![\w_])_(?![_\s])[^_\n]{1,200}?_(?![\w_])"
)
_END = re.compile(r"[.!?…][\"'”’)\]*_]*(?=\s+[\"'“‘(\[*_]*(?:[^\Wa-z_]|\ufffc))|[。！？｡]")
# A full stop after these, or after the initial of a name, ends no sentence; after those of `_BEFORE_NUMBERS`, none if a
# number follows.
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|al|dr|mrs?|ms|prof|st|approx|resp|incl)|(?:^|[\s(.])(?-i:[A-Z]))\.$", re.I
)
_BEFORE_NUMBERS = re.compile(r"\b(?:figs?|eqs?|eqn|nos?|vol|ch|sec|pp?|ca|art|tab|def|thm|lem)\.$", re.IGNORECASE)


@lru_cache(maxsize=2048)
def bare(source: str) -> str:
    """Return Markdown `source` with code, formulas, tags and the targets of links blanked, in place."""
    # Most paragraphs hold none of them, and to look for one character costs next to nothing.
    if "`" in source:
        source = _CODE.sub(_stand_in, source)
    if "$" in source:
        source = _FORMULA.sub(_stand_in, source)
    if "](" in source or "][" in source:
        source = _TARGET.sub(_blank_inside, source)
    if "<" in source or "http" in source:
        source = _TAG.sub(_blank, source)
    return source


@lru_cache(maxsize=2048)
def unquoted(source: str) -> str:
    """Return `bare` text in which quotations are blanked too."""
    text = bare(source)
    return _QUOTED.sub(_blank, text) if any(mark in text for mark in "\"“„«‘'") else text


@lru_cache(maxsize=2048)
def own_words(source: str) -> str:
    """Return `unquoted` text without words in italics, which the author may only mention."""
    text = unquoted(source)
    return _ITALIC.sub(_blank, text) if "*" in text or "_" in text else text


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a `bare` text, each with the offset at which it begins."""
    begin = 0
    for match in _END.finditer(text):
        end = match.end()
        before, after = text[max(begin, match.start() - 8) : match.start() + 1], text[end : end + 4].lstrip()
        if _ABBREVIATION.search(before) or (after[:1].isdigit() and _BEFORE_NUMBERS.search(before)):
            continue
        yield from _stripped(begin, text[begin:end])
        begin = end
    yield from _stripped(begin, text[begin:])


def _stripped(begin: int, text: str) -> Iterator[tuple[int, str]]:
    found = text.strip()
    if found:
        yield begin + len(text) - len(text.lstrip()), found


def _stand_in(match: re.Match[str]) -> str:
    """Return blanks that still begin a sentence, as a formula or a name in code may."""
    return "\ufffc" + _blank(match)[1:]


def _blank_inside(match: re.Match[str]) -> str:
    """Return blanks between the brackets, so that a link is still told from a note in brackets."""
    return match[0][0] + " " * (len(match[0]) - 2) + match[0][-1]


def _blank(match: re.Match[str]) -> str:
    return "".join("\n" if character == "\n" else " " for character in match[0])
