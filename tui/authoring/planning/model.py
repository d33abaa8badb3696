"""A day plan: the day's lessons in serial order, their sections, and which points each of them teaches."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tui.authoring.planning import naming
from tui.authoring.planning.addition import ADDITION as ADDITION
from tui.authoring.planning.blueprint import Kind
from tui.authoring.syllabus.model import Title

Address = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+){3}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Planned(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def changed(self, **changes: Any) -> Self:
        """Return a copy with these fields changed, validated as a new one is."""
        return type(self)(**{**dict(self), **changes})


class SectionPlan(_Planned):
    """One section to be written: `id` is its slug, unique in the lesson.

    `addition` is the reason for which the author added a section that teaches no point. `kept_as` is the name under
    which its attempts are kept, where that is not its own: it was moved here from another lesson. `confirmed` maps a
    point to the passage of which the author said that it teaches the point.
    """

    id: Slug
    title: Title
    kind: Kind
    points: tuple[Address, ...] = ()
    target_words: int = Field(ge=20, le=5000)
    addition: Title | None = None
    kept_as: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+/[a-z0-9-]+$")] | None = None
    confirmed: Mapping[Address, Title] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_labelled(self) -> "SectionPlan":
        if self.addition is not None and self.points:
            raise ValueError(f"section {self.id} is an addition and teaches point {self.points[0]}; it cannot be both")
        if self.addition is not None and not self.title.startswith(ADDITION):
            raise ValueError(f"section {self.id} is an addition: its title must begin with `{ADDITION.strip()}`")
        if self.addition is None and self.title.startswith(ADDITION.strip()):
            raise ValueError(f"section {self.id} is titled as an addition: give the reason for it as `addition: …`")
        return self


class Waiver(_Planned):
    """A finding that the author lets stand: those of `rule` that quote `quote`, for `reason`."""

    rule: Slug
    reason: Title
    quote: str = ""


class LessonPlan(_Planned):
    """One lesson: a file, and its sections with the points of the syllabus that they teach.

    `part` counts the lessons among which a large topic was split. `addition` is the reason for which the author added
    a whole lesson. `kept_as` is the name under which the attempts of its sections are kept, where that is not its own:
    it was renumbered. `generated` is the fingerprint of the lesson as Coursewright planned it.
    """

    id: Annotated[str, StringConstraints(pattern=f"^{naming.LESSON_ID.pattern}$")]
    file: Annotated[str, StringConstraints(pattern=f"^{naming.LESSON_FILE.pattern}$")]
    title: Title
    unit: Title
    part: int | None = Field(default=None, ge=1)
    addition: Title | None = None
    kept_as: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+$")] | None = None
    generated: str | None = None
    budget_tokens: int = Field(ge=500)
    waived: tuple[Waiver, ...] = ()
    sections: tuple[SectionPlan, ...] = Field(min_length=1)

    @property
    def day(self) -> int:
        """The number of the lesson's day, read from its name."""
        return int(self.id.split("_")[0].removeprefix("day"))

    @property
    def serial(self) -> int:
        """The lesson's place in its day, from 1."""
        return int(self.id.split("_")[1])

    @property
    def points(self) -> tuple[str, ...]:
        """The addresses of all points that its sections teach, in their order."""
        return tuple(address for section in self.sections for address in section.points)

    @property
    def kept_name(self) -> str:
        """The name under which what was drafted and approved of the lesson is kept, whatever its serial is now."""
        return self.kept_as or self.id

    @property
    def additions(self) -> tuple[SectionPlan, ...]:
        """The sections that no point of the syllabus asked for."""
        return tuple(section for section in self.sections if section.addition is not None)

    @property
    def fingerprint(self) -> str:
        """What an author would shape by hand, in eight letters; name, serial and addresses are not among it."""
        shape: list[object] = [self.title, self.unit, self.part, self.addition, self.budget_tokens]
        shape += [[each.id, each.title, each.kind, each.target_words, len(each.points)] for each in self.sections]
        return hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:8]

    @property
    def is_untouched(self) -> bool:
        """Whether it still is as Coursewright planned it, so that a replan may plan it anew."""
        return self.generated == self.fingerprint and not self.waived and not any(s.confirmed for s in self.sections)

    def marked(self) -> "LessonPlan":
        """Return the lesson marked as planned by Coursewright."""
        return self.model_copy(update={"generated": self.fingerprint})

    def kept_key(self, section: SectionPlan) -> str:
        """Return the name under which the attempts of one of its sections are kept."""
        return section.kept_as or f"{self.kept_name}/{section.id}"

    def section(self, section_id: str) -> SectionPlan | None:
        """Return the section with that slug, or None."""
        return next((section for section in self.sections if section.id == section_id), None)

    @model_validator(mode="before")
    @classmethod
    def _points_are_those_of_the_sections(cls, value: Any) -> Any:
        # Plans once listed the points of a lesson a second time; where one still does, the lists must agree.
        if not isinstance(value, dict) or not isinstance(value.get("points"), list | tuple):
            return value
        listed, sections = list(value["points"]), value.get("sections")
        if not isinstance(sections, list | tuple):
            return value
        taught = [
            address
            for section in sections
            for address in (section.points if isinstance(section, SectionPlan) else _listed(section))
        ]
        name = value.get("id", "the lesson")
        for address in listed:
            if listed.count(address) != 1:
                raise ValueError(f"lesson {name} lists point {address} twice; remove one")
            if taught.count(address) != 1:
                raise ValueError(f"point {address} must sit in exactly one section of {name}")
        if stray := next((address for address in taught if address not in listed), None):
            raise ValueError(f"a section of {name} teaches point {stray}, which the lesson does not list")
        return {key: each for key, each in value.items() if key != "points"}

    @model_validator(mode="after")
    def _hangs_together(self) -> "LessonPlan":
        if not self.file.startswith(f"{self.id}_"):
            raise ValueError(f"the file of lesson {self.id} must be named {self.id}_….md, not {self.file}")
        ids = [section.id for section in self.sections]
        if repeated := next((slug for slug in ids if ids.count(slug) > 1), None):
            raise ValueError(f"lesson {self.id} has two sections `{repeated}`; rename one")
        if twice := next((address for address in self.points if self.points.count(address) > 1), None):
            raise ValueError(f"point {twice} must sit in exactly one section of {self.id}")
        if not self.points and not self.additions:
            raise ValueError(f"lesson {self.id} teaches no point and holds no addition; remove it")
        return self


