"""Links lead somewhere: within the lesson, to files, and from one lesson to another."""

from typing import Any

import pytest

from tests.authoring.checks.subjects import PATH, found, lesson_plan, subject
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.links import RULE
from tui.authoring.checks.rule import Settings
from tui.authoring.planning.model import DayPlan

OTHER = "course/day02/day02_001_loops.md"
FILES = frozenset({PATH, "course/day01/images/loop.png", "course/notes.md", "course/day01/table.csv"})


def said(text: str, **changes: Any) -> list[Found]:
    return found(RULE, subject(text, **{"files": FILES, **changes}))


def between(*texts: str, paths: tuple[str, ...] = (PATH, OTHER), **changes: Any) -> list[tuple[str, Found]]:
    assert RULE.digest is not None
    assert RULE.course is not None
    digests = {path: RULE.digest(subject(text, path=path, **changes)) for text, path in zip(texts, paths, strict=False)}
    return list(RULE.course(digests, Settings(), set(digests)))


# Within the lesson


@pytest.mark.parametrize(
    "text",
    [
        "## How it holds\n\nSee [above](#how-it-holds) and [here](day01_001_knots.md#how-it-holds).",
        "## Über `x`\n\n[a](#über-x)",
        "## Twice\n\n## Twice\n\n[a](#twice) [b](#twice-1)",
        '<a id="place"></a>\n\n[a](#place)',
        "![a loop](images/loop.png) and [the table](table.csv), [notes](../notes.md#any), [all](images/).",
        "[a](https://example.org/x_y) [b](https://example.org) <mailto:a@b.example> [c](//example.org/y)",
        "[a][b] and [b], [B][], ![i][I]\n\n[b]: https://example.org\n[i]: images/loop.png",
        "`[a][b]`, `[a](b c.md)`, $[a][b]$\n\n```\n[a](missing.md)\n```",
        "The interval [0, 1] (closed), the entry x[i][j], a[0][1], \\[a\\]\\[b\\], [1][2], [see below].",
        "A list [of] [things], and a call f[x] (y), [x] (see above).",
        '<img src="images/loop.png">\n\n<!-- <a href="missing.md"> -->',
        "[a](<table.csv> 'with a title')",
    ],
)
def test_links_that_lead_somewhere_and_what_only_looks_like_one_are_let_be(text: str) -> None:
    assert said(f"# Knots\n\n{text}\n") == []


