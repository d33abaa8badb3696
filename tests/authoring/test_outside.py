"""What other programs change: told for what it is, adopted or put back as the author says, and never lost."""

import errno
import os
from pathlib import Path

import pytest

from tests.authoring.bowline import (
    FILE,
    HOLDS,
    LESSON,
    ORIENTATION,
    git,
    replace,
    subjects,
)
from tui.authoring import atomic, kept_texts
from tui.authoring.errors import AuthoringError
from tui.authoring.history.refusals import BehindGit, FileDiffers
from tui.authoring.kept_texts import FileChanged
from tui.authoring.outside import NothingOutside
from tui.authoring.workbench import LessonState, SectionState, Workbench

SAID = "What there is to say of orientation."
CRIED = "What there is to cry of orientation."


def state(workbench: Workbench) -> LessonState:
    return workbench.lesson(LESSON).state


def texts(workbench: Workbench, key: str) -> list[str]:
    return [attempt.text for attempt in workbench.attempts(key)]


def colleague_approves(course: Path, old: str = SAID, new: str = CRIED) -> None:
    """Commit another text of the lesson, as a pull or a switch brings it."""
    replace(course / FILE, old, new)
    git(course, "commit", "-q", "-m", "day01_001: approve The bowline\n\nLesson: day01_001", "--", FILE)


# Edited


async def test_an_edited_file_is_shown_with_what_changed_and_adopted_as_attempts(
    approved: Workbench, course: Path
) -> None:
    replace(course / FILE, SAID, CRIED)
    assert state(approved) is LessonState.EDITED

    look = approved.outside.look(LESSON)
    assert (look.state, look.sections, look.notes) == (LessonState.EDITED, ("Orientation",), ())
    assert SAID in look.here
    assert CRIED in look.there
    adopted = approved.outside.adopt(look)

    assert adopted.attempts == {ORIENTATION: 2}
    assert adopted.approved == ""
    assert adopted.kept is not None
    assert adopted.kept.read_bytes() == (course / FILE).read_bytes()
    assert texts(approved, ORIENTATION) == [SAID, CRIED]
    assert state(approved) is LessonState.REVIEW
    approved.accept(ORIENTATION)
    assert state(approved) is LessonState.ACCEPTED
    await approved.approve(LESSON)
    assert state(approved) is LessonState.APPROVED
    assert CRIED in git(course, "show", f"HEAD:{FILE}")


@pytest.mark.parametrize("outside", [CRIED.encode(), b"What there is to cr\xe9er."], ids=["crlf", "latin1"])
async def test_a_file_with_other_line_ends_or_another_encoding_is_adopted_approved_and_kept_byte_for_byte(
    approved: Workbench, course: Path, outside: bytes
) -> None:
    path = course / FILE
    content = path.read_bytes().replace(SAID.encode(), outside)
    path.write_bytes(content.replace(b"\n", b"\r\n") if outside == CRIED.encode() else content)
    content = path.read_bytes()
    with pytest.raises(FileDiffers):
        await approved.approve(LESSON)
    assert path.read_bytes() == content

    adopted = approved.outside.adopt(approved.outside.look(LESSON))
    assert state(approved) is LessonState.REVIEW
    approved.accept(ORIENTATION)
    await approved.approve(LESSON)

    assert state(approved) is LessonState.APPROVED
    assert git(course, "status", "--short", "--", FILE) == ""
    assert adopted.kept is not None
    assert adopted.kept.read_bytes() == content


async def test_a_file_that_got_other_line_ends_and_nothing_else_is_no_obstacle(
    approved: Workbench, course: Path
) -> None:
    path = course / FILE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert state(approved) is LessonState.APPROVED  # so there is nothing to adopt

    approved.submit(ORIENTATION, CRIED)
    approved.accept(ORIENTATION)
    await approved.approve(LESSON)

    assert state(approved) is LessonState.APPROVED
    assert CRIED in git(course, "show", f"HEAD:{FILE}")


async def test_what_was_adopted_and_rejected_may_be_approved_over_for_its_text_is_kept(
    approved: Workbench, course: Path
) -> None:
    replace(course / FILE, SAID, CRIED)
    outside = (course / FILE).read_bytes()
    adopted = approved.outside.adopt(approved.outside.look(LESSON))
    approved.reject(ORIENTATION, "Too loud.")
    assert state(approved) is LessonState.EDITED

    await approved.approve(LESSON)

    assert state(approved) is LessonState.APPROVED
    assert SAID in (course / FILE).read_text(encoding="utf-8")
    assert adopted.kept is not None
    assert adopted.kept.read_bytes() == outside


