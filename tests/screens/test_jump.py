"""Jumping to a pane or a line by one letter."""

import pytest
from textual.app import App
from textual.geometry import Offset
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Label

from tests.screens.test_workbench import ORIENTATION, go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.screens.jump import JumpScreen, Target
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.file_plan import FilePlan
from tui.widgets.syllabus_tree import SyllabusTree


async def jumping(pilot: Pilot[None]) -> JumpScreen:
    await pilot.press("ctrl+o")
    await until(pilot, lambda: isinstance(pilot.app.screen, JumpScreen))
    screen = pilot.app.screen
    assert isinstance(screen, JumpScreen)
    return screen


@pytest.mark.parametrize("size", [(160, 40), (110, 30), (80, 24)])
async def test_the_first_letters_go_to_the_panes_seen_or_not(app: CoursewrightApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        for letter, pane in (("a", "syllabus-tree"), ("d", "page"), ("s", "file-plan")):
            await jumping(pilot)
            await pilot.press(letter)
            await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
            assert app.focused is not None
            assert app.focused.id == pane


async def test_a_letter_goes_to_its_line_and_the_preview_follows(app: CoursewrightApp, workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "A text.")
    heard: list[Message] = []

    def hear(message: Message) -> None:
        if isinstance(message, FilePlan.Chosen | SyllabusTree.Chosen) and not any(message is each for each in heard):
            heard.append(message)

    async with app.run_test(size=(110, 30), message_hook=hear) as pilot:
        await go(pilot, "day01_001")
        await pilot.press("3")
        screen = await jumping(pilot)
        plan = screen_of_course(app).file_plan
        letter = next(
            letter for letter, each in screen.targets.items() if not each.pane and each.offset.y == plan.region.y + 2
        )
        heard.clear()
        await pilot.press(letter)
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen) and screen_of(app).target == ORIENTATION)
        assert app.focused is app.screen.query_one(FilePlan)
    assert [type(each) for each in heard] == [FilePlan.Chosen]


def screen_of_course(app: CoursewrightApp) -> WorkbenchScreen:
    return next(each for each in app.screen_stack if isinstance(each, WorkbenchScreen))


async def test_any_other_key_stays_where_one_was_and_does_nothing(app: CoursewrightApp, workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "A text.")
    async with app.run_test(size=(110, 30)) as pilot:
        await go(pilot, ORIENTATION)
        for key in ("escape", "1", "tab", "ctrl+o"):
            await jumping(pilot)
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
            assert screen_of(app).target == ORIENTATION
            assert app.focused is app.screen.query_one(FilePlan)


async def test_from_the_editor_one_jumps_away_and_back_and_goes_on_typing(app: CoursewrightApp) -> None:
    async with app.run_test(size=(160, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("e", *"half")
        await jumping(pilot)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        assert app.focused is app.screen.query_one(FilePlan)  # the syllabus makes room for the text beside the editor
        await pilot.press("3", *" done")
        assert screen_of(app).preview.editor.text == "half done"


class Letters(App[None]):
    """The letters over an empty screen, so that their picture changes with them alone."""

    def on_mount(self) -> None:
        places = [Offset(0, 0), Offset(40, 0), *(Offset(1, y) for y in range(1, 18))]
        self.push_screen(JumpScreen([Target(place, lambda: None, pane=place.y == 0) for place in places]))


def test_the_letters_stand_where_they_lead(snap_look) -> None:
    async def there(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: len(pilot.app.screen.query(Label)) == 20)
        await pilot.pause(0.1)

    assert snap_look(Letters(), there)
