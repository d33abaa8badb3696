"""What each action of the workbench sets off, message by message, in the order in which the screens hear of it."""

import contextlib
from pathlib import Path

import pytest
from textual import events
from textual.message import Message

from tests.authoring.bowline import HOLDS, ORIENTATION, accept_every_section
from tests.fakes.messages_server import MessagesServer, Reply
from tests.screens.checked import STRAY, switch_on
from tests.screens.test_judging import Heard
from tests.screens.test_workbench import go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.draft_runner import DraftRunner
from tui.screens.judged_course import JudgedCourseScreen
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.editing import Editing
from tui.widgets.timeline_list import TimelineList

KEYS = {each.id: each.key.split(",")[0] for each in WorkbenchScreen.BINDINGS}  # type: ignore[union-attr]


_OF_LAYOUT = (Editing.Arranged, Editing.Measured, TimelineList.Wanted)
"""Say how much room there is, and come whenever that is known."""


class HeardOfAll(Heard):
    """Our own messages, the screens that come to the front and the panes that get the focus; what repeats once."""

    def __init__(self, app: CoursewrightApp) -> None:
        super().__init__()
        self._app = app

    def told(self, message: Message) -> str | None:
        match message:
            case events.ScreenResume():
                told = f"on {type(self._app.screen).__name__}"
            case events.DescendantFocus(widget=widget) if widget.id is not None:
                told = f"focus {widget.id}"
            case JudgedCourseScreen.Decided(what=what, keys=keys):
                told = f"{what} {' '.join(each.partition('/')[2] for each in keys)}"
            case DraftRunner.Happened(event=event):
                told = type(event).__name__
            case _ if type(message).__module__.startswith("tui.") and not isinstance(message, _OF_LAYOUT):
                told = type(message).__qualname__
            case _:
                return None
        return None if told in self.said else told


def accepted(workbench: Workbench, course: Path, server: MessagesServer) -> None:
    """A lesson whose every section is accepted."""
    accept_every_section(workbench)


def proposed(workbench: Workbench, course: Path, server: MessagesServer) -> None:
    """Two attempts of the first section and one of the second, in which the rules find something."""
    switch_on(course, unplanned_heading="error")
    workbench.submit(ORIENTATION, "First text.")
    workbench.submit(ORIENTATION, "Second text.")
    workbench.submit(HOLDS, STRAY)
    server.default = Reply("It slips where it is slack.")


def shown(app: CoursewrightApp) -> str:
    """Return what is in front: the section, the attempt of how many, its state, and whether a pane has all the room."""
    screen = app.screen
    if not isinstance(screen, WorkbenchScreen) or screen.section is None:
        return type(screen).__name__
    attempts, state = len(screen.workbench.attempts(screen.section.key)), screen.section.state.word
    room = ", zoomed" if screen.has_class("-zoomed") else ""
    return f"{screen.section.plan.id}, {screen.number or attempts} of {attempts}, {state}{room}"


