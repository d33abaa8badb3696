"""A batch that was submitted comes to the workbench by itself, and what it will bring is not drafted by the way."""

from contextlib import aclosing
from pathlib import Path

import pytest

from tests.authoring.bowline import HOLDS, ORIENTATION
from tests.fakes.messages_server import MessagesServer, Reply
from tests.screens.test_workbench import go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import SectionState, Workbench

SETTINGS = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    capabilities: {{batches: true}}
"""


@pytest.fixture
async def submitted(workbench: Workbench, env: dict[str, str], messages_server: MessagesServer) -> MessagesServer:
    """The server that has a batch of one section, not worked off yet."""
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(SETTINGS.format(url=messages_server.url), encoding="utf-8")
    messages_server.batches.delay = None
    messages_server.default = Reply("Why a loop that holds is worth learning.")
    async with aclosing(workbench.drafts.batches.submit([ORIENTATION])) as events:
        assert [event.keys async for event in events] == [(ORIENTATION,)]
    return messages_server


def notes(app: CoursewrightApp) -> str:
    return "\n".join(note.message for note in app._notifications)


async def test_what_came_overnight_is_there_when_the_workbench_opens(
    app: CoursewrightApp, submitted: MessagesServer
) -> None:
    submitted.batches.end()
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await until(pilot, lambda: screen_of(app).section.state is SectionState.PROPOSED)
        assert screen_of(app).attempt.text == "Why a loop that holds is worth learning."
        assert "1 draft arrived from a batch." in notes(app)


async def test_what_ends_while_the_workbench_is_open_comes_at_the_next_asking(
    app: CoursewrightApp, submitted: MessagesServer
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "still under way" in notes(app))
        submitted.batches.end()
        screen_of(app).batches.collect()  # as it does once a minute
        await go(pilot, ORIENTATION)
        await until(pilot, lambda: screen_of(app).section.state is SectionState.PROPOSED)


async def test_g_on_a_lesson_leaves_out_what_a_batch_will_bring(
    app: CoursewrightApp, submitted: MessagesServer, workbench: Workbench
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "day01_001")
        await pilot.press("g")
        await until(pilot, lambda: len(workbench.attempts(HOLDS)) == 1)
        await until(pilot, lambda: not screen_of(app).runner.busy)
        assert workbench.attempts(ORIENTATION) == ()


async def test_what_goes_wrong_with_a_batch_is_said_once(app: CoursewrightApp, submitted: MessagesServer) -> None:
    submitted.batches._batches.clear()
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "knows no batch" in notes(app))
        screen_of(app).batches.collect()
        await until(pilot, lambda: sum(each.path.count("msgbatch") for each in submitted.requests) == 2)
        await pilot.pause()
        assert notes(app).count("knows no batch") == 1
