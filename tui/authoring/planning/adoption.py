"""A plan that was changed by hand in `plan.yaml`: what stands there, in its order, becomes the plan.

An author moves, adds and deletes blocks without renumbering anything. The plan that Coursewright last knew tells which
lesson and section is which, so that what was drafted of them stays with them.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tui.authoring import yaml_model
from tui.authoring.errors import InputError
from tui.authoring.planning import naming
from tui.authoring.planning.model import ADDITION, Address, DayPlan, LessonPlan
from tui.authoring.planning.recognition import recognised
from tui.authoring.syllabus.model import Title


class _WrittenLesson(LessonPlan):
    """A lesson as it stands in the file, before anything is held against anything else."""

    @model_validator(mode="after")
    def _hangs_together(self) -> "_WrittenLesson":
        return self


class _WrittenPlan(BaseModel):
    """A plan as it stands in the file; what has no name yet is given one by its title."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: int = Field(ge=1)
    title: Title
    lessons: tuple[_WrittenLesson, ...] = Field(min_length=1)
    points: dict[Address, Title] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _everything_has_a_name(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("lessons"), list):
            return value
        try:
            day = int(value.get("day", ""))
        except ValueError:
            return value
        lessons = [dict(each) if isinstance(each, dict) else each for each in value["lessons"]]
        serial = max((_serial(each) for each in lessons), default=0)
        for lesson in lessons:
            if not isinstance(lesson, dict):
                continue
            if "id" not in lesson and isinstance(lesson.get("title"), str):
                serial += 1
                lesson["id"] = naming.lesson_id(day, serial)
            if "file" not in lesson and isinstance(lesson.get("title"), str):
                files = [str(each.get("file")) for each in lessons if isinstance(each, dict)]
                lesson["file"] = naming.lesson_file(day, serial, lesson["title"], files)
            if isinstance(lesson.get("sections"), list):
                lesson["sections"] = list(_named_sections(lesson["sections"]))
        return {**value, "lessons": lessons}


def _serial(lesson: Any) -> int:
    match = naming.LESSON_ID.fullmatch(str(lesson.get("id"))) if isinstance(lesson, dict) else None
    return int(match["serial"]) if match and len(match["serial"]) < 9 else 0


def _named_sections(sections: list[Any]) -> Iterator[Any]:
    taken = {str(each["id"]) for each in sections if isinstance(each, dict) and "id" in each}
    for section in sections:
        if isinstance(section, dict) and "id" not in section and isinstance(section.get("title"), str):
            slug = naming.section_id(section["title"].removeprefix(ADDITION), taken)
            taken.add(slug)
            section = {"id": slug, **section}
        yield section


def adopt(previous: DayPlan | None, text: str, *, name: str = "plan.yaml", taken: Collection[str] = ()) -> DayPlan:
    """Return the plan that stands in `text`: its lessons numbered as they stand, with slugs as they are.

    `previous` is the plan that was last known here, or None where there is none: then names count as they are written.
    `taken` are identities under which something is kept that a new lesson may not be given. `name` is what errors call
    the text.

    Raises:
        InputError: it is no plan, a name stands twice, or a point in two places or in none; the message names the
            line.
    """
    written = yaml_model.parse(text, _WrittenPlan, name=name)
    _refuse(written, text, name)
    lessons = [_as_planned(lesson) for lesson in written.lessons]
    if previous is not None and (previous.day, previous.lessons) == (written.day, tuple(lessons)):
        found: Sequence[LessonPlan] = lessons
    else:
        found = recognised(lessons, written.points, previous, taken, written.day)
    try:
        return DayPlan(day=written.day, title=written.title, lessons=tuple(found), points=written.points)
    except ValidationError as error:
        said = str(error.errors(include_url=False)[0]["msg"]).removeprefix("Value error, ")
        raise InputError(f"{name}: {said}.") from error


def _as_planned(lesson: _WrittenLesson) -> LessonPlan:
    match = naming.LESSON_FILE.fullmatch(lesson.file)
    assert match is not None, "the pattern of the field says so"
    return LessonPlan(**{**dict(lesson), "file": f"{lesson.id}_{match['slug']}.md"})


def _refuse(written: _WrittenPlan, text: str, name: str) -> None:
    """Raise InputError for what would be no plan, with its line."""
    wrong = next(_wrong(written), None)
    if wrong is not None:
        place, said = wrong
        raise InputError(f"{name}, line {yaml_model.line_of(text, place)}: {said}.")


def _wrong(written: _WrittenPlan) -> Iterator[tuple[tuple[int | str, ...], str]]:
    yield from _wrong_names(written)
    yield from _wrong_points(written)


def _wrong_names(written: _WrittenPlan) -> Iterator[tuple[tuple[int | str, ...], str]]:
    seen: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for at, lesson in enumerate(written.lessons):
        place = ("lessons", at)
        if lesson.day != written.day:
            yield (*place, "id"), f"{lesson.id} is a lesson of day {lesson.day}, and this is the plan of {written.day}"
        if lesson.id in seen:
            yield (
                (*place, "id"),
                f"a second lesson is called {lesson.id}: leave out the `id` and `file` of the new one, "
                f"and Coursewright will name it",
            )
        seen[lesson.id] = lesson.id
        match = naming.LESSON_FILE.fullmatch(lesson.file)
        slug = match["slug"] if match else ""
        if slug in slugs:
            yield (
                (*place, "file"),
                f"the files of {slugs[slug]} and {lesson.id} are both named {slug}: rename one",
            )
        slugs[slug] = lesson.id
        ids = Counter(section.id for section in lesson.sections)
        for n, section in enumerate(lesson.sections):
            if ids[section.id] > 1 and any(each.id == section.id for each in lesson.sections[:n]):
                yield (
                    (*place, "sections", n, "id"),
                    f"a second section of {lesson.id} is called {section.id}: leave out the `id` of the new one, "
                    f"and Coursewright will name it",
                )
        if not lesson.points and not lesson.additions:
            yield place, f"{lesson.id} teaches no point and holds no addition: remove it, or move a point into it"


def _wrong_points(written: _WrittenPlan) -> Iterator[tuple[tuple[int | str, ...], str]]:
    seen: dict[str, str] = {}
    kept: dict[str, str] = {}
    for at, lesson in enumerate(written.lessons):
        for n, section in enumerate(lesson.sections):
            place = ("lessons", at, "sections", n)
            where = f"{lesson.id}/{section.id}"
            for m, address in enumerate(section.points):
                said = (
                    f"point {address} ({written.points[address]})" if address in written.points else f"point {address}"
                )
                if address in seen:
                    yield (*place, "points", m), f"{said} sits in {seen[address]} and in {where}: take it out of one"
                seen[address] = where
                if written.points and address not in written.points:
                    yield (*place, "points", m), f"{said} is none of the day's: take it out of {where}"
            if lesson.kept_as is None and section.kept_as is None:
                continue
            key = lesson.kept_key(section)
            if key in kept:
                yield place, f"{kept[key]} and {where} are both kept as {key}: take `kept_as` out of the new one"
            kept[key] = where
    for address, text in written.points.items():
        if address not in seen:
            yield ("points", address), f"point {address} ({text}) sits in no lesson: put it back into one"
