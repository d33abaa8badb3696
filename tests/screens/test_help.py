"""The help: true wherever it is asked for, whatever keys the author gave."""

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Markdown, Static

import tui.screens
from tests.courses import ScriptedEditor
from tests.screens.test_workbench import ORIENTATION, go, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.screens.help import HelpScreen
from tui.screens.paste import PasteScreen
from tui.screens.plan import PlanScreen
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.editor import Editor
from tui.widgets.file_plan import FilePlan
from tui.widgets.findings_list import FindingsList
from tui.widgets.page import Page
from tui.widgets.syllabus_tree import SyllabusTree


async def helped(pilot: Pilot[None]) -> HelpScreen:
    await pilot.press("question_mark")
    await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, HelpScreen)
    return screen


def text(screen: HelpScreen) -> str:
    """Return what the tables of the help read, as the terminal shows them."""
    tables = screen.query_one("#tables", Static)
    return "\n".join("".join(segment.text for segment in tables.render_line(y)) for y in range(tables.size.height))


def screens() -> list[type]:
    """Return every screen that can be on top by itself: no box over another, and no layer below one."""
    found: list[type] = []
    for module in pkgutil.iter_modules(tui.screens.__path__, f"{tui.screens.__name__}."):
        own = [each for each in vars(importlib.import_module(module.name)).values() if inspect.isclass(each)]
        found += [each for each in own if issubclass(each, Screen) and each.__module__ == module.name]
    boxes = (ModalScreen, PasteScreen)  # which say all there is to say
    return [each for each in found if "BINDINGS" in vars(each) and not issubclass(each, boxes)]


@pytest.mark.parametrize("screen", screens(), ids=lambda each: each.__name__)
def test_every_screen_explains_itself(screen: type) -> None:
    assert str(getattr(screen, "HELP", "")).startswith("# ")


@pytest.mark.parametrize("pane", [SyllabusTree, FilePlan, Page, FindingsList, Editor])
def test_every_pane_explains_itself(pane: type) -> None:
    assert str(getattr(pane, "HELP", "")).startswith("# ")


@pytest.mark.parametrize(("key", "title"), [("1", "Syllabus"), ("2", "File plan"), ("3", "Preview")])
async def test_the_pane_in_focus_comes_first_then_the_screen_then_what_works_everywhere(
    app: CoursewrightApp, key: str, title: str
) -> None:
    async with app.run_test(size=(100, 120)) as pilot:
        await pilot.press(key)
        screen = await helped(pilot)
        assert screen.query_one(Markdown).source.startswith(f"# {title}")
        read = text(screen)
        assert read.index(title) < read.index("On this screen") < read.index("Everywhere") < read.index("A section is")
        assert read.index("Down") < read.index("On this screen") < read.index("The next section that needs")


async def test_keys_that_the_author_gave_are_told_and_no_others(course: Path, env: dict[str, str]) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + "\nkeys: {section.next: f8, plan.open: f9}\n", encoding="utf-8")
    app = CoursewrightApp(Workbench.open(course, env), ScriptedEditor())
    async with app.run_test(size=(100, 120)) as pilot:
        screen = await helped(pilot)
        row = next(each for each in text(screen).splitlines() if "The next section that needs" in each)
        assert row.split()[0] == "f8"
        assert "f9 opens the plan of the day" in screen.query_one(Markdown).source.replace("\n", " ")


async def test_a_key_is_found_by_what_it_does_and_escape_shows_all_again(app: CoursewrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, ORIENTATION)
        screen = await helped(pilot)
        await pilot.press("slash", *"jump")
        await until(pilot, lambda: "Jump to a pane" in text(screen) and "The next section" not in text(screen))
        await pilot.press("escape")
        await until(pilot, lambda: "The next section" in text(screen))
        assert not screen.query_one(Input).display
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))


async def test_what_is_nowhere_in_the_help_is_said(app: CoursewrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await helped(pilot)
        await pilot.press("slash", *"qqqq")
        await until(pilot, lambda: "Nothing here is called so." in text(screen))


async def test_a_long_help_scrolls_by_keys_on_a_small_terminal(app: CoursewrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await helped(pilot)
        await pilot.press("pagedown")
        await until(pilot, lambda: screen.query_one("VerticalScroll").scroll_y > 5)


async def test_the_heading_of_the_keys_stands_in_one_line(app: CoursewrightApp) -> None:
    async with app.run_test(size=(80, 60)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("P")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        screen = await helped(pilot)
        assert "The plan of a day" in [line.strip() for line in text(screen).splitlines()]
