"""The coverage screen: which section teaches each point, how far it has come, and the passage that is the evidence."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.screens.checked import OTHER, POINT, switch_on
from tests.screens.test_findings import found
from tests.screens.test_workbench import ORIENTATION, go, keys_on_offer, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Severity, Workbench
from tui.screens.coverage import CoverageScreen
from tui.screens.workbench import WorkbenchScreen

TAUGHT = """\
### Intuition

The loop of a bowline holds because the rope presses on itself: the harder you pull, the harder the nip grips the end
that runs through it. The collar keeps that nip shut, and so the loop neither slips nor closes around what it holds.

### How it works

Follow the load. It enters the loop, goes around, and pulls on the nip, where friction between the turns of the rope
holds the end. As the load grows, the pressure and with it the friction in the nip grow too, so the loop keeps holding.

### Going deeper

How firmly the loop holds depends on the rope: a slippery fibre lowers the friction, and the loop may then creep.
"""
NAMED = "Where it fails is a question for another day. Ropes are made of many fibres, and those fibres are twisted."


def row(app: CoursewrightApp, table: str) -> list[str]:
    shown = app.screen.query_one(f"#{table}")
    return [cell.plain.strip() for cell in shown.get_row_at(shown.cursor_row)]  # type: ignore[attr-defined]


async def coverage(pilot: Pilot[None]) -> CoverageScreen:
    """Open the screen and wait until every day has been looked at."""
    await pilot.press("C")
    await until(pilot, lambda: isinstance(pilot.app.screen, CoverageScreen) and pilot.app.screen.points.point)
    screen = pilot.app.screen
    assert isinstance(screen, CoverageScreen)
    await until(pilot, lambda: "so far" not in str(screen.days.border_subtitle))
    await pilot.pause()
    return screen


def evidence(app: CoursewrightApp) -> str:
    return str(app.screen.query_one("#passage").content)  # type: ignore[attr-defined]


async def test_each_day_shows_how_far_its_points_have_come(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, coverage="error")
    workbench.submit(ORIENTATION, "Why it matters.")
    workbench.submit(POINT, TAUGHT)
    workbench.accept(POINT)
    workbench.submit(OTHER, NAMED)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await coverage(pilot)
        assert row(app, "day-counts") == ["Day 1 First knots", "3", "3", "2", "1", "0", "1"]
        assert row(app, "day-points") == [
            "✓ covered",
            "1.1.1.1",
            "How the loop holds",
            "day01_001",
            "how-the-loop-holds",
            "✓ accepted",
        ]
        await pilot.press("j")
        await until(pilot, lambda: row(app, "day-points")[:2] == ["? doubted", "1.1.1.2"])
        await pilot.press("j")
        await until(pilot, lambda: row(app, "day-points")[0] == "· nothing yet")
        await pilot.press("1", "j")
        await until(pilot, lambda: screen.points.day == 2)
        assert row(app, "day-counts") == ["Day 2 Hitches", "1", "0", "0", "0", "0", "0"]


async def test_the_day_under_the_cursor_is_looked_at_first(
    app: CoursewrightApp, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbench.submit(POINT, TAUGHT)
    workbench.submit("day02_001/friction-on-a-post", TAUGHT)
    asked: list[int] = []
    look = workbench.coverage
    monkeypatch.setattr(workbench, "coverage", lambda day: asked.append(day) or look(day))
    async with app.run_test(size=(120, 40)) as pilot:
        await screen_of(app).show_day(2)
        await coverage(pilot)
    assert asked == [2, 1]


async def test_the_evidence_is_one_key_away_and_quotes_the_passage(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, coverage="error")
    workbench.submit(POINT, TAUGHT)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await coverage(pilot)
        assert not screen.evidence.display
        await pilot.press("enter")
        assert screen.evidence.display
        quote = evidence(app).rpartition("“")[2].partition("”")[0]
        assert quote
        assert quote in " ".join(TAUGHT.split())
        assert "Line " in evidence(app)
        await pilot.press("e")
        assert not screen.evidence.display


async def test_a_doubt_is_confirmed_with_its_passage_on_show(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, coverage="error")
    workbench.submit(POINT, TAUGHT)
    workbench.submit(OTHER, NAMED)
    async with app.run_test(size=(80, 24)) as pilot:
        await coverage(pilot)
        assert "confirm" not in keys_on_offer(app)
        await pilot.press("j")
        await until(pilot, lambda: "confirm" in keys_on_offer(app))
        await pilot.press("c")  # nothing is confirmed unseen: the first press shows the passage
        await until(pilot, lambda: "“" in evidence(app))
        assert row(app, "day-points")[0] == "? doubted"
        await pilot.press("c")
        await until(pilot, lambda: row(app, "day-points")[0] == "✓ covered")
        assert "Confirmed by you" in evidence(app)
        assert "confirm" not in keys_on_offer(app)
    assert "confirmed:" in (course / "course" / "day01" / "plan.yaml").read_text(encoding="utf-8")


async def test_a_rule_that_breaks_at_a_text_does_not_take_the_screen_with_it(
    app: CoursewrightApp, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(day: int) -> list[object]:
        raise ValueError("not a text")

    workbench.submit(POINT, TAUGHT)
    monkeypatch.setattr(workbench, "coverage", broken)
    async with app.run_test(size=(120, 40)) as pilot:
        await coverage(pilot)
        assert any("ValueError: not a text" in note.message for note in app._notifications)
        assert row(app, "day-points")[0] == "· nothing yet"


async def test_g_goes_to_the_section_in_the_workbench(app: CoursewrightApp, workbench: Workbench, course: Path) -> None:
    workbench.submit(POINT, TAUGHT)
    async with app.run_test(size=(120, 40)) as pilot:
        await coverage(pilot)
        await pilot.press("1", "j", "2", "g")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await until(pilot, lambda: screen_of(app).target == "day02_001/friction-on-a-post")
        assert screen_of(app).file_plan.target == "day02_001/friction-on-a-post"
        assert screen_of(app).syllabus_tree.topic == "2.1.1"
        assert app.focused is screen_of(app).file_plan


async def test_escape_goes_back_to_where_the_author_was(app: CoursewrightApp, workbench: Workbench) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, OTHER)
        await coverage(pilot)
        await pilot.press("j", "escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        assert screen_of(app).target == OTHER


async def test_a_doubt_beside_the_text_takes_one_key(app: CoursewrightApp, workbench: Workbench, course: Path) -> None:
    switch_on(course, coverage="error")
    workbench.submit(OTHER, NAMED)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, OTHER)
        await found(pilot, 1)
        assert "confirm" not in keys_on_offer(app)
        await pilot.press("f")
        await until(pilot, lambda: "confirm" in keys_on_offer(app))
        await pilot.press("c")
        await found(pilot, 0)
        await until(pilot, lambda: not screen_of(app).preview.findings.display)
    with Workbench.open(course, {}) as again:
        errors = [one for one in again.findings("day01_001", OTHER) if one.severity is Severity.ERROR]
    assert [one for one in errors if one.section == "where-it-fails"] == []
