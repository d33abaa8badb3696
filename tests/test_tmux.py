"""The program as authors run it: in tmux, driven by its keys, resized, suspended, killed and opened again."""

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.authoring.bowline import accept_every_section
from tests.courses import git
from tests.test_terminal import COMMAND, environment, state_of, stored
from tests.tmux import Tmux
from tui.authoring.workbench import Workbench

__all__ = ["environment"]

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed: apt-get install tmux")

ORIENTATION = "day01_001/orientation"
Open = Callable[[tuple[int, int]], Tmux]


@pytest.fixture
def opened(course: Path, environment: dict[str, str], tmp_path: Path) -> Open:
    def open_at(size: tuple[int, int]) -> Tmux:
        return Tmux(COMMAND, folder=course, env=environment, socket=tmp_path / "tmux", size=size)

    return open_at


def accept(tmux: Tmux) -> None:
    """Press the key once a text has been on show for a while: one that comes too soon begins that anew."""
    time.sleep(1)
    tmux.press("a")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)], ids="{0[0]}x{0[1]}".format)
def test_a_lesson_is_drafted_accepted_and_committed_by_its_keys(
    opened: Open, course: Path, size: tuple[int, int]
) -> None:
    with opened(size) as tmux:
        tmux.wait_for("g Draft")
        tmux.press("g")
        tmux.wait_for(lambda: all(each == "proposed" for each in states(course)))
        tmux.press("n")
        tmux.wait_for("a Accept")
        tmux.wait_for(lambda: accept(tmux) or all(each == "accepted" for each in states(course)))
        tmux.wait_for("A Approve")
        tmux.press("A")
        tmux.wait_for(lambda: "day01_001: approve The bowline" in git(course, "log", "--all", "--format=%s"))
        tmux.press("q")
        assert tmux.ended() == 0


def test_the_window_is_resized_while_it_shows_a_text(opened: Open, course: Path) -> None:
    with Workbench.open(course, {}) as workbench:
        workbench.submit(ORIENTATION, "It begins here.\n\n" + "A bowline holds. " * 300 + "And here it ends.")
    with opened((80, 24)) as tmux:
        tmux.wait_for("g Draft")
        tmux.press("j", "3")
        tmux.wait_for("It begins here.")
        for columns, rows in ((200, 50), (40, 12), (120, 40), (80, 24)):
            tmux.resize(columns, rows)
            tmux.wait_for(lambda wide=columns: all(len(row) <= wide for row in tmux.text.split("\n")))
        tmux.wait_for("It begins here.")
        tmux.press("q")
        assert tmux.ended() == 0


def test_an_editor_gets_the_window_and_gives_it_back(
    opened: Open, course: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "print('THE EDITOR IS HERE', flush=True)\n"
        "line = sys.stdin.readline()\n"
        "pathlib.Path(sys.argv[1]).write_text(f'Typed there: {line}')\n"
    )
    environment["EDITOR"] = f"{sys.executable} {script}"
    with Workbench.open(course, {}) as workbench:
        workbench.submit(ORIENTATION, "A text.")
    with opened((80, 24)) as tmux:
        tmux.wait_for("g Draft")
        tmux.press("j", "3")
        tmux.wait_for("A text.")
        tmux.press("E")
        tmux.wait_for("THE EDITOR IS HERE")
        tmux.write("hand on heart")
        tmux.press("Enter")
        tmux.wait_for("Typed there: hand on heart")
        tmux.press("q")
        assert tmux.ended() == 0
    assert stored(course, ORIENTATION).strip() == "Typed there: hand on heart"


def test_killed_while_the_author_types_it_opens_again_with_what_was_typed(opened: Open, course: Path) -> None:
    with opened((120, 40)) as tmux:
        tmux.wait_for("g Draft")
        tmux.press("j")
        tmux.wait_for("e Edit")
        tmux.press("e")
        tmux.write("Typed before the power went.")
        tmux.wait_for(lambda: kept(course) == "Typed before the power went.")
        tmux.kill()
    assert state_of(course, ORIENTATION).value == "planned"
    with opened((120, 40)) as tmux:
        tmux.wait_for("e Edit")
        tmux.press("e")
        tmux.wait_for("Typed before the power went.")
        tmux.press("C-s")
        tmux.wait_for(lambda: state_of(course, ORIENTATION).value == "proposed")
        tmux.press("q")
        assert tmux.ended() == 0


def states(course: Path) -> list[str]:
    with Workbench.open(course, {}) as workbench:
        return [one.state.value for one in workbench.lesson("day01_001").sections]


def kept(course: Path) -> str:
    """What is typed and no attempt yet, as it lies on the disk."""
    return "".join(path.read_text(encoding="utf-8") for path in (course / ".coursewright").rglob("*.md"))


def test_leaving_while_a_hook_runs_waits_for_it_and_ctrl_c_ends_the_hook_and_leaves_nothing_of_it(
    opened: Open, course: Path
) -> None:
    with Workbench.open(course, {}) as workbench:
        accept_every_section(workbench)
    hook = course / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho $$ > .git/hanging\nexec sleep 600\n", encoding="utf-8")
    hook.chmod(0o755)
    hanging = course / ".git" / "hanging"
    (course / "notes.md").write_text("staged", encoding="utf-8")
    git(course, "add", "notes.md")
    before = git(course, "status", "--porcelain")
    with opened((80, 24)) as tmux:
        tmux.wait_for("A Approve")
        tmux.press("A")
        tmux.wait_for(lambda: hanging.exists() and hanging.read_text().strip())
        tmux.press("q")
        tmux.wait_for("Ctrl-C ends it")
        tmux.press("C-c")
        assert tmux.ended() == 0
        assert "Traceback" not in tmux.text
        tmux.wait_for(lambda: not Path(f"/proc/{hanging.read_text().strip()}").exists())
    assert git(course, "status", "--porcelain") == before
    assert not list((course / ".git").glob("*index*.lock"))
