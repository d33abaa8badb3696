"""What a lesson has been called since a commit, told by real commits that renamed it."""

from collections.abc import Sequence

import pytest

from tests.authoring.history.conftest import Author
from tui.authoring.history.lesson_names import name_now
from tui.authoring.history.work_tree import WorkTree


def renamed(author: Author, *pairs: tuple[str, str]) -> str:
    """Commit that lessons were renamed, each from its old name to its new one, and return the hash."""
    trailers = "\n".join(f"Lesson: {new}\nWas: {old}" for old, new in pairs)
    return said(author, f"day01: rename {len(pairs)} lessons\n\n{trailers}")


def said(author: Author, message: str) -> str:
    author.git("commit", "--quiet", "--allow-empty", "--file=-", stdin=message)
    return author.head()


def names(author: Author, commit: str, lessons: Sequence[str]) -> list[str]:
    tree = WorkTree(author.top)
    try:
        return [name_now(tree, commit, lesson) for lesson in lessons]
    finally:
        tree.close()


def test_renamings_are_followed_one_after_the_other_and_only_those_since(author: Author) -> None:
    before = author.head()
    first = renamed(author, ("day01_001", "day01_002"))
    second = renamed(author, ("day01_002", "day01_005"))
    lessons = ("day01_001", "day01_002", "day01_003")
    assert names(author, before, lessons) == ["day01_005", "day01_005", "day01_003"]
    assert names(author, first, lessons) == ["day01_001", "day01_005", "day01_003"]
    assert names(author, second, lessons) == list(lessons)


def test_lessons_that_change_places_are_not_mixed_up(author: Author) -> None:
    before = author.head()
    renamed(author, ("day01_001", "day01_002"), ("day01_002", "day01_003"), ("day01_003", "day01_001"))
    assert names(author, before, ("day01_001", "day01_002", "day01_003")) == ["day01_002", "day01_003", "day01_001"]


@pytest.mark.parametrize(
    "message",
    [
        "Was: day01_001\n\nLesson: day01_009",
        "A talk of names\n\nLesson: day01_009\nWas: day01_001\n\nNot at the end.",
        "A name that is none\n\nLesson: ../../etc\nWas: day01_001",
    ],
)
def test_what_only_looks_like_a_renaming_renames_nothing(author: Author, message: str) -> None:
    before = author.head()
    said(author, message)
    assert names(author, before, ["day01_001"]) == ["day01_001"]


def test_renamings_of_a_branch_count_once_it_is_merged(author: Author) -> None:
    before = author.head()
    author.git("switch", "--quiet", "--create", "other")
    renamed(author, ("day01_001", "day01_002"))
    author.git("switch", "--quiet", "main")
    here = said(author, "Meanwhile")
    assert names(author, here, ["day01_001"]) == ["day01_001"]
    author.git("merge", "--quiet", "--no-edit", "other")
    assert names(author, before, ["day01_001"]) == ["day01_002"]
    assert names(author, here, ["day01_001"]) == ["day01_002"]
