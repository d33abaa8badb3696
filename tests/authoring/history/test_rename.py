"""A renumbered lesson is a pure rename: the bytes, and everything else of the author's, stay."""

from pathlib import Path

import pytest

from tests.authoring.history.conftest import MESSAGE, TEXT, Author
from tui.authoring.history.repository import CommitMessage, Repository, RepositoryError

FIRST = Path("course/day01/day01_001_tensors.md")
SECOND = Path("course/day01/day01_002_autograd.md")
RENUMBERED = CommitMessage("day01: renumber 2 lessons", (("Lesson", "day01_002"), ("Lesson", "day01_001")))
SWAPPED = {
    FIRST: Path("course/day01/day01_002_tensors.md"),
    SECOND: Path("course/day01/day01_001_autograd.md"),
}


@pytest.fixture
def two_lessons(author: Author, repository: Repository) -> Author:
    """A repository with two approved lessons."""
    repository.commit_text(FIRST, TEXT, MESSAGE)
    repository.commit_text(SECOND, "# Autograd\n\nIt remembers.\n", MESSAGE)
    return author


def test_two_lessons_change_places_in_one_commit_of_pure_renames(two_lessons: Author, repository: Repository):
    two_lessons.write("notes.txt", "staged by the author\n")
    two_lessons.git("add", "notes.txt")

    made = repository.rename(SWAPPED, RENUMBERED)

    assert made == two_lessons.head()
    shown = two_lessons.git("show", "--format=", "--name-status", "-M100%", "HEAD").splitlines()
    assert sorted(line.split("\t")[0] for line in shown) == ["R100", "R100"]
    assert (two_lessons.top / SWAPPED[FIRST]).read_text() == TEXT
    assert two_lessons.git("status", "--porcelain") == "A  notes.txt\n"


@pytest.mark.parametrize("staging", ["staged", "unstaged", "gone"])
def test_a_lesson_with_changes_is_not_renamed(two_lessons: Author, repository: Repository, staging: str):
    path = two_lessons.top / FIRST
    if staging == "gone":
        path.unlink()
    else:
        path.write_text(TEXT + "More.\n")
    if staging == "staged":
        two_lessons.git("add", str(FIRST))
    before = two_lessons.snapshot()

    with pytest.raises(RepositoryError, match="tensors"):
        repository.rename(SWAPPED, RENUMBERED)

    assert two_lessons.snapshot() == before


def test_a_lesson_that_git_was_told_to_skip_is_not_renamed(two_lessons: Author, repository: Repository):
    two_lessons.git("update-index", "--skip-worktree", str(FIRST))
    before = two_lessons.snapshot()

    with pytest.raises(RepositoryError, match=f"no-skip-worktree -- {FIRST}"):
        repository.rename(SWAPPED, RENUMBERED)

    assert two_lessons.snapshot() == before


def test_a_lesson_that_git_takes_for_unchanged_is_renamed(two_lessons: Author, repository: Repository):
    two_lessons.git("update-index", "--assume-unchanged", str(FIRST))

    repository.rename(SWAPPED, RENUMBERED)

    names = two_lessons.git("ls-tree", "-r", "--name-only", "HEAD", "--", "course/day01").split()
    assert [name for name in names if name.endswith(("tensors.md", "autograd.md"))] == sorted(
        path.as_posix() for path in SWAPPED.values()
    )


def test_a_file_in_the_new_place_is_not_lost(two_lessons: Author, repository: Repository):
    two_lessons.write(SWAPPED[FIRST], "The author's own.\n")
    before = two_lessons.snapshot()

    with pytest.raises(RepositoryError, match="is there already"):
        repository.rename(SWAPPED, RENUMBERED)

    assert two_lessons.snapshot() == before


def test_a_hook_that_refuses_leaves_the_old_names(two_lessons: Author, repository: Repository):
    two_lessons.hook("pre-commit", "echo not today; exit 1")
    before = two_lessons.snapshot()

    with pytest.raises(RepositoryError, match="not today"):
        repository.rename(SWAPPED, RENUMBERED)

    assert two_lessons.snapshot() == before
