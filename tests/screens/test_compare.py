"""Comparing two texts of a section, driven by its keys."""

import asyncio
from pathlib import Path

import pytest
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input, Label

from tests.courses import ScriptedEditor
from tests.fakes.messages_server import MessagesServer, Reply
from tests.screens.test_workbench import ORIENTATION, go, screen_of, section, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Origin, SectionState, Workbench
from tui.screens.compare import CompareScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.comparison_view import ComparisonView

OLD = "The loop holds under load.\n\nIt is quick to tie.\n\nSailors know it."
NEW = "The loop slips under load.\n\nIt is quick to tie.\n\nClimbers know it, and check it."
SIZE = (120, 40)


@pytest.fixture
def proposed(workbench: Workbench) -> Workbench:
    """A section with an accepted attempt, a rejected one, and a proposal."""
    workbench.submit(ORIENTATION, OLD)
    workbench.accept(ORIENTATION)
    workbench.submit(ORIENTATION, "Something else altogether, which nobody wanted.")
    workbench.submit(ORIENTATION, NEW)
    return workbench


def comparing(app: CoursewrightApp) -> CompareScreen:
    screen = app.screen
    assert isinstance(screen, CompareScreen)
    return screen


async def compared(pilot: Pilot[None]) -> CompareScreen:
    """Open the comparison of the section on show, and wait for it."""
    await pilot.press("v")
    return await opened(pilot)


async def opened(pilot: Pilot[None]) -> CompareScreen:
    app = pilot.app
    assert isinstance(app, CoursewrightApp)
    await until(pilot, lambda: isinstance(app.screen, CompareScreen) and app.screen.view.comparison.blocks)
    await pilot.pause()
    return comparing(app)


def said(screen: CompareScreen) -> str:
    return str(screen.query_one("#said", Label).content)


def shown(view: ComparisonView) -> str:
    return "\n".join(view.render_line(y).text for y in range(view.size.height))


async def test_the_attempt_on_show_is_compared_with_the_accepted_one(app: CoursewrightApp, proposed: Workbench) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        screen = await compared(pilot)
        assert (screen.left, screen.right) == (1, 3)
        assert "Change 1/2" in said(screen)
        assert "- attempt 1/3 · accepted" in shown(screen.view)
        assert "+ attempt 3/3" in shown(screen.view)


async def test_where_none_is_accepted_it_is_the_attempt_before(app: CoursewrightApp, workbench: Workbench) -> None:
    for text in ("One text.", "Two texts.", "Three texts."):
        workbench.submit(ORIENTATION, text)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        screen = await compared(pilot)
        assert (screen.left, screen.right) == (2, 3)


async def test_a_section_with_one_text_is_not_compared(app: CoursewrightApp, workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, OLD)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("v")
        await pilot.pause()
        assert isinstance(app.screen, WorkbenchScreen)


async def test_one_goes_from_change_to_change_and_stays_at_the_ends(app: CoursewrightApp, proposed: Workbench) -> None:
    heard: list[int | None] = []

    def hear(message: Message) -> None:
        if isinstance(message, ComparisonView.Moved):
            heard.append(message.view.change)

    async with app.run_test(size=SIZE, message_hook=hear) as pilot:
        await go(pilot, ORIENTATION)
        await compared(pilot)
        heard.clear()
        await pilot.press("n", "n", "p", "p")
        await pilot.pause()
    assert heard[-1] == 0
    assert 1 in heard


async def test_each_key_sends_its_message_and_no_other(app: CoursewrightApp, proposed: Workbench) -> None:
    heard: list[Message] = []

    def hear(message: Message) -> None:
        if isinstance(message, ComparisonView.Moved | ComparisonView.Took) and not any(message is one for one in heard):
            heard.append(message)

    async with app.run_test(size=SIZE, message_hook=hear) as pilot:
        await go(pilot, ORIENTATION)
        await compared(pilot)
        for key, sent in [
            ("w", []),  # nothing is taken
            ("n", ["Moved"]),
            ("p", ["Moved"]),
            ("space", ["Took"]),
            ("enter", ["Took"]),
            ("less_than_sign", ["Took"]),
            ("greater_than_sign", ["Took"]),
            ("t", []),
            ("left_square_bracket", ["Moved"]),
            ("right_curly_bracket", ["Moved"]),
        ]:
            heard.clear()
            await pilot.press(key)
            await pilot.pause(0.1)
            assert (key, [type(message).__name__ for message in heard]) == (key, sent)
        assert len(proposed.attempts(ORIENTATION)) == 3


