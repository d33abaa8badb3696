"""Errors keep a lesson from being approved until they are mended, or waived with a reason."""

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from tests.courses import git
from tests.screens.checked import switch_on
from tests.screens.test_findings import found
from tests.screens.test_workbench import LESSON_FILE, go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import LessonState, Severity, Workbench
from tui.screens.waive import RuleTick, WaiveScreen
from tui.screens.workbench import WorkbenchScreen

LESSON = "day01_001"


def accept_all(workbench: Workbench, text: str) -> None:
    """Write and accept every section of the lesson; the second one is `text`."""
    for number, section in enumerate(workbench.lesson(LESSON).sections):
        workbench.submit(section.key, text if number == 1 else f"The text of section {number}.")
        workbench.accept(section.key)


async def ask(pilot: Pilot[None]) -> WaiveScreen:
    """Press `A` on the lesson, and return the question that opens."""
    await go(pilot, LESSON)
    await pilot.press("A")
    await until(pilot, lambda: isinstance(pilot.app.screen, WaiveScreen))
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, WaiveScreen)
    return screen


def said(app: CoursewrightApp) -> str:
    return str(app.screen.query_one("#said").content)


async def test_a_reason_waives_the_errors_and_goes_into_plan_and_commit(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, unplanned_heading="error")
    accept_all(workbench, "It holds.\n\n## A stray heading\n\nNobody planned it.")
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await ask(pilot)
        assert "1 error stands" in str(screen.query_one(".title").content)
        assert "No plan has the section" in str(screen.query_one(".messages").content)
        await pilot.press("enter")
        assert "needs a reason" in said(app)
        await pilot.press(*"as agreed", "enter")
        await until(pilot, lambda: workbench.lesson(LESSON).state is LessonState.APPROVED)
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await until(pilot, lambda: screen_of(app).preview.findings.border_title == " 1 waived ")
    assert "Waived: unplanned-heading: as agreed" in git(course, "log", "-1", "--format=%B", "--", LESSON_FILE)
    assert [finding.severity for finding in workbench_findings(workbench)] == [Severity.WAIVED]


def workbench_findings(workbench: Workbench):
    with Workbench.open(workbench.workspace.root, {}) as again:
        return again.findings(LESSON)


async def test_escape_leaves_the_text_to_be_mended(app: CoursewrightApp, workbench: Workbench, course: Path) -> None:
    switch_on(course, unplanned_heading="error")
    accept_all(workbench, "It holds.\n\n## A stray heading\n\nNobody planned it.")
    async with app.run_test(size=(120, 40)) as pilot:
        await ask(pilot)
        await pilot.press(*"as agreed", "escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await until(pilot, lambda: not screen_of(app).status.activity)
        assert workbench.lesson(LESSON).state is LessonState.ACCEPTED
        await found(pilot, 1)
    assert not (course / LESSON_FILE).exists()


async def test_only_the_ticked_rules_are_waived_and_the_others_are_asked_about(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, unplanned_heading="error", levels="error")
    accept_all(workbench, "It holds.\n\n## A stray heading\n\nNobody planned it.")
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await ask(pilot)
        boxes = {box.name: box for box in screen.query(RuleTick)}
        assert set(boxes) == {"unplanned-heading", "levels"}
        assert "✓" in str(boxes["levels"].render())
        boxes["levels"].focus()
        await pilot.press("space")
        assert "✓" not in str(boxes["levels"].render())
        await until(pilot, lambda: "would still block" in said(app))
        screen.query_one(Input).focus()
        await pilot.press(*"stray", "enter")
        await until(pilot, lambda: isinstance(app.screen, WaiveScreen) and app.screen is not screen)
        await pilot.pause()
        assert not app.screen.query(RuleTick)
        assert workbench.lesson(LESSON).state is LessonState.ACCEPTED
        await pilot.press(*"shallow", "enter")
        await until(pilot, lambda: workbench.lesson(LESSON).state is LessonState.APPROVED)
        await until(pilot, lambda: not screen_of(app).status.activity)
    message = git(course, "log", "-1", "--format=%B", "--", LESSON_FILE)
    assert "Waived: unplanned-heading: stray" in message
    assert "Waived: levels: shallow" in message


async def test_without_a_tick_nothing_is_waived(app: CoursewrightApp, workbench: Workbench, course: Path) -> None:
    switch_on(course, unplanned_heading="error", levels="error")
    accept_all(workbench, "It holds.\n\n## A stray heading\n\nNobody planned it.")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot)
        for box in screen.query(RuleTick):
            box.value = False
        await pilot.press(*"why not", "enter")
        await until(pilot, lambda: "Tick a rule" in said(app))
        assert workbench.lesson(LESSON).state is LessonState.ACCEPTED


async def test_warnings_do_not_ask(app: CoursewrightApp, workbench: Workbench, course: Path) -> None:
    switch_on(course, unplanned_heading="warning")
    accept_all(workbench, "It holds.\n\n## A stray heading\n\nNobody planned it.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, LESSON)
        await pilot.press("A")
        await until(pilot, lambda: workbench.lesson(LESSON).state is LessonState.APPROVED)
        await until(pilot, lambda: not screen_of(app).status.activity)
    assert (course / LESSON_FILE).exists()
