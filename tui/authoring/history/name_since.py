"""What a lesson has been called since a commit: its renamings from there on, as their commits tell them."""

from itertools import pairwise

from tui.authoring.history.work_tree import WorkTree
from tui.authoring.planning import naming


def name_now(tree: WorkTree, commit: str, lesson: str) -> str:
    """Return what the lesson that was called `lesson` in `commit` (a full hash) is called at HEAD.

    Renamings by hand, whose commits have no `Was:` trailer, are not followed.

    Raises:
        RepositoryError: git failed.
    """
    out = tree.read(
        "log",
        "--reverse",
        "--topo-order",
        "--grep=^Was: ",
        "--format=%x00%(trailers:only,unfold)",
        "--end-of-options",
        f"{commit}..HEAD",
    ).text()
    for message in out.split("\0"):
        lesson = _renamed(message).get(lesson, lesson)
    return lesson


def _renamed(trailers: str) -> dict[str, str]:
    """Return what each lesson was called before, and is called after, a commit with these trailers."""
    lines = [line.partition(": ") for line in trailers.splitlines()]
    return {
        old: new
        for (first, _, new), (second, _, old) in pairwise(lines)
        if (first, second) == ("Lesson", "Was") and naming.LESSON_ID.fullmatch(new) and naming.LESSON_ID.fullmatch(old)
    }
