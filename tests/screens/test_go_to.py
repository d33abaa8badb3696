"""Going anywhere by a few letters."""

from textual import events
from textual.app import App
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from tests.screens.test_workbench import ORIENTATION, go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.screens.go_to import GoToScreen
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.file_plan import FilePlan


async def asked(pilot: Pilot[None]) -> GoToScreen:
    """Press the key and wait for the box."""
    await pilot.press("ctrl+g")
    await until(pilot, lambda: isinstance(pilot.app.screen, GoToScreen) and pilot.app.screen.places.option_count)
    screen = pilot.app.screen
    assert isinstance(screen, GoToScreen)
    return screen


async def test_a_section_of_another_day_is_gone_to(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("3")
        await asked(pilot)
        await pilot.press(*"frict")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await until(pilot, lambda: screen_of(app).target == "day02_001/friction-on-a-post")
        assert screen_of(app).day == 2
        assert app.focused is app.screen.query_one(FilePlan)
        await pilot.press("up")
        await until(pilot, lambda: screen_of(app).target == "day02_001/orientation")


async def test_keys_typed_right_after_the_one_that_opens_the_box_are_meant_for_it(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        for key in ("ctrl+g", *"day02_001"):
            app.simulate_key(key)
        app.simulate_key("enter")
        await until(
            pilot,
            lambda: (
                screen_of(app).target == "day02_001"
                if app.screen is not None and isinstance(app.screen, WorkbenchScreen)
                else False
            ),
        )


async def test_escape_leaves_all_as_it_was(app: CoursewrightApp, workbench: Workbench) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("3")
        await asked(pilot)
        await pilot.press(*"clove", "down", "escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        assert screen_of(app).target == ORIENTATION
        assert app.focused is not None
        assert app.focused.id == "page"
        assert not workbench.attempts(ORIENTATION)


async def test_the_arrows_choose_another_of_what_is_found(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await asked(pilot)
        await pilot.press(*"orientation")
        await until(pilot, lambda: screen.places.option_count == 3)
        await pilot.press("down", "down", "down", "up", "enter")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await until(pilot, lambda: screen_of(app).target == "day01_002/orientation")


async def test_what_is_nowhere_is_said_and_enter_stays(app: CoursewrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await asked(pilot)
        await pilot.press(*"zzqq", "enter")
        await until(pilot, lambda: screen.query_one("#said").display)
        assert "Nothing in the course" in str(screen.query_one("#said").content)
        assert app.screen is screen


async def test_the_messages_of_going_somewhere_come_in_order(app: CoursewrightApp) -> None:
    heard: list[Message] = []

    def hear(message: Message) -> None:
        if isinstance(message, Input.Changed | FilePlan.Chosen) and not any(message is each for each in heard):
            heard.append(message)

    async with app.run_test(size=(120, 40), message_hook=hear) as pilot:
        await asked(pilot)
        heard.clear()
        await pilot.press("d", "2", "enter")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen) and screen_of(app).day == 2)
        await pilot.pause()
    # The lists are put there without a word, and the course does not follow them a second time.
    assert [type(each) for each in heard] == [Input.Changed, Input.Changed]


class Box(App[None]):
    """The box on an empty screen, so that its picture changes with the box alone."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.workbench = workbench

    def on_mount(self) -> None:
        self.push_screen(GoToScreen(self.workbench.destinations))


def test_what_is_found_is_listed_with_its_address(workbench: Workbench, snap_look) -> None:
    async def there(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, GoToScreen)
        screen.line.cursor_blink = False
        await pilot.press(*"loop")
        await until(pilot, lambda: screen._answers == "loop")
        await pilot.pause(0.2)

    assert snap_look(Box(workbench), there)


async def test_a_name_that_is_pasted_before_the_box_is_there_is_looked_for(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        app.post_message(events.Key("ctrl+g", None))
        app.post_message(events.Paste("day01_001\n"))
        await until(pilot, lambda: isinstance(app.screen, GoToScreen) and app.screen.line.value == "day01_001")
