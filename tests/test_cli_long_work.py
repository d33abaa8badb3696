"""Work that takes long: it says how far it has come where somebody looks, and Ctrl-C leaves things whole."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.command_line import CommandLine, course
from tests.terminal import Terminal
from tui.authoring.planning import plan_file

DAYS = 150
OUTLINE = "# A long course\n" + "".join(
    f"\n## Day {day}: Part {day}\n\n- **Topic of day {day}**\n  - A point of day {day}\n" for day in range(1, DAYS + 1)
)
COMMAND = [sys.executable, "-m", "tui"]


@pytest.fixture
def run(tmp_path: Path) -> CommandLine:
    return course(tmp_path / "course", OUTLINE)


def plans(run: CommandLine) -> list[Path]:
    return sorted((run.folder / "course").glob("day*/plan.yaml"))


def test_planning_counts_the_days_and_ctrl_c_leaves_whole_plans(run: CommandLine) -> None:
    environment = run.environment(LC_ALL="C.UTF-8")
    with Terminal([*COMMAND, "plan", "--all"], folder=run.folder, env=environment) as terminal:
        terminal.wait_for(f"of {DAYS} · Ctrl-C stops")
        terminal.wait_for(lambda: len(plans(run)) > 5)
        os.killpg(terminal.program.pid, signal.SIGINT)  # what a terminal makes of Ctrl-C
        assert terminal.ended() == 130
        terminal.read()
        assert "Traceback" not in terminal.text
        assert "Ctrl-C stops" not in terminal.text
    written = plans(run)
    assert 5 < len(written) < DAYS
    for path in written:
        plan_file.read(path, int(path.parent.name.removeprefix("day")))
    assert [path.name for path in run.folder.rglob("*.tmp*")] == []
    assert len(run.json("plan", "--all")["days"]) == DAYS
    assert len(plans(run)) == DAYS


def test_checking_counts_the_lessons_and_ctrl_c_ends_it(run: CommandLine) -> None:
    run.json("plan", *map(str, range(1, 41)))
    for day in range(1, 41):
        folder = run.folder / "course" / f"day{day:02d}"
        (lesson,) = json.loads(run("plan", str(day), "--json").stdout)["days"][0]["lessons"]
        (folder / lesson["file"]).write_text(f"# Part {day}\n\n" + "Words about it, and some more. " * 3000, "utf-8")
    files = [path.relative_to(run.folder).as_posix() for path in sorted(run.folder.glob("course/*/*.md"))]
    environment = run.environment(LC_ALL="C.UTF-8")
    with Terminal([*COMMAND, "check", *files], folder=run.folder, env=environment) as terminal:
        terminal.wait_for("of 40 · Ctrl-C stops")
        os.killpg(terminal.program.pid, signal.SIGINT)  # what a terminal makes of Ctrl-C
        assert terminal.ended() == 130
        terminal.read()
        assert "Traceback" not in terminal.text


def test_in_a_pipe_nothing_is_counted(run: CommandLine) -> None:
    done = run.process("plan", "1", "2", "--json")
    assert done.returncode == 0
    assert done.stderr == ""
