"""What drafting costs, on screen: told before a day begins, while it goes on, and where the cap stops it."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fakes.messages_server import MessagesServer, Reply
from tests.screens.test_workbench import ORIENTATION, go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Forecast, Outcome, Workbench
from tui.widgets.status_line import StatusLine

HALF = Reply(text="Whole.", usage={"input_tokens": 10, "output_tokens": 500})
STALLING = Reply(pieces=("The rope ", "goes round "), fault="silence", fault_after=2)


@pytest.fixture(autouse=True)
def _a_dollar_for_the_longest_answer(env: dict[str, str], messages_server: MessagesServer) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        f"concurrency: 1\n{text}    max_tokens: 1000\n    prices: {{input: 0, output: 1000}}\n", encoding="utf-8"
    )
    messages_server.default = HALF


def said(app: CoursewrightApp) -> str:
    """Return what the status line says of the writer."""
    return screen_of(app).query_one(StatusLine).activity


def notified(app: CoursewrightApp) -> str:
    return " ".join(each.message for each in app._notifications)


async def test_asking_for_a_day_tells_first_what_it_will_cost(app: CoursewrightApp) -> None:
    async with app.run_test(size=(160, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("D")

        await until(pilot, lambda: "Day 1: 5 sections, about 480 words, $" in notified(app))

        assert "(from the plan alone). J shows them, s stops." in notified(app)


async def test_asking_for_a_lesson_tells_its_cost_and_asking_for_one_section_does_not(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    async with app.run_test(size=(160, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        await until(pilot, lambda: workbench.spending.total().requests == 1 and not screen_of(app).runner.busy)
        assert "about" not in notified(app)

        await go(pilot, ORIENTATION.split("/")[0])
        await pilot.press("g")

        await until(pilot, lambda: "day01_001: 2 sections, about" in notified(app))


async def test_the_writer_begins_though_the_forecast_takes_long(
    app: CoursewrightApp, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()
    foretell = workbench.drafts.forecast

    def slowly(keys: Sequence[str]) -> Forecast:
        assert may_end.wait(30)
        return foretell(keys)

    monkeypatch.setattr(workbench.drafts, "forecast", slowly)
    async with app.run_test(size=(160, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("D")
        try:
            await until(pilot, lambda: workbench.spending.total().requests > 0)
            assert "about" not in notified(app)
        finally:
            may_end.set()
        await until(pilot, lambda: "Day 1: 5 sections, about" in notified(app))


async def test_while_it_writes_the_status_line_tells_what_run_and_course_have_cost(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(HALF, HALF, STALLING)
    async with app.run_test(size=(160, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        await until(pilot, lambda: workbench.spending.total().requests == 1 and not screen_of(app).runner.busy)
        await pilot.press("D")

        await until(pilot, lambda: said(app).endswith(" · $0.5000, course $1.0000"))


async def test_a_cap_holds_what_waits_and_one_key_goes_on_once_it_was_raised(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    blueprint = workbench.workspace.blueprint
    text = blueprint.read_text(encoding="utf-8")
    blueprint.write_text(f"max_cost_usd: 1.2\n{text}", encoding="utf-8")
    async with app.run_test(size=(160, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("D")
        await until(
            pilot, lambda: "4 sections held: G drafts on. Stopped before the course's limit of $1.2" in said(app)
        )

        blueprint.write_text(f"max_cost_usd: 12\n{text}", encoding="utf-8")
        await pilot.press("G")
        await until(pilot, lambda: not screen_of(app).runner.held and not screen_of(app).runner.busy)

        keys = [section.key for view in workbench.day(1).lessons for section in view.sections]
        assert [[each.outcome for each in workbench.attempts(key)] for key in keys] == [[Outcome.COMPLETE]] * 5
