"""The blueprint: which kinds of section a lesson has, in order, with their word targets, and what checks ask of it."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tui.authoring import yaml_model
from tui.authoring.planning import budget
from tui.authoring.syllabus.model import Title

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]


class SectionKind(BaseModel):
    """One kind of section; with `each: point` the lesson has one for every point, titled by `{point}`.

    `target_words` is what the writer aims at where there is room; a full lesson may ask for less, down to
    `least_words` (three quarters of the target, if it is not said).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    title: Title
    each: Literal["lesson", "point"] = "lesson"
    target_words: int = Field(ge=20, le=5000)
    least_words: int | None = Field(default=None, ge=20, le=5000)

    @property
    def least(self) -> int:
        """The fewest words that a plan may ask for."""
        return self.least_words if self.least_words is not None else max(20, self.target_words * 3 // 4)

    @model_validator(mode="after")
    def _least_is_no_more(self) -> "SectionKind":
        if self.least_words is not None and self.least_words > self.target_words:
            raise ValueError("`least_words` must not be more than `target_words`")
        return self


class Blueprint(BaseModel):
    """The shape of every lesson that is planned from now on; `budget_tokens` bounds one lesson.

    `share_lesson_up_to` lets neighbouring topics of one unit share a lesson while they have no more points together.
    With `revise`, a drafted text in which the checks find errors is revised once by the model.
    `max_cost_usd` bounds in US dollars what models may cost over the whole course.
    `checks` maps the name of a rule to its severity and thresholds; the rules themselves say which they know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    budget_tokens: int = Field(default=6000, ge=500)
    level: Title = "from beginner to advanced"
    share_lesson_up_to: int = Field(default=0, ge=0, le=100)
    addition_words: int = Field(default=300, ge=20, le=5000)
    revise: bool = False
    max_cost_usd: Decimal | None = Field(default=None, ge=0)
    sections: tuple[SectionKind, ...] = Field(min_length=1)
    checks: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)

    @property
    def point_kind(self) -> SectionKind:
        """The kind of section of which a lesson has one for every point."""
        return next(section for section in self.sections if section.each == "point")

    @model_validator(mode="after")
    def _teaches_every_point(self) -> "Blueprint":
        each = [section for section in self.sections if section.each == "point"]
        if len(each) != 1:
            raise ValueError("exactly one section must say `each: point`, or no point would be taught, or one twice")
        kinds = [section.kind for section in self.sections]
        repeated = next((kind for kind in kinds if kinds.count(kind) > 1), None)
        if repeated:
            raise ValueError(f"the kind `{repeated}` stands twice; give one of them another name")
        least = budget.tokens(section.least for section in self.sections)
        if least > self.budget_tokens:
            raise ValueError(
                f"a lesson of a single point takes about {least:,} tokens at least, more than the budget of "
                f"{self.budget_tokens:,}: raise `budget_tokens`, or lower the words of the sections"
            )
        return self


def read(path: Path) -> Blueprint:
    """Read `templates/blueprint.yaml`.

    Raises:
        InputError: naming file, line and field.
    """
    return yaml_model.read(path, Blueprint)
