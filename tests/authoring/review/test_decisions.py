"""The author's decisions are a log; what stands accepted follows from its last line."""

import threading
from pathlib import Path

import pytest

from tui.authoring.drafting.outcome import Outcome
from tui.authoring.review import decisions
from tui.authoring.review.attempts import AttemptStore, Origin
from tui.authoring.review.decisions import Choice, DecisionRefused, Verdict

KEY = "day01_001/orientation"


def add(store: AttemptStore, text: str = "Text.") -> int:
    return store.add(KEY, text, origin=Origin.HAND).number


def ended(store: AttemptStore, outcome: Outcome) -> int:
    number = store.begin(KEY).number
    return store.finish(KEY, number, outcome, text="Half a sen").number


def standing(store: AttemptStore) -> int | None:
    kept = decisions.accepted(store, KEY)
    return None if kept is None else kept.number


def test_an_accepted_attempt_stands_also_after_a_restart(path: Path) -> None:
    with AttemptStore.open(path) as store:
        add(store)
        assert standing(store) is None
        assert decisions.accept(store, KEY, 1, "plan").attempt.number == 1
    with AttemptStore.open(path) as store:
        assert standing(store) == 1
        assert store.records()[KEY].fingerprint == "plan"


@pytest.mark.parametrize(
    "outcome", [outcome for outcome in Outcome if outcome not in (Outcome.COMPLETE, Outcome.STREAMING)]
)
def test_what_is_not_whole_is_never_accepted_and_the_author_learns_what_to_do(
    store: AttemptStore, outcome: Outcome
) -> None:
    with pytest.raises(DecisionRefused, match=r"Attempt 1 of .* not whole: regenerate the section, or edit it"):
        decisions.accept(store, KEY, ended(store, outcome), "plan")
    assert standing(store) is None
    assert decisions.log(store, KEY) == ()


def test_what_is_still_being_written_is_neither_accepted_nor_rejected(store: AttemptStore) -> None:
    store.begin(KEY)
    with pytest.raises(DecisionRefused, match="wait until it is whole"):
        decisions.accept(store, KEY, 1, "plan")
    with pytest.raises(DecisionRefused, match="stop it first"):
        decisions.reject(store, KEY, 1, "No.")


def test_an_empty_text_is_never_accepted(store: AttemptStore) -> None:
    with pytest.raises(DecisionRefused, match="is empty"):
        decisions.accept(store, KEY, add(store, " \n"), "plan")


def test_an_attempt_that_is_not_there_is_refused(store: AttemptStore) -> None:
    with pytest.raises(DecisionRefused, match="no attempt yet: draft it first"):
        decisions.accept(store, KEY, 1, "plan")
    add(store)
    with pytest.raises(DecisionRefused, match="no attempt 2: its newest is 1"):
        decisions.reject(store, KEY, 2, "No.")


def test_accepting_what_stands_accepted_changes_nothing(store: AttemptStore) -> None:
    add(store)
    decisions.accept(store, KEY, 1, "plan")
    ended(store, Outcome.FAILED)
    before = decisions.log(store, KEY)
    decisions.accept(store, KEY, 1, "plan")
    assert decisions.log(store, KEY) == before


def test_accepting_it_again_under_a_new_plan_is_recorded(store: AttemptStore) -> None:
    add(store)
    decisions.accept(store, KEY, 1, "plan")
    decisions.accept(store, KEY, 1, "new plan")
    assert store.records()[KEY].fingerprint == "new plan"
    assert [line.fingerprint for line in decisions.log(store, KEY)] == ["plan", "new plan"]


def test_accepting_passes_over_the_older_ones_and_leaves_the_newer_to_be_judged(store: AttemptStore) -> None:
    for _ in range(4):
        add(store)
    decisions.reject(store, KEY, 1, "Too long.")
    decisions.accept(store, KEY, 3, "plan")
    log = decisions.log(store, KEY)
    assert [(line.number, line.verdict) for line in log] == [
        (1, Verdict.REJECTED),
        (2, Verdict.PASSED),
        (3, Verdict.ACCEPTED),
    ]
    assert log[1].act == log[2].act != log[0].act
    assert store.records()[KEY].proposed == 4


