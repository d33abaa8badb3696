"""Decisions as an author makes them and takes them back: what becomes of the course, and in which words it is told."""

from pathlib import Path

import pytest

from tests.authoring.bowline import FAILS, HOLDS, LESSON, ORIENTATION, SECTIONS, accept_every_section, git, replace
from tests.screens.checked import STRAY, switch_on
from tui.authoring.review.decisions import DecisionRefused, Verdict
from tui.authoring.review.undoing import NothingToTakeBack
from tui.authoring.workbench import LessonState, SectionState, Workbench


def states(workbench: Workbench) -> list[str]:
    return [section.state.value for section in workbench.lesson(LESSON).sections]


def test_an_acceptance_is_taken_back_and_told_in_a_sentence(workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "One.")
    workbench.accept(ORIENTATION)
    taken = workbench.deciding.undo()
    assert taken.said == f"Taken back: attempt 1 of {ORIENTATION} is not accepted any more."
    assert taken.here == (ORIENTATION, 1)
    assert states(workbench)[0] == "proposed"
    assert workbench.deciding.redo().said == f"Done again: attempt 1 of {ORIENTATION} is accepted."
    assert states(workbench)[0] == "accepted"


def test_what_is_accepted_instead_is_told(workbench: Workbench) -> None:
    for text in ("One.", "Two."):
        workbench.submit(ORIENTATION, text)
        workbench.accept(ORIENTATION)
    said = workbench.deciding.undo().said
    assert said == f"Taken back: attempt 2 of {ORIENTATION} is not accepted any more; attempt 1 is accepted."


def test_a_rejection_is_taken_back_and_made_again(workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "One.")
    workbench.reject(ORIENTATION, "Dull.")
    assert "attempt 1 of day01_001/orientation is not rejected any more" in workbench.deciding.undo().said
    assert workbench.course.rejected(ORIENTATION) is None
    assert "is rejected" in workbench.deciding.redo().said
    rejected = workbench.course.rejected(ORIENTATION)
    assert rejected is not None
    assert rejected[1] == "Dull."


def test_an_older_attempt_may_be_rejected(workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "One.")
    workbench.submit(ORIENTATION, "Two.")
    assert workbench.reject(ORIENTATION, "Dull.", 1) == 1
    assert states(workbench)[0] == "proposed"


async def test_an_approved_lesson_needs_approval_again_and_git_is_left_alone(
    workbench: Workbench, course: Path
) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    head = git(course, "rev-parse", "HEAD")
    file = next((course / "course" / "day01").glob("day01_001_*.md")).read_bytes()

    said = workbench.deciding.undo().said
    assert said.endswith(f"Nothing changes in git: {LESSON} needs your approval again.")
    assert workbench.lesson(LESSON).state is LessonState.REVIEW
    assert git(course, "rev-parse", "HEAD") == head
    assert git(course, "status", "--porcelain", "--", "course") == ""
    assert next((course / "course" / "day01").glob("day01_001_*.md")).read_bytes() == file

    assert "Nothing changes in git" not in workbench.deciding.redo().said
    assert workbench.lesson(LESSON).state is LessonState.APPROVED


def test_what_another_program_decided_is_told_as_such(workbench: Workbench, course: Path) -> None:
    workbench.submit(ORIENTATION, "One.")
    workbench.submit(HOLDS, "One.")
    workbench.accept(ORIENTATION)
    with Workbench.open(course, {}) as other:
        other.accept(HOLDS)
    taken = workbench.deciding.undo()
    assert taken.here == (HOLDS, 1)
    assert "Another program had decided so at " in taken.said
    assert "Another program" not in workbench.deciding.undo().said


def test_what_was_decided_before_the_start_is_not_another_programs(workbench: Workbench, course: Path) -> None:
    workbench.submit(ORIENTATION, "One.")
    workbench.accept(ORIENTATION)
    with Workbench.open(course, {}) as later:
        assert "Another program" not in later.deciding.undo().said
        assert later.lesson(LESSON).sections[0].state is SectionState.PROPOSED


