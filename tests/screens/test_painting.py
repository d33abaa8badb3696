"""What is painted of what has changed is, on the terminal, what Textual paints anew as a whole."""

import random
from collections.abc import Callable
from typing import Any

import pyte
import pytest
from rich.console import Console
from textual._compositor import Compositor, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.screen import Screen

from tests.authoring.bowline import HOLDS, ORIENTATION
from tests.screens.test_workbench import go, screen_of
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.painting import FrontCompositor
from tui.screens.workbench import WorkbenchScreen

KEYS = (
    *("j", "k", "down", "up", "right", "left", "n", "p", "a", "u", "x", "[", "]", "m", "v", "slash", "question_mark"),
    *("tab", "1", "2", "3", "z", "e", "E", "w", "escape", "escape", "escape", "enter", "end", "home", "pagedown"),
)
TEXT = (
    "A bowline **holds**: $r^2$ of it.\n\n" + "Rope, 我们, and more rope that goes on and on. " * 30 + "\n\n- a\n- b\n"
)


class Window:
    """A terminal of `columns` × `rows` that shows what it is sent."""

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self._console = Console(color_system="truecolor", force_terminal=True, legacy_windows=False)

    def show(self, update: CompositorUpdate) -> None:
        """Show a frame, or a part of one."""
        self.screen.reset_mode(pyte.modes.DECAWM)
        self.screen.cursor_position()
        self._stream.feed(update.render_segments(self._console).replace("\n", "\r\n"))

    def cells(self) -> list[list[pyte.screens.Char]]:
        return [[self.screen.buffer[y][x] for x in range(self.screen.columns)] for y in range(self.screen.lines)]


def as_textual_paints_it(screen: Screen[Any]) -> Window:
    """Return a window of a frame that Textual's own compositor has painted whole."""
    compositor = screen._compositor
    chops = Compositor._render_chops(compositor, compositor.size.region, lambda y: True)
    window = Window(*compositor.size)
    window.show(LayoutUpdate([chop.values() for chop in chops], compositor.size.region))
    return window


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 45)], ids="{0[0]}x{0[1]}".format)
async def test_every_part_that_is_painted_makes_the_whole_screen(
    app: CoursewrightApp, workbench: Workbench, size: tuple[int, int], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in (ORIENTATION, HOLDS):
        workbench.submit(key, f"First. {TEXT}")
        workbench.submit(key, TEXT)
    choice, window, parts = random.Random(seed), Window(*size), 0
    display: Callable[..., None] = app._display

    def displayed(screen: Screen[Any], renderable: object) -> None:
        nonlocal parts
        if screen is app.screen and isinstance(renderable, CompositorUpdate):
            window.show(renderable)
            parts += not isinstance(renderable, LayoutUpdate)
        display(screen, renderable)

    monkeypatch.setattr(app, "_display", displayed)
    async with app.run_test(size=size) as pilot:
        await go(pilot, ORIENTATION)
        assert isinstance(app.screen._compositor, FrontCompositor)
        for _ in range(40):
            await pilot.press(choice.choice(KEYS))
            await pilot.pause()
            if isinstance(app.screen, WorkbenchScreen):
                app.screen._compositor_refresh()
                assert window.cells() == as_textual_paints_it(app.screen).cells()
    assert parts > 10


async def test_only_what_is_seen_and_has_changed_is_rendered(
    app: CoursewrightApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        screen = screen_of(app)
        rendered: list[tuple[object, Region]] = []
        for widget in screen._compositor.visible_widgets:
            render = widget.render_lines

            def counted(crop: Region, widget: object = widget, render: Any = render) -> Any:
                rendered.append((widget, crop))
                return render(crop)

            monkeypatch.setattr(widget, "render_lines", counted)
        screen.file_plan.head_with("Another day", "17 words")
        await pilot.pause()
        assert {widget for widget, _ in rendered} == {screen.file_plan}
        lines = [strip.text for strip in screen._compositor.render_strips()]
        assert any("Another day" in line for line in lines[:2])
        assert any("17 words" in line for line in lines[-4:])
        rendered.clear()
        screen.refresh()
        await pilot.pause()
        assert screen.query_one("#panes") not in {widget for widget, _ in rendered}
