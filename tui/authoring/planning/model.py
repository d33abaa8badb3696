"""A day plan: the day's lessons in serial order, their sections, and which points each of them teaches."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tui.authoring.planning import naming
from tui.authoring.planning.blueprint import Kind
from tui.authoring.syllabus.model import Title

Address = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+){3}$")]


class _Planned(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SectionPlan(_Planned):
    """One section to be written: `id` is its slug, unique in the lesson."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Title
    kind: Kind
    points: tuple[Address, ...] = ()
    target_words: int = Field(ge=20, le=5000)


class LessonPlan(_Planned):
    """One lesson: a file, its sections, and the points of the syllabus that it teaches."""

    id: Annotated[str, StringConstraints(pattern=f"^{naming.LESSON_ID.pattern}$")]
    file: Annotated[str, StringConstraints(pattern=f"^{naming.LESSON_FILE.pattern}$")]
    title: Title
    unit: Title
    points: tuple[Address, ...] = Field(min_length=1)
    budget_tokens: int = Field(ge=500)
    sections: tuple[SectionPlan, ...] = Field(min_length=1)

    @property
    def day(self) -> int:
        """The number of the lesson's day, read from its name."""
        return int(self.id.split("_")[0].removeprefix("day"))

    @property
    def serial(self) -> int:
        """The lesson's place in its day, from 1."""
        return int(self.id.split("_")[1])

    def section(self, section_id: str) -> SectionPlan | None:
        """Return the section with that slug, or None."""
        return next((section for section in self.sections if section.id == section_id), None)

    @model_validator(mode="after")
    def _hangs_together(self) -> "LessonPlan":
        if not self.file.startswith(f"{self.id}_"):
            raise ValueError(f"the file of lesson {self.id} must be named {self.id}_….md, not {self.file}")
        ids = [section.id for section in self.sections]
        if repeated := next((slug for slug in ids if ids.count(slug) > 1), None):
            raise ValueError(f"lesson {self.id} has two sections `{repeated}`; rename one")
        taught = [address for section in self.sections for address in section.points]
        for address in self.points:
            if self.points.count(address) != 1:
                raise ValueError(f"lesson {self.id} lists point {address} twice; remove one")
            if taught.count(address) != 1:
                raise ValueError(f"point {address} must sit in exactly one section of {self.id}")
        if stray := next((address for address in taught if address not in self.points), None):
            raise ValueError(f"a section of {self.id} teaches point {stray}, which the lesson does not list")
        return self


class DayPlan(_Planned):
    """The lessons of one day. Serials run from 1 without a gap, and each point sits in exactly one lesson."""

    day: int = Field(ge=1)
    title: Title
    lessons: tuple[LessonPlan, ...] = Field(min_length=1)

    def lesson(self, lesson_id: str) -> LessonPlan | None:
        """Return the lesson with that prefix, or None."""
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)

    @model_validator(mode="after")
    def _serials_and_points(self) -> "DayPlan":
        for serial, lesson in enumerate(self.lessons, 1):
            expected = naming.lesson_id(self.day, serial)
            if lesson.id != expected:
                raise ValueError(f"lesson number {serial} of the day must be {expected}, not {lesson.id}")
        seen: dict[str, str] = {}
        for lesson in self.lessons:
            for address in lesson.points:
                if address in seen:
                    raise ValueError(f"point {address} sits in both {seen[address]} and {lesson.id}")
                seen[address] = lesson.id
        return self
