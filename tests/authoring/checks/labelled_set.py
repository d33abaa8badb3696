"""The labelled set: short lesson texts, each with what is true of it, beside the plan that it was written for.

A file of `labelled/` begins with a header in YAML, which a line `=====` ends; below it the lesson stands as its file
has it. `labelled/README.md` says what the keys of the header mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from tui.authoring.checks.glossary import Glossary
from tui.authoring.checks.lesson_text import LessonText
from tui.authoring.checks.subject import PlanSubject, Subject
from tui.authoring.planning import naming
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.model import ADDITION, DayPlan, LessonPlan, SectionPlan
from tui.authoring.syllabus.model import Day, Point, Topic, Unit

FOLDER = Path(__file__).parent / "labelled"
END_OF_HEADER = "=====\n"

TAUGHT = ("directly", "other-words", "example", "formula", "contrast")
"""The ways in which a point is taught: the second and later ones are those that its words do not show."""
NOT_TAUGHT = ("missing", "named", "listed", "announced", "neighbour", "elsewhere", "filler", "circular")
"""The ways in which a point is not taught."""

_DEFAULT_KINDS = ("orientation", "point", "key-questions", "tricky-questions", "exercises", "summary")
_KINDS: Mapping[str, tuple[str, int]] = {
    "orientation": ("Orientation", 40),
    "point": ("{point}", 100),
    "worked-example": ("Worked example", 60),
    "key-questions": ("Key questions", 60),
    "tricky-questions": ("Tricky questions", 60),
    "exercises": ("Exercises", 60),
    "summary": ("Summary", 30),
}
# The texts are a tenth of a lesson long, so that the thresholds are lowered with them.
_CHECKS: Mapping[str, Mapping[str, Any]] = {
    "budget": {"least_share": 0.1, "most_share": 6, "least_point_words": 0},
    "levels": {"least_words": 2},
    "questions": {"key_questions": 2, "tricky_questions": 2, "exercises": 1},
}


class _Header(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Expected(_Header):
    """A fault that is in the text: the rule that must tell it, and a piece of what it quotes or of the line it names.

    For the rule `coverage`, `point` is the address of the point that is not taught.
    """

    rule: str
    piece: str | None = None
    point: str | None = None


class _Lesson(_Header):
    """A lesson of a day plan that is given in the header; nothing validates it."""

    serial: int
    points: tuple[str, ...]
    title: str = "A lesson"
    words: int = 100
    budget_tokens: int = 2000


class _DayPlan(_Header):
    lessons: tuple[_Lesson, ...]
    syllabus: Mapping[str, str]


class Header(_Header):
    """What stands above the lesson."""

    what: str
    title: str
    points: Mapping[str, str]
    serial: int = 1
    part: int | None = None
    addition: str | None = None
    planned: bool = True
    file: str | None = None
    titles: Mapping[str, str] = Field(default_factory=dict)
    kinds: tuple[str, ...] = _DEFAULT_KINDS
    additions: Mapping[str, str] = Field(default_factory=dict)
    targets: Mapping[str, int] = Field(default_factory=dict)
    budget_tokens: int = 4000
    tokens: int | None = None
    run: bool = False
    checks: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    glossary: Glossary = Field(default_factory=Glossary)
    day_plan: _DayPlan | None = None
    others: tuple[str, ...] = ()
    expect: tuple[Expected, ...] = ()
    may: tuple[str, ...] = ()
    taught: Mapping[str, bool]
    how: Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """One text of the set.

    `expect` holds the faults that are in it; `may` are rules whose report is right here too, though another rule is
    the one that must tell. `taught` says of every point whether the text teaches it, `how` in which way it does or
    does not.
    """

    name: str
    what: str
    text: str
    header: Header
    subject: Subject
    plan: PlanSubject
    expect: tuple[Expected, ...]
    may: frozenset[str]
    taught: Mapping[str, bool]
    how: Mapping[str, str]
    others: tuple[str, ...]


def cases() -> list[Case]:
    """Return all texts of the set, by name."""
    return sorted((_read(path) for path in FOLDER.glob("*.md") if path.name != "README.md"), key=lambda one: one.name)


def _read(path: Path) -> Case:
    written, mark, text = path.read_bytes().decode("utf-8").partition(END_OF_HEADER)
    if not mark:
        raise ValueError(f"{path.name}: a line ===== must end the header")
    header = Header.model_validate(yaml.safe_load(written))
    lesson = _lesson(header)
    uncovered = [Expected(rule="coverage", point=address) for address, taught in header.taught.items() if not taught]
    return Case(
        name=path.stem,
        what=header.what,
        text=text,
        header=header,
        subject=_subject(header, lesson, text),
        plan=_plan_subject(header, lesson),
        expect=(*header.expect, *uncovered),
        may=frozenset(header.may),
        taught=header.taught,
        how=header.how,
        others=header.others,
    )


def _subject(header: Header, lesson: LessonPlan, text: str) -> Subject:
    # A lesson that stands beside others may have any serial: the plan is not validated as a whole day.
    plan = DayPlan.model_construct(day=lesson.day, title=header.title, lessons=(lesson,), points=header.points)
    planned = lesson if header.planned else None
    return Subject(
        path=header.file or f"course/{naming.day_folder(lesson.day)}/{lesson.file}",
        text=LessonText.parse(text, planned),
        blueprint=_blueprint(header),
        lesson=planned,
        plan=plan,
        points={address: Point(text=each) for address, each in header.points.items()},
        glossary=header.glossary,
        tokens=header.tokens,
    )


def _plan_subject(header: Header, lesson: LessonPlan) -> PlanSubject:
    given = header.day_plan
    syllabus = given.syllabus if given is not None else header.points
    lessons: tuple[LessonPlan, ...] = (_renumbered(lesson, 1),)
    if given is not None:
        lessons = tuple(_given(each, lesson.day, syllabus) for each in given.lessons)
    topic = Topic(title=header.title, points=tuple(Point(text=each) for each in syllabus.values()))
    day = Day(day=lesson.day, title=header.title, units=(Unit(title=header.title, topics=(topic,)),))
    plan = DayPlan.model_construct(day=lesson.day, title=header.title, lessons=lessons, points=dict(syllabus))
    return PlanSubject(f"course/{naming.day_folder(lesson.day)}/plan.yaml", plan, day, _blueprint(header))


def _blueprint(header: Header) -> Blueprint:
    checks = {rule: {**_CHECKS.get(rule, {}), **header.checks.get(rule, {})} for rule in {*_CHECKS, *header.checks}}
    return Blueprint.model_validate(
        {
            "budget_tokens": header.budget_tokens,
            "sections": [
                {"kind": kind, "title": _KINDS[kind][0], "target_words": _words(header, kind), "least_words": 20}
                | ({"each": "point"} if kind == "point" else {})
                for kind in header.kinds
            ],
            "checks": checks,
        }
    )


def _words(header: Header, kind: str) -> int:
    return header.targets.get(kind, _KINDS[kind][1])


def _lesson(header: Header) -> LessonPlan:
    sections: list[SectionPlan] = []

    def add(title: str, kind: str, words: int, **more: Any) -> None:
        slug = naming.section_id(title.removeprefix(ADDITION), [section.id for section in sections])
        sections.append(SectionPlan(id=slug, title=title, kind=kind, target_words=words, **more))

    for kind in header.kinds:
        if kind != "point":
            add(_KINDS[kind][0], kind, _words(header, kind))
            continue
        for address, text in header.points.items():
            add(header.titles.get(address, text), kind, _words(header, kind), points=(address,))
        for title, reason in header.additions.items():
            add(ADDITION + title, "addition", 60, addition=reason)
    day = int(next(iter(header.points)).split(".")[0])
    return LessonPlan(
        id=naming.lesson_id(day, header.serial),
        file=naming.lesson_file(day, header.serial, header.title),
        title=header.title,
        unit=header.title,
        part=header.part,
        addition=header.addition,
        budget_tokens=header.budget_tokens,
        sections=tuple(sections),
    )


def _renumbered(lesson: LessonPlan, serial: int) -> LessonPlan:
    file = naming.lesson_file(lesson.day, serial, PurePosixPath(lesson.title).as_posix())
    return lesson.changed(id=naming.lesson_id(lesson.day, serial), file=file)


def _given(given: _Lesson, day: int, syllabus: Mapping[str, str]) -> LessonPlan:
    sections = tuple(
        SectionPlan(
            id=f"section-{number}",
            title=syllabus.get(address, "A point that the syllabus does not have"),
            kind="point",
            points=(address,),
            target_words=given.words,
        )
        for number, address in enumerate(given.points, 1)
    )
    return LessonPlan.model_construct(
        id=naming.lesson_id(day, given.serial),
        file=naming.lesson_file(day, given.serial, given.title),
        title=given.title,
        unit=given.title,
        budget_tokens=given.budget_tokens,
        sections=sections,
    )
