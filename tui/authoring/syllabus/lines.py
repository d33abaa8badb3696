"""The lines of an outline, each with what it is: a heading, a bullet, a bold line, a rule, text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tui.authoring.syllabus import inline


class Kind(StrEnum):
    """What a line is, by its own marks and its neighbours."""

    BLANK = "a blank line"
    HEADING = "a heading"
    UNDERLINE = "the underline of a heading"
    BOLD = "a bold line"
    BULLET = "a bullet"
    RULE = "a rule"
    TEXT = "text"
    TABLE = "a table"
    CODE = "a code block"
    COMMENT = "a comment"
    FRONT = "front matter"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `depth` is the level of a heading (1 to 6) and the column, from 0, of anything else."""

    number: int
    kind: Kind
    depth: int
    text: str
    raw: str


_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_HEADING = re.compile(r"(#{1,6})(?:\s+|$|(?=[^\s#]))(.*)")
_CLOSING_HASHES = re.compile(r"(?:^|\s)#+$")
_BULLET = re.compile(
    r"(?:(?:[-*+·∙⁃–—]|\d{1,9}[.)]|\(\d{1,9}\)|[A-Za-z]\))(?:\s+|$)|[•◦▪▫‣●○■□]\s*|\d{1,9}[、．]\s*)(.*)"
)
_TASK = re.compile(r"\[[ xX✓✔-]?\](?:\s+|$)")
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_SETTING = re.compile(r"[A-Za-z_][\w-]*\s*:(?:\s|$)")
_RULE_CHARACTERS = frozenset("-*_=~─━═—–")
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", ",", ";")
_LONGEST_SETEXT = 120
_LONGEST_FRONT_MATTER = 200


def split(text: str) -> list[str]:
    r"""Return the lines of `text`, which end in `\n`, `\r\n` or `\r` and in nothing else."""
    lines = _LINE_ENDS.split(text)
    if lines and not lines[-1]:
        lines.pop()
    return lines


def is_sentence(text: str) -> bool:
    """Tell whether `text` ends as a sentence, not as a title."""
    return text.rstrip().endswith(_SENTENCE_ENDS)


def classify(raws: Sequence[str], *, fences: bool = True) -> list[Line]:
    """Return each line with its kind, in time proportional to their length.

    `fences` False takes code fences for rules, so that an outline that was pasted inside a fence is read.
    """
    shown = [_measured(raw) for raw in raws]
    margin = min((column for column, text in shown if text), default=0)
    kinds = _blocks([text for _, text in shown], fences=fences)
    lines: list[Line] = []
    for place, raw in enumerate(raws):
        column, text = shown[place]
        line = Line(place + 1, kinds.get(place, Kind.TEXT), column - margin, text, raw)
        if not raw.strip():
            line = Line(place + 1, Kind.BLANK, 0, "", raw)
        elif place not in kinds:
            line = _by_marks(line)
            if line.kind is Kind.RULE and _underlines(line, lines):
                over = lines[-1]
                lines[-1] = Line(over.number, Kind.HEADING, 1 if line.text[0] == "=" else 2, over.text, over.raw)
                line = Line(place + 1, Kind.UNDERLINE, 0, "", raw)
        lines.append(line)
    return lines


def _measured(raw: str) -> tuple[int, str]:
    """Return the column at which the line's text begins (tab stops every 4) and the text."""
    shown = inline.visible(raw)
    text = shown.lstrip()
    column = 0
    for character in shown[: len(shown) - len(text)]:
        column += 4 - column % 4 if character == "\t" else 1
    return column, text.rstrip()


