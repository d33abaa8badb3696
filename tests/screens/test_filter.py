"""Showing in the lists only what is in a certain state."""

from pathlib import Path

import pytest
from textual.app import App
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.screens.test_workbench import ORIENTATION, go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.screens.choose_filter import ChooseFilterScreen
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.file_plan import FilePlan
from tui.widgets.state_filter import ALL
from tui.widgets.syllabus_tree import SyllabusTree

HITCH = "day02_001/friction-on-a-post"
SIZE = (160, 40)


def lines(app: CoursewrightApp) -> list[str]:
    """Return the lessons and sections that the file plan lists."""
    found: list[str] = []
    for lesson in app.screen.query_one(FilePlan).root.children:
        found += [str(lesson.data), *(str(section.data) for section in lesson.children)]
    return found


def days(app: CoursewrightApp) -> list[int]:
    """Return the days that the syllabus lists."""
    weeks = app.screen.query_one(SyllabusTree).root.children
    return [day.data.day for week in weeks for day in week.children if day.data and day.data.day]


async def shown_only(pilot: Pilot[None], letter: str) -> None:
    await pilot.press("slash", letter)
    await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen))
    await pilot.pause(0.1)


@pytest.fixture
def reviewed(app: CoursewrightApp, workbench: Workbench) -> CoursewrightApp:
    """The app on a course with one proposal, in the second day."""
    workbench.submit(HITCH, "Friction holds.")
    return app


async def test_what_needs_review_is_shown_alone_and_gone_to(reviewed: CoursewrightApp) -> None:
    async with reviewed.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        await shown_only(pilot, "r")
        assert screen_of(reviewed).target == HITCH
        assert days(reviewed) == [2]
        assert lines(reviewed) == ["day02_001", HITCH]
        assert "needs review" in str(reviewed.screen.query_one(SyllabusTree).border_title)
        assert "needs review: 1 of 1 lesson" in str(reviewed.screen.query_one(FilePlan).border_title)


async def test_escape_shows_all_again_and_stays_where_one_was(reviewed: CoursewrightApp) -> None:
    async with reviewed.run_test(size=SIZE) as pilot:
        await shown_only(pilot, "r")
        await pilot.press("escape")
        await until(pilot, lambda: days(reviewed) == [1, 2])
        assert lines(reviewed) == ["day02_001", "day02_001/orientation", HITCH]
        assert screen_of(reviewed).target == HITCH
        assert reviewed.screen.query_one(FilePlan).target == HITCH
        await pilot.press("up")
        await until(pilot, lambda: screen_of(reviewed).target == "day02_001/orientation")


async def test_what_is_decided_stays_in_sight_until_one_goes_on(
    reviewed: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit("day02_001/orientation", "Why.")
    async with reviewed.run_test(size=SIZE) as pilot:
        await shown_only(pilot, "r")
        assert screen_of(reviewed).target == "day02_001/orientation"
        workbench.accept("day02_001/orientation")
        await screen_of(reviewed).refresh_states()
        assert lines(reviewed) == ["day02_001", "day02_001/orientation", HITCH]
        await pilot.press("down")
        await until(pilot, lambda: screen_of(reviewed).target == HITCH)
        await screen_of(reviewed).refresh_states()
        assert lines(reviewed) == ["day02_001", HITCH]


async def test_going_to_what_is_hidden_brings_it_into_the_lists(reviewed: CoursewrightApp) -> None:
    async with reviewed.run_test(size=SIZE) as pilot:
        await shown_only(pilot, "r")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: reviewed.screen.query(OptionList))
        await pilot.press(*"day01_002/or", "enter")
        await until(pilot, lambda: isinstance(reviewed.screen, WorkbenchScreen))
        await until(pilot, lambda: screen_of(reviewed).target == "day01_002/orientation")
        assert days(reviewed) == [1, 2]
        assert lines(reviewed) == ["day01_002", "day01_002/orientation"]


async def test_a_state_that_nothing_is_in_is_said_and_hides_nothing(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        await shown_only(pilot, "s")
        await until(pilot, lambda: app._notifications)
        assert any("Nothing in the course is stale" in note.message for note in app._notifications)
        assert screen_of(app).state_filter == ALL
        assert days(app) == [1, 2]
        assert screen_of(app).target == ORIENTATION


async def test_stale_and_edited_are_found(app: CoursewrightApp, workbench: Workbench, course: Path) -> None:
    workbench.submit("day01_001/where-it-fails", "It fails.")
    workbench.accept("day01_001/where-it-fails")
    for key in ("day02_001/orientation", HITCH):
        workbench.submit(key, "A text.")
        workbench.accept(key)
    approved = await workbench.approve("day02_001")
    approved.path.write_text("changed outside", encoding="utf-8")
    syllabus = course / "syllabus.yaml"
    syllabus.write_text(syllabus.read_text("utf-8").replace("Where it fails", "Where it fails!"), encoding="utf-8")
    async with app.run_test(size=SIZE) as pilot:
        await shown_only(pilot, "s")
        assert lines(app) == ["day01_001", "day01_001/where-it-fails"]
        await shown_only(pilot, "e")
        assert screen_of(app).target == "day02_001"
        assert lines(app) == ["day02_001", "day02_001/orientation", HITCH]


async def test_the_choice_counts_what_each_would_show(reviewed: CoursewrightApp) -> None:
    async with reviewed.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await until(pilot, lambda: isinstance(reviewed.screen, ChooseFilterScreen))
        options = reviewed.screen.query_one(OptionList)
        await until(pilot, lambda: "1 section" in str(options.get_option_at_index(1).prompt))
        assert "6 sections" in str(options.get_option_at_index(4).prompt)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(reviewed.screen, WorkbenchScreen))
        assert screen_of(reviewed).state_filter == ALL


async def test_the_messages_of_a_choice_come_in_order(reviewed: CoursewrightApp) -> None:
    heard: list[Message] = []

    def hear(message: Message) -> None:
        kinds = OptionList.OptionSelected | FilePlan.Chosen | SyllabusTree.Chosen
        if isinstance(message, kinds) and not any(message is each for each in heard):
            heard.append(message)

    async with reviewed.run_test(size=SIZE, message_hook=hear) as pilot:
        await go(pilot, ORIENTATION)
        heard.clear()
        await pilot.press("slash", "down", "enter")
        await until(pilot, lambda: screen_of(reviewed).target == HITCH if reviewed.screen.query(FilePlan) else False)
        await pilot.pause(0.1)
    # Chosen by its line; what is shown then is put into the lists without their following it back.
    assert [type(each) for each in heard] == [OptionList.OptionSelected]


class Choice(App[None]):
    """The choice on an empty screen, so that its picture changes with the choice alone."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.workbench = workbench

    def on_mount(self) -> None:
        self.push_screen(ChooseFilterScreen(self.workbench, ALL))


def test_the_choice_of_what_is_shown(workbench: Workbench, snap_look) -> None:
    async def there(pilot: Pilot[None]) -> None:
        options = pilot.app.screen.query_one(OptionList)
        await until(pilot, lambda: "section" in str(options.get_option_at_index(1).prompt))
        await pilot.pause(0.1)

    workbench.submit(HITCH, "Friction holds.")
    assert snap_look(Choice(workbench), there)


async def test_where_words_are_typed_the_key_is_not_offered(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        assert "filter" in {each.binding.id for each in app.screen.active_bindings.values() if each.enabled}
        await pilot.press("3", "slash")
        await until(pilot, lambda: isinstance(app.focused, Input))
        assert "filter" not in {each.binding.id for each in app.screen.active_bindings.values() if each.enabled}
