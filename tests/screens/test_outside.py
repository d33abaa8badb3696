"""What other programs do to the course while the workbench is open: noticed, shown and settled by keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Label, Static

from tests.authoring.bowline import replace
from tests.courses import git
from tests.screens.test_workbench import LESSON_FILE, ORIENTATION, go, keys_on_offer, screen_of, section, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import LessonState, SectionState, Workbench
from tui.screens.outside import OutsideScreen
from tui.screens.workbench import WorkbenchScreen

LESSON = "day01_001"
SAID = "What there is to say of orientation."
CRIED = "What there is to cry of orientation."


def colleagues(course: Path, tmp_path: Path) -> Path:
    """Return a colleague's clone in which the lesson was approved anew, and pushed."""
    git(tmp_path, "init", "-q", "--bare", "hub.git")
    git(course, "remote", "add", "origin", str(tmp_path / "hub.git"))
    git(course, "push", "-q", "-u", "origin", "main")
    git(tmp_path, "clone", "-q", "-b", "main", "hub.git", "theirs")
    theirs = tmp_path / "theirs"
    replace(theirs / LESSON_FILE, SAID, CRIED)
    named = ("-c", "user.name=Ada Author", "-c", "user.email=ada@example.org")
    git(theirs, *named, "commit", "-q", "-am", "day01_001: approve The bowline\n\nLesson: day01_001")
    git(theirs, "push", "-q")
    return theirs


def note(app: CoursewrightApp) -> str:
    return str(app.screen.query_one("#note", Label).content)


@asynccontextmanager
async def at_the_lesson(app: CoursewrightApp, course: Path) -> AsyncIterator[Pilot[None]]:
    """Start the app, go to the lesson, and wait until changes outside are noticed."""
    ticking = iter(range(100_000))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = screen_of(app)
        screen.clock = lambda: float(next(ticking))  # each look at the clock is a second later: no haste here
        noticed: list[bool] = []
        look_again = screen.runner.look_again
        screen.runner.look_again = lambda: (noticed.append(True), look_again())[1]
        await go(pilot, LESSON)
        for number in range(200):
            (course / "templates" / "poke.md").write_text(f"{number}", encoding="utf-8")
            await pilot.pause(0.1)
            if noticed:
                break
        await pilot.pause(0.5)
        yield pilot


async def shown(pilot: Pilot[None], state: LessonState) -> None:
    app = pilot.app
    assert isinstance(app, CoursewrightApp)
    await until(pilot, lambda: (lesson := screen_of(app).lesson) is not None and lesson.state is state)


async def outside(pilot: Pilot[None], key: str = "O") -> OutsideScreen:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, OutsideScreen) and pilot.app.screen.look)
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, OutsideScreen)
    return screen


async def back(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen))
    await pilot.pause()


# Noticed


async def test_a_file_that_is_edited_and_then_deleted_is_seen_without_a_key(
    app: CoursewrightApp, approved: Workbench, course: Path
) -> None:
    async with at_the_lesson(app, course) as pilot:
        await shown(pilot, LessonState.APPROVED)
        assert "outside" not in keys_on_offer(app)

        replace(course / LESSON_FILE, SAID, CRIED)
        await shown(pilot, LessonState.EDITED)
        assert "O shows how" in note(app)
        assert "outside" in keys_on_offer(app)

        (course / LESSON_FILE).unlink()
        await shown(pilot, LessonState.MISSING)
        assert "O puts it back" in note(app)


async def test_a_pull_is_seen_and_a_switch_and_the_way_back(
    app: CoursewrightApp, approved: Workbench, course: Path, tmp_path: Path
) -> None:
    git(course, "branch", "before", "HEAD")
    colleagues(course, tmp_path)
    async with at_the_lesson(app, course) as pilot:
        git(course, "pull", "-q", "--ff-only")
        await shown(pilot, LessonState.BEHIND)
        assert "Git holds another text" in note(app)

        git(course, "switch", "-q", "before")
        await shown(pilot, LessonState.APPROVED)
        git(course, "rm", "-q", LESSON_FILE)
        git(course, "commit", "-q", "-m", "Away with it")
        await shown(pilot, LessonState.ACCEPTED)
        git(course, "switch", "-q", "main")
        await shown(pilot, LessonState.BEHIND)


async def test_what_changed_while_the_workbench_was_closed_is_there_when_it_opens(
    app: CoursewrightApp, approved: Workbench, course: Path
) -> None:
    replace(course / LESSON_FILE, SAID, CRIED)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, LESSON)
        await shown(pilot, LessonState.EDITED)


# Settled


