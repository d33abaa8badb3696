"""Taking and declining: what was suggested enters a plan or the syllabus, with its reason, or is remembered."""

from dataclasses import dataclass, replace

from tui.authoring import course_suggestions, plan_days
from tui.authoring.course import Course
from tui.authoring.drafting import day_outline
from tui.authoring.drafting.proposal import ProposalKind
from tui.authoring.errors import AuthoringError
from tui.authoring.planning import edits
from tui.authoring.planning.model import ADDITION, DayPlan
from tui.authoring.review import suggestions
from tui.authoring.review.suggestions import Suggestion, SuggestionVerdict
from tui.authoring.syllabus import insert_day
from tui.authoring.syllabus.model import Day


class SuggestionRefused(AuthoringError):
    """The suggestion cannot be taken or declined; nothing changed."""


@dataclass(frozen=True)
class Taken:
    """What came of a suggestion that the author took.

    `target` is where it is now: a section (`day01_003/norms`), a lesson (`day01_009`) or a day (`34`); `plan` is the
    day's plan, None where a day was added to the syllabus, which is still to be planned.
    """

    suggestion: Suggestion
    target: str
    plan: DayPlan | None


def accept(course: Course, number: int) -> Taken:
    """Take a suggestion, even one that was declined: it enters the day's plan or the syllabus, with its reason.

    Raises:
        InputError: there is no such suggestion, or the day's plan or the syllabus is broken.
        SuggestionRefused: it was taken before, or its lesson has left the plan.
        AuthoringError: it finds no room, or the file cannot be written. In every case nothing changed.
    """
    suggestion = suggestions.get(course.store, number)
    if suggestion.verdict is SuggestionVerdict.ACCEPTED:
        raise SuggestionRefused(f"Suggestion {number} was taken before: it is in the plan, or was dropped there.")
    taken = _add_day(course, suggestion) if suggestion.kind is ProposalKind.DAY else _add(course, suggestion)
    decided = suggestions.decide(course.store, number, SuggestionVerdict.ACCEPTED)
    return replace(taken, suggestion=course_suggestions.seen(course, decided))


def reject(course: Course, number: int) -> Suggestion:
    """Decline a suggestion: it is remembered, and not offered again.

    Raises:
        InputError: there is no such suggestion.
        SuggestionRefused: it was taken before.
    """
    if suggestions.get(course.store, number).verdict is SuggestionVerdict.ACCEPTED:
        raise SuggestionRefused(f"Suggestion {number} was taken: to undo that, drop it from the plan.")
    return course_suggestions.seen(course, suggestions.decide(course.store, number, SuggestionVerdict.REJECTED))


def _add(course: Course, suggestion: Suggestion) -> Taken:
    taken = course.taken(suggestion.day)

    def added(plan: DayPlan) -> DayPlan:
        if _place(plan, suggestion) is not None:
            return plan  # it was added, and the program died before it could say so
        title, reason = suggestion.title, _reason(suggestion)
        if suggestion.kind is ProposalKind.LESSON:
            return edits.add_addition_lesson(plan, title, reason, course.blueprint, taken=taken)
        lesson = course_suggestions.lesson_of(plan, suggestion)
        if lesson is None:
            raise SuggestionRefused(
                f"The lesson for which suggestion {suggestion.number} was made has left the plan of day {plan.day}: "
                "decline the suggestion, or add the section by hand."
            )
        return edits.add_addition(plan, lesson.id, title, reason, course.blueprint, taken=taken)

    plan = plan_days.change(course, suggestion.day, added)
    target = _place(plan, suggestion)
    assert target is not None, "what was added is in the plan"
    return Taken(suggestion, target, plan)


def _place(plan: DayPlan, suggestion: Suggestion) -> str | None:
    """Return where the plan has what was suggested, or None."""
    for lesson in plan.lessons:
        if suggestion.kind is ProposalKind.LESSON:
            if lesson.addition is not None and lesson.title == suggestion.title and not lesson.points:
                return lesson.id
        elif lesson.kept_name == suggestion.lesson:
            return next(
                (f"{lesson.id}/{s.id}" for s in lesson.additions if s.title == ADDITION + suggestion.title), None
            )
    return None


def _reason(suggestion: Suggestion) -> str:
    """Return what the plan says of an addition, and its writer is told: why, and what it is to teach."""
    teaches = [line.removeprefix("- ") for line in suggestion.outline.split("\n") if line]
    if not teaches:
        return suggestion.reason
    return f"{suggestion.reason.rstrip('.')}. It teaches: {'; '.join(teaches)}"


def _add_day(course: Course, suggestion: Suggestion) -> Taken:
    syllabus = course.syllabus
    stands = next((d for d in syllabus.days() if (d.title, d.addition) == (suggestion.title, suggestion.reason)), None)
    if stands is not None:
        return Taken(suggestion, str(stands.day), None)
    number = suggestion.day if syllabus.day(suggestion.day) is None else next(course_suggestions.free_numbers(course))
    units = day_outline.read(suggestion.outline.split("\n"), suggestion.title)
    day = Day(day=number, title=suggestion.title, addition=suggestion.reason, units=units)
    insert_day.insert_day(course.workspace.syllabus, day)
    return Taken(suggestion, str(number), None)
