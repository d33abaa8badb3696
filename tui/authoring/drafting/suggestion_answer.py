"""What a model's answer suggests, read so tolerantly that nothing in it can do harm."""

import re
from collections.abc import Iterable, Mapping, Sequence

from tui.authoring.drafting import day_outline, likeness
from tui.authoring.drafting.day_outline import tidy
from tui.authoring.drafting.proposal import KnownLesson, Proposal, ProposalKind
from tui.authoring.drafting.suggestion_blocks import Block, blocks, lines_of

_LONGEST_TITLE = 120
_LONGEST_REASON = 500
_LESSON = re.compile(r"day\s*_?0*(?P<day>\d{1,4})[\s_/.-]*(?:lesson)?[\s_]*0*(?P<serial>\d{1,4})", re.IGNORECASE)
_NUMBER = re.compile(r"(?:lesson|number|no\.?|#)?\s*0*(\d{1,4})\.?", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)0*(?P<day>\d{1,4})(?!\d)")


def of_day(answer: str, day: int, lessons: Sequence[KnownLesson], *, whole: bool = True) -> tuple[Proposal, ...]:
    """Return what the answer suggests for a day with these lessons, each a section of one of them or a lesson more.

    A section of a lesson that there is not becomes a lesson. Of an answer that is not `whole` the last is left out.
    """
    found = (_in_day(block, day, lessons) for block in _whole(answer, whole=whole))
    return tuple(each for each in found if each is not None)


def of_course(answer: str, lessons: Mapping[int, Sequence[KnownLesson]], *, whole: bool = True) -> tuple[Proposal, ...]:
    """Return what the answer suggests for a course with these lessons by day: days more, lessons and sections.

    A day more has the number 0: it is numbered when it is known which of them are new. One without a single point is
    left out, and so is a lesson of a day that there is not.
    """
    found = (_in_course(block, lessons) for block in _whole(answer, whole=whole))
    return tuple(each for each in found if each is not None)


def _whole(answer: str, *, whole: bool) -> Iterable[Block]:
    found = blocks(answer)
    return found if whole else found[:-1]


def _in_course(block: Block, lessons: Mapping[int, Sequence[KnownLesson]]) -> Proposal | None:
    said = _said(block)
    if said is None:
        return None
    title, reason = said
    named = _LESSON.search(block.values.get("lesson", ""))
    number = _DAY.search(block.values.get("day", ""))
    if block.kind == "day" or (block.kind is None and named is None and number is None):
        units = day_outline.read(lines_of(block), title)
        outline = day_outline.render(units)
        return Proposal(ProposalKind.DAY, 0, None, title, reason, outline) if units else None
    # The number that a day's title bears is its own; a lesson says to which day it belongs.
    day = int(named["day"]) if named else int(number["day"]) if number else 0
    return _in_day(block, day, lessons[day]) if day in lessons else None


def _in_day(block: Block, day: int, lessons: Sequence[KnownLesson]) -> Proposal | None:
    said = _said(block)
    if said is None:
        return None
    title, reason = said
    outline = "\n".join(f"- {each}" for each in day_outline.bullets(lines_of(block)))
    place = block.values.get("lesson") or block.values.get("kind", "")
    lesson = _named(place, day, lessons) if block.kind in ("section", None) else None
    if lesson is None:
        return Proposal(ProposalKind.LESSON, day, None, title, reason, outline)
    return Proposal(ProposalKind.SECTION, day, lesson.kept, title, reason, outline)


def _said(block: Block) -> tuple[str, str] | None:
    """Return title and reason, or None where one of them is missing."""
    title = tidy(block.values.get("title", ""), _LONGEST_TITLE).rstrip(".")
    reason = tidy(block.values.get("reason", ""), _LONGEST_REASON)
    return (title, reason) if title and reason else None


def _named(said: str, day: int, lessons: Sequence[KnownLesson]) -> KnownLesson | None:
    """Return the lesson that is meant: by its name, by its number in the day, or by its title."""
    match = _LESSON.search(said)
    if match is not None:
        wanted = (int(match["day"]), int(match["serial"]))
        return next((each for each in lessons if _numbers(each.id) == wanted), None)
    number = _NUMBER.fullmatch(said.strip())
    if number is not None:
        return next((each for each in lessons if _numbers(each.id) == (day, int(number[1]))), None)
    title = tidy(said)
    return next((each for each in lessons if title and likeness.alike(each.title, title)), None)


def _numbers(lesson_id: str) -> tuple[int, int]:
    day, _, serial = lesson_id.partition("_")
    return int(day.removeprefix("day")), int(serial)
