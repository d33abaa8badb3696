"""A section's state follows from what was written and decided, a lesson's from its sections and its file."""

from datetime import UTC, datetime
from itertools import combinations

import pytest
from rich.cells import cell_len

from tui.authoring.drafting.outcome import Outcome
from tui.authoring.planning.model import SectionPlan
from tui.authoring.review import decisions
from tui.authoring.review.attempts import AttemptStore, Origin
from tui.authoring.review.records import Approval
from tui.authoring.review.states import LessonState, SectionState, fingerprint, lesson_state, section_state

KEY = "day01_001/orientation"
UNFINISHED = [outcome for outcome in Outcome if outcome not in (Outcome.STREAMING, Outcome.COMPLETE)]
ACCEPTED, PLANNED = SectionState.ACCEPTED, SectionState.PLANNED


def state(store: AttemptStore, plan: str = "plan") -> SectionState:
    return section_state(store.records().get(KEY), plan)


def end(store: AttemptStore, outcome: Outcome, text: str = "Half a sen") -> None:
    store.finish(KEY, store.begin(KEY).number, outcome, text=text)


def test_a_section_goes_from_planned_to_accepted(store: AttemptStore) -> None:
    assert state(store) is SectionState.PLANNED
    store.begin(KEY)
    assert state(store) is SectionState.DRAFTING
    store.finish(KEY, 1, Outcome.COMPLETE, text="Text.")
    assert state(store) is SectionState.PROPOSED
    decisions.accept(store, KEY, 1, "plan")
    assert state(store) is SectionState.ACCEPTED


@pytest.mark.parametrize("outcome", UNFINISHED)
def test_a_writer_that_stopped_leaves_a_failed_section(store: AttemptStore, outcome: Outcome) -> None:
    end(store, outcome)
    assert state(store) is SectionState.FAILED


def test_a_draft_stopped_before_its_first_word_leaves_the_section_planned(store: AttemptStore) -> None:
    end(store, Outcome.CANCELLED, text="")
    assert state(store) is SectionState.PLANNED
    end(store, Outcome.FAILED, text="")
    assert state(store) is SectionState.FAILED


@pytest.mark.parametrize("outcome", UNFINISHED)
def test_a_later_failure_takes_neither_acceptance_nor_a_proposal_away(store: AttemptStore, outcome: Outcome) -> None:
    store.add(KEY, "Text.", origin=Origin.HAND)
    end(store, outcome)
    assert state(store) is SectionState.PROPOSED
    decisions.accept(store, KEY, 1, "plan")
    end(store, outcome)
    assert state(store) is SectionState.ACCEPTED


def test_a_newer_text_waits_beside_the_accepted_one(store: AttemptStore) -> None:
    store.add(KEY, "Text.", origin=Origin.HAND)
    decisions.accept(store, KEY, 1, "plan")
    store.begin(KEY)
    assert state(store) is SectionState.DRAFTING
    store.finish(KEY, 2, Outcome.COMPLETE, text="Better.")
    assert state(store) is SectionState.PROPOSED
    decisions.reject(store, KEY, 2, "No.")
    assert state(store) is SectionState.ACCEPTED


def test_a_rejection_sends_the_section_back_to_planned(store: AttemptStore) -> None:
    store.add(KEY, "One.", origin=Origin.HAND)
    store.add(KEY, "Two.", origin=Origin.HAND)
    decisions.reject(store, KEY, 2, "No.")
    assert state(store) is SectionState.PLANNED
    end(store, Outcome.TRUNCATED)
    assert state(store) is SectionState.FAILED
    decisions.reject(store, KEY, 3, "No.")
    assert state(store) is SectionState.PLANNED


def test_a_section_accepted_under_another_plan_is_stale_until_accepted_again(store: AttemptStore) -> None:
    store.add(KEY, "Text.", origin=Origin.HAND)
    decisions.accept(store, KEY, 1, "plan")
    assert state(store, "new plan") is SectionState.STALE
    decisions.accept(store, KEY, 1, "new plan")
    assert state(store, "new plan") is SectionState.ACCEPTED