def _by_marks(line: Line) -> Line:
    number, column, text, raw = line.number, line.depth, line.text, line.raw
    compact = "".join(text.split())
    if len(compact) >= 3 and compact[0] in _RULE_CHARACTERS and compact == compact[0] * len(compact):
        return Line(number, Kind.RULE, column, text, raw)
    found = _HEADING.fullmatch(text) if column < 4 else None
    # A hash tag is no heading, and `#Day 1` is one.
    if found and (len(found[1]) > 1 or text[1:2].isspace() or _is_numbered_tag(text)):
        title = _CLOSING_HASHES.sub("", found[2])
        return Line(number, Kind.HEADING if title else Kind.TEXT, len(found[1]) if title else column, title, raw)
    if found := _BULLET.fullmatch(text):
        said = found[1].lstrip()
        said = _TASK.sub("", said, count=1) if said.startswith("[") else said
        heading = _HEADING.fullmatch(said) if said.lstrip("#")[:1].isspace() else None
        said = heading[2] if heading and heading[2] else said
        return Line(number, Kind.BULLET, column, said, raw)
    if text.startswith("|"):
        return Line(number, Kind.TABLE, column, text, raw)
    return Line(number, Kind.BOLD if inline.is_bold(text) else Kind.TEXT, column, text, raw)


def _is_numbered_tag(text: str) -> bool:
    return text[1:2].isalpha() and any(character.isdigit() for character in text[:40])


def _underlines(rule: Line, before: Sequence[Line]) -> bool:
    """Tell whether `rule` makes a heading of the line before it, rather than standing for itself.

    Only a paragraph of one line that reads as a title: people fence their outlines with dashes right below a sentence.
    """
    if not before or rule.text != rule.text[0] * len(rule.text) or rule.text[0] not in "=-":
        return False
    over = before[-1]
    if over.kind not in (Kind.TEXT, Kind.BOLD) or over.depth > 3 or len(over.text) > _LONGEST_SETEXT:
        return False
    if len(before) > 1 and before[-2].kind in (Kind.TEXT, Kind.BULLET, Kind.TABLE):
        return False
    return bool(over.text) and not is_sentence(over.text) and not over.text.endswith((":", "--"))


def _blocks(texts: Sequence[str], *, fences: bool) -> dict[int, Kind]:
    """Return the places of the lines in front matter, code fences and comments, whatever marks they bear."""
    kinds: dict[int, Kind] = dict.fromkeys(range(_front_matter(texts)), Kind.FRONT)
    place = len(kinds)
    hopeless: dict[str, int] = {}  # the shortest fence of each character that nothing further down closes
    comments_close = True
    while place < len(texts):
        text = texts[place]
        end = place
        if found := _FENCE.fullmatch(text):
            mark = found[1]
            if not fences:
                kinds[place] = Kind.RULE
            elif not (mark[0] == "`" and "`" in found[2]) and len(mark) < hopeless.get(mark[0], len(mark) + 1):
                end = _close_of_fence(texts, place, mark)
                if end == place:
                    hopeless[mark[0]] = len(mark)
                else:
                    kinds.update(dict.fromkeys(range(place, end + 1), Kind.CODE))
        elif comments_close and text.startswith("<!--"):
            end = next((n for n in range(place, len(texts)) if "-->" in texts[n]), -1)
            if end < 0:
                comments_close, end = False, place
            else:
                kinds.update(dict.fromkeys(range(place, end + 1), Kind.COMMENT))
        place = end + 1
    return kinds


def _close_of_fence(texts: Sequence[str], place: int, mark: str) -> int:
    for end in range(place + 1, len(texts)):
        text = texts[end]
        if text.startswith(mark) and text == mark[0] * len(text):
            return end
    return place


def _front_matter(texts: Sequence[str]) -> int:
    """Return how many lines of front matter the text begins with."""
    if not texts or texts[0] != "---":
        return 0
    for place, text in enumerate(texts[1:_LONGEST_FRONT_MATTER], 1):
        if text in ("---", "..."):
            return place + 1 if place > 1 else 0
        if not _SETTING.match(text) and (place == 1 or (text and not text.startswith("- "))):
            return 0
    return 0
