"""What a model proposes to add to a course: a section, a lesson or a day that no point of the syllabus asked for."""

from dataclasses import dataclass
from enum import StrEnum


class ProposalKind(StrEnum):
    """What would be added: a section to a lesson, a lesson to a day, or a day to the syllabus."""

    SECTION = "section"
    LESSON = "lesson"
    DAY = "day"


@dataclass(frozen=True)
class Proposal:
    """One addition as it was proposed, its texts on one line each.

    `day` is the day it concerns, for a day more the number that it would get. `lesson` names the lesson of a section,
    for all else it is None. `outline` is Markdown: of a day its units, topics and points (see `day_outline`), of the
    others what they teach, as bullets, or "".
    """

    kind: ProposalKind
    day: int
    lesson: str | None
    title: str
    reason: str
    outline: str = ""


@dataclass(frozen=True)
class KnownLesson:
    """A lesson that a proposal may name, by its prefix `id` or its title; `kept` is the name it is kept under."""

    id: str
    title: str
    kept: str
