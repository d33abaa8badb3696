"""The history screen, driven by its keys, on real commits."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Label, Static

from tests.courses import ScriptedEditor, git
from tests.screens.histories import FAILS, FILE, FIRST, HOLDS, LESSON, ORIENTATION, OTHER
from tests.screens.histories import history as history
from tests.screens.histories import made as made
from tests.screens.test_workbench import go, keys_on_offer, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.comparing.comparison import Comparison
from tui.authoring.workbench import LessonState, Origin, SectionState, Workbench
from tui.screens.history import HistoryScreen
from tui.screens.refusal import RefusalScreen
from tui.screens.restore import RestoreScreen
from tui.screens.undo_approval import UndoApprovalScreen
from tui.screens.workbench import WorkbenchScreen
from tui.widgets import entry_look
from tui.widgets.said_lines import SaidLines
from tui.widgets.syllabus_tree import SyllabusTree

SIZE = (120, 40)
WIDE = (200, 50)


@pytest.fixture
def workbench(history: Path, env: dict[str, str]) -> Iterator[Workbench]:
    """The workbench on the course with its history."""
    opened = Workbench.open(history, env)
    yield opened
    opened.close()


def screen(app: CoursewrightApp) -> HistoryScreen:
    found = app.screen
    assert isinstance(found, HistoryScreen)
    return found


async def opened(pilot: Pilot[None], target: str = LESSON) -> HistoryScreen:
    """Open the history of a lesson or section and wait for all of it, and for what its newest entry changed."""
    await gone(pilot, target)
    await pilot.press("h")
    return await read(pilot)


async def gone(pilot: Pilot[None], target: str) -> None:
    """Go to a lesson or section of any day."""
    app = pilot.app
    assert isinstance(app, CoursewrightApp)
    await screen_of(app).show_day(int(target[3:5]), target)
    await go(pilot, target)


async def read(pilot: Pilot[None]) -> HistoryScreen:
    app = pilot.app
    assert isinstance(app, CoursewrightApp)
    await until(pilot, lambda: isinstance(app.screen, HistoryScreen) and app.screen.timeline.whole)
    await settled(pilot)
    return screen(app)


async def settled(pilot: Pilot[None]) -> None:
    """Wait until the detail shows what is wanted."""
    found = pilot.app.screen
    assert isinstance(found, HistoryScreen)
    await until(pilot, lambda: found._asked == found.wanted)
    await pilot.pause()


def told(shown: HistoryScreen) -> list[str]:
    return [entry_look.what(entry) for entry in shown.timeline.entries]


def changes(shown: HistoryScreen) -> str:
    """What is marked as changed, and the titles of the two texts."""
    view = shown.detail.comparison
    changed = [piece for block in view.comparison.blocks for piece in block.pieces if piece.change is not None]
    return "\n".join([*view._titles, *(f"{piece.old}\n{piece.new}" for piece in changed)])


def sentence(shown: HistoryScreen) -> str:
    return str(shown.query_one("#sentence-text", Static).content)


def text_of(shown: HistoryScreen, widget: str) -> str:
    return str(shown.query_one(f"#{widget}", Static).content)


def notices(app: CoursewrightApp) -> str:
    return "\n".join(note.message for note in app._notifications)


# What is shown


async def test_h_shows_what_was_committed_of_the_lesson_and_what_the_newest_changed(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        assert told(shown) == [
            "Say who [bold]ties[/bold] it",
            f"{LESSON} The bowline",
            f"{LESSON} The bowline",
            f"{LESSON} The bowline",
        ]
        assert shown.timeline.border_title == f"History of {LESSON}"
        assert "sailor" in changes(shown)
        assert "climber" in changes(shown)
        await pilot.press("j", "j")
        await settled(pilot)
        assert "grips" in changes(shown)
        assert "Pull it, and see." in changes(shown)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))


async def test_a_line_tells_when_what_who_how_many_words_which_model_and_what_it_cost(app: CoursewrightApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        shown = await opened(pilot)
        shown.set_class(False, "-beside")  # the list alone has the whole width
        view = shown.timeline
        await until(pilot, lambda: view.size.width > 120 and view.words_of(view.entries[1].commit) is not None)
        await pilot.pause()
        by_hand, by_model = (" ".join(view.render_line(y).text.split()) for y in (1, 2))
        assert by_model == f"✓ 2026-03-04 {LESSON} The bowline Ada Author +6 −0 claude-test-1 $0.12"
        assert by_hand == "✎ 2026-03-05 Say who [bold]ties[/bold] it Eve Red [bold] +1 −1 hand"


async def test_the_words_of_a_stranger_are_shown_and_obeyed_by_nobody(app: CoursewrightApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        shown = await opened(pilot)
        drawn = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "Say who [bold]ties[/bold] it" in drawn
        assert "Eve Red [bold]" in drawn
        assert "\x1b" not in drawn
        assert "\u202e" not in drawn
        await pilot.press("i")
        await settled(pilot)
        about = text_of(shown, "about-text")
        assert "Eve Red [bold] <other@example.org>" in about
        assert "A climber asked." in about


async def test_the_history_of_a_day_and_of_the_course_hold_plans_and_lessons(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, LESSON)
        await pilot.press("1")
        tree = app.screen.query_one(SyllabusTree)
        tree.reveal(2)
        await until(pilot, lambda: screen_of(app).day == 2)
        await pilot.press("h")
        shown = await read(pilot)
        assert shown.timeline.border_title == "History of day 2"
        assert told(shown) == [f"{OTHER} The clove hitch", "day02: plan 1 lesson"]
        await pilot.press("L")
        shown = await read(pilot)
        assert shown.timeline.border_title == "History of the course"
        assert len(shown.timeline.entries) > 6
        assert shown.timeline.entry is not None
        assert entry_look.what(shown.timeline.entry) == f"{OTHER} The clove hitch"  # the cursor stays where it was
        await pilot.press("l")
        shown = await read(pilot)
        assert shown.timeline.border_title == f"History of {OTHER}"
        assert told(shown) == [f"{OTHER} The clove hitch"]


async def test_the_file_as_of_then_and_what_the_commit_says_of_itself(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        await pilot.press("j", "f")
        await settled(pilot)
        assert "Every sailor ties it." in shown.detail.page.plain
        assert "and so does a stiff one" in shown.detail.page.plain
        await pilot.press("end")  # the first approval
        await settled(pilot)
        assert "stiff" not in shown.detail.page.plain
        assert "presses on itself" in shown.detail.page.plain
        await pilot.press("home", "j", "i")
        await settled(pilot)
        about = text_of(shown, "about-text")
        assert "Teaches             1.1.1.1 How the loop holds\n                    1.1.1.2 Where it fails\n" in about
        assert "Written by          claude-test-1" in about
        assert "Cost                $0.12" in about
        assert "Findings waived     prose: It is a quote." in about
        assert "Made                2026-03-04 10:00:00 +0100" in about


async def test_the_changes_line_by_line_are_those_that_git_prints(app: CoursewrightApp, history: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        await pilot.press("w")
        await settled(pilot)
        lines = text_of(shown, "raw-text").splitlines()
        printed = git(history, "show", "--format=", "HEAD", "--", FILE).splitlines()
        start = next(n for n, line in enumerate(printed) if line.startswith("@@"))
        assert [line for line in lines if line[:1] in "+-"][2:] == [
            line for line in printed[start + 1 :] if line[:1] in "+-"
        ]
        await pilot.press("w")
        await settled(pilot)
        assert shown.detail.in_front is shown.detail.comparison


async def test_the_blame_tells_of_each_section_where_it_is_from_and_leads_there(
    app: CoursewrightApp, history: Path
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot, FAILS)
        await pilot.press("b")
        await settled(pilot)
        blame = shown.detail.blame
        rows = {key: [cell.plain.strip() for cell in blame._cells(key)] for key in FIRST}
        commits = git(history, "log", "--format=%H", "--", FILE).split()
        assert rows[ORIENTATION][1] == commits[0][:8]
        assert rows[HOLDS][1:4] == [commits[2][:8], "2026-03-02", "2"]
        assert rows[FAILS][1:5] == [commits[1][:8], "2026-03-04", "2", "claude-test-1"]
        assert blame.key == FAILS  # the section from which the history was opened
        await pilot.press("tab")
        await until(pilot, lambda: blame.has_focus)
        await pilot.press("enter")
        await settled(pilot)
        assert shown.timeline.entry is not None
        assert shown.timeline.entry.commit == commits[1]
        assert "stiff" in changes(shown)


# Narrowing


async def narrowed(pilot: Pilot[None], typed: str) -> HistoryScreen:
    await pilot.press("slash")
    await until(pilot, lambda: isinstance(pilot.app.screen.focused, Input))
    line = pilot.app.screen.query_one("#filter-words", Input)
    line.value = typed
    await pilot.press("enter")
    await pilot.pause()
    return await read(pilot)


async def test_a_filter_shows_what_it_takes_says_so_and_escape_shows_all_again(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        assert "all" not in keys_on_offer(app)
        await narrowed(pilot, "author:eve")
        assert told(shown) == ["Say who [bold]ties[/bold] it"]
        assert "author:eve" in str(shown.timeline.border_title)
        await narrowed(pilot, "model:claude")
        assert [entry.models for entry in shown.timeline.entries] == [("claude-test-1",)]
        await narrowed(pilot, "model:hand lesson:day02_001")
        assert told(shown) == [f"{OTHER} The clove hitch"]
        await narrowed(pilot, "text:nothing-says-this")
        assert told(shown) == []
        assert "No commit of day02_001 is one of text:nothing-says-this" in text_of(shown, "timeline-empty")
        await pilot.press("escape")
        await read(pilot)
        assert told(shown) == [f"{OTHER} The clove hitch"]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))


async def test_a_lesson_that_is_none_is_refused_and_what_was_typed_stays(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        before = told(shown)
        await pilot.press("slash", *"lesson:bow", "enter")
        await pilot.pause()
        assert "write it as in lesson:day01_001" in str(shown.filter_bar.query_one(Label).content)
        assert shown.filter_bar.query_one(Input).value == "lesson:bow"
        assert told(shown) == before
        await pilot.press("escape")
        await pilot.pause()
        assert not shown.filter_bar.display
        assert shown.timeline.has_focus


async def test_the_letters_of_keys_are_typed_into_the_filter_and_do_nothing_else(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        await pilot.press("slash", *"rxhqyb")
        await pilot.pause()
        assert app.screen is shown
        assert shown.filter_bar.query_one(Input).value == "rxhqyb"


# Comparing


async def test_a_marked_commit_is_compared_with_whatever_the_cursor_goes_to(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        await pilot.press("end", "space", "home")
        await settled(pilot)
        said = changes(shown)
        for both in ("sailor", "climber", "presses on", "grips", "stiff"):
            assert both in said
        assert "(marked)" in said.splitlines()[0]
        await pilot.press("j")
        await settled(pilot)
        assert "climber" not in changes(shown)
        assert "stiff" in changes(shown)
        await pilot.press("end", "space", "home")
        await settled(pilot)
        assert "presses on" not in changes(shown)


async def test_commits_of_two_lessons_are_not_compared_and_it_is_said_why(app: CoursewrightApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        await pilot.press("L", "L")
        await read(pilot)
        await pilot.press("home", "space", "j", "j")
        await settled(pilot)
        assert f"this one of {OTHER}" in sentence(shown)


# From here


async def test_the_hash_is_copied_whole(app: CoursewrightApp, history: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("y")
        await pilot.pause()
        assert app.clipboard == git(history, "rev-parse", "HEAD").strip()


async def test_a_version_is_restored_as_attempts_and_overwrites_nothing(
    app: CoursewrightApp, workbench: Workbench, history: Path
) -> None:
    standing, status = (history / FILE).read_bytes(), git(history, "status", "--porcelain")
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("end", "r")
        await until(pilot, lambda: isinstance(app.screen, RestoreScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await until(pilot, lambda: screen_of(app).target is not None and "/" in str(screen_of(app).target))
        newest = workbench.attempts(HOLDS)[-1]
        assert newest.text == FIRST[HOLDS]
        assert workbench.attempts(ORIENTATION)[-1].text == FIRST[ORIENTATION]
        states = {each.key: each.state for each in workbench.lesson(LESSON).sections}
        assert states[HOLDS] is SectionState.PROPOSED
        assert "made of" in notices(app)
    assert (history / FILE).read_bytes() == standing
    assert git(history, "status", "--porcelain") == status


async def test_one_section_alone_is_restored(app: CoursewrightApp, workbench: Workbench) -> None:
    before = {key: len(workbench.attempts(key)) for key in FIRST}
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("end", "r")
        await until(pilot, lambda: isinstance(app.screen, RestoreScreen))
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen) and screen_of(app).target == HOLDS)
        after = {key: len(workbench.attempts(key)) for key in FIRST}
        assert after == {**before, HOLDS: before[HOLDS] + 1}


async def test_who_thinks_better_of_it_restores_nothing(app: CoursewrightApp, workbench: Workbench) -> None:
    before = {key: len(workbench.attempts(key)) for key in FIRST}
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        await pilot.press("end", "r")
        await until(pilot, lambda: isinstance(app.screen, RestoreScreen))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is shown)
        assert {key: len(workbench.attempts(key)) for key in FIRST} == before


async def asked_to_undo(pilot: Pilot[None]) -> UndoApprovalScreen:
    await pilot.press("x")
    await until(pilot, lambda: isinstance(pilot.app.screen, UndoApprovalScreen))
    box = pilot.app.screen
    assert isinstance(box, UndoApprovalScreen)
    return box


async def test_an_approval_is_undone_by_a_commit_once_that_is_confirmed(
    app: CoursewrightApp, workbench: Workbench, history: Path
) -> None:
    head = git(history, "rev-parse", "HEAD").strip()
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot, OTHER)
        undone = shown.timeline.entries[0].commit
        await asked_to_undo(pilot)
        await pilot.press("m")  # the commit is not the newest of the branch: it cannot be taken away
        await pilot.pause()
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is shown)
        assert git(history, "rev-parse", "HEAD").strip() == head
        await asked_to_undo(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: len(shown.timeline.entries) == 2)
        await settled(pilot)
        assert shown.timeline.entries[0].kind == "undone"
        assert "is undone by commit" in notices(app)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await until(pilot, lambda: workbench.lesson(OTHER).state is LessonState.ACCEPTED)
    assert git(history, "log", "-1", "--format=%P %(trailers:key=Undoes,valueonly)").split() == [head, undone]


async def test_what_came_of_undoing_is_told_whatever_is_done_meanwhile_and_it_is_not_begun_twice(
    app: CoursewrightApp, history: Path
) -> None:
    hook = history / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nwhile [ ! -e .git/go-on ]; do sleep 0.05; done\necho no, and why\nexit 1\n")
    hook.chmod(0o755)
    head = git(history, "rev-parse", "HEAD")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot, OTHER)
        await asked_to_undo(pilot)
        await pilot.press("enter")
        await pilot.press("x", "r")
        await until(pilot, lambda: "wait until that is done" in notices(app))
        await pilot.press("g")  # and the history is left
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        (history / ".git" / "go-on").touch()
        await until(pilot, lambda: isinstance(app.screen, RefusalScreen))
        assert "no, and why" in app.screen.query_one(SaidLines).said
    assert git(history, "rev-parse", "HEAD") == head


async def test_an_approval_that_nobody_else_has_can_be_taken_away(
    app: CoursewrightApp, workbench: Workbench, history: Path
) -> None:
    head = git(history, "rev-parse", "HEAD").strip()
    workbench.submit(f"{OTHER}/orientation", "Posts stand everywhere.", origin=Origin.HAND)
    workbench.accept(f"{OTHER}/orientation")
    async with app.run_test(size=SIZE) as pilot:
        await gone(pilot, OTHER)
        await pilot.press("A")
        await until(pilot, lambda: workbench.lesson(OTHER).state is LessonState.APPROVED)
        assert git(history, "rev-parse", "HEAD^").strip() == head
        await pilot.press("h")
        shown = await read(pilot)
        await asked_to_undo(pilot)
        await pilot.press("m")
        await until(pilot, lambda: app.screen is shown and "is dropped" in notices(app))
        assert git(history, "rev-parse", "HEAD").strip() == head


async def test_what_others_stand_on_is_not_undone_and_it_is_said_why(app: CoursewrightApp, history: Path) -> None:
    head = git(history, "rev-parse", "HEAD")
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        assert "undo_approval" not in keys_on_offer(app)  # the newest is a commit by hand
        await pilot.press("j")
        await settled(pilot)
        await asked_to_undo(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is shown and any(n.title == "Not undone" for n in app._notifications))
    assert git(history, "rev-parse", "HEAD") == head


# Where there is nothing


async def test_a_lesson_never_approved_says_how_its_history_begins(course: Path, env: dict[str, str]) -> None:
    with Workbench.open(course, env) as workbench:
        app = CoursewrightApp(workbench, ScriptedEditor())
        async with app.run_test(size=(80, 24)) as pilot:
            shown = await opened(pilot, "day01_002")
            assert "it was never approved" in text_of(shown, "timeline-empty")
            assert {"restore", "undo_approval", "copy", "show", "mark"}.isdisjoint(keys_on_offer(app))
            await pilot.press("h")
            await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))


async def test_without_a_repository_it_is_said_what_to_do(course: Path, env: dict[str, str]) -> None:
    shutil.rmtree(course / ".git")
    with Workbench.open(course, env) as workbench:
        app = CoursewrightApp(workbench, ScriptedEditor())
        async with app.run_test(size=SIZE) as pilot:
            shown = await opened(pilot)
            assert "git init" in text_of(shown, "timeline-empty")


async def test_git_that_fails_while_it_is_open_is_told_and_the_screen_goes_on(
    app: CoursewrightApp, history: Path
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        (history / ".git").rename(history / "away")
        await pilot.press("j")
        await settled(pilot)
        assert "lies in no git repository" in sentence(shown)
        (history / "away").rename(history / ".git")
        await pilot.press("j")
        await settled(pilot)
        assert "grips" in changes(shown)


# How it keeps up


async def test_an_answer_that_comes_too_late_is_not_shown(
    app: CoursewrightApp, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = threading.Event(), threading.Event()
    find = workbench.history.comparison

    def slow(entry: object, path: str | None = None) -> Comparison:
        if not asked.is_set():
            asked.set()
            assert go_on.wait(60)
        return find(entry, path)  # type: ignore[arg-type]

    async with app.run_test(size=SIZE) as pilot:
        shown = await opened(pilot)
        monkeypatch.setattr(workbench.history, "comparison", slow)
        await pilot.press("j")  # whose answer takes its time
        await until(pilot, asked.is_set)
        await pilot.press("j")
        go_on.set()
        seen: set[str] = set()
        show = shown.detail.comparison.show
        monkeypatch.setattr(
            shown.detail.comparison, "show", lambda found, old, new: (seen.add(new), show(found, old, new))
        )
        await settled(pilot)
        assert "grips" in changes(shown)
        assert len(seen) == 1


async def test_who_leaves_while_git_is_asked_hears_nothing_of_its_answer(
    app: CoursewrightApp, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = threading.Event(), threading.Event()
    count, find = workbench.history.words_of, workbench.history.comparison

    def slow(answer: Callable[..., object]) -> Callable[..., object]:
        def later(*arguments: object) -> object:
            asked.set()
            assert go_on.wait(60)
            return answer(*arguments)

        return later

    monkeypatch.setattr(workbench.history, "words_of", slow(count))
    monkeypatch.setattr(workbench.history, "comparison", slow(find))
    async with app.run_test(size=SIZE) as pilot:
        await gone(pilot, LESSON)
        await pilot.press("h")
        await until(pilot, lambda: isinstance(app.screen, HistoryScreen) and asked.is_set())
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        go_on.set()
        await pilot.pause(0.1)
        assert notices(app) == ""


async def test_a_long_history_is_read_as_far_as_the_author_goes(course: Path, env: dict[str, str]) -> None:
    _many(course, 1000)
    with Workbench.open(course, env) as workbench:
        app = CoursewrightApp(workbench, ScriptedEditor())
        async with app.run_test(size=SIZE) as pilot:
            await go(pilot, LESSON)
            await pilot.press("h")
            await until(pilot, lambda: isinstance(app.screen, HistoryScreen) and app.screen.timeline.entries)
            shown = screen(app)
            await until(pilot, lambda: not shown.timeline.wants_more)
            assert len(shown.timeline.entries) < 500
            assert not shown.timeline.whole
            for _ in range(100):
                if shown.timeline.whole:
                    break
                await pilot.press("end")
                await asyncio.sleep(0.02)
            await until(pilot, lambda: shown.timeline.whole)
            await pilot.press("end")
            assert shown.timeline.entry is not None
            assert shown.timeline.entry.subject == "Edit 0"
            assert shown.timeline.border_subtitle == "1,000/1,000"
            await settled(pilot)
            assert "Version 0." in changes(shown)


async def test_where_one_is_seen_at_a_time_enter_reads_and_escape_leads_back(app: CoursewrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot)
        assert shown.timeline.size.width > 70
        assert not shown.detail.display
        await pilot.press("enter")
        await pilot.pause()
        assert shown.detail.display
        assert not shown.query_one("#timeline-pane").display
        await pilot.press("escape")
        await pilot.pause()
        assert shown.timeline.has_focus
        assert not shown.detail.display
        await pilot.press("f")  # what is asked for is shown at once
        await settled(pilot)
        assert shown.detail.page.has_focus
        assert "Every climber" in shown.detail.page.plain
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))


def _many(course: Path, count: int) -> None:
    """Commit so many versions of the lesson, in one stream."""
    lines = []
    for number in range(count):
        text = f"# The bowline\n\nVersion {number}.\n"
        subject = f"Edit {number}"
        who = f"Ada Author <ada@example.org> {1_700_000_000 + number} +0000"
        lines += ["commit refs/heads/main", f"author {who}", f"committer {who}", f"data {len(subject)}", subject]
        lines += [f"M 100644 inline {FILE}", f"data {len(text)}", text]
    stream = "\n".join(lines) + "\n"
    import subprocess

    subprocess.run(["git", "fast-import", "--quiet"], cwd=course, input=stream, text=True, check=True)
    git(course, "reset", "--hard", "-q")
