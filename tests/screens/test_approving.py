"""Approvals by their keys: one behind the other, all of a day, and one that was cut off when the program last ended."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.authoring.bowline import FILE, LESSON, accept_every_section, git, subjects, write
from tests.courses import ScriptedEditor
from tests.screens.test_workbench import go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.review import under_way
from tui.authoring.review.under_way import Kind, UnderWay
from tui.authoring.workbench import LessonState, Workbench
from tui.screens.approve_all import ApproveAllScreen
from tui.screens.cut_off import CutOffScreen
from tui.screens.workbench import WorkbenchScreen

OTHER = "day01_002"
HITCH = "day02_001"
FIRST, SECOND = "day01_001: approve The bowline", "day01_002: approve The figure eight"


def accept_other(workbench: Workbench) -> None:
    for key in ("orientation", "why-it-jams-less"):
        write(workbench, f"{OTHER}/{key}", f"What there is to say of {key}.")


def approvals(course: Path) -> list[str]:
    return [subject for subject in subjects(course) if "approve" in subject]


def told(app: CoursewrightApp) -> str:
    return " ".join(note.message for note in app._notifications)


class Gate:
    """A hook of the author's that takes its time: until it is opened."""

    def __init__(self, course: Path) -> None:
        self._open = course.parent / "open"
        self.reached = course.parent / "reached"
        hook = course / ".git" / "hooks" / "commit-msg"
        hook.parent.mkdir(exist_ok=True)
        script = f'#!/bin/sh\ngrep -q approve "$1" || exit 0\ntouch {self.reached}\n'
        # It gives up by itself: where a test fails before the gate is opened, the app would wait for it for ever.
        wait = f"n=0; until [ -e {self._open} ] || [ $n = 200 ]; do sleep 0.05; n=$((n + 1)); done"
        hook.write_text(f"{script}{wait}\n", encoding="utf-8")
        hook.chmod(0o755)

    def open(self) -> None:
        """Let it go on, and never wait again."""
        self._open.touch()


def activity(app: CoursewrightApp) -> str:
    return str(screen_of(app).status.activity)


async def test_an_approval_that_is_asked_for_while_another_runs_waits_and_is_not_lost(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    accept_every_section(workbench)
    accept_other(workbench)
    gate = Gate(course)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, LESSON)
        await pilot.press("A")
        await until(pilot, gate.reached.exists)
        await go(pilot, OTHER)
        await pilot.press("A", "A")  # a second press asks for nothing more
        await until(pilot, lambda: "1 wait" in activity(app))
        assert activity(app).startswith(f"Approving {LESSON}…")
        gate.open()
        await until(pilot, lambda: workbench.lesson(OTHER).state is LessonState.APPROVED)
        await until(pilot, lambda: "2 lessons in 2 commits. h, then x, undoes it." in told(app))
    assert approvals(course) == [FIRST, SECOND]


