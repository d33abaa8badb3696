"""What the boxes look like that ask before something is done, or tell what was refused."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input

from tests.authoring.bowline import LESSON, accept_every_section, write
from tests.courses import STILL_WRITER, ScriptedEditor
from tests.screens.test_approving import all_of_the_day
from tests.screens.test_approving import cut_off as cut_off
from tests.screens.test_history_snapshots import second
from tests.screens.test_history_snapshots import still as still
from tests.screens.test_opening import SlowOpening, looked_at
from tests.screens.test_workbench import ORIENTATION, go, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.authoring.workspace import Workspace
from tui.screens.cut_off import CutOffScreen
from tui.screens.opening import OpeningScreen
from tui.screens.refusal import RefusalScreen
from tui.screens.restore import RestoreScreen
from tui.screens.undo_approval import UndoApprovalScreen


@pytest.fixture
def quiet(workbench: Workbench) -> CoursewrightApp:
    """The app on a lesson that is accepted whole, with a writer whose notice never changes."""
    accept_every_section(workbench)
    workbench.drafts._env = {**workbench.drafts._env, **STILL_WRITER}
    return CoursewrightApp(workbench, ScriptedEditor())


def test_what_would_be_approved_and_what_would_not(quiet: CoursewrightApp, workbench: Workbench, snap_look) -> None:
    write(workbench, "day01_002/orientation", "An eight jams less.")

    async def asked(pilot: Pilot[None]) -> None:
        await all_of_the_day(pilot)

    assert snap_look(quiet, asked)


def test_an_approval_that_was_cut_off(cut_off: Path, env: dict[str, str], snap_look) -> None:
    with Workbench.open(cut_off, {**env, **STILL_WRITER}) as workbench:

        async def told(pilot: Pilot[None]) -> None:
            await until(pilot, lambda: isinstance(pilot.app.screen, CutOffScreen))

        assert snap_look(CoursewrightApp(workbench, ScriptedEditor()), told)


def test_what_a_hook_said_when_it_refused(quiet: CoursewrightApp, course: Path, snap_look) -> None:
    hook = course / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nprintf 'line %s: a word is missing\\n' 1 2 3 4 5 6 7 8 9; exit 1\n", encoding="utf-8")
    hook.chmod(0o755)

    async def refused(pilot: Pilot[None]) -> None:
        await go(pilot, LESSON)
        await pilot.press("A")
        await until(pilot, lambda: isinstance(pilot.app.screen, RefusalScreen))

    assert snap_look(quiet, refused)


def test_which_sections_are_restored_is_asked(still: CoursewrightApp, snap_look) -> None:
    async def asked(pilot: Pilot[None]) -> None:
        await second(pilot)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, RestoreScreen))

    assert snap_look(still, asked)


@pytest.fixture
def approved(quiet: CoursewrightApp, workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> CoursewrightApp:
    for when in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(when, "2025-03-01T12:00:00+0100")
    asyncio.run(workbench.approve(LESSON))
    return quiet


def test_how_an_approval_is_undone_is_asked(approved: CoursewrightApp, snap_look) -> None:
    async def asked(pilot: Pilot[None]) -> None:
        await go(pilot, LESSON)
        await pilot.press("h", "x")
        await until(pilot, lambda: isinstance(pilot.app.screen, UndoApprovalScreen))

    assert snap_look(approved, asked)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_everything_is_in_the_palette(quiet: CoursewrightApp, size: tuple[int, int], theme: str, snap_compare) -> None:
    async def there(pilot: Pilot[None]) -> None:
        pilot.app.theme = theme
        await go(pilot, ORIENTATION)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
        pilot.app.screen.query_one(Input).cursor_blink = False
        await pilot.press(*"approve")
        await until(pilot, lambda: pilot.app.screen.query_one("CommandList").option_count == 4)
        await pilot.pause(0.3)

    assert snap_compare(quiet, terminal_size=size, run_before=there)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_last_look_before_the_workbench_is_there(
    course: Path,
    env: dict[str, str],
    size: tuple[int, int],
    theme: str,
    snap_compare,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    env = {**env, **STILL_WRITER}
    asyncio.run(looked_at(course, env, size=size, theme=theme))
    opening = SlowOpening(Workspace.find(course), env)
    app = CoursewrightApp(opening)
    export = app.export_screenshot

    def taken(**options: Any) -> str:
        picture = export(**options)
        opening.may_go.set()  # the app ends only after its opening
        return picture

    async def there(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(pilot.app.screen, OpeningScreen))

    monkeypatch.setattr(app, "export_screenshot", taken)
    assert snap_compare(app, terminal_size=size, run_before=there)
