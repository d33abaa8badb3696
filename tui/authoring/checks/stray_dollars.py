"""Dollars and brackets that were meant as mathematics, and that this Markdown shows as they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from tui.authoring.checks import inline_source
from tui.authoring.checks.lesson_text import LessonText

_DOLLARS = re.compile(r"\$+")
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_ADDRESS = re.compile(r"\]\([^()\s]*\)|<[a-z][a-z0-9+.-]*:[^\s<>]*>|https?://\S+", re.IGNORECASE)
_PRICE = re.compile(
    r"\s?\d[\d,.]*\s*(?:[kKMB]\b|bn\b|[mb]illion\b|thousand\b|USD\b|per\b|/)?(?=\s+[^\s=+*<>^\\]|[,.;:)!?%\"'–—-]|\s*$)"
)
_VARIABLE = re.compile(r"\{|[?@#!*]|\w*[A-Z_]{2}|[A-Za-z]\w*_\w{2}|[1-9]\b(?!\s*[=+*<>^\\])")
# What only mathematics looks like: a command, an index, an exponent, or a relation between single letters.
_MATHEMATICS = re.compile(
    r"\\[A-Za-z]{2,}"
    r"|(?<![A-Za-z0-9_])[A-Za-z]\s?[_^]\s?(?:[A-Za-z0-9*](?![A-Za-z])|[{\\(-])"
    r"|[0-9)}\]]\s?\^\s?[\w{\\(-]"
    r"|(?<![A-Za-z0-9_])[A-Za-z]\s*(?:[=<>≤≥≈∈]|\+|/|\*)\s*[-A-Za-z0-9\\(](?![A-Za-z]{2})"
    r"|^\s*[A-Za-z]\([A-Za-z](?:,\s*[A-Za-z])*(?:\)|\s*$)"
)
_LETTER = re.compile(r"\s*\w\s*")
_PAIR = re.compile(r"(?P<before>\d)?\$(?P<inner>[^$]+)\$(?P<after>\d)?")
_PARENTHESES = re.compile(r"(?<!\\)\\\((?P<inner>.*?)\\\)", re.DOTALL)
_BRACKETS = re.compile(r"(?<!\\)\\\[(?P<inner>.*?)\\\]", re.DOTALL)
_LONE_BRACKET = re.compile(r"^\s*\\[\[\]]\s*$", re.MULTILINE)
_ENVIRONMENT = re.compile(r"\\begin\{(?:equation|align|aligned|gather|cases|[bpvV]?matrix|split|multline|array)\*?\}")
_BELOW_TEXT = "`$$` directly below text shows no formula: leave a blank line above it."
_WITHIN_A_LINE = "`$$` within a line shows no formula: write single dollars, or give the formula its own lines."


@dataclass(frozen=True)
class Stray:
    """What stands at `line` as it is, where mathematics was meant."""

    line: int
    quote: str
    message: str


def strays(text: LessonText) -> Iterator[Stray]:
    """Yield what was meant as mathematics and is none: one for each paragraph, heading, item or cell."""
    start = 0
    for token in text.tokens:
        start = token.map[0] if token.map is not None else start
        if token.type == "inline" and ("$" in token.content or "\\" in token.content):
            found = list(_in(token.content, token.children or []))
            if found:
                # What comes after the first may be its consequence.
                at, piece, message = min(found, key=lambda each: each[0])
                yield Stray(start + 1 + token.content.count("\n", 0, at), piece.split("\n")[0].strip(), message)


def _in(source: str, children: Sequence[Token]) -> Iterator[tuple[int, str, str]]:
    text = inline_source.without_formulas_and_code(source, children)
    for pattern, dollars in ((_PARENTHESES, "$…$"), (_BRACKETS, "$$…$$")):
        for match in pattern.finditer(text):
            inner = match["inner"]
            lone = pattern is _PARENTHESES and _LETTER.fullmatch(inner) and not inner.strip().isdigit()
            if _MATHEMATICS.search(inner) or lone:
                brackets = f"{match[0][:2]} {match[0][-2:]}"
                yield match.start(), match[0], f"`{brackets}` shows no formula here: write `{dollars}` instead."
    for match in _LONE_BRACKET.finditer(text):
        yield match.start(), match[0], "`\\[ \\]` shows no formula here: write `$$` on a line of its own instead."
    if environment := _ENVIRONMENT.search(text):
        yield (
            environment.start(),
            environment[0],
            f"`{environment[0]}` stands outside of a formula: put it between `$$` and `$$`.",
        )
    text = _ADDRESS.sub(_blank, _ESCAPED.sub(_blank, text))
    for match in _DOLLARS.finditer(text):
        at = match.start()
        line = source[source.rfind("\n", 0, at) + 1 : (source + "\n").index("\n", at)]
        if len(match[0]) == 2:
            yield from _doubled(source, text, at, line)
        elif len(match[0]) == 1:
            yield from _single(source, text, at, line)


def _doubled(source: str, text: str, at: int, line: str) -> Iterator[tuple[int, str, str]]:
    end = text.find("$$", at + 2)
    inner = text[at + 2 : end if end >= 0 else len(text)]
    if not (_MATHEMATICS.search(inner) or line.strip() == "$$"):
        return
    if end < 0:
        yield at, line, "`$$` opens a formula that has no end: close it by `$$` on a line of its own."
    elif source[source.rfind("\n", 0, at) + 1 : at].strip():
        yield at, line, _WITHIN_A_LINE
    else:
        yield at, line, _BELOW_TEXT


def _single(source: str, text: str, at: int, line: str) -> Iterator[tuple[int, str, str]]:
    if source[at - 1 : at] == "$" and at:
        return  # the second of `$$`
    if source[at + 1 : at + 2] == "$":
        if not _MATHEMATICS.search(source[at + 2 : (source + "$").index("$", at + 2)]):
            return
        alone = line.strip().startswith("$$") and line.strip().endswith("$$")
        yield at, line, _BELOW_TEXT if alone else _WITHIN_A_LINE
        return
    before, after = text[text.rfind("\n", 0, at) + 1 : at], text[at + 1 : (text + "\n").index("\n", at)]
    pair = _PAIR.match(text, at - 1 if before[-1:].isdigit() else at)
    if pair is not None and pair.start("inner") == at + 1 and _begins(pair["inner"]):
        inner = pair["inner"]
        opens_again = re.match(r"[\w\\{]", text[pair.end("inner") + 1 :]) is not None
        if inner != inner.strip() and not opens_again and not _PRICE.match(inner) and not _VARIABLE.match(inner):
            yield at, pair[0], f"A blank beside a dollar shows no formula: write `${_short(inner)}$`."
            return
        if (pair["before"] or pair["after"]) and not _PRICE.match(inner):
            yield at, pair[0], "A digit beside a dollar shows no formula: take it into the formula."
            return
    piece = after.partition("$")[0]
    if after[:1].strip() and not _PRICE.match(after) and not _VARIABLE.match(after) and _begins(piece):
        yield at, "$" + piece, "The dollar opens a formula that has no end: close it by another `$`."
    elif before[-1:].strip() and not before[-1:].isdigit() and not after[:1].isalnum():
        piece = before.rpartition("$")[2]
        ends = re.search(r"\S+(?:\s[-+=<>*/]\s\S+)*$", piece)
        if ends is not None and _MATHEMATICS.search(ends[0]):
            yield at, ends[0] + "$", "The dollar closes a formula that has no beginning: open it by another `$`."


def _begins(piece: str) -> bool:
    """Whether mathematics stands right at the beginning, not words later."""
    match = _MATHEMATICS.search(piece)
    return match is not None and not re.search(r"[A-Za-z]{3,}\s", piece[: match.start()])


def _blank(match: re.Match[str]) -> str:
    return inline_source.blanks(match[0])


def _short(inner: str) -> str:
    inner = " ".join(inner.split())
    return inner if len(inner) <= 40 else inner[:39] + "…"
