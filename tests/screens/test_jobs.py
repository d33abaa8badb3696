"""The jobs screen: what the writer is at, what waits, what is held and what failed, and the keys for each."""

import re
from pathlib import Path

import pytest
from textual.message import Message
from textual.pilot import Pilot

from tests.fakes.messages_server import MessagesServer, Reply
from tests.screens.test_workbench import ORIENTATION, go, keys_on_offer, screen_of, section, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import DraftFinished, DraftStarted, Outcome, SectionState, Workbench
from tui.draft_runner import DraftRunner
from tui.screens.confirm import ConfirmScreen
from tui.screens.jobs import JobsScreen
from tui.screens.workbench import WorkbenchScreen

HOLDS = "day01_001/how-the-loop-holds"
FAILS = "day01_001/where-it-fails"
EIGHT = "day01_002/orientation"
JAMS = "day01_002/why-it-jams-less"
HITCH = "day02_001/friction-on-a-post"
STALLING = Reply(pieces=("The rope ", "goes round ", "the tree."), fault="silence", fault_after=2)
BROKEN = Reply(text="Half of it, and then", fault="cut")


@pytest.fixture(autouse=True)
def _one_at_a_time(env: dict[str, str]) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(f"concurrency: 1\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")


async def jobs(pilot: Pilot[None]) -> JobsScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen))
    await pilot.press("J")
    await until(pilot, lambda: isinstance(pilot.app.screen, JobsScreen))
    screen = pilot.app.screen
    assert isinstance(screen, JobsScreen)
    ticking = iter(range(100, 100_000))
    screen._clock = lambda: float(next(ticking))  # every look at the clock is a second later: no haste here
    screen._changed = 0.0
    await pilot.pause()
    return screen


async def to_row(pilot: Pilot[None], screen: JobsScreen, key: str) -> None:
    await pilot.press("home")
    for _ in range(20):
        if screen.table.key == key:
            await pilot.pause()
            return
        await pilot.press("down")
        await pilot.pause()
    raise AssertionError(f"{key} is not in the table")


def listed(screen: JobsScreen) -> list[tuple[str, str]]:
    screen.look()
    return [(row.key, row.state) for row in screen.table._rows.values()]


def shown(app: CoursewrightApp) -> str:
    """All text on the screen, as a terminal would show it."""
    return " ".join(re.sub(r"<[^>]+>", "", app.export_screenshot()).replace("&#160;", " ").split())


async def test_where_nothing_waits_it_is_said_what_to_do(app: CoursewrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await jobs(pilot)
        await until(pilot, lambda: "Nothing is being written, waits, or is held." in shown(app))
        await until(pilot, lambda: "nothing spent" in shown(app))
        assert not {"pause", "cancel", "first", "again", "cancel_all", "go_on"} & keys_on_offer(app)
        await pilot.press("J")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))


async def test_what_is_looked_at_comes_first_then_what_follows_and_then_the_rest(
    app: CoursewrightApp, messages_server: MessagesServer
) -> None:
    messages_server.default = STALLING
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, HOLDS)
        await pilot.press("D")
        await until(pilot, lambda: screen_of(app).runner.live(HOLDS))
        await go(pilot, EIGHT)
        screen = await jobs(pilot)
        assert listed(screen) == [
            (HOLDS, "writing"),
            (EIGHT, "waits"),
            (JAMS, "waits"),
            (ORIENTATION, "waits"),
            (FAILS, "waits"),
        ]
        await until(pilot, lambda: "4 words" in shown(app))
        await until(pilot, lambda: "0 of 5 done · 1 writing · 4 wait" in shown(app))
        await to_row(pilot, screen, FAILS)
        await pilot.press("f")
        assert listed(screen)[1] == (FAILS, "waits")
        await to_row(pilot, screen, HOLDS)
        await pilot.press("x")
        await until(pilot, lambda: listed(screen)[0] == (FAILS, "writing"))
        assert app.workbench.attempts(HOLDS)[0].outcome is Outcome.CANCELLED
        assert app.workbench.attempts(HOLDS)[0].text == "The rope goes round "


