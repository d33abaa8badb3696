"""A day's plan follows the syllabus and the author's hand; what was drafted and approved follows the plan."""

from pathlib import Path

import pytest

from tests.authoring.bowline import FILE, HOLDS, LESSON, PLAN, accept_every_section, git, replace, subjects
from tui.authoring import plan_days
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.planning import edits
from tui.authoring.workbench import LessonState, SectionState, Workbench

MOVED = FILE.replace("day01_001", "day01_002")


def swap(workbench: Workbench) -> None:
    """Let the first lesson of the day become the second."""
    plan_days.change(workbench.course, 1, lambda plan: edits.move_lesson(plan, LESSON, 2))


async def test_a_renumbered_lesson_keeps_its_attempts_and_its_approval_and_its_file_is_a_pure_rename(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    text = (course / FILE).read_text(encoding="utf-8")

    swap(workbench)

    assert (course / MOVED).read_text(encoding="utf-8") == text
    assert not (course / FILE).exists()
    assert git(course, "show", "--format=", "--name-status", "-M100%", "HEAD~1").split() == ["R100", FILE, MOVED]
    assert subjects(course)[-2:] == ["day01: rename 1 lesson", "day01: plan 2 lessons"]
    view = workbench.lesson("day01_002")
    assert (view.plan.title, view.state) == ("The bowline", LessonState.APPROVED)
    assert [attempt.number for attempt in workbench.attempts(HOLDS.replace("001", "002"))] == [1]
    assert not workbench.attempts("day01_001/orientation")
    assert git(course, "status", "--porcelain", "course") == ""


async def test_a_renumbered_lesson_can_be_drafted_and_approved_again(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    swap(workbench)

    workbench.edit("day01_002/how-the-loop-holds", "It holds otherwise.")
    workbench.accept("day01_002/how-the-loop-holds")
    approved = await workbench.approve("day01_002")

    assert approved.path == course / MOVED
    assert "It holds otherwise." in approved.path.read_text(encoding="utf-8")
    assert subjects(course)[-1] == "day01_002: approve The bowline"


async def test_a_lesson_with_changes_of_the_authors_is_not_renumbered(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    (course / FILE).write_text("Changed outside.\n", encoding="utf-8")
    before = (course / PLAN).read_bytes(), git(course, "rev-parse", "HEAD")

    with pytest.raises(AuthoringError, match="approve its lesson or restore it"):
        swap(workbench)

    assert ((course / PLAN).read_bytes(), git(course, "rev-parse", "HEAD")) == before
    assert (course / FILE).read_text(encoding="utf-8") == "Changed outside.\n"


async def test_a_hook_that_refuses_the_rename_leaves_plan_and_file(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    hook = course / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    before = (course / PLAN).read_bytes()

    with pytest.raises(AuthoringError):
        swap(workbench)

    assert (course / PLAN).read_bytes() == before
    assert (course / FILE).exists()
    assert workbench.lesson(LESSON).state is LessonState.APPROVED


async def test_a_plan_that_cannot_be_written_takes_the_rename_back(
    course: Path, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)

    def full(*_: object) -> None:
        raise AuthoringError("The disk is full.")

    monkeypatch.setattr(plan_days.plan_file, "write", full)
    with pytest.raises(AuthoringError, match="disk is full"):
        swap(workbench)

    assert (course / FILE).exists()
    assert not (course / MOVED).exists()
    assert workbench.lesson(LESSON).state is LessonState.APPROVED


def swap_by_hand(course: Path) -> None:
    """Put the second lesson before the first in the plan's file."""
    text = (course / PLAN).read_text(encoding="utf-8")
    first, second = text.index("  - id: day01_001"), text.index("  - id: day01_002")
    end = text.index("\npoints:") + 1
    (course / PLAN).write_text(text[:first] + text[second:end] + text[first:second] + text[end:], encoding="utf-8")


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("by_hand", [True, False])
async def test_a_renaming_that_was_cut_off_before_its_commit_is_done_anew(
    course: Path, workbench: Workbench, announced: bool, by_hand: bool
) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    (course / "staged.txt").write_text("Staged.")
    git(course, "add", "staged.txt")
    # So it is where the process ended after it had renamed the file, and told the index of it or not.
    (course / FILE).rename(course / MOVED)
    if announced:
        git(course, "add", "--intent-to-add", MOVED)
    if by_hand:
        swap_by_hand(course)
    assert workbench.lesson("day01_002" if by_hand else LESSON).state is LessonState.ACCEPTED

    if by_hand:
        workbench.plan([1])
    else:
        swap(workbench)

    renaming = "HEAD" if by_hand else "HEAD~1"  # a plan that was changed by hand is committed with the next lesson
    assert git(course, "show", "--format=", "--name-status", "-M100%", renaming).split() == ["R100", FILE, MOVED]
    assert git(course, "status", "--porcelain", "--", FILE, MOVED) == ""
    assert git(course, "diff", "--cached", "--name-only") == "staged.txt\n"
    assert workbench.lesson("day01_002").state is LessonState.APPROVED


async def test_lessons_put_in_another_order_by_hand_are_renumbered_and_their_files_follow_when_planned(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    swap_by_hand(course)

    assert workbench.lesson("day01_002").state is LessonState.APPROVED
    assert [lesson.plan.title for lesson in workbench.day(1).lessons] == ["The figure eight", "The bowline"]
    workbench.plan([1])

    assert (course / MOVED).exists()
    assert not (course / FILE).exists()
    assert workbench.lesson("day01_002").state is LessonState.APPROVED
    assert workbench.attempts("day01_002/how-the-loop-holds")


def test_a_reworded_point_makes_its_section_stale_and_a_new_one_gets_a_place(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)
    replace(
        course / "syllabus.yaml", "- How the loop holds", "- How and why the loop holds\n                  - Its name"
    )

    view = workbench.day(1)

    assert [str(change.kind) for change in view.changes] == ["reworded", "new", "moved"]
    sections = {section.plan.points: section.state for section in view.lessons[0].sections if section.plan.points}
    assert sections[("1.1.1.1",)] is SectionState.STALE
    assert sections[("1.1.1.2",)] is SectionState.PLANNED
    assert sections[("1.1.1.3",)] is SectionState.ACCEPTED
    assert "Its name" not in (course / PLAN).read_text(encoding="utf-8")

    workbench.plan([1])

    assert "Its name" in (course / PLAN).read_text(encoding="utf-8")
    assert not workbench.day(1).changes


def test_a_removed_point_that_was_drafted_stays_as_an_addition(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    replace(course / "syllabus.yaml", "\n                  - Where it fails", "")

    sections = workbench.lesson(LESSON).sections
    removed = next(section for section in sections if section.plan.addition)

    assert removed.plan.title == "Beyond the syllabus: Where it fails"
    assert removed.state is SectionState.STALE
    assert workbench.text(removed.key) == "What there is to say of where-it-fails."


def test_a_point_taken_out_of_the_plan_by_hand_is_refused_by_its_name(course: Path, workbench: Workbench) -> None:
    workbench.plan([1])
    text = (course / PLAN).read_text(encoding="utf-8")
    begin = text.index("      - id: where-it-fails")
    end = text.index("  - id: day01_002")
    (course / PLAN).write_text(text[:begin] + text[end:], encoding="utf-8")

    with pytest.raises(InputError, match=r"1\.1\.1\.2 \(Where it fails\)"):
        workbench.plan([1])
    assert "Where it fails" in str(workbench.day(1).problem)


async def test_a_lesson_with_a_file_does_not_leave_the_plan(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    swap(workbench)

    with pytest.raises(AuthoringError, match=r"git rm course/day01/day01_002_the_bowline\.md"):
        plan_days.change(
            workbench.course,
            1,
            lambda plan: edits.merge_lessons(plan, "day01_001", workbench.course.blueprint, drop_drafted=True),
        )
    assert (course / MOVED).exists()


async def test_a_lesson_that_got_another_title_is_approved_anew_under_it(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)

    plan_days.change(workbench.course, 1, lambda plan: edits.rename(plan, LESSON, "The king of knots"))

    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED
    await workbench.approve(LESSON)
    path = course / "course/day01/day01_001_the_king_of_knots.md"
    assert "# The king of knots\n" in path.read_text(encoding="utf-8")
    assert workbench.lesson(LESSON).state is LessonState.APPROVED
    assert git(course, "log", "--follow", "--format=%s", "--", str(path.relative_to(course))).splitlines() == [
        "day01_001: approve The king of knots",
        "day01: rename 1 lesson",
        "day01_001: approve The bowline",
    ]
