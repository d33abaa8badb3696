"""The program ended from outside: what was typed is kept, the terminal is as it was, and nothing goes on running."""

import signal
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal
from tests.test_terminal import COMMAND, environment
from tui.authoring.workbench import Workbench

__all__ = ["environment"]

KEY = "day01_001/orientation"
_DEAFEN = "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
DEAF = [sys.executable, "-c", _DEAFEN, *COMMAND]
"""The program as `nohup` starts it."""


def typing(terminal: Terminal) -> None:
    terminal.wait_for("q Quit")
    assert not terminal.echoes
    terminal.type("j")
    terminal.wait_for("e Edit")
    terminal.type("e")
    terminal.wait_for("0 of")
    terminal.type("Typed at last")
    terminal.wait_for("Typed at last")


def kept(course: Path) -> str | None:
    with Workbench.open(course, {}) as workbench:
        return workbench.hands.unsaved(KEY)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_who_is_told_to_end_keeps_what_is_typed_and_gives_the_terminal_back(
    course: Path, environment: dict[str, str], number: signal.Signals
) -> None:
    with Terminal(COMMAND, folder=course, env=environment, columns=100) as terminal:
        typing(terminal)
        terminal.program.send_signal(number)
        assert terminal.ended() == 0
        assert terminal.echoes
    assert kept(course) == "Typed at last"


@pytest.mark.parametrize("command", [COMMAND, DEAF], ids=["told", "deaf"])
def test_a_program_whose_terminal_has_gone_away_ends(
    course: Path, environment: dict[str, str], command: list[str]
) -> None:
    terminal = Terminal(command, folder=course, env=environment, columns=100)
    typing(terminal)
    terminal.close()
    assert terminal.program.wait(20) in (0, 120)  # 120: Python could not flush what nobody reads any more
    assert kept(course) == "Typed at last"


def test_a_second_ctrl_c_ends_it(course: Path, environment: dict[str, str]) -> None:
    with Terminal(COMMAND, folder=course, env=environment, columns=100) as terminal:
        terminal.wait_for("q Quit")
        terminal.type("\x03")
        terminal.wait_for("Ctrl+C once more")
        terminal.type("\x03")
        assert terminal.ended() == 0


def test_the_authors_editor_does_not_outlive_the_workbench(
    course: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    script, alive = tmp_path / "editor.py", tmp_path / "alive"
    script.write_text(
        "import os, pathlib, sys, time\n"
        "pathlib.Path(sys.argv[1]).write_text('Saved in the editor')\n"
        f"pathlib.Path({str(alive)!r}).write_text(str(os.getpid()))\n"
        "time.sleep(600)\n"
    )
    environment["EDITOR"] = f"{sys.executable} {script}"
    with Terminal(COMMAND, folder=course, env=environment, columns=100) as terminal:
        terminal.wait_for("q Quit")
        terminal.type("j")
        terminal.wait_for("e Edit")
        terminal.type("E")
        terminal.wait_for(lambda: alive.exists() and alive.read_text())
        terminal.program.send_signal(signal.SIGTERM)
        assert terminal.ended() == 0
        editor = Path("/proc") / alive.read_text()
        terminal.wait_for(lambda: not editor.exists())
    assert kept(course) == "Saved in the editor"
