"""A link in a lesson leads to another lesson, in place, or is said to lead nowhere."""

import pytest
from textual import events
from textual.widgets import Input

from tests.screens.test_workbench import go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.widgets.page import Page

SECTION = "day01_001/orientation"


async def test_a_link_to_a_lesson_opens_it_at_its_heading(app: CoursewrightApp, workbench: Workbench) -> None:
    file = workbench.lesson("day01_001").plan.file
    there = workbench.lesson("day01_001").sections[1]
    workbench.submit(there.key, "Words.\n\n" * 60 + "### Deep down\n\nHere.\n\n" + "Words.\n\n" * 60)
    workbench.submit(SECTION, f"See [there]({file}#deep-down).")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, SECTION)
        page = app.screen.query_one(Page)
        page.focus()
        await until(pilot, lambda: "See there" in page.plain)
        await pilot.press("l", "enter")
        await until(pilot, lambda: screen_of(app).target == "day01_001")
        row = next(at for at, line in enumerate(page.plain.split("\n")) if "Deep down" in line)
        await until(pilot, lambda: round(page.scroll_y) == row)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("day01_099_nowhere.md", "There is no lesson day01_099"),
        ("rope.png", "leads to no lesson of this course"),
        ("#nowhere", "has no heading #nowhere"),
    ],
)
async def test_a_link_that_leads_nowhere_is_told(
    app: CoursewrightApp, workbench: Workbench, link: str, said: str
) -> None:
    workbench.submit(SECTION, f"See [there]({link}).")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, SECTION)
        page = app.screen.query_one(Page)
        page.focus()
        await until(pilot, lambda: "See there" in page.plain)
        await pilot.press("l", "enter")
        await until(pilot, lambda: any(said in note.message for note in app._notifications))


async def test_n_goes_to_the_next_section_unless_words_are_looked_for(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(SECTION, "A rope and a rope.")
    workbench.submit("day01_001/where-it-fails", "Another.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, SECTION)
        page = app.screen.query_one(Page)
        page.focus()
        await until(pilot, lambda: "A rope" in page.plain)
        await pilot.press("slash", *"rope", "enter")
        await until(pilot, lambda: page.has_focus and page.match == (1, 2))
        await pilot.press("n")
        assert page.match == (2, 2)
        assert screen_of(app).target == SECTION
        await pilot.press("escape", "n")
        await until(pilot, lambda: screen_of(app).target != SECTION)


async def test_words_typed_right_after_the_key_that_looks_for_them_are_all_looked_for(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(SECTION, "A quick pan, and quite a pot.")
    async with app.run_test(size=(160, 40)) as pilot:
        await go(pilot, SECTION)
        await pilot.press("3")
        for key in ("slash", *"quite"):  # each would be a key of the workbench, had it come before the line opened
            app.post_message(events.Key(key, "/" if key == "slash" else key))

        words = app.screen.query_one("#find-words", Input)
        await until(pilot, lambda: words.value == "quite")