async def test_approvals_that_wait_are_dropped_and_the_one_under_way_comes_to_its_end(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    accept_every_section(workbench)
    accept_other(workbench)
    gate = Gate(course)
    async with app.run_test(size=(120, 40)) as pilot:
        await all_of_the_day(pilot)
        await pilot.press("enter")
        await until(pilot, gate.reached.exists)
        await until(pilot, lambda: "1 of 2" in activity(app))
        await pilot.press("s")
        await until(pilot, lambda: "1 lesson will not be approved" in told(app))
        gate.open()
        await until(pilot, lambda: workbench.lesson(LESSON).state is LessonState.APPROVED)
        await until(pilot, lambda: not activity(app))
        assert workbench.lesson(OTHER).state is LessonState.ACCEPTED
    assert approvals(course) == [FIRST]


async def all_of_the_day(pilot: Pilot[None]) -> ApproveAllScreen:
    """Ask for all of the day on show, and wait until it can be answered."""
    clock = iter(range(1000))
    screen_of(pilot.app).clock = lambda: float(next(clock))  # type: ignore[arg-type]
    await go(pilot, LESSON)
    await pilot.press("W")
    await until(pilot, lambda: isinstance(pilot.app.screen, ApproveAllScreen))
    box = pilot.app.screen
    assert isinstance(box, ApproveAllScreen)
    await until(pilot, lambda: "Checking" not in shown(box, "#title"))
    return box


def shown(box: ApproveAllScreen, name: str) -> str:
    return str(box.query_one(name).content)  # type: ignore[attr-defined]


async def test_all_that_is_accepted_is_approved_in_one_commit_and_what_stands_in_the_way_is_told(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    accept_every_section(workbench)
    accept_other(workbench)
    workbench.submit(f"{HITCH}/orientation", "A hitch.")
    async with app.run_test(size=(120, 40)) as pilot:
        box = await all_of_the_day(pilot)
        assert shown(box, "#title") == "Approve 2 lessons of day 1?"
        await pilot.press("c")
        await until(pilot, lambda: "of the course?" in shown(box, "#title"))
        assert "✓ day01_001 The bowline · " in shown(box, "#lessons")
        assert f"- {HITCH} The clove hitch: Orientation is proposed and 1 more" in shown(box, "#lessons")
        await pilot.press("o")
        await until(pilot, lambda: workbench.lesson(OTHER).state is LessonState.APPROVED)
        await until(pilot, lambda: "2 lessons in 1 commit." in told(app))
    assert approvals(course) == ["day01: approve 2 lessons"]


async def test_a_lesson_with_an_error_is_left_out_of_all_and_escape_leaves_all_as_it_is(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    accept_other(workbench)
    workbench.plan([1])
    (course / "course/day01/day01_002_the_figure_eight.md").write_text("The author's own.\n", encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        box = await all_of_the_day(pilot)
        assert shown(box, "#title") == "Nothing of day 1 can be approved now"
        assert "its file is edited" in shown(box, "#lessons")
        await pilot.press("enter", "o")
        assert app.screen is box
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
    assert approvals(course) == []


@pytest.fixture
def cut_off(course: Path, env: dict[str, str]) -> Path:
    """An approval that wrote the lesson's file, and then its process was gone."""
    with Workbench.open(course, env) as workbench:
        accept_every_section(workbench)
        workbench.plan([1])
        git(course, "add", ".")
        git(course, "commit", "-qm", "Begin")
        lesson = workbench.course.lesson(LESSON)
        text = workbench.course.lesson_text(lesson, workbench.course.accepted_bodies(lesson))
        head = git(course, "rev-parse", "HEAD").strip()
        (course / FILE).write_text(text, encoding="utf-8", newline="")
        row = UnderWay(LESSON, FILE, FILE, None, text, git(course, "hash-object", FILE).strip(), False, head)
        under_way.begin(workbench.course.store, Kind.APPROVE, [row])
    return course


@pytest.mark.parametrize(("key", "commits", "state"), [("enter", [FIRST], "approved"), ("u", [], "accepted")])
async def test_one_key_finishes_an_approval_that_was_cut_off_and_one_takes_it_back(
    cut_off: Path, env: dict[str, str], key: str, commits: list[str], state: str
) -> None:
    with Workbench.open(cut_off, env) as workbench:
        app = CoursewrightApp(workbench, ScriptedEditor())
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, CutOffScreen))
            said = " ".join(str(label.content) for label in app.screen.query(".said, .title"))  # type: ignore[attr-defined]
            assert "An approval was cut off: day01_001" in said
            assert "was cut off before its commit: its file is written, and no commit holds it." in said
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
            await until(pilot, lambda: commits or "as it was before." in told(app))
            await until(pilot, lambda: not commits or f"{FILE} is commit" in told(app))
            assert workbench.lesson(LESSON).state.word == state
            assert workbench.cut_off() == ()
    assert approvals(cut_off) == commits
    assert git(cut_off, "status", "--porcelain") == ""
