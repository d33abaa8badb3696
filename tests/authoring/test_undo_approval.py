"""Undoing an approval: the file goes back by a new commit, the sections stay accepted, and nothing else is touched."""

from pathlib import Path

import pytest

from tests.authoring.bowline import FAILS, FILE, LESSON, accept_every_section, git, subjects, write
from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import RepositoryError
from tui.authoring.workbench import LessonState, Workbench

OTHER = "day01_002"


@pytest.fixture
async def approved(course: Path, workbench: Workbench) -> str:
    """Have the lesson approved, beside staged and unstaged work of the author's; return the commit."""
    accept_every_section(workbench)
    done = await workbench.approve(LESSON)
    (course / "notes.md").write_text("staged\n", encoding="utf-8")
    git(course, "add", "notes.md")
    (course / "loose.md").write_text("loose\n", encoding="utf-8")
    return done.commit


def around(course: Path) -> str:
    """Return what git says of all but the lesson."""
    return "\n".join(line for line in git(course, "status", "--porcelain").splitlines() if FILE not in line)


def head(course: Path) -> str:
    return git(course, "rev-parse", "HEAD").strip()


async def test_the_first_approval_of_a_lesson_is_undone_by_a_commit_that_removes_its_file(
    course: Path, workbench: Workbench, approved: str
) -> None:
    before = around(course)

    undone = workbench.undo_approval(LESSON)

    assert subjects(course)[-2:] == ["day01_001: approve The bowline", "day01_001: undo approval of The bowline"]
    assert git(course, "log", "-1", "--format=%(trailers)").split("\n")[:2] == [
        f"Lesson: {LESSON}",
        f"Undoes: {approved}",
    ]
    assert git(course, "show", "--format=", "--name-status", "HEAD").split() == ["D", FILE]
    assert (undone.undoes, undone.commit, undone.removed) == (approved, head(course), True)
    assert not (course / FILE).exists()
    assert around(course) == before
    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED

    again = await workbench.approve(LESSON)

    assert again.commit == head(course)
    assert workbench.lesson(LESSON).state is LessonState.APPROVED


async def test_a_later_approval_is_undone_to_the_one_before_which_then_counts_and_may_be_undone_itself(
    course: Path, workbench: Workbench, approved: str
) -> None:
    first = (course / FILE).read_bytes()
    write(workbench, FAILS, "It fails where it is shaken.")
    second = await workbench.approve(LESSON)

    undone = workbench.undo_approval(LESSON)

    assert (course / FILE).read_bytes() == first
    assert not undone.removed
    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED  # the sections are those of the second one
    workbench.accept(FAILS, 1)
    assert workbench.lesson(LESSON).state is LessonState.APPROVED  # and these are the first one's

    with pytest.raises(RepositoryError, match="was undone already"):
        workbench.undo_approval(LESSON, second.commit)
    assert workbench.undo_approval(LESSON).undoes == approved
    assert not (course / FILE).exists()
    with pytest.raises(RepositoryError, match="nothing to undo"):
        workbench.undo_approval(LESSON)


async def test_an_approval_that_was_amended_since_is_undone_here_as_well(
    course: Path, workbench: Workbench, approved: str
) -> None:
    write(workbench, FAILS, "It fails where it is shaken.")
    second = await workbench.approve(LESSON)
    git(course, "stash", "-q")  # an amend would take up what is staged
    git(course, "commit", "-q", "--amend", "-m", git(course, "log", "-1", "--format=%B").replace("The bowline", "It"))
    assert head(course) != second.commit

    undone = workbench.undo_approval(LESSON)

    assert undone.undoes not in (second.commit, None)
    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED  # and not behind what the author has undone
    workbench.accept(FAILS, 1)
    assert workbench.lesson(LESSON).state is LessonState.APPROVED


async def test_an_older_approval_is_not_undone_under_a_later_one(
    course: Path, workbench: Workbench, approved: str
) -> None:
    write(workbench, FAILS, "It fails where it is shaken.")
    await workbench.approve(LESSON)
    before = head(course), (course / FILE).read_bytes()

    with pytest.raises(RepositoryError, match="came after it"):
        workbench.undo_approval(LESSON, approved[:12])
    with pytest.raises(RepositoryError, match="no commit `nonsense`"):
        workbench.undo_approval(LESSON, "nonsense")

    assert (head(course), (course / FILE).read_bytes()) == before


