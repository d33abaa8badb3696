"""The workbench: the course on screen, and the keys that draft, judge and approve."""

import asyncio
import time
from collections.abc import Callable

from textual import work
from textual.binding import Binding
from textual.widgets import Input

from tui import clipboard
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import LessonState, SectionState, SectionView, Workbench
from tui.draft_runner import day_of
from tui.external_editor import ExternalEditor
from tui.own_key import key as own_key
from tui.palette import WorkbenchCommands
from tui.screens.help import open_help
from tui.screens.jobs import JobsScreen
from tui.screens.merged_course import MergedCourseScreen
from tui.screens.plan import PlanScreen
from tui.screens.settings import SettingsScreen
from tui.widgets.state_label import counted

_ATTEMPTS = Binding.Group("Attempts", compact=True)


class WorkbenchScreen(MergedCourseScreen):
    """Hands every decision to the workbench, and offers only what can be done now."""

    COMMANDS = {WorkbenchCommands}
    HELP = "# Coursewright\nDraft, read, decide: section by section, then approve the lesson and it is committed."

    BINDINGS = [  # in the order of their importance: where room is short, the last are not shown below
        Binding("escape", "show_all", "Show all", id="filter.end", tooltip="Show every line of the lists again"),
        Binding("g", "draft", "Draft", id="section.draft", tooltip="Draft this section, or all that the lesson lacks"),
        Binding(
            "D", "draft_day", "Draft day", show=False, id="day.draft", tooltip="Draft all that the day on show lacks"
        ),
        Binding("G", "go_on", "Draft on", show=False, id="draft.go-on", tooltip="Draft on: all sections that are held"),
        Binding("a", "accept", "Accept", id="section.accept", tooltip="Accept the text shown and go on to the next"),
        Binding("r", "regenerate", "Rewrite", id="section.regenerate", tooltip="Write it again, for a reason you give"),
        Binding(
            "x", "reject", "Reject", show=False, id="section.reject", tooltip="Reject the text shown, for a reason"
        ),
        Binding(
            "ctrl+a",
            "accept_clean",
            "Accept clean",
            show=False,
            id="lesson.accept-clean",
            tooltip="Accept all proposals of the lesson that are without an error",
        ),
        Binding("u", "undo", "Undo", show=False, id="decision.undo", tooltip="Take back the last decision"),
        Binding(
            "U,ctrl+r", "redo", "Redo", show=False, id="decision.redo", tooltip="Make the decision taken back again"
        ),
        Binding("e", "edit", "Edit", id="section.edit", tooltip="Edit the text in place"),
        Binding(
            "E", "edit_outside", "$EDITOR", show=False, id="section.edit-outside", tooltip="Edit in your own editor"
        ),
        Binding("o", "hand_out", "Other program", show=False, id="section.hand-out", tooltip="Edit in another program"),
        Binding("A", "approve", "Approve", id="lesson.approve", tooltip="Write the lesson's file and commit it"),
        Binding(
            "O",
            "outside",
            "Outside",
            id="lesson.outside",
            tooltip="What was changed outside of the lesson, the choices",
        ),
        Binding(
            "W",
            "approve_all",
            "Approve all",
            show=False,
            id="lesson.approve-all",
            tooltip="Approve all accepted lessons of the day or the course",
        ),
        Binding("s", "stop", "Stop", id="draft.stop", tooltip="Stop the writer; its text is kept, what waits is held"),
        Binding("n", "next_open(1)", "Next", id="section.next", tooltip="The next section that needs a decision"),
        Binding(
            "p", "next_open(-1)", "Before", show=False, id="section.previous", tooltip="The one before that needs one"
        ),
        Binding("f", "finding(1)", "Finding", id="finding.next", tooltip="The next finding, and its passage"),
        Binding("F", "finding(-1)", "Finding before", show=False, id="finding.previous", tooltip="The finding before"),
        Binding("c", "confirm", "Confirm", id="finding.confirm", tooltip="Confirm that the passage teaches its point"),
        Binding(
            "left_square_bracket",
            "leaf(-1)",
            "Older",
            id="attempt.older",
            tooltip="The attempt before",
            group=_ATTEMPTS,
        ),
        Binding(
            "right_square_bracket", "leaf(1)", "Newer", id="attempt.newer", tooltip="The attempt after", group=_ATTEMPTS
        ),
        Binding("ctrl+g", "go_to", "Go to", show=False, id="go-to", tooltip="Go to any lesson, section or point"),
        Binding(
            "v", "compare", "Compare", id="attempt.compare", tooltip="Compare with the accepted text, or the one before"
        ),
        Binding("ctrl+o", "jump", "Jump", show=False, id="jump", tooltip="Jump to a pane or to a line in sight"),
        Binding("slash", "filter", "Filter", id="filter", tooltip="Show in the lists only what is in a certain state"),
        Binding("y", "copy", "Copy", show=False, id="copy.text", tooltip="Copy the text on show, as Markdown"),
        Binding(
            "Y", "copy_name", "Copy name", show=False, id="copy.name", tooltip="Copy the section's name or file's path"
        ),
        Binding("1", "pane('syllabus-tree')", "Syllabus", show=False, id="pane.syllabus"),
        Binding("2", "pane('file-plan')", "File plan", show=False, id="pane.plan"),
        Binding("3", "pane('page')", "Preview", show=False, id="pane.preview"),
        Binding("4", "pane('findings')", "Findings", show=False, id="pane.findings"),
        Binding("P", "plan", "Plan", id="plan.open", tooltip="Shape the plan of this day"),
        Binding(
            "h",
            "history",
            "History",
            show=False,
            id="history",
            tooltip="What was committed: changes, blame, the way back",
        ),
        Binding("M", "merge", "Merge", id="lesson.merge", tooltip="Choose between both sides of a merge"),
        Binding("C", "coverage", "Coverage", show=False, id="coverage", tooltip="Each point, and where it is taught"),
        Binding("J", "jobs", "Jobs", show=False, id="jobs", tooltip="Jobs: what is written, waits, is held or failed"),
        Binding("comma", "settings", "Settings", show=False, id="settings", tooltip="Who writes: choose, and try it"),
        Binding("z", "zoom", "Zoom", show=False, id="pane.zoom", tooltip="Preview alone, and back"),
        Binding(
            "less_than_sign", "widen(-1)", "Narrower", show=False, id="pane.narrower", tooltip="Make the pane narrower"
        ),
        Binding("greater_than_sign", "widen(1)", "Wider", show=False, id="pane.wider", tooltip="Make the pane wider"),
        Binding("question_mark", "help", "Help", id="help"),
        Binding("q", "app.quit", "Quit", id="quit"),
    ]

    def __init__(
        self, workbench: Workbench, editor: ExternalEditor, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(workbench, editor, clock)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether the action can be done now: the footer shows these keys and no others."""
        if not self.preview.editing:
            self.catch_up()
        section, lesson = self.section, self.lesson
        if self.preview.editing and action not in ("help", "jump", "pane", "stop"):
            return action in ("app.quit", "quit")
        match action:
            case "draft":
                return bool(self._to_draft())
            case "accept":
                return self.acceptable()
            case "regenerate" | "reject" | "accept_clean":
                return lesson is not None
            case "edit" | "edit_outside" | "hand_out":
                return section is not None and not self.runner.has(section.key)
            case "approve":
                return lesson is not None and (lesson.state is LessonState.ACCEPTED or self.changed_outside)
            case "outside":
                return self.changed_outside
            case "merge":
                return self.mergeable
            case "stop":
                return self.runner.busy or self.approvals_wait or self.commit_lasts
            case "draft_day" | "approve_all":
                return self.day is not None
            case "go_on":
                return self.runner.can_go_on
            case "leaf":
                return section is not None and section.attempts > 1
            case "compare":
                return self.comparable
            case "copy" | "copy_name":
                return lesson is not None
            case "plan":
                return self.day is not None
            case "finding":
                return self.found
            case "confirm":
                return self.doubt is not None
            case "show_all":
                return not self.state_filter.takes_all
            case "filter":  # where words are typed, it is a letter like any other
                return not isinstance(self.focused, Input)
            case "widen":
                return not self.tabbed and not self.has_class("-zoomed")
            case "pane":
                return parameters != ("findings",) or self.found
        return True

    def _to_draft(self) -> list[str]:
        """Return the sections that `g` would draft: the one on show, or all that the lesson on show lacks."""
        sections: tuple[SectionView, ...] = ()
        if self.section is not None:
            sections = (self.section,)
        elif self.lesson is not None:
            held, plan = self.workbench.drafts.batches.held, self.lesson.plan
            sections = tuple(one for one in self.lesson.sections if plan.kept_key(one.plan) not in held)
        lacking = (SectionState.PLANNED, SectionState.FAILED)
        failed = {key for key, _ in self.runner.sitting.failed} if self.section is not None else ()
        wanted = [one.key for one in sections if one.state in lacking or one.key in failed]
        return [key for key in wanted if not self.runner.has(key)]

    # Drafting

    def action_draft(self) -> None:
        """Draft the section on show, or all sections that the lesson on show lacks."""
        keys = self._to_draft()
        if keys and not self.runner.busy:
            self.status.activity = "Starting the writer…"
        self.runner.try_again(keys)  # for the reason given, where one failed in this sitting
        if self.tabbed and self.section is not None:
            self.action_pane("page")  # the author wants to see it written
        self.refresh_bindings()
        if len(keys) > 1 and self.lesson is not None:
            self._foretell(self.lesson.plan.id, keys)

    def action_draft_day(self) -> None:
        """Draft all sections that the day on show lacks, as many at once as the settings say."""
        day = self.day
        if day is None:
            return
        keys: list[str] = []
        if not self.done(lambda: keys.extend(self.workbench.drafts.targets([], [day]))):
            return
        keys = [key for key in keys if not self.runner.has(key)]
        if not keys:
            self.notify(f"Day {day} lacks nothing that is not asked for already.", markup=False)
            return
        self.ask_writer(keys)
        self._foretell(f"Day {day}", keys)

    @work
    async def _foretell(self, what: str, keys: list[str]) -> None:
        """Tell what drafting will cost, reckoned aside while the writer is at it already."""
        try:
            said = (await asyncio.to_thread(self.workbench.drafts.forecast, keys)).line
        except AuthoringError:  # what cannot be foretold is told by the run itself
            said = counted(len(keys), "section")
        self.notify(
            f"{what}: {said}. {own_key('jobs', 'J')} shows them, {own_key('draft.stop', 's')} stops.", markup=False
        )

    def action_go_on(self) -> None:
        """Draft what was held when the program ended, or when the endpoint refused."""
        self.runner.resume()
        if self.runner.busy:
            self.status.activity = "Starting the writer…"
        else:  # what is held waits for its plan to be mended
            self.tell_writer()
        self.refresh_bindings()

    def action_stop(self) -> None:
        """Drop the approvals that wait; where none does, end one that takes too long, or else stop the writer."""
        if self.approvals_wait:
            self.drop_approvals()
        elif self.commit_lasts:
            self.workbench.end_commit()
        else:
            self.runner.stop()

    # Copying

    def action_copy(self) -> None:
        """Copy the text on show: a section's attempt, or the whole lesson as it stands."""
        target = self.target
        if target is None:
            return
        self.done(lambda: self._copy(target))

    def _copy(self, target: str) -> None:
        live = self.runner.live(target) if self.number is None else None
        text = live or (self._text_on_show() if self.section is not None else self.workbench.text(target))
        if not text:
            self.notify(f"{target} has no text yet.", markup=False)
            return
        chosen = f" --attempt {self.number}" if self.number is not None else ""
        clipboard.copy(self.app, text, target, f"In a shell: coursewright show {target}{chosen}")

    def action_copy_name(self) -> None:
        """Copy the name of the section on show, as the command line takes it, or the path of the lesson's file."""
        if self.section is not None:
            clipboard.copy(self.app, self.section.key, self.section.key, "")
        elif self.lesson is not None:
            path = self.workbench.workspace.lesson(self.lesson.plan.day, self.lesson.plan.file)
            name = path.relative_to(self.workbench.workspace.root).as_posix()
            clipboard.copy(self.app, name, name, "")

    # Moving

    def action_plan(self) -> None:
        """Open the plan of the day on show, unless the writer is at it."""
        if self.day is None:
            return
        if self.runner.is_at(self.day):
            stop = own_key("draft.stop", "s")
            reason = f"The writer is at day {self.day}: let it come to its end, or stop it with {stop}."
            self.notify(reason, title="The plan waits", markup=False)
            return
        # Opened at once, and not in a worker: what is typed after the key is meant for the plan.
        plan = PlanScreen(self.workbench, self.day, self.target, self.runner.is_at, self.clock)
        self.app.push_screen(plan, self._come_back)

    async def _come_back(self, target: str | None) -> None:
        """Go to what the cursor of the plan stood on."""
        if target is not None:
            await self.show_course(day_of(target), target)

    def action_jobs(self) -> None:
        """Show what the writer has before it."""
        self.app.push_screen(JobsScreen(self.runner, lambda: self.clock()), self._come_back_from_jobs)

    async def _come_back_from_jobs(self, target: str | None) -> None:
        await self._come_back(target)
        self.tell_writer()

    def action_settings(self) -> None:
        """Show the profiles; the status line then says which one writes."""
        self.app.push_screen(SettingsScreen[None](self.workbench.writers), lambda _: self.show_writer())

    def action_help(self) -> None:
        """Explain the pane in focus and every key that works there."""
        open_help(self)
