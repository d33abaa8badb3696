"""The command line as a person meets it: help, names, refusals, and what it never prints."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.command_line import CommandLine, course, in_folder
from tui import __main__ as program
from tui.cli import coursewright

VERBS = (
    "init", "import", "doctor", "status", "plan", "draft", "prompt", "submit", "cost",
    "check", "coverage", "show", "attempts", "accept", "reject", "undo", "redo", "approve", "undo-approval",
    "adopt", "history", "diff", "restore", "merge", "keys", "serve",
)  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> CommandLine:
    return course(tmp_path / "course")


def test_help_names_every_verb_and_gives_examples(tmp_path: Path) -> None:
    said = in_folder(tmp_path / "anywhere")("--help").stdout
    for verb in VERBS:
        assert re.search(rf"^  {verb} +\S", said, re.MULTILINE), verb
    assert "Examples:" in said
    assert "Exit: 0 done" in said


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_and_takes_json(verb: str, tmp_path: Path) -> None:
    result = in_folder(tmp_path / "anywhere")(verb, "-h")
    assert result.exit_code == 0
    assert "--json" in result.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_of_verbs_cuts_no_sentence_off(verb: str) -> None:
    command = coursewright.commands[verb]
    assert not command.get_short_help_str(66).endswith("...")


def test_the_version_is_printed(tmp_path: Path) -> None:
    assert re.fullmatch(r"coursewright \d+\.\d+\.\d+\n", in_folder(tmp_path / "anywhere")("--version").stdout)


def test_an_unknown_verb_is_a_mistake_on_the_command_line(run: CommandLine) -> None:
    result = run("polish")
    assert result.exit_code == 2
    assert result.stderr.startswith("coursewright: No such command 'polish'.")
    assert result.stdout == ""


def test_outside_a_workspace_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    run = in_folder(tmp_path / "nowhere")
    result = run("status")
    assert result.exit_code == 2
    assert result.stderr.startswith("coursewright: There is no syllabus.yaml in ")
    assert "coursewright init DIR --outline FILE" in result.stderr
    assert list(run.folder.iterdir()) == []


def test_the_workbench_is_not_opened_without_a_terminal(run: CommandLine) -> None:
    done = run.process()
    assert done.returncode == 2
    assert done.stderr.startswith("coursewright: The workbench needs a terminal.")
    assert "Traceback" not in done.stderr


def test_a_verb_finds_the_workspace_from_below(run: CommandLine) -> None:
    below = run.folder / "templates"
    assert CommandLine(below, run.env)("status").exit_code == 0


def test_paths_are_seen_from_the_folder_of_the_option(run: CommandLine) -> None:
    (run.folder / "text.md").write_text("Soil is alive.\n", encoding="utf-8")
    assert run("submit", "day01_001/orientation", "text.md").exit_code == 0


def test_names_that_are_none_are_told_with_those_that_are(run: CommandLine) -> None:
    assert "its sections are: orientation, clay-and-sand" in run("show", "day01_001/soil").stderr
    assert "There is no lesson day01_009" in run("show", "day01_009").stderr
    assert "write it like day01_001" in run("show", "soil").stderr
    assert run("show", "soil").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("plan",), "Name the days to plan, or say --all."),
        (("plan", "1", "--all"), "Name the days to plan, or say --all."),
        (("plan", "7"), "The syllabus has no day 7; its days are 1 to 2."),
        (("draft",), "Name what to draft"),
        (("draft", "--day", "9"), "The syllabus has no day 9"),
        (("draft", "--all", "day01_001"), "Say --all, or name what to draft, not both."),
        (("draft", "day01_001", "--max-cost", "lots"), "no amount in US dollars"),
        (("draft", "day01_001", "--concurrency", "0"), "Invalid value for '--concurrency'"),
        (("show", "day01_001", "--attempt", "1"), "An attempt belongs to a section"),
        (("show", "day01_001/loam", "--attempt", "1"), "day01_001/loam has no attempt 1"),
        (("reject", "day01_001/loam"), "Missing option '--reason'"),
        (("reject", "day01_001/loam", "--reason", " "), "Say in --reason what is wrong"),
        (("reject", "day01_001/loam", "--reason", "\x1b[2J"), "Say in --reason what is wrong"),
        (("submit", "day01_001/loam", "missing.md"), "missing.md could not be read: No such file"),
        (("submit", "day01_001/loam"), "The text for day01_001/loam is empty"),
        (("import", "missing.md"), "missing.md"),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(
    run: CommandLine, arguments: tuple[str, ...], sentence: str
) -> None:
    before = run.files()
    result = run(*arguments, "--json")
    assert result.exit_code == 2, result.stderr
    assert result.stderr.startswith("coursewright: ")
    assert sentence in result.stderr
    assert result.stdout == ""
    assert run.files() == before


@pytest.mark.parametrize("target", ["day01_001", "day01_001/loam"])
def test_what_has_no_text_yet_says_so_and_is_no_error(run: CommandLine, target: str) -> None:
    result = run("show", target)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{target} has no text yet: draft it, or submit one.\n"


def test_text_that_is_not_utf8_is_refused(run: CommandLine) -> None:
    result = run("submit", "day01_001/loam", stdin=b"caf\xe9")
    assert result.exit_code == 2
    assert "stdin is not UTF-8 text (byte 3)" in result.stderr


def test_what_would_move_the_cursor_never_reaches_the_terminal(run: CommandLine) -> None:
    syllabus = run.folder / "syllabus.yaml"
    text = syllabus.read_text(encoding="utf-8")
    syllabus.write_text(text.replace("title: Soil\n", 'title: "Soil\\e[2J\\a\\u202E"\n'), encoding="utf-8")
    said = [run("status"), run("plan", "1"), run("doctor"), run("show", "day01_001/\a\u202e")]
    assert "Soil" in said[0].stdout
    for result in said:
        assert not {"\x1b", "\a", "\u202e"} & set(result.stdout + result.stderr)


def test_a_failing_name_among_several_is_told_before_anything_is_decided(run: CommandLine) -> None:
    run("submit", "day01_001/loam", stdin="Loam holds water.")
    assert run("accept", "day01_001/loam", "day01_001/lome").exit_code == 2
    assert run.json("status")["totals"]["accepted"] == 0


def test_what_was_accepted_before_a_refusal_is_reported(run: CommandLine) -> None:
    run("submit", "day01_001/loam", stdin="Loam holds water.")
    result = run("accept", "day01_001/loam", "day01_001/summary")
    assert result.exit_code == 1
    assert result.stdout == "day01_001/loam: attempt 1 accepted\n"
    assert "day01_001/summary has no attempt yet" in result.stderr


def test_lessons_complete_in_the_shell_and_sections_after_the_slash(run: CommandLine) -> None:
    def completed(words: str) -> list[str]:
        env = {"_COURSEWRIGHT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        python = "from tui.cli import main; main()"
        return [line.partition(",")[2] for line in run.process(python=python, **env).stdout.splitlines()]

    assert completed("coursewright sta") == ["status"]
    assert completed("coursewright show day01") == ["day01_001", "day01_002"]
    assert completed("coursewright show day01_002/s") == ["day01_002/summary"]
    assert "day01_001/loam" in completed("coursewright accept day01_001/l")


def test_completion_is_silent_where_there_is_no_course(tmp_path: Path) -> None:
    run = in_folder(tmp_path / "nowhere")
    env = {"_COURSEWRIGHT_COMPLETE": "bash_complete", "COMP_WORDS": "coursewright show d", "COMP_CWORD": "2"}
    done = run.process(python="from tui.cli import main; main()", **env)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


@pytest.mark.parametrize("arguments", [("status",), ("status", "--json"), ("show", "day01_001")])
def test_a_reader_that_went_away_is_no_traceback(run: CommandLine, arguments: tuple[str, ...]) -> None:
    run("submit", "day01_001/loam", stdin="Loam holds water. " * 10_000)
    with subprocess.Popen(
        [sys.executable, "-m", "tui", *arguments],
        cwd=run.folder,
        env=run.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode == 1


def test_every_verb_of_the_design_is_there_and_no_other() -> None:
    assert isinstance(coursewright, click.Group)
    assert sorted(coursewright.commands) == sorted(VERBS)


def test_ctrl_c_before_a_verb_has_begun_prints_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tui.cli.main", interrupted)
    monkeypatch.setattr("sys.argv", ["coursewright", "status"])
    with pytest.raises(SystemExit) as ended:
        program.main()
    assert ended.value.code == 130
