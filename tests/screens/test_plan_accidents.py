"""The plan screen when things happen at once: keys typed while git works, other programs, the writer, leaving."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from tests.authoring.bowline import replace
from tests.courses import git
from tests.fakes.messages_server import MessagesServer, Reply
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
    titles,
)
from tests.screens.test_workbench import go, screen_of, section, until
from tui.app import CoursewrightApp
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.proposal import Proposal, ProposalKind
from tui.authoring.review import suggestions
from tui.authoring.review.suggestions import Request
from tui.authoring.workbench import SectionState, Workbench
from tui.edit_runner import EditRunner
from tui.screens.ask import AskScreen
from tui.screens.plan import PlanScreen
from tui.screens.workbench import WorkbenchScreen

HOLDS = "day01_001/how-the-loop-holds"
FAILS = "day01_001/where-it-fails"
SIZE = (120, 40)


class SlowGit:
    """A hook of the author's that lets no commit pass until the test says so."""

    def __init__(self, course: Path) -> None:
        self._go = course.parent / "go"
        hook = course / ".git/hooks/pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\nwhile [ ! -e '{self._go}' ]; do sleep 0.05; done\n", encoding="utf-8")
        hook.chmod(0o755)

    def let_pass(self) -> None:
        self._go.touch()


@pytest.fixture
async def slow(workbench: Workbench, course: Path) -> "Iterator[SlowGit]":
    """The first lesson is approved, so that what moves it goes through git, which waits for the test."""
    for one in workbench.lesson("day01_001").sections:
        workbench.submit(one.key, f"What there is to say of {one.plan.id}.")
        workbench.accept(one.key)
    await workbench.approve("day01_001")
    hook = SlowGit(course)
    yield hook
    hook.let_pass()


