"""What the tests of the plan screen share: they open it, and look at what it shows."""

import asyncio
from pathlib import Path

from textual.pilot import Pilot

from tests.screens.test_workbench import go, until
from tui.app import CoursewrightApp
from tui.authoring.planning import plan_file
from tui.authoring.planning.model import DayPlan
from tui.screens.plan import PlanScreen
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.plan_tree import PlanTree

PLAN = "course/day01/plan.yaml"


def plan_of(app: CoursewrightApp) -> PlanScreen:
    screen = app.screen
    assert isinstance(screen, PlanScreen)
    return screen


async def open_plan(pilot: Pilot[None], target: str = "day01_001") -> PlanScreen:
    """Go to a target in the workbench and open the plan of its day."""
    await go(pilot, target)
    await pilot.press("P")
    await until(pilot, lambda: isinstance(pilot.app.screen, PlanScreen) and pilot.app.screen.view is not None)
    await pilot.pause()
    return plan_of(pilot.app)


async def put(pilot: Pilot[None], target: str) -> None:
    """Put the cursor of the plan on a lesson or section, as it is called now."""
    screen = plan_of(pilot.app)
    assert screen.view is not None
    named = {lesson.plan.id: lesson.plan.kept_name for lesson in screen.view.lessons}
    for lesson in screen.view.lessons:
        named |= {section.key: lesson.plan.kept_key(section.plan) for section in lesson.sections}
    screen.plan_tree.focus()
    screen.plan_tree.reveal(named[target])
    await pilot.pause()
    assert at(pilot.app) == target


def at(app: CoursewrightApp) -> str | None:
    """What the cursor stands on, as it is called now."""
    return plan_of(app).target_here()


async def resting(pilot: Pilot[None]) -> None:
    """Wait until every edit is made and shown."""
    screen = plan_of(pilot.app)
    await until(pilot, lambda: not screen.edits.busy)
    shown = asyncio.Event()
    screen.call_later(shown.set)  # after all that the edits had to say
    await shown.wait()
    await pilot.pause()


async def change(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until what they ask for is made."""
    await pilot.press(*keys)
    await resting(pilot)


async def back(pilot: Pilot[None]) -> WorkbenchScreen:
    await pilot.press("escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen))
    await pilot.pause()
    assert isinstance(pilot.app.screen, WorkbenchScreen)
    return pilot.app.screen


def lines(app: CoursewrightApp) -> list[str]:
    """The lines of the plan, from the first that is open to the last, each as its words are."""
    tree = app.screen.query_one(PlanTree)
    shown = (tree.get_node_at_line(number) for number in range(tree.last_line + 1))
    return [" ".join(str(tree.label_of(node)).split()) for node in shown if node is not None]


def said(app: CoursewrightApp, where: str) -> str:
    """What a label says, or "" where it is not to be seen."""
    label = app.screen.query_one(where)
    return str(getattr(label, "content", "")) if label.display else ""


def notes(app: CoursewrightApp) -> list[str]:
    return [note.message for note in app._notifications]


def on_disk(course: Path, day: int = 1) -> DayPlan:
    return plan_file.read(course / f"course/day{day:02d}/plan.yaml", day)


def titles(course: Path) -> list[str]:
    return [lesson.title for lesson in on_disk(course).lessons]


def sections(course: Path, serial: int) -> list[str]:
    return [section.title for section in on_disk(course).lessons[serial - 1].sections]
