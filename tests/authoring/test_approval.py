"""Approval: a lesson that the author accepted becomes its file and one commit, and nothing else changes."""

import asyncio
import re
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.authoring.bowline import (
    FAILS,
    FILE,
    HOLDS,
    LESSON,
    ORIENTATION,
    PLAN,
    accept_every_section,
    draft,
    git,
    subjects,
    write,
)
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.approval import NotReady
from tui.authoring.checks.finding import Finding, Severity
from tui.authoring.errors import InputError
from tui.authoring.history import running
from tui.authoring.history.refusals import BehindGit
from tui.authoring.history.repository import CommittedOtherwise, FileDiffers, RepositoryError
from tui.authoring.planning.model import LessonPlan
from tui.authoring.review import approvals
from tui.authoring.workbench import FindingsOpen, LessonState, SectionState, Workbench

PLAN_COMMIT = "day01: plan 2 lessons"
LESSON_COMMIT = "day01_001: approve The bowline"
PRICED = """\
profile: fake
profiles:
  fake: {{base_url: "{url}", model: fake-1, prices: {{input: 10, output: 100}}}}
  other: {{base_url: "{url}", model: fake-2, prices: {{input: 10, output: 100}}}}
"""


def trailers(folder: Path) -> list[str]:
    """Return the trailers of the last commit as git reads them."""
    message = git(folder, "log", "-1", "--format=%B")
    return git(folder, "interpret-trailers", "--parse", stdin=message).splitlines()


