"""A decision is taken back after the program was killed, by the key of the next start."""

import os
import signal
from pathlib import Path

from tests.terminal import Terminal
from tests.test_terminal import COMMAND, environment, state_of
from tui.authoring.workbench import SectionState, Workbench

__all__ = ["environment"]

ORIENTATION = "day01_001/orientation"


def test_what_was_accepted_before_a_kill_is_taken_back_and_made_again(
    course: Path, environment: dict[str, str]
) -> None:
    with Workbench.open(course, {}) as workbench:
        workbench.submit(ORIENTATION, "A text.")
        workbench.accept(ORIENTATION)
    with Terminal(COMMAND, folder=course, env=environment) as terminal:
        terminal.wait_for("q Quit")
        terminal.type("u")
        terminal.wait_for(lambda: state_of(course, ORIENTATION) is SectionState.PROPOSED)
        terminal.wait_for("Taken back: attempt 1")
        os.kill(terminal.program.pid, signal.SIGKILL)
    with Terminal(COMMAND, folder=course, env=environment) as terminal:
        terminal.wait_for("q Quit")
        terminal.type("U")
        terminal.wait_for(lambda: state_of(course, ORIENTATION) is SectionState.ACCEPTED)
        terminal.wait_for("Done again: attempt 1")
        terminal.type("q")
        assert terminal.ended() == 0
