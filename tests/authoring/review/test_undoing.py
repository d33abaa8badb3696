"""Every decision can be taken back and made again, without a limit, and the log only grows by it."""

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tui.authoring.drafting.outcome import Outcome
from tui.authoring.review import decisions, undoing
from tui.authoring.review.attempts import AttemptStore, Origin
from tui.authoring.review.decisions import Choice, Verdict
from tui.authoring.review.undoing import NothingToTakeBack

KEY = "day01_001/orientation"
OTHER = "day01_001/summary"


def add(store: AttemptStore, section: str = KEY) -> int:
    return store.add(section, "Text.", origin=Origin.HAND).number


def standing(store: AttemptStore, section: str = KEY) -> int | None:
    kept = decisions.accepted(store, section)
    return None if kept is None else kept.number


def proposed(store: AttemptStore, section: str = KEY) -> int | None:
    return store.records()[section].proposed


def test_an_acceptance_taken_back_leaves_the_text_to_be_judged(store: AttemptStore) -> None:
    add(store)
    decisions.accept(store, KEY, 1, "plan")
    undoing.undo(store)
    assert (standing(store), proposed(store)) == (None, 1)
    undoing.redo(store)
    assert (standing(store), proposed(store)) == (1, None)
    assert store.records()[KEY].fingerprint == "plan"


def test_what_stood_accepted_before_stands_again_with_those_that_were_passed_over(store: AttemptStore) -> None:
    for _ in range(4):
        add(store)
    decisions.accept(store, KEY, 1, "plan")
    decisions.accept(store, KEY, 4, "new plan")
    undoing.undo(store)
    assert (standing(store), proposed(store)) == (1, 4)
    assert store.records()[KEY].fingerprint == "plan"
    decisions.reject(store, KEY, 4, "Worse.")
    assert {line.number: line.verdict for line in decisions.log(store, KEY)} == {
        1: Verdict.ACCEPTED,
        2: Verdict.OPEN,
        3: Verdict.OPEN,
        4: Verdict.REJECTED,
    }


def test_a_rejection_taken_back_and_made_again_keeps_its_reason(store: AttemptStore) -> None:
    add(store)
    decisions.reject(store, KEY, 1, "Dull.")
    decisions.reject(store, KEY, 1, "Wrong.")
    undoing.undo(store)
    assert (decisions.log(store, KEY)[-1].verdict, decisions.log(store, KEY)[-1].reason) == (Verdict.REJECTED, "Dull.")
    undoing.redo(store)
    assert decisions.log(store, KEY)[-1].reason == "Wrong."


def test_the_rejection_of_another_attempt_guides_the_next_draft_again(store: AttemptStore) -> None:
    add(store)
    add(store)
    decisions.reject(store, KEY, 2, "Dull.")
    decisions.accept(store, KEY, 1, "plan")
    undoing.undo(store)
    last = decisions.log(store, KEY)[-1]
    assert (last.number, last.verdict, last.reason) == (2, Verdict.REJECTED, "Dull.")


def test_all_of_one_stroke_is_taken_back_at_once(store: AttemptStore) -> None:
    add(store)
    add(store, OTHER)
    decisions.accept_all(store, [Choice(KEY, 1, "plan"), Choice(OTHER, 1, "plan")])
    assert len(undoing.undo(store).lines) == 2
    assert (standing(store), standing(store, OTHER)) == (None, None)
    undoing.redo(store)
    assert (standing(store), standing(store, OTHER)) == (1, 1)


def test_a_text_that_came_since_still_waits(store: AttemptStore) -> None:
    add(store)
    decisions.accept(store, KEY, 1, "plan")
    add(store)
    undoing.undo(store)
    assert (standing(store), proposed(store)) == (None, 2)
    undoing.redo(store)
    assert (standing(store), proposed(store)) == (1, 2)


def test_the_rejection_of_a_text_that_broke_off_is_taken_back_too(store: AttemptStore) -> None:
    number = store.begin(KEY).number
    store.finish(KEY, number, Outcome.FAILED, text="Half")
    decisions.reject(store, KEY, number, "Broken.")
    undoing.undo(store)
    assert not store.records()[KEY].decided


