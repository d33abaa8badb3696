"""The terminal comes back from whatever had it, also where that fails: the author is told, and the keys act again."""

import stat
from pathlib import Path

import pytest

from tests.authoring.bowline import LESSON, accept_every_section, subjects
from tests.authoring.history.test_signing import ASKS, SIGN
from tests.courses import git
from tests.editors.programs import environment
from tests.editors.test_suspended import CONTROLLED
from tests.terminal import Terminal
from tui.authoring.workbench import LessonState, Workbench


@pytest.fixture
def signed(course: Path, tmp_path: Path) -> Path:
    """A course whose commits are signed by a program that asks for a passphrase, with a lesson to be approved."""
    program = tmp_path / "signs"
    program.write_text(SIGN.format(asks=ASKS), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with Workbench.open(course, {}) as workbench:
        accept_every_section(workbench)
    git(course, "add", "course")
    git(course, "commit", "-q", "-m", "The plan")
    git(course, "config", "gpg.program", str(program))
    git(course, "config", "commit.gpgSign", "true")
    return course


def test_a_wrong_passphrase_is_told_and_the_right_one_commits(
    signed: Path, env: dict[str, str], tmp_path: Path
) -> None:
    own = environment(**env, SEEN=str(tmp_path / "seen"))
    with Terminal(CONTROLLED, folder=signed, env=own, columns=100, rows=30) as terminal:
        terminal.wait_for("A Approve")
        terminal.type("A")
        terminal.wait_for("Passphrase: ")
        terminal.type("mellon\r")
        terminal.wait_for("failed to sign")
        terminal.type("\x1b")
        terminal.wait_for(lambda: "failed to sign" not in terminal.text)
        assert "Passphrase" not in terminal.text
        assert git(signed, "status", "--porcelain", "--", "course/day01/*.md") == ""
        terminal.type("A")
        terminal.wait_for("Passphrase: ")
        terminal.type("sesame\r")
        terminal.wait_for("approved")
        terminal.type("q")
        assert terminal.ended() == 0
    assert subjects(signed)[-1] == f"{LESSON}: approve The bowline"
    with Workbench.open(signed, env) as workbench:
        assert workbench.lesson(LESSON).state is LessonState.APPROVED


def test_an_editor_that_is_not_there_is_told_and_the_keys_act_again(course: Path, env: dict[str, str]) -> None:
    own = environment(**env, EDITOR="no-such-editor --wait")
    with Workbench.open(course, {}) as workbench:
        accept_every_section(workbench)
    with Terminal(CONTROLLED, folder=course, env=own, columns=100, rows=30) as terminal:
        terminal.wait_for("Orientation")
        terminal.type("j")
        terminal.wait_for("e Edit")
        terminal.type("E")
        terminal.wait_for("could not be started")
        terminal.type("q")
        assert terminal.ended() == 0
