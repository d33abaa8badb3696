"""The lessons of a plan follow the syllabus: points that moved, were reworded, were removed, or are back."""

import re
from collections.abc import Collection, Iterable, Mapping

from tui.authoring.planning import split
from tui.authoring.planning.arrangement import is_content
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.matching import Matched
from tui.authoring.planning.model import ADDITION, DayPlan, LessonPlan, SectionPlan

_REASON = "was in the syllabus as “{}” until it was removed"
_REMOVED = re.compile(_REASON.format("(.*)"), re.DOTALL)
_LESSON_REASON = "was in the syllabus until its points were removed"


def followed(
    plan: DayPlan, matched: Matched, texts: Mapping[str, str], blueprint: Blueprint, drafted: Collection[str]
) -> list[LessonPlan]:
    """Return the lessons with the addresses and titles that their points have now.

    The section of a removed point is left out, unless it is in `drafted`: then it stays as an addition, and so does
    a lesson that teaches nothing any more. `texts` are those of the syllabus now.

    Raises:
        InputError: a reworded point begins as only additions do.
    """
    lessons: list[LessonPlan] = []
    for lesson in plan.lessons:
        sections: list[SectionPlan] = []
        removed: list[SectionPlan] = []
        for section in lesson.sections:
            if section.points and all(address in matched.removed for address in section.points):
                removed.append(section)
                if lesson.kept_key(section) in drafted:
                    sections.append(_as_addition(section, plan))
            else:
                sections.append(_followed(section, plan, matched, texts, blueprint))
        if any(section.points for section in sections):
            lessons.append(_changed(lesson, sections, lesson.addition))
            continue
        if not any(is_content(section) for section in sections):
            if not any(lesson.kept_key(section) in drafted for section in lesson.sections):
                continue
            # Something else of it is drafted: a lesson has to be about something, so all of it stays.
            sections = [_as_addition(each, plan) if each in removed else each for each in lesson.sections]
        lessons.append(_changed(lesson, sections, lesson.addition or _LESSON_REASON))
    return lessons


def restored(
    lessons: Iterable[LessonPlan], new: Iterable[str], texts: Mapping[str, str]
) -> tuple[list[LessonPlan], set[str]]:
    """Return the lessons with the points that were removed and are back in their old sections, and which they are."""
    back: dict[str, list[str]] = {}
    for address in new:
        back.setdefault(texts[address], []).append(address)
    found: set[str] = set()
    changed: list[LessonPlan] = []
    for lesson in lessons:
        sections: list[SectionPlan] = []
        for section in lesson.sections:
            match = _REMOVED.fullmatch(section.addition or "")
            waiting = back.get(match[1], []) if match else []
            title = section.title.removeprefix(ADDITION)
            if waiting and not title.startswith(ADDITION.strip()):
                found.add(waiting[0])
                section = section.changed(points=(waiting.pop(0),), addition=None, title=title)
            sections.append(section)
        teaches = any(section.points for section in sections)
        changed.append(_changed(lesson, sections, None if teaches else lesson.addition))
    return changed, found


def _changed(lesson: LessonPlan, sections: list[SectionPlan], addition: str | None) -> LessonPlan:
    if (tuple(sections), addition) == (lesson.sections, lesson.addition):
        return lesson
    return lesson.changed(sections=tuple(sections), addition=addition)


def _followed(
    section: SectionPlan, plan: DayPlan, matched: Matched, texts: Mapping[str, str], blueprint: Blueprint
) -> SectionPlan:
    points = tuple(matched.now[address] for address in section.points if address in matched.now)
    # What the author said of a passage was said of the old wording.
    confirmed = {matched.same[address]: said for address, said in section.confirmed.items() if address in matched.same}
    title = section.title
    if len(section.points) == 1 and section.points[0] in matched.reworded:
        before = blueprint.point_kind.title.replace("{point}", plan.points[section.points[0]])
        if title == before.strip():
            title = split.point_title(blueprint, texts[points[0]])
    changed = section.changed(points=points, confirmed=confirmed, title=title)
    return section if changed == section else changed


def _as_addition(section: SectionPlan, plan: DayPlan) -> SectionPlan:
    said = "”; “".join(plan.points.get(address, section.title) for address in section.points)
    return section.changed(title=ADDITION + section.title, points=(), confirmed={}, addition=_REASON.format(said))
