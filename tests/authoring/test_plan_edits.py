"""What an author changes in a plan from the screen: written at once, followed by files and attempts, and taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.authoring.bowline import (
    FAILS,
    FILE,
    HOLDS,
    LESSON,
    ORIENTATION,
    PLAN,
    SECTIONS,
    accept_every_section,
    git,
    replace,
    subjects,
    write,
)
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.plan_edits import DraftedWouldLeave, NothingToUndo, PlanEdits
from tui.authoring.planning import plan_file
from tui.authoring.planning.model import DayPlan
from tui.authoring.workbench import LessonState, SectionState, Workbench

SECOND = "day01_002"
EIGHT = f"{SECOND}/why-it-jams-less"
SHAKE = "Beyond the syllabus: Shaking loose"


@pytest.fixture
def plans(workbench: Workbench) -> PlanEdits:
    return workbench.plans


def on_disk(course: Path) -> DayPlan:
    return plan_file.read(course / PLAN, 1)


def titles(plan: DayPlan) -> list[str]:
    return [lesson.title for lesson in plan.lessons]


def sections(plan: DayPlan, lesson_id: str) -> list[str]:
    lesson = plan.lesson(lesson_id)
    assert lesson is not None
    return [section.title for section in lesson.sections]


def texts(workbench: Workbench, key: str) -> list[str]:
    return [attempt.text for attempt in workbench.attempts(key)]


# Names


def test_a_renamed_lesson_has_the_file_that_follows_from_its_title(course: Path, plans: PlanEdits) -> None:
    plan = plans.rename_lesson(LESSON, "The king of knots")

    assert plan.lessons[0].file == "day01_001_the_king_of_knots.md"
    assert on_disk(course) == plan


async def test_renaming_an_approved_lesson_renames_its_file_in_a_commit_of_its_own(
    course: Path, workbench: Workbench, plans: PlanEdits
) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)

    plans.rename_lesson(LESSON, "The king of knots")

    now = "course/day01/day01_001_the_king_of_knots.md"
    assert git(course, "show", "--format=", "--name-status", "-M100%", "HEAD~1").split() == ["R100", FILE, now]
    assert git(course, "show", "--format=", "--name-only", "HEAD").split() == [PLAN]
    assert subjects(course)[-2:] == ["day01: rename 1 lesson", "day01: plan 2 lessons"]
    assert git(course, "status", "--porcelain", "course") == ""
    # The file says the old title still, so it has to be approved once more.
    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED


def test_a_renamed_section_keeps_its_slug_and_its_attempts(workbench: Workbench, plans: PlanEdits) -> None:
    workbench.submit(HOLDS, "It holds.")

    plan = plans.rename_section(HOLDS, "Why it holds")

    assert sections(plan, LESSON) == ["Orientation", "Why it holds", "Where it fails"]
    assert texts(workbench, HOLDS) == ["It holds."]


# Order


async def test_an_approved_lesson_that_moves_is_renamed_and_stays_approved(
    course: Path, workbench: Workbench, plans: PlanEdits
) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)

    plan = plans.move_lesson(LESSON, 1)

    assert titles(plan) == ["The figure eight", "The bowline"]
    moved = FILE.replace("day01_001", "day01_002")
    assert git(course, "show", "--format=", "--name-status", "-M100%", "HEAD~1").split() == ["R100", FILE, moved]
    assert workbench.lesson(SECOND).state is LessonState.APPROVED
    assert texts(workbench, HOLDS.replace(LESSON, SECOND)) == ["What there is to say of how-the-loop-holds."]


def test_a_section_moves_among_the_points_and_an_accepted_text_stays_accepted(
    workbench: Workbench, plans: PlanEdits
) -> None:
    write(workbench, FAILS, "It fails.")

    plan = plans.move_section(FAILS, -1)

    assert sections(plan, LESSON) == ["Orientation", "Where it fails", "How the loop holds"]
    assert workbench.lesson(LESSON).sections[1].state is SectionState.ACCEPTED


def test_a_point_that_moves_to_another_lesson_takes_its_attempts_along(workbench: Workbench, plans: PlanEdits) -> None:
    write(workbench, FAILS, "It fails.")

    plan = plans.move_point("1.1.1.2", SECOND)

    assert [lesson.points for lesson in plan.lessons] == [("1.1.1.1",), ("1.1.2.1", "1.1.1.2")]
    assert texts(workbench, f"{SECOND}/where-it-fails") == ["It fails."]
    assert workbench.lesson(SECOND).sections[-1].state is SectionState.ACCEPTED


# Lessons out of lessons


def test_a_lesson_is_split_before_a_section_which_takes_its_attempts_along(
    workbench: Workbench, plans: PlanEdits
) -> None:
    workbench.submit(FAILS, "It fails.")
    workbench.submit(EIGHT, "It jams less.")

    plan = plans.split_lesson(FAILS)

    assert titles(plan) == ["The bowline (part 1)", "The bowline (part 2)", "The figure eight"]
    assert texts(workbench, f"{SECOND}/where-it-fails") == ["It fails."]
    assert texts(workbench, "day01_003/why-it-jams-less") == ["It jams less."]
    assert texts(workbench, f"{SECOND}/orientation") == []


def test_the_parts_of_a_lesson_merge_into_what_was_split(workbench: Workbench, plans: PlanEdits) -> None:
    plans.split_lesson(FAILS)

    plan = plans.merge_lessons(LESSON)

    assert titles(plan) == ["The bowline", "The figure eight"]
    assert sections(plan, LESSON) == ["Orientation", "How the loop holds", "Where it fails"]


def test_a_merge_that_would_leave_a_draft_behind_says_so_and_is_made_when_asked_to(
    course: Path, workbench: Workbench, plans: PlanEdits
) -> None:
    workbench.submit(f"{SECOND}/orientation", "Why an eight.")
    before = (course / PLAN).read_bytes()

    with pytest.raises(DraftedWouldLeave, match="orientation of day01_002 is drafted and would leave the plan"):
        plans.merge_lessons(LESSON)
    assert (course / PLAN).read_bytes() == before

    plan = plans.merge_lessons(LESSON, drop_drafted=True)
    assert titles(plan) == ["The bowline; The figure eight"]
    assert [attempt.text for attempt in workbench.course.store.of(f"{SECOND}/orientation")] == ["Why an eight."]


def test_a_merge_that_is_refused_anyway_is_not_put_down_to_the_draft(workbench: Workbench, plans: PlanEdits) -> None:
    workbench.submit(f"{SECOND}/orientation", "Why an eight.")

    with pytest.raises(AuthoringError, match="is the last lesson of the day") as refused:
        plans.merge_lessons(SECOND)

    assert not isinstance(refused.value, DraftedWouldLeave)


# Additions


def test_an_addition_is_labelled_gives_its_reason_and_is_dropped_without_losing_its_draft(
    course: Path, workbench: Workbench, plans: PlanEdits
) -> None:
    plan = plans.add_section(LESSON, "Shaking loose", "A bowline without load does it.")
    (added,) = plan.lessons[0].additions
    assert (added.title, added.addition) == (SHAKE, "A bowline without load does it.")
    workbench.submit(f"{LESSON}/shaking-loose", "It shakes.")

    plan = plans.drop(f"{LESSON}/shaking-loose")

    assert not plan.lessons[0].additions
    assert [attempt.text for attempt in workbench.course.store.of(f"{LESSON}/shaking-loose")] == ["It shakes."]
    again = plans.add_section(LESSON, "Shaking loose", "After all.")
    assert again.lessons[0].kept_key(again.lessons[0].additions[0]) != f"{LESSON}/shaking-loose"


def test_an_added_lesson_stands_after_the_one_it_was_asked_for_at(workbench: Workbench, plans: PlanEdits) -> None:
    workbench.submit(EIGHT, "It jams less.")

    plan = plans.add_lesson(LESSON, "Rope itself", "Nothing says what a rope is.")

    assert titles(plan) == ["The bowline", "Rope itself", "The figure eight"]
    assert plan.lessons[1].addition == "Nothing says what a rope is."
    assert texts(workbench, "day01_003/why-it-jams-less") == ["It jams less."]
    assert titles(plans.drop(SECOND)) == ["The bowline", "The figure eight"]


async def test_an_added_lesson_that_has_a_file_is_not_dropped(
    course: Path, workbench: Workbench, plans: PlanEdits
) -> None:
    added = plans.add_lesson(LESSON, "Rope itself", "Nothing says what a rope is.").lessons[1]
    for section in added.sections:
        write(workbench, f"{SECOND}/{section.id}", "What a rope is.")
    approved = await workbench.approve(SECOND)

    with pytest.raises(AuthoringError, match=r"git rm course/day01/day01_002_rope_itself\.md"):
        plans.drop(SECOND)

    assert approved.path.exists()
    assert len(on_disk(course).lessons) == 3


# What is refused


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda plans: plans.rename_lesson(LESSON, "  "), "title of day01_001 is empty"),
        (lambda plans: plans.rename_section(HOLDS, "\t"), "is empty"),
        (lambda plans: plans.move_lesson(LESSON, -1), "cannot move to place 0"),
        (lambda plans: plans.move_section(ORIENTATION, 1), "has its place by the blueprint"),
        (lambda plans: plans.move_section(FAILS, 1), "is number 2 of 2 points"),
        (lambda plans: plans.move_point("1.1.2.1", LESSON), r"Point 1\.1\.2\.1 \(Why it jams less\) is the last"),
        (lambda plans: plans.move_point("1.1.9.1", LESSON), "is taught in no lesson of day 1"),
        (lambda plans: plans.split_lesson(HOLDS), "would keep nothing"),
        (lambda plans: plans.add_section(LESSON, "Rope", " "), "needs a reason"),
        (lambda plans: plans.add_lesson(LESSON, "", "It is missing."), "is empty"),
        (lambda plans: plans.drop(HOLDS), r"Point 1\.1\.1\.1 \(How the loop holds\) is taught"),
        (lambda plans: plans.drop(LESSON), r"Point 1\.1\.1\.1 \(How the loop holds\) is taught"),
        (lambda plans: plans.rename_lesson("day01_009", "Nine"), "no lesson day01_009"),
        (lambda plans: plans.rename_section(f"{LESSON}/nothing", "Nine"), "no section 'nothing'"),
    ],
)
def test_what_is_refused_changes_nothing(
    course: Path, workbench: Workbench, plans: PlanEdits, edit: Callable[[PlanEdits], DayPlan], reason: str
) -> None:
    workbench.plan([1])
    before = (course / PLAN).read_bytes()

    with pytest.raises(AuthoringError, match=reason):
        edit(plans)

    assert (course / PLAN).read_bytes() == before
    assert not plans.can_undo(1)


async def test_an_edit_that_git_refuses_changes_nothing(course: Path, workbench: Workbench, plans: PlanEdits) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    replace(course / FILE, "What there is to say", "What I have to say")
    before = (course / PLAN).read_bytes(), git(course, "rev-parse", "HEAD")

    with pytest.raises(AuthoringError, match="the_bowline"):
        plans.move_lesson(LESSON, 1)

    assert ((course / PLAN).read_bytes(), git(course, "rev-parse", "HEAD")) == before
    assert "What I have to say" in (course / FILE).read_text(encoding="utf-8")
    assert not plans.can_undo(1)


# Taking back


def test_edits_are_taken_back_one_after_another_each_day_by_itself(
    course: Path, workbench: Workbench, plans: PlanEdits
) -> None:
    start = workbench.plan([1])[0]
    first = plans.rename_lesson(LESSON, "The king of knots")
    plans.move_lesson(LESSON, 1)
    plans.rename_lesson("day02_001", "Round the post")

    assert plans.undo(1) == first
    assert plans.undo(1) == start
    assert on_disk(course) == start
    assert not plans.can_undo(1)
    with pytest.raises(NothingToUndo, match="has not been changed here"):
        plans.undo(1)
    assert plans.can_undo(2)


async def test_taking_back_a_move_moves_the_approved_file_back(
    course: Path, workbench: Workbench, plans: PlanEdits
) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    text = (course / FILE).read_bytes()
    plans.move_lesson(LESSON, 1)

    plans.undo(1)

    assert (course / FILE).read_bytes() == text
    assert workbench.lesson(LESSON).state is LessonState.APPROVED
    assert git(course, "status", "--porcelain", "course") == ""


def test_a_plan_that_was_changed_by_hand_since_is_not_taken_back(course: Path, plans: PlanEdits) -> None:
    plans.rename_lesson(LESSON, "The king of knots")
    replace(course / PLAN, "title: The king of knots", "title: The queen of knots")

    with pytest.raises(NothingToUndo, match="changed otherwise since"):
        plans.undo(1)

    assert titles(on_disk(course))[0] == "The queen of knots"
    assert not plans.can_undo(1)


def test_what_was_drafted_since_is_not_taken_out_of_the_plan_by_taking_back(
    workbench: Workbench, plans: PlanEdits
) -> None:
    plans.add_section(LESSON, "Shaking loose", "A bowline without load does it.")
    workbench.submit(f"{LESSON}/shaking-loose", "It shakes.")

    with pytest.raises(NothingToUndo, match="day01_001/shaking-loose has been drafted since"):
        plans.undo(1)

    assert texts(workbench, f"{LESSON}/shaking-loose") == ["It shakes."]


def test_a_dropped_addition_comes_back_with_its_draft(workbench: Workbench, plans: PlanEdits) -> None:
    plans.add_section(LESSON, "Shaking loose", "A bowline without load does it.")
    workbench.submit(f"{LESSON}/shaking-loose", "It shakes.")
    plans.drop(f"{LESSON}/shaking-loose")

    plans.undo(1)

    assert texts(workbench, f"{LESSON}/shaking-loose") == ["It shakes."]


# The whole day


def test_a_replan_keeps_what_is_shaped_or_drafted_and_can_be_taken_back(
    course: Path, workbench: Workbench, plans: PlanEdits
) -> None:
    workbench.plan([1])
    plans.rename_lesson(LESSON, "The king of knots")
    before = on_disk(course)
    replace(course / "templates/blueprint.yaml", "target_words: 120", "target_words: 140")

    plan = plans.replan(1)

    assert titles(plan) == ["The king of knots", "The figure eight"]
    assert [lesson.sections[-1].target_words for lesson in plan.lessons] == [120, 140]
    assert on_disk(course) == plan
    assert plans.undo(1) == before


def test_a_replan_writes_a_plan_that_was_only_proposed(course: Path, plans: PlanEdits) -> None:
    plan = plans.replan(1)

    assert on_disk(course) == plan


def test_a_replan_replaces_a_broken_plan_and_keeps_it(course: Path, workbench: Workbench, plans: PlanEdits) -> None:
    workbench.plan([1])
    (course / PLAN).write_text("lessons:\n", encoding="utf-8")

    plan = plans.replan(1)

    assert titles(plan) == ["The bowline", "The figure eight"]
    assert [path.read_text(encoding="utf-8") for path in workbench.workspace.replaced.iterdir()] == ["lessons:\n"]


def test_a_changed_syllabus_is_written_with_the_next_edit(course: Path, workbench: Workbench, plans: PlanEdits) -> None:
    workbench.plan([1])
    replace(course / "syllabus.yaml", "- Where it fails", "- Where it fails\n                  - Its name")
    assert [change.text for change in workbench.plan_changes(1)] == ["Its name"]

    plan = plans.rename_lesson(LESSON, "The king of knots")

    assert plan.lessons[0].points == ("1.1.1.1", "1.1.1.2", "1.1.1.3")
    assert workbench.plan_changes(1) == ()


# Finding again


def test_a_lesson_or_section_is_found_by_its_identity_whatever_it_is_called_now(
    workbench: Workbench, plans: PlanEdits
) -> None:
    workbench.plan([1])
    plans.move_lesson(LESSON, 1)
    plans.move_point("1.1.1.2", LESSON)

    assert plans.name_of(1, LESSON) == SECOND
    assert plans.name_of(1, HOLDS) == f"{SECOND}/how-the-loop-holds"
    assert plans.name_of(1, FAILS) == f"{LESSON}/where-it-fails"
    assert [plans.name_of(1, key) for key in SECTIONS] == [
        f"{SECOND}/orientation",
        f"{SECOND}/how-the-loop-holds",
        f"{LESSON}/where-it-fails",
    ]
    with pytest.raises(InputError, match="no longer holds"):
        plans.name_of(1, f"{LESSON}/shaking-loose")


def test_a_confirmed_passage_is_kept_in_the_plan(course: Path, workbench: Workbench, plans: PlanEdits) -> None:
    plans.confirm("1.1.1.1", "The  loop\nholds.")

    assert on_disk(course).lessons[0].sections[1].confirmed == {"1.1.1.1": "The loop holds."}
    with pytest.raises(InputError, match="no passage"):
        plans.confirm("1.1.1.1", " \n")
    with pytest.raises(InputError, match="No lesson of day 1 teaches"):
        plans.confirm("1.9.1.1", "The loop holds.")