def test_the_author_may_go_back_to_an_older_attempt(store: AttemptStore) -> None:
    add(store)
    add(store)
    decisions.accept(store, KEY, 2, "plan")
    decisions.accept(store, KEY, 1, "plan")
    assert standing(store) == 1
    assert store.records()[KEY].proposed is None


def test_rejecting_the_accepted_attempt_leaves_none_accepted(store: AttemptStore) -> None:
    add(store)
    decisions.accept(store, KEY, 1, "plan")
    decisions.reject(store, KEY, 1, " Wrong\x1b[31m. ")
    assert standing(store) is None
    assert store.records()[KEY].fingerprint is None
    assert decisions.log(store, KEY)[-1].reason == "Wrong."


def test_rejecting_another_attempt_leaves_the_accepted_one_alone(store: AttemptStore) -> None:
    add(store)
    decisions.accept(store, KEY, 1, "plan")
    decisions.reject(store, KEY, add(store), "Worse.")
    assert standing(store) == 1
    assert store.records()[KEY].fingerprint == "plan"
    assert store.records()[KEY].proposed is None


def test_rejecting_twice_for_one_reason_is_one_decision(store: AttemptStore) -> None:
    add(store)
    for reason in ("Dull.", "Dull.", "Wrong."):
        decisions.reject(store, KEY, 1, reason)
    assert [line.reason for line in decisions.log(store, KEY)] == ["Dull.", "Wrong."]
    rejected = store.get(KEY, 1)
    assert rejected is not None
    assert rejected.text == "Text."


def test_a_decision_about_one_section_says_nothing_of_another(store: AttemptStore) -> None:
    add(store)
    store.add("day01_001/summary", "Text.", origin=Origin.HAND)
    decisions.accept(store, KEY, 1, "plan")
    assert decisions.accepted(store, "day01_001/summary") is None
    assert store.records()["day01_001/summary"].undecided


def test_two_windows_that_decide_at_once_leave_one_clear_answer(path: Path) -> None:
    with AttemptStore.open(path) as one, AttemptStore.open(path) as two:
        for _ in range(10):
            add(one)

        def decide(store: AttemptStore, numbers: range) -> None:
            for number in numbers:
                decisions.accept(store, KEY, number, "plan")
                decisions.reject(store, KEY, number, "No.")

        threads = [
            threading.Thread(target=decide, args=(one, range(1, 11, 2))),
            threading.Thread(target=decide, args=(two, range(2, 11, 2))),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stands: int | None = None
        for line in decisions.log(one, KEY):
            if line.verdict is Verdict.ACCEPTED:
                stands = line.number
            elif line.verdict is Verdict.REJECTED and stands == line.number:
                stands = None
            elif line.verdict is Verdict.PASSED:
                continue
            assert line.accepted == stands
        assert standing(one) == stands == standing(two)


OTHER = "day01_001/summary"


def test_several_are_accepted_in_one_stroke(store: AttemptStore) -> None:
    add(store)
    add(store)
    store.add(OTHER, "Text.", origin=Origin.HAND)
    act = decisions.accept_all(store, [Choice(KEY, 2, "plan"), Choice(OTHER, 1, "plan")])
    assert standing(store) == 2
    assert [line.act for line in (*decisions.log(store, KEY), *decisions.log(store, OTHER))] == [act, act, act]
    assert [line.verdict for line in decisions.log(store, KEY)] == [Verdict.PASSED, Verdict.ACCEPTED]


@pytest.mark.parametrize("meanwhile", ["a newer attempt", "a rejection", "an acceptance"])
def test_several_are_accepted_as_they_were_looked_at_or_not_at_all(store: AttemptStore, meanwhile: str) -> None:
    add(store)
    store.add(OTHER, "Text.", origin=Origin.HAND)
    chosen = [Choice(KEY, 1, "plan"), Choice(OTHER, 1, "plan")]
    match meanwhile:
        case "a newer attempt":
            store.add(OTHER, "Newer.", origin=Origin.HAND)
        case "a rejection":
            decisions.reject(store, OTHER, 1, "No.")
        case _:
            decisions.accept(store, OTHER, 1, "plan")
    before = decisions.log(store, OTHER)
    with pytest.raises(DecisionRefused, match=r"day01_001/summary has changed since it was checked"):
        decisions.accept_all(store, chosen)
    assert standing(store) is None
    assert decisions.log(store, OTHER) == before