async def test_an_edited_file_is_adopted_by_two_keys_and_judged_like_any_draft(
    app: CoursewrightApp, approved: Workbench, course: Path
) -> None:
    replace(course / LESSON_FILE, SAID, CRIED)
    async with at_the_lesson(app, course) as pilot:
        screen = await outside(pilot)
        assert "1 section differs: Orientation." in str(screen.query_one("#said", Static).content)
        await pilot.press("a")
        await back(pilot)
        await shown(pilot, LessonState.REVIEW)
    with Workbench.open(course, {}) as again:
        assert section(again, ORIENTATION).state is SectionState.PROPOSED
        assert again.attempts(ORIENTATION)[-1].text == CRIED


async def test_the_key_that_approves_leads_to_what_changed_outside(
    app: CoursewrightApp, approved: Workbench, course: Path
) -> None:
    replace(course / LESSON_FILE, SAID, CRIED)
    async with at_the_lesson(app, course) as pilot:
        await outside(pilot, "A")
        await pilot.press("r")
        await back(pilot)
        await shown(pilot, LessonState.APPROVED)
        assert SAID in (course / LESSON_FILE).read_text(encoding="utf-8")
        kept = [path.read_text(encoding="utf-8") for path in approved.workspace.replaced.glob("day01_001-*.md")]
        assert len(kept) == 1
        assert CRIED in kept[0]


async def test_an_approval_that_is_refused_for_the_file_leads_there_too(
    app: CoursewrightApp, approved: Workbench, course: Path
) -> None:
    approved.submit(ORIENTATION, "Said anew.")
    approved.accept(ORIENTATION)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, LESSON)
        await shown(pilot, LessonState.ACCEPTED)
        screen_of(app).action_approve()
        replace(course / LESSON_FILE, SAID, CRIED)
        await until(pilot, lambda: isinstance(app.screen, OutsideScreen))
        await pilot.press("escape")
        await back(pilot)
    assert CRIED in (course / LESSON_FILE).read_text(encoding="utf-8")


async def test_a_colleagues_text_is_taken_over_by_one_key_or_approved_over_by_another(
    app: CoursewrightApp, approved: Workbench, course: Path, tmp_path: Path
) -> None:
    colleagues(course, tmp_path)
    git(course, "pull", "-q", "--ff-only")
    pulled = git(course, "rev-parse", "HEAD")
    async with at_the_lesson(app, course) as pilot:
        screen = await outside(pilot)
        assert "by Ada Author" in str(screen.query_one("#said", Static).content)
        assert "put_back" not in keys_on_offer(app)
        await pilot.press("a")
        await back(pilot)
        await shown(pilot, LessonState.APPROVED)
        assert git(course, "rev-parse", "HEAD") == pulled

        git(course, "reset", "-q", "--hard", "HEAD~1")
        await shown(pilot, LessonState.BEHIND)
        await outside(pilot)
        await pilot.press("A")
        await back(pilot)
        await shown(pilot, LessonState.APPROVED)
    assert CRIED in git(course, "show", f"HEAD:{LESSON_FILE}")
    assert SAID in git(course, "show", f"HEAD~1:{LESSON_FILE}")


async def test_a_missing_file_is_put_back_by_a_key(app: CoursewrightApp, approved: Workbench, course: Path) -> None:
    before = (course / LESSON_FILE).read_bytes()
    (course / LESSON_FILE).unlink()
    async with at_the_lesson(app, course) as pilot:
        await outside(pilot)
        assert "adopt" not in keys_on_offer(app)
        await pilot.press("r")
        await back(pilot)
        await shown(pilot, LessonState.APPROVED)
    assert (course / LESSON_FILE).read_bytes() == before


async def test_a_file_that_changes_while_it_is_looked_at_is_looked_at_again(
    app: CoursewrightApp, approved: Workbench, course: Path
) -> None:
    replace(course / LESSON_FILE, SAID, CRIED)
    async with at_the_lesson(app, course) as pilot:
        screen = await outside(pilot)
        first = screen.look
        replace(course / LESSON_FILE, CRIED, "Something else again.")
        await pilot.press("r")
        await until(pilot, lambda: screen.look is not first)
        assert screen.look is not None
        assert "Something else again." in screen.look.there
        await pilot.press("escape")
        await back(pilot)
    assert "Something else again." in (course / LESSON_FILE).read_text(encoding="utf-8")


async def test_keys_typed_ahead_settle_nothing_unread(app: CoursewrightApp, approved: Workbench, course: Path) -> None:
    replace(course / LESSON_FILE, SAID, CRIED)
    async with app.run_test(size=(120, 40)) as pilot:
        screen_of(app).clock = lambda: 100.0
        await go(pilot, LESSON)
        await outside(pilot)
        await pilot.press("r", "a")
        await pilot.pause()
        assert isinstance(app.screen, OutsideScreen)
    assert CRIED in (course / LESSON_FILE).read_text(encoding="utf-8")