def test_the_fingerprint_follows_what_is_asked_and_not_where_it_stands() -> None:
    section = SectionPlan(id="s", title="Title", kind="point", points=("1.1.1.1",), target_words=100)
    same = section.model_copy(update={"id": "other", "points": ("2.1.1.1",)})
    changed = [
        (section.model_copy(update={"title": "Other"}), ["Point"]),
        (section.model_copy(update={"kind": "summary"}), ["Point"]),
        (section.model_copy(update={"target_words": 200}), ["Point"]),
        (section, ["Other"]),
        (section, ["Poi", "nt"]),
        (section, []),
    ]
    assert fingerprint(section, ["Point"]) == fingerprint(same, ["Point"])
    assert len({fingerprint(section, ["Point"]), *(fingerprint(*each) for each in changed)}) == 1 + len(changed)


def approval(sha256: str = "text", **attempts: int) -> Approval:
    return Approval("day01_001", "path", "commit", sha256, "text", attempts, datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ([PLANNED, PLANNED], LessonState.PLANNED),
        ([ACCEPTED, PLANNED], LessonState.STARTED),
        ([ACCEPTED, SectionState.PROPOSED], LessonState.REVIEW),
        ([PLANNED, SectionState.FAILED], LessonState.REVIEW),
        ([ACCEPTED, SectionState.STALE], LessonState.REVIEW),
        ([SectionState.DRAFTING, SectionState.PROPOSED], LessonState.DRAFTING),
        ([ACCEPTED, ACCEPTED], LessonState.ACCEPTED),
    ],
)
def test_a_lesson_without_a_file_is_as_its_sections_are(sections: list[SectionState], expected: LessonState) -> None:
    assert lesson_state(sections) is expected


def test_a_lesson_is_approved_while_its_file_holds_what_was_approved() -> None:
    kept = approval(a=1, b=2)
    assert lesson_state([ACCEPTED, ACCEPTED], kept, "text", {"a": 1, "b": 2}) is LessonState.APPROVED
    assert lesson_state([ACCEPTED, ACCEPTED], kept, "text", {"a": 1, "b": 3}) is LessonState.ACCEPTED
    assert lesson_state([ACCEPTED, SectionState.PROPOSED], kept, "text", {"a": 1, "b": 2}) is LessonState.REVIEW
    assert lesson_state([ACCEPTED, PLANNED], kept, "text", {"a": 1}) is LessonState.STARTED


@pytest.mark.parametrize("section", SectionState)
def test_a_changed_or_lost_file_is_never_out_of_sight(section: SectionState) -> None:
    assert lesson_state([ACCEPTED, section], approval(a=1), "other", {"a": 1}) is LessonState.EDITED
    assert lesson_state([ACCEPTED, section], approval(a=1), None, {"a": 1}) is LessonState.MISSING


def test_a_file_that_no_approval_knows_is_shown() -> None:
    assert lesson_state([PLANNED, PLANNED], None, "text", {}) is LessonState.EDITED
    assert lesson_state([PLANNED, ACCEPTED], None, "text", {"b": 1}) is LessonState.EDITED
    assert lesson_state([ACCEPTED, ACCEPTED], None, "text", {}) is LessonState.ACCEPTED


def test_a_lesson_approved_elsewhere_is_approved_here() -> None:
    assert lesson_state([PLANNED, PLANNED], approval(), "text", {}) is LessonState.APPROVED
    assert lesson_state([ACCEPTED, ACCEPTED], approval(), "text", {}) is LessonState.APPROVED


@pytest.mark.parametrize("states", [SectionState, LessonState])
def test_states_differ_in_glyph_and_word_and_take_one_cell(states: type[SectionState] | type[LessonState]) -> None:
    for one, other in combinations(states, 2):
        assert one.glyph != other.glyph
        assert one.word != other.word
    assert {cell_len(each.glyph) for each in states} == {1}
