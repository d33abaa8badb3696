"""Points → lessons. Each topic becomes a lesson, in syllabus order; the same syllabus gives the same plan."""

from tui.authoring.planning import naming
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.model import DayPlan, LessonPlan, SectionPlan
from tui.authoring.syllabus.model import Day, PlacedTopic, topics_of


def plan_day(day: Day, blueprint: Blueprint) -> DayPlan:
    """Return the plan of `day`: one lesson a topic, its sections by the blueprint, one of them for each point."""
    lessons: list[LessonPlan] = []
    for serial, placed in enumerate(topics_of(day), 1):
        file = naming.lesson_file(day.day, serial, placed.topic.title, [lesson.file for lesson in lessons])
        lessons.append(
            LessonPlan(
                id=naming.lesson_id(day.day, serial),
                file=file,
                title=placed.topic.title,
                unit=placed.unit.title,
                budget_tokens=blueprint.budget_tokens,
                sections=_sections(placed, blueprint),
            )
        )
    points = {point.address: point.point.text for placed in topics_of(day) for point in placed.points()}
    return DayPlan(day=day.day, title=day.title, lessons=tuple(lessons), points=points)


def _sections(placed: PlacedTopic, blueprint: Blueprint) -> tuple[SectionPlan, ...]:
    # The blueprint's own slugs come first, so that a point titled "Summary" does not take the summary's.
    own: dict[str, str] = {}
    for kind in blueprint.sections:
        if kind.each == "lesson":
            own[kind.kind] = naming.section_id(kind.title, own.values())
    taken = set(own.values())
    sections: list[SectionPlan] = []
    for kind in blueprint.sections:
        if kind.each == "lesson":
            slug = own[kind.kind]
            sections.append(SectionPlan(id=slug, title=kind.title, kind=kind.kind, target_words=kind.target_words))
            continue
        for placed_point in placed.points():
            title = kind.title.replace("{point}", placed_point.point.text)
            slug = naming.section_id(title, taken)
            taken.add(slug)
            sections.append(
                SectionPlan(
                    id=slug,
                    title=title,
                    kind=kind.kind,
                    points=(placed_point.address,),
                    target_words=kind.target_words,
                )
            )
    return tuple(sections)
