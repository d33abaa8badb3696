"""The author's own editor has the terminal and gives it back whole; what is typed survives the end of the program."""

import shlex
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.authoring.bowline import FAILS, ORIENTATION
from tests.editors.programs import NANO, VIM, Program, environment, missing
from tests.fakes.messages_server import MessagesServer, Reply
from tests.terminal import Terminal
from tui.authoring.workbench import SectionState, Workbench

COMMAND = [sys.executable, "-m", "tui"]
# The terminal is made the one that controls the program, as a shell does: Ctrl+C is a signal then.
CONTROLLED = [
    sys.executable,
    "-c",
    "import fcntl, os, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "os.execv(sys.executable, [sys.executable, '-m', 'tui'])",
]
FIRST = "A bowline is a loop that does not slip."
SECOND = "A bowline holds, and is undone with ease."
_FRAME = set("╭╮╰╯│")
EDITORS = [pytest.param(each, marks=missing(each), id=each.name) for each in (VIM, NANO)]


def frame(terminal: Terminal) -> list[str]:
    """The lines of the panes, and nothing between them."""
    return ["".join(each if each in _FRAME else " " for each in row) for row in terminal.text.split("\n")]


def texts(course: Path, key: str = ORIENTATION) -> list[str]:
    with Workbench.open(course, {}) as workbench:
        return [attempt.text.strip() for attempt in workbench.attempts(key)]


def started(course: Path, env: dict[str, str], *, columns: int = 80, rows: int = 24) -> Terminal:
    return Terminal(COMMAND, folder=course, env=env, columns=columns, rows=rows)


@pytest.mark.parametrize("program", EDITORS)
def test_an_editor_changes_the_section_and_the_screen_is_whole_again(
    course: Path, env: dict[str, str], program: Program
) -> None:
    with Workbench.open(course, {}) as workbench:
        workbench.submit(ORIENTATION, FIRST)
    with started(course, environment(**env, EDITOR=shlex.join(program.command))) as terminal:
        terminal.wait_for("The bowline")
        terminal.type("j3")
        terminal.wait_for("does not slip.")
        terminal.wait_for("e Edit")
        before = frame(terminal)
        terminal.type("E")
        terminal.wait_for(lambda: program.ready in terminal.text and "e Edit" not in terminal.text)
        terminal.type(program.replace(SECOND))
        terminal.wait_for("undone with ease.")
        terminal.type(program.save)
        terminal.type(program.leave)
        terminal.wait_for("e Edit")
        terminal.wait_for("attempt 2/2")
        terminal.wait_for(lambda: frame(terminal) == before)
        assert texts(course) == [FIRST, SECOND]
        terminal.type("q")
        assert terminal.ended() == 0


@pytest.mark.parametrize("program", EDITORS[:1])
def test_a_window_that_changes_under_the_editor_is_filled_when_it_ends(
    course: Path, env: dict[str, str], program: Program
) -> None:
    with started(course, environment(**env, EDITOR=shlex.join(program.command))) as terminal:
        terminal.wait_for("The bowline")
        terminal.type("j")
        terminal.wait_for("e Edit")
        terminal.type("E")
        terminal.wait_for(lambda: program.ready in terminal.text and "e Edit" not in terminal.text)
        terminal.resize(120, 40)
        terminal.type(program.leave)
        terminal.wait_for(lambda: "e Edit" in terminal.text.split("\n")[-1] and len(terminal.text.split("\n")) == 40)
        terminal.type("q")
        assert terminal.ended() == 0


def test_the_writer_goes_on_while_the_editor_has_the_terminal(
    course: Path, env: dict[str, str], messages_server: MessagesServer, tmp_path: Path
) -> None:
    messages_server.script(Reply(text="Words that stream. " * 40, delay=0.02, piece=16))
    script = tmp_path / "editor.py"
    script.write_text("print('THE EDITOR IS HERE', flush=True)\ninput()\n", encoding="utf-8")
    env = environment(**env, EDITOR=shlex.join([sys.executable, str(script)]))
    with Terminal(CONTROLLED, folder=course, env=env, columns=120, rows=40) as terminal:
        terminal.wait_for("The bowline")
        terminal.type("j")
        terminal.wait_for("day01_001 · Orientation")
        terminal.type("g")
        terminal.wait_for("Words that stream.")
        terminal.type("2j")
        terminal.wait_for("day01_001 · How the loop holds")
        terminal.wait_for("e Edit")
        terminal.type("E")
        terminal.wait_for("THE EDITOR IS HERE")
        left_to_it = terminal.text
        terminal.wait_for(lambda: state_of(course, ORIENTATION) is SectionState.PROPOSED)
        terminal.read(1)
        assert terminal.text == left_to_it  # nothing was painted over it
        terminal.type("\x03")  # Ctrl+C ends the editor, and not the workbench below it
        terminal.wait_for("ended with an error")
        terminal.type("q")
        assert terminal.ended() == 0


def state_of(course: Path, key: str) -> SectionState:
    with Workbench.open(course, {}) as workbench:
        return next(one.state for one in workbench.lesson(key.split("/")[0]).sections if one.key == key)


@pytest.mark.parametrize("rest", [0.9, 1.3, 2.1])
def test_what_was_typed_before_a_pause_survives_kill_9_and_is_pointed_at(
    course: Path, env: dict[str, str], rest: float
) -> None:
    with started(course, environment(**env), columns=120, rows=40) as terminal:
        terminal.wait_for("The bowline")
        terminal.type("jj")
        terminal.wait_for("e Edit")
        terminal.type("j")
        terminal.type("e")
        terminal.wait_for("Done")
        terminal.type("Hours of thought, ")
        terminal.wait_for("Hours of thought,")
        end = time.monotonic() + rest
        while time.monotonic() < end:
            terminal.read()
        terminal.type("and a word more")
        terminal.program.send_signal(signal.SIGKILL)
        terminal.program.wait()
    with started(course, environment(**env), columns=120, rows=40) as terminal:
        terminal.wait_for("is kept and is no attempt yet")  # told at once, wherever the cursor stands
        terminal.wait_for("e Edit")
        terminal.type("2")
        terminal.wait_for("✎")
        terminal.type("e")
        terminal.wait_for("Hours of thought,")
        terminal.type("\x1b")
        terminal.wait_for(lambda: any(text.startswith("Hours of thought,") for text in texts(course, FAILS)))
        terminal.wait_for(lambda: "✎" not in terminal.text)
        terminal.type("q")
        assert terminal.ended() == 0
