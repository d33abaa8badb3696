"""A day plan holds each point of the syllabus once, in lessons that are numbered, named and sized as they should be."""

from typing import Any

import pytest

from tests.authoring.checks.subjects import lesson_plan, plan_subject
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.partition import RULE
from tui.authoring.checks.rule import Settings
from tui.authoring.checks.subject import PlanSubject
from tui.authoring.planning.model import LessonPlan

BENDS, HITCHES, LOOPS = {"1.1.1.1": "Bends"}, {"1.1.1.2": "Hitches"}, {"1.1.1.3": "Loops"}


def lesson(points: dict[str, str], serial: int = 1, slug: str = "knots", day: int = 1, **changes: Any) -> LessonPlan:
    path = f"course/day{day:02d}/day{day:02d}_{serial:03d}_{slug}.md"
    return lesson_plan(points=points, path=path, **changes)


def found(subject: PlanSubject) -> list[Found]:
    assert RULE.plan is not None
    return list(RULE.plan(subject, Settings()))


def test_a_plan_that_holds_every_point_once_is_let_be() -> None:
    plan = [lesson(BENDS | HITCHES, 1, "ends"), lesson(LOOPS, 2, "loops")]
    assert found(plan_subject(*plan, points=BENDS | HITCHES | LOOPS)) == []


def test_the_order_of_points_is_the_authors() -> None:
    plan = [lesson(LOOPS, 1, "loops"), lesson(HITCHES | BENDS, 2, "ends")]
    assert found(plan_subject(*plan, points=BENDS | HITCHES | LOOPS)) == []


def test_a_point_in_no_lesson_is_told_with_its_text() -> None:
    (finding,) = found(plan_subject(lesson(BENDS), points=BENDS | HITCHES))
    assert finding.point == "1.1.1.2"
    assert "“Hitches”" in finding.message
    assert "no lesson" in finding.message


def test_a_point_in_two_lessons_is_told_with_both() -> None:
    plan = [lesson(BENDS | HITCHES, 1, "ends"), lesson(HITCHES, 2, "hitches")]
    (finding,) = found(plan_subject(*plan, points=BENDS | HITCHES))
    assert (finding.point, finding.quote) == ("1.1.1.2", "1.1.1.2")
    assert "day01_001/hitches and day01_002/hitches" in finding.message


def test_a_point_in_two_sections_of_one_lesson_is_told_too() -> None:
    once = lesson(BENDS)
    twice = LessonPlan.model_construct(**(dict(once) | {"sections": (*once.sections, once.sections[1])}))
    (finding,) = found(plan_subject(twice, points=BENDS))
    assert finding.point == "1.1.1.1"


def test_a_point_that_the_day_does_not_have_is_told() -> None:
    (finding,) = found(plan_subject(lesson(BENDS | LOOPS), points=BENDS))
    assert finding.point == "1.1.1.3"
    assert "day01_001/loops" in finding.message


def test_a_reworded_point_is_a_warning_for_it_is_still_taught_once() -> None:
    (finding,) = found(plan_subject(lesson(BENDS), points={"1.1.1.1": "Bends and splices"}, plan_points=BENDS))
    assert finding.severity is Severity.WARNING
    assert "“Bends and splices”" in finding.message


def test_points_that_moved_are_errors_for_their_sections_teach_something_else() -> None:
    swapped = {"1.1.1.1": "Hitches", "1.1.1.2": "Bends"}
    findings = found(plan_subject(lesson(BENDS | HITCHES), points=swapped, plan_points=BENDS | HITCHES))
    assert [(finding.point, finding.severity) for finding in findings] == [("1.1.1.1", None), ("1.1.1.2", None)]
    assert "moved" in findings[0].message


def test_case_and_spaces_of_a_point_are_no_rewording() -> None:
    assert found(plan_subject(lesson(BENDS), points={"1.1.1.1": "bends "}, plan_points=BENDS)) == []


@pytest.mark.parametrize("serials", [(1, 3), (2,), (1, 1), (1, 2, 4, 5), (2, 1)])
def test_serials_that_do_not_count_up_from_one_are_told_where_they_break(serials: tuple[int, ...]) -> None:
    points = [{f"1.1.1.{n}": f"Knot {n}"} for n in range(1, len(serials) + 1)]
    plan = [lesson(each, serial, f"knot_{n}") for n, (each, serial) in enumerate(zip(points, serials, strict=True))]
    messages = [
        each.message for each in found(plan_subject(*plan, points={k: v for p in points for k, v in p.items()}))
    ]
    assert messages
    assert all("serials" in message for message in messages)
    assert len(messages) == 1 or serials == (2, 1)


def test_lessons_of_another_day_are_told() -> None:
    (finding,) = found(plan_subject(lesson(BENDS, day=2), points=BENDS))
    assert finding.quote == "day02_001"
    assert "day01_001" in finding.message


def test_a_plan_in_the_folder_of_another_day_is_told() -> None:
    (finding,) = found(plan_subject(lesson(BENDS, day=2), points=BENDS, day=2))
    assert "day 2, and not of day 1" in finding.message


@pytest.mark.parametrize("file", ["knots.md", "day01_001_Knots.md", "day1_001_knots.md", "../day01_001_knots.md", "x"])
def test_a_file_name_that_is_none_is_told_with_one_that_is(file: str) -> None:
    wrong = LessonPlan.model_construct(**(dict(lesson(BENDS)) | {"file": file}))
    (finding,) = found(plan_subject(wrong, points=BENDS))
    assert (finding.quote, "day01_001_knots.md" in finding.message) == (file, True)


def test_a_file_name_of_another_lesson_is_told() -> None:
    wrong = LessonPlan.model_construct(**(dict(lesson(BENDS)) | {"file": "day01_002_knots.md"}))
    (finding,) = found(plan_subject(wrong, points=BENDS))
    assert "day01_001_knots.md" in finding.message


def test_two_files_of_one_slug_are_told() -> None:
    (finding,) = found(plan_subject(lesson(BENDS, 1), lesson(HITCHES, 2), points=BENDS | HITCHES))
    assert "rename one" in finding.message


def test_a_lesson_that_is_planned_over_its_budget_is_told_with_both_figures() -> None:
    (finding,) = found(plan_subject(lesson(BENDS | HITCHES, budget_tokens=2000), points=BENDS | HITCHES))
    assert finding.quote == "day01_001"
    assert "2,000" in finding.message
    assert found(plan_subject(lesson(BENDS | HITCHES, budget_tokens=3000), points=BENDS | HITCHES)) == []
