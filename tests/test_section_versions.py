"""Which texts of a section can be compared, and which one is held beside another."""

from pathlib import Path

import pytest

from tests.courses import git
from tui.authoring.workbench import SectionView, Workbench
from tui.section_versions import FILE, beside, versions

ORIENTATION = "day01_001/orientation"


def section(workbench: Workbench) -> SectionView:
    return workbench.lesson("day01_001").sections[0]


def test_the_accepted_text_is_held_beside_any_other(workbench: Workbench) -> None:
    for text in ("One.", "Two.", "Three."):
        workbench.submit(ORIENTATION, text)
    workbench.accept(ORIENTATION, 1)
    found = versions(workbench, section(workbench))
    assert [each.number for each in found] == [1, 2, 3]
    assert beside(3, found, section(workbench).accepted) == 1
    assert beside(2, found, section(workbench).accepted) == 1


@pytest.mark.parametrize(("number", "other"), [(3, 2), (2, 1), (1, 2)])
def test_without_one_it_is_the_text_before_or_else_the_next(workbench: Workbench, number: int, other: int) -> None:
    for text in ("One.", "Two.", "Three."):
        workbench.submit(ORIENTATION, text)
    assert beside(number, versions(workbench, section(workbench)), None) == other


def test_beside_the_accepted_text_itself_stands_the_one_before(workbench: Workbench) -> None:
    for text in ("One.", "Two."):
        workbench.submit(ORIENTATION, text)
    workbench.accept(ORIENTATION, 2)
    assert beside(2, versions(workbench, section(workbench)), 2) == 1


def test_a_single_text_has_none_beside_it(workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "One.")
    assert beside(1, versions(workbench, section(workbench)), None) is None


async def test_a_clone_compares_with_what_stands_in_the_lessons_file(
    workbench: Workbench, course: Path, env: dict[str, str], tmp_path: Path
) -> None:
    for each in workbench.lesson("day01_001").sections:
        workbench.submit(each.key, f"What {each.plan.id} says.")
        workbench.accept(each.key)
    await workbench.approve("day01_001")
    git(course, "add", "-A")
    git(course, "commit", "-qm", "All the rest")
    git(course, "clone", "-q", str(course), str(tmp_path / "clone"))
    with Workbench.open(tmp_path / "clone", env) as cloned:
        cloned.submit(ORIENTATION, "What somebody else says.")
        found = versions(cloned, section(cloned))
        assert [(each.number, each.text) for each in found] == [
            (FILE, "What orientation says."),
            (1, "What somebody else says."),
        ]
        assert beside(1, found, section(cloned).accepted) == FILE
