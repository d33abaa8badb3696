"""Coverage on sections from many subjects, each labelled by whether it teaches the point that it is held against.

A file of `coverage_cases/` begins with the numbered points of a day; each case is `=== taught|untaught POINT KIND` and
the text of that point's section.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.authoring.checks.subjects import subject, whole_lesson
from tui.authoring.checks import coverage
from tui.authoring.checks.coverage import CoverageSettings, Evidence, Verdict

FOLDER = Path(__file__).parent / "coverage_cases"


@dataclass(frozen=True)
class Case:
    """A section's text beside the point that its heading claims, among the other points of its day."""

    name: str
    points: dict[str, str]
    address: str
    taught: bool
    text: str

    def evidence(self) -> Evidence:
        """Return what the rule says of it."""
        text = whole_lesson({self.points[self.address]: self.text}, points={self.address: self.points[self.address]})
        made = subject(text, points=self.points, kinds=("point",), whole=False)
        (found,) = coverage.of_lesson(made, CoverageSettings())
        return found


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.md")):
        head, *rest = re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        points = {f"1.1.1.{found[1]}": found[2] for found in re.finditer(r"^(\d+)\. (.+)$", head, re.MULTILINE)}
        for each in rest:
            title, _, text = each.partition("\n")
            label, number, kind = title.split()
            yield Case(f"{path.stem}-{number}-{kind}", points, f"1.1.1.{number}", label == "taught", text.strip())


CASES = tuple(cases())


@pytest.fixture(scope="module")
def found() -> list[tuple[Case, Evidence]]:
    return [(case, case.evidence()) for case in CASES]


def test_the_set_has_points_of_both_kinds_from_many_subjects() -> None:
    assert sum(case.taught for case in CASES) >= 100
    assert sum(not case.taught for case in CASES) >= 100
    assert len({case.name.split("-")[0] for case in CASES}) >= 10


def test_of_the_points_that_are_not_taught_nearly_all_are_caught(found: list[tuple[Case, Evidence]]) -> None:
    missed = [case.name for case, evidence in found if not case.taught and evidence.verdict is Verdict.COVERED]
    assert len(missed) <= 0.05 * sum(not case.taught for case in CASES), missed


def test_of_the_points_that_are_taught_hardly_any_is_doubted(found: list[tuple[Case, Evidence]]) -> None:
    doubted = [case.name for case, evidence in found if case.taught and evidence.verdict is not Verdict.COVERED]
    assert len(doubted) <= 0.1 * sum(case.taught for case in CASES), doubted


def test_every_passage_stands_in_the_text_and_a_doubt_has_one_too(found: list[tuple[Case, Evidence]]) -> None:
    for case, evidence in found:
        assert evidence.quote in case.text, case.name
        assert (evidence.quote == "") == (evidence.verdict is Verdict.MISSING), case.name
