"""A course of 300 lessons of 4,000 words each, planned and committed: what a whole course costs the checks."""

import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.generated_prose import Prose
from tui.authoring.planning import plan_file, split
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.blueprint import read as read_blueprint
from tui.authoring.planning.model import LessonPlan, SectionPlan
from tui.authoring.review import lesson_document
from tui.authoring.syllabus import yaml_file
from tui.authoring.syllabus.model import Day, Syllabus, Topic, Week, topics_of

LESSONS = 300
WORDS = 4000
"""Of prose, in each lesson, on average."""

_AIMED = 3650
"""What is asked of the paragraphs, which end with whole sentences and not where they should."""

_BUDGET = 9000
"""Tokens: what 4,000 words, formulas and code need."""

_FORMULAS = (
    r"\frac{{1}}{{n}} \sum_{{i=1}}^{{n}} (y_i - \hat{{y}}_i)^{{{0}}}",
    r"\nabla_w L(w) = \frac{{{0}}}{{n}} X^\top (X w - y)",
    r"\sigma(x) = \frac{{1}}{{1 + e^{{-{0} x}}}}",
    r"\begin{{aligned}} h_t &= \tanh(W h_{{t-{0}}} + U x_t), \\ y_t &= V h_t \end{{aligned}}",
    r"\mathbb{{E}}[X^{{{0}}}] = \int x^{{{0}}} p(x) \, dx",
    r"\lVert x \rVert_{{{0}}} = \Bigl( \sum_j |x_j|^{{{0}}} \Bigr)^{{1/{0}}}",
)
_INLINE = (r"$\eta = 0.{0}$", r"$x_{{{0}}}$", r"$n^{{{0}}}$", r"$w \cdot x + {0}$", r"$\theta_{{{0}}}$", r"$p < 0.{0}$")


def make(folder: Path) -> Path:
    """Turn the workspace `folder` into the generated course, committed, and return it."""
    blueprint = folder / "templates" / "blueprint.yaml"
    text = blueprint.read_text(encoding="utf-8")
    blueprint.write_text(text.replace("budget_tokens: 6000", f"budget_tokens: {_BUDGET}"), encoding="utf-8")
    shape = read_blueprint(blueprint)
    syllabus = _longer(yaml_file.read(folder / "syllabus.yaml"), shape)
    yaml_file.write(folder / "syllabus.yaml", syllabus)
    lessons = _planned(folder, syllabus, shape)
    prose = Prose(seed=1)
    earlier: list[str] = []
    for lesson in islice(lessons, LESSONS):
        path = folder / "course" / f"day{lesson.day:02d}" / lesson.file
        bodies = dict(_bodies(lesson, prose, earlier))
        template = folder / "templates" / "lesson.md.j2"
        path.write_text(lesson_document.join(lesson, bodies, template=template, level=shape.level), encoding="utf-8")
    who = ["-c", "user.name=An Author", "-c", "user.email=author@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
    subprocess.run(["git", *who, "commit", "--quiet", "-m", "A generated course"], cwd=folder, check=True)
    return folder


def make_large(folder: Path, days: int = 1250) -> Path:
    """Give the workspace `folder` a syllabus of so many days, the days of its own in turns, and return it.

    With 1,250 days it plans 10,000 lessons. Nothing of the days that are added is planned or written yet.
    """
    own = list((syllabus := yaml_file.read(folder / "syllabus.yaml")).days())
    rounds = [own[n % len(own)].model_copy(update={"day": n + 1}) for n in range(days)]
    weeks = tuple(
        Week(week=n // 5 + 1, title=f"Part {n // 5 + 1}", days=tuple(rounds[n : n + 5])) for n in range(0, days, 5)
    )
    yaml_file.write(folder / "syllabus.yaml", syllabus.model_copy(update={"weeks": weeks}))
    return folder


def texts(folder: Path) -> list[str]:
    """Return the texts of all its lessons."""
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("course/day*/day*_*.md"))]


