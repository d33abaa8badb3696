"""What findings, waivers and coverage look like, at the smallest terminal that is promised and at larger ones."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.courses import STILL_WRITER, ScriptedEditor
from tests.screens.checked import OTHER, POINT, STRAY, switch_on
from tests.screens.test_coverage import NAMED, TAUGHT, coverage
from tests.screens.test_findings import found, in_sight, marked
from tests.screens.test_waive import ask
from tests.screens.test_workbench import ORIENTATION, go, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench


@pytest.fixture
def quiet_writer(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> CoursewrightApp:
    """The app with a writer whose notice never changes."""
    monkeypatch.setattr(workbench.drafts, "_env", STILL_WRITER)
    return CoursewrightApp(workbench, ScriptedEditor())


def test_findings_stand_under_the_text(
    quiet_writer: CoursewrightApp, workbench: Workbench, course: Path, snap_look
) -> None:
    switch_on(course, unplanned_heading="error", levels="warning")
    workbench.submit(POINT, STRAY)

    async def at_the_second(pilot: Pilot[None]) -> None:
        await go(pilot, POINT)
        await found(pilot, 3)
        await pilot.press("f", "f")
        await until(pilot, lambda: marked(pilot.app) and in_sight(pilot.app))
        await pilot.pause(0.2)

    assert snap_look(quiet_writer, at_the_second)


def test_errors_are_mended_or_waived(
    quiet_writer: CoursewrightApp, workbench: Workbench, course: Path, snap_look
) -> None:
    switch_on(course, unplanned_heading="error", levels="error")
    for key, text in ((ORIENTATION, "Why."), (POINT, STRAY), (OTHER, "It fails.")):
        workbench.submit(key, text)
        workbench.accept(key)

    async def without_a_reason(pilot: Pilot[None]) -> None:
        screen = await ask(pilot)
        screen.query_one(Input).cursor_blink = False
        await pilot.press("enter")
        await pilot.pause(0.2)

    assert snap_look(quiet_writer, without_a_reason)


def test_coverage_shows_points_and_evidence(
    quiet_writer: CoursewrightApp, workbench: Workbench, course: Path, snap_look
) -> None:
    switch_on(course, coverage="error")
    workbench.submit(ORIENTATION, "Why it matters.")
    workbench.submit(POINT, TAUGHT)
    workbench.accept(POINT)
    workbench.submit(OTHER, NAMED)
    workbench.plans.confirm(
        "1.1.1.1", "the rope presses on itself: the harder you pull, the harder the nip grips the end"
    )

    async def with_evidence(pilot: Pilot[None]) -> None:
        await coverage(pilot)
        await pilot.press("enter")
        await pilot.pause(0.2)

    assert snap_look(quiet_writer, with_evidence)
