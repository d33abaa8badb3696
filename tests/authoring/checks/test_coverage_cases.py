"""Coverage on sections from many subjects, each labelled by whether it teaches the point that it is held against.

A file of `coverage_cases/` begins with the numbered points of a day; each case is `=== taught|untaught POINT KIND` and
the text of that point's section. To these the rule's weights were fitted. Those of `coverage_unseen/` have the same
form, were written without knowledge of the rule, and no fit may see them: what is found there is what new texts may
expect. Both are harder than lessons are: half of the taught sections never name their point, and half teach nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.authoring.checks.subjects import subject, whole_lesson
from tui.authoring.checks import coverage
from tui.authoring.checks.coverage import CoverageSettings, Evidence, Verdict
from tui.authoring.checks.subject import Subject

FITTED = Path(__file__).parent / "coverage_cases"
UNSEEN = Path(__file__).parent / "coverage_unseen"


@dataclass(frozen=True)
class Case:
    """A section's text beside the point that its heading claims, among the other points of its day."""

    file: str
    name: str
    points: dict[str, str]
    address: str
    taught: bool
    text: str

    def subject(self) -> Subject:
        """Return the lesson that the section would make, of a day that has all the points."""
        text = whole_lesson({self.points[self.address]: self.text}, points={self.address: self.points[self.address]})
        return subject(text, points=self.points, kinds=("point",), whole=False)

    def evidence(self) -> Evidence:
        """Return what the rule says of it."""
        (found,) = coverage.of_lesson(self.subject(), CoverageSettings())
        return found


def cases(folder: Path) -> Iterator[Case]:
    """Yield the cases of a folder."""
    for path in sorted(folder.glob("*.md")):
        head, *rest = re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        points = {f"1.1.1.{found[1]}": found[2] for found in re.finditer(r"^(\d+)\. (.+)$", head, re.MULTILINE)}
        for each in rest:
            title, _, text = each.partition("\n")
            label, number, kind = title.split()
            yield Case(
                path.stem, f"{path.stem}-{number}-{kind}", points, f"1.1.1.{number}", label == "taught", text.strip()
            )


CASES = {folder.name: tuple(cases(folder)) for folder in (FITTED, UNSEEN)}
CAUGHT = {FITTED.name: 0.88, UNSEEN.name: 0.86}
DOUBTED = {FITTED.name: 0.27, UNSEEN.name: 0.32}
"""Of the points not taught, the share that is caught at least; of those taught, that which is doubted at most."""


@cache
def told(folder: str) -> tuple[tuple[Case, Evidence], ...]:
    return tuple((case, case.evidence()) for case in CASES[folder])


@pytest.mark.parametrize("folder", CASES)
def test_the_set_has_points_of_both_kinds_from_many_subjects(folder: str) -> None:
    assert sum(case.taught for case in CASES[folder]) >= 90
    assert sum(not case.taught for case in CASES[folder]) >= 90
    assert len({case.file for case in CASES[folder]}) >= 9


@pytest.mark.parametrize("folder", CASES)
def test_most_points_that_are_not_taught_are_caught(folder: str) -> None:
    missed = [case.name for case, evidence in told(folder) if not case.taught and evidence.verdict is Verdict.COVERED]
    assert len(missed) <= (1 - CAUGHT[folder]) * sum(not case.taught for case in CASES[folder]), missed


@pytest.mark.parametrize("folder", CASES)
def test_most_points_that_are_taught_are_not_doubted(folder: str) -> None:
    doubted = [case.name for case, evidence in told(folder) if case.taught and evidence.verdict is not Verdict.COVERED]
    assert len(doubted) <= DOUBTED[folder] * sum(case.taught for case in CASES[folder]), doubted


@pytest.mark.parametrize("folder", CASES)
def test_every_passage_stands_in_the_text_and_a_doubt_has_one_too(folder: str) -> None:
    for case, evidence in told(folder):
        assert evidence.quote in case.text, case.name
        assert (evidence.quote == "") == (evidence.verdict is Verdict.MISSING), case.name
