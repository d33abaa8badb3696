"""What git, a hook or the signing program says when it refuses an approval is shown whole, and nothing is lost."""

from pathlib import Path

import pytest
from filelock import FileLock
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from tests.authoring.bowline import LESSON, accept_every_section, git
from tests.authoring.history.test_left_behind import runs
from tests.screens.test_workbench import go, keys_on_offer, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import LessonState, Workbench
from tui.screens import approved_course
from tui.screens.refusal import RefusalScreen
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.said_lines import SaidLines, broken


def hook(course: Path, script: str) -> None:
    """Set a pre-commit hook."""
    path = course / ".git" / "hooks" / "pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


async def refusal(pilot: Pilot[None]) -> str:
    """Wait for the box that tells a refusal at length, and return what it says."""
    while not pilot.app.screen.query(SaidLines):
        await pilot.pause(0.02)
    await pilot.pause()
    return pilot.app.screen.query_one(SaidLines).said


async def approve(pilot: Pilot[None]) -> None:
    """Press the key that approves the lesson on show, and wait until that has come to its end."""
    while not isinstance(pilot.app.screen, WorkbenchScreen) or pilot.app.screen.lesson is None:
        await pilot.pause(0.02)
    screen = pilot.app.screen
    await pilot.press("A")
    await pilot.pause()
    while screen.status.activity.startswith("Approving"):
        await pilot.pause(0.02)
    await pilot.pause()


async def test_all_that_a_hook_says_can_be_scrolled_through(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    accept_every_section(workbench)
    hook(course, "for n in $(seq 1 300); do printf 'line %s \\033[31mred\\033[0m [b]bold[/b]\\n' $n; done; exit 1")
    async with app.run_test(size=(80, 24)) as pilot:
        await approve(pilot)
        box = app.screen
        assert isinstance(box, RefusalScreen)
        said = box.query_one(SaidLines).said
        assert [line for line in said.splitlines() if line.startswith("line ")] == [
            f"line {n} red [b]bold[/b]" for n in range(1, 301)
        ]
        await pilot.press("end")
        await pilot.pause()
        scrolled = box.query_one(SaidLines)
        assert scrolled.max_scroll_y > 0
        await pilot.pause(0.5)
        assert scrolled.scroll_offset.y == scrolled.max_scroll_y
        assert box.query_one(".keys").region.bottom <= 24
        assert "line 300 red [b]bold[/b]" in [
            line.text.strip() for line in scrolled.render_lines(scrolled.region.reset_offset)
        ]
        await pilot.press("escape")
        assert isinstance(app.screen, WorkbenchScreen)
    assert git(course, "status", "--porcelain", "--", "course/day01/day01_001_the_bowline.md") == ""


async def test_a_hook_that_hangs_is_told_and_ended_by_the_key_that_stops(
    app: CoursewrightApp, workbench: Workbench, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approved_course, "_QUEUE_SECONDS", 0.1)
    monkeypatch.setattr(approved_course, "_HOOK_SECONDS", 0.2)
    accept_every_section(workbench)
    hook(course, "sleep 600 & echo $! > .git/child; wait")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await go(pilot, LESSON)
        screen = screen_of(app)
        assert "stop" not in keys_on_offer(app)
        await pilot.press("A")
        await until(pilot, lambda: "git, or a hook of yours, runs for 0 s, s ends it" in screen.status.activity)
        assert "stop" in keys_on_offer(app)
        await pilot.press("s")
        await until(pilot, lambda: not screen.status.activity.startswith("Approving"))
        await until(pilot, lambda: [each.message.partition(":")[0] for each in app._notifications] == ["You ended it"])
        child = int((course / ".git" / "child").read_text(encoding="utf-8"))
        await until(pilot, lambda: not runs(child))
    assert git(course, "for-each-ref") == ""
    assert not (course / "course/day01/day01_001_the_bowline.md").exists()
    hook(course, "exit 0")
    with Workbench.open(course, {}) as again:
        await again.approve(LESSON)


async def test_while_another_coursewright_commits_that_is_said(
    app: CoursewrightApp, workbench: Workbench, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approved_course, "_QUEUE_SECONDS", 0.1)
    accept_every_section(workbench)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, LESSON)
        screen = screen_of(app)
        with FileLock(course / ".git" / "coursewright.lock"):
            await pilot.press("A")
            await until(pilot, lambda: "waits for another Coursewright that commits here" in screen.status.activity)
        await until(pilot, lambda: screen.lesson.state is LessonState.APPROVED)


async def test_a_passphrase_that_cannot_be_asked_for_here_is_explained(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    accept_every_section(workbench)
    program = course.parent / "sign"
    program.write_text("#!/bin/sh\ncat >/dev/null\nexec </dev/tty\n", encoding="utf-8")
    program.chmod(0o755)
    git(course, "config", "commit.gpgSign", "true")
    git(course, "config", "gpg.program", str(program))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await approve(pilot)
        told = [notice.message for notice in app._notifications]
        assert any("coursewright approve LESSON" in each for each in told), told
    assert not (course / "course/day01/day01_001_the_bowline.md").exists()


def test_lines_are_broken_and_none_of_what_was_said_is_lost() -> None:
    said = "\u793a" * 50 + "\n\n" + "y" * 10_000 + "\nlast"
    lines = broken(said, 78)
    assert "".join(lines) == said.replace("\n", "")
    assert max(map(cell_len, lines)) == 78
    assert lines[-1] == "last"


async def test_a_hook_that_says_a_hundred_thousand_lines_is_drawn_by_those_in_sight() -> None:
    drawn: list[int] = []

    class Counted(SaidLines):
        def render_line(self, y: int) -> Strip:
            drawn.append(y)
            return super().render_line(y)

    class Shown(App[None]):
        def compose(self) -> ComposeResult:
            yield Counted("\n".join(f"line {n}" for n in range(100_000)))

    async with Shown().run_test(size=(80, 24)) as pilot:
        said = pilot.app.query_one(Counted)
        said.styles.max_height = 20
        await pilot.pause()
        said.scroll_end(animate=False)
        await pilot.pause()
        assert said.max_scroll_y == 100_000 - 20
        assert len(drawn) < 1000
        said.text_select_all()
        assert (pilot.app.screen.get_selected_text() or "").endswith("line 99998\nline 99999")
