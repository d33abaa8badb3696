"""What was suggested for a course, as the course stands: what waits, what would be new, which number a day gets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tui.authoring.course import Course
from tui.authoring.drafting import likeness
from tui.authoring.drafting.proposal import KnownLesson, Proposal, ProposalKind
from tui.authoring.errors import InputError
from tui.authoring.planning.model import DayPlan, LessonPlan
from tui.authoring.review import suggestions
from tui.authoring.review.suggestions import COURSE, Suggestion, SuggestionVerdict
from tui.authoring.syllabus import gaps
from tui.authoring.syllabus.model import Day, topics_of


def listed(course: Course, verdict: SuggestionVerdict | None = SuggestionVerdict.OPEN) -> tuple[Suggestion, ...]:
    """Return the suggestions with that verdict, or all, oldest first; `lesson` is the name that it has now."""
    every = suggestions.every(course.store)
    return tuple(seen(course, each) for each in every if verdict is None or each.verdict is verdict)


def seen(course: Course, suggestion: Suggestion) -> Suggestion:
    """Return the suggestion with the name that its lesson has now, where the plan still has it."""
    if suggestion.lesson is None:
        return suggestion
    try:
        lesson = lesson_of(course.plan(suggestion.day), suggestion)
    except InputError:  # a broken plan is told where it is used
        lesson = None
    return suggestion if lesson is None else replace(suggestion, lesson=lesson.id)


def lesson_of(plan: DayPlan, suggestion: Suggestion) -> LessonPlan | None:
    """Return the lesson for which a section was suggested, whatever its serial is now, or None where it has gone."""
    return next((lesson for lesson in plan.lessons if lesson.kept_name == suggestion.lesson), None)


class LessonsByDay(Mapping[int, Sequence[KnownLesson]]):
    """The lessons of each day whose plan can be read; a day is looked at when it is asked for."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._days = {day.day for day in course.syllabus.days()}

    def __getitem__(self, day: int) -> Sequence[KnownLesson]:
        if day not in self._days:
            raise KeyError(day)
        try:
            lessons = self._course.plan(day).lessons
        except InputError as error:
            raise KeyError(day) from error
        return [KnownLesson(each.id, each.title, each.kept_name) for each in lessons]

    def __iter__(self) -> Iterator[int]:
        return iter(self._days)

    def __len__(self) -> int:
        return len(self._days)


def new(course: Course, proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """Yield what nobody offered before, whatever the author said to it, and what nothing teaches yet."""
    known = _Known(course)
    for proposal in proposals:
        if not known.has(proposal):
            known.add(proposal)
            yield proposal


class _Known:
    """What was suggested, and what day and course teach already."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._offered: list[tuple[int, str]] = []
        for each in suggestions.every(course.store):
            self._offered.append((COURSE if each.kind is ProposalKind.DAY else each.day, each.title))

    def add(self, proposal: Proposal) -> None:
        """Know the proposal from now on."""
        self._offered.append((_scope(proposal), proposal.title))

    def has(self, proposal: Proposal) -> bool:
        """Say whether it was offered before, or would add nothing."""
        scope = _scope(proposal)
        offered = [title for place, title in self._offered if place == scope]
        titles = [day.title for day in self._course.syllabus.days()] if scope == COURSE else self._titles(scope)
        if any(likeness.alike(title, proposal.title) for title in (*offered, *titles)):
            return True
        return scope != COURSE and any(likeness.says(text, proposal.title) for text in _taught(self._course.day(scope)))

    def _titles(self, day: int) -> Iterator[str]:
        for lesson in self._course.plan(day).lessons:
            yield lesson.title
            yield from (section.title for section in lesson.additions)


def _scope(proposal: Proposal) -> int:
    return COURSE if proposal.kind is ProposalKind.DAY else proposal.day


def _taught(day: Day) -> Iterator[str]:
    for placed in topics_of(day):
        for point in placed.topic.points:
            yield f"{placed.topic.title}: {point.text} {' '.join(point.details)}"


def numbered(course: Course, proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return the proposals, days more with the numbers they would get: those that are missing first."""
    free = free_numbers(course)
    return [replace(each, day=next(free)) if each.kind is ProposalKind.DAY else each for each in proposals]


def free_numbers(course: Course) -> Iterator[int]:
    """Yield the numbers that a day more may get: those that are missing, then those after the last."""
    syllabus = course.syllabus
    used = {day.day for day in syllabus.days()}
    used |= {each.day for each in listed(course) if each.kind is ProposalKind.DAY}
    missing = gaps.missing_days(gaps.gaps(syllabus))
    yield from (number for number in missing if number not in used)
    number = max((*used, *missing))
    while True:
        number += 1
        yield number
