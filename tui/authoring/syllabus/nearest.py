"""Why an outline is refused: the nearest thing to a day that was found, and what is expected."""

import re
from collections.abc import Sequence

from tui.authoring.syllabus import day_words, inline
from tui.authoring.syllabus.days import day_title, week_title
from tui.authoring.syllabus.findings import quoted
from tui.authoring.syllabus.lines import Kind, Line

EXPECTED = "A day is expected as a line of its own, like `### Day 1: Title`"

_OTHER_PART = re.compile(rf"\W*(?:{day_words.OTHER_PARTS})s?\b.{{0,4}}\d", re.IGNORECASE)
_DAY_WORD = re.compile(rf"(?<!\w)(?:{day_words.DAY})(?!\w)", re.IGNORECASE)
_LOOKED_AT = 200


def refusal(lines: Sequence[Line], name: str) -> str:
    """Return the sentence that refuses an outline without days."""
    line = max((each for each in lines if each.kind is not Kind.BLANK), key=_nearness, default=None)
    if line is None:
        return f"{name} is empty. {EXPECTED}."
    return f"{name} has no day in it. Nearest is line {line.number}: {quoted(line.raw) or line.number}. {EXPECTED}."


def _nearness(line: Line) -> int:
    """Return how much a line is like a day's title; of two alike the first counts."""
    title = inline.title_text(line.text[:_LOOKED_AT])
    heading = 1 if line.kind in (Kind.HEADING, Kind.BOLD) else 0
    if day_title(title):
        return 12 + heading
    if week_title(title):
        return 8 + heading
    if _OTHER_PART.match(title):
        return 6 + heading
    if _DAY_WORD.search(title) and len(line.text) < _LOOKED_AT:
        return 10 + heading if heading else 4
    if heading:
        return 3 if any(character.isdigit() for character in title) else 2
    return 1 if line.kind in (Kind.BULLET, Kind.TEXT) else 0
