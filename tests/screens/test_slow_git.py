"""A git that takes its time: the course is shown as it was known, and keys and typing go on until it has answered."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.authoring.bowline import replace
from tests.courses import git
from tests.screens.test_editing import edit
from tests.screens.test_opening import SIZE, looked_at, opened, taken_over
from tests.screens.test_workbench import LESSON_FILE, ORIENTATION, go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import LessonState, Workbench
from tui.screens.opening import OpeningScreen

LESSON, OTHER = "day01_001", "day01_002"
SAID, CRIED = "What there is to say of orientation.", "What there is to cry of orientation."

_PROGRAM = """\
#!/bin/sh
if [ -z "$AT_ONCE" ]; then
    tried=0
    while [ -e '{folder}/slow' ]; do
        : > '{folder}/asked'
        [ $tried -lt 200 ] || {{ : > '{folder}/gave-up'; break; }}
        tried=$((tried + 1))
        sleep 0.1
    done
fi
exec '{git}' "$@"
"""


@dataclass(frozen=True)
class SlowGit:
    """A `git` that answers when it is told to, or gives up waiting for that after some twenty seconds."""

    folder: Path

    def begin(self) -> None:
        (self.folder / "slow").touch()

    def answer(self) -> None:
        (self.folder / "slow").unlink(missing_ok=True)

    @property
    def asked(self) -> bool:
        return (self.folder / "asked").exists()

    @property
    def gave_up(self) -> bool:
        """Whether somebody waited for it who should have answered keys instead."""
        return (self.folder / "gave-up").exists()


@pytest.fixture
def slow_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowGit]:
    folder = tmp_path / "slow-git"
    folder.mkdir()
    program = folder / "git"
    program.write_text(_PROGRAM.format(folder=folder, git=shutil.which("git")))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    slow = SlowGit(folder)
    yield slow
    slow.answer()


def at_once(monkeypatch: pytest.MonkeyPatch, course: Path, *arguments: str) -> None:
    """Run git as another program does that need not wait."""
    with monkeypatch.context() as own:
        own.setenv("AT_ONCE", "yes")
        git(course, *arguments)


async def test_keys_go_on_while_git_is_asked_what_another_program_committed(
    app: CoursewrightApp, approved: Workbench, course: Path, slow_git: SlowGit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        screen = screen_of(app)
        assert screen.lesson is not None
        assert screen.lesson.state is LessonState.APPROVED

        slow_git.begin()
        replace(course / LESSON_FILE, SAID, CRIED)
        at_once(monkeypatch, course, "commit", "-q", "-am", "Theirs")
        replace(course / LESSON_FILE, CRIED, SAID)  # so that the text too has to be asked of git
        await go(pilot, OTHER)
        assert screen.lesson.plan.id == OTHER
        await go(pilot, ORIENTATION)
        assert screen.lesson.state is LessonState.APPROVED  # as it was known
        await until(pilot, lambda: slow_git.asked)
        assert not slow_git.gave_up
        slow_git.answer()
        await until(pilot, lambda: screen.lesson is not None and screen.lesson.state is LessonState.BEHIND)


async def test_typing_goes_on_while_git_is_asked_what_another_program_staged(
    app: CoursewrightApp, approved: Workbench, course: Path, slow_git: SlowGit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        (course / "notes.md").write_text("Mine.\n", encoding="utf-8")
        slow_git.begin()
        at_once(monkeypatch, course, "add", "notes.md")
        await go(pilot, OTHER)
        await until(pilot, lambda: slow_git.asked)
        await go(pilot, ORIENTATION)
        editor = await edit(pilot)
        await pilot.press(*"Well")
        assert editor.text.startswith("Well")
        assert not slow_git.gave_up


async def test_a_course_can_be_walked_through_while_git_is_asked_for_the_first_time(
    course: Path, env: dict[str, str], approved: Workbench, slow_git: SlowGit
) -> None:
    await looked_at(course, env)
    slow_git.begin()
    app = opened(course, env)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: slow_git.asked)
        assert isinstance(app.screen, OpeningScreen)
        assert app.screen.file_plan.target == ORIENTATION
        await pilot.press("down")
        assert app.screen.file_plan.target != ORIENTATION
        assert not slow_git.gave_up
        slow_git.answer()
        await taken_over(pilot)
