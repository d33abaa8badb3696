"""What the plan screen looks like, at the smallest terminal that it promises to serve and at a large one."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.authoring.bowline import replace
from tests.courses import STILL_WRITER, ScriptedEditor
from tests.screens.plans import PLAN, open_plan, plan_of
from tests.screens.test_workbench import until
from tui.app import CoursewrightApp
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.proposal import Proposal, ProposalKind
from tui.authoring.review import suggestions
from tui.authoring.review.suggestions import COURSE, Request
from tui.authoring.workbench import Workbench

SECTION = "day01_002/where-it-fails-under-load"
WAITING = [
    Proposal(
        ProposalKind.SECTION, 1, "day01_001", "Wear of ropes", "No knot holds in a worn rope.", "- Chafing\n- Sun"
    ),
    Proposal(ProposalKind.LESSON, 1, None, "Rope materials", "Nylon slips where hemp holds, and nobody says so."),
    Proposal(ProposalKind.DAY, 3, None, "Splicing", "Ends of ropes fray, and no day says what to do."),
]


@pytest.fixture
def still(workbench: Workbench, course: Path) -> CoursewrightApp:
    """The app on a day with parts, additions, states, a lesson over its budget, and a syllabus that has changed."""
    plans = workbench.plans
    plans.split_lesson("day01_001/where-it-fails")
    plans.add_section("day01_002", "Shaking loose", "A bowline without load does it, and no point says so.")
    plans.add_lesson("day01_003", "Rope itself", "Nobody says what a rope is.")
    workbench.submit("day01_001/orientation", "Why a loop that does not slip is worth a lesson.")
    workbench.accept("day01_001/orientation")
    workbench.submit("day01_001/how-the-loop-holds", "It presses on itself.")
    replace(course / PLAN, "target_words: 300", "target_words: 3500")
    replace(course / "syllabus.yaml", "- Where it fails", "- Where it fails under load\n                  - Its name")
    asked = Request(COURSE, "fake", "fake-1", Outcome.COMPLETE)
    suggestions.record(workbench.course.store, asked, WAITING)
    workbench.drafts._env = {**workbench.drafts._env, **STILL_WRITER}
    return CoursewrightApp(workbench, ScriptedEditor())


async def to_plan(pilot: Pilot[None]) -> None:
    await open_plan(pilot, "day01_002")
    await pilot.pause(0.1)


def test_the_plan_of_a_day(still: CoursewrightApp, snap_look) -> None:
    assert snap_look(still, to_plan)


def test_the_suggestions_below_or_beside_the_plan(still: CoursewrightApp, snap_look) -> None:
    async def to_suggestions(pilot: Pilot[None]) -> None:
        await to_plan(pilot)
        plan_of(pilot.app).suggestions.focus()
        await pilot.pause(0.1)

    assert snap_look(still, to_suggestions)


def test_an_addition_is_asked_for_in_a_box(still: CoursewrightApp, snap_look) -> None:
    async def to_box(pilot: Pilot[None]) -> None:
        await to_plan(pilot)
        await pilot.press("plus")
        await until(pilot, lambda: pilot.app.screen.query("#ask Input"))
        for line in pilot.app.screen.query("#ask Input"):
            line.cursor_blink = False
        await pilot.press(*"Wet rope", "enter", "enter")
        await pilot.pause(0.1)

    assert snap_look(still, to_box)


def test_a_lesson_is_chosen_for_a_point(still: CoursewrightApp, snap_look) -> None:
    async def to_choice(pilot: Pilot[None]) -> None:
        await open_plan(pilot, "day01_001/how-the-loop-holds")
        await pilot.press("t")
        await until(pilot, lambda: pilot.app.screen.query("#choose OptionList"))
        await pilot.pause(0.1)

    assert snap_look(still, to_choice)
