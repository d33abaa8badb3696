"""No section slips into a lesson that its plan does not have."""

import pytest

from tests.authoring.checks.subjects import found, subject, whole_lesson
from tui.authoring.checks.unplanned_heading import RULE

POINT = "How a bowline holds"


def with_body(body: str) -> str:
    return f"# Knots\n\n## Orientation\n\nWhy.\n\n## {POINT}\n\n{body}\n\n## Summary\n\nWhat.\n"


def test_a_lesson_of_planned_sections_is_let_be() -> None:
    assert found(RULE, subject(with_body("### Intuition\n\nText.\n\n#### More\n\nText."))) == []


@pytest.mark.parametrize("heading", ["## History of rope", "History of rope\n---", "##  History of rope ##"])
def test_an_h2_that_no_plan_has_is_told(heading: str) -> None:
    (finding,) = found(RULE, subject(with_body(f"Text.\n\n{heading}\n\nText.")))
    assert finding.line == 11
    assert finding.quote == heading.split("\n")[0]
    assert "`## History of rope`" in finding.message


def test_a_further_h1_within_a_section_is_told() -> None:
    (finding,) = found(RULE, subject(with_body("Text.\n\n# History of rope\n\nText.")))
    assert (finding.line, finding.quote) == (11, "# History of rope")


def test_an_addition_that_nobody_planned_is_told_how_to_become_one() -> None:
    text = with_body("Text.\n\n## Beyond the syllabus: Splices\n\nText.")
    (finding,) = found(RULE, subject(text))
    assert "plan it as an addition" in finding.message
    planned = whole_lesson({"Orientation": "Why.", POINT: "How.", "Beyond the syllabus: Splices": "Text."})
    assert found(RULE, subject(planned, additions=["Splices"])) == []


@pytest.mark.parametrize(
    "body",
    [
        "```markdown\n# A title\n\n## A section\n```",
        "~~~\n## A section\n~~~",
        "    ## A section",
        "> ## A section\n>\n> Text.",
        "> # A title",
        "- ## A section\n- Text.",
        "1. Text.\n\n   ## A section",
        "\\## A section",
        "##A section",
        "####### A section",
        "$$\n# x\n$$",
        "<!--\n## A section\n-->",
        "Text # A title",
    ],
)
def test_what_only_looks_like_a_heading_is_none(body: str) -> None:
    assert found(RULE, subject(with_body(body))) == []


def test_what_shape_reports_is_not_reported_twice() -> None:
    doubled = with_body("Text.\n\n## Summary\n\nText.")
    assert found(RULE, subject(doubled)) == []
    retitled = with_body("Text.").replace("## Summary", "## SUMMARY")
    assert found(RULE, subject(retitled)) == []


def test_a_file_that_no_plan_names_may_have_the_sections_it_likes() -> None:
    assert found(RULE, subject(with_body("Text.\n\n## More\n\nText."), lesson=None)) == []


def test_the_title_of_a_point_counts_with_its_marks() -> None:
    text = whole_lesson({"`no_grad` & *friends*: C#": "Text."})
    assert found(RULE, subject(text, points=["`no_grad` & *friends*: C#"], kinds=("point",))) == []