def _listed(section: Any) -> list[Any]:
    found = section.get("points") if isinstance(section, dict) else None
    return list(found) if isinstance(found, list | tuple) else []


class DayPlan(_Planned):
    """The lessons of one day. Serials run from 1 without a gap, and each point sits in exactly one lesson.

    `points` holds what each point of the day said when the plan was last matched with the syllabus, so that a point
    can be told again after it has moved or been reworded there. A plan without it was written by hand.
    """

    day: int = Field(ge=1)
    title: Title
    lessons: tuple[LessonPlan, ...] = Field(min_length=1)
    points: Mapping[Address, Title] = Field(default_factory=dict)

    def lesson(self, lesson_id: str) -> LessonPlan | None:
        """Return the lesson with that prefix, or None."""
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)

    def lesson_of(self, address: str) -> LessonPlan | None:
        """Return the lesson that teaches the point, or None."""
        return next((lesson for lesson in self.lessons if address in lesson.points), None)

    @model_validator(mode="after")
    def _serials_and_points(self) -> "DayPlan":
        for serial, lesson in enumerate(self.lessons, 1):
            expected = naming.lesson_id(self.day, serial)
            if lesson.id != expected:
                raise ValueError(f"lesson number {serial} of the day must be {expected}, not {lesson.id}")
        seen: dict[str, str] = {}
        kept: dict[str, str] = {}
        slugs: dict[str, str] = {}
        for lesson in self.lessons:
            for address in lesson.points:
                if address in seen:
                    raise ValueError(f"point {address} sits in both {seen[address]} and {lesson.id}")
                seen[address] = lesson.id
            slug = lesson.file.removeprefix(f"{lesson.id}_")
            if slug in slugs:
                raise ValueError(f"the files of {slugs[slug]} and {lesson.id} are both named {slug}; rename one")
            slugs[slug] = lesson.id
            for section in lesson.sections:
                key = lesson.kept_key(section)
                if key in kept:
                    raise ValueError(f"{kept[key]} and {lesson.id}/{section.id} are both kept as {key}; rename one")
                kept[key] = f"{lesson.id}/{section.id}"
        if self.points:
            if lost := next((address for address in self.points if address not in seen), None):
                raise ValueError(f"point {lost} ({self.points[lost]}) sits in no lesson; put it back into one")
            if stray := next((address for address in seen if address not in self.points), None):
                raise ValueError(f"{seen[stray]} teaches point {stray}, which is none of the day's; remove it")
        return self
