"""Which section teaches each point of the syllabus, how far it has come, and the passage that is the evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.authoring.course import Course
from tui.authoring.course_views import LessonView
from tui.authoring.review.states import LessonState
from tui.authoring.syllabus.model import topics_of

if TYPE_CHECKING:
    from tui.authoring.checks.coverage import CoverageSettings, Evidence
    from tui.authoring.course_checks import CourseChecks

_TAUGHT = ("covered", "confirmed", "judged")


@dataclass(frozen=True)
class PointCovered:
    """One point: the section that teaches it (`day01_001/…`), that section's state, and the evidence in its text.

    `state` is a word of the sections' states, or `approved` once the lesson is. `evidence` is None where nothing is
    written.
    """

    address: str
    text: str
    lesson: str | None
    section: str | None
    state: str
    evidence: "Evidence | None"

    @property
    def covered(self) -> bool:
        """Whether a passage was found that teaches the point."""
        return self.evidence is not None and self.evidence.verdict in _TAUGHT


def of_day(course: Course, checks: "CourseChecks", day: int) -> Iterator[PointCovered]:
    """Yield every point of the day in the order of the syllabus.

    Raises:
        InputError: there is no such day.
    """
    from tui.authoring.checks import coverage

    of_syllabus, view = course.day(day), course.day_view(day)
    settings = next((settings for rule, _, settings in checks.rules if rule.id == coverage.RULE.id), None)
    settings = settings if isinstance(settings, coverage.RULE.settings) else coverage.RULE.settings()
    found: dict[str, PointCovered] = {}
    for lesson in view.lessons:
        evidence = _evidence(course, checks, lesson, settings)
        for section in lesson.sections:
            state = "approved" if lesson.state is LessonState.APPROVED else section.state.word
            for address in section.plan.points:
                found[address] = PointCovered(
                    address, "", lesson.plan.id, section.key, state, evidence.get(address) if section.words else None
                )
    for topic in topics_of(of_syllabus):
        for placed in topic.points():
            known = found.get(placed.address, PointCovered(placed.address, "", None, None, "planned", None))
            yield PointCovered(
                placed.address, placed.point.text, known.lesson, known.section, known.state, known.evidence
            )


def _evidence(
    course: Course, checks: "CourseChecks", lesson: LessonView, settings: "CoverageSettings"
) -> "dict[str, Evidence]":
    from tui.authoring.checks import coverage

    text = course.lesson_as_it_stands(lesson.plan) if lesson.words else ""
    if not text:
        return {}
    return {each.address: each for each in coverage.of_lesson(checks.subject(lesson.plan, text), settings)}
