"""`adopt` and `approve --over-git` as an author types them, and as scripts read them."""

import shutil
from pathlib import Path

import pytest

from tests.command_line import SECTIONS, CommandLine, course, submit_all

LESSON = "day01_001"
FILE = "course/day01/day01_001_soil_types.md"
TEXT = "Outside, somebody wrote this."


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Return a course whose first lesson is approved."""
    run = course(tmp_path_factory.mktemp("once") / "course")
    submit_all(run)
    assert run("approve", LESSON).exit_code == 0
    return run


@pytest.fixture
def run(once: CommandLine, tmp_path: Path) -> CommandLine:
    """Return a copy of it, for one test alone."""
    folder = shutil.copytree(once.folder, tmp_path / "course")
    return CommandLine(folder, once.env | {"GIT_CEILING_DIRECTORIES": str(tmp_path)})


def written_outside(run: CommandLine) -> str:
    """Put another first section into the lesson's file, and return its whole text."""
    path = run.folder / FILE
    head, orientation, rest = path.read_text(encoding="utf-8").partition("## Orientation\n")
    text = f"{head}{orientation}\n{TEXT}\n\n{rest[rest.index('## ') :]}"
    path.write_text(text, encoding="utf-8")
    return text


def test_an_edited_file_is_adopted_and_the_approved_text_put_back(run: CommandLine) -> None:
    before = (run.folder / FILE).read_text(encoding="utf-8")
    text = written_outside(run)

    (row,) = run.json("adopt", LESSON, "--put-back")["lessons"]

    assert (row["id"], row["state"], row["approved"], row["put_back"]) == (LESSON, "edited", None, FILE)
    assert row["sections"] == [{"id": SECTIONS[0], "attempt": 2}]
    assert (run.folder / row["kept"]).read_text(encoding="utf-8") == text
    assert (run.folder / FILE).read_text(encoding="utf-8") == before
    assert run.json("show", SECTIONS[0], "--attempt", "2")["text"] == TEXT


def test_what_was_adopted_is_told_with_the_command_that_accepts_it(run: CommandLine) -> None:
    written_outside(run)
    refused = run("approve", LESSON)
    assert refused.exit_code == 1
    assert "coursewright adopt" in refused.stderr

    adopted = run("adopt", LESSON)

    assert adopted.exit_code == 0
    assert f"attempt 2 waits; coursewright accept {SECTIONS[0]}" in adopted.stdout
    assert ".coursewright/replaced/day01_001-" in adopted.stderr
    assert run("accept", SECTIONS[0]).exit_code == 0
    assert run("approve", LESSON).exit_code == 0
    assert TEXT in run.git("show", f"HEAD:{FILE}")


def test_a_lesson_that_is_behind_is_taken_over_or_approved_over_git(run: CommandLine) -> None:
    written_outside(run)
    run.git("commit", "-q", "-m", "By a colleague", "--", FILE)
    head = run.git("rev-parse", "HEAD").strip()
    refused = run("approve", LESSON)
    assert refused.exit_code == 1
    assert f"coursewright approve {LESSON} --over-git" in refused.stderr

    (row,) = run.json("adopt", LESSON)["lessons"]
    assert (row["state"], row["approved"], row["kept"]) == ("behind", head, None)
    assert run("accept", SECTIONS[0], "--attempt", "1").exit_code == 0
    assert run("approve", LESSON).exit_code == 0
    assert TEXT not in run.git("show", f"HEAD:{FILE}")


def test_over_git_commits_the_authors_own_text(run: CommandLine) -> None:
    written_outside(run)
    run.git("commit", "-q", "-m", "By a colleague", "--", FILE)
    assert run("approve", LESSON, "--over-git").exit_code == 0
    assert TEXT not in run.git("show", f"HEAD:{FILE}")


def test_a_missing_file_is_put_back_and_is_nothing_to_adopt(run: CommandLine) -> None:
    (run.folder / FILE).unlink()
    refused = run("adopt", LESSON)
    assert refused.exit_code == 1
    assert f"coursewright adopt {LESSON} --put-back" in refused.stderr
    assert run.json("adopt", LESSON, "--put-back")["lessons"][0]["put_back"] == FILE
    assert run.git("status", "--porcelain", "--", FILE) == ""


def test_nothing_is_adopted_where_nothing_was_changed_outside(run: CommandLine) -> None:
    refused = run("adopt", LESSON, "--json")
    assert refused.exit_code == 2
    assert "nothing was changed outside" in refused.stderr
