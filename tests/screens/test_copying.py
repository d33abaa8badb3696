"""Copying: what reaches the terminal, and what is said of it."""

import shutil
import subprocess
import time
import uuid
from pathlib import Path

import pytest

from tests.screens.test_workbench import go
from tests.test_terminal import COMMAND
from tests.test_terminal import environment as environment
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.clipboard import MOST_BYTES

SECTION = "day01_001/orientation"


async def test_the_text_on_show_is_copied_as_it_is(app: CoursewrightApp) -> None:
    app.workbench.submit(SECTION, "Ropes, *old* and new.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, SECTION)
        await pilot.press("y")
        assert app.clipboard == "Ropes, *old* and new."
        assert [each.title for each in app._notifications] == ["Copied"]


async def test_the_attempt_that_is_leafed_to_is_the_one_that_is_copied(app: CoursewrightApp) -> None:
    app.workbench.submit(SECTION, "The first.")
    app.workbench.submit(SECTION, "The second.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, SECTION)
        await pilot.press("left_square_bracket", "y")
        assert app.clipboard == "The first."


async def test_a_lesson_is_copied_whole(app: CoursewrightApp) -> None:
    app.workbench.submit(SECTION, "A text.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "day01_001")
        await pilot.press("y")
        assert app.clipboard == app.workbench.text("day01_001")


async def test_names_are_copied_as_the_command_line_takes_them(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, SECTION)
        await pilot.press("Y")
        assert app.clipboard == SECTION
        await go(pilot, "day01_001")
        await pilot.press("Y")
        assert app.clipboard == "course/day01/day01_001_the_bowline.md"


async def test_where_nothing_is_written_nothing_is_copied(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, SECTION)
        app.copy_to_clipboard("before")
        await pilot.press("y")
        assert app.clipboard == "before"
        assert any("no text yet" in each.message for each in app._notifications)


async def test_a_text_that_may_be_too_long_for_a_terminal_is_told(app: CoursewrightApp) -> None:
    app.workbench.submit(SECTION, "é" * (MOST_BYTES // 2 + 1))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, SECTION)
        await pilot.press("y")
        (told,) = [each for each in app._notifications if each.title == "Perhaps not copied"]
        assert f"coursewright show {SECTION}" in told.message


@pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux is installed")
def test_it_reaches_the_clipboard_that_tmux_keeps(course: Path, environment: dict[str, str]) -> None:
    text = "Reached by way of the terminal: ünïcödé."
    with Workbench.open(course, {}) as workbench:
        workbench.submit(SECTION, text)
    server = f"copying-{uuid.uuid4().hex}"

    def tmux(*arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", server, "-f", "/dev/null", *arguments],
            env=environment,
            cwd=course,
            capture_output=True,
            check=False,
        )
        return done.stdout.decode()

    def wait_for(what: str, *arguments: str) -> None:
        end = time.monotonic() + 60
        while what not in (seen := tmux(*arguments)):
            assert time.monotonic() < end, seen
            time.sleep(0.1)

    try:
        tmux("new-session", "-d", "-x", "120", "-y", "40", " ".join(COMMAND))
        tmux("set", "-g", "set-clipboard", "on")
        wait_for("Day 1", "capture-pane", "-p")
        wait_for("g Draft", "capture-pane", "-p")
        tmux("send-keys", "j")
        wait_for("Accept", "capture-pane", "-p")
        tmux("send-keys", "y")
        wait_for(text, "show-buffer")
    finally:
        tmux("kill-server")
