"""A section's state follows from what was written and decided, a lesson's from its sections and its file."""

from itertools import combinations

import pytest
from rich.cells import cell_len

from tui.authoring.drafting.outcome import Outcome
from tui.authoring.planning.model import SectionPlan
from tui.authoring.review import decisions
from tui.authoring.review.attempts import AttemptStore, Origin
from tui.authoring.review.file_state import LessonTexts
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


# The file of a lesson: what each place of its text makes of it. R was approved here last, H is at git's HEAD, D lies on
# the disk; "a", "b" and "c" are three texts, "-" is none.

_FILES = """
R H D
- - -  none
- - c  edited
- b -  missing
- b b  approved
- b c  edited
a - -  none
a - a  none
a - c  edited
a a -  missing
a a a  approved
a a c  edited
a b -  missing
a b a  behind
a b b  behind
a b c  edited
"""


def _rows() -> list[tuple[str, str, str, str]]:
    rows = [line.split() for line in _FILES.split("\n")[2:-1]]
    return [(approved, committed, on_disk, state) for approved, committed, on_disk, state in rows]


@pytest.mark.parametrize(("approved", "committed", "on_disk", "expected"), _rows())
def test_what_a_file_says_is_told_by_its_three_texts(
    approved: str, committed: str, on_disk: str, expected: str
) -> None:
    texts = LessonTexts(*(None if each == "-" else each for each in (approved, committed, on_disk)))
    assert texts.state == (None if expected == "none" else expected)


def test_the_table_of_files_has_every_case() -> None:
    every = {(r, h, d) for r in "-a" for h in ("-", "a" if r == "a" else "b", "b") for d in {"-", r, h, "c"}}
    assert {row[:3] for row in _rows()} == every


def test_other_line_ends_are_the_same_text() -> None:
    assert LessonTexts("one\ntwo\n", "one\ntwo\n", "one\r\ntwo\r\n").state is LessonState.APPROVED
    assert LessonTexts("one\r\ntwo\r\n", "one\ntwo\n", "one\ntwo\n").state is LessonState.APPROVED


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
    assert lesson_state(sections, changed=False) is expected


def test_a_lesson_is_approved_while_its_file_holds_what_was_approved() -> None:
    approved = LessonState.APPROVED
    assert lesson_state([ACCEPTED, ACCEPTED], approved, changed=False) is LessonState.APPROVED
    assert lesson_state([ACCEPTED, ACCEPTED], approved, changed=True) is LessonState.ACCEPTED
    assert lesson_state([ACCEPTED, SectionState.PROPOSED], approved, changed=False) is LessonState.REVIEW
    assert lesson_state([ACCEPTED, PLANNED], approved, changed=False) is LessonState.STARTED


@pytest.mark.parametrize("section", SectionState)
@pytest.mark.parametrize("file", [LessonState.EDITED, LessonState.MISSING, LessonState.BEHIND])
@pytest.mark.parametrize("changed", [True, False])
def test_a_changed_or_lost_file_is_never_out_of_sight(section: SectionState, file: LessonState, changed: bool) -> None:
    assert lesson_state([ACCEPTED, section], file, changed=changed) is file


def test_an_edited_file_that_is_kept_makes_way_for_what_is_decided_of_its_sections() -> None:
    edited = LessonState.EDITED
    assert lesson_state([ACCEPTED, SectionState.PROPOSED], edited, kept=True, changed=False) is LessonState.REVIEW
    assert lesson_state([ACCEPTED, SectionState.DRAFTING], edited, kept=True, changed=False) is LessonState.DRAFTING
    assert lesson_state([ACCEPTED, ACCEPTED], edited, kept=True, changed=True) is LessonState.ACCEPTED
    assert lesson_state([ACCEPTED, ACCEPTED], edited, kept=True, changed=False) is LessonState.EDITED
    assert lesson_state([ACCEPTED, PLANNED], edited, kept=True, changed=True) is LessonState.EDITED


def test_a_lesson_approved_elsewhere_is_approved_here() -> None:
    assert lesson_state([PLANNED, PLANNED], LessonState.APPROVED, changed=False) is LessonState.APPROVED
    assert lesson_state([ACCEPTED, ACCEPTED], LessonState.APPROVED, changed=False) is LessonState.APPROVED


@pytest.mark.parametrize("states", [SectionState, LessonState])
def test_states_differ_in_glyph_and_word_and_take_one_cell(states: type[SectionState] | type[LessonState]) -> None:
    for one, other in combinations(states, 2):
        assert one.glyph != other.glyph
        assert one.word != other.word
    assert {cell_len(each.glyph) for each in states} == {1}