def _longer(syllabus: Syllabus, shape: Blueprint) -> Syllabus:
    """Return the syllabus with as many days more, which go over topics again, as it takes to have enough lessons."""
    days = list(syllabus.days())
    have = sum(len(split.plan_day(day, shape).lessons) for day in days)
    number = max(day.day for day in days) + 1
    for day in days:
        if have >= LESSONS:
            break
        units = tuple(
            unit.model_copy(
                update={"topics": tuple(Topic(title=f"{t.title} again", points=t.points) for t in unit.topics)}
            )
            for unit in day.units
        )
        more = Day(day=number, title=f"{day.title}, again", units=units)
        syllabus, number, have = syllabus.with_day(more), number + 1, have + len(topics_of(more))
    return syllabus


def _planned(folder: Path, syllabus: Syllabus, shape: Blueprint) -> Iterator[LessonPlan]:
    for day in syllabus.days():
        plan = split.plan_day(day, shape)
        place = folder / "course" / f"day{day.day:02d}"
        place.mkdir(parents=True, exist_ok=True)
        plan_file.write(place / "plan.yaml", plan)
        yield from plan.lessons


def _bodies(lesson: LessonPlan, prose: Prose, earlier: list[str]) -> Iterator[tuple[str, str]]:
    planned = sum(section.target_words for section in lesson.sections)
    for section in lesson.sections:
        yield section.id, _body(section, section.target_words * _AIMED // planned, lesson, prose, earlier)


def _body(section: SectionPlan, words: int, lesson: LessonPlan, prose: Prose, earlier: list[str]) -> str:
    about = section.title if section.points else lesson.title
    if section.kind == "point":
        return "\n\n".join(
            f"### {level}\n\n{_paragraphs(words // 3, about, prose, earlier, rich=True)}"
            for level in ("Intuition", "How it works", "Going deeper")
        )
    if section.kind in ("key-questions", "tricky-questions"):
        return "\n\n".join(
            f"**{number}. What does {about.lower()} say of case {prose.number(2, 99)}?**\n\n"
            + prose.paragraph(words // 6, about)
            for number in range(1, 7)
        )
    if section.kind == "exercises":
        return "\n\n".join(
            f"**Exercise {number} (medium).** {prose.paragraph(words // 8, about)}\n\n"
            f"**Solution.** {prose.paragraph(words // 8, about)}"
            for number in range(1, 5)
        )
    if section.kind == "worked-example":
        code = f"```python\nrate = 0.{prose.number(1, 9)}\nprint(rate < 1)\n```\n\nIt prints `True`."
        return f"{_paragraphs(words, about, prose, earlier, rich=True)}\n\n{code}"
    linked = "\n\nThe [sum of it](#summary) stands at the end." if section.kind == "orientation" else ""
    return _paragraphs(words, about, prose, earlier, rich=False) + linked


def _paragraphs(words: int, about: str, prose: Prose, earlier: list[str], *, rich: bool) -> str:
    """Return paragraphs with formulas between and in them; one in fifty is nearly one of an earlier lesson."""
    blocks: list[str] = []
    while words > 10:
        size = min(words, prose.number(45, 75))
        paragraph = prose.paragraph(size, about)
        if len(earlier) > 200 and prose.number(1, 50) == 1:
            paragraph = f"{prose.choice(*earlier)} {prose.sentence(about)}"
        elif len(earlier) < 2000:
            earlier.append(paragraph)
        words -= len(paragraph.split())
        if rich and prose.number(1, 2) == 1:
            paragraph += f" Here {prose.choice(*_INLINE).format(prose.number(1, 9))} is one of them."
        blocks.append(paragraph)
        if rich and prose.number(1, 4) == 1:
            blocks.append(f"$${prose.choice(*_FORMULAS).format(prose.number(2, 5))}$$")
    return "\n\n".join(blocks)
