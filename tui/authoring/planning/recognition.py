"""Which lesson and section of a plan that was changed by hand is which of the plan that was known before."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from tui.authoring.planning import naming
from tui.authoring.planning.arrangement import identities, is_content, numbered, with_free_names
from tui.authoring.planning.model import DayPlan, LessonPlan, SectionPlan


def recognised(
    written: Sequence[LessonPlan],
    texts: Mapping[str, str],
    previous: DayPlan | None,
    taken: Collection[str],
    day: int,
) -> tuple[LessonPlan, ...]:
    """Return the lessons numbered in the order they are written; what was known before keeps its identity.

    `texts` are what the points said when the plan was written, `taken` identities that no new lesson is given. Without
    a plan that was known before, names count as they are written.
    """
    if previous is None:
        return numbered(written, day)
    known = _lessons(written, texts, previous)
    fresh: set[str] = set()
    named: list[LessonPlan] = []
    for at, lesson in enumerate(written):
        before = known.get(at)
        if before is not None:
            kept = before.kept_name
        elif lesson.kept_as is not None or _is_back(lesson, taken):
            kept = lesson.kept_name
        else:
            kept = f"{naming.day_folder(day)}_new-{at}"
            fresh.add(kept)
        named.append(lesson.changed(kept_as=None if kept == lesson.id else kept))
    moved = _with_moved_sections(named, texts, previous)
    return numbered(with_free_names(moved, fresh, day, {*taken, *identities(previous.lessons)}), day)


def _is_back(lesson: LessonPlan, taken: Collection[str]) -> bool:
    """Say whether what was drafted of an unknown lesson tells that it was here before: git may have brought it back."""
    return any(is_content(section) and lesson.kept_key(section) in taken for section in lesson.sections)


def _lessons(written: Sequence[LessonPlan], texts: Mapping[str, str], previous: DayPlan) -> dict[int, LessonPlan]:
    """Return the lessons of `previous` by the places of those in `written` that they have become."""
    found: dict[int, LessonPlan] = {}
    left = {lesson.id: lesson for lesson in previous.lessons}

    def claim(at: int, lesson_id: str) -> None:
        if at not in found and lesson_id in left:
            found[at] = left.pop(lesson_id)

    by_kept = {lesson.kept_name: lesson.id for lesson in previous.lessons}
    for at, lesson in enumerate(written):
        if lesson.kept_as in by_kept:
            claim(at, by_kept[lesson.kept_as])
    for at, lesson in enumerate(written):
        if lesson.id in left and _alike(lesson, left[lesson.id], texts, previous.points):
            claim(at, lesson.id)
    # Whoever numbers lessons anew by hand is understood by what the lessons teach.
    pairs = [
        (-_alike(lesson, other, texts, previous.points), at, other.id)
        for at, lesson in enumerate(written)
        if at not in found and lesson.kept_as is None
        for other in left.values()
    ]
    for unlike, at, lesson_id in sorted(pairs):
        if unlike:
            claim(at, lesson_id)
    return found


def _alike(lesson: LessonPlan, other: LessonPlan, texts: Mapping[str, str], before: Mapping[str, str]) -> int:
    """Return how much two lessons have in common: points and additions, and a name."""
    points = _said(lesson.points, texts) & _said(other.points, before)
    additions = {each.title for each in lesson.additions} & {each.title for each in other.additions}
    same_name = lesson.title == other.title or _slug(lesson) == _slug(other)
    return 2 * (len(points) + len(additions)) + same_name


def _said(points: Sequence[str], texts: Mapping[str, str]) -> frozenset[str]:
    return frozenset(texts.get(address, address) for address in points)


def _slug(lesson: LessonPlan) -> str:
    return lesson.file.removeprefix(lesson.id)


def _with_moved_sections(
    lessons: Sequence[LessonPlan], texts: Mapping[str, str], previous: DayPlan
) -> list[LessonPlan]:
    """Return the lessons with the identity of each section that was known before, wherever it stands now."""
    left = {lesson.kept_key(section): section for lesson in previous.lessons for section in lesson.sections}
    ids = Counter(section.id for section in left.values())
    found: dict[tuple[int, int], str] = {}
    every = [(at, n, lesson, s) for at, lesson in enumerate(lessons) for n, s in enumerate(lesson.sections)]

    def claim(place: tuple[int, int], key: str | None) -> None:
        if key is not None and place not in found and key in left:
            found[place] = key
            del left[key]

    def common(section: SectionPlan, key: str) -> int:
        return len(_said(section.points, texts) & _said(left[key].points, previous.points)) if key in left else 0

    for at, n, _, section in every:
        if section.kept_as is not None:
            found[at, n] = section.kept_as
            left.pop(section.kept_as, None)
    for at, n, lesson, section in every:
        key = lesson.kept_key(section)
        if not section.points or common(section, key):
            claim((at, n), key)
    for at, n, _, section in every:
        if (at, n) not in found and section.points:
            best = max(left, key=lambda key: common(section, key), default="")
            claim((at, n), best if common(section, best) else None)
    for at, n, lesson, section in every:
        claim((at, n), lesson.kept_key(section))
        if (at, n) not in found:
            same = [key for key, each in left.items() if ids[each.id] == 1 and each.id == section.id]
            same += [
                key
                for key, each in left.items()
                if key.startswith(f"{lesson.kept_name}/") and each.title == section.title
            ]
            claim((at, n), next(iter(same), None))
    used = {*found.values(), *left}
    changed: list[LessonPlan] = []
    for at, lesson in enumerate(lessons):
        sections: list[SectionPlan] = []
        for n, section in enumerate(lesson.sections):
            natural = f"{lesson.kept_name}/{section.id}"
            key = found.get((at, n)) or _free(natural, used)
            used.add(key)
            sections.append(section.changed(kept_as=None if key == natural else key))
        changed.append(lesson.changed(sections=tuple(sections)))
    return changed


def _free(natural: str, used: Collection[str]) -> str:
    number, key = 1, natural
    while key in used:
        number += 1
        key = f"{natural}-{number}"
    return key