async def test_taking_a_change_makes_a_new_attempt_by_hand_and_accepts_nothing(
    app: CoursewrightApp, proposed: Workbench
) -> None:
    heard: list[str] = []

    def hear(message: Message) -> None:
        if isinstance(message, ComparisonView.Moved | ComparisonView.Took):
            name = type(message).__name__
            if heard[-1:] != [name]:  # a message is heard at each node that it passes
                heard.append(name)

    async with app.run_test(size=SIZE, message_hook=hear) as pilot:
        await go(pilot, ORIENTATION)
        screen = await compared(pilot)
        await pilot.press("space")
        await pilot.pause()
        assert "1 taken: w makes" in said(screen)
        await pilot.press("w")
        await until(pilot, lambda: screen.right == 4)
        await pilot.pause()
        assert heard == ["Moved", "Took", "Moved"]
        newest = proposed.attempts(ORIENTATION)[-1]
        assert newest.text == NEW.replace("slips", "holds")
        assert newest.origin is Origin.HAND
        assert section(proposed, ORIENTATION).accepted == 1
        assert [each.text for each in proposed.attempts(ORIENTATION)][::2] == [OLD, NEW]  # nothing was overwritten
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await until(pilot, lambda: screen_of(app).attempt == newest)


async def test_a_change_that_is_given_back_leaves_nothing_to_make(app: CoursewrightApp, proposed: Workbench) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        screen = await compared(pilot)
        await pilot.press("space", "space", "w", "escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        assert len(proposed.attempts(ORIENTATION)) == 3
        assert screen.view.result == NEW


async def test_with_all_taken_from_the_left_there_is_nothing_new_to_make(
    app: CoursewrightApp, proposed: Workbench
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        screen = await compared(pilot)
        await pilot.press("less_than_sign", "w")
        await pilot.pause()
        assert screen.view.result == OLD
        assert len(proposed.attempts(ORIENTATION)) == 3
        await pilot.press("greater_than_sign")
        await pilot.pause()
        assert screen.view.result == NEW


async def test_who_leaves_with_changes_taken_is_asked_once(app: CoursewrightApp, proposed: Workbench) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        screen = await compared(pilot)
        await pilot.press("space", "escape")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert screen.view.taken == {0}
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))


async def test_what_was_taken_is_there_again_when_one_comes_back_to_the_two_texts(
    app: CoursewrightApp, proposed: Workbench
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        screen = await compared(pilot)
        await pilot.press("space", "left_square_bracket")
        await until(pilot, lambda: screen.right == 2)
        assert not screen.view.taken
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: screen.right == 3)
        assert screen.view.taken == {0}


async def test_quitting_makes_an_attempt_of_what_was_taken(course: Path, env: dict[str, str]) -> None:
    with Workbench.open(course, env) as workbench:
        workbench.submit(ORIENTATION, OLD)
        workbench.submit(ORIENTATION, NEW)
    app = CoursewrightApp(Workbench.open(course, env), ScriptedEditor())
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        await compared(pilot)
        await pilot.press("space", "ctrl+q")
        await pilot.pause()
    with Workbench.open(course, env) as workbench:
        assert workbench.attempts(ORIENTATION)[-1].text == NEW.replace("slips", "holds")


async def test_a_plan_that_breaks_meanwhile_takes_nothing_of_the_comparison(
    app: CoursewrightApp, proposed: Workbench, course: Path
) -> None:
    proposed.plan([1])
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        screen = await compared(pilot)
        (course / "course" / "day01" / "plan.yaml").write_text("lessons: nonsense\n", encoding="utf-8")
        await pilot.press("left_square_bracket", "right_square_bracket", "space", "w")
        await until(pilot, lambda: screen.right == 3)
        await pilot.pause()
        assert screen.view.taken == {0}  # no attempt could be made of it, and it is still there
        await pilot.press("escape", "enter")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))


