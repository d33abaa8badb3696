"""A second start: the last look stands at once, and the workbench takes its place."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.screens.test_workbench import until
from tui import glance
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench, Workspace
from tui.opening import Opening
from tui.screens.help import HelpScreen
from tui.screens.opening import OpeningScreen
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.file_plan import FilePlan
from tui.widgets.picture import PictureOf

SIZE = (120, 40)
ORIENTATION = "day01_001/orientation"


@dataclass(frozen=True)
class SlowOpening(Opening):
    """Takes until `may_go` is set, as a cold start would."""

    may_go: threading.Event = field(default_factory=threading.Event)

    def open(self) -> Workbench:
        assert self.may_go.wait(20)
        return super().open()


def opened(course: Path, env: Mapping[str, str]) -> CoursewrightApp:
    return CoursewrightApp(Opening(Workspace.find(course), env))


async def taken_over(pilot: Pilot[None]) -> WorkbenchScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen) and pilot.app.screen.lesson)
    assert isinstance(pilot.app.screen, WorkbenchScreen)
    return pilot.app.screen


async def looked_at(
    course: Path,
    env: Mapping[str, str],
    target: str = ORIENTATION,
    size: tuple[int, int] = SIZE,
    theme: str | None = None,
) -> None:
    """Open the workbench, go to `target`, and quit."""
    app = opened(course, env)
    async with app.run_test(size=size) as pilot:
        screen = await taken_over(pilot)
        app.theme = theme or app.theme
        screen.file_plan.reveal(target)
        await until(pilot, lambda: screen.target == target)
        await pilot.press("q")


def seen(course: Path, env: Mapping[str, str]) -> glance.Glance | None:
    return glance.read(Workspace.find(course), SIZE, env)


async def test_the_first_frame_is_what_was_seen_last_and_the_workbench_follows(
    course: Path, env: dict[str, str]
) -> None:
    await looked_at(course, env)
    opening = SlowOpening(Workspace.find(course), env)
    app = CoursewrightApp(opening)
    async with app.run_test(size=SIZE) as pilot:
        assert isinstance(app.screen, OpeningScreen)
        assert app.screen.file_plan.target == ORIENTATION
        assert app.screen.file_plan.has_focus
        before = (app.screen.file_plan.border_title, app.screen.query_one("#preview", PictureOf).border_title)
        opening.may_go.set()
        screen = await taken_over(pilot)
        assert screen.target == ORIENTATION
        assert before == (screen.file_plan.border_title, screen.preview.border_title)


async def test_keys_typed_before_the_workbench_is_there_mean_what_they_will_mean(
    course: Path, env: dict[str, str]
) -> None:
    with Workbench.open(course, env) as workbench:
        following = workbench.lesson("day01_001").sections[1].key
    await looked_at(course, env)
    opening = SlowOpening(Workspace.find(course), env)
    app = CoursewrightApp(opening)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j")
        assert app.screen.query_one(FilePlan).target == following
        await pilot.press("question_mark")
        assert isinstance(app.screen, OpeningScreen)
        opening.may_go.set()
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape")
        assert (await taken_over(pilot)).target == following


@pytest.mark.parametrize("changed", ["syllabus.yaml", "templates/blueprint.yaml", "course/day01/plan.yaml"])
async def test_a_look_does_not_hold_once_a_file_has_changed(course: Path, env: dict[str, str], changed: str) -> None:
    with Workbench.open(course, env) as workbench:
        workbench.plan([1])
    await looked_at(course, env)
    assert seen(course, env) is not None
    path = course / changed
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert seen(course, env) is None


async def test_a_look_does_not_hold_once_a_text_has_come(course: Path, env: dict[str, str]) -> None:
    await looked_at(course, env)
    with Workbench.open(course, env) as workbench:
        workbench.submit(ORIENTATION, "Written meanwhile.")
    assert seen(course, env) is None


async def test_a_damaged_look_is_a_fresh_start(course: Path, env: dict[str, str]) -> None:
    await looked_at(course, env)
    path = glance.path(Workspace.find(course))
    kept = json.loads(path.read_text(encoding="utf-8"))
    for damaged in ("", "{", "[]", json.dumps(kept | {"weeks": None}), json.dumps(kept | {"lessons": [{}]})):
        path.write_text(damaged, encoding="utf-8")
        assert seen(course, env) is None
    app = opened(course, env)
    async with app.run_test(size=SIZE) as pilot:
        assert (await taken_over(pilot)).target is not None
