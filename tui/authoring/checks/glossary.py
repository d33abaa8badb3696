"""`course/glossary.yaml`: the terms and symbols that lessons have introduced, and where."""

from pydantic import BaseModel, ConfigDict

from tui.authoring.syllabus.model import Title


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(_Entry):
    """A term as the course writes it; `not_` are spellings that it does not use; `lesson` introduced it."""

    term: Title
    means: Title | None = None
    lesson: Title | None = None


class Symbol(_Entry):
    """A symbol in TeX, and what it stands for throughout the course."""

    symbol: Title
    means: Title
    lesson: Title | None = None


class Glossary(_Entry):
    """All terms and symbols of the course."""

    terms: tuple[Term, ...] = ()
    notation: tuple[Symbol, ...] = ()
