"""What the author adds to a day beyond its syllabus, always labelled so, and takes out again."""

from collections.abc import Collection

from tui.authoring import plain_text
from tui.authoring.planning import naming, split
from tui.authoring.planning.arrangement import BEYOND, arranged, free_name, free_slug, inserted
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.changing import (
    PlanRefused,
    addition_title,
    gaining,
    lesson_of,
    named,
    replaced,
    section_of,
)
from tui.authoring.planning.model import ADDITION, DayPlan, LessonPlan, SectionPlan

KIND = "addition"
"""The kind of a section that the author added; the prompt of that name says how one is written, if there is one."""


def add_addition(
    plan: DayPlan, lesson_id: str, title: str, reason: str, blueprint: Blueprint, taken: Collection[str] = ()
) -> DayPlan:
    """Add a section that no point asked for, after the last point or addition of a lesson.

    `taken` are identities under which something is kept that may be in no plan any more.

    Raises:
        PlanRefused: there is no such lesson, title or reason are empty, or the lesson has no room.
    """
    lesson = lesson_of(plan, lesson_id)
    titled = addition_title(title, f"an addition to {lesson_id}")
    section = SectionPlan(
        id=free_slug(titled.removeprefix(ADDITION), lesson, plan.lessons, taken),
        title=titled,
        kind=KIND,
        addition=_reason(reason, titled),
        target_words=blueprint.addition_words,
    )
    return replaced(plan, gaining(lesson, inserted(lesson.sections, [section]), blueprint))


def add_addition_lesson(
    plan: DayPlan,
    title: str,
    reason: str,
    blueprint: Blueprint,
    after: str | None = None,
    taken: Collection[str] = (),
) -> DayPlan:
    """Add a lesson that no point asked for, after another one or at the end of the day, with the whole blueprint.

    Raises:
        PlanRefused: there is no lesson `after`, or title or reason are empty.
    """
    place = len(plan.lessons) if after is None else lesson_of(plan, after).serial
    titled = addition_title(title, "a lesson beyond the syllabus")
    own = titled.removeprefix(ADDITION)
    reason = _reason(reason, titled)
    name = naming.lesson_id(plan.day, place + 1)
    lesson = LessonPlan(
        id=name,
        file=naming.lesson_file(plan.day, place + 1, own, [each.file for each in plan.lessons]),
        title=own,
        unit=BEYOND,
        addition=reason,
        kept_as=free_name(name, plan.lessons, taken),
        budget_tokens=blueprint.budget_tokens,
        sections=_sections(titled, reason, blueprint),
    )
    return arranged(plan, [*plan.lessons[:place], lesson, *plan.lessons[place:]])


def _sections(title: str, reason: str, blueprint: Blueprint) -> tuple[SectionPlan, ...]:
    """Return the blueprint's sections around an addition as long as a point, which a blueprint has room for."""
    before, after = split.frame(blueprint)
    slug = naming.section_id(title.removeprefix(ADDITION), [section.id for section in (*before, *after)])
    point = blueprint.point_kind
    for words in (point.target_words, point.least):
        section = SectionPlan(id=slug, title=title, kind=KIND, addition=reason, target_words=words)
        sections = split.fit((*before, section, *after), blueprint, blueprint.budget_tokens)
        if sections is not None:
            return sections
    raise AssertionError("a blueprint has room for one point")


def drop_addition(plan: DayPlan, lesson_id: str, section_id: str) -> DayPlan:
    """Take an addition out of a lesson; what was drafted of it is kept under its identity, which nothing new is given.

    Raises:
        PlanRefused: there is no such section, it is no addition, or nothing would be left of an added lesson.
    """
    lesson, section = section_of(plan, lesson_id, section_id)
    if section.points:
        raise PlanRefused(
            f"{named(plan, section.points[0])} is taught in {lesson_id}/{section_id}: it can be moved, not dropped."
        )
    if section.addition is None:
        raise PlanRefused(f"{lesson_id}/{section_id} is no addition: the blueprint asks for it in every lesson.")
    left = tuple(each for each in lesson.sections if each is not section)
    if not lesson.points and len(lesson.additions) == 1:
        raise PlanRefused(f"{lesson_id} holds nothing but the addition {section_id}: drop the whole lesson.")
    return replaced(plan, lesson.changed(sections=left))


def drop_addition_lesson(plan: DayPlan, lesson_id: str) -> DayPlan:
    """Take an added lesson out of the day; what was drafted of it is kept, as for `drop_addition`.

    Raises:
        PlanRefused: there is no such lesson, it teaches points, or it is the only one.
    """
    lesson = lesson_of(plan, lesson_id)
    if lesson.points:
        raise PlanRefused(f"{named(plan, lesson.points[0])} is taught in {lesson_id}: it can be moved, not dropped.")
    if len(plan.lessons) == 1:
        raise PlanRefused(f"{lesson_id} is the only lesson of the day: it cannot be dropped.")
    return arranged(plan, [each for each in plan.lessons if each is not lesson])


def _reason(reason: str, title: str) -> str:
    reason = plain_text.one_line(reason)
    if not reason:
        raise PlanRefused(f"“{title}” needs a reason: say what the day would lack without it.")
    return reason
