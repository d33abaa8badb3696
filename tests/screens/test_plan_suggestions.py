"""Suggestions on the plan screen: asked for with a key, shown with their reasons, taken or declined one by one."""

from contextlib import aclosing
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.authoring.test_suggest import MATERIALS, REASON, SPLICES, WEAR
from tests.courses import git
from tests.fakes.messages_server import MessagesServer, Reply
from tests.screens.plans import at, back, change, notes, on_disk, open_plan, plan_of, resting, sections, titles
from tests.screens.test_workbench import keys_on_offer, until
from tui.app import CoursewrightApp
from tui.authoring.syllabus import yaml_file
from tui.authoring.workbench import SuggestionVerdict, Workbench
from tui.widgets.suggestions_list import SuggestionsList

SIZE = (120, 40)


def offered(app: CoursewrightApp) -> list[str]:
    """What stands in the list of suggestions, as words."""
    box = app.screen.query_one(SuggestionsList)
    if not box.display:
        return []
    return [" ".join(str(box.get_option_at_index(n).prompt).split()) for n in range(box.option_count)]


async def ask(pilot: Pilot[None], key: str = "S") -> None:
    """Press the key, and wait for the answer."""
    await pilot.press(key)
    await until(pilot, lambda: not plan_of(pilot.app).asking)
    await pilot.pause()


async def to_list(pilot: Pilot[None]) -> None:
    """Go to the suggestions, and read."""
    screen = plan_of(pilot.app)
    now = [1000.0]
    screen.clock = lambda: now.append(now[-1] + 1) or now[-1]  # every look at the clock is a second later
    screen.suggestions.focus()
    await pilot.pause()


@pytest.fixture
async def waiting(workbench: Workbench, messages_server: MessagesServer) -> Workbench:
    """A section, a lesson and a day are suggested."""
    messages_server.script(Reply(WEAR + MATERIALS), Reply(SPLICES))
    async with aclosing(workbench.suggestions.ask([1], course_wide=True)) as events:
        async for _ in events:
            pass
    return workbench


async def test_what_a_day_lacks_is_asked_for_and_shown_and_enters_no_plan(
    app: CoursewrightApp, workbench: Workbench, course: Path, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(WEAR + MATERIALS))
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await ask(pilot)
        assert offered(app) == [
            f"Wear of ropes — a new section of day01_001: {REASON}",
            "Rope materials — a new lesson of day 1: Nylon slips where hemp holds.",
        ]
        assert any("2 suggestions for day 1" in note for note in notes(app))
        assert app.focused is not None
        assert app.focused.id == "plan-tree"
        await to_list(pilot)
        assert "Because: No knot holds" in offered(app)[0]
        assert "Chafing" in offered(app)[0]
    assert not (course / "course").exists()


async def test_the_model_is_asked_on_while_the_author_works_and_can_be_stopped(
    app: CoursewrightApp, course: Path, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(WEAR, first_delay=60))
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_plan(pilot)
        await pilot.press("S")
        await until(pilot, lambda: "Asking what day 1 lacks" in screen.status.activity)
        assert "suggest" not in keys_on_offer(app)
        await change(pilot, "J")
        assert titles(course) == ["The figure eight", "The bowline"]
        assert "Asking what day 1 lacks" in screen.status.activity
        await pilot.press("s")
        await until(pilot, lambda: not screen.asking)
        assert screen.status.activity == ""
        assert offered(app) == []


async def test_leaving_stops_the_asking_and_says_so(app: CoursewrightApp, messages_server: MessagesServer) -> None:
    messages_server.script(Reply(WEAR, first_delay=60))
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_plan(pilot)
        await pilot.press("S")
        await until(pilot, lambda: screen.status.activity)
        await back(pilot)
        await until(pilot, lambda: not screen.asking)
        assert any("asked no more" in note for note in notes(app))


async def test_an_answer_that_fails_is_told_with_its_reason(
    app: CoursewrightApp, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(status=400, message="no such model"))
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await ask(pilot)
        assert any("no such model" in note for note in notes(app))


async def test_what_is_taken_is_an_addition_under_the_cursor_and_can_be_taken_back(
    app: CoursewrightApp, waiting: Workbench, course: Path
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await to_list(pilot)
        await change(pilot, "enter")
        assert sections(course, 1)[-1] == "Beyond the syllabus: Wear of ropes"
        assert at(app) == "day01_001/wear-of-ropes"
        assert [line.partition(" —")[0] for line in offered(app)] == ["Rope materials", "Splicing"]
        await change(pilot, "y")
        assert titles(course) == ["The bowline", "The figure eight", "Rope materials"]
        await change(pilot, "u")
        assert titles(course) == ["The bowline", "The figure eight"]
        assert [each.title for each in waiting.suggestions.listed(SuggestionVerdict.ACCEPTED)] == [
            "Wear of ropes",
            "Rope materials",
        ]


async def test_what_is_declined_is_not_shown_again(app: CoursewrightApp, waiting: Workbench, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await to_list(pilot)
        await change(pilot, "n")
        await change(pilot, "backspace")
        await change(pilot, "n")
        assert offered(app) == []
        assert app.focused is not None
        assert app.focused.id == "plan-tree"
        await back(pilot)
        await open_plan(pilot)
        assert offered(app) == []
        assert len(waiting.suggestions.listed(SuggestionVerdict.REJECTED)) == 3
    assert not (course / "course").exists()


async def test_a_held_key_decides_the_one_suggestion_that_was_read(
    app: CoursewrightApp, waiting: Workbench, course: Path
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_plan(pilot)
        screen.suggestions.focus()
        await pilot.pause()
        screen.clock = lambda: 1000.0
        await pilot.press(*["enter"] * 6)
        await resting(pilot)
        await pilot.press(*["n"] * 3)
        await resting(pilot)
        assert [each.title for each in waiting.suggestions.listed()] == ["Rope materials", "Splicing"]


async def test_a_day_that_the_course_lacks_goes_into_the_syllabus(
    app: CoursewrightApp, workbench: Workbench, course: Path, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(SPLICES))
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        await ask(pilot, "O")
        assert [line.partition(":")[0] for line in offered(app)] == ["Splicing — a new day of the course, day 3"]
        await to_list(pilot)
        await change(pilot, "enter")
        await until(pilot, lambda: "Day 3 is in the syllabus: Splicing." in notes(app))
        await pilot.press("right_square_bracket", "right_square_bracket")
        await until(pilot, lambda: at(app) == "day03_001")
    assert [day.title for day in yaml_file.read(course / "syllabus.yaml").days()][-1] == "Splicing"


async def test_each_day_shows_its_own_suggestions_and_those_for_the_course(
    app: CoursewrightApp, waiting: Workbench
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot)
        assert len(offered(app)) == 3
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: at(app) == "day02_001")
        assert [line.partition(" —")[0] for line in offered(app)] == ["Splicing"]


async def test_keys_of_the_plan_do_nothing_while_the_focus_is_on_the_suggestions(
    app: CoursewrightApp, waiting: Workbench, course: Path
) -> None:
    waiting.plan([1])
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, "day01_001/where-it-fails")
        await to_list(pilot)
        await pilot.press("x", "J", "K", "t", "m", "d", "r", "plus", "L")
        await resting(pilot)
    assert titles(course) == ["The bowline", "The figure eight"]
    assert len(on_disk(course).lessons[0].sections) == 3
    assert git(course, "status", "--porcelain", "course").split() == ["??", "course/"]
