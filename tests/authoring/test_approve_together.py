"""Several lessons in one commit: all of them or none, each told in it as in a commit of its own."""

import json
import shutil
from pathlib import Path

import pytest

from tests.authoring.bowline import FILE, LESSON, accept_every_section, git, subjects, write
from tests.command_line import CommandLine
from tui.authoring.approval import NotReady
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import LessonState, Workbench

OTHER = "day01_002"
OTHER_FILE = "course/day01/day01_002_the_figure_eight.md"
TOGETHER = "day01: approve 2 lessons"


def accept_other(workbench: Workbench) -> None:
    for key in ("orientation", "why-it-jams-less"):
        write(workbench, f"{OTHER}/{key}", f"What there is to say of {key}.")


@pytest.fixture
def accepted(course: Path, workbench: Workbench) -> Path:
    accept_every_section(workbench)
    accept_other(workbench)
    (course / "notes.md").write_text("staged\n", encoding="utf-8")
    git(course, "add", "notes.md")
    return course


async def test_one_commit_holds_both_files_and_tells_of_each_lesson_by_itself(
    accepted: Path, workbench: Workbench
) -> None:
    approved = await workbench.approve_together((LESSON, OTHER))

    head = git(accepted, "rev-parse", "HEAD").strip()
    assert subjects(accepted) == ["day01: plan 2 lessons", TOGETHER]
    assert [(each.lesson, each.commit) for each in approved] == [(LESSON, head), (OTHER, head)]
    assert sorted(git(accepted, "show", "--format=", "--name-only", "HEAD").split()) == [FILE, OTHER_FILE]
    assert git(accepted, "diff", "--cached", "--name-only").split() == ["notes.md"]
    for lesson, sections in ((LESSON, 3), (OTHER, 2)):
        assert workbench.lesson(lesson).state is LessonState.APPROVED
        with workbench.history.timeline(lesson) as timeline:
            (entry,) = timeline.page()
        assert (entry.commit, str(entry.kind), entry.values("Lesson")) == (head, "approved", (lesson,))
        assert len(entry.attempts) == sections

    # One of them is undone by itself; the commit that both share is not dropped.
    with pytest.raises(AuthoringError, match="it holds 1 other file too"):
        workbench.undo_approval(OTHER, amend=True)
    workbench.undo_approval(OTHER)
    assert (accepted / FILE).exists()
    assert not (accepted / OTHER_FILE).exists()
    assert workbench.lesson(LESSON).state is LessonState.APPROVED
    assert workbench.lesson(OTHER).state is LessonState.ACCEPTED


@pytest.mark.parametrize("why", ["open", "foreign", "hook"])
async def test_where_one_is_refused_none_is_approved(accepted: Path, workbench: Workbench, why: str) -> None:
    if why == "open":
        workbench.submit(f"{OTHER}/orientation", "Another one.")
    elif why == "foreign":
        workbench.plan([1])
        (accepted / OTHER_FILE).write_text("The author's own.\n", encoding="utf-8")
    else:
        hook = accepted / ".git" / "hooks" / "commit-msg"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text('#!/bin/sh\n! grep -q approve "$1"\n', encoding="utf-8")
        hook.chmod(0o755)

    with pytest.raises(NotReady if why == "open" else AuthoringError):
        await workbench.approve_together((LESSON, OTHER))

    assert TOGETHER not in subjects(accepted)
    assert not (accepted / FILE).exists()
    assert git(accepted, "diff", "--cached", "--name-only").split() == ["notes.md"]
    assert workbench.cut_off() == ()
    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED


def test_the_verbs_approve_together_undo_and_tell_what_was_cut_off(accepted: Path, workbench: Workbench) -> None:
    workbench.close()
    run = CommandLine(accepted)

    rows = run.json("approve", LESSON, OTHER, "--squash")["lessons"]
    undone = run.json("undo-approval", OTHER)
    refused = run("undo-approval", LESSON, "--amend")

    assert len({row["commit"] for row in rows}) == 1
    assert undone == {
        "id": OTHER,
        "path": OTHER_FILE,
        "undoes": rows[0]["commit"],
        "commit": git(accepted, "rev-parse", "HEAD").strip(),
        "dropped": [],
        "removed": True,
    }
    assert refused.exit_code == 1
    assert "cannot be dropped" in refused.stderr
    assert "cut_off" not in run.json("status")
    checks = {each["name"]: each for each in json.loads(run("doctor", "--json").stdout)["checks"]}
    assert checks["approvals"]["ok"]


async def test_where_a_power_cut_takes_the_commit_from_git_the_lesson_is_accepted_and_approved_again(
    accepted: Path, workbench: Workbench
) -> None:
    """Git by itself waits for no disk: of all that it wrote, nothing may be left, while file and record are."""
    workbench.plan([1])
    git(accepted, "add", "course")
    git(accepted, "commit", "-qm", "Begin")
    shutil.copytree(accepted / ".git", accepted.parent / "before")
    await workbench.approve_together((LESSON, OTHER))
    workbench.close()
    shutil.rmtree(accepted / ".git")
    shutil.copytree(accepted.parent / "before", accepted / ".git")

    with Workbench.open(accepted, {}) as again:
        assert {again.lesson(each).state for each in (LESSON, OTHER)} == {LessonState.ACCEPTED}
        await again.approve_together((LESSON, OTHER))
        assert {again.lesson(each).state for each in (LESSON, OTHER)} == {LessonState.APPROVED}

    assert subjects(accepted) == ["Begin", TOGETHER]
    git(accepted, "fsck", "--no-dangling")
