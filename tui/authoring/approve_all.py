"""All lessons of a day, or of the course, that may be approved now, and what stands in the way of the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.authoring.checks.finding import Severity
from tui.authoring.course import Course
from tui.authoring.course_checks import CourseChecks
from tui.authoring.course_views import LessonView
from tui.authoring.errors import AuthoringError
from tui.authoring.review.states import LessonState, SectionState


@dataclass(frozen=True)
class MayApprove:
    """A lesson whose every section is accepted and in which the checks find no error; `words` are those of its text."""

    lesson: str
    title: str
    words: int


@dataclass(frozen=True)
class InTheWay:
    """A lesson that cannot be approved with the others, and why."""

    lesson: str
    title: str
    why: str


@dataclass(frozen=True)
class Approvable:
    """What an approval of all would approve, in the order of the course, and what it would leave."""

    ready: tuple[MayApprove, ...]
    in_the_way: tuple[InTheWay, ...]


def look(course: Course, checks: CourseChecks, days: Sequence[int]) -> Approvable:
    """Look at the lessons of these days; what nobody has begun, and what is approved, is passed over.

    Takes a while, so a screen asks for it in a thread.

    Raises:
        AuthoringError: the syllabus has no such day, or the blueprint or glossary is broken.
    """
    ready: list[MayApprove] = []
    in_the_way: list[InTheWay] = []
    for day in course.day_views(days):
        if day.problem:
            in_the_way.append(InTheWay(f"day{day.day.day:02d}", day.day.title, day.problem))
        for view in day.lessons:
            if view.state in (LessonState.APPROVED, LessonState.PLANNED):
                continue
            why = _why_not(view) or _error(course, checks, view)
            if why is None:
                ready.append(MayApprove(view.plan.id, view.plan.title, view.words))
            else:
                in_the_way.append(InTheWay(view.plan.id, view.plan.title, why))
    return Approvable(tuple(ready), tuple(in_the_way))


def _why_not(view: LessonView) -> str | None:
    if view.state is LessonState.ACCEPTED:
        return None
    if view.state in (LessonState.EDITED, LessonState.BEHIND, LessonState.MISSING):
        return f"its file is {view.state.word}"
    waiting = [section for section in view.sections if section.state is not SectionState.ACCEPTED]
    if not waiting:
        return f"it is {view.state.word}"
    others = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
    return f"{waiting[0].own_title} is {waiting[0].state.word}{others}"


def _error(course: Course, checks: CourseChecks, view: LessonView) -> str | None:
    try:
        text = course.lesson_text(view.plan, course.accepted_bodies(view.plan))
        errors = [each for each in checks.lesson_in_course(view.plan, text) if each.severity is Severity.ERROR]
    except AuthoringError as error:
        return str(error)
    if not errors:
        return None
    others = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{errors[0].rule}: {errors[0].message}{others}"
