"""What a rule is: a name, a severity, settings, and functions from texts to what they find there."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.subject import PlanSubject, Subject

Digest = Any
"""What a rule keeps of one lesson to compare it with the others: plain data that JSON can hold."""


class Settings(BaseModel):
    """The thresholds of a rule, which `blueprint.yaml` may set; a rule with none uses this as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")


S = TypeVar("S", bound=Settings)


@dataclass(frozen=True)
class Rule(Generic[S]):
    """One rule; it has at least one of the functions.

    `lesson` finds what is wrong within one lesson, and depends on nothing but its subject;
    `plan` finds what is wrong with one day plan;
    `digest` and `course` find what is wrong between lessons: `course` is given the digests of all, by path, and the
    paths that are asked about, and yields findings of these with the path of the lesson that each stands in. `digest`
    depends on the text, its plan and the names of files, and on nothing that grows with each approval.
    """

    id: str
    title: str
    severity: Severity
    settings: type[S]
    lesson: Callable[[Subject, S], Iterable[Found]] | None = None
    plan: Callable[[PlanSubject, S], Iterable[Found]] | None = None
    digest: Callable[[Subject], Digest] | None = None
    course: Callable[[Mapping[str, Digest], S, Collection[str]], Iterator[tuple[str, Found]]] | None = None
