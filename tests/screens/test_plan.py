"""The plan of a day, shaped by its keys: what each does, where the cursor goes, and what is refused."""

from pathlib import Path

from textual.widgets import Input, OptionList

from tests.authoring.bowline import replace
from tests.courses import git
from tests.screens.plans import (
    PLAN,
    at,
    back,
    change,
    lines,
    notes,
    on_disk,
    open_plan,
    plan_of,
    put,
    resting,
    said,
    sections,
    titles,
)
from tests.screens.test_refused_approvals import hook, refusal
from tests.screens.test_workbench import keys_on_offer, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.screens.ask import AskScreen
from tui.screens.choose_lesson import ChooseLessonScreen
from tui.screens.help import HelpScreen
from tui.screens.plan import PlanScreen
from tui.widgets.file_plan import FilePlan

HOLDS = "day01_001/how-the-loop-holds"
FAILS = "day01_001/where-it-fails"
SIZE = (120, 40)


async def test_the_plan_shows_lessons_with_points_budget_and_state_and_their_sections(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(FAILS, "It fails.")
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, FAILS)
        assert at(app) == FAILS
        assert lines(app) == [
            "◆ 001 The bowline review 2 points ~649/6,000 tokens",
            "○ Orientation planned orientation 60 words",
            "○ How the loop holds planned point 1.1.1.1 120 words",
            "◆ Where it fails proposed point 1.1.1.2 120 words",
            "○ 002 The figure eight planned 1 point ~425/6,000 tokens",
        ]
        assert said(app, "#about") == "course/day01/day01_001_the_bowline.md\nPoint 1.1.1.2: Where it fails"
        await put(pilot, "day01_001")
        assert "~649 of 6,000 tokens planned (estimate); the file is named by the title." in said(app, "#about")


