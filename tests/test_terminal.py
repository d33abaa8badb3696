"""The real program on a real terminal."""

import os
import sys
import time
from pathlib import Path

import pytest

from tests.courses import git
from tests.fakes.messages_server import MessagesServer, Reply
from tests.terminal import Terminal
from tui.authoring.workbench import SectionState, Workbench

COMMAND = [sys.executable, "-m", "tui"]
_NOT_HERE = ("VISUAL", "EDITOR", "NO_COLOR", "COLUMNS", "LINES")


@pytest.fixture
def environment(env: dict[str, str]) -> dict[str, str]:
    """The environment of the program: the fake writer, a plain terminal, no editor."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_HERE}
    return {**kept, **env, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(Path(__file__).parents[1])}


def state_of(course: Path, key: str) -> SectionState:
    with Workbench.open(course, {}) as workbench:
        return next(one.state for one in workbench.lesson(key.split("/")[0]).sections if one.key == key)


def stored(course: Path, key: str) -> str:
    with Workbench.open(course, {}) as workbench:
        return workbench.attempts(key)[-1].text


def test_a_section_is_drafted_and_accepted_at_80_by_24(course: Path, environment: dict[str, str]) -> None:
    with Terminal(COMMAND, folder=course, env=environment) as terminal:
        terminal.wait_for("The bowline")
        terminal.wait_for("q Quit")
        terminal.type("j")
        terminal.wait_for("g Draft")
        terminal.type("g")
        terminal.wait_for("proposed")
        terminal.wait_for("a Accept")

        def accepted() -> bool:
            time.sleep(1)  # a text must be on show for a while, and a key that comes too soon begins that anew
            terminal.type("a")
            return state_of(course, "day01_001/orientation") is SectionState.ACCEPTED

        terminal.wait_for(accepted)
        terminal.type("q")
        assert terminal.ended() == 0


def test_the_editor_gets_the_terminal_and_gives_it_back(
    course: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    with Workbench.open(course, {}) as workbench:
        workbench.submit("day01_001/orientation", "A text.")
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "print('THE EDITOR IS HERE', flush=True)\n"
        "sys.stdin.readline()\n"
        "pathlib.Path(sys.argv[1]).write_text('Written in the editor.')\n"
    )
    environment["EDITOR"] = f"{sys.executable} {script}"
    with Terminal(COMMAND, folder=course, env=environment, columns=120, rows=40) as terminal:
        terminal.wait_for("The bowline")
        terminal.type("j")
        terminal.wait_for("e Edit")
        terminal.type("E")
        terminal.wait_for("THE EDITOR IS HERE")
        terminal.type("\r")
        terminal.wait_for("Written in the editor.")
        assert "File" not in terminal.text.split("\n")[-1]
        terminal.type("q")
        assert terminal.ended() == 0


def test_killed_while_drafting_it_comes_back_with_the_text(
    course: Path, environment: dict[str, str], messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(text="Kept to the last second. " + "And more of it. " * 4000, delay=0.02, piece=16))
    with Terminal(COMMAND, folder=course, env=environment, columns=120, rows=40) as terminal:
        terminal.wait_for("The bowline")
        terminal.type("j")
        terminal.wait_for("g Draft")
        terminal.type("g")
        terminal.wait_for("And more of it.")
        terminal.wait_for(lambda: stored(course, "day01_001/orientation").startswith("Kept to the last second."))
        terminal.kill()
    assert state_of(course, "day01_001/orientation") is SectionState.FAILED
    with Terminal(COMMAND, folder=course, env=environment, columns=120, rows=40) as terminal:
        terminal.wait_for("Kept to the last second.")
        terminal.type("q")
        assert terminal.ended() == 0


def test_it_follows_the_size_of_the_window(course: Path, environment: dict[str, str]) -> None:
    with Terminal(COMMAND, folder=course, env=environment) as terminal:
        terminal.wait_for("The bowline")
        terminal.resize(200, 50)
        terminal.wait_for(lambda: len(terminal.text.split("\n")) == 50 and "q Quit" in terminal.text)
        terminal.type("q")
        assert terminal.ended() == 0


def test_nothing_is_left_in_the_repository_by_looking(course: Path, environment: dict[str, str]) -> None:
    before = git(course, "status", "--porcelain", "--untracked-files=all")
    with Terminal(COMMAND, folder=course, env=environment) as terminal:
        terminal.wait_for("The bowline")
        terminal.type("jjkk")
        terminal.type("q")
        assert terminal.ended() == 0
    assert git(course, "status", "--porcelain", "--untracked-files=all") == before


def test_a_plan_is_shaped_by_keys_as_a_terminal_sends_them(course: Path, environment: dict[str, str]) -> None:
    with Terminal(COMMAND, folder=course, env=environment) as terminal:
        terminal.wait_for("P Plan")
        terminal.type("P")
        terminal.wait_for("esc Back")
        terminal.type("\x1b[1;2B")  # Shift+Down
        terminal.wait_for("002 The bowline")
        terminal.type("r of all\r")  # in one go: the title is typed ahead of its box
        terminal.wait_for("002 The bowline of all")
        terminal.type("u")
        terminal.wait_for(lambda: "002 The bowline" in terminal.text and "of all" not in terminal.text)
        terminal.type("\x1b")
        terminal.wait_for("g Draft")
        terminal.type("q")
        assert terminal.ended() == 0
    with Workbench.open(course, {}) as workbench:
        assert [lesson.plan.title for lesson in workbench.day(1).lessons] == ["The figure eight", "The bowline"]
