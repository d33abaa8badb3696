"""A fault as an author meets it in the workbench: the sentence above the text, what came below it, and `r` to go on."""

import pytest
from textual.widgets import Input

from tests.fakes.messages_server import MessagesServer
from tests.faults.struck import SECRET, WHOLE, Struck
from tests.faults.table import FAULTS, Fault
from tests.screens.test_workbench import ORIENTATION, go, screen_of, section, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Outcome, SectionState, Workbench
from tui.screens.compare import CompareScreen
from tui.widgets.preview import Preview

SHOWN = ("429 with a Retry-After beyond the bound", "cut before message_stop", "refusal", "connection refused", "401")


@pytest.fixture
def env(env: dict[str, str]) -> dict[str, str]:
    return {**env, "FAKE_KEY": SECRET}


def note_on(app: CoursewrightApp) -> str:
    return str(app.screen.query_one("#note").content)  # type: ignore[attr-defined]


def text_on(app: CoursewrightApp) -> str:
    return app.screen.query_one(Preview).page.source


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.name in SHOWN], ids=lambda fault: fault.name)
async def test_the_sentence_stands_above_what_came_and_r_goes_on(
    fault: Fault,
    app: CoursewrightApp,
    workbench: Workbench,
    env: dict[str, str],
    messages_server: MessagesServer,
) -> None:
    struck = Struck(fault, workbench, messages_server, env)
    struck.strike()
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.FAILED)
        await until(pilot, lambda: not screen_of(app).runner.busy)
        await until(pilot, lambda: note_on(app) == struck.said)
        await until(pilot, lambda: fault.kept in text_on(app))

        struck.pass_by()
        await pilot.press("r")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press("enter")
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.PROPOSED)
        if fault.kept:  # the new text is shown beside what came of the first
            await until(pilot, lambda: isinstance(app.screen, CompareScreen))
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(app.screen, CompareScreen))
        await until(pilot, lambda: not screen_of(app).runner.busy)
        await until(pilot, lambda: text_on(app).strip() == WHOLE.strip())
        await until(pilot, lambda: struck.said not in note_on(app))

        # The first is a key away.
        await pilot.press("[")
        await until(pilot, lambda: note_on(app) == struck.said)
        outcomes = [attempt.outcome for attempt in workbench.attempts(ORIENTATION)]
        assert outcomes == [fault.outcome, Outcome.COMPLETE]
