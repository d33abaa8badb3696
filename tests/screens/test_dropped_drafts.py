"""A section that another program wrote is there to be read and judged, without a key pressed."""

import asyncio
import subprocess
import sys

from tests.screens.test_workbench import ORIENTATION, go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import SectionState, Workbench

TEXT = "Why a loop that holds is worth learning."


async def test_a_file_saved_by_another_program_shows_as_an_attempt(app: CoursewrightApp, workbench: Workbench) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await until(pilot, workbench.workspace.drafts.is_dir)
        program = (
            "import pathlib, sys\npathlib.Path(sys.argv[1]).write_text('Why a loop that holds is worth learning.')"
        )
        path = workbench.workspace.drafts / "day01_001--orientation.md"

        await asyncio.to_thread(subprocess.run, [sys.executable, "-c", program, str(path), TEXT], check=True)

        await until(pilot, lambda: screen_of(app).attempt)
        await until(pilot, lambda: screen_of(app).section.state is SectionState.PROPOSED)
        assert screen_of(app).attempt.text.strip() == TEXT
        said = "attempt 1 of day01_001/orientation"
        await until(pilot, lambda: any(said in note.message for note in app._notifications))


async def test_a_file_that_fits_no_section_is_told(app: CoursewrightApp, workbench: Workbench) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, workbench.workspace.drafts.is_dir)
        path = workbench.workspace.drafts / "notes.md"
        path.write_text("What I still want to say.", encoding="utf-8")

        await until(pilot, lambda: any("named for no section" in note.message for note in app._notifications))
        assert path.read_text(encoding="utf-8") == "What I still want to say."
