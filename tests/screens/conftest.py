"""Every look of a screen: the sizes of terminal that are promised, each in a dark and in a light theme."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from tui.themes import THEMES

SIZES = [(80, 24), (120, 40), (200, 50)]
"""Columns and rows."""


class Taken(App[str]):
    """Stands for an app of which a picture was taken already."""

    def __init__(self, picture: str) -> None:
        super().__init__()
        self._picture = picture

    def run(self, **options: Any) -> str:
        """Return the picture."""
        return self._picture


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param


@pytest.fixture
def snap_look(
    size: tuple[int, int], snap_compare
) -> Callable[[App[Any], Callable[[Pilot[Any]], Awaitable[None]]], bool]:
    """Compare what an app shows, once it is brought there, with its pictures: the light one, and the dark (`.1`)."""

    def compare(app: App[Any], there: Callable[[Pilot[Any]], Awaitable[None]]) -> bool:
        dark, title = "", app.title

        async def in_its_theme(pilot: Pilot[Any], name: str) -> None:
            pilot.app.register_theme(THEMES[name])
            pilot.app.theme = name
            await pilot.pause()

        async def in_both(pilot: Pilot[Any]) -> None:
            nonlocal dark
            await in_its_theme(pilot, "dark")
            await there(pilot)
            await pilot.pause()
            await pilot.wait_for_scheduled_animations()
            dark = pilot.app.export_screenshot(title=title, simplify=True)
            await in_its_theme(pilot, "light")

        light_is = snap_compare(app, terminal_size=size, run_before=in_both)
        return snap_compare(Taken(dark)) and light_is

    return compare
