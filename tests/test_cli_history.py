"""`history`, `diff` and `restore` as an author types them, and as scripts read them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import SECTIONS, CommandLine, course, submit_all
from tests.terminal import Terminal

LESSON = "day01_001"
FILE = "course/day01/day01_001_soil_types.md"


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Return a course whose first lesson was approved twice: the orientation was rewritten."""
    run = course(tmp_path_factory.mktemp("twice") / "course")
    submit_all(run)
    assert run("approve", LESSON).exit_code == 0
    run("submit", SECTIONS[0], stdin="Where all that grows begins.\n")
    assert run("accept", SECTIONS[0]).exit_code == 0
    approved = run("approve", LESSON)
    assert approved.exit_code == 0, approved.stderr
    return run


@pytest.fixture
def run(twice: CommandLine, tmp_path: Path) -> CommandLine:
    """Return a copy of it, for one test alone."""
    folder = shutil.copytree(twice.folder, tmp_path / "course")
    return CommandLine(folder, twice.env | {"GIT_CEILING_DIRECTORIES": str(tmp_path)})


def commits(run: CommandLine) -> list[str]:
    """Return the hashes of the lesson's commits, newest first."""
    return run.git("log", "--format=%H", "--", FILE).split()


def test_history_tells_each_commit_of_a_lesson_as_scripts_rely_on(run: CommandLine) -> None:
    document = run.json("history", LESSON)

    newest, oldest = document["entries"]
    assert [newest["commit"], oldest["commit"]] == commits(run)
    assert (newest["author"], newest["lesson"], newest["kind"]) == ("Test Author", LESSON, "approved")
    assert newest["subject"] == "day01_001: approve Soil types"
    assert newest["trailers"]["Drafted-by"] == ["hand"]
    assert newest["trailers"]["Sections"] == ["orientation, clay-and-sand, loam, summary"]
    assert (newest["added_words"], newest["removed_words"]) == (5, 7)
    assert oldest["removed_words"] == 0
    assert newest["date"] == run.git("log", "-1", "--format=%aI").strip()


def test_history_of_a_day_and_of_the_course_for_people(run: CommandLine) -> None:
    begun = "Start the course: Growing Things - 2-Day Course"
    for arguments, further in (((), [begun]), (("day01",), [])):
        lines = run("history", *arguments).stdout.splitlines()
        assert [line.split("  ")[3] for line in lines] == [
            "day01_001: approve Soil types",
            "day01_001: approve Soil types",
            "day01: plan 2 lessons",
            *further,
        ]
        assert lines[0].startswith(commits(run)[0][:10])
        assert lines[0].endswith("+5 −7  by hand")
    empty = run("history", "day02")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "Nothing of day02 is committed yet" in empty.stderr


def test_history_is_narrowed_and_limited(run: CommandLine) -> None:
    assert len(run.json("history", "-n", "1")["entries"]) == 1
    assert len(run.json("history", "--author", "TEST", "--model", "hand")["entries"]) == 2
    assert run.json("history")["entries"][-1]["kind"] == "begun"
    assert run.json("history", "--model", "claude")["entries"] == []
    assert len(run.json("history", "--text", "plan 2")["entries"]) == 1
    none = run("history", "--text", "nobody said that")
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "No commit fits these filters.\n")


