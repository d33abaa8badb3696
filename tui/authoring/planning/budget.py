"""How many tokens a planned lesson will have, by estimate, and how words are lowered evenly until they fit a budget."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tui.authoring import plain_text

if TYPE_CHECKING:
    from tui.authoring.planning.model import LessonPlan

_CHARACTERS_PER_WORD = 6.1
TOKENS_PER_WORD = _CHARACTERS_PER_WORD * plain_text.TOKENS_PER_CHARACTER
"""About 1.7. A word of English technical Markdown takes 6.1 characters with its space and marks: this repository's own
guides have 5.9 to 6.6 where they are prose, and more only where they are tables."""

TOKENS_PER_SECTION = 20
"""An H2 and what front matter says of its point. The same for every title, so that no new wording breaks a budget."""

TOKENS_PER_LESSON = 80
"""Front matter and H1."""


def tokens(words: Iterable[int]) -> int:
    """Estimate the tokens of a lesson whose sections have so many words."""
    counts = list(words)
    return TOKENS_PER_LESSON + TOKENS_PER_SECTION * len(counts) + math.ceil(sum(counts) * TOKENS_PER_WORD)


def planned_tokens(lesson: "LessonPlan") -> int:
    """Estimate the tokens of the lesson if each section has the words that are aimed at."""
    return tokens(section.target_words for section in lesson.sections)


def fitted(wanted: Sequence[tuple[int, int]], budget: int) -> tuple[int, ...] | None:
    """Return how many words each section may aim at within a budget of tokens; None where even the least are too many.

    `wanted` holds for each section the words to aim at where there is room, and the least. All are lowered in the same
    proportion, by no more than is needed, down to full tens, none below its least.
    """
    if tokens(most for most, _ in wanted) <= budget:
        return tuple(most for most, _ in wanted)

    def lowered(per_mille: int) -> list[int]:
        return [max(least, most * per_mille // 10_000 * 10) for most, least in wanted]

    fits, exceeds = 0, 1000
    if tokens(lowered(fits)) > budget:
        return None
    while exceeds - fits > 1:
        middle = (fits + exceeds) // 2
        if tokens(lowered(middle)) <= budget:
            fits = middle
        else:
            exceeds = middle
    return tuple(lowered(fits))
