"""Which lines of the lists are shown: all of them, or those in a certain state."""

from collections.abc import Iterable
from dataclasses import dataclass

from tui.authoring.shown import DayView, LessonState, LessonView, SectionState, SectionView
from tui.widgets.state_label import counted


@dataclass(frozen=True)
class StateFilter:
    """Takes sections in some states, or whole lessons in some; `key` is the letter that chooses it."""

    name: str
    key: str
    glyph: str
    sections: frozenset[SectionState] = frozenset()
    lessons: frozenset[LessonState] = frozenset()

    @property
    def takes_all(self) -> bool:
        """Whether it hides nothing."""
        return not self.sections and not self.lessons

    def takes_section(self, section: SectionView) -> bool:
        """Whether a section is in one of the states."""
        return self.takes_all or section.state in self.sections

    def takes_lesson(self, lesson: LessonView) -> bool:
        """Whether a lesson is in one of the states, or one of its sections."""
        return self.takes_all or lesson.state in self.lessons or any(map(self.takes_section, lesson.sections))

    def takes_day(self, day: DayView) -> bool:
        """Whether a day has a lesson that is taken."""
        return self.takes_all or any(map(self.takes_lesson, day.lessons))

    def sections_of(self, lesson: LessonView) -> list[SectionView]:
        """Return the sections of a lesson that are shown: all where the lesson itself is in one of the states."""
        if lesson.state in self.lessons:
            return list(lesson.sections)
        return [section for section in lesson.sections if self.takes_section(section)]

    def first_of(self, day: DayView) -> str | None:
        """Return the first section of a day that is taken, or the first lesson where it takes whole lessons."""
        for lesson in day.lessons:
            if lesson.state in self.lessons:
                return lesson.plan.id
            if section := next(filter(self.takes_section, lesson.sections), None):
                return section.key
        return None

    def counted(self, days: Iterable[DayView]) -> str:
        """Return how many sections or lessons of these days are taken, in words."""
        lessons = [lesson for day in days for lesson in day.lessons]
        if self.lessons:
            return counted(sum(lesson.state in self.lessons for lesson in lessons), "lesson")
        return counted(sum(len(self.sections_of(lesson)) for lesson in lessons), "section")


def _of_sections(name: str, key: str, *states: SectionState) -> StateFilter:
    return StateFilter(name, key, states[0].glyph, sections=frozenset(states))


def _of_lessons(name: str, key: str, *states: LessonState) -> StateFilter:
    return StateFilter(name, key, states[0].glyph, lessons=frozenset(states))


ALL = StateFilter("all", "a", " ")
FILTERS = (
    ALL,
    _of_sections("needs review", "r", SectionState.PROPOSED, SectionState.STALE, SectionState.FAILED),
    _of_sections("stale", "s", SectionState.STALE),
    _of_sections("failed", "f", SectionState.FAILED),
    _of_sections("planned", "p", SectionState.PLANNED),
    _of_sections("drafting", "d", SectionState.DRAFTING),
    _of_sections("accepted", "c", SectionState.ACCEPTED),
    _of_lessons("to be approved", "t", LessonState.ACCEPTED),
    _of_lessons(
        "edited outside", "e", LessonState.EDITED, LessonState.BEHIND, LessonState.MISSING, LessonState.UNMERGED
    ),
    _of_lessons("approved", "v", LessonState.APPROVED),
)
"""What may be chosen, in the order it is offered."""
