"""`approve --day`: what of a day can be approved is, and the rest is told with what stands in its way."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine, course, submit_all

COMPOST = tuple(f"day01_002/{each}" for each in ("orientation", "what-rots-and-what-does-not", "summary"))


@pytest.fixture
def run(tmp_path: Path) -> CommandLine:
    """Return a course of which no lesson is begun."""
    return course(tmp_path / "course")


def approvals(run: CommandLine) -> list[str]:
    """Return the subjects of the commits that approve, oldest first."""
    subjects = run.git("log", "--reverse", "--format=%s").splitlines()
    return [each for each in subjects if ": approve " in each]


def test_a_day_is_approved_lesson_by_lesson_and_what_is_left_out_is_told(run: CommandLine) -> None:
    nothing = run("approve", "--day", "1")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "No lesson of it is accepted" in nothing.stderr

    run("submit", COMPOST[0], stdin="Compost is soil to be.")
    refused = run("approve", "--day", "1")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "day01_002 is left out: Orientation is proposed and 2 more" in refused.stderr
    assert "no lesson of it can be, as it stands" in refused.stderr

    submit_all(run)
    done = run("approve", "--day", "1", "--day", "2")
    assert done.exit_code == 0, done.stderr
    assert "day01_001: written to" in done.stdout
    assert "day01_002 is left out" in done.stderr
    assert approvals(run) == ["day01_001: approve Soil types"]


def test_a_day_is_approved_in_one_commit(run: CommandLine) -> None:
    submit_all(run)
    for key in COMPOST:
        run("submit", key, stdin=f"What there is to say about {key.partition('/')[2]} and its rot.\n")
    assert run("accept", *COMPOST).exit_code == 0
    assert run("approve", "day01_001", "--day", "1", "--squash").exit_code == 0
    assert approvals(run) == ["day01: approve 2 lessons"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ((), "Name what to approve"),
        (("--day", "1", "--over-git"), "go with lessons that are named"),
        (("--day", "1", "--waive", "links", "--reason", "So."), "go with lessons that are named"),
        (("--day", "9"), "no day 9"),
    ],
)
def test_what_cannot_be_meant_is_refused(run: CommandLine, asked: tuple[str, ...], says: str) -> None:
    refused = run("approve", *asked)
    assert refused.exit_code == 2
    assert says in refused.stderr
