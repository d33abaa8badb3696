"""Random courses in random dialects come back the same; arbitrary text is read or refused, and no line is lost."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tui.authoring.syllabus import yaml_file
from tui.authoring.syllabus.model import Day, Point, Syllabus, Topic, Unit, Week
from tui.authoring.syllabus.outline import OutlineError, read_outline
from tui.authoring.yaml_model import parse

OUTLINES = Path(__file__).parents[2] / "outlines"

_WORDS = st.sampled_from((OUTLINES / "words.txt").read_text(encoding="utf-8").split())
_TITLES = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join).filter(lambda text: text[0].isalpha())
_TITLES = _TITLES.filter(lambda text: not text.endswith((":", "e.g.")))
_POINTS = st.lists(_WORDS, min_size=1, max_size=6).map(" ".join)


@dataclass(frozen=True)
class Dialect:
    """How an author writes an outline down."""

    day_form: str
    week_form: str
    levels: tuple[int, int, int]
    bullets: tuple[str, str, str]
    indent: str
    bold_topics: bool
    bold_headings: bool
    blank: bool
    rules: bool
    ends: str
    mark: bool
    level_gap: int


_DAY_FORMS = (
    "Day {n}: {t}",
    "Day {n:02}: {t}",
    "Day {n} - {t}",
    "Day {n} – {t}",
    "DAY {n}. {t}",
    "{t} | Day {n}",
    "{t} (Day {n})",
    "Day {n} of 99: {t}",
    "Day\u00a0{n}:\u00a0{t}",
    "[Day {n}] {t}",
    "🔥 Day {n}: {t}",
    "Tag {n}: {t}",
    "Jour {n} : {t}",
    "Día {n} — {t}",
    "День {n}: {t}",
    "第{n}天：{t}",
    "{n}日目 {t}",
    "اليوم {n}: {t}",
    "दिन {n}: {t}",
)
_DIALECTS = st.builds(
    Dialect,
    day_form=st.sampled_from(_DAY_FORMS),
    week_form=st.sampled_from(["Week {n}: {t}", "WEEK {n} - {t}", "Woche {n}: {t}", "第{n}周：{t}"]),
    levels=st.sampled_from([(1, 2, 3), (2, 3, 4), (1, 2, 5), (2, 4, 6), (3, 4, 5)]),
    bullets=st.tuples(*[st.sampled_from(["-", "*", "+", "1.", "2)", "•", "- [ ]", "- [x]"])] * 3),
    indent=st.sampled_from(["  ", "   ", "    ", "\t"]),
    bold_topics=st.booleans(),
    bold_headings=st.booleans(),
    blank=st.booleans(),
    rules=st.booleans(),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    mark=st.booleans(),
    level_gap=st.sampled_from([0, 1]),
)


_POINT_LISTS = st.lists(_POINTS.map(lambda text: Point(text=text)), min_size=1, max_size=3).map(tuple)
_TOPICS = st.lists(st.builds(Topic, title=_TITLES, points=_POINT_LISTS), min_size=1, max_size=3).map(tuple)


@st.composite
def _courses(draw: st.DrawFn) -> tuple[Syllabus, bool]:
    """A course with weeks or without, and whether it has units; else each day has one unit that bears its title."""
    weeks = draw(st.integers(0, 3))
    units = draw(st.booleans())
    number = draw(st.integers(1, 3))
    made: list[Week] = []
    for week in range(1, max(weeks, 1) + 1):
        days = []
        for _ in range(draw(st.integers(1, 3))):
            title = draw(_TITLES)
            own = [
                Unit(title=draw(_TITLES) if units else title, topics=draw(_TOPICS))
                for _ in range(draw(st.integers(1, 3)) if units else 1)
            ]
            days.append(Day(day=number, title=title, units=tuple(own)))
            number += 1
        made.append(Week(week=week, title=draw(_TITLES), days=tuple(days)) if weeks else Week(days=tuple(days)))
    return Syllabus(title=draw(_TITLES), weeks=tuple(made)), units


def _printed(course: Syllabus, dialect: Dialect, *, units: bool, brief: tuple[str, str] = ("", "")) -> str:
    top, day_level, unit_level = dialect.levels
    lines: list[str] = []

    def heading(level: int, text: str) -> None:
        lines.append(f"{'#' * level} **{text}**" if dialect.bold_headings else f"{'#' * level} {text}")
        if dialect.blank:
            lines.append("")

    if brief[0]:
        lines += [brief[0], ""]
    lines += [course.title, "====="] if dialect.level_gap else [f"# {course.title}"]
    lines.append("")
    for week in course.weeks:
        if week.week:
            heading(max(top, 2) if day_level > 2 else top, dialect.week_form.format(n=week.week, t=week.title))
        for day in week.days:
            heading(day_level, dialect.day_form.format(n=day.day, t=day.title))
            for unit in day.units:
                if units:
                    heading(unit_level, unit.title)
                for topic in unit.topics:
                    title = f"**{topic.title}**" if dialect.bold_topics else topic.title
                    lines.append(f"{dialect.bullets[0]} {title}")
                    lines += [f"{dialect.indent}{dialect.bullets[1]} {point.text}" for point in topic.points]
                if dialect.blank:
                    lines.append("")
            if dialect.rules:
                lines += ["", "---", ""]
    if brief[1]:
        lines += ["", "---", brief[1]]
    return ("\ufeff" if dialect.mark else "") + dialect.ends.join(lines) + dialect.ends


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_courses(), _DIALECTS)
def test_a_course_in_any_dialect_comes_back_the_same(made: tuple[Syllabus, bool], dialect: Dialect) -> None:
    course, units = made
    imported = read_outline(_printed(course, dialect, units=units))
    assert imported.syllabus == course
    assert "reported" not in imported.lines.values()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    _courses(),
    _DIALECTS,
    st.tuples(
        *[st.sampled_from(["Please write plainly.", "Long sentences  ", "for novices.\nNot too many words."])] * 2
    ),
)
def test_text_around_becomes_the_brief(made: tuple[Syllabus, bool], dialect: Dialect, around: tuple[str, str]) -> None:
    course, units = made
    imported = read_outline(_printed(course, dialect, units=units, brief=around))
    assert imported.syllabus.weeks == course.weeks
    for text in around:
        assert text in imported.syllabus.brief


_FRAGMENTS = st.sampled_from(
    [
        *(OUTLINES / "fragments.txt").read_text(encoding="utf-8").split("\n"),
        "   ",
        "\x00",
        "\ufeff",
        "\u2028",
        "\x1b[31m### Day 8: Red\x1b[0m",
    ]
)


def _check(text: str) -> None:
    refused = ""
    try:
        imported = read_outline(text)
    except OutlineError as error:
        refused = str(error)
    if refused:
        assert "Day 1: Title" in refused
        assert len(refused.splitlines()) == 1
        return
    raws = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    filled = {number: raw for number, raw in enumerate(raws, 1) if raw.strip()}
    assert set(imported.lines) == set(filled)
    assert set(imported.lines.values()) <= {"outline", "brief", "reported"}
    brief = imported.syllabus.brief
    for number, fate in imported.lines.items():
        if fate == "brief":
            assert filled[number].encode("utf-8", "replace").decode() in brief
    assert parse(yaml_file.render(imported.syllabus), Syllabus, name="syllabus.yaml") == imported.syllabus
    for finding in imported.findings:
        assert finding.line in filled
        assert finding.message.endswith(".")
        assert not any(unicodedata.category(character) == "Cc" for character in finding.message)
    reported = {number for number, fate in imported.lines.items() if fate == "reported"}
    named = {finding.line for finding in imported.findings}
    for number in reported:
        # Each run of reported lines begins with one that a finding names.
        while number not in named:
            assert number - 1 in reported or number - 1 not in filled, number
            number -= 1
            assert number > 0
    for day in imported.syllabus.days():
        for unit in day.units:
            for topic in unit.topics:
                for said in (day.title, unit.title, topic.title, *(point.text for point in topic.points)):
                    assert not any(unicodedata.category(c) == "Cc" and c != "\t" for c in said)


@settings(max_examples=100, deadline=None)
@given(st.text())
@example("")
@example("\ufeff")
@example("\ud800 Day 1\n")
def test_arbitrary_text_is_read_or_refused(text: str) -> None:
    _check(text)


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text())
def test_arbitrary_text_around_a_day_loses_no_line(before: str, after: str) -> None:
    _check(f"{before}\n## Day 1: Intro\n- point\n{after}")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.one_of(_FRAGMENTS, _FRAGMENTS, st.text(max_size=12)), max_size=30),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_a_soup_of_lines_is_read_or_refused(lines: list[str], ends: str) -> None:
    _check(ends.join(lines))