def hook(folder: Path, name: str, script: str) -> None:
    path = folder / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def picture(folder: Path) -> tuple[str, str, dict[str, bytes]]:
    """Return all that a refusal may not change: the commits, the index, the files."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in (folder / "course").rglob("*.*")}
    return "\n".join(subjects(folder)), git(folder, "status", "--porcelain"), files


# What a commit holds


async def test_the_plan_is_committed_first_and_by_itself_then_the_lesson_by_itself(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)

    approved = await workbench.approve(LESSON)

    assert subjects(course) == [PLAN_COMMIT, LESSON_COMMIT]
    assert git(course, "show", "--format=", "--name-only", "HEAD~1").split() == [PLAN]
    assert git(course, "show", "--format=", "--name-only", "HEAD").split() == [FILE]
    assert approved.commit == git(course, "rev-parse", "HEAD").strip()
    assert approved.path == course / FILE
    assert git(course, "show", f"HEAD:{FILE}") == approved.path.read_text(encoding="utf-8")
    assert workbench.lesson(LESSON).state is LessonState.APPROVED


async def test_the_file_holds_every_accepted_section_in_order(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)

    await workbench.approve(LESSON)

    text = (course / FILE).read_text(encoding="utf-8")
    assert re.findall("^##? .*|^What there .*", text, re.MULTILINE) == [
        "# The bowline",
        "## Orientation",
        "What there is to say of orientation.",
        "## How the loop holds",
        "What there is to say of how-the-loop-holds.",
        "## Where it fails",
        "What there is to say of where-it-fails.",
    ]


async def test_the_trailers_say_who_wrote_what_and_what_it_cost(
    course: Path, workbench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(PRICED.format(url=messages_server.url), encoding="utf-8")
    used = {"input_tokens": 1000, "output_tokens": 100}
    messages_server.default = Reply(text="By a model.", usage=used)
    await draft(workbench, ORIENTATION)
    await draft(workbench, ORIENTATION, HOLDS, profile="other")
    workbench.accept(ORIENTATION, 1)
    workbench.reject(ORIENTATION, "The first one was better.")
    workbench.accept(HOLDS)
    workbench.edit(FAILS, "By the author.")
    workbench.accept(FAILS)
    prompts = [str(workbench.attempts(key)[0].prompt_sha256) for key in (ORIENTATION, HOLDS)]

    await workbench.approve(LESSON)
    await workbench.aclose()

    assert trailers(course) == [
        "Lesson: day01_001",
        "Points: 1.1.1.1, 1.1.1.2",
        "Sections: orientation, how-the-loop-holds, where-it-fails",
        "Drafted-by: fake-1",
        "Drafted-by: fake-2",
        "Drafted-by: hand",
        "Attempts: orientation 1, how-the-loop-holds 1, where-it-fails 1",
        "Tokens: 3000 input, 300 output",  # all that was spent on the lesson, the attempt passed over too
        "Cost-USD: 0.0600",
        f"Prompt-SHA256: orientation {prompts[0]}",
        f"Prompt-SHA256: how-the-loop-holds {prompts[1]}",
    ]


async def test_a_lesson_written_by_hand_claims_no_tokens_and_a_price_unknown_is_said_to_be(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    by_hand = trailers(course)
    await draft(workbench, ORIENTATION)
    workbench.accept(ORIENTATION)

    await workbench.approve(LESSON)
    await workbench.aclose()

    assert [line for line in by_hand if line.startswith(("Drafted-by", "Tokens", "Cost"))] == ["Drafted-by: hand"]
    assert "Cost-USD: unknown" in trailers(course)


# Again


async def test_the_second_lesson_of_a_day_commits_no_plan(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    write(workbench, "day01_002/orientation", "An eight.")
    write(workbench, "day01_002/why-it-jams-less", "It bends gently.")

    await workbench.approve("day01_002")

    assert subjects(course) == [PLAN_COMMIT, LESSON_COMMIT, "day01_002: approve The figure eight"]


async def test_a_plan_edited_by_hand_is_committed_before_the_lesson_that_follows_it(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    plan = course / PLAN
    plan.write_text(plan.read_text("utf-8").replace("target_words: 60", "target_words: 70"), encoding="utf-8")
    assert workbench.lesson(LESSON).sections[0].state is SectionState.STALE
    write(workbench, ORIENTATION, "Longer.")

    await workbench.approve(LESSON)

    assert subjects(course) == [PLAN_COMMIT, LESSON_COMMIT, PLAN_COMMIT, LESSON_COMMIT]
    assert git(course, "status", "--porcelain", "--", "course") == ""


async def test_approving_the_same_text_again_makes_no_commit(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    first = await workbench.approve(LESSON)

    second = await workbench.approve(LESSON)

    assert second == first
    assert subjects(course) == [PLAN_COMMIT, LESSON_COMMIT]


async def test_another_attempt_accepted_later_is_approved_over_the_file(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    write(workbench, HOLDS, "A better account of it.")
    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED

    await workbench.approve(LESSON)

    assert "A better account of it." in git(course, "show", f"HEAD:{FILE}")
    assert "Attempts: orientation 1, how-the-loop-holds 2, where-it-fails 1" in trailers(course)
    assert workbench.lesson(LESSON).state is LessonState.APPROVED


async def test_a_deleted_file_comes_back(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    (course / FILE).unlink()
    assert workbench.lesson(LESSON).state is LessonState.MISSING

    await workbench.approve(LESSON)

    assert workbench.lesson(LESSON).state is LessonState.APPROVED
    assert subjects(course) == [PLAN_COMMIT, LESSON_COMMIT]


async def test_a_plan_that_was_deleted_meanwhile_is_written_and_committed(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    (course / PLAN).unlink()

    await workbench.approve(LESSON)

    assert git(course, "show", f"HEAD~1:{PLAN}") == (course / PLAN).read_text(encoding="utf-8")


async def test_two_approvals_at_once_make_one_commit(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)

    with Workbench.open(course) as other_window:
        both = await asyncio.gather(workbench.approve(LESSON), other_window.approve(LESSON))

    assert both[0] == both[1]
    assert subjects(course) == [PLAN_COMMIT, LESSON_COMMIT]


async def test_an_approval_is_recorded_even_if_nobody_waits_for_its_end(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    hook(course, "pre-commit", "sleep 0.3")
    approving = asyncio.create_task(workbench.approve(LESSON))
    while not (course / FILE).exists():  # noqa: ASYNC110 (git writes it, who sets no event)
        await asyncio.sleep(0.01)

    approving.cancel()
    await asyncio.wait([approving])
    await asyncio.get_running_loop().shutdown_default_executor()

    assert workbench.lesson(LESSON).state is LessonState.APPROVED


# Not ready


async def test_a_lesson_with_an_open_section_is_refused_by_that_sections_name(
    course: Path, workbench: Workbench
) -> None:
    write(workbench, ORIENTATION, "Accepted.")
    workbench.submit(HOLDS, "Waits for a decision.")

    with pytest.raises(NotReady, match=r"'How the loop holds' is proposed and 1 more\. Accept every section"):
        await workbench.approve(LESSON)

    assert subjects(course) == []
    assert not (course / FILE).exists()


async def test_a_file_that_nobody_approved_does_not_stand_for_the_authors_decision(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    text = (course / FILE).read_text(encoding="utf-8").replace("001", "002").replace("The bowline", "The figure eight")
    head, _, _ = text.partition("## Orientation")
    foreign = course / "course/day01/day01_002_the_figure_eight.md"
    foreign.write_text(f"{head}## Orientation\n\nWho says?\n\n## Why it jams less\n\nNobody.\n", encoding="utf-8")

    view = workbench.lesson("day01_002")
    with pytest.raises(NotReady):
        await workbench.approve("day01_002")

    assert (view.state, view.accepted) == (LessonState.EDITED, 0)
    assert subjects(course) == [PLAN_COMMIT, LESSON_COMMIT]


async def test_a_section_that_holds_the_heading_of_another_is_refused(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    write(workbench, ORIENTATION, "First.\n\n## How the loop holds\n\nBy friction.")

    with pytest.raises(Exception, match="title of a section of this lesson"):
        await workbench.approve(LESSON)

    assert subjects(course) == []


# What is the author's


async def test_a_file_edited_outside_is_not_overwritten(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    with (course / FILE).open("a", encoding="utf-8") as file:
        file.write("\nMine.\n")
    write(workbench, HOLDS, "A better account of it.")
    before = picture(course)

    with pytest.raises(FileDiffers, match="not approved here"):
        await workbench.approve(LESSON)

    assert picture(course) == before
    assert workbench.lesson(LESSON).state is LessonState.EDITED


async def test_a_colleagues_later_approval_is_not_overwritten(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    file = course / FILE
    file.write_text(file.read_text("utf-8").replace("to say of", "to tell of"), encoding="utf-8")
    git(course, "commit", "-q", "-m", f"{LESSON_COMMIT}\n\nLesson: day01_001", "--", FILE)
    before = picture(course)

    with pytest.raises(BehindGit):
        await workbench.approve(LESSON)

    assert picture(course) == before


async def test_another_file_of_that_name_is_not_overwritten_and_no_plan_is_committed_for_it(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)
    (course / FILE).write_text("My notes.\n", encoding="utf-8")
    before = picture(course)

    with pytest.raises(FileDiffers):
        await workbench.approve(LESSON)

    assert picture(course) == before
    assert workbench.lesson(LESSON).accepted == 3


async def test_what_the_author_staged_stays_staged(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    (course / "notes.txt").write_text("Mine.\n", encoding="utf-8")
    git(course, "add", "notes.txt")

    await workbench.approve(LESSON)

    assert git(course, "diff", "--cached", "--name-only").split() == ["notes.txt"]
    assert git(course, "ls-tree", "-r", "--name-only", "HEAD").split() == [FILE, PLAN]


# Git refuses


async def test_a_hook_that_refuses_the_lesson_leaves_no_file_and_every_decision(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)
    hook(
        course,
        "pre-commit",
        "if git diff --cached --name-only | grep -q '[.]md$'; then echo No lessons today; exit 1; fi",
    )

    with pytest.raises(RepositoryError, match="No lessons today"):
        await workbench.approve(LESSON)

    assert subjects(course) == [PLAN_COMMIT]
    assert not (course / FILE).exists()
    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED

    hook(course, "pre-commit", "exit 0")
    await workbench.approve(LESSON)
    assert subjects(course) == [PLAN_COMMIT, LESSON_COMMIT]


async def test_what_a_hook_puts_into_the_commits_besides_is_told(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    hook(course, "pre-commit", "date +%s%N > stamp.txt; git add stamp.txt")
    approved = await workbench.approve(LESSON)
    assert any(f"put stamp.txt into commit {approved.commit[:10]}" in note for note in approved.notes), approved.notes
    undone = await asyncio.to_thread(workbench.undo_approval, LESSON)
    assert undone.commit is not None
    assert any(f"put stamp.txt into commit {undone.commit[:10]}" in note for note in undone.notes), undone.notes


async def test_a_hook_that_changes_the_text_is_told_and_recorded(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    hook(course, "pre-commit", f"test -f {FILE} || exit 0\nsed -i s/say/shout/ {FILE}\ngit add {FILE}")

    with pytest.raises(CommittedOtherwise, match="a hook changed the text"):
        await workbench.approve(LESSON)

    approval = approvals.last(workbench.course.store, LESSON)
    assert approval is not None
    assert "to shout of" in approval.text
    assert approval.text == git(course, "show", f"HEAD:{FILE}")
    assert approval.commit == git(course, "rev-parse", "HEAD").strip()
    assert workbench.lesson(LESSON).state is LessonState.APPROVED


async def test_a_detached_head_is_refused_and_nothing_changes(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    git(course, "commit", "-q", "--allow-empty", "-m", "First")
    git(course, "switch", "-q", "--detach")
    before = picture(course)

    with pytest.raises(RepositoryError, match="HEAD is detached"):
        await workbench.approve(LESSON)

    assert picture(course) == before


async def test_what_git_refuses_is_told_before_what_the_checks_find(
    course: Path, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept_every_section(workbench)
    git(course, "commit", "-q", "--allow-empty", "-m", "First")
    error = Finding("levels", Severity.ERROR, FILE, 1, "", "It lacks its levels.")
    monkeypatch.setattr(workbench.checks, "lesson_in_course", lambda lesson, text: (error,))
    with pytest.raises(FindingsOpen):
        await workbench.approve(LESSON)
    git(course, "switch", "-q", "--detach")
    with pytest.raises(RepositoryError, match="HEAD is detached"):
        await workbench.approve(LESSON)


async def test_a_course_that_git_ignores_is_refused_with_the_rule(course: Path, workbench: Workbench) -> None:
    (course / ".gitignore").write_text("course/\n", encoding="utf-8")
    accept_every_section(workbench)
    before = picture(course)

    with pytest.raises(RepositoryError, match=r"\.gitignore, line 1, says `course/`"):
        await workbench.approve(LESSON)

    assert picture(course) == before


async def test_what_refuses_an_approval_leaves_no_git_running(
    course: Path, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept_every_section(workbench)
    started: list[subprocess.Popen[bytes]] = []
    start = running.start

    def counted(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(start(*arguments, **options))
        return started[-1]

    def refuse(lesson: LessonPlan, text: str) -> tuple[Finding, ...]:
        raise InputError("The rules cannot be read.")

    monkeypatch.setattr(running, "start", counted)
    monkeypatch.setattr(workbench.checks, "lesson_in_course", refuse)
    with pytest.raises(InputError, match="rules cannot be read"):
        await workbench.approve(LESSON)

    def opened_and_closed() -> bool:
        asked = any("cat-file" in program.args for program in started)  # type: ignore[operator]
        return asked and all(program.poll() is not None for program in started)

    while not opened_and_closed():  # noqa: ASYNC110 (which sets no event)
        await asyncio.sleep(0.01)


async def test_without_a_repository_the_message_says_what_to_do(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    (course / ".git").rename(course / "git-elsewhere")

    with pytest.raises(RepositoryError, match="run `git init`"):
        await workbench.approve(LESSON)

    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED
    assert not (course / FILE).exists()


async def test_an_accepted_text_that_is_gone_from_the_database_is_asked_for_by_name(
    course: Path, workbench: Workbench
) -> None:
    """However it came about: a lesson is never committed with a section less."""
    accept_every_section(workbench)
    with sqlite3.connect(workbench.workspace.database) as connection:
        connection.execute("DROP TRIGGER finished_texts_stay")
        connection.execute(
            "UPDATE texts SET text = '' WHERE attempt = (SELECT id FROM attempts WHERE section = ?)", (FAILS,)
        )
    connection.close()

    with pytest.raises(NotReady, match="'Where it fails' is without text"):
        await workbench.approve(LESSON)

    assert subjects(course) == []
