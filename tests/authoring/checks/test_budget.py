"""A lesson keeps within its tokens; a section that strays far from its words is only warned of."""

from dataclasses import replace

import pytest

from tests.authoring.checks.subjects import found, subject, whole_lesson
from tui.authoring.checks.budget import RULE
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import LessonText

POINT = "How a bowline holds"


def words(count: int) -> str:
    return " ".join(["rope"] * count)


def point_of(body: str, **settings: float) -> list[Found]:
    text = whole_lesson({POINT: body})
    return found(RULE, subject(text, kinds=("point",)), **settings)


def test_a_lesson_over_its_budget_is_an_error_by_estimate() -> None:
    text = whole_lesson({POINT: words(600)})
    (finding,) = found(RULE, subject(text, kinds=("point",), budget_tokens=500))
    assert (finding.line, finding.severity) == (1, None)
    assert "by estimate" in finding.message
    assert "500" in finding.message


def test_where_the_endpoint_counted_its_figure_counts() -> None:
    text = whole_lesson({POINT: words(600)})
    (finding,) = found(RULE, subject(text, kinds=("point",), tokens=6001))
    assert "The lesson has 6,001 tokens" in finding.message
    assert "estimate" not in finding.message
    assert found(RULE, subject(text, kinds=("point",), tokens=6000)) == []
    assert found(RULE, subject(text, kinds=("point",), tokens=400, budget_tokens=500)) == []


@pytest.mark.parametrize("count", [300, 550, 800])
def test_a_section_near_its_target_is_let_be(count: int) -> None:
    assert point_of(words(count)) == []


@pytest.mark.parametrize(("count", "what"), [(0, "say what is missing"), (200, "200 words"), (950, "shorten")])
def test_a_section_far_from_its_target_is_a_warning_at_its_title(count: int, what: str) -> None:
    (finding,) = point_of(words(count))
    assert finding.severity is Severity.WARNING
    assert finding.quote == f"## {POINT}"
    assert what in finding.message


def test_formulas_and_code_fill_a_section_but_never_make_it_too_long() -> None:
    formulas = "\n\n".join(f"$$\na_{{{n}}} = b + c + d + e + f\n$$" for n in range(50))
    code = "```python\n" + "knot = tie(rope, around=post, twice=True)\n" * 120 + "```"
    assert point_of(f"{words(100)}\n\n{formulas}") == []
    assert point_of(f"{words(300)}\n\n{formulas}\n\n{code}") == []


def test_a_point_has_its_own_bounds_where_its_target_is_within_them() -> None:
    settings = {"least_share": 0, "most_share": 9}
    assert len(point_of(words(240), **settings)) == 1
    assert point_of(words(255), **settings) == []
    (finding,) = point_of(words(910), **settings)
    assert "900 at most" in finding.message


@pytest.mark.parametrize(("target", "count"), [(1200, 1100), (100, 90), (260, 240), (880, 930)])
def test_a_point_planned_out_of_those_bounds_or_near_its_own_target_is_not_blamed(target: int, count: int) -> None:
    made = subject(whole_lesson({POINT: words(count)}), kinds=("point",))
    assert made.lesson is not None
    plan = made.lesson.sections[0].model_copy(update={"target_words": target})
    lesson = made.lesson.model_copy(update={"sections": (plan,)})
    text = LessonText.parse(made.text.source, lesson)
    assert found(RULE, replace(made, lesson=lesson, text=text)) == []


def test_sections_that_are_still_to_be_written_are_not_short() -> None:
    text = whole_lesson({"Orientation": words(180)})
    assert found(RULE, subject(text, whole=False)) == []


def test_headings_that_no_plan_has_and_files_that_no_plan_names_are_not_measured() -> None:
    assert found(RULE, subject("# Knots\n\n## Splices\n\nShort.\n")) == []
    assert found(RULE, subject(whole_lesson({POINT: words(9000)}), lesson=None)) == []
