"""What all edits of a plan stand on: they find their lesson, replace it, keep its budget, or refuse."""

from collections.abc import Sequence

from tui.authoring import plain_text
from tui.authoring.errors import AuthoringError
from tui.authoring.planning import budget, split
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.model import ADDITION, DayPlan, LessonPlan, SectionPlan


class PlanRefused(AuthoringError):
    """An edit that would break the plan; nothing changed."""


def lesson_of(plan: DayPlan, lesson_id: str) -> LessonPlan:
    """Return the lesson. Raises PlanRefused where there is none such."""
    lesson = plan.lesson(lesson_id)
    if lesson is None:
        raise PlanRefused(f"There is no lesson {lesson_id}; the last one of the day is {plan.lessons[-1].id}.")
    return lesson


def section_of(plan: DayPlan, lesson_id: str, section_id: str) -> tuple[LessonPlan, SectionPlan]:
    """Return lesson and section. Raises PlanRefused where there are none such."""
    lesson = lesson_of(plan, lesson_id)
    section = lesson.section(section_id)
    if section is None:
        known = ", ".join(each.id for each in lesson.sections)
        raise PlanRefused(f"{lesson_id} has no section {section_id}; its sections are: {known}.")
    return lesson, section


def named(plan: DayPlan, address: str) -> str:
    """Return a point as a sentence begins with it: its address, and its text where the plan knows it."""
    text = plan.points.get(address)
    return f"Point {address}" if text is None else f"Point {address} ({plain_text.one_line(text)})"


def title_of(title: str, what: str) -> str:
    """Return the title as one clean line. Raises PlanRefused where nothing is left of it."""
    title = plain_text.one_line(title)
    if not title:
        raise PlanRefused(f"The title of {what} is empty: say what it teaches.")
    return title


def addition_title(title: str, what: str) -> str:
    """Return the title labelled as an addition's. Raises PlanRefused where it says nothing else."""
    return ADDITION + title_of(plain_text.one_line(title).removeprefix(ADDITION.strip()), what)


def replaced(plan: DayPlan, *lessons: LessonPlan) -> DayPlan:
    """Return the plan with these lessons instead of those of the same names."""
    changed = {lesson.id: lesson for lesson in lessons}
    return plan.changed(lessons=tuple(changed.get(each.id, each) for each in plan.lessons))


def gaining(
    lesson: LessonPlan, sections: Sequence[SectionPlan], blueprint: Blueprint, *, over: bool = False
) -> LessonPlan:
    """Return the lesson with more sections: all targets are lowered evenly where they would not fit its budget.

    A lesson that was planned over its budget by hand (`over`, where another one is joined to it) stays the author's.

    Raises:
        PlanRefused: it would be over its budget even so; the message says by how much, and what to do.
    """
    gained = lesson.changed(sections=tuple(sections))
    if over or is_over(lesson) or not is_over(gained):
        return gained
    fitted = split.fit(sections, blueprint, lesson.budget_tokens)
    if fitted is None:
        least = budget.tokens(words for _, words in split.wanted(sections, blueprint))
        raise PlanRefused(
            f"{lesson.id} would take about {least:,} tokens with sections as short as they may be, more than its "
            f"budget of {lesson.budget_tokens:,}: split it first, or leave something out."
        )
    return gained.changed(sections=fitted)


def is_over(lesson: LessonPlan) -> bool:
    """Say whether the lesson is planned over its budget."""
    return budget.planned_tokens(lesson) > lesson.budget_tokens
