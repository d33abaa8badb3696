"""The order of a day's lessons: they are renumbered without a gap, and what was drafted of them keeps its name.

The identity of a section is `lesson.kept_key(section)`: the name under which its attempts are kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tui.authoring.planning import naming
from tui.authoring.planning.model import ADDITION, DayPlan, LessonPlan, SectionPlan

BEYOND = ADDITION.rstrip(": ")
"""The unit of lessons that the author added."""


def identities(lessons: Iterable[LessonPlan]) -> set[str]:
    """Return the identities of all sections."""
    return {lesson.kept_key(section) for lesson in lessons for section in lesson.sections}


def arranged(plan: DayPlan, lessons: Sequence[LessonPlan], **changes: Any) -> DayPlan:
    """Return the plan with `lessons` in this order, renumbered; every section keeps its identity.

    `changes` are other fields of the plan.
    """
    return plan.changed(lessons=numbered(lessons, plan.day), **changes)


def numbered(lessons: Iterable[LessonPlan], day: int) -> tuple[LessonPlan, ...]:
    """Return the lessons numbered in this order; every section keeps its identity."""
    return tuple(_placed(lesson, day, serial) for serial, lesson in enumerate(lessons, 1))


def _placed(lesson: LessonPlan, day: int, serial: int) -> LessonPlan:
    name = naming.lesson_id(day, serial)
    kept = None if lesson.kept_name == name else lesson.kept_name
    if (name, kept) == (lesson.id, lesson.kept_as):
        return lesson
    return lesson.changed(id=name, file=name + lesson.file.removeprefix(lesson.id), kept_as=kept)


def free_name(wanted: str, lessons: Iterable[LessonPlan], taken: Collection[str]) -> str | None:
    """Return what `kept_as` must be for a new lesson called `wanted`: None unless the name is in use."""
    standing = list(lessons)
    used = {lesson.kept_name for lesson in standing}
    used |= {key.partition("/")[0] for key in (*identities(standing), *taken)}
    number, name = 1, wanted
    while name in used:
        number += 1
        name = f"{wanted}-{number}"
    return None if name == wanted else name


def free_slug(title: str, lesson: LessonPlan, lessons: Iterable[LessonPlan], taken: Collection[str]) -> str:
    """Return the slug of a new section of `lesson`, under whose identity nothing is kept yet."""
    return naming.section_id(title, _slugs_in_use(lesson, identities(lessons) | set(taken)))


def _slugs_in_use(lesson: LessonPlan, keys: Collection[str]) -> set[str]:
    own = {key.removeprefix(f"{lesson.kept_name}/") for key in keys if key.startswith(f"{lesson.kept_name}/")}
    return own | {section.id for section in lesson.sections}


def moved(section: SectionPlan, source: LessonPlan, target: LessonPlan) -> SectionPlan:
    """Return a section of `source` as one of `target`: with a slug that is free there, and the identity it has."""
    key = source.kept_key(section)
    ids = {each.id for each in target.sections}
    home, _, slug = key.partition("/")
    if home == target.kept_name and slug not in ids:
        return section.changed(id=slug, kept_as=None)
    slug = naming.section_id(section.id, ids)
    return section.changed(id=slug, kept_as=None if f"{target.kept_name}/{slug}" == key else key)


def is_content(section: SectionPlan) -> bool:
    """Say whether a section teaches a point or is an addition; the blueprint brings the others."""
    return bool(section.points) or section.addition is not None


def inserted(
    sections: Sequence[SectionPlan], new: Sequence[SectionPlan], before: str | None = None
) -> tuple[SectionPlan, ...]:
    """Return the sections with `new` ones before the one with that slug, or after the last point or addition."""
    if before is not None:
        place = next(at for at, each in enumerate(sections) if each.id == before)
    else:
        place = max((at + 1 for at, each in enumerate(sections) if is_content(each)), default=len(sections))
    return (*sections[:place], *new, *sections[place:])


def retitled(lessons: Sequence[LessonPlan], titles: Mapping[str, tuple[str, int | None]]) -> list[LessonPlan]:
    """Return the lessons with new titles and parts, given by `kept_name`, and files that follow from the titles."""
    titles = {each.kept_name: titles.get(each.kept_name, (each.title, each.part)) for each in lessons}
    files = [each.file for each in lessons if titles[each.kept_name][0] == each.title]
    found: list[LessonPlan] = []
    for lesson in lessons:
        title, part = titles[lesson.kept_name]
        file = lesson.file
        if title != lesson.title:
            # The old name is free again, so only those of others are numbered around.
            file = naming.lesson_file(lesson.day, lesson.serial, title, files)
            files.append(file)
        found.append(lesson if (title, part) == (lesson.title, lesson.part) else _named(lesson, title, part, file))
    return found


def _named(lesson: LessonPlan, title: str, part: int | None, file: str) -> LessonPlan:
    return lesson.changed(title=title, part=part, file=file)


def parts_renumbered(lessons: Sequence[LessonPlan], unit: str, topic: str) -> list[LessonPlan]:
    """Return the lessons with the parts of a topic counted anew, in the order they stand.

    Parts are told by what their titles have in common; a part that is left alone is none any more.
    """
    parts = [
        each.kept_name
        for each in lessons
        if each.part is not None and (each.unit, naming.without_part(each.title)) == (unit, topic)
    ]
    if len(parts) == 1:
        return retitled(lessons, {parts[0]: (topic, None)})
    return retitled(lessons, {name: (naming.part_title(topic, part), part) for part, name in enumerate(parts, 1)})


def with_free_names(
    lessons: Sequence[LessonPlan], new: Collection[str], day: int, taken: Collection[str]
) -> list[LessonPlan]:
    """Return the lessons with names of their own for the new ones, which are so far kept under placeholders `new`."""
    known = [lesson for lesson in lessons if lesson.kept_name not in new]
    found: list[LessonPlan] = []
    for serial, lesson in enumerate(lessons, 1):
        if lesson.kept_name in new:
            name = naming.lesson_id(day, serial)
            lesson = lesson.changed(
                id=name,
                file=name + lesson.file.removeprefix(lesson.id),
                kept_as=free_name(name, known, taken),
            )
            known.append(lesson)
        found.append(lesson)
    return found
