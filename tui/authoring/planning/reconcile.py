"""The syllabus has changed since a day was planned: its plan follows, and nothing that was drafted is lost."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tui.authoring import plain_text
from tui.authoring.planning import matching, split
from tui.authoring.planning.arrangement import arranged, with_free_names
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.following import followed, restored
from tui.authoring.planning.matching import Matched
from tui.authoring.planning.model import DayPlan, LessonPlan, SectionPlan
from tui.authoring.planning.placing import Placing
from tui.authoring.syllabus.model import Day


class ChangeKind(StrEnum):
    """What became of a point in the syllabus."""

    MOVED = "moved"
    REWORDED = "reworded"
    NEW = "new"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """One point that the syllabus has otherwise than the plan: where it is, what it says, what the plan makes of it.

    `address` and `text` are the new ones, of a removed point the old ones. `lesson_id` is None where no lesson is left.
    """

    kind: ChangeKind
    address: str
    text: str
    lesson_id: str | None
    message: str


@dataclass(frozen=True)
class Reconciled:
    """The plan that follows the syllabus, and what changed."""

    plan: DayPlan
    changes: tuple[Change, ...]


def fits(plan: DayPlan, day: Day) -> bool:
    """Say whether the plan knows the day as the syllabus has it."""
    labels = {lesson.addition for lesson in plan.lessons if lesson.points}
    return plan.title == day.title and plan.points == split.point_texts(day) and labels <= {day.addition}


def reconcile(
    plan: DayPlan, day: Day, blueprint: Blueprint, drafted: Collection[str], taken: Collection[str] = ()
) -> Reconciled:
    """Return the plan with the points of the day as the syllabus has them now, and what changed.

    A point that moved or was reworded keeps its lesson and its section. A new one is given a place: in the lesson that
    teaches its neighbours, in a further part of it, or in a lesson of its own. A removed one leaves the plan with its
    section, unless that is in `drafted`, the identities that hold text: then it stays as an addition. `taken` are
    identities that nothing new may be given.

    Raises:
        InputError: a point begins as only additions do.
    """
    if fits(plan, day):
        return Reconciled(plan, ())
    texts = split.point_texts(day)
    taught = [address for lesson in plan.lessons for address in lesson.points]
    matched = matching.match(plan.points, texts) if plan.points else matching.at_face_value(taught, texts)
    lessons = followed(plan, matched, texts, blueprint, drafted)
    lessons, back = restored(lessons, matched.new, texts)
    untouched = {lesson.kept_name for lesson in plan.lessons if lesson.is_untouched}
    lessons = [lesson.marked() if lesson.kept_name in untouched else lesson for lesson in lessons]
    in_use = {*taken, *drafted}
    placing = Placing(lessons, day, blueprint, drafted=drafted, taken=in_use)
    placing.place([address for address in matched.new if address not in back])
    lessons = with_free_names(placing.lessons, placing.fresh, plan.day, in_use)
    after = arranged(plan, split.labelled(lessons, day), title=day.title, points=texts)
    return Reconciled(after, tuple(_changes(plan, after, matched)))


def _changes(before: DayPlan, after: DayPlan, matched: Matched) -> Iterator[Change]:
    came_from = {new: old for old, new in matched.now.items()}
    for address, text in after.points.items():
        lesson, section = _place(after, address)
        where = f"{lesson.id}/{section.id}"
        old = came_from.get(address)
        said = f"Point {address} ({plain_text.one_line(text)})"
        if old is None:
            message = f"{said} is new: it has its place in {where}."
            yield Change(ChangeKind.NEW, address, text, lesson.id, message)
        elif old in matched.reworded:
            was = plain_text.one_line(before.points[old])
            message = f"{said} is reworded, it was “{was}”: {where} keeps its text, which is to be looked at again."
            yield Change(ChangeKind.REWORDED, address, text, lesson.id, message)
        elif old != address:
            yield Change(ChangeKind.MOVED, address, text, lesson.id, f"{said} was {old}: it stays in {where}.")
    for address in matched.removed:
        yield _removal(before, after, address)


def _removal(before: DayPlan, after: DayPlan, address: str) -> Change:
    lesson, section = _place(before, address)
    text = before.points.get(address, section.title)
    said = f"Point {address} ({plain_text.one_line(text)}) is no longer in the syllabus"
    key = lesson.kept_key(section)
    stays = next(((one, s) for one in after.lessons for s in one.sections if one.kept_key(s) == key), None)
    if stays is None:
        return Change(ChangeKind.REMOVED, address, text, None, f"{said}: {section.id} has left the plan.")
    where = f"{stays[0].id}/{stays[1].id}"
    kept = "teaches what is left" if stays[1].points else "stays as an addition"
    return Change(ChangeKind.REMOVED, address, text, stays[0].id, f"{said}: {where} {kept}.")


def _place(plan: DayPlan, address: str) -> tuple[LessonPlan, SectionPlan]:
    """Return lesson and section of a point that the plan teaches."""
    return next((lesson, s) for lesson in plan.lessons for s in lesson.sections if address in s.points)