def test_a_decision_about_a_section_that_left_the_plan_is_taken_back_all_the_same(
    workbench: Workbench, course: Path
) -> None:
    workbench.plans.add_section(LESSON, "A knot too far", "Asked for by readers.")
    key = next(each.key for each in workbench.lesson(LESSON).sections if "knot-too-far" in each.key)
    workbench.submit(key, "One.")
    workbench.accept(key)
    workbench.plans.drop(key)
    taken = workbench.deciding.undo()
    assert taken.here is None
    assert taken.sections == ((key, 1, Verdict.ACCEPTED),)


def test_where_there_is_nothing_to_take_back_it_says_so(workbench: Workbench) -> None:
    with pytest.raises(NothingToTakeBack, match="No decision stands"):
        workbench.deciding.undo()
    with pytest.raises(NothingToTakeBack, match="nothing to do again"):
        workbench.deciding.redo()


# All that is clean


def test_clean_is_what_is_whole_and_without_an_error(workbench: Workbench, course: Path) -> None:
    switch_on(course, unplanned_heading="error")
    workbench.submit(ORIENTATION, "Clean.")
    workbench.submit(HOLDS, STRAY)
    clean = workbench.deciding.clean(LESSON)
    assert [(each.key, each.number) for each in clean.sections] == [(ORIENTATION, 1)]
    left = {each.key: each.why for each in clean.left_out}
    assert left[HOLDS].startswith("unplanned-heading: ")
    assert left[FAILS] == "nothing is written yet"


def test_a_warning_leaves_nothing_out(workbench: Workbench, course: Path) -> None:
    switch_on(course, unplanned_heading="warning")
    workbench.submit(HOLDS, STRAY)
    assert [each.key for each in workbench.deciding.clean(LESSON).sections] == [HOLDS]


def test_the_proposal_is_checked_and_not_the_text_that_stands_accepted(workbench: Workbench, course: Path) -> None:
    switch_on(course, unplanned_heading="error")
    workbench.submit(HOLDS, "Clean.")
    workbench.accept(HOLDS)
    workbench.submit(HOLDS, STRAY)
    clean = workbench.deciding.clean(LESSON)
    assert clean.sections == ()
    assert HOLDS in [each.key for each in clean.left_out]


def test_each_that_is_left_out_says_why(workbench: Workbench, course: Path) -> None:
    workbench.submit(ORIENTATION, "Accepted, then changed.")
    workbench.accept(ORIENTATION)
    workbench.submit(HOLDS, "Rejected.")
    workbench.reject(HOLDS, "No.")
    workbench.course.store.begin(FAILS)
    replace(course / "course" / "day01" / "plan.yaml", "target_words: 60", "target_words: 90")
    left = {each.key: each.why for each in workbench.deciding.clean(LESSON).left_out}
    assert left == {
        ORIENTATION: "what it should teach has changed since it was accepted",
        HOLDS: "its text was rejected",
        FAILS: "it is being written",
    }


def test_all_clean_sections_are_one_decision(workbench: Workbench) -> None:
    for key in SECTIONS:
        workbench.submit(key, "Clean.")
    workbench.deciding.accept_clean(workbench.deciding.clean(LESSON))
    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED
    said = workbench.deciding.undo().said
    assert said == "Taken back: 3 sections of day01_001 are not accepted any more."
    assert states(workbench) == ["proposed"] * 3
    assert workbench.deciding.redo().said == "Done again: 3 sections of day01_001 are accepted."
    assert states(workbench) == ["accepted"] * 3


def test_what_came_after_the_check_is_not_accepted_with_it(workbench: Workbench) -> None:
    for key in SECTIONS:
        workbench.submit(key, "Clean.")
    clean = workbench.deciding.clean(LESSON)
    workbench.submit(HOLDS, "Newer, and not checked.")
    with pytest.raises(DecisionRefused, match="look again"):
        workbench.deciding.accept_clean(clean)
    assert states(workbench) == ["proposed"] * 3
