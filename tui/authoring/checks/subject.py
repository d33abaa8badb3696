"""What rules look at: a lesson's text beside its plan, or a day's plan beside the syllabus."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui.authoring.checks.glossary import Glossary
from tui.authoring.checks.lesson_text import LessonText
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.model import DayPlan, LessonPlan
from tui.authoring.syllabus.model import Day, Point


@dataclass(frozen=True)
class Judgement:
    """What a model said of one point: whether its section teaches it, and the passage, which stands in the text."""

    teaches: bool
    quote: str
    model: str


@dataclass(frozen=True)
class Subject:
    """One lesson's text beside what it should be.

    `path` is that of its file, seen from the workspace. `lesson` is None for a file that no plan names. `points` are
    those of the day, by address. `whole` says that no section is missing because it is still to be written. `tokens`
    is the endpoint's count, where it was asked. `judged` holds what a model said, by address of the point. `files` are
    the paths of all files of the course, seen from the workspace; None where nobody has looked.
    """

    path: str
    text: LessonText
    blueprint: Blueprint
    lesson: LessonPlan | None = None
    plan: DayPlan | None = None
    points: Mapping[str, Point] = field(default_factory=dict)
    glossary: Glossary = field(default_factory=Glossary)
    whole: bool = True
    tokens: int | None = None
    judged: Mapping[str, Judgement] = field(default_factory=dict)
    files: frozenset[str] | None = None


@dataclass(frozen=True)
class PlanSubject:
    """One day's plan beside the syllabus; `path` is that of `plan.yaml`, seen from the workspace."""

    path: str
    plan: DayPlan
    day: Day
    blueprint: Blueprint