def test_adopting_twice_makes_nothing_twice(approved: Workbench, course: Path) -> None:
    replace(course / FILE, SAID, CRIED)
    first = approved.outside.adopt(approved.outside.look(LESSON))
    again = approved.outside.adopt(approved.outside.look(LESSON))

    assert again.attempts == first.attempts
    assert texts(approved, ORIENTATION) == [SAID, CRIED]


async def test_an_edited_file_is_not_approved_over_before_its_text_is_kept(approved: Workbench, course: Path) -> None:
    replace(course / FILE, SAID, CRIED)
    approved.submit(HOLDS, "Otherwise.")
    approved.accept(HOLDS)

    with pytest.raises(FileDiffers, match="coursewright adopt"):
        await approved.approve(LESSON)

    assert CRIED in (course / FILE).read_text(encoding="utf-8")
    assert len(subjects(course)) == 3


def test_the_approved_text_is_put_back_and_the_one_from_outside_kept(approved: Workbench, course: Path) -> None:
    before = (course / FILE).read_bytes()
    replace(course / FILE, SAID, CRIED)
    outside = (course / FILE).read_bytes()
    (course / FILE).chmod(0o640)

    done = approved.outside.put_back(approved.outside.look(LESSON))

    assert (course / FILE).read_bytes() == before
    assert (course / FILE).stat().st_mode & 0o777 == 0o640
    assert done.kept is not None
    assert done.kept.read_bytes() == outside
    assert state(approved) is LessonState.APPROVED
    assert git(course, "status", "--porcelain", "--", FILE) == ""


@pytest.mark.parametrize("choice", ["adopt", "put_back"])
def test_a_file_that_changed_since_it_was_looked_at_is_left_as_it_is(
    approved: Workbench, course: Path, choice: str
) -> None:
    replace(course / FILE, SAID, CRIED)
    look = approved.outside.look(LESSON)
    replace(course / FILE, CRIED, "Changed once more.")
    now = (course / FILE).read_bytes()

    with pytest.raises(FileChanged, match="Look again"):
        getattr(approved.outside, choice)(look)

    assert (course / FILE).read_bytes() == now
    assert texts(approved, ORIENTATION) == [SAID]