@pytest.mark.parametrize("how", ["edited", "staged", "deleted", "committed"])
async def test_what_the_author_has_made_of_the_file_is_never_undone_with_it(
    course: Path, workbench: Workbench, approved: str, how: str
) -> None:
    path = course / FILE
    if how == "deleted":
        path.unlink()
    else:
        path.write_text("The author's own.\n", encoding="utf-8")
    if how == "staged":
        git(course, "add", FILE)
    if how == "committed":
        git(course, "commit", "-qm", "By hand", "--only", "--", FILE)
    before = head(course), git(course, "status", "--porcelain"), git(course, "ls-files", "--stage")

    for amend in (False, True):
        with pytest.raises(RepositoryError):
            workbench.undo_approval(LESSON, amend=amend)

        assert (head(course), git(course, "status", "--porcelain"), git(course, "ls-files", "--stage")) == before
        assert path.exists() == (how != "deleted")


async def test_a_hook_that_refuses_leaves_all_as_it_was(course: Path, workbench: Workbench, approved: str) -> None:
    hook = course / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not now\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    before = head(course), git(course, "status", "--porcelain"), (course / FILE).read_bytes()

    with pytest.raises(RepositoryError, match="not now"):
        workbench.undo_approval(LESSON)

    assert (head(course), git(course, "status", "--porcelain"), (course / FILE).read_bytes()) == before
    assert workbench.cut_off() == ()
    assert workbench.lesson(LESSON).state is LessonState.APPROVED


async def test_an_approval_is_undone_under_the_name_that_the_lesson_has_now(
    course: Path, workbench: Workbench, approved: str
) -> None:
    workbench.plans.move_lesson(LESSON, 1)
    moved = course / FILE.replace("001", "002", 1)
    assert moved.exists()

    undone = workbench.undo_approval(OTHER)

    assert (undone.undoes, undone.path) == (approved, moved)
    assert not moved.exists()


# Dropping the commit


async def test_an_approval_that_was_not_pushed_may_be_dropped(
    course: Path, workbench: Workbench, approved: str
) -> None:
    before = around(course), git(course, "diff", "--cached")
    parent = git(course, "rev-parse", f"{approved}^").strip()
    assert workbench.can_amend(LESSON)

    undone = workbench.undo_approval(LESSON, amend=True)

    assert (head(course), undone.commit, undone.dropped) == (parent, None, (approved,))
    assert not (course / FILE).exists()
    assert (around(course), git(course, "diff", "--cached")) == before
    assert git(course, "status", "--porcelain", "--", FILE) == ""
    assert git(course, "reflog", "-1", "--format=%gs").strip() == f"coursewright: undo approval of {LESSON}"
    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED
    git(course, "reset", "-q", "--keep", undone.dropped[0])
    assert (course / FILE).exists()


async def test_a_pushed_approval_is_not_dropped(
    course: Path, workbench: Workbench, approved: str, tmp_path: Path
) -> None:
    git(course, "init", "-q", "--bare", str(tmp_path / "hub.git"))
    git(course, "push", "-q", str(tmp_path / "hub.git"), "main")
    git(course, "remote", "add", "elsewhere", str(tmp_path / "hub.git"))
    git(course, "fetch", "-q", "elsewhere")
    before = head(course), git(course, "status", "--porcelain")

    assert not workbench.can_amend(LESSON)
    with pytest.raises(RepositoryError, match=r"elsewhere/main has it, so it was pushed"):
        workbench.undo_approval(LESSON, amend=True)

    assert (head(course), git(course, "status", "--porcelain")) == before


async def test_an_approval_on_which_something_stands_is_not_dropped(
    course: Path, workbench: Workbench, approved: str
) -> None:
    git(course, "commit", "-qm", "The author's own", "--only", "--", "notes.md")
    before = head(course)

    with pytest.raises(RepositoryError, match="was committed after it"):
        workbench.undo_approval(LESSON, amend=True)

    assert head(course) == before


async def test_a_refused_drop_leaves_all_as_it_was(course: Path, workbench: Workbench, approved: str) -> None:
    hook = course / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\n[ "$1" != prepared ]\n', encoding="utf-8")
    hook.chmod(0o755)
    before = head(course), git(course, "status", "--porcelain")

    with pytest.raises(AuthoringError):
        workbench.undo_approval(LESSON, amend=True)

    assert (head(course), git(course, "status", "--porcelain")) == before
    assert workbench.lesson(LESSON).state is LessonState.APPROVED
