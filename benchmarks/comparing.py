"""How long it takes to compare two texts of ten thousand words and to lay the comparison out, beside difflib."""

import random
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.figure import Figure, shortest, timed
from benchmarks.reading import lesson
from tui.authoring.comparing.comparison import compare
from tui.widgets import comparison_rows

RUNS = 5
CHANGED = 0.05
_COLUMN = 96


def figures(course: Path) -> Iterator[Figure]:
    """Yield the comparison of a lesson with itself, some words changed, and the rows of it."""
    del course
    old = lesson()
    chance = random.Random(1)
    new = re.sub(r"\b[a-z]+\b", lambda word: word[0] if chance.random() > CHANGED else f"{word[0]}ing", old)
    compared, bare = shortest(
        lambda: timed(lambda: compare(old, new)),
        lambda: timed(lambda: SequenceMatcher(None, old.split(), new.split()).get_opcodes()),
        RUNS,
    )
    comparison = compare(old, new)
    told = f"{len(old.split()):,} words compared, {comparison.changes} changes"
    yield Figure(told, compared, "difflib on the words of both", bare)
    laid, split = shortest(
        lambda: timed(lambda: comparison_rows.side_by_side(comparison, _COLUMN)),
        lambda: timed(lambda: SequenceMatcher(None, old.split(), new.split()).get_opcodes()),
        RUNS,
    )
    yield Figure("its rows laid out side by side", laid, "difflib on the words of both", split)