@pytest.mark.parametrize("name", ["day01_009", "day07", "soil", "../etc"])
def test_history_of_what_is_not_there_is_refused(run: CommandLine, name: str) -> None:
    result = run("history", name, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("coursewright: ")


def test_history_without_a_repository_says_what_to_do(tmp_path: Path) -> None:
    run = course(tmp_path / "course")
    (run.folder / ".git").rename(tmp_path / "gone")
    result = run("history")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "git init" in result.stderr


def test_a_pipe_that_is_closed_early_ends_the_history_quietly(run: CommandLine) -> None:
    command = [sys.executable, "-m", "tui", "history"]
    with subprocess.Popen(
        command, cwd=run.folder, env=run.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert said == b""


def test_diff_shows_by_words_what_changed_between_commits(run: CommandLine) -> None:
    newest, oldest = commits(run)
    result = run("diff", LESSON, oldest, newest)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "@@ Soil types @@",
        "## Orientation",
        "",
        "[-What there is to say about orientation.-]",
        "{+Where all that grows begins.+}",
        "",
        "## Clay and sand",
    ]
    back = run.json("diff", LESSON, newest, oldest)
    assert (back["added_words"], back["removed_words"]) == (7, 5)
    assert (back["old_commit"], back["new_commit"]) == (newest, oldest)
    assert back["old"] == run.git("show", f"{newest}:{FILE}")
    assert [change["added"].strip() for change in back["changes"]] == ["What there is to say about orientation."]


def test_diff_of_the_file_as_it_lies_there(run: CommandLine) -> None:
    none = run("diff", LESSON)
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "day01_001: nothing changed.\n")
    path = run.folder / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("begins", "\x1b[31mstarts"), encoding="utf-8")

    assert "Where all that grows [-begins-]{+starts+}." in run("diff", LESSON).stdout
    since = run.json("diff", LESSON, commits(run)[1])
    assert since["new_commit"] is None
    assert since["new"] == path.read_text(encoding="utf-8").replace("\x1b[31m", "")


def test_diff_is_coloured_on_a_terminal_alone(run: CommandLine) -> None:
    newest, oldest = commits(run)
    command = [sys.executable, "-m", "tui", "diff", LESSON, oldest, newest]
    with Terminal(command, folder=run.folder, env=run.environment()) as terminal:
        terminal.wait_for("## Clay and sand")
        rows = {"".join(cell.data for cell in row).strip(): row[0].fg for row in terminal.cells}
    assert rows["Where all that grows begins."] == "green"
    assert rows["What there is to say about orientation."] == "red"
    assert rows["## Orientation"] == "default"


@pytest.mark.parametrize("revision", ["nowhere", "--all", "-p", "HEAD:course", "HEAD~70"])
def test_a_commit_that_is_none_is_refused(run: CommandLine, revision: str) -> None:
    for arguments in (("diff", LESSON, "--", revision), ("restore", LESSON, f"--at={revision}")):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "There is no commit" in result.stderr


def test_a_commit_without_the_lesson_is_refused(run: CommandLine) -> None:
    for arguments in (("diff", LESSON, "HEAD~2"), ("restore", LESSON, "--at", "HEAD~2")):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert f"{LESSON} had no file in" in result.stderr


def test_restore_makes_attempts_and_touches_nothing_else(run: CommandLine) -> None:
    oldest = commits(run)[1]
    files, head = run.files(), run.git("rev-parse", "HEAD")

    restored = run.json("restore", LESSON, "--at", oldest[:10])

    assert restored["commit"] == oldest
    assert [(each["id"], each["attempt"]) for each in restored["sections"]] == [
        (SECTIONS[0], 3),
        *((key, None) for key in SECTIONS[1:]),
    ]
    assert (run.files(), run.git("rev-parse", "HEAD"), run.git("status", "--porcelain")) == (files, head, "")
    attempts = run.json("attempts", SECTIONS[0])["attempts"]
    assert attempts[2]["text"] == attempts[0]["text"]
    again = run("restore", LESSON, "--at", oldest)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "stands so already" in again.stderr
    assert run("accept", SECTIONS[0]).exit_code == 0
    assert run("approve", LESSON).exit_code == 0
    assert run.git("show", f"HEAD:{FILE}") == run.git("show", f"{oldest}:{FILE}")


def test_restore_of_one_section_says_how_it_is_accepted(run: CommandLine) -> None:
    oldest = commits(run)[1]
    result = run("restore", LESSON, "--at", oldest, "--section", "orientation")
    assert result.stdout == (
        f"{SECTIONS[0]}: attempt 3, as it was in {oldest[:10]}; accept it with: coursewright accept {SECTIONS[0]}\n"
    )
    unknown = run("restore", LESSON, "--at", oldest, "--section", "nowhere")
    assert unknown.exit_code == 2
    assert json.loads(run("attempts", SECTIONS[0], "--json").stdout)["attempts"][2]["feedback"]
