"""An unmerged lesson settled section by section, driven by its keys."""

import asyncio
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Label

from tests.authoring.bowline import FAILS, FILE, HOLDS, LESSON, PLAN, accept_every_section, write
from tests.courses import ScriptedEditor, git
from tests.screens.test_refused_approvals import hook, refusal
from tests.screens.test_workbench import go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import LessonState, Workbench
from tui.screens.confirm import ConfirmScreen
from tui.screens.three_texts import ThreeTextsScreen

SIZE = (120, 40)
OTHER = "Under a swinging load it works itself loose, and climbers add a stopper."
OWN = "Under a slack load it shakes loose, and sailors add a stopper knot."


def unmerged(course: Path, workbench: Workbench) -> None:
    """Let a merge stop at the last section; of another one only the author's own side has a new text."""
    accept_every_section(workbench)
    asyncio.run(workbench.approve(LESSON))
    git(course, "switch", "-q", "-c", "knots")
    path = course / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("What there is to say of where-it-fails.", OTHER), "utf-8")
    git(course, "commit", "-q", "-m", "Where it fails, by Bob", "--", FILE)
    git(course, "switch", "-q", "main")
    write(workbench, HOLDS, "The collar keeps the nip shut.")
    write(workbench, FAILS, OWN)
    asyncio.run(workbench.approve(LESSON))
    stop_merging(course, "knots")


def stop_merging(course: Path, branch: str) -> None:
    """Merge a branch, at which git stops."""
    assert subprocess.run(["git", "merge", "-q", branch], cwd=course, capture_output=True).returncode == 1


@pytest.fixture
def stopped(course: Path, workbench: Workbench) -> Workbench:
    """The workbench of a course in which a merge has stopped at a lesson."""
    unmerged(course, workbench)
    return workbench


@pytest.fixture
def app(stopped: Workbench) -> CoursewrightApp:
    """The app on that course."""
    return CoursewrightApp(stopped, ScriptedEditor())


def three_texts(app: CoursewrightApp) -> ThreeTextsScreen:
    screen = app.screen
    assert isinstance(screen, ThreeTextsScreen)
    return screen


async def opened(pilot: Pilot[None]) -> ThreeTextsScreen:
    """Open the three texts of the lesson on show, and wait for them."""
    app = pilot.app
    assert isinstance(app, CoursewrightApp)
    await pilot.press("M")
    await until(pilot, lambda: isinstance(app.screen, ThreeTextsScreen) and app.screen.view.comparison.blocks)
    await pilot.pause()
    return three_texts(app)


def said(screen: ThreeTextsScreen) -> str:
    return str(screen.query_one("#said", Label).content)


def back(pilot: Pilot[None]) -> Callable[[], bool]:
    return lambda: type(pilot.app.screen).__name__ == "WorkbenchScreen"


