"""A disk on which every file is executable, as FAT and exFAT are: git was told so, and heeds what HEAD has instead."""

from pathlib import Path

import pytest

from tests.authoring.history.conftest import LESSON, MESSAGE, TEXT, Author
from tui.authoring.history import objects
from tui.authoring.history.repository import Repository
from tui.authoring.history.undoing import UndoingRepository
from tui.authoring.history.work_tree import WorkTree


@pytest.fixture
def heedless(author: Author) -> Author:
    author.git("config", "core.fileMode", "false")
    return author


def test_an_index_that_is_finished_later_says_of_the_mode_what_the_commit_says(
    heedless: Author, repository: Repository
) -> None:
    made = repository.commit_text(LESSON, TEXT, MESSAGE)
    heedless.git("rm", "--quiet", "--cached", str(LESSON))  # as where git was ended before its index knew the commit
    (heedless.top / LESSON).chmod(0o755)
    blob = heedless.git("rev-parse", f"{made}:{LESSON}").strip()

    with UndoingRepository.open(heedless.top) as undoing:
        undoing.finish_index({str(LESSON): blob}, None)

    assert heedless.git("status", "--porcelain") == ""
    assert heedless.git("ls-files", "--stage", "--", str(LESSON)).startswith("100644 ")


@pytest.mark.parametrize("heeded", [True, False])
def test_the_trees_that_a_power_cut_may_have_lost_are_known_by_the_mode_that_git_gives(
    author: Author, heeded: bool
) -> None:
    author.git("config", "core.fileMode", str(heeded).lower())
    author.commit("notes.md", "Here before.\n")
    author.write(LESSON, TEXT).chmod(0o755)
    tree = WorkTree(author.top)
    before = objects.at_commit(tree, "HEAD")
    blob = author.git("hash-object", str(LESSON)).strip()
    assert before is not None
    foreseen = objects.changed_trees(tree, before, {LESSON.as_posix(): blob}, len(blob))
    tree.close()

    author.git("add", str(LESSON))
    author.git("commit", "--quiet", "-m", "By hand")

    folders = ("", *(f"{folder}" for folder in map(Path.as_posix, list(LESSON.parents)[:-1])))
    assert foreseen == {author.git("rev-parse", f"HEAD:{folder}").strip() for folder in folders}
