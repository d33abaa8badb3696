"""What an author changes in a day's plan. Each edit makes another plan, or refuses with a sentence that says why.

Every edit keeps each point in exactly one lesson, numbers the lessons without a gap, and leaves every section that
survives it the name under which its attempts are kept. Targets are touched only where a lesson gains a section for
which it has no room, since another target makes an accepted section stale.
"""

from tui.authoring.planning import naming
from tui.authoring.planning.additions import add_addition, add_addition_lesson, drop_addition, drop_addition_lesson
from tui.authoring.planning.arrangement import arranged, inserted, is_content, moved, parts_renumbered, retitled
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.changing import (
    PlanRefused,
    addition_title,
    gaining,
    lesson_of,
    named,
    replaced,
    section_of,
    title_of,
)
from tui.authoring.planning.dividing import merge_lessons, split_lesson
from tui.authoring.planning.model import ADDITION, DayPlan

__all__ = [
    "PlanRefused",
    "add_addition",
    "add_addition_lesson",
    "drop_addition",
    "drop_addition_lesson",
    "merge_lessons",
    "move_lesson",
    "move_point",
    "move_section",
    "rename",
    "rename_section",
    "split_lesson",
]

# Names


def rename(plan: DayPlan, lesson_id: str, title: str) -> DayPlan:
    """Give a lesson another title, and its file the name that follows from it.

    A part whose new title does not end like `(part 2)` is a lesson of its own from then on.

    Raises:
        PlanRefused: there is no such lesson, or the title is empty.
    """
    lesson = lesson_of(plan, lesson_id)
    title = title_of(title, lesson_id)
    part = naming.part_of(title) if lesson.part is not None else None
    return arranged(plan, retitled(plan.lessons, {lesson.kept_name: (title, part)}))


def rename_section(plan: DayPlan, lesson_id: str, section_id: str, title: str) -> DayPlan:
    """Give a section another title; its slug stays, and an addition stays labelled.

    Raises:
        PlanRefused: there is no such section, the title is empty, or it would label as an addition what is none.
    """
    lesson, section = section_of(plan, lesson_id, section_id)
    title = title_of(title, f"{lesson_id}/{section_id}")
    if section.addition is not None:
        title = addition_title(title, lesson_id)
    elif title.startswith(ADDITION.strip()):
        raise PlanRefused(f"{lesson_id}/{section_id} is no addition: its title cannot begin with “{ADDITION.strip()}”.")
    changed = section.changed(title=title)
    return replaced(plan, lesson.changed(sections=tuple(changed if s is section else s for s in lesson.sections)))


# Order


def move_lesson(plan: DayPlan, lesson_id: str, to_serial: int) -> DayPlan:
    """Move a lesson to another place in its day; parts of a topic are counted in the order they then stand.

    Raises:
        PlanRefused: there is no such lesson or place.
    """
    lesson = lesson_of(plan, lesson_id)
    if not 1 <= to_serial <= len(plan.lessons):
        raise PlanRefused(f"{lesson_id} cannot move to place {to_serial}: the day has places 1 to {len(plan.lessons)}.")
    lessons = [each for each in plan.lessons if each is not lesson]
    lessons.insert(to_serial - 1, lesson)
    if lesson.part is not None:
        lessons = parts_renumbered(lessons, lesson.unit, naming.without_part(lesson.title))
    return arranged(plan, lessons)


def move_section(plan: DayPlan, lesson_id: str, section_id: str, by: int) -> DayPlan:
    """Move the section of a point or an addition by so many places among those of its lesson.

    Raises:
        PlanRefused: there is no such section, it has its place by the blueprint, or there is no such place.
    """
    lesson, section = section_of(plan, lesson_id, section_id)
    content = [each for each in lesson.sections if is_content(each)]
    if not is_content(section):
        raise PlanRefused(f"{lesson_id}/{section_id} has its place by the blueprint: move points and additions.")
    place = content.index(section)
    if not 0 <= place + by < len(content):
        raise PlanRefused(
            f"{lesson_id}/{section_id} cannot move {'up' if by < 0 else 'down'} by {abs(by)}: "
            f"it is number {place + 1} of {len(content)} points and additions."
        )
    content.insert(place + by, content.pop(place))
    ordered = iter(content)
    return replaced(
        plan, lesson.changed(sections=tuple(next(ordered) if is_content(s) else s for s in lesson.sections))
    )


def move_point(
    plan: DayPlan, address: str, to_lesson_id: str, blueprint: Blueprint, before: str | None = None
) -> DayPlan:
    """Move a point, with its section, to another lesson: before the section `before`, or after its points.

    The last point cannot leave its lesson: what else is in the lesson would be lost unseen. To merge the two lessons
    does the same, and says what happens to it.

    Raises:
        PlanRefused: there is no such point, lesson or section; the lesson that it leaves would teach nothing; the other
            is an addition or has no room; or the section teaches other points too.
    """
    source, target = plan.lesson_of(address), lesson_of(plan, to_lesson_id)
    point = named(plan, address)
    if source is None:
        raise PlanRefused(f"{point} is taught in no lesson of day {plan.day}.")
    section = next(each for each in source.sections if address in each.points)
    if others := [each for each in section.points if each != address]:
        raise PlanRefused(
            f"{point} shares the section {source.id}/{section.id} with {', '.join(others)}: "
            f"give it a section of its own in plan.yaml first."
        )
    if target.addition is not None and not target.points:
        raise PlanRefused(f"{point} cannot be taught in {to_lesson_id}, which is an addition.")
    if before is not None and not is_content(section_of(plan, to_lesson_id, before)[1]):
        raise PlanRefused(f"{point} cannot stand before {to_lesson_id}/{before}, which has its place by the blueprint.")
    left = tuple(each for each in source.sections if each is not section)
    if source is target:
        if before == section.id:
            return plan
        return replaced(plan, source.changed(sections=inserted(left, [section], before)))
    if not any(each.points for each in left):
        raise PlanRefused(
            f"{point} is the last of {source.id}, which would teach nothing without it: "
            f"merge the lesson with the one after it, or move another point there first."
        )
    gained = gaining(target, inserted(target.sections, [moved(section, source, target)], before), blueprint)
    return replaced(plan, source.changed(sections=left), gained)
