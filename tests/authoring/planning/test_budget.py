"""Words are lowered evenly until a lesson fits its budget, and no further than is needed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authoring.planning.courses import BLUEPRINT, day_of
from tui.authoring import plain_text
from tui.authoring.planning import budget
from tui.authoring.planning.split import plan_day

GUIDES = Path(__file__).parents[3] / "docs"
WANTED = st.lists(
    st.tuples(st.integers(20, 900), st.integers(20, 900)).map(lambda pair: (max(pair), min(pair))),
    min_size=1,
    max_size=9,
)


@pytest.mark.parametrize("guide", ["outlines.md", "writers.md"])
def test_words_and_the_text_itself_are_estimated_alike(guide: str) -> None:
    text = (GUIDES / guide).read_text(encoding="utf-8")
    by_words = plain_text.words(text) * budget.TOKENS_PER_WORD
    assert by_words / plain_text.estimate_tokens(text) == pytest.approx(1, abs=0.1)


def test_a_lesson_is_planned_with_its_headings_and_front_matter() -> None:
    (lesson,) = plan_day(day_of([[("Topic", ["First", "Second"])]]), BLUEPRINT).lessons
    words = 180 + 550 + 550 + 90
    assert budget.planned_tokens(lesson) == 80 + 4 * 20 + -int(-words * budget.TOKENS_PER_WORD // 1)
    assert budget.planned_tokens(lesson) > words * 1.6


def test_what_fits_is_left_alone() -> None:
    assert budget.fitted([(555, 300), (91, 20)], 6000) == (555, 91)


def test_what_does_not_fit_is_lowered_evenly_to_full_tens() -> None:
    assert budget.fitted([(800, 100), (400, 100)], 1500) == (540, 270)


def test_nothing_is_lowered_below_its_least() -> None:
    assert budget.fitted([(800, 100), (400, 385)], 1300) == (310, 385)


def test_where_even_the_least_do_not_fit_nothing_is_planned() -> None:
    assert budget.fitted([(800, 700), (400, 385)], 1500) is None


@given(WANTED, st.integers(500, 12_000))
def test_any_lesson_is_lowered_into_its_budget_and_no_further(wanted: list[tuple[int, int]], tokens: int) -> None:
    found = budget.fitted(wanted, tokens)
    least = budget.tokens(least for _, least in wanted)
    assert (found is None) == (least > tokens)
    if found is None:
        return
    assert budget.tokens(found) <= tokens
    assert all(low <= words <= most for words, (most, low) in zip(found, wanted, strict=True))
    if budget.tokens(most for most, _ in wanted) > tokens:
        # Ten words more in each section would not have fitted: nothing is given away.
        more = [min(most, words + 10) for words, (most, _) in zip(found, wanted, strict=True)]
        assert budget.tokens(more) > tokens
