"""Planning a day anew: by what blueprint and syllabus say now, and around everything that is the author's."""

from collections.abc import Collection

from tui.authoring.planning import split
from tui.authoring.planning.arrangement import arranged, free_name
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.model import DayPlan, LessonPlan
from tui.authoring.syllabus.model import Day


def replan(
    plan: DayPlan, day: Day, blueprint: Blueprint, *, drafted: Collection[str], taken: Collection[str]
) -> DayPlan:
    """Return the plan with each lesson planned anew that nobody has shaped by hand, drafted or approved.

    The others stay as they are, with the points they teach; what is left is divided as a new plan would divide it.
    `drafted` are identities that hold text, `taken` all under which anything is kept.
    """
    kept = [lesson for lesson in plan.lessons if not lesson.is_untouched or _is_drafted(lesson, drafted)]
    theirs = {address for lesson in kept for address in lesson.points}
    fresh = [
        lesson
        for planned in split.plan_day(day, blueprint).lessons
        if (lesson := _without(planned, theirs)) is not None
    ]
    known = {lesson.points: lesson for lesson in plan.lessons if lesson not in kept}
    reused = [known[lesson.points] for lesson in fresh if lesson.points in known]
    lessons = list(kept)
    for lesson in fresh:
        was = known.get(lesson.points)
        # What was planned and never written keeps its name, so that a plan which would not change does not.
        name = was.kept_as if was is not None else free_name(lesson.id, [*reused, *lessons], taken)
        identity = was.id if was is not None and name is None else lesson.id
        slug = lesson.file.removeprefix(lesson.id)
        lessons = _placed(lessons, lesson.model_copy(update={"id": identity, "file": identity + slug, "kept_as": name}))
    return arranged(plan, _with_unique_files(lessons))


def _is_drafted(lesson: LessonPlan, drafted: Collection[str]) -> bool:
    return any(lesson.kept_key(section) in drafted for section in lesson.sections)


def _without(lesson: LessonPlan, points: Collection[str]) -> LessonPlan | None:
    """Return the lesson without the sections of these points; None where nothing is left that it would teach."""
    sections = tuple(each for each in lesson.sections if not set(each.points) & set(points))
    if not any(section.points for section in sections):
        return None
    return lesson if sections == lesson.sections else lesson.changed(sections=sections).marked()


def _placed(lessons: list[LessonPlan], new: LessonPlan) -> list[LessonPlan]:
    """Return the lessons with `new` before the first that teaches later points; the others keep their order."""
    at = next((n for n, each in enumerate(lessons) if each.points and _place(each) > _place(new)), len(lessons))
    return [*lessons[:at], new, *lessons[at:]]


def _place(lesson: LessonPlan) -> tuple[int, ...]:
    return min(tuple(map(int, address.split("."))) for address in lesson.points)


def _with_unique_files(lessons: list[LessonPlan]) -> list[LessonPlan]:
    """Return the lessons with slugs that no other has: a kept lesson may bear the name that a new one would get."""
    seen: set[str] = set()
    found: list[LessonPlan] = []
    for lesson in lessons:
        stem = lesson.file.removeprefix(f"{lesson.id}_").removesuffix(".md")
        slug, number = stem, 1
        while slug in seen:
            number += 1
            slug = f"{stem}_{number}"
        seen.add(slug)
        found.append(lesson if slug == stem else lesson.model_copy(update={"file": f"{lesson.id}_{slug}.md"}))
    return found