@pytest.mark.parametrize(
    ("text", "quote", "words"),
    [
        ("[a](#how-it-hold)", "[a](#how-it-hold)", "write `#how-it-holds`"),
        ("[a](#How-it-holds)", "[a](#How-it-holds)", "write `#how-it-holds`"),
        ("[a](day01_001_knots.md#nothing-like-it)", "[a](day01_001_knots.md#nothing-like-it)", "No heading"),
        ("[a]()", "[a]()", "leads nowhere"),
        ("[a](#)", "[a](#)", "leads nowhere"),
        ("[0, 1](closed)", "[0, 1](closed)", "no such file"),
        ("![loop](images/lop.png)", "[loop](images/lop.png)", "no such image: write `images/loop.png`"),
        ("![loop](loop.png)", "[loop](loop.png)", "write `images/loop.png`"),
        ("![loop](images/Loop.png)", "[loop](images/Loop.png)", "write `images/loop.png`"),
        ("[a](tables.csv)", "[a](tables.csv)", "no such file: write `table.csv`"),
        ("[a](/course/notes.md)", "[a](/course/notes.md)", "of this machine"),
        ("[a](C:\\notes.md)", "[a](C:\\notes.md)", "of this machine"),
        ("[a](~/notes.md)", "[a](~/notes.md)", "of this machine"),
        ("[a](file:///notes.md)", "[a](file:///notes.md)", "of this machine"),
        ("[a](images\\loop.png)", "[a](images\\loop.png)", "write `/`"),
        ("[a](../../../notes.md)", "[a](../../../notes.md)", "out of the course"),
        ("[the text][missing]", "[the text][missing]", "`[missing]: target`"),
        ("![the loop][]", "![the loop][]", "`[the loop]: target`"),
        ("[a](day 02.md)", "[a](day 02.md)", "`%20`"),
        ("[a] (table.csv)", "[a] (table.csv)", "take it out"),
        ('<a href="tables.csv">', "tables.csv", "write `table.csv`"),
        ("<img alt=\"\" src='images/lop.png'>", "images/lop.png", "no such image"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_what_was_meant(text: str, quote: str, words: str) -> None:
    (finding,) = said(f"# Knots\n\n## How it holds\n\nSome words\nand {text} here.\n")
    assert (finding.line, finding.quote) == (6, quote)
    assert words in finding.message
    assert finding.severity is None


def test_a_section_that_is_planned_and_not_written_yet_is_a_warning() -> None:
    (finding,) = said("# Knots\n\n## Orientation\n\n[a](#summary)\n")
    assert finding.severity is Severity.WARNING


def test_where_nobody_looked_for_files_none_is_missed() -> None:
    assert said("![a](nowhere.png) [b](nowhere.csv)\n", files=None) == []
    assert len(said("[a](/nowhere.csv)\n", files=None)) == 1


# Between lessons


def test_links_between_lessons_are_followed_to_their_headings() -> None:
    first = "# Knots\n\n[a](../day02/day02_001_loops.md) [b](../day02/day02_001_loops.md#why-it-holds)\n"
    second = "# Loops\n\n## Why it holds\n\n[a](../day01/day01_001_knots.md#knots)\n"
    assert between(first, second) == []


def test_an_anchor_that_another_lesson_does_not_have_is_told_where_the_link_stands() -> None:
    first = "# Knots\n\n[a](../day02/day02_001_loops.md#why-it-hold)\n"
    ((path, finding),) = between(first, "# Loops\n\n## Why it holds\n")
    assert (path, finding.line, finding.quote) == (PATH, 3, "[a](../day02/day02_001_loops.md#why-it-hold)")
    assert "day02_001_loops.md" in finding.message
    assert "write `#why-it-holds`" in finding.message


@pytest.mark.parametrize(
    "target",
    [
        "../day02/day02_001_loop.md",
        "../day02/Day02_001_loops.md",
        "day02_001_loops.md",
        "../day03/day02_001_loops.md",
        "../day02/day2_001_loops.md",
    ],
)
def test_a_lesson_that_there_is_not_is_told_with_the_one_that_was_meant(target: str) -> None:
    text = f"# Knots\n\n[a]({target}#why)\n"
    assert said(text, files=FILES | {OTHER}) == []
    ((path, finding),) = between(text, "# Loops\n", files=FILES | {OTHER})
    assert path == PATH
    assert finding.severity is None
    assert "write `../day02/day02_001_loops.md`" in finding.message


def test_a_lesson_that_is_planned_and_not_written_yet_is_a_warning() -> None:
    later = lesson_plan(path="course/day01/day01_002_bends.md", points={"1.1.1.9": "How a bend holds"})
    plan = DayPlan.model_construct(day=1, title="Ropes", lessons=(lesson_plan(), later), points={})
    ((_, finding),) = between("# Knots\n\n[a](day01_002_bends.md#any)\n", "# Loops\n", plan=plan)
    assert finding.severity is Severity.WARNING


def test_a_lesson_of_a_day_of_which_nothing_is_written_yet_is_a_warning() -> None:
    ((_, finding),) = between("# Knots\n\n[a](../day07/day07_001_splices.md)\n", "# Loops\n")
    assert finding.severity is Severity.WARNING
    ((_, wrong),) = between("# Knots\n\n[a](../day08/day07_001_splices.md)\n", "# Loops\n")
    assert wrong.severity is None


def test_a_section_of_another_lesson_that_is_still_to_be_written_is_a_warning() -> None:
    first = "# Knots\n\n[a](../day02/day02_001_loops.md#summary)\n"
    ((_, finding),) = between(first, "# Loops\n\n## Orientation\n")
    assert finding.severity is Severity.WARNING


def test_a_lesson_that_no_plan_names_but_that_is_there_may_be_linked_to() -> None:
    text = "# Knots\n\n[a](day01_009_old.md)\n"
    assert between(text, "# Loops\n", files=FILES | {"course/day01/day01_009_old.md"}) == []


def test_digests_are_plain_and_the_same_every_time() -> None:
    assert RULE.digest is not None
    made = subject("# Knots\n\n## B\n\n## A\n\n[a](../day02/day02_001_loops.md#x)\n")
    assert RULE.digest(made) == {
        "anchors": ["a", "b", "knots"],
        "planned_anchors": ["how-a-bowline-holds", "orientation", "summary"],
        "planned": [PATH],
        "links": [[7, "[a](../day02/day02_001_loops.md#x)", OTHER, "x", False]],
    }
