"""The first run: outline, writer, go; nothing stands before the end, and nothing is left where it is stopped."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.terminal import Terminal
from tests.test_terminal import COMMAND
from tests.test_terminal import environment as environment
from tui.authoring.errors import AuthoringError
from tui.authoring.first_run import Cancelled, FirstRun
from tui.authoring.new_workspace import PlaceTaken
from tui.authoring.workbench import Workbench
from tui.first_run_app import FirstRunApp
from tui.screens.first_go import FirstGoScreen
from tui.screens.first_run import FirstRunScreen, PathInput
from tui.screens.first_writer import FirstWriterScreen
from tui.screens.paste import PasteScreen

OUTLINE = """\
# Soup - 2-Day Course

## Day 1: Stock

- **Bones**
  - Why they are roasted

## Day 2: Soup

- **Salt**
  - When to add it
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and a home with nothing but a name for git."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "gitconfig").write_text("[user]\n\tname = An Author\n\temail = author@example.org\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    empty = tmp_path / "soup"
    empty.mkdir()
    return empty


@pytest.fixture
def first_run(folder: Path, env: dict[str, str]) -> FirstRun:
    return FirstRun(folder, env)


@pytest.fixture
def app(first_run: FirstRun) -> FirstRunApp:
    return FirstRunApp(first_run)


async def until(pilot: Pilot[object], holds: Callable[[], object]) -> None:
    for _ in range(600):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError(pilot.app.screen)


def said(app: FirstRunApp) -> str:
    return str(app.screen.query_one("#said").render())


def everything(folder: Path) -> list[str]:
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*"))


async def at_go(pilot: Pilot[object]) -> FirstGoScreen:
    """Go through the first two steps with the example."""
    await until(pilot, lambda: isinstance(pilot.app.screen, FirstRunScreen))
    await pilot.press("down", "end", "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, FirstWriterScreen) and pilot.app.screen.table.view)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, FirstGoScreen))
    screen = pilot.app.screen
    assert isinstance(screen, FirstGoScreen)
    return screen


async def test_three_steps_lead_from_an_empty_folder_to_a_planned_course(
    app: FirstRunApp, folder: Path, env: dict[str, str]
) -> None:
    seen: list[Message] = []
    async with app.run_test(size=(80, 24), message_hook=seen.append) as pilot:
        await at_go(pilot)
        assert everything(folder) == []
        await pilot.press("enter")
        await until(pilot, lambda: app.return_value)
    begun = app.return_value
    assert begun is not None
    assert (begun.root, begun.notices) == (folder, ())
    once = {id(each): each for each in seen}.values()  # each passes several nodes on its way up
    told = [type(each).__name__ for each in once if isinstance(each, (OptionList.OptionSelected, Input.Submitted))]
    assert told == ["OptionSelected", "Submitted"]
    with Workbench.open(folder, env) as workbench:
        assert [len(view.lessons) for view in workbench.days()] == [3, 2]
    assert not (folder / ".git" / "index.lock").exists()


async def test_an_outline_is_named_by_its_path_which_completes(app: FirstRunApp, folder: Path) -> None:
    (folder / "outlines").mkdir()
    (folder / "outlines" / "soup.md").write_text(OUTLINE, encoding="utf-8")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        line = app.screen.query_one(PathInput)
        await pilot.press("o", "u", "t")
        await until(pilot, lambda: line._suggestion == "outlines/")
        await pilot.press("right", "s")
        await until(pilot, lambda: line._suggestion == "outlines/soup.md")
        await pilot.press("right", "enter")
        await until(pilot, lambda: isinstance(app.screen, FirstWriterScreen))


async def test_an_outline_that_lies_in_the_folder_is_offered(app: FirstRunApp, folder: Path) -> None:
    (folder / "soup.md").write_text(OUTLINE, encoding="utf-8")
    (folder / "README.md").write_text("no outline", encoding="utf-8")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        choices = app.screen.query_one(OptionList)
        assert [str(choices.get_option_at_index(n).prompt).split("  ")[0] for n in range(choices.option_count)] == [
            "soup.md",
            "Paste it, or write it here",
            "Take the example: bread at home, in two days",
        ]
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, FirstWriterScreen))


async def test_a_text_that_is_pasted_into_the_line_is_the_outline_itself(app: FirstRunApp, folder: Path) -> None:
    from textual import events

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        app.screen.query_one(PathInput).post_message(events.Paste(OUTLINE))
        await until(pilot, lambda: isinstance(app.screen, PasteScreen))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, FirstWriterScreen))
        assert everything(folder) == []


async def test_a_pasted_text_that_is_no_outline_comes_back_to_be_mended(app: FirstRunApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, PasteScreen))
        await pilot.press(*"soup", "ctrl+s")
        await until(pilot, lambda: app._notifications)
        await until(pilot, lambda: isinstance(app.screen, PasteScreen))
        assert app.screen.query_one("#text").text == "soup"  # type: ignore[attr-defined]