async def test_keys_typed_while_git_works_are_applied_to_what_they_were_typed_at(
    app: CoursewrightApp, workbench: Workbench, course: Path, slow: SlowGit
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_plan(pilot)
        await pilot.press("J")
        await until(pilot, lambda: screen.edits.busy)
        # The figure eight is still shown as the second lesson, and will be the first when its turn comes.
        await put(pilot, "day01_002/why-it-jams-less")
        await pilot.press("plus")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press(*"Its bulk", "enter", *"It is thick.", "enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await put(pilot, FAILS)
        await pilot.press("K")
        assert titles(course) == ["The bowline", "The figure eight"]
        slow.let_pass()
        await resting(pilot)
        assert at(app) == "day01_002/where-it-fails"
    eight, bowline = on_disk(course).lessons
    assert [one.title for one in eight.sections][-1] == "Beyond the syllabus: Its bulk"
    assert [one.title for one in bowline.sections] == ["Orientation", "Where it fails", "How the loop holds"]
    assert notes(app) == []


async def test_moving_twice_in_haste_moves_the_same_lesson_twice(
    app: CoursewrightApp, workbench: Workbench, course: Path, slow: SlowGit
) -> None:
    workbench.plans.add_lesson("day01_002", "Rope itself", "Nobody says.")
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await pilot.press("J", "J")
        slow.let_pass()
        await resting(pilot)
        assert at(app) == "day01_003"
    assert titles(course) == ["The figure eight", "Rope itself", "The bowline"]


async def test_what_an_earlier_edit_took_away_is_not_mistaken_for_something_else(
    app: CoursewrightApp, workbench: Workbench, course: Path, slow: SlowGit
) -> None:
    workbench.plans.add_section("day01_001", "Shaking loose", "It does.")
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await pilot.press("J")
        await put(pilot, "day01_001/shaking-loose")
        await pilot.press("d", "d", "K")
        slow.let_pass()
        await resting(pilot)
        assert notes(app) == ["The plan of day 1 no longer holds what this was meant for: nothing was changed."]
    assert [len(lesson.sections) for lesson in on_disk(course).lessons] == [2, 3]


async def test_leaving_in_haste_goes_to_what_the_cursor_stood_on_and_not_to_its_old_name(
    app: CoursewrightApp, workbench: Workbench, course: Path, slow: SlowGit
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await pilot.press("J")
        asyncio.get_running_loop().call_later(0.3, slow.let_pass)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await until(pilot, lambda: screen_of(app).target == "day01_002")
        assert screen_of(app).lesson is not None
        assert screen_of(app).lesson.plan.title == "The bowline"


async def test_a_suggestion_is_taken_once_however_often_the_key_is_pressed_while_git_works(
    app: CoursewrightApp, workbench: Workbench, course: Path, slow: SlowGit
) -> None:
    asked = Request(1, "fake", "fake-1", Outcome.COMPLETE)
    proposal = Proposal(ProposalKind.LESSON, 1, None, "Rope materials", "Nylon slips where hemp holds.")
    suggestions.record(workbench.course.store, asked, [proposal])
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_plan(pilot)
        await pilot.press("J")
        screen.suggestions.focus()
        await pilot.pause()
        await pilot.press("enter", "enter", "n", "enter")
        slow.let_pass()
        await resting(pilot)
        assert notes(app) == ["day01_003 is in the plan: Rope materials."]
    assert titles(course) == ["The figure eight", "The bowline", "Rope materials"]


async def test_leaving_and_quitting_wait_until_every_edit_is_made(
    app: CoursewrightApp, workbench: Workbench, course: Path, slow: SlowGit
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await pilot.press("J")
        await until(pilot, lambda: plan_of(app).edits.busy)
        later = asyncio.get_running_loop().call_later(0.3, slow.let_pass)
        await pilot.press("q")
        assert later.when() <= asyncio.get_running_loop().time()
    assert titles(course) == ["The figure eight", "The bowline"]
    assert git(course, "log", "-2", "--format=%s").split("\n")[:2] == [
        "day01: plan 2 lessons",
        "day01: rename 1 lesson",
    ]


async def test_the_messages_of_an_edit_come_in_order(app: CoursewrightApp) -> None:
    heard: list[str] = []

    def hear(message: Message) -> None:
        if isinstance(message, (EditRunner.Began, EditRunner.Done, EditRunner.Refused, EditRunner.Rested)):
            heard.append(type(message).__name__)

    async with app.run_test(size=SIZE, message_hook=hear) as pilot:
        await open_plan(pilot)
        await change(pilot, "J")
        await change(pilot, "J")
    assert heard == ["Began", "Done", "Rested", "Began", "Refused", "Rested"]


async def test_a_title_typed_ahead_of_its_box_is_taken_whole(app: CoursewrightApp, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        for key in ("r", *" of all", "enter"):
            name = {" ": "space"}.get(key, key)
            app.post_message(events.Key(name, key if len(key) == 1 else None))
        await until(pilot, lambda: (course / PLAN).exists())
        await resting(pilot)
    assert titles(course)[0] == "The bowline of all"


# Other programs


async def test_a_plan_edited_by_hand_is_shown_and_the_cursor_stays(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.plan([1])
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, FAILS)
        replace(course / PLAN, "title: The bowline", "title: The king of knots")
        await until(pilot, lambda: "001 The king of knots" in lines(app)[0])
        assert at(app) == FAILS


async def test_a_plan_that_breaks_is_named_its_mending_is_seen_and_a_replan_replaces_it(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.plan([1])
    good = (course / PLAN).read_text(encoding="utf-8")
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, FAILS)
        (course / PLAN).write_text("lessons:\n", encoding="utf-8")
        await until(pilot, lambda: "plan.yaml, line" in said(app, "#trouble"))
        await pilot.press("J", "x", "r", "plus")
        assert isinstance(app.screen, PlanScreen)
        (course / PLAN).write_text(good, encoding="utf-8")
        await until(pilot, lambda: not said(app, "#trouble"))
        assert at(app) == FAILS
        (course / PLAN).write_text("lessons:\n", encoding="utf-8")
        await until(pilot, lambda: said(app, "#trouble"))
        await change(pilot, "R")
        assert lines(app)[0].startswith("○ 001 The bowline")
    assert [path.read_text(encoding="utf-8") for path in workbench.workspace.replaced.iterdir()] == ["lessons:\n"]


async def test_what_another_program_drafts_is_shown_in_the_plan(
    app: CoursewrightApp, workbench: Workbench, course: Path, env: dict[str, str]
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, FAILS)
        with Workbench.open(course, env) as other:
            other.submit(FAILS, "From elsewhere.")
        await until(pilot, lambda: any("Where it fails proposed" in line for line in lines(app)))


# The writer


async def test_the_plan_of_a_day_at_which_the_writer_is_is_not_opened_nor_changed(
    app: CoursewrightApp, workbench: Workbench, course: Path, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(text="Slowly. " * 400, delay=0.05))
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, FAILS)
        await pilot.press("g")
        await until(pilot, lambda: section(workbench, FAILS).state is SectionState.DRAFTING)
        before = (course / PLAN).read_bytes()
        await pilot.press("P")
        await until(pilot, lambda: notes(app))
        assert "The writer is at day 1" in notes(app)[0]
        assert isinstance(app.screen, WorkbenchScreen)
        await go_to_day_two(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: (at(app) or "").startswith("day01_001"))
        await change(pilot, "J")
        assert any("The writer is at day 1" in note for note in notes(app)[1:])
        assert (course / PLAN).read_bytes() == before
        await back(pilot)
        await pilot.press("s")
        await until(pilot, lambda: not screen_of(app).runner.busy)


async def go_to_day_two(pilot: Pilot[None]) -> None:
    """Open the plan of the day at which the writer is not."""
    await screen_of(pilot.app).show_day(2)
    await open_plan(pilot, "day02_001")


async def test_the_plan_is_not_opened_over_a_text_that_is_being_edited(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, FAILS)
        await pilot.press("e", "P")
        await pilot.pause()
        assert isinstance(app.screen, WorkbenchScreen)
        assert app.screen.preview.editor.text == "P"
        assert not isinstance(app.screen, AskScreen)