async def test_a_lesson_over_its_budget_says_so_in_words(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.plan([1])
    text = (course / PLAN).read_text(encoding="utf-8")
    (course / PLAN).write_text(text.replace("target_words: 120", "target_words: 2000", 2), encoding="utf-8")
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        assert "over by ~" in lines(app)[0]
        assert "Over its budget by about" in said(app, "#about")


async def test_leaving_goes_to_what_the_cursor_stood_on(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await put(pilot, FAILS)
        workbench = await back(pilot)
        assert workbench.target == FAILS
        await open_plan(pilot, FAILS)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: at(app) == "day02_001")
        workbench = await back(pilot)
        assert (workbench.day, workbench.target) == (2, "day02_001")


# Names


async def test_a_lesson_is_renamed_and_its_file_follows(app: CoursewrightApp, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await pilot.press("r")
        await until(pilot, lambda: app.screen.query(Input))
        assert app.screen.query_one(Input).value == "The bowline"
        await pilot.press("ctrl+u", *"The king", "enter")
        await until(pilot, lambda: "001 The king" in lines(app)[0])
        assert "course/day01/day01_001_the_king.md" in said(app, "#about")
    assert on_disk(course).lessons[0].file == "day01_001_the_king.md"


async def test_a_section_is_renamed_and_an_empty_title_is_not_taken(app: CoursewrightApp, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, HOLDS)
        await pilot.press("r")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press("ctrl+u", "enter")
        await pilot.pause()
        assert isinstance(app.screen, AskScreen)
        await pilot.press(*"Why it holds", "enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen) and "Why it holds" in lines(app)[2])
    assert sections(course, 1)[1] == "Why it holds"


async def test_escape_and_an_unchanged_title_change_nothing(app: CoursewrightApp, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        for key in ("escape", "enter"):
            await pilot.press("r")
            await until(pilot, lambda: app.screen.query(Input))
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        assert not plan_of(app).edits.busy
    assert not (course / PLAN).exists()


# Order


async def test_a_lesson_moves_and_the_cursor_goes_with_it(app: CoursewrightApp, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await change(pilot, "J")
        assert at(app) == "day01_002"
        assert titles(course) == ["The figure eight", "The bowline"]
        await change(pilot, "shift+up")
        assert at(app) == "day01_001"
        assert titles(course) == ["The bowline", "The figure eight"]


async def test_a_section_moves_and_the_cursor_goes_with_it(app: CoursewrightApp, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, HOLDS)
        await change(pilot, "shift+down")
        assert at(app) == HOLDS
        assert sections(course, 1) == ["Orientation", "Where it fails", "How the loop holds"]
        await change(pilot, "K")
        assert sections(course, 1) == ["Orientation", "How the loop holds", "Where it fails"]


async def test_a_point_moves_to_the_lesson_that_is_chosen(app: CoursewrightApp, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, FAILS)
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, ChooseLessonScreen) and app.screen.query(OptionList))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await resting(pilot)
        assert at(app) == "day01_002/where-it-fails"
    assert [lesson.points for lesson in on_disk(course).lessons] == [("1.1.1.1",), ("1.1.2.1", "1.1.1.2")]


# Lessons out of lessons


async def test_a_lesson_is_split_before_the_cursor_and_merged_again(app: CoursewrightApp, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, FAILS)
        await change(pilot, "x")
        assert at(app) == "day01_002/where-it-fails"
        assert titles(course) == ["The bowline (part 1)", "The bowline (part 2)", "The figure eight"]
        await put(pilot, "day01_001")
        await change(pilot, "m")
        assert at(app) == "day01_001"
        assert titles(course) == ["The bowline", "The figure eight"]


async def test_a_merge_that_leaves_a_draft_behind_names_the_key_that_makes_it_all_the_same(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.submit("day01_002/orientation", "Why an eight.")
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await change(pilot, "m")
        await until(pilot, lambda: notes(app))
        assert "orientation of day01_002 is drafted" in notes(app)[0]
        assert "M merges them all the same" in notes(app)[0]
        assert len(titles(course)) == 2
        await change(pilot, "M")
        assert titles(course) == ["The bowline; The figure eight"]


# Additions


async def test_an_addition_needs_a_title_and_a_reason_and_is_dropped_with_one_key(
    app: CoursewrightApp, course: Path
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, HOLDS)
        await pilot.press("plus")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press(*"Shaking loose", "enter", "enter")
        await pilot.pause()
        assert "needs a reason" in said(app, "#said")
        await pilot.press(*"It does.", "enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await resting(pilot)
        assert at(app) == "day01_001/shaking-loose"
        assert "○ Shaking loose planned addition 300 words" in lines(app)
        assert "2 points, 1 addition" in lines(app)[0]
        assert "Addition, because: It does." in said(app, "#about")
        assert sections(course, 1)[-1] == "Beyond the syllabus: Shaking loose"
        await change(pilot, "d")
        assert at(app) in ("day01_001/where-it-fails", "day01_002")
        assert len(sections(course, 1)) == 3


async def test_a_lesson_is_added_after_the_cursor_and_its_sections_are_shown(
    app: CoursewrightApp, course: Path
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, HOLDS)
        await pilot.press("L")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press(*"Rope itself", "enter", *"Nobody says.", "enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await resting(pilot)
        assert at(app) == "day01_002"
        assert any(line.startswith("○ 002 Rope itself planned addition") for line in lines(app))
        assert "○ Rope itself planned addition 120 words" in lines(app)
        assert titles(course) == ["The bowline", "Rope itself", "The figure eight"]
        await change(pilot, "delete")
        assert titles(course) == ["The bowline", "The figure eight"]


async def test_escape_in_the_box_adds_nothing(app: CoursewrightApp, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, HOLDS)
        await pilot.press("plus")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press(*"Shaking", "enter", *"It", "escape")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
    assert not (course / PLAN).exists()


# Taking back, and the whole day


async def test_edits_are_taken_back_one_after_another(app: CoursewrightApp, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, FAILS)
        assert "undo" not in keys_on_offer(app)
        await change(pilot, "x")
        await put(pilot, "day01_001")
        await change(pilot, "J")
        assert "undo" in keys_on_offer(app)
        await change(pilot, "u")
        await change(pilot, "u")
        assert titles(course) == ["The bowline", "The figure eight"]
        assert "undo" not in keys_on_offer(app)


async def test_a_replan_keeps_what_is_shaped_and_can_be_taken_back(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.plan([1])
    workbench.plans.rename_lesson("day01_001", "The king")
    replace(course / "templates/blueprint.yaml", "target_words: 120", "target_words: 140")
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await change(pilot, "R")
        assert [each.sections[-1].target_words for each in on_disk(course).lessons] == [120, 140]
        assert titles(course)[0] == "The king"
        await until(pilot, lambda: "Day 1 is planned anew." in notes(app))
        await change(pilot, "u")
        assert [each.sections[-1].target_words for each in on_disk(course).lessons] == [120, 120]


async def test_what_the_syllabus_changed_is_listed_and_written_with_one_key(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.plan([1])
    replace(course / "syllabus.yaml", "- Where it fails", "- Where it fails under load\n                  - Its name")
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        assert said(app, "#summary") == "The syllabus changed: 1 point reworded, 1 new. w writes the new plan."
        assert "Where it fails under load" in said(app, "#changed")
        assert "Its name" in said(app, "#changed")
        assert len(on_disk(course).lessons[0].points) == 2
        await change(pilot, "w")
        assert on_disk(course).lessons[0].points == ("1.1.1.1", "1.1.1.2", "1.1.1.3")
        assert not app.screen.query_one("#changes").display
        assert "write" not in keys_on_offer(app)


async def test_the_workbench_says_that_the_syllabus_changed_in_one_line(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.plan([1])
    async with app.run_test(size=SIZE) as pilot:
        note = app.screen.query_one("#note")
        replace(course / "syllabus.yaml", "- Where it fails", "- Where it fails under load")
        await until(pilot, lambda: str(note.content) == "The syllabus changed: 1 point reworded; P shows them.")
        await open_plan(pilot)
        await change(pilot, "w")
        await back(pilot)
        await until(pilot, lambda: not note.display)


async def test_the_file_plan_marks_additions_and_keeps_the_part_in_sight(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.plans.rename_lesson("day01_001", "A long title that the narrow list of the workbench cannot show")
    workbench.plans.split_lesson(FAILS)
    workbench.plans.add_section("day01_001", "Shaking loose", "It does.")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_plan(pilot, "day01_001/shaking-loose")
        await back(pilot)
        plan = app.screen.query_one(FilePlan)
        nodes = (plan.get_node_at_line(n) for n in range(plan.last_line + 1))
        shown = [str(plan.label_of(node)) for node in nodes if node is not None]
        assert any("… (part 1) " in line for line in shown)
        assert any("… (part 2) " in line for line in shown)
        assert any("+ Shaking loose" in line for line in shown)


# What is refused


async def test_a_refusal_is_said_once_and_changes_nothing(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.plan([1])
    before = (course / PLAN).read_bytes()
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, FAILS)
        await change(pilot, "J", "J", "shift+down", "J")
        assert len(notes(app)) == 1
        assert "it is number 2 of 2 points" in notes(app)[0]
        assert at(app) == FAILS
    assert (course / PLAN).read_bytes() == before


async def test_what_git_refuses_is_said_and_changes_nothing(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    await approved(workbench)
    replace(course / "course/day01/day01_001_the_bowline.md", "What there is", "What I know")
    before = (course / PLAN).read_bytes(), git(course, "rev-parse", "HEAD")
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await change(pilot, "J")
        await until(pilot, lambda: notes(app))
        assert "the_bowline" in notes(app)[0]
    assert ((course / PLAN).read_bytes(), git(course, "rev-parse", "HEAD")) == before


async def test_all_that_a_hook_says_of_a_renaming_is_shown(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    await approved(workbench)
    hook(course, "for n in $(seq 1 60); do echo line $n; done; exit 1")
    before = (course / PLAN).read_bytes(), git(course, "rev-parse", "HEAD"), git(course, "status", "--porcelain")
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await pilot.press("J")
        assert (await refusal(pilot)).endswith("line 60")
        await pilot.press("escape")
        await resting(pilot)
    after = (course / PLAN).read_bytes(), git(course, "rev-parse", "HEAD"), git(course, "status", "--porcelain")
    assert after == before


async def approved(workbench: Workbench) -> None:
    """Have the first lesson written, accepted and approved."""
    for section in workbench.lesson("day01_001").sections:
        workbench.submit(section.key, f"What there is to say of {section.plan.id}.")
        workbench.accept(section.key)
    await workbench.approve("day01_001")


async def test_only_what_can_be_done_is_on_offer(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        offer = keys_on_offer(app)
        assert {"rename", "move(-1)", "merge", "add_section", "add_lesson", "replan", "help", "leave"} <= offer
        assert not {"split", "to_lesson", "drop", "undo", "write"} & offer
        await put(pilot, FAILS)
        offer = keys_on_offer(app)
        assert {"rename", "move(1)", "split", "to_lesson", "add_section"} <= offer
        assert not {"merge", "drop"} & offer
        await put(pilot, "day01_001/orientation")
        assert not {"move(1)", "split", "to_lesson", "drop"} & keys_on_offer(app)


async def test_the_help_names_the_keys_of_the_plan(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
