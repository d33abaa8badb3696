"""A lesson's file is found by its name: day, serial and slug, in the folder of its day."""

from typing import Any

import pytest

from tests.authoring.checks.subjects import found, subject
from tui.authoring.checks.naming import RULE


def said(path: str, **changes: Any) -> list[str]:
    return [each.message for each in found(RULE, subject("# Knots\n", path=path, **changes))]


def test_a_well_named_file_in_its_days_folder_is_let_be() -> None:
    assert said("course/day01/day01_001_knots.md") == []


@pytest.mark.parametrize(
    "path",
    [
        "course/day112/day112_014_knots_2.md",
        "day02/day02_1000_knots.md",
    ],
)
def test_long_numbers_and_other_course_folders_are_no_mistake(path: str) -> None:
    assert said(path) == []


@pytest.mark.parametrize(
    "name",
    [
        "day1_001_knots.md",
        "day01_1_knots.md",
        "day01_001.md",
        "day01-001-knots.md",
        "day01_001_Knots.md",
        "day01_001_knots_.md",
        "day01_001__knots.md",
        "day01_001_knoten_für_alle.md",
        "Day01_001_knots.md",
        "day01_001_knots.markdown",
        "day01_001_knots.md.md",
        "knots.md",
    ],
)
def test_any_other_name_is_told_with_the_name_that_it_should_be_like(name: str) -> None:
    (finding,) = found(RULE, subject("# Knots\n", path=f"course/day01/{name}"))
    assert finding.quote == name
    assert "day02_001_compression_storage.md" in finding.message


@pytest.mark.parametrize("folder", ["course", "course/day02", "course/day01/old", "course/day001"])
def test_a_file_in_another_folder_is_told_where_it_belongs(folder: str) -> None:
    (message,) = said(f"{folder}/day01_001_knots.md")
    assert "day01" in message


def test_a_file_that_the_days_plan_does_not_name_is_told() -> None:
    (message,) = said("course/day01/day01_001_knots.md", lesson=None)
    assert "no such lesson" in message


def test_a_day_without_a_plan_names_no_lesson_and_blames_none() -> None:
    assert said("course/day01/day01_001_knots.md", lesson=None, plan=None) == []
