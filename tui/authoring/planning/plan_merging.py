"""Two plans of a day that were changed apart, and the one that they make together where they do not contradict."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from tui.authoring import plain_text
from tui.authoring.errors import InputError
from tui.authoring.planning.arrangement import numbered
from tui.authoring.planning.matching import in_order
from tui.authoring.planning.model import DayPlan, LessonPlan, SectionPlan, Waiver

T = TypeVar("T")
_NO_BASE: Any = object()
"""What stands for a value that neither side has begun with: it equals nothing."""


class PlansContradict(InputError):
    """Both sides say something else of the same; the message says of what."""


def merged(base: DayPlan | None, ours: DayPlan, theirs: DayPlan) -> DayPlan:
    """Return the plan with what each side has changed since `base`, which is None where both planned the day anew.

    Lessons and sections are told by what they are kept as. Waivers and confirmations of both sides are kept.

    Raises:
        PlansContradict: both sides have changed the same, and differently.
    """
    day = f"day {ours.day}"
    lessons = _joined(
        _by(base.lessons if base else (), _name),
        _by(ours.lessons, _name),
        _by(theirs.lessons, _name),
        _lesson,
        what=lambda lesson: lesson.id,
        where=f"the order of the lessons of {day}",
    )
    points = _mapping(base.points if base else {}, ours.points, theirs.points, f"the points of {day}")
    try:
        return DayPlan(
            day=ours.day,
            title=_pick(base.title if base else _NO_BASE, ours.title, theirs.title, f"the title of {day}"),
            lessons=numbered(lessons, ours.day),
            points={address: points[address] for address in in_order(points)},
        )
    except ValidationError as error:
        said = str(error.errors(include_url=False)[0]["msg"]).removeprefix("Value error, ")
        raise PlansContradict(f"together, the two plans make none: {said}") from error


def _name(lesson: LessonPlan) -> str:
    return lesson.kept_name


def _by(items: Sequence[T], name: Any) -> dict[str, T]:
    return {name(item): item for item in items}


def _pick(base: T, ours: T, theirs: T, what: str) -> T:
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    here, there = (plain_text.one_line(str(value)) for value in (ours, theirs))
    raise PlansContradict(f"both sides changed {what}: “{here}” here, “{there}” there")


def _lesson(base: LessonPlan | None, ours: LessonPlan, theirs: LessonPlan) -> LessonPlan:
    def field(name: str) -> Any:
        before = getattr(base, name) if base is not None else _NO_BASE
        return _pick(before, getattr(ours, name), getattr(theirs, name), f"the {_WORDS.get(name, name)} of {ours.id}")

    slug = _slug(base) if base is not None else _NO_BASE
    try:
        generated = field("generated")
    except PlansContradict:
        generated = None  # neither is what it becomes, so no replan may plan it anew
    sections = _joined(
        _by(base.sections if base else (), base.kept_key if base else None),
        _by(ours.sections, ours.kept_key),
        _by(theirs.sections, theirs.kept_key),
        lambda one, two, three: _section(ours, one, two, three),
        what=lambda section: f"{ours.id}/{section.id}",
        where=f"the order of the sections of {ours.id}",
    )
    return ours.model_copy(
        update={
            "file": ours.id + _pick(slug, _slug(ours), _slug(theirs), f"the file name of {ours.id}"),
            **{name: field(name) for name in ("title", "unit", "part", "addition", "budget_tokens")},
            "generated": generated,
            "waived": _waivers(base.waived if base else (), ours.waived, theirs.waived),
            "sections": tuple(_kept(ours, theirs, section) for section in sections),
        }
    )


_WORDS = {"budget_tokens": "budget", "target_words": "length"}


def _slug(lesson: LessonPlan) -> str:
    return lesson.file.removeprefix(lesson.id)


def _kept(ours: LessonPlan, theirs: LessonPlan, section: SectionPlan) -> SectionPlan:
    """Return the section with the identity it has on the side from which it comes."""
    source = ours if any(each is section for each in ours.sections) else theirs
    if not any(each is section for each in source.sections):
        return section
    key = source.kept_key(section)
    plain = f"{ours.kept_name}/{section.id}"
    return section if key == plain and section.kept_as is None else section.model_copy(update={"kept_as": key})


def _section(lesson: LessonPlan, base: SectionPlan | None, ours: SectionPlan, theirs: SectionPlan) -> SectionPlan:
    where = f"{lesson.id}/{ours.id}"

    def field(name: str) -> Any:
        before = getattr(base, name) if base is not None else _NO_BASE
        return _pick(before, getattr(ours, name), getattr(theirs, name), f"the {_WORDS.get(name, name)} of {where}")

    confirmed = _mapping(base.confirmed if base else {}, ours.confirmed, theirs.confirmed, f"what {where} confirms")
    names = ("id", "title", "kind", "points", "target_words", "addition", "kept_as")
    return ours.model_copy(update={**{name: field(name) for name in names}, "confirmed": confirmed})


def _waivers(base: Sequence[Waiver], ours: Sequence[Waiver], theirs: Sequence[Waiver]) -> tuple[Waiver, ...]:
    kept = [each for each in ours if each in theirs or each not in base]
    return (*kept, *(each for each in theirs if each not in ours and each not in base))


def _mapping(base: Mapping[str, T], ours: Mapping[str, T], theirs: Mapping[str, T], what: str) -> dict[str, T]:
    found = {}
    for name in dict.fromkeys((*ours, *theirs)):
        value = _pick(base.get(name), ours.get(name), theirs.get(name), what)
        if value is not None:
            found[name] = value
    return found


def _joined(
    base: Mapping[str, T], ours: Mapping[str, T], theirs: Mapping[str, T], join: Any, *, what: Any, where: str
) -> list[T]:
    """Return what both sides make of the items, in the order of both."""
    found: dict[str, T] = {}
    for name in dict.fromkeys((*ours, *theirs)):
        here, there, before = ours.get(name), theirs.get(name), base.get(name)
        if here is not None and there is not None:
            found[name] = join(before, here, there)
        elif before is None:
            found[name] = here if here is not None else theirs[name]
        elif before not in (here, there):
            raise PlansContradict(f"one side removed {what(before)} and the other changed it")
    order = _order(list(base), list(ours), list(theirs), where)
    return [found[name] for name in order if name in found]


def _order(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], where: str) -> list[str]:
    """Return all names in the order of the side that moved some; new ones stand after those they stood after."""
    common = [name for name in ours if name in theirs]
    there = [name for name in theirs if name in ours]
    if common == there or there == [name for name in base if name in there]:
        first, second = ours, theirs
    elif common == [name for name in base if name in common]:
        first, second = theirs, ours
    else:
        raise PlansContradict(f"both sides changed {where}")
    found = list(first)
    for at, name in enumerate(second):
        if name not in found:
            before = next((each for each in reversed(second[:at]) if each in found), None)
            found.insert(found.index(before) + 1 if before is not None else 0, name)
    return found
