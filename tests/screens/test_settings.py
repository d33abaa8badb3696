"""The settings screen: who may write, who does and why, a trial, and the choice of the default."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.courses import ScriptedEditor
from tests.fakes.messages_server import MessagesServer, Reply
from tests.screens.test_workbench import keys_on_offer, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.screens.settings import SettingsScreen
from tui.screens.workbench import WorkbenchScreen

CANARY = "canary-7c1d-secret"


@pytest.fixture
def app(course: Path, env: dict[str, str], messages_server: MessagesServer) -> CoursewrightApp:
    """The app with two profiles that can write and a key that must never show."""
    (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").write_text(
        f"# my own\nprofile: fake\nprofiles:\n  fake:\n    base_url: {messages_server.url}\n    model: fake-1\n"
        "    api_key_env: FAKE_KEY\n  other: {base_url: http://127.0.0.1:9, model: other-1}\n",
        encoding="utf-8",
    )
    return CoursewrightApp(Workbench.open(course, {**env, "FAKE_KEY": CANARY}), ScriptedEditor())


async def settings(pilot: Pilot[None]) -> SettingsScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen))
    await pilot.press("comma")
    await until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen) and pilot.app.screen.table.view)
    screen = pilot.app.screen
    assert isinstance(screen, SettingsScreen)
    return screen


async def to_row(pilot: Pilot[None], screen: SettingsScreen, name: str) -> None:
    await pilot.press("home")
    for _ in range(20):
        if screen.table.key == name:
            return
        await pilot.press("down")
        await pilot.pause()
    raise AssertionError(f"{name} is not in the table")


def shown(app: CoursewrightApp) -> str:
    """All text on the screen, as a terminal would show it."""
    return app.export_screenshot().replace("&#160;", " ")


async def test_the_cursor_stands_on_the_one_that_writes_and_nobody_is_asked(
    app: CoursewrightApp, messages_server: MessagesServer
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settings(pilot)
        await pilot.pause()
        assert screen.table.key == "fake"
        assert screen.card.border_subtitle == "writes now: your settings name it"
        assert "from FAKE_KEY" in shown(app)
        assert "unknown: state `prices`" in shown(app)
        assert CANARY not in shown(app)
    assert messages_server.requests == []


async def test_trying_one_shows_what_works_and_what_not(app: CoursewrightApp, messages_server: MessagesServer) -> None:
    messages_server.counts = False
    async with app.run_test(size=(120, 40)) as pilot:
        await settings(pilot)
        await pilot.press("t")
        await until(pilot, lambda: "fake-1 answered" in shown(app) and "batches" in shown(app))
        await until(pilot, lambda: "does not count tokens" in shown(app) and "try" in keys_on_offer(app))
    assert len(messages_server.messages) == 1


async def test_a_trial_that_fails_says_what_to_do_and_never_the_key(
    app: CoursewrightApp, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(status=403, message=f"{CANARY} may not"))
    async with app.run_test(size=(200, 50)) as pilot:
        await settings(pilot)
        await pilot.press("t")
        await until(pilot, lambda: "use another key or model" in shown(app))
        assert CANARY not in shown(app)


async def test_enter_makes_the_default_and_the_status_line_follows(app: CoursewrightApp, env: dict[str, str]) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settings(pilot)
        await to_row(pilot, screen, "other")
        await pilot.press("enter")
        await until(pilot, lambda: screen.table.view is not None and screen.table.view.now)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        assert "other-1" in screen_of(app).status.writer
    text = (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").read_text(encoding="utf-8")
    assert text.startswith("# my own\nprofile: other\n")


async def test_a_profile_that_lacks_something_can_neither_be_tried_nor_chosen(app: CoursewrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settings(pilot)
        await to_row(pilot, screen, "vllm")
        await pilot.pause()
        assert not {"try", "screen.choose"} & keys_on_offer(app)
        assert "needs the name of a model" in shown(app)