def test_a_new_decision_ends_what_could_be_made_again(store: AttemptStore) -> None:
    add(store)
    add(store, OTHER)
    decisions.accept(store, KEY, 1, "plan")
    undoing.undo(store)
    decisions.accept(store, OTHER, 1, "plan")
    with pytest.raises(NothingToTakeBack, match="another one was made since"):
        undoing.redo(store)
    undoing.undo(store)
    assert undoing.redo(store).lines[0].section == OTHER
    with pytest.raises(NothingToTakeBack):
        undoing.redo(store)


def test_where_nothing_was_decided_nothing_is_taken_back(store: AttemptStore) -> None:
    with pytest.raises(NothingToTakeBack, match="No decision stands"):
        undoing.undo(store)
    with pytest.raises(NothingToTakeBack, match="nothing to do again"):
        undoing.redo(store)


def test_taking_back_goes_on_after_a_restart_and_in_another_window(path: Path) -> None:
    with AttemptStore.open(path) as one:
        add(one)
        add(one, OTHER)
        decisions.accept(one, KEY, 1, "plan")
        decisions.accept(one, OTHER, 1, "plan")
        undoing.undo(one)
    with AttemptStore.open(path) as one, AttemptStore.open(path) as two:
        assert undoing.undo(two).lines[0].section == KEY
        assert undoing.redo(one).lines[0].section == KEY
        assert undoing.redo(two).lines[0].section == OTHER
        assert (standing(one), standing(one, OTHER)) == (1, 1)


def state(store: AttemptStore) -> dict[str, tuple[object, ...]]:
    """Return all that the decisions make of the course, as the rest of the program sees it."""
    found: dict[str, tuple[object, ...]] = {}
    for section, record in store.records().items():
        last = {line.number: (line.verdict, line.reason) for line in decisions.log(store, section)}
        judged = {number: what for number, what in last.items() if what[0] is not Verdict.OPEN}
        found[section] = (record.accepted, record.fingerprint, record.proposed, judged)
    return found


class Author(RuleBasedStateMachine):
    """Decides, takes back and makes again in any order, beside a list of how all stood before each decision."""

    @initialize()
    def begin(self) -> None:
        self.store = AttemptStore.open(self.folder / f"{self.count()}.db")
        for section in (KEY, OTHER):
            for _ in range(3):
                add(self.store, section)
        self.past: list[dict[str, tuple[object, ...]]] = []
        self.future: list[dict[str, tuple[object, ...]]] = []

    folder: Path
    made = 0

    @classmethod
    def count(cls) -> int:
        cls.made += 1
        return cls.made

    def decided(self, before: dict[str, tuple[object, ...]], act: int | None) -> None:
        if act is not None:
            self.past.append(before)
            self.future.clear()

    @rule(section=st.sampled_from([KEY, OTHER]), number=st.integers(1, 3), plan=st.sampled_from(["plan", "new"]))
    def accept(self, section: str, number: int, plan: str) -> None:
        before = state(self.store)
        self.decided(before, decisions.accept(self.store, section, number, plan).act)

    @rule(section=st.sampled_from([KEY, OTHER]), number=st.integers(1, 3), reason=st.sampled_from(["Dull.", "No."]))
    def reject(self, section: str, number: int, reason: str) -> None:
        before = state(self.store)
        self.decided(before, decisions.reject(self.store, section, number, reason).act)

    @rule()
    def undo(self) -> None:
        now = state(self.store)
        if not self.past:
            with pytest.raises(NothingToTakeBack):
                undoing.undo(self.store)
            return
        undoing.undo(self.store)
        self.future.append(now)
        assert state(self.store) == self.past.pop()

    @rule()
    def redo(self) -> None:
        now = state(self.store)
        if not self.future:
            with pytest.raises(NothingToTakeBack):
                undoing.redo(self.store)
            return
        undoing.redo(self.store)
        self.past.append(now)
        assert state(self.store) == self.future.pop()

    def teardown(self) -> None:
        self.store.close()


def test_in_any_order_all_stands_as_it_stood(tmp_path: Path) -> None:
    Author.folder = tmp_path
    run_state_machine_as_test(Author, settings=settings(max_examples=40, stateful_step_count=25, deadline=None))
