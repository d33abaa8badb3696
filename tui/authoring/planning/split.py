"""Points → lessons: each topic is one, or parts where it is too large; the same syllabus gives the same plan."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from tui.authoring.errors import InputError
from tui.authoring.planning import budget, naming
from tui.authoring.planning.blueprint import Blueprint, SectionKind
from tui.authoring.planning.model import ADDITION, DayPlan, LessonPlan, SectionPlan
from tui.authoring.syllabus.model import Day, PlacedPoint, PlacedTopic, topics_of


def plan_day(day: Day, blueprint: Blueprint) -> DayPlan:
    """Return the plan of `day`: lessons in syllabus order, their sections by the blueprint, one of them for each point.

    A topic is one lesson; one that does not fit the budget is split into the fewest parts, as even as possible. Where
    the blueprint says so, neighbouring topics of one unit share a lesson.

    Raises:
        InputError: the title of a section would be taken for an addition's.
    """
    lessons: list[LessonPlan] = []
    for topics in _shared(topics_of(day), blueprint):
        title = "; ".join(placed.topic.title for placed in topics)
        points = [point for placed in topics for point in placed.points()]
        lessons += lessons_of(title, topics[0].unit.title, points, blueprint, day.day, lessons)
    return DayPlan(day=day.day, title=day.title, lessons=tuple(labelled(lessons, day)), points=point_texts(day))


def labelled(lessons: Iterable[LessonPlan], day: Day) -> list[LessonPlan]:
    """Return the lessons, of which those that teach points say why the author added their day, if it was added."""
    return [
        lesson if lesson.addition == day.addition or not lesson.points else _with_addition(lesson, day.addition)
        for lesson in lessons
    ]


def _with_addition(lesson: LessonPlan, reason: str | None) -> LessonPlan:
    changed = lesson.changed(addition=reason)
    return changed.marked() if lesson.is_untouched else changed


def point_texts(day: Day) -> dict[str, str]:
    """Return what each point of the day says, by its address, in the order of the syllabus."""
    return {point.address: point.point.text for placed in topics_of(day) for point in placed.points()}


def lessons_of(
    title: str,
    unit: str,
    points: Sequence[PlacedPoint],
    blueprint: Blueprint,
    day: int,
    before: Sequence[LessonPlan],
) -> list[LessonPlan]:
    """Return the lessons that teach `points`, numbered from after the lessons `before`: one, or the fewest parts."""
    groups = _parts(points, blueprint)
    lessons: list[LessonPlan] = []
    for part, group in enumerate(groups, 1):
        serial = len(before) + len(lessons) + 1
        name = title if len(groups) == 1 else naming.part_title(title, part)
        lessons.append(
            LessonPlan(
                id=naming.lesson_id(day, serial),
                file=naming.lesson_file(day, serial, name, [each.file for each in (*before, *lessons)]),
                title=name,
                unit=unit,
                part=None if len(groups) == 1 else part,
                budget_tokens=blueprint.budget_tokens,
                sections=_sections(group, blueprint),
            ).marked()
        )
    return lessons


def _shared(topics: Iterable[PlacedTopic], blueprint: Blueprint) -> Iterator[list[PlacedTopic]]:
    """Yield topics by lesson: neighbours of one unit together, as far as the blueprint lets them."""
    group: list[PlacedTopic] = []
    for placed in topics:
        together = sum(len(each.topic.points) for each in (*group, placed))
        if group and (
            placed.unit is not group[0].unit
            or together > blueprint.share_lesson_up_to
            or not _fits(together, blueprint)
        ):
            yield group
            group = []
        group.append(placed)
    yield group


def _parts(points: Sequence[PlacedPoint], blueprint: Blueprint) -> list[Sequence[PlacedPoint]]:
    """Return the points by lesson: as few as fit, as even as can be, the longer ones first."""
    count = next(count for count in range(1, len(points) + 1) if _fits(-(-len(points) // count), blueprint))
    size, longer = divmod(len(points), count)
    ends = [size * n + min(n, longer) for n in range(count + 1)]
    return [points[begin:end] for begin, end in pairwise(ends)]


def _fits(points: int, blueprint: Blueprint) -> bool:
    least = [kind.least for kind in blueprint.sections for _ in range(points if kind.each == "point" else 1)]
    return budget.tokens(least) <= blueprint.budget_tokens


def _sections(points: Sequence[PlacedPoint], blueprint: Blueprint) -> tuple[SectionPlan, ...]:
    # The blueprint's own slugs come first, so that a point titled "Summary" does not take the summary's.
    before, after = frame(blueprint)
    ids = [section.id for section in (*before, *after)]
    content: list[SectionPlan] = []
    for point in points:
        content.append(point_section(point, blueprint, ids))
        ids.append(content[-1].id)
    sections = fit((*before, *content, *after), blueprint, blueprint.budget_tokens)
    assert sections is not None, "a blueprint fits one point, and no more were asked for than fit"
    return sections


def frame(blueprint: Blueprint, taken: Collection[str] = ()) -> tuple[list[SectionPlan], list[SectionPlan]]:
    """Return what the blueprint puts before and after the points of a lesson; `taken` are slugs of the lesson so far.

    Raises:
        InputError: the title of a section would be taken for an addition's.
    """
    before: list[SectionPlan] = []
    after: list[SectionPlan] = []
    now = before
    for kind in blueprint.sections:
        if kind.each == "point":
            now = after
            continue
        slug = naming.section_id(kind.title, {*taken, *(each.id for each in (*before, *after))})
        now.append(SectionPlan(id=slug, title=_no_addition(kind.title), kind=kind.kind, target_words=kind.target_words))
    return before, after


def point_section(point: PlacedPoint, blueprint: Blueprint, taken: Collection[str]) -> SectionPlan:
    """Return the section that teaches a point; `taken` are slugs that it must not have.

    Raises:
        InputError: its title would be taken for an addition's.
    """
    title = point_title(blueprint, point.point.text)
    kind = blueprint.point_kind
    return SectionPlan(
        id=naming.section_id(title, taken),
        title=title,
        kind=kind.kind,
        points=(point.address,),
        target_words=kind.target_words,
    )


def point_title(blueprint: Blueprint, text: str) -> str:
    """Return the title of the section that teaches a point with this text.

    Raises:
        InputError: it would be taken for an addition's.
    """
    return _no_addition(blueprint.point_kind.title.replace("{point}", text))


def _no_addition(title: str) -> str:
    if title.startswith(ADDITION.strip()):
        raise InputError(f"“{title}” of syllabus and blueprint begins as only additions do: reword it there.")
    return title


def fit(
    sections: Sequence[SectionPlan], blueprint: Blueprint, budget_tokens: int, fixed: Collection[str] = ()
) -> tuple[SectionPlan, ...] | None:
    """Return the sections with targets lowered evenly as far as the budget needs, or None where that is not enough.

    The sections with slugs in `fixed` keep their targets; so do those of a kind that the blueprint does not know.
    """
    words = budget.fitted(wanted(sections, blueprint, fixed), budget_tokens)
    if words is None:
        return None
    return tuple(
        each if each.target_words == count else each.changed(target_words=count)
        for each, count in zip(sections, words, strict=True)
    )


def wanted(sections: Sequence[SectionPlan], blueprint: Blueprint, fixed: Collection[str] = ()) -> list[tuple[int, int]]:
    """Return for each section the words that are aimed at, and the least that may be."""
    kinds = {kind.kind: kind for kind in blueprint.sections}
    return [
        (each.target_words, each.target_words if each.id in fixed else _least(each, kinds.get(each.kind), blueprint))
        for each in sections
    ]


def _least(section: SectionPlan, kind: SectionKind | None, blueprint: Blueprint) -> int:
    if kind is not None:
        return min(kind.least, section.target_words)
    if section.addition is not None:
        return min(max(20, blueprint.addition_words * 3 // 4), section.target_words)
    return section.target_words
