"""`merge`, and what other verbs say of a merge that waits."""

import json
from pathlib import Path

import pytest

from tests.authoring.together.authors import Author, begin, clone
from tests.authoring.together.test_merging import FILE, LESSON, PLAN, merging
from tests.command_line import CommandLine, in_folder


@pytest.fixture
def ada(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Author:
    """Return an author with a new course, and no settings of whoever runs the tests."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    return begin(tmp_path / "ada")


@pytest.fixture
def run(ada: Author) -> CommandLine:
    """Return the command line of a course in which a merge has stopped at a lesson."""
    ada.approve(LESSON)
    merging(ada)
    return in_folder(ada.folder)


def test_a_merge_that_waits_is_told_and_shown(run: CommandLine) -> None:
    assert "could not be merged by git: `coursewright merge` shows and settles that." in run("status").stderr
    assert f"{FILE} could not be merged" in run("check", "--all").stderr
    shown = run("merge")
    assert shown.exit_code == 1
    assert shown.stdout.splitlines() == [
        "day01_001 is unmerged; ours is main, theirs is knots.",
        "  orientation: the same in both",
        "  how-the-loop-holds: ours",
        "  where-it-fails: choose",
    ]


def test_a_lesson_is_settled_by_naming_the_sections_that_both_changed(run: CommandLine) -> None:
    refused = run("merge", LESSON)
    assert refused.exit_code == 2
    assert "say which to take: --take where-it-fails=ours|theirs|both" in refused.stderr
    for take, said in (
        ("where-it-fails=mine", "names no side: write where-it-fails=ours"),
        ("summary=ours", "has no section 'summary'; its sections are: orientation,"),
    ):
        assert said in run("merge", LESSON, "--take", take).stderr
    assert "<<<<<<<" in (run.folder / FILE).read_text(encoding="utf-8")

    done = run("merge", LESSON, "--take", "where-it-fails=both")

    assert done.exit_code == 0
    assert "The merge ends with `git commit --no-edit`." in done.stdout
    assert "As main has it.\n\nAs knots has it." in run.git("show", f":{FILE}")
    run.git("commit", "--no-edit", "-q")
    assert run.json("status")["totals"]["approved"] == 1
    assert run("status").stderr == ""


def test_scripts_are_given_all_three_texts(run: CommandLine) -> None:
    shown = run("merge", "--json")
    assert shown.exit_code == 1
    (lesson,) = json.loads(shown.stdout)["lessons"]
    assert (lesson["id"], lesson["ours"], lesson["theirs"]) == (LESSON, "main", "knots")
    assert lesson["sections"][-1] == {
        "id": "where-it-fails",
        "taken": None,
        "base": "What there is to say of where it fails.",
        "ours": "As main has it.",
        "theirs": "As knots has it.",
    }


def test_plans_that_both_made_are_joined(ada: Author, tmp_path: Path) -> None:
    bob = clone(ada, tmp_path / "bob")
    ada.approve("day01_001", waive=True)
    bob.approve("day01_002", waive=True)
    bob.tries("pull", "-q", "--no-rebase", "--no-edit")
    run = in_folder(bob.folder)
    told = run("status")
    assert told.exit_code == 2
    assert "plan.yaml is not merged: `coursewright merge` joins what both sides changed" in told.stderr
    assert run.json("merge")["merged"] == [f"{PLAN} is merged: what both sides changed is in it."]
    assert run("merge").stdout == "Nothing is unmerged.\n"
