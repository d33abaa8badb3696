"""The course as it stands: what each clone, edit and mistake makes of it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.authoring.bowline import FILE, HOLDS, LESSON, ORIENTATION, PLAN, accept_every_section, git, replace, write
from tui.authoring.errors import InputError
from tui.authoring.workbench import LessonState, Outcome, SectionState, Workbench


@pytest.fixture
async def clone(course: Path, workbench: Workbench, tmp_path: Path) -> Path:
    """A fresh clone of the course, one lesson of which is approved; it knows nothing of the attempts."""
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    git(course, "add", "syllabus.yaml", "templates")
    git(course, "commit", "-q", "-m", "The course", "--", "syllabus.yaml", "templates")
    git(tmp_path, "clone", "-q", str(course), "clone")
    folder = tmp_path / "clone"
    git(folder, "config", "user.name", "Another Author")
    git(folder, "config", "user.email", "another@example.org")
    return folder


@pytest.fixture
def cloned(clone: Path, env: dict[str, str]) -> Iterator[Workbench]:
    with Workbench.open(clone, env) as opened:
        yield opened


# A fresh clone


def test_a_clone_shows_an_approved_lesson_as_approved_and_its_sections_with_their_text(cloned: Workbench) -> None:
    view = cloned.lesson(LESSON)

    assert view.state is LessonState.APPROVED
    assert [section.state for section in view.sections] == [SectionState.ACCEPTED] * 3
    assert view.words == 21
    assert cloned.text(HOLDS) == "What there is to say of how-the-loop-holds."
    assert "## Where it fails" in cloned.text(LESSON)
    assert cloned.day(1).approved == 1
    assert cloned.deciding.waiting.next_to_draft(1, None) == "day01_002/orientation"
    assert not cloned.attempts(HOLDS)


def test_a_clone_sees_that_a_file_was_edited_and_still_knows_the_approved_text(clone: Path, cloned: Workbench) -> None:
    assert cloned.lesson(LESSON).state is LessonState.APPROVED
    replace(clone / FILE, "to say of orientation", "to cry of orientation")

    view = cloned.lesson(LESSON)

    assert view.state is LessonState.EDITED
    assert view.accepted == 3
    assert cloned.text(ORIENTATION) == "What there is to say of orientation."

    git(clone, "commit", "-q", "-am", "Mine")
    assert cloned.lesson(LESSON).state is LessonState.APPROVED
    assert cloned.text(ORIENTATION) == "What there is to cry of orientation."


async def test_a_clone_does_not_approve_what_was_edited_outside(clone: Path, cloned: Workbench) -> None:
    replace(clone / FILE, "to say of orientation", "to cry of orientation")
    head = git(clone, "rev-parse", "HEAD")

    with pytest.raises(Exception, match="not approved here"):
        await cloned.approve(LESSON)

    assert git(clone, "rev-parse", "HEAD") == head


def test_a_clone_sees_that_a_file_is_gone(clone: Path, cloned: Workbench) -> None:
    (clone / FILE).unlink()

    assert cloned.lesson(LESSON).state is LessonState.MISSING
    assert cloned.text(ORIENTATION) == "What there is to say of orientation."


def test_other_line_ends_are_no_edit(course: Path, clone: Path, cloned: Workbench, env: dict[str, str]) -> None:
    git(clone, "config", "core.autocrlf", "true")
    (clone / FILE).unlink()
    git(clone, "checkout", "--", FILE)
    (course / FILE).write_bytes((course / FILE).read_bytes().replace(b"\n", b"\r\n"))
    assert b"\r\n" in (clone / FILE).read_bytes()

    assert cloned.lesson(LESSON).state is LessonState.APPROVED
    with Workbench.open(course, env) as own:
        assert own.lesson(LESSON).state is LessonState.APPROVED


def test_a_try_that_came_to_nothing_takes_no_approved_section_away(cloned: Workbench) -> None:
    attempt = cloned.course.store.begin(HOLDS)
    assert cloned.lesson(LESSON).sections[1].state is SectionState.DRAFTING

    cloned.course.store.finish(HOLDS, attempt.number, Outcome.CANCELLED, text="")

    assert cloned.lesson(LESSON).sections[1].state is SectionState.ACCEPTED
    assert cloned.lesson(LESSON).state is LessonState.APPROVED
    assert cloned.text(HOLDS) == "What there is to say of how-the-loop-holds."


async def test_a_section_written_anew_in_a_clone_is_approved_with_the_others_as_they_were(
    clone: Path, cloned: Workbench
) -> None:
    cloned.submit(HOLDS, "A better account of it.")
    assert cloned.lesson(LESSON).state is LessonState.REVIEW
    cloned.accept(HOLDS)
    assert cloned.lesson(LESSON).state is LessonState.ACCEPTED

    await cloned.approve(LESSON)

    assert cloned.lesson(LESSON).state is LessonState.APPROVED
    text = git(clone, "show", f"HEAD:{FILE}")
    assert "A better account of it." in text
    assert "What there is to say of where-it-fails." in text


def test_a_commit_made_by_hand_while_the_workbench_is_open_is_seen(
    course: Path, workbench: Workbench, tmp_path: Path
) -> None:
    workbench.plan([1])
    lesson = workbench.course.lesson(LESSON)
    file = course / FILE
    bodies = {section.id: "By hand." for section in lesson.sections}
    file.write_text(workbench.course.lesson_text(lesson, bodies), encoding="utf-8")
    assert workbench.lesson(LESSON).state is LessonState.EDITED

    git(course, "add", FILE)
    git(course, "commit", "-q", "-m", "By hand")

    assert workbench.lesson(LESSON).state is LessonState.APPROVED


# Changes of what is asked


def test_a_reworded_point_makes_its_accepted_section_stale_and_no_other(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)

    replace(course / "syllabus.yaml", "How the loop holds", "Why the loop holds")

    assert [section.state for section in workbench.lesson(LESSON).sections] == [
        SectionState.ACCEPTED,
        SectionState.STALE,
        SectionState.ACCEPTED,
    ]
    assert workbench.deciding.waiting.next(1, None) == HOLDS


def test_accepting_a_stale_section_again_confirms_the_text_that_stands(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    failed = workbench.course.store.begin(HOLDS)
    workbench.course.store.finish(HOLDS, failed.number, Outcome.FAILED, text="Half")
    replace(course / "syllabus.yaml", "How the loop holds", "Why the loop holds")

    assert workbench.accept(HOLDS).attempt == 1

    assert workbench.lesson(LESSON).sections[1].state is SectionState.ACCEPTED


# Mistakes in files


def test_a_broken_plan_is_the_problem_of_its_day_and_the_other_days_work(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    (course / PLAN).write_text("day: [1\n", encoding="utf-8")

    first, second = workbench.days()

    assert first.problem is not None
    assert "plan.yaml, line" in first.problem
    assert (first.lessons, first.planned) == ((), True)
    assert second.problem is None
    assert [lesson.plan.id for lesson in second.lessons] == ["day02_001"]
    write(workbench, "day02_001/orientation", "Still at work.")


def test_a_broken_syllabus_is_told_by_file_and_line_and_mended_without_reopening(
    course: Path, workbench: Workbench
) -> None:
    before = [view.day.title for view in workbench.days()]
    replace(course / "syllabus.yaml", "title: First knots", "tittle: First knots")

    with pytest.raises(InputError, match=r"syllabus\.yaml, line \d+"):
        list(workbench.days())

    replace(course / "syllabus.yaml", "tittle: First knots", "title: First knots")
    assert [view.day.title for view in workbench.days()] == before


def test_a_broken_blueprint_is_the_problem_of_days_without_a_plan_alone(course: Path, workbench: Workbench) -> None:
    workbench.plan([1])
    replace(course / "templates" / "blueprint.yaml", "each: point", "each: pint")

    planned, unplanned = workbench.days()

    assert planned.problem is None
    assert "blueprint.yaml, line" in str(unplanned.problem)


def test_a_lesson_file_that_cannot_be_read_is_the_problem_of_its_day(course: Path, workbench: Workbench) -> None:
    workbench.plan([1])
    (course / FILE).mkdir()

    first, second = workbench.days()

    assert "cannot be read" in str(first.problem)
    assert second.problem is None


def test_a_file_that_is_no_text_is_only_another_text(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    (course / FILE).write_bytes(b"\xff\xfe\x00")

    assert workbench.lesson(LESSON).accepted == 3


# Names


async def _untouched(path: Path) -> None:
    raise AssertionError(path)


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "day01_001/../x",
        "day01_001/../../x",
        "day01_001x/orientation",
        "day01_001\\..\\x/orientation",
        "day01_001/orientation/",
        "day01_001/",
        "day01_001//orientation",
        "/day01_001/orientation",
        "day01_001/orientation\n",
        "day01_001/\x1b[31m",
        "day01_001/Orientation",
        "day01_002_the_bowline.md/orientation",
        "day٠١_001/orientation",
        f"day{'9' * 5000}_001/orientation",
        "",
    ],
)
def test_what_names_no_section_is_refused_everywhere_in_one_line(course: Path, workbench: Workbench, name: str) -> None:
    (course / ".coursewright" / "x.md").write_text("Not to be read.", encoding="utf-8")
    uses = [
        lambda: workbench.drafts.prompt(name),
        lambda: workbench.attempts(name),
        lambda: workbench.submit(name, "Text."),
        lambda: workbench.edit(name, "Text."),
        lambda: asyncio.run(workbench.hands.edit_outside(name, "Text.", _untouched)),
        lambda: workbench.hands.hand_out(name, "Text."),
        lambda: workbench.hands.keep_unsaved(name, "Text."),
        lambda: workbench.hands.unsaved(name),
        lambda: workbench.accept(name),
        lambda: workbench.reject(name, "No."),
    ]
    for use in uses:
        with pytest.raises(InputError) as refused:
            use()
        assert "\n" not in str(refused.value)
        assert "\x1b" not in str(refused.value)
    assert not (course / "course").exists()
    assert sorted(path.suffix for path in course.rglob("*.md") if "templates" not in path.parts) == [".md"]


def test_a_section_may_be_named_by_its_lessons_file_and_is_kept_under_one_name(workbench: Workbench) -> None:
    by_file = "day01_001_the_bowline.md/orientation"

    workbench.submit(by_file, "By its file.")
    workbench.hands.keep_unsaved(by_file, "Being typed.")
    workbench.accept(by_file)

    assert [attempt.section for attempt in workbench.attempts(ORIENTATION)] == [ORIENTATION]
    assert workbench.hands.unsaved(ORIENTATION) == "Being typed."
    assert workbench.lesson(LESSON).sections[0].state is SectionState.ACCEPTED


# Memory


def test_looking_twice_reads_and_plans_once(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)

    first, second = list(workbench.days()), list(workbench.days())

    for one, other in zip(first, second, strict=True):
        assert one.day is other.day
        assert all(a.plan is b.plan for a, b in zip(one.lessons, other.lessons, strict=True))
