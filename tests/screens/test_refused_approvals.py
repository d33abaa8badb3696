"""What git, a hook or the signing program says when it refuses an approval is shown whole, and nothing is lost."""

from pathlib import Path

from textual.containers import VerticalScroll
from textual.pilot import Pilot

from tests.authoring.bowline import accept_every_section, git
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.screens.refusal import RefusalScreen
from tui.screens.workbench import WorkbenchScreen


def hook(course: Path, script: str) -> None:
    """Set a pre-commit hook."""
    path = course / ".git" / "hooks" / "pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


async def refusal(pilot: Pilot[None]) -> str:
    """Wait for the box that tells a refusal at length, and return what it says."""
    while not pilot.app.screen.query("#said Static"):
        await pilot.pause(0.02)
    await pilot.pause()
    return str(pilot.app.screen.query_one("#said Static").render())


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
        said = str(box.query_one("#said Static").render())
        assert [line for line in said.splitlines() if line.startswith("line ")] == [
            f"line {n} red [b]bold[/b]" for n in range(1, 301)
        ]
        await pilot.press("end")
        await pilot.pause()
        scrolled = box.query_one("#said", VerticalScroll)
        assert scrolled.max_scroll_y > 0
        await pilot.pause(0.5)
        assert scrolled.scroll_offset.y == scrolled.max_scroll_y
        assert box.query_one(".keys").region.bottom <= 24
        await pilot.press("escape")
        assert isinstance(app.screen, WorkbenchScreen)
    assert git(course, "status", "--porcelain", "--", "course/day01/day01_001_the_bowline.md") == ""


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