async def test_what_is_no_outline_is_one_sentence_and_the_line_stays(app: FirstRunApp, folder: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await pilot.press("enter")
        assert "Type the path" in said(app)
        await pilot.press(*"no.md", "enter")
        await until(pilot, lambda: "no.md does not exist" in said(app))
        assert app.screen.query_one(PathInput).value == "no.md"


async def test_escape_goes_back_step_by_step_and_leaves_nothing(app: FirstRunApp, folder: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_go(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, FirstWriterScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await pilot.press("escape")
        await pilot.pause()
    assert app.return_value is None
    assert everything(folder) == []


async def test_the_writer_that_was_chosen_enters_the_settings_with_the_last_step(
    folder: Path, env: dict[str, str]
) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("profile: fake\n", "# mine\n"), encoding="utf-8")
    before = settings.read_text(encoding="utf-8")
    app = FirstRunApp(FirstRun(folder, env))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await pilot.press("down", "end", "enter")
        await until(pilot, lambda: isinstance(app.screen, FirstWriterScreen) and app.screen.table.view)
        screen = app.screen
        assert isinstance(screen, FirstWriterScreen)
        screen.table.move_cursor(row=[view.name for view in FirstRun(folder, env).writers.all()].index("fake"))
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FirstGoScreen))
        assert settings.read_text(encoding="utf-8") == before
        await pilot.press("enter")
        await until(pilot, lambda: app.return_value)
    assert "profile: fake\n" in settings.read_text(encoding="utf-8")


async def test_who_writes_may_be_left_for_later(app: FirstRunApp, env: dict[str, str]) -> None:
    before = (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").read_bytes()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await pilot.press("down", "end", "enter")
        await until(pilot, lambda: isinstance(app.screen, FirstWriterScreen) and app.screen.table.view)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, FirstGoScreen))
        await pilot.press("enter")
        await until(pilot, lambda: app.return_value)
    assert (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").read_bytes() == before


async def test_escape_while_it_is_made_leaves_all_as_it_was(
    app: FirstRunApp, first_run: FirstRun, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    reached, go_on = threading.Event(), threading.Event()
    plan = Workbench.plan

    def slowly(self: Workbench, days: list[int], *, replan: bool = False) -> object:
        made = plan(self, days, replan=replan)
        reached.set()
        assert go_on.wait(60)
        return made

    monkeypatch.setattr(Workbench, "plan", slowly)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_go(pilot)
        await pilot.press("enter")
        await until(pilot, reached.is_set)
        assert (folder / "course" / "day01" / "plan.yaml").exists()
        await pilot.press("escape")
        assert "Stopping" in said(app)
        go_on.set()
        await until(pilot, lambda: not screen.making)
        assert "Nothing was made" in said(app)
        assert everything(folder) == ["notes.txt"]
        monkeypatch.setattr(Workbench, "plan", plan)
        await pilot.press("enter")
        await until(pilot, lambda: app.return_value)


# Without a screen


def test_a_course_goes_beside_what_lies_there_and_never_over_it(first_run: FirstRun, folder: Path) -> None:
    outline = first_run.read_text(OUTLINE)
    assert first_run.course_folder(outline) == folder
    (folder / "letters").mkdir()
    assert first_run.course_folder(outline).parent == folder
    (folder / "course").mkdir()
    (folder / "course" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PlaceTaken, match="course"):
        first_run.begin(folder, outline, None)
    assert everything(folder) == ["course", "course/mine.txt", "letters"]


def test_stopped_after_the_last_day_nothing_is_left(first_run: FirstRun, folder: Path) -> None:
    planned: list[int] = []
    with pytest.raises(Cancelled):
        first_run.begin(
            folder / "new" / "one", first_run.read_text(OUTLINE), None, planned.append, lambda: len(planned) == 2
        )
    assert planned == [1, 2]
    assert everything(folder) == []


def test_settings_that_cannot_be_written_do_not_undo_the_course(first_run: FirstRun, folder: Path) -> None:
    begun = first_run.begin(folder, first_run.read_text(OUTLINE), "nobody")
    assert (folder / "syllabus.yaml").exists()
    assert len(begun.notices) == 1


def test_the_example_is_read_without_a_remark(first_run: FirstRun) -> None:
    from tui.authoring.first_run import EXAMPLE

    outline = first_run.read(EXAMPLE)
    assert outline.remarks == ()
    assert outline.days == 2
    with pytest.raises(AuthoringError):
        first_run.read(EXAMPLE.with_name("none.md"))


def test_in_a_terminal_it_ends_in_the_workbench(folder: Path, environment: dict[str, str]) -> None:
    with Terminal(COMMAND, folder=folder, env=environment) as terminal:
        terminal.wait_for("1 of 3")
        terminal.type("\x1b[B\x1b[F\r")
        terminal.wait_for("2 of 3")
        terminal.wait_for("fake-1")
        terminal.type("\r")
        terminal.wait_for("3 of 3")
        terminal.type("\r")
        terminal.wait_for("Day 1 · 3 lessons")
        terminal.wait_for("q Quit")
        terminal.type("q")
        assert terminal.ended() == 0