async def test_what_one_side_changed_is_taken_and_the_first_section_to_choose_is_on_show(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        workbench = screen_of(app)
        assert workbench.lesson is not None
        assert workbench.lesson.state is LessonState.UNMERGED
        assert "M shows their texts" in str(workbench.preview.query_one("#note", Label).content)

        screen = await opened(pilot)

        assert screen.sections.border_title == "day01_001 · main ← knots"
        assert dict(screen.sections.origins) == {"orientation": "both, the same", "how-the-loop-holds": "main"}
        assert screen.section.id == "where-it-fails"
        assert screen.sections.border_subtitle == "1 section to choose"
        assert said(screen).startswith("1 takes main, 2 knots, 3 both")


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("1", OWN),
        ("2", OTHER),
        ("3", f"{OWN}\n\n{OTHER}"),
        ("1 2", OTHER),
    ],
)
async def test_the_author_takes_a_side_or_both_and_the_file_is_written_and_staged(
    app: CoursewrightApp, course: Path, stopped: Workbench, keys: str, text: str
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        await opened(pilot)
        await pilot.press(*keys.split(), "w")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("escape")
        await until(pilot, back(pilot))
        assert git(course, "ls-files", "--unmerged") == ""
        assert git(course, "diff", "--name-only") == ""
        assert text in (course / FILE).read_text(encoding="utf-8")
        assert "The collar keeps the nip shut." in (course / FILE).read_text(encoding="utf-8")
        assert stopped.attempts(FAILS)[-1].text == text
        assert (course / ".git" / "MERGE_HEAD").exists()


async def test_the_merge_is_ended_by_one_key_and_the_lesson_is_approved(app: CoursewrightApp, course: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        await opened(pilot)
        await pilot.press("2", "w")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("enter")
        await until(pilot, back(pilot))
        await until(pilot, lambda: screen_of(app).lesson.state is LessonState.APPROVED)
        assert not (course / ".git" / "MERGE_HEAD").exists()
        assert git(course, "log", "-1", "--format=%s") == "Merge branch 'knots'\n"
        assert not screen_of(app).mergeable


async def test_all_that_a_hook_says_of_the_merge_is_shown_before_the_texts_are_left(
    app: CoursewrightApp, course: Path
) -> None:
    hook(course, "for n in $(seq 1 60); do echo line $n; done; exit 1")
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        await opened(pilot)
        await pilot.press("2", "w")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("enter")
        assert (await refusal(pilot)).endswith("line 60")
        await pilot.press("escape")
        await until(pilot, back(pilot))
        assert (course / ".git" / "MERGE_HEAD").exists()
        assert OTHER in (course / FILE).read_text(encoding="utf-8")


async def test_single_changes_make_a_text_of_both(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        screen = await opened(pilot)
        await pilot.press("2", "space")
        assert screen.sections.origins["where-it-fails"] == "changes of both"
        assert "changes of both" in said(screen)
        mixed = screen.view.result
        assert mixed not in (OWN, OTHER)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("escape")
        await until(pilot, back(pilot))
        assert app.workbench.attempts(FAILS)[-1].text == mixed


async def test_what_is_typed_is_taken_and_kept_as_an_attempt_where_the_author_leaves(
    app: CoursewrightApp, course: Path, stopped: Workbench
) -> None:
    before = (course / FILE).read_bytes()
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        screen = await opened(pilot)
        await pilot.press("e")
        assert screen.editor.text == f"{OWN}\n\n{OTHER}"
        await pilot.press("ctrl+home", *"Mine: ", "escape")
        await until(pilot, lambda: screen.sections.origins.get("where-it-fails") == "written here")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("enter")
        await until(pilot, back(pilot))
        assert stopped.attempts(FAILS)[-1].text == f"Mine: {OWN}\n\n{OTHER}"
        assert (course / FILE).read_bytes() == before


async def test_leaving_changes_nothing(app: CoursewrightApp, course: Path, stopped: Workbench) -> None:
    before = (course / FILE).read_bytes(), git(course, "ls-files", "--stage")
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        await opened(pilot)
        await pilot.press("q")
        await until(pilot, back(pilot))
        assert ((course / FILE).read_bytes(), git(course, "ls-files", "--stage")) == before
        assert len(stopped.attempts(FAILS)) == 2


async def test_nothing_is_written_while_a_section_is_to_be_chosen(app: CoursewrightApp, course: Path) -> None:
    before = (course / FILE).read_bytes()
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        screen = await opened(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: screen.section.id == "how-the-loop-holds")
        await pilot.press("w")
        await until(pilot, lambda: screen.section.id == "where-it-fails")
        assert three_texts(app) is screen
    assert (course / FILE).read_bytes() == before


async def test_a_side_is_compared_with_what_both_began_with(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        screen = await opened(pilot)
        await pilot.press("b")
        await until(pilot, lambda: bool(screen.since.comparison.blocks))
        assert screen.since.comparison.apply(()) == "What there is to say of where-it-fails."
        assert screen.since.result == OWN
        await pilot.press("b")
        await until(pilot, lambda: screen.since.result == OTHER)
        assert not screen.check_action("take", ("ours",))


async def test_the_program_ends_in_the_middle_and_what_was_typed_is_an_attempt(
    app: CoursewrightApp, course: Path, stopped: Workbench
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        await opened(pilot)
        await pilot.press("e", "ctrl+home", *"Mine: ")
        await app.action_quit()
    with Workbench.open(course, stopped.env) as again:
        assert again.attempts(FAILS)[-1].text == f"Mine: {OWN}\n\n{OTHER}"


async def test_a_file_that_the_other_side_deleted_is_deleted_once_that_is_confirmed(
    app: CoursewrightApp, course: Path
) -> None:
    git(course, "merge", "--abort")
    git(course, "switch", "-q", "-c", "without", "HEAD~1")
    git(course, "rm", "-q", FILE)
    git(course, "commit", "-q", "-m", "Without the bowline")
    git(course, "switch", "-q", "main")
    stop_merging(course, "without")
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        screen = await opened(pilot)
        assert dict(screen.sections.origins) == dict.fromkeys(screen.sections.origins, "main")
        await pilot.press("D")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("escape")
        assert (course / FILE).exists()
        await pilot.press("D")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("enter")
        await until(pilot, lambda: not (course / FILE).exists() and isinstance(app.screen, ConfirmScreen))
        await pilot.press("enter")
        await until(pilot, back(pilot))
        assert git(course, "ls-files", "--", FILE) == ""


async def test_an_unmerged_plan_is_joined_by_the_same_key(app: CoursewrightApp, course: Path) -> None:
    git(course, "merge", "--abort")
    plan = course / PLAN
    git(course, "switch", "-q", "-c", "longer", "HEAD~1")
    plan.write_text(plan.read_text(encoding="utf-8").replace("title: The figure eight", "title: An eight"), "utf-8")
    git(course, "commit", "-q", "-m", "Another title", "--", PLAN)
    git(course, "switch", "-q", "main")
    text = plan.read_text(encoding="utf-8")
    at = text.index("title: The figure eight")
    head, tail = text[:at], text[at:].replace("budget_tokens: 6000", "budget_tokens: 7000", 1)
    plan.write_text(head + tail.replace("unit: Loops", "unit: Bends", 1), encoding="utf-8")
    git(course, "commit", "-q", "-m", "Another unit", "--", PLAN)
    stop_merging(course, "longer")
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: screen_of(app).mergeable)
        await pilot.press("M")
        await until(pilot, lambda: git(course, "ls-files", "--unmerged") == "")
        await until(pilot, lambda: not screen_of(app).mergeable)
        await screen_of(app).show_course(1, "day01_002")
        lesson = screen_of(app).lesson
        assert lesson is not None
        assert (lesson.plan.title, lesson.plan.unit, lesson.plan.budget_tokens) == ("An eight", "Bends", 7000)