async def test_both_sides_can_be_any_attempt(app: CoursewrightApp, proposed: Workbench) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        screen = await compared(pilot)
        await pilot.press("right_curly_bracket")
        await until(pilot, lambda: (screen.left, screen.right) == (2, 3))
        await pilot.press("left_square_bracket")  # the left one is stepped over
        await until(pilot, lambda: (screen.left, screen.right) == (2, 1))


async def test_the_right_text_is_accepted_from_there_and_one_goes_on(app: CoursewrightApp, proposed: Workbench) -> None:
    clock = [100.0]
    async with app.run_test(size=SIZE) as pilot:
        screen_of(app).clock = lambda: clock[0]
        await go(pilot, ORIENTATION)
        clock[0] += 5
        screen = await compared(pilot)
        await pilot.press("a")  # typed ahead
        await pilot.pause()
        assert app.screen is screen
        assert section(proposed, ORIENTATION).accepted == 1
        clock[0] += 0.6
        await pilot.press("a")
        await until(pilot, lambda: section(proposed, ORIENTATION).accepted == 3)
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await until(pilot, lambda: screen_of(app).target != ORIENTATION)


async def test_an_attempt_that_was_asked_for_anew_is_shown_beside_the_old_one(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(ORIENTATION, OLD)
    workbench.accept(ORIENTATION)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("r")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press("enter")
        screen = await opened(pilot)
        assert (screen.left, screen.right) == (1, 2)
        assert section(workbench, ORIENTATION).accepted == 1
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await until(pilot, lambda: "v compares it with attempt 1" in str(app.screen.query_one("#note", Label).content))


async def test_who_went_elsewhere_meanwhile_is_not_called_back(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    workbench.submit(ORIENTATION, OLD)
    messages_server.script(Reply(text="Some new words. " * 300, delay=0.04, piece=60))
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("r")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press("enter")
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.DRAFTING)
        await go(pilot, "day01_001/where-it-fails")
        await go(pilot, ORIENTATION)
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.PROPOSED)
        await until(pilot, lambda: not screen_of(app).runner.busy)
        await asyncio.sleep(0.1)
        assert isinstance(app.screen, WorkbenchScreen)


async def test_nothing_opens_while_the_author_types(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    workbench.submit(ORIENTATION, OLD)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        screen = screen_of(app)
        screen._awaited = ORIENTATION
        screen.preview.edit(ORIENTATION, OLD)
        screen.ask_writer([ORIENTATION])
        await until(pilot, lambda: len(workbench.attempts(ORIENTATION)) == 2)
        await until(pilot, lambda: not screen.runner.busy)
        await pilot.pause()
        assert app.screen is screen
        assert screen.preview.editing


async def test_who_accepts_with_changes_taken_is_asked_what_becomes_of_them(
    app: CoursewrightApp, proposed: Workbench
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        screen = await compared(pilot)
        screen._arrived -= 10
        await pilot.press("space", "a")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert "accepts it without them" in str(app.screen.query_one(".keys", Label).render())


async def test_the_hint_of_the_comparison_gives_way_to_the_editor(app: CoursewrightApp, proposed: Workbench) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        note = app.screen.query_one("#note", Label)
        await until(pilot, lambda: "v compares it" in str(note.render()))
        await pilot.press("e")
        await until(pilot, lambda: app.screen.query_one("#editor").has_focus)
        await until(pilot, lambda: "compares it" not in str(note.render()))
        await pilot.press("escape")
        await until(pilot, lambda: "v compares it" in str(note.render()))


async def test_which_keys_work_is_known_though_the_plan_has_just_been_broken(
    app: CoursewrightApp, proposed: Workbench, course: Path
) -> None:
    proposed.plan([1])
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.pause()
        (course / "course" / "day01" / "plan.yaml").write_text("lessons: nonsense\n", encoding="utf-8")
        screen = screen_of(app)
        screen._looked_up = ((None, None), None)
        assert not screen.acceptable()
        assert not screen.comparable
