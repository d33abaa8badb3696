"""How the H2s of a lesson fit its plan: which stand twice, and which are a planned section under another title."""

import re
import unicodedata
from collections.abc import Iterator

from tui.authoring.checks.lesson_text import Heading, LessonText
from tui.authoring.planning.model import ADDITION, LessonPlan, SectionPlan
from tui.authoring.review import lesson_document

_NUMBER = re.compile(r"^\s*(?:(?:section|part)\s+)?(?:\d+\.)*\d+[.):]?\s+", re.IGNORECASE)


def missing(text: LessonText, lesson: LessonPlan) -> tuple[SectionPlan, ...]:
    """Return the planned sections of which the text has no heading."""
    there = {part.plan.id for part in text.parts if part.plan is not None}
    return tuple(section for section in lesson.sections if section.id not in there)


def doubled(text: LessonText, lesson: LessonPlan) -> dict[int, Heading]:
    """Return the headings that have the title of a section which stands elsewhere, by their lines."""
    titles = {lesson_document.heading_text(section.title) for section in lesson.sections}
    return {heading.line: heading for heading in _unplanned(text) if heading.text in titles}


def retitled(text: LessonText, lesson: LessonPlan) -> dict[int, SectionPlan]:
    """Return the missing sections whose heading stands there but for case, marks, a number or the label of additions.

    They are named by the lines of those headings.
    """
    waiting: dict[str, list[SectionPlan]] = {}
    for section in missing(text, lesson):
        for key in {_key(section.title), _key(section.title.removeprefix(ADDITION))}:
            waiting.setdefault(key, []).append(section)
    found: dict[int, SectionPlan] = {}
    for heading in _unplanned(text) if waiting else ():
        for key in (_key(heading.text), _key(_NUMBER.sub("", heading.text))):
            meant = next((each for each in waiting.get(key, ()) if each not in found.values()), None)
            if meant is not None:
                found[heading.line] = meant
                break
    return found


def _unplanned(text: LessonText) -> Iterator[Heading]:
    return (part.heading for part in text.parts if part.heading is not None and part.plan is None)


def _key(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(character for character in folded if character.isalnum()) or folded.strip()
