"""Lessons made for a test of the checks: a Markdown text beside a small plan, a day and a blueprint that fit it.

`subject(whole_lesson({"How a bowline holds": "The loop …"}))` is a whole one; a rule is run on it by `found`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from tui.authoring.checks.finding import Found
from tui.authoring.checks.lesson_text import LessonText
from tui.authoring.checks.rule import Rule
from tui.authoring.checks.subject import PlanSubject, Subject
from tui.authoring.planning import naming
from tui.authoring.planning.blueprint import Blueprint, SectionKind
from tui.authoring.planning.model import ADDITION, DayPlan, LessonPlan, SectionPlan
from tui.authoring.review import lesson_document
from tui.authoring.syllabus.model import Day, Point, Topic, Unit

TEMPLATE = Path(__file__).parents[3] / "templates" / "lesson.md.j2"
PATH = "course/day01/day01_001_knots.md"
POINTS = ("How a bowline holds",)
KINDS = ("orientation", "point", "summary")
ALL_KINDS = {
    "orientation": SectionKind(kind="orientation", title="Orientation", target_words=180),
    "point": SectionKind(kind="point", title="{point}", each="point", target_words=550),
    "worked-example": SectionKind(kind="worked-example", title="Worked example", target_words=300),
    "key-questions": SectionKind(kind="key-questions", title="Key questions", target_words=450),
    "tricky-questions": SectionKind(kind="tricky-questions", title="Tricky questions", target_words=400),
    "exercises": SectionKind(kind="exercises", title="Exercises", target_words=400),
    "summary": SectionKind(kind="summary", title="Summary", target_words=90),
}

Points = Mapping[str, str] | Sequence[str]


def subject(
    text: str,
    *,
    points: Points = POINTS,
    kinds: Sequence[str] = KINDS,
    additions: Sequence[str] = (),
    path: str = PATH,
    title: str = "Knots",
    checks: Mapping[str, Mapping[str, Any]] | None = None,
    **changes: Any,
) -> Subject:
    """Return `text` as the lesson of `path`, whose plan has the sections of `kinds` and one for each of `points`.

    `points` are texts, or texts by address; without the kind `point` there must be an addition. `additions` are titles
    without their label; their sections come last.
    `changes` are fields of the lesson's plan (`budget_tokens`, `waived`, …) or of the subject (`whole`, `tokens`, …).
    """
    named = _by_address(points, path)
    of_plan = {name: changes.pop(name) for name in list(changes) if name in LessonPlan.model_fields}
    lesson = lesson_plan(points=named, kinds=kinds, additions=additions, path=path, title=title, **of_plan)
    # One lesson of a day stands for the whole: serials before it would say nothing here.
    plan = DayPlan.model_construct(day=lesson.day, title="Ropes", lessons=(lesson,), points=named)
    made = Subject(
        path=path,
        text=LessonText.parse(text, lesson),
        blueprint=blueprint(kinds, checks),
        lesson=lesson,
        plan=plan,
        points={address: Point(text=each) for address, each in named.items()},
    )
    return replace(made, **changes)


def whole_lesson(
    bodies: Mapping[str, str],
    *,
    path: str = PATH,
    title: str = "Knots",
    level: str = "from beginner to advanced",
    part: int | None = None,
    addition: str | None = None,
    points: Points | None = None,
) -> str:
    """Return the lesson that the shipped template makes of `bodies`, which are named by the titles of their sections.

    Titles that no kind has are those of points, in their order, unless `points` names them, and more that are still to
    be written; without any, those of `subject` are. `part` and `addition` are what the plan says of the lesson.
    """
    titles = {kind.title: kind for kind in ALL_KINDS.values()}
    taught = [each for each in bodies if each not in titles and not each.startswith(ADDITION)]
    named = _by_address(points if points is not None else taught or POINTS, path)
    addresses = {text: address for address, text in named.items()}
    sections: list[SectionPlan] = []
    for each in (*bodies, *(text for text in addresses if text not in bodies)):
        slug = naming.section_id(each, [section.id for section in sections])
        if each in titles:
            section = SectionPlan(id=slug, title=each, kind=titles[each].kind, target_words=titles[each].target_words)
        elif each.startswith(ADDITION):
            section = SectionPlan(id=slug, title=each, kind="addition", addition="It is missing", target_words=300)
        else:
            section = SectionPlan(id=slug, title=each, kind="point", points=(addresses[each],), target_words=550)
        sections.append(section)
    lesson = _lesson(path, title, sections, part=part, addition=addition)
    by_id = {section.id: bodies[section.title] for section in sections if section.title in bodies}
    return lesson_document.join(lesson, by_id, template=TEMPLATE, level=level)


def lesson_plan(
    *,
    points: Points = POINTS,
    kinds: Sequence[str] = KINDS,
    additions: Sequence[str] = (),
    path: str = PATH,
    title: str = "Knots",
    **changes: Any,
) -> LessonPlan:
    """Return the plan of the lesson at `path`; see `subject`."""
    sections: list[SectionPlan] = []
    for kind in (ALL_KINDS[name] for name in kinds):
        each = _by_address(points, path) if kind.each == "point" else {"": ""}
        for address, text in each.items():
            own = kind.title.replace("{point}", text)
            sections.append(
                SectionPlan(
                    id=naming.section_id(own, [section.id for section in sections]),
                    title=own,
                    kind=kind.kind,
                    points=(address,) if address else (),
                    target_words=kind.target_words,
                )
            )
    for added in additions:
        slug = naming.section_id(added, [section.id for section in sections])
        sections.append(
            SectionPlan(id=slug, title=ADDITION + added, kind="addition", addition="It is missing", target_words=300)
        )
    return _lesson(path, title, sections, **changes)


def plan_subject(
    *lessons: LessonPlan,
    points: Points,
    number: int = 1,
    path: str = "course/day01/plan.yaml",
    plan_points: Mapping[str, str] | None = None,
    **changes: Any,
) -> PlanSubject:
    """Return the plan of `lessons`, which nothing has validated, beside a day of one topic that has `points`.

    `plan_points` are what the points said when the day was planned; `changes` are other fields of the plan.
    """
    named = _by_address(points, f"course/{naming.day_folder(number)}/{naming.day_folder(number)}_001_x.md")
    topic = Topic(title="Knots", points=tuple(Point(text=text) for text in named.values()))
    day = Day(day=number, title="Ropes", units=(Unit(title="Rope work", topics=(topic,)),))
    values: dict[str, Any] = {"day": number, "title": "Ropes", "lessons": lessons, "points": plan_points or {}}
    plan = DayPlan.model_construct(**(values | changes))
    return PlanSubject(path=path, plan=plan, day=day, blueprint=blueprint(KINDS))


def blueprint(kinds: Sequence[str] = KINDS, checks: Mapping[str, Mapping[str, Any]] | None = None) -> Blueprint:
    """Return a blueprint of these kinds, with the one for points even where a test has no use for it."""
    names = kinds if "point" in kinds else ("point", *kinds)
    return Blueprint(sections=tuple(ALL_KINDS[name] for name in names), checks=checks or {})


def found(rule: Rule[Any], made: Subject, **settings: Any) -> list[Found]:
    """Return what the rule finds within the lesson, in the order of its lines."""
    assert rule.lesson is not None
    return sorted(rule.lesson(made, rule.settings.model_validate(settings)), key=lambda each: each.line)


def _lesson(path: str, title: str, sections: Sequence[SectionPlan], **changes: Any) -> LessonPlan:
    file = PurePosixPath(path).name
    match = naming.LESSON_FILE.fullmatch(file)
    # A path may be wrong on purpose; the plan that it is held against is not.
    name = naming.lesson_id(int(match["day"]), int(match["serial"])) if match else "day01_001"
    file = file if match else f"{name}_knots.md"
    values: dict[str, Any] = {"id": name, "file": file, "title": title, "unit": "Rope work", "budget_tokens": 6000}
    return LessonPlan.model_validate(values | {"sections": tuple(sections)} | changes)


def _by_address(points: Points, path: str) -> dict[str, str]:
    if isinstance(points, Mapping):
        return dict(points)
    match = naming.LESSON_FILE.fullmatch(PurePosixPath(path).name)
    day = int(match["day"]) if match else 1
    return {f"{day}.1.1.{number}": text for number, text in enumerate(points, 1)}
