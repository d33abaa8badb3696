"""Every look of a screen: the sizes of terminal that are promised, in a dark and in a light theme."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from tui.themes import THEMES


@dataclass(frozen=True)
class Look:
    """A terminal of `size` (columns and rows) in a theme."""

    size: tuple[int, int]
    theme: str

    def __str__(self) -> str:
        return f"{self.size[0]}x{self.size[1]}-{self.theme}"


LOOKS = [Look(size, theme) for size in ((80, 24), (120, 40), (200, 50)) for theme in ("dark", "light")]


@pytest.fixture(params=LOOKS, ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    return request.param


@pytest.fixture
def snap_look(look: Look, snap_compare) -> Callable[[App[Any], Callable[[Pilot[Any]], Awaitable[None]]], bool]:
    """Compare what an app shows, once it is brought there, with its picture in this look."""

    def compare(app: App[Any], there: Callable[[Pilot[Any]], Awaitable[None]]) -> bool:
        async def in_its_theme(pilot: Pilot[Any]) -> None:
            pilot.app.register_theme(THEMES[look.theme])
            pilot.app.theme = look.theme
            await there(pilot)

        return snap_compare(app, terminal_size=look.size, run_before=in_its_theme)

    return compare
