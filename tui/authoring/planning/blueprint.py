"""The blueprint: which kinds of section a lesson has, in order, with their word targets."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tui.authoring import yaml_model
from tui.authoring.syllabus.model import Title

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]


class SectionKind(BaseModel):
    """One kind of section; with `each: point` the lesson has one for every point, titled by `{point}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    title: Title
    each: Literal["lesson", "point"] = "lesson"
    target_words: int = Field(ge=20, le=5000)


class Blueprint(BaseModel):
    """The shape of every lesson that is planned from now on; `budget_tokens` bounds one lesson."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    budget_tokens: int = Field(default=6000, ge=500)
    level: Title = "from beginner to advanced"
    sections: tuple[SectionKind, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _teaches_every_point(self) -> "Blueprint":
        each = [section for section in self.sections if section.each == "point"]
        if len(each) != 1:
            raise ValueError("exactly one section must say `each: point`, or no point would be taught, or one twice")
        kinds = [section.kind for section in self.sections]
        repeated = next((kind for kind in kinds if kinds.count(kind) > 1), None)
        if repeated:
            raise ValueError(f"the kind `{repeated}` stands twice; give one of them another name")
        return self


def read(path: Path) -> Blueprint:
    """Read `templates/blueprint.yaml`.

    Raises:
        InputError: naming file, line and field.
    """
    return yaml_model.read(path, Blueprint)