async def test_a_whole_day_is_drafted_by_one_key_no_more_at_once_than_the_settings_say(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    now, most = 0, 0

    def count(message: Message) -> None:
        nonlocal now, most
        if isinstance(message, DraftRunner.Happened):
            now += isinstance(message.event, DraftStarted) - isinstance(message.event, DraftFinished)
            most = max(most, now)

    async with app.run_test(size=(120, 40), message_hook=count) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("D")
        screen = await jobs(pilot)
        await until(pilot, lambda: not screen._runner.busy)
        screen.look()
        await pilot.pause()
        await until(pilot, lambda: "5 of 5 done" in shown(app))
        await until(pilot, lambda: "5 drafts of unknown price" in shown(app))
        assert listed(screen) == []
        assert all(one.state is SectionState.PROPOSED for view in workbench.day(1).lessons for one in view.sections)
    assert most == 1


async def test_pausing_holds_what_waits_and_going_on_writes_it(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(STALLING)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("D")
        await until(pilot, lambda: screen_of(app).runner.live(ORIENTATION))
        screen = await jobs(pilot)
        await pilot.press("p")
        assert [state for _, state in listed(screen)] == ["writing", "held", "held", "held", "held"]
        await until(pilot, lambda: "You paused it." in shown(app))
        await until(pilot, lambda: "p Go on" in shown(app))
        await to_row(pilot, screen, ORIENTATION)
        await pilot.press("x")
        await until(pilot, lambda: not screen._runner.busy)
        await to_row(pilot, screen, HOLDS)
        await pilot.press("f")  # this one alone
        await until(pilot, lambda: section(workbench, HOLDS).state is SectionState.PROPOSED)
        assert [key for key, _ in listed(screen)] == [FAILS, EIGHT, JAMS]
        await pilot.press("p")
        await until(pilot, lambda: section(workbench, JAMS).state is SectionState.PROPOSED)
        await until(pilot, lambda: not screen._runner.busy)
        assert listed(screen) == []


async def test_cancelling_all_asks_once_and_keeps_what_has_come(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.default = STALLING
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("D")
        await until(pilot, lambda: screen_of(app).runner.live(ORIENTATION) == "The rope goes round ")
        screen = await jobs(pilot)
        await pilot.press("X")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await until(pilot, lambda: "4 sections would not be drafted" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert len(listed(screen)) == 5
        await pilot.press("X")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("enter")
        await until(pilot, lambda: not screen._runner.busy and app.screen is screen)
        assert listed(screen) == []
        assert workbench.attempts(ORIENTATION)[0].text == "The rope goes round "
        assert workbench.attempts(HOLDS) == ()
        assert screen._runner.sitting.unpriced == 1  # what was stopped was asked for, and may be charged
    with Workbench.open(workbench.workspace.root, {}) as again:
        assert again.drafts.queue.adopt() == 0


async def test_what_failed_is_told_with_what_was_kept_and_one_key_tries_again_for_the_same_reason(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(BROKEN)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        screen_of(app).runner.ask([ORIENTATION], "Shorter.")
        await until(pilot, lambda: f"{ORIENTATION} failed (its 5 words are kept)" in screen_of(app).status.activity)
        assert "g tries again" in screen_of(app).status.activity
        await go(pilot, EIGHT)
        assert "J shows what failed" in screen_of(app).status.activity
        screen = await jobs(pilot)
        assert listed(screen) == [(ORIENTATION, "failed")]
        await until(pilot, lambda: "5 words came and are kept. g tries again." in shown(app))
        await pilot.press("g")
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.PROPOSED)
        await until(pilot, lambda: not screen._runner.busy)
        assert listed(screen) == []
        assert workbench.attempts(ORIENTATION)[1].feedback == "Shorter."
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen) and not screen_of(app).status.activity)


async def test_what_was_written_by_hand_after_a_failure_is_not_told_of_any_more(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(BROKEN)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        await until(pilot, lambda: "failed" in screen_of(app).status.activity)
        await pilot.press("e")
        await pilot.press(*"mine", "escape")
        await until(pilot, lambda: screen_of(app).status.activity == "")
        assert listed(await jobs(pilot)) == []


async def test_a_pause_of_the_rate_limit_counts_down_here_and_in_the_status_line(
    app: CoursewrightApp, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(status=429, message="slow down", headers={"retry-after": "50"}))
    async with app.run_test(size=(200, 50)) as pilot:
        now = [100.0]
        screen_of(app).clock = lambda: now[0]
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        await until(pilot, lambda: f"{ORIENTATION} goes on in 50 s: The endpoint" in screen_of(app).status.activity)
        now[0] += 20
        await until(pilot, lambda: f"{ORIENTATION} goes on in 30 s: The endpoint" in screen_of(app).status.activity)
        screen = await jobs(pilot)
        screen.look()
        await pilot.pause()
        await until(pilot, lambda: "has reached its limit" in shown(app))
        await until(pilot, lambda: "Goes on in 30 s." in shown(app))
        now[0] += 10
        screen.look()
        await pilot.pause()
        await until(pilot, lambda: "Goes on in 20 s." in shown(app))
        screen._runner.stop()
        await until(pilot, lambda: not screen._runner.busy)


async def test_a_refusing_endpoint_says_what_happened_and_one_key_goes_on_once_it_is_mended(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(status=401))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("D")
        await until(pilot, lambda: "5 sections held: G drafts on" in screen_of(app).status.activity)
        assert screen_of(app).status.activity.count("asks for a key") == 1
        screen = await jobs(pilot)
        assert listed(screen)[0] == (ORIENTATION, "failed")
        await pilot.press("G")
        await until(pilot, lambda: section(workbench, JAMS).state is SectionState.PROPOSED)
        await until(pilot, lambda: not screen._runner.busy)
        assert listed(screen) == []
        assert [len(workbench.attempts(key)) for key in (ORIENTATION, HOLDS)] == [2, 1]


async def test_all_that_failed_is_tried_again_by_one_key(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(BROKEN, BROKEN)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, EIGHT)
        runner = screen_of(app).runner
        runner.ask([ORIENTATION], "Shorter.")
        runner.ask([HOLDS])
        await until(pilot, lambda: len(runner.sitting.failed) == 2 and not runner.busy)
        await jobs(pilot)
        await until(pilot, lambda: "all_again" in keys_on_offer(app))
        await pilot.press("R")
        await until(pilot, lambda: section(workbench, HOLDS).state is SectionState.PROPOSED)
        await until(pilot, lambda: not runner.busy)
        assert [workbench.attempts(key)[1].feedback for key in (ORIENTATION, HOLDS)] == ["Shorter.", None]


async def test_enter_goes_to_the_section(app: CoursewrightApp, messages_server: MessagesServer) -> None:
    messages_server.default = STALLING
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        screen_of(app).runner.ask([ORIENTATION, HITCH])
        screen = await jobs(pilot)
        await until(pilot, lambda: len(listed(screen)) == 2)
        await to_row(pilot, screen, HITCH)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen) and screen_of(app).target == HITCH)


async def test_a_key_does_nothing_to_a_section_that_came_under_the_cursor_a_moment_ago(
    app: CoursewrightApp, messages_server: MessagesServer
) -> None:
    messages_server.default = STALLING
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("D")
        await until(pilot, lambda: screen_of(app).runner.live(ORIENTATION))
        screen = await jobs(pilot)
        screen.look()
        screen._clock = lambda: 100_001.0
        screen._runner.cancel(ORIENTATION)
        await until(pilot, lambda: (ORIENTATION, "writing") not in listed(screen))
        await until(pilot, lambda: screen.table.key == HOLDS)
        await pilot.press("x")
        assert HOLDS in [key for key, _ in listed(screen)]
        screen._clock = lambda: 100_002.0
        await pilot.press("x")
        await until(pilot, lambda: HOLDS not in [key for key, _ in listed(screen)])