DRAFTED = ["DraftStarted", "DraftText", "DraftFinished", "DraftRunner.Rested"]
# An action by its name, or another key by itself; what is heard of it; and what is in front then.
STORIES: dict[str, list[tuple[str, list[str], str]]] = {
    "reading": [
        ("pane.syllabus", ["focus syllabus-tree"], "orientation, 2 of 2, proposed"),
        ("pane.preview", ["focus page"], "orientation, 2 of 2, proposed"),
        ("pane.plan", ["focus file-plan"], "orientation, 2 of 2, proposed"),
        ("pane.zoom", ["focus page"], "orientation, 2 of 2, proposed, zoomed"),
        ("pane.zoom", ["focus file-plan"], "orientation, 2 of 2, proposed"),
        ("pane.wider", [], "orientation, 2 of 2, proposed"),
        ("pane.narrower", [], "orientation, 2 of 2, proposed"),
        ("attempt.older", [], "orientation, 1 of 2, proposed"),
        ("attempt.newer", [], "orientation, 2 of 2, proposed"),
        ("attempt.compare", ["ComparisonView.Moved", "on CompareScreen", "focus comparison"], "CompareScreen"),
        ("escape", ["on WorkbenchScreen"], "orientation, 2 of 2, proposed"),
        ("copy.text", [], "orientation, 2 of 2, proposed"),
        ("copy.name", [], "orientation, 2 of 2, proposed"),
        ("section.next", [], "how-the-loop-holds, 1 of 1, proposed"),
        ("finding.next", [], "how-the-loop-holds, 1 of 1, proposed"),
        ("finding.previous", [], "how-the-loop-holds, 1 of 1, proposed"),
        ("pane.findings", ["focus findings"], "how-the-loop-holds, 1 of 1, proposed"),
        ("pane.plan", ["focus file-plan"], "how-the-loop-holds, 1 of 1, proposed"),
        ("section.previous", [], "orientation, 2 of 2, proposed"),
        ("filter", ["on ChooseFilterScreen"], "ChooseFilterScreen"),
        ("down", [], "ChooseFilterScreen"),
        ("enter", ["on WorkbenchScreen"], "orientation, 2 of 2, proposed"),
        ("filter.end", [], "orientation, 2 of 2, proposed"),
        ("go-to", ["on GoToScreen"], "GoToScreen"),
        ("escape", ["on WorkbenchScreen"], "orientation, 2 of 2, proposed"),
        ("jump", ["on JumpScreen"], "JumpScreen"),
        ("escape", ["on WorkbenchScreen"], "orientation, 2 of 2, proposed"),
        ("help", ["on HelpScreen"], "HelpScreen"),
        ("escape", ["on WorkbenchScreen"], "orientation, 2 of 2, proposed"),
        ("ctrl+p", ["on CommandPalette"], "CommandPalette"),
        ("escape", ["on WorkbenchScreen"], "orientation, 2 of 2, proposed"),
    ],
    "judging": [
        ("section.accept", ["accepted orientation"], "how-the-loop-holds, 1 of 1, proposed"),
        ("decision.undo", ["undone orientation"], "orientation, 2 of 2, proposed"),
        ("decision.redo", ["redone orientation"], "orientation, 2 of 2, accepted"),
        ("section.next", [], "how-the-loop-holds, 1 of 1, proposed"),
        ("section.reject", ["on ReasonScreen"], "ReasonScreen"),
        ("f1", ["Chip.Toggled"], "ReasonScreen"),
        ("enter", ["on WorkbenchScreen", "rejected how-the-loop-holds"], "where-it-fails, 0 of 0, planned"),
        ("section.regenerate", ["on ReasonScreen"], "ReasonScreen"),
        (
            "enter",
            ["on WorkbenchScreen", *DRAFTED],
            "where-it-fails, 1 of 1, proposed",
        ),
        ("lesson.accept-clean", ["on AcceptCleanScreen"], "AcceptCleanScreen"),
        ("enter", ["on WorkbenchScreen", "accepted where-it-fails"], "orientation, 0 of 0, planned"),
        ("finding.confirm", [], "orientation, 0 of 0, planned"),
    ],
    "writing": [
        ("section.edit", ["focus editor"], "orientation, 2 of 2, proposed"),
        ("X", ["Editor.Typed"], "orientation, 2 of 2, proposed"),
        ("escape", ["Editor.Kept", "focus page"], "orientation, 3 of 3, proposed"),
        ("section.edit-outside", [], "orientation, 4 of 4, proposed"),
        ("section.hand-out", [], "orientation, 4 of 4, proposed"),
        ("pane.plan", ["focus file-plan"], "orientation, 4 of 4, proposed"),
        ("j", ["FilePlan.Chosen"], "how-the-loop-holds, 1 of 1, proposed"),
        ("j", ["FilePlan.Chosen"], "where-it-fails, 0 of 0, planned"),
        (
            "section.draft",
            DRAFTED,
            "where-it-fails, 1 of 1, proposed",
        ),
        (
            "day.draft",
            DRAFTED,
            "where-it-fails, 1 of 1, proposed",
        ),
        ("draft.stop", [], "where-it-fails, 1 of 1, proposed"),
        ("draft.go-on", [], "where-it-fails, 1 of 1, proposed"),
    ],
    "elsewhere": [
        ("plan.open", ["PlanTree.Chosen", "on PlanScreen", "focus changes", "focus plan-tree"], "PlanScreen"),
        ("escape", ["on WorkbenchScreen"], "orientation, 2 of 2, proposed"),
        ("coverage", ["focus day-counts", "on CoverageScreen", "focus day-points"], "CoverageScreen"),
        ("escape", ["on WorkbenchScreen"], "orientation, 2 of 2, proposed"),
        ("jobs", ["focus jobs-table", "on JobsScreen"], "JobsScreen"),
        ("escape", ["on WorkbenchScreen"], "orientation, 2 of 2, proposed"),
        ("settings", ["focus profiles", "on SettingsScreen"], "SettingsScreen"),
        ("escape", ["on WorkbenchScreen"], "orientation, 2 of 2, proposed"),
        ("history", ["focus timeline", "TimelineList.Moved", "on HistoryScreen"], "HistoryScreen"),
        ("escape", ["on WorkbenchScreen"], "orientation, 2 of 2, proposed"),
        ("lesson.merge", [], "orientation, 2 of 2, proposed"),
        ("lesson.outside", [], "orientation, 2 of 2, proposed"),
        ("quit", [], "orientation, 2 of 2, proposed"),
    ],
    "approving": [
        ("lesson.approve-all", ["on ApproveAllScreen"], "ApproveAllScreen"),
        ("escape", ["on WorkbenchScreen"], "orientation, 1 of 1, accepted"),
        ("lesson.approve", [], "orientation, 1 of 1, accepted"),
    ],
}
PREPARED = {"approving": accepted}


@pytest.mark.parametrize("story", STORIES)
async def test_what_follows_a_key_is_heard_in_this_order(
    app: CoursewrightApp, workbench: Workbench, course: Path, messages_server: MessagesServer, story: str
) -> None:
    PREPARED.get(story, proposed)(workbench, course, messages_server)
    heard = HeardOfAll(app)
    async with app.run_test(size=(160, 45), message_hook=heard.hear) as pilot:
        ticking = iter(range(1, 1_000_000))
        screen_of(app).clock = lambda: float(next(ticking))
        await go(pilot, ORIENTATION)
        for action, sequence, in_front in STORIES[story]:
            if action in ("finding.next", "pane.findings"):
                await until(pilot, lambda: screen_of(app).preview.findings.display)
            heard.said.clear()
            await pilot.press(KEYS.get(action, action))
            with contextlib.suppress(AssertionError):  # told better below
                await until(pilot, lambda: (heard.said, shown(app)) == (sequence, in_front))  # noqa: B023
            await pilot.pause()
            assert (action, heard.said, shown(app)) == (action, sequence, in_front)


def test_every_action_of_the_workbench_is_in_a_story() -> None:
    assert KEYS.keys() - {action for story in STORIES.values() for action, _, _ in story} == set()
