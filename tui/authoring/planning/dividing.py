"""One lesson becomes two, or two become one."""

from collections.abc import Collection

from tui.authoring.planning import budget, naming, split
from tui.authoring.planning.arrangement import (
    arranged,
    free_name,
    inserted,
    is_content,
    moved,
    parts_renumbered,
    retitled,
)
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.changing import PlanRefused, gaining, is_over, lesson_of, section_of
from tui.authoring.planning.model import DayPlan, LessonPlan, SectionPlan


def split_lesson(
    plan: DayPlan, lesson_id: str, before_section_id: str, blueprint: Blueprint, taken: Collection[str] = ()
) -> DayPlan:
    """Split a lesson before one of its points or additions; the second lesson has the whole blueprint.

    The first keeps its sections as they are, the second those that move to it; both are named as parts. `taken` are
    identities under which something is kept that may be in no plan any more.

    Raises:
        PlanRefused: there is no such section, the first lesson would teach nothing, or the second is over its budget.
    """
    lesson, section = section_of(plan, lesson_id, before_section_id)
    content = [each for each in lesson.sections if is_content(each)]
    if not is_content(section):
        raise PlanRefused(f"{lesson_id} is split before a point or an addition, not before {before_section_id}.")
    staying, going = content[: content.index(section)], content[content.index(section) :]
    if not staying:
        raise PlanRefused(f"{lesson_id} would keep nothing before {before_section_id}: split it further down.")
    if lesson.points:
        for name, half in (("first", staying), ("second", going)):
            if not any(each.points for each in half):
                raise PlanRefused(f"The {name} part of {lesson_id} would teach no point: split it elsewhere.")
    topic = naming.without_part(lesson.title)
    first = lesson.changed(part=lesson.part or 1, sections=tuple(s for s in lesson.sections if s not in going))
    name = naming.lesson_id(plan.day, lesson.serial + 1)
    second = LessonPlan(
        id=name,
        file=name + lesson.file.removeprefix(lesson.id),
        title=lesson.title,
        unit=lesson.unit,
        part=1,
        addition=lesson.addition,
        kept_as=free_name(name, plan.lessons, taken),
        budget_tokens=max(lesson.budget_tokens, blueprint.budget_tokens),
        sections=_whole(lesson, going, blueprint),
    )
    second = _fitted(lesson, second, going, blueprint)
    lessons = [*plan.lessons[: lesson.serial - 1], first, second, *plan.lessons[lesson.serial :]]
    return arranged(plan, parts_renumbered(lessons, lesson.unit, topic))


def _whole(lesson: LessonPlan, content: list[SectionPlan], blueprint: Blueprint) -> tuple[SectionPlan, ...]:
    """Return the blueprint's sections around `content`, which keeps the identities that it has in `lesson`."""
    before, after = split.frame(blueprint, [section.id for section in content])
    return (*before, *(each.changed(kept_as=lesson.kept_key(each)) for each in content), *after)


def _fitted(whole: LessonPlan, second: LessonPlan, going: list[SectionPlan], blueprint: Blueprint) -> LessonPlan:
    """Return the second lesson with what the blueprint brings to it made to fit; what moved keeps its targets."""
    fixed = [section.id for section in going]
    sections = split.fit(second.sections, blueprint, second.budget_tokens, fixed)
    if sections is not None:
        return second.changed(sections=sections)
    if is_over(whole):
        return second
    least = budget.tokens(words for _, words in split.wanted(second.sections, blueprint, fixed))
    raise PlanRefused(
        f"The second part of {whole.id} would take about {least:,} tokens at least, more than its budget of "
        f"{second.budget_tokens:,}: split the lesson further down."
    )


def merge_lessons(
    plan: DayPlan,
    first_id: str,
    blueprint: Blueprint,
    drafted: Collection[str] = (),
    *,
    drop_drafted: bool = False,
) -> DayPlan:
    """Join a lesson with the one after it: the first keeps all its sections and gains the points and additions.

    What the blueprint brought to the second leaves the plan. `drafted` are identities that hold text; with
    `drop_drafted` their sections may leave it too, and their attempts are kept.

    Raises:
        PlanRefused: there is no such lesson or none after it, the two do not fit one budget, or something drafted would
            leave the plan.
    """
    first = lesson_of(plan, first_id)
    if first.serial == len(plan.lessons):
        raise PlanRefused(f"{first_id} is the last lesson of the day: no lesson follows with which it could be merged.")
    second = plan.lessons[first.serial]
    content = [each for each in second.sections if is_content(each)]
    lost = [each.id for each in second.sections if not is_content(each) and second.kept_key(each) in drafted]
    if lost and not drop_drafted:
        raise PlanRefused(
            f"{first_id} and {second.id} cannot be merged: {', '.join(lost)} of {second.id} "
            f"{'is' if len(lost) == 1 else 'are'} drafted and would leave the plan."
        )
    joined = first.changed(budget_tokens=max(first.budget_tokens, second.budget_tokens))
    for section in content:
        sections = inserted(joined.sections, [moved(section, second, joined)])
        joined = joined.changed(sections=sections)
    over = is_over(first) or is_over(second)
    joined = gaining(first.changed(budget_tokens=joined.budget_tokens), joined.sections, blueprint, over=over)
    topics = {(each.unit, naming.without_part(each.title)) for each in (first, second) if each.part is not None}
    joined = joined.changed(**_joined(first, second), waived=tuple(dict.fromkeys((*first.waived, *second.waived))))
    lessons = [*plan.lessons[: first.serial - 1], joined, *plan.lessons[second.serial :]]
    title, part = _title(first, second)
    lessons = retitled(lessons, {joined.kept_name: (title, part)})
    for unit, topic in sorted(topics):
        lessons = parts_renumbered(lessons, unit, topic)
    return arranged(plan, lessons)


def _joined(first: LessonPlan, second: LessonPlan) -> dict[str, str | None]:
    """Return whose unit the joined lesson has, and why it was added, if it was."""
    if not first.points and not second.points:
        reasons = dict.fromkeys(each.addition for each in (first, second) if each.addition is not None)
        return {"unit": first.unit, "addition": "; ".join(reasons) or None}
    teaches = first if first.points else second
    return {"unit": teaches.unit, "addition": teaches.addition}


def _title(first: LessonPlan, second: LessonPlan) -> tuple[str, int | None]:
    """Return title and part of the joined lesson: an addition gives way, parts of one topic stay one of its parts."""
    if bool(first.points) != bool(second.points):
        teaches = first if first.points else second
        return teaches.title, teaches.part
    one, other = (naming.without_part(each.title) if each.part is not None else each.title for each in (first, second))
    if first.part is not None and second.part is not None and (first.unit, one) == (second.unit, other):
        return first.title, first.part
    return f"{one}; {other}", None
