"""Where the panes stand: three, two or one of them, as wide as the author made them."""

from pathlib import Path

import pytest
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Tree

from tests.courses import ScriptedEditor
from tests.screens.test_workbench import ORIENTATION, go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.widgets.file_plan import FilePlan
from tui.widgets.pane_tabs import PaneTabs
from tui.widgets.row_tree import RowTree
from tui.widgets.splitter import Splitter

WIDE, MEDIUM, NARROW = (160, 40), (110, 30), (80, 24)
NAMES = ("syllabus-tree", "file-plan", "preview")


def seen(app: CoursewrightApp) -> list[str]:
    """Return the panes that are on screen, from left to right."""
    panes = [app.screen.query_one(f"#{name}") for name in NAMES]
    return [str(pane.id) for pane in sorted(panes, key=lambda each: each.region.x) if pane.display]


def widths(app: CoursewrightApp) -> list[int]:
    return [app.screen.query_one(f"#{name}").outer_size.width for name in NAMES]


def focused(app: CoursewrightApp) -> str | None:
    return app.focused.id if app.focused is not None else None


@pytest.mark.parametrize(
    ("size", "panes"),
    [(WIDE, list(NAMES)), ((150, 30), list(NAMES)), (MEDIUM, ["file-plan", "preview"]), (NARROW, ["file-plan"])],
)
async def test_as_many_panes_are_seen_as_there_is_room_for(
    app: CoursewrightApp, size: tuple[int, int], panes: list[str]
) -> None:
    async with app.run_test(size=size):
        assert seen(app) == panes
        assert app.screen.query_one(PaneTabs).display == (len(panes) < 3)


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW])
async def test_tab_goes_through_every_pane_seen_or_not_and_brings_it_to_the_front(
    app: CoursewrightApp, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        went = []
        for _ in range(3):
            await pilot.press("tab")
            await pilot.pause()
            went.append(focused(app))
            pane = "preview" if focused(app) == "page" else focused(app)
            assert pane in seen(app)
        assert went == ["page", "syllabus-tree", "file-plan"]
        await pilot.press("shift+tab")
        assert focused(app) == "syllabus-tree"


async def test_a_key_typed_after_the_one_that_shows_a_pane_acts_on_that_pane(app: CoursewrightApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        before = screen_of(app).syllabus_tree.cursor_line
        await pilot.press("1", "down")
        assert seen(app) == ["syllabus-tree"]
        assert screen_of(app).syllabus_tree.cursor_line == before + 1


async def test_enter_on_a_section_opens_it_to_be_read(app: CoursewrightApp) -> None:
    heard: list[Message] = []

    def hear(message: Message) -> None:
        if isinstance(message, FilePlan.Chosen | FilePlan.Opened) and not any(message is each for each in heard):
            heard.append(message)  # once, though each widget on its way up hears it

    async with app.run_test(size=NARROW, message_hook=hear) as pilot:
        await go(pilot, ORIENTATION)
        heard.clear()
        await pilot.press("enter")
        await until(pilot, lambda: focused(app) == "page")
        assert seen(app) == ["preview"]
    assert [type(each) for each in heard] == [FilePlan.Opened]


async def test_what_is_drafted_comes_before_the_authors_eyes_where_one_pane_is_seen(app: CoursewrightApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        await until(pilot, lambda: seen(app) == ["preview"])
        await until(pilot, lambda: not screen_of(app).runner.busy)


async def test_a_name_in_the_line_of_panes_is_clicked(app: CoursewrightApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        tabs = app.screen.query_one(PaneTabs)
        await pilot.click(tabs, offset=(tabs.column("page") + 2, 0))
        await until(pilot, lambda: seen(app) == ["preview"])
        assert tabs.current == "page"


async def test_a_narrower_terminal_keeps_the_pane_in_focus(app: CoursewrightApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("1")
        await pilot.resize_terminal(*NARROW)
        await until(pilot, lambda: seen(app) == ["syllabus-tree"])
        assert focused(app) == "syllabus-tree"
        assert app.screen.query_one("#syllabus-tree").outer_size.width == 80
        await pilot.resize_terminal(*MEDIUM)
        await until(pilot, lambda: seen(app) == ["syllabus-tree", "preview"])


async def test_keys_make_the_pane_in_focus_wider_and_narrower(app: CoursewrightApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        first, second, third = widths(app)
        await pilot.press("1", "greater_than_sign")
        await pilot.pause()
        assert widths(app) == [first + 4, second, third - 4]
        await pilot.press("3", "greater_than_sign", "greater_than_sign")
        await pilot.pause()
        assert widths(app) == [first + 4, second - 8, third + 4]
        await pilot.press("2", *["less_than_sign"] * 12)
        await pilot.pause()
        assert widths(app)[1] == 20
        await pilot.press("1", *["greater_than_sign"] * 24)
        await pilot.pause()
        assert widths(app)[2] == 30
        assert sum(widths(app)) + 2 == 160


async def drag(pilot: Pilot[None], splitter: str, to: int) -> None:
    await pilot.mouse_down(splitter)
    await pilot.hover(offset=(to, 5))
    await pilot.mouse_up(offset=(to, 5))
    await pilot.pause()


async def test_the_mouse_drags_the_line_between_two_panes(app: CoursewrightApp) -> None:
    heard: list[Message] = []

    def hear(message: Message) -> None:
        if isinstance(message, Splitter.Dragged | Splitter.Reset):
            heard.append(message)

    async with app.run_test(size=WIDE, message_hook=hear) as pilot:
        first, second, third = before = widths(app)
        await drag(pilot, "#split-lists", 30)
        assert widths(app) == [30, first + second - 30, third]
        await drag(pilot, "#split-preview", 100)
        assert widths(app) == [30, 69, 59]
        assert {type(each) for each in heard} == {Splitter.Dragged}
        await pilot.click("#split-preview", times=2)
        await pilot.pause()
        assert widths(app) == before
        assert isinstance(heard[-1], Splitter.Reset)


async def test_widths_and_pane_survive_a_restart_each_layout_for_itself(course: Path, env: dict[str, str]) -> None:
    app = CoursewrightApp(Workbench.open(course, env), ScriptedEditor())
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("2", "greater_than_sign", "greater_than_sign", "1")
        await pilot.pause()
        kept = widths(app)
        await pilot.press("q")
    again = CoursewrightApp(Workbench.open(course, env), ScriptedEditor())
    async with again.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: focused(again) == "syllabus-tree")
        assert widths(again) == kept
        await pilot.resize_terminal(*MEDIUM)
        await until(pilot, lambda: seen(again) == ["syllabus-tree", "preview"])
        assert widths(again)[0] == round(110 * 0.42)


async def test_damaged_widths_are_a_fresh_start(course: Path, env: dict[str, str]) -> None:
    state = course / ".coursewright" / "screen.json"
    state.parent.mkdir(exist_ok=True)
    state.write_text('{"day": 1, "target": "day01_001", "shares": {"wide": [99.0], "medium": [-3]}}', encoding="utf-8")
    app = CoursewrightApp(Workbench.open(course, env), ScriptedEditor())
    async with app.run_test(size=MEDIUM):
        assert min(widths(app)[1:]) >= 20


@pytest.mark.parametrize("size", [(160, 40), (120, 40)])
async def test_a_pane_that_makes_room_for_the_editor_is_seen_while_it_has_the_focus(
    app: CoursewrightApp, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("e", *"half")
        for pane, name in (("syllabus-tree", "syllabus-tree"), ("file-plan", "file-plan"), ("page", "preview")):
            screen_of(app).action_pane(pane)
            await until(pilot, lambda name=name: name in seen(app))
        assert focused(app) == "editor"


async def test_who_left_from_the_preview_finds_the_file_plan_beside_it_again(course: Path, env: dict[str, str]) -> None:
    app = CoursewrightApp(Workbench.open(course, env), ScriptedEditor())
    async with app.run_test(size=MEDIUM) as pilot:
        await pilot.press("2", "3")
        await until(pilot, lambda: seen(app) == ["file-plan", "preview"])
        await pilot.press("q")
    again = CoursewrightApp(Workbench.open(course, env), ScriptedEditor())
    async with again.run_test(size=MEDIUM) as pilot:
        await until(pilot, lambda: focused(again) == "page")
        assert seen(again) == ["file-plan", "preview"]


async def test_what_is_going_on_has_the_whole_line_where_two_panes_are_seen(app: CoursewrightApp) -> None:
    async with app.run_test(size=MEDIUM) as pilot:
        status = screen_of(app).status
        status.activity = "Writing day01_001/orientation · 3 words · 3 more at once · 5 wait · $0.0139, course $0.0443"
        await pilot.pause()
        assert status.size.height == 1
        assert status.query_one("#activity").size.width >= 100


async def test_lists_are_not_drawn_again_where_one_only_gives_way_to_the_editor_and_comes_back(
    app: CoursewrightApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: set[str | None] = set()

    def render_line(self: RowTree[object], y: int) -> Strip:
        drawn.add(self.id)
        return Tree.render_line(self, y)

    async with app.run_test(size=WIDE) as pilot:
        await go(pilot, ORIENTATION)
        for first in (True, False):
            if not first:  # until then the focus has come from a list, whose border tells so
                monkeypatch.setattr(RowTree, "render_line", render_line, raising=False)
            await pilot.press("e")
            await until(pilot, lambda: seen(app) == ["file-plan", "preview"])
            await pilot.press("escape")
            await until(pilot, lambda: seen(app) == list(NAMES))
            await pilot.pause(0.1)
        assert not drawn
        screen_of(app).syllabus_tree.relabel()
        await until(pilot, lambda: drawn == {"syllabus-tree"})
