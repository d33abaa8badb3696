"""A sitting: what is being written and how fast, what failed, what it has cost, and how long the rest will take."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tui.authoring.review.records import Attempt, Origin
from tui.authoring.sitting import Sitting
from tui.authoring.workbench import DraftFinished, DraftStarted, DraftText, DraftWaiting, Outcome, Usage

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WHOLE = Attempt(
    section="a",
    number=1,
    origin=Origin.MODEL,
    profile="fake",
    model="fake-1",
    outcome=Outcome.COMPLETE,
    text="",
    words=100,
    feedback=None,
    prompt_sha256=None,
    usage=Usage(10, 20),
    cost_usd=Decimal("0.25"),
    error=None,
    created=NOW,
    finished=NOW,
)


@pytest.fixture
def now() -> list[float]:
    return [50.0]


@pytest.fixture
def sitting(now: list[float]) -> Sitting:
    return Sitting(lambda: now[0])


def test_a_pace_is_told_from_the_first_word_on_and_not_before_a_second_has_passed(
    sitting: Sitting, now: list[float]
) -> None:
    sitting.note(DraftStarted("a", 1))
    now[0] += 7
    sitting.note(DraftText("a", 1, "one two three four "))
    now[0] += 0.5
    assert [(each.words, each.pace) for each in sitting.writing] == [(4, None)]
    now[0] += 1.5
    assert [(each.words, each.pace) for each in sitting.writing] == [(4, 2.0)]
    assert sitting.live("a") == "one two three four "


def test_a_pause_counts_down_and_ends_with_the_next_word(sitting: Sitting, now: list[float]) -> None:
    sitting.note(DraftStarted("a", 1))
    sitting.note(DraftWaiting("a", 1, 20.0, "The limit is reached: try again in a minute."))
    now[0] += 5
    assert [(each.pause, each.reason) for each in sitting.writing] == [(15.0, "The limit is reached.")]
    sitting.note(DraftText("a", 1, "go"))
    assert [(each.pause, each.reason) for each in sitting.writing] == [(0.0, "")]


def test_the_time_left_follows_the_words_of_whole_texts_and_the_pace_of_all_together(
    sitting: Sitting, now: list[float]
) -> None:
    sitting.note(DraftStarted("a", 1))
    sitting.note(DraftStarted("b", 1))
    now[0] += 10
    assert sitting.seconds_left(["c"]) is None
    sitting.note(DraftFinished("a", WHOLE))
    sitting.note(DraftText("b", 1, "word " * 100))
    assert sitting.pace == 20.0
    assert sitting.seconds_left(["c", "d"]) == 10.0
    sitting.rest()
    assert (sitting.pace, sitting.seconds_left(["c"])) == (None, None)


def test_what_failed_is_told_until_it_is_begun_again_and_what_the_author_stopped_is_not(sitting: Sitting) -> None:
    broken = replace(WHOLE, outcome=Outcome.TRUNCATED, error="It broke off.")
    sitting.note(DraftFinished("a", broken))
    sitting.note(DraftFinished("b", replace(WHOLE, outcome=Outcome.CANCELLED)))
    assert sitting.failed == (("a", broken),)
    assert sitting.whole == frozenset()
    sitting.note(DraftStarted("a", 2))
    assert sitting.failed == ()


def test_what_never_came_to_a_word_and_was_not_charged_is_told_apart(sitting: Sitting) -> None:
    silent = replace(WHOLE, outcome=Outcome.FAILED, usage=None, cost_usd=None)
    sitting.note(DraftFinished("a", silent))
    sitting.note(DraftFinished("b", replace(silent, text="A word")))
    sitting.note(DraftFinished("c", replace(silent, usage=Usage(10, 0))))
    sitting.note(DraftFinished("d", replace(silent, outcome=Outcome.CONTEXT_EXCEEDED)))
    assert sitting.refused == ("a",)


def test_money_adds_up_whatever_became_of_the_attempts_and_what_is_unknown_stays_so(sitting: Sitting) -> None:
    assert (sitting.spent, sitting.unpriced) == (None, 0)
    sitting.note(DraftFinished("a", replace(WHOLE, cost_usd=None)))
    assert (sitting.spent, sitting.unpriced) == (None, 1)
    sitting.note(DraftFinished("b", WHOLE))
    sitting.note(DraftFinished("c", replace(WHOLE, outcome=Outcome.CANCELLED)))
    sitting.note(DraftFinished("d", replace(WHOLE, outcome=Outcome.FAILED, usage=None, cost_usd=None)))
    assert (sitting.spent, sitting.unpriced) == (Decimal("0.50"), 1)