def test_what_is_saved_in_the_moment_of_putting_back_is_kept_and_stands(
    approved: Workbench, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(course / FILE, SAID, CRIED)
    look = approved.outside.look(LESSON)
    checked = approved.outside._check
    late = "Saved by an editor between the look and the write.\n"

    def then_saved(looked: object) -> bytes | None:
        content = checked(looked)  # type: ignore[arg-type]
        (course / FILE).write_text(late, encoding="utf-8")
        return content

    monkeypatch.setattr(approved.outside, "_check", then_saved)
    with pytest.raises(FileChanged):
        approved.outside.put_back(look)

    assert (course / FILE).read_text(encoding="utf-8") == late


def test_a_file_that_an_editor_made_anew_meanwhile_is_not_overwritten(
    approved: Workbench, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(course / FILE, SAID, CRIED)
    outside = (course / FILE).read_bytes()
    look = approved.outside.look(LESSON)
    take_away = kept_texts.take_away

    def then_made_anew(*arguments: object) -> Path:
        kept = take_away(*arguments)  # type: ignore[arg-type]
        (course / FILE).write_text("Anew.\n", encoding="utf-8")
        return kept

    monkeypatch.setattr(kept_texts, "take_away", then_made_anew)
    with pytest.raises(FileChanged):
        approved.outside.put_back(look)

    assert (course / FILE).read_text(encoding="utf-8") == "Anew.\n"
    kept = kept_texts.place(approved.workspace, look.lesson, outside)
    assert kept.read_bytes() == outside


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_a_disk_that_takes_no_file_leaves_the_one_from_outside_where_it_was(
    approved: Workbench, course: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    replace(course / FILE, SAID, CRIED)
    outside = (course / FILE).read_bytes()
    look = approved.outside.look(LESSON)

    def full(path: Path, *_: object, **__: object) -> None:
        raise AuthoringError(f"Could not write {path}: No space left on device.")

    def cannot(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(atomic, "create_bytes", full)
    if not links:
        monkeypatch.setattr(os, "link", cannot)
    with pytest.raises(AuthoringError, match="No space"):
        approved.outside.put_back(look)

    assert (course / FILE).read_bytes() == outside
    assert state(approved) is LessonState.EDITED


def test_an_h2_that_a_section_had_already_divides_nothing(approved: Workbench, course: Path) -> None:
    approved.submit(HOLDS, "The nip.\n\n## An aside\n\nOf ropes.")
    approved.accept(HOLDS)
    text = (course / FILE).read_text(encoding="utf-8")
    held = "What there is to say of how-the-loop-holds."
    text = text.replace(held, "The nip grips.\n\n## An aside\n\nOf ropes.").replace("## Where it fails", "## Where not")
    (course / FILE).write_text(text, encoding="utf-8")

    adopted = approved.outside.adopt(approved.outside.look(LESSON))

    assert texts(approved, HOLDS)[-1] == "The nip grips.\n\n## An aside\n\nOf ropes."
    assert adopted.notes == ("“Where not” stands where “Where it fails” is planned, and is taken for it.",)


def test_a_file_whose_sections_were_renamed_reordered_and_added_is_adopted_as_far_as_it_goes(
    approved: Workbench, course: Path
) -> None:
    text = (course / FILE).read_text(encoding="utf-8")
    head, orientation, holds, fails = text.split("## ")
    renamed = orientation.replace("Orientation\n", "Where we stand\n").replace("say", "cry")
    (course / FILE).write_text(
        f"{head}## {renamed}## {fails.rstrip()}\n\n## {holds}## A knot of mine\n\nMy own words.\n", encoding="utf-8"
    )

    look = approved.outside.look(LESSON)
    adopted = approved.outside.adopt(look)

    assert look.notes == (
        "“Where we stand” stands where “Orientation” is planned, and is taken for it.",
        "“A knot of mine” is no section of the plan: its text is not adopted, but kept with the whole file.",
        "The sections stand in another order than planned; the plan's order is kept.",
    )
    assert adopted.attempts == {ORIENTATION: 2}
    assert texts(approved, ORIENTATION)[-1] == CRIED
    assert adopted.kept is not None
    assert "My own words." in adopted.kept.read_text(encoding="utf-8")


def test_a_file_without_a_section_leaves_what_stands_of_it(approved: Workbench, course: Path) -> None:
    text = (course / FILE).read_text(encoding="utf-8")
    (course / FILE).write_text(text[: text.index("## Where it fails")].replace("say", "cry"), encoding="utf-8")

    adopted = approved.outside.adopt(approved.outside.look(LESSON))

    assert set(adopted.attempts) == {ORIENTATION, HOLDS}
    assert adopted.notes == ("“Where it fails” is not there: what stands of it stays.",)


def test_a_file_that_was_written_by_hand_where_nothing_was_approved_is_adopted(
    course: Path, workbench: Workbench
) -> None:
    workbench.plan([1])
    lesson = workbench.course.lesson(LESSON)
    bodies = {section.id: f"By hand, {section.id}." for section in lesson.sections}
    (course / FILE).write_text(workbench.course.lesson_text(lesson, bodies), encoding="utf-8")
    assert state(workbench) is LessonState.EDITED

    look = workbench.outside.look(LESSON)
    with pytest.raises(AuthoringError, match="never approved"):
        workbench.outside.put_back(look)
    workbench.outside.adopt(look)

    assert state(workbench) is LessonState.REVIEW
    assert texts(workbench, ORIENTATION) == ["By hand, orientation."]


# Behind


async def test_a_colleagues_text_is_behind_and_taking_it_needs_no_second_approval(
    approved: Workbench, course: Path
) -> None:
    colleague_approves(course)
    assert state(approved) is LessonState.BEHIND
    commits = subjects(course)

    look = approved.outside.look(LESSON)
    assert (look.sections, look.commit.author if look.commit else "") == (("Orientation",), "An Author")
    adopted = approved.outside.adopt(look)

    assert adopted.approved == git(course, "rev-parse", "HEAD").strip()
    assert state(approved) is LessonState.APPROVED
    assert approved.text(ORIENTATION) == CRIED
    assert subjects(course) == commits
    taken = approved.deciding.undo()
    assert "Another program" not in taken.said
    assert state(approved) is LessonState.REVIEW
    assert approved.text(ORIENTATION) == SAID


async def test_a_lesson_that_is_behind_is_approved_over_git_only_where_the_author_says_so(
    approved: Workbench, course: Path
) -> None:
    colleague_approves(course)
    head = git(course, "rev-parse", "HEAD")
    with pytest.raises(BehindGit, match="--over-git"):
        await approved.approve(LESSON)
    assert git(course, "rev-parse", "HEAD") == head

    await approved.approve(LESSON, over_git=True)

    assert state(approved) is LessonState.APPROVED
    assert SAID in git(course, "show", f"HEAD:{FILE}")
    assert CRIED in git(course, "show", f"HEAD~1:{FILE}")


async def test_a_branch_on_which_the_lesson_was_approved_earlier_is_taken_up_with_its_own_attempts(
    approved: Workbench, course: Path
) -> None:
    git(course, "switch", "-q", "-c", "other")
    approved.submit(ORIENTATION, CRIED)
    approved.accept(ORIENTATION)
    await approved.approve(LESSON)
    git(course, "switch", "-q", "main")
    assert state(approved) is LessonState.BEHIND

    adopted = approved.outside.adopt(approved.outside.look(LESSON))

    assert adopted.attempts[ORIENTATION] == 1
    assert state(approved) is LessonState.APPROVED
    assert texts(approved, ORIENTATION) == [SAID, CRIED]


async def test_on_a_branch_without_the_lesson_it_is_accepted_and_not_missing(approved: Workbench, course: Path) -> None:
    git(course, "switch", "-q", "-c", "early")
    git(course, "rm", "-q", FILE)
    git(course, "commit", "-q", "-m", "Without it")
    assert not (course / FILE).exists()
    assert state(approved) is LessonState.ACCEPTED
    git(course, "switch", "-q", "main")
    assert state(approved) is LessonState.APPROVED


def test_a_reset_that_leaves_the_file_takes_back_what_git_said_of_it(approved: Workbench, course: Path) -> None:
    git(course, "reset", "-q", "--soft", "HEAD~2")
    assert state(approved) is LessonState.ACCEPTED
    git(course, "reset", "-q", "--soft", "ORIG_HEAD")
    assert state(approved) is LessonState.APPROVED


def test_packed_refs_and_a_branch_moved_below_the_work_tree_are_seen(approved: Workbench, course: Path) -> None:
    git(course, "config", "core.logAllRefUpdates", "false")
    git(course, "pack-refs", "--all")
    assert state(approved) is LessonState.APPROVED
    git(course, "update-ref", "refs/heads/main", "HEAD~2")
    assert state(approved) is LessonState.ACCEPTED
    git(course, "pack-refs", "--all")
    assert state(approved) is LessonState.ACCEPTED


# Missing


def test_a_missing_file_is_put_back(approved: Workbench, course: Path) -> None:
    before = (course / FILE).read_bytes()
    (course / FILE).unlink()
    assert state(approved) is LessonState.MISSING

    look = approved.outside.look(LESSON)
    with pytest.raises(AuthoringError, match="gone"):
        approved.outside.adopt(look)
    assert approved.outside.put_back(look).kept is None

    assert (course / FILE).read_bytes() == before
    assert state(approved) is LessonState.APPROVED


def test_a_lesson_removed_in_git_is_missing_no_more(approved: Workbench, course: Path) -> None:
    git(course, "rm", "-q", FILE)
    assert state(approved) is LessonState.MISSING
    git(course, "commit", "-q", "-m", "Away with it")
    assert state(approved) is LessonState.ACCEPTED


def test_a_sparse_checkout_that_leaves_the_lesson_off_the_disk_does_not_lose_it(
    approved: Workbench, course: Path
) -> None:
    git(course, "sparse-checkout", "set", "--no-cone", "/*", f"!/{FILE}")
    assert not (course / FILE).exists()
    assert state(approved) is LessonState.APPROVED


# What is no change


def test_line_ends_and_filters_of_a_checkout_are_no_edit(approved: Workbench, course: Path) -> None:
    git(course, "config", "core.autocrlf", "true")
    (course / FILE).unlink()
    git(course, "checkout", "--", FILE)
    assert b"\r\n" in (course / FILE).read_bytes()
    assert state(approved) is LessonState.APPROVED

    (course / ".gitattributes").write_text("*.md filter=loud\n", encoding="utf-8")
    git(course, "config", "filter.loud.clean", "sed s/CRY/say/")
    git(course, "config", "filter.loud.smudge", "sed s/say/CRY/")
    (course / FILE).unlink()
    git(course, "checkout", "--", FILE)
    assert "to CRY of orientation" in (course / FILE).read_text(encoding="utf-8")
    assert state(approved) is LessonState.APPROVED


def test_what_stands_as_approved_has_nothing_to_settle(approved: Workbench) -> None:
    with pytest.raises(NothingOutside, match="nothing was changed outside"):
        approved.outside.look(LESSON)


def test_git_that_cannot_be_asked_takes_no_approval_away(approved: Workbench, course: Path) -> None:
    (course / ".git" / "HEAD").write_text("no ref\n", encoding="utf-8")
    assert state(approved) is LessonState.APPROVED
    replace(course / FILE, SAID, CRIED)
    assert state(approved) is LessonState.EDITED


def test_a_linked_work_tree_has_its_own_head(approved: Workbench, course: Path, tmp_path: Path) -> None:
    git(course, "worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    with Workbench.open(tmp_path / "linked", {}) as linked:
        assert linked.lesson(LESSON).state is LessonState.APPROVED
        git(tmp_path / "linked", "rm", "-q", FILE)
        git(tmp_path / "linked", "commit", "-q", "-m", "Away with it")
        assert linked.lesson(LESSON).state is LessonState.PLANNED
        assert [section.state for section in linked.lesson(LESSON).sections] == [SectionState.PLANNED] * 3
    assert state(approved) is LessonState.APPROVED
