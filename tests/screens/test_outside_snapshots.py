"""What a lesson that was changed outside looks like beside the text that was approved."""

import asyncio
from pathlib import Path

from textual.pilot import Pilot

from tests.authoring.bowline import accept_every_section, replace
from tests.screens.test_outside import LESSON, outside
from tests.screens.test_workbench import LESSON_FILE, go
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench


def test_the_file_and_the_approved_text_stand_beside_each_other(
    app: CoursewrightApp, workbench: Workbench, course: Path, snap_look
) -> None:
    accept_every_section(workbench)
    asyncio.run(workbench.approve(LESSON))
    replace(course / LESSON_FILE, "to say of orientation.", "to tell of the loop that holds.")
    replace(course / LESSON_FILE, "## Where it fails", "## Where a bowline fails")

    async def there(pilot: Pilot[None]) -> None:
        await go(pilot, LESSON)
        await outside(pilot)

    assert snap_look(app, there)
