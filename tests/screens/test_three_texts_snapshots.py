"""What the three texts of an unmerged lesson look like."""

from textual.pilot import Pilot

from tests.screens.test_three_texts import app, opened, stopped
from tests.screens.test_workbench import go
from tui.app import CoursewrightApp

__all__ = ["app", "stopped"]


def test_an_unmerged_lesson_with_a_section_to_choose(app: CoursewrightApp, snap_look) -> None:
    async def there(pilot: Pilot[None]) -> None:
        await go(pilot, "day01_001")
        await opened(pilot)
        await pilot.pause()

    assert snap_look(app, there)
