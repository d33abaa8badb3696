"""What the boxes look like in which an author gives a reason, accepts what is clean, or is told what to do."""

from pathlib import Path

from textual.pilot import Pilot

from tests.courses import STILL_WRITER
from tests.screens.checked import STRAY, switch_on
from tests.screens.test_judging import FAILS, HOLDS, SECTIONS, listed
from tests.screens.test_snapshots import SECTION, TEXT, still  # noqa: F401 - a fixture
from tests.screens.test_workbench import ORIENTATION, go, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.widgets.chips import Chip


def test_common_reasons_and_own_words(
    still: CoursewrightApp,  # noqa: F811
    snap_look,
) -> None:
    async def chosen(pilot: Pilot[None]) -> None:
        await go(pilot, SECTION)
        await pilot.press("r")
        await until(pilot, lambda: len(pilot.app.screen.query(Chip)) == 5)
        pilot.app.screen.query_one("#reason Input").cursor_blink = False
        await pilot.press(*"Begin with a rope.", "f1", "f4", "up", "right")
        await pilot.pause(0.2)

    assert snap_look(still, chosen)


def test_a_rejection_without_a_reason_says_what_is_missing(
    still: CoursewrightApp,  # noqa: F811
    snap_look,
) -> None:
    async def missing(pilot: Pilot[None]) -> None:
        await go(pilot, SECTION)
        await pilot.press("x")
        await until(pilot, lambda: len(pilot.app.screen.query(Chip)) == 5)
        pilot.app.screen.query_one("#reason Input").cursor_blink = False
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen.query_one("#said").display)
        await pilot.pause(0.2)

    assert snap_look(still, missing)


def test_what_is_clean_and_what_is_left_out(workbench: Workbench, course: Path, snap_look) -> None:
    switch_on(course, unplanned_heading="error")
    workbench.submit(ORIENTATION, "Why a loop that does not slip is worth a lesson.")
    workbench.submit(HOLDS, STRAY)
    app = CoursewrightApp(workbench)

    async def asked(pilot: Pilot[None]) -> None:
        await go(pilot, FAILS)
        await pilot.press("ctrl+a")
        await until(pilot, lambda: "Left out" in listed(pilot.app))  # type: ignore[arg-type]
        await pilot.pause(0.2)

    workbench.drafts._env = {**workbench.drafts._env, **STILL_WRITER}
    assert snap_look(app, asked)


def test_a_box_says_what_to_do(workbench: Workbench, snap_look) -> None:
    for key in SECTIONS:
        workbench.submit(key, TEXT)
        workbench.accept(key)
    workbench.drafts._env = {**workbench.drafts._env, **STILL_WRITER}

    async def told(pilot: Pilot[None]) -> None:
        await go(pilot, "day01_001")
        await pilot.press("r")
        await until(pilot, lambda: pilot.app.screen.query("#tell"))
        await pilot.pause(0.2)

    assert snap_look(CoursewrightApp(workbench), told)
