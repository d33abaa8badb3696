"""The workbench: the course on screen, and the keys that draft, judge and approve."""

import time
from collections.abc import Callable

from textual import on, work
from textual.binding import Binding

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import FindingsOpen, LessonState, Outcome, SectionState, SectionView, Workbench
from tui.draft_runner import day_of
from tui.external_editor import ExternalEditor
from tui.palette import WorkbenchCommands
from tui.screens.checked_course import CheckedCourseScreen
from tui.screens.help import open_help
from tui.screens.jobs import JobsScreen
from tui.screens.plan import PlanScreen
from tui.screens.reason import ReasonScreen
from tui.screens.settings import SettingsScreen
from tui.screens.waive import WaiveScreen
from tui.widgets.file_plan import FilePlan
from tui.widgets.preview import Editor
from tui.widgets.state_label import counted

GRACE_SECONDS = 0.5
"""How long after a proposal appears a key does not accept it, so that type-ahead takes nothing unread."""


class WorkbenchScreen(CheckedCourseScreen):
    """Hands every decision to the workbench, and offers only what can be done now."""

    COMMANDS = {WorkbenchCommands}
    HELP = "# Coursewright\nDraft, read, decide: section by section, then approve the lesson and it is committed."

    BINDINGS = [
        Binding("g", "draft", "Draft", id="section.draft", tooltip="Draft this section, or all that the lesson lacks"),
        Binding(
            "D", "draft_day", "Draft day", show=False, id="day.draft", tooltip="Draft all that the day on show lacks"
        ),
        Binding("G", "go_on", "Draft on", show=False, id="draft.go-on", tooltip="Draft on: all sections that are held"),
        Binding("a", "accept", "Accept", id="section.accept", tooltip="Accept the text shown and go on to the next"),
        Binding("r", "regenerate", "Redo", id="section.regenerate", tooltip="Write it again, for a reason you give"),
        Binding("e", "edit", "Edit", id="section.edit", tooltip="Edit the text in place"),
        Binding(
            "E", "edit_outside", "$EDITOR", show=False, id="section.edit-outside", tooltip="Edit in your own editor"
        ),
        Binding("A", "approve", "Approve", id="lesson.approve", tooltip="Write the lesson's file and commit it"),
        Binding("s", "stop", "Stop", id="draft.stop", tooltip="Stop the writer; its text is kept, what waits is held"),
        Binding("n", "next_open", "Next", id="section.next", tooltip="The next section that waits for you"),
        Binding("f", "finding(1)", "Finding", id="finding.next", tooltip="The next finding, and its passage"),
        Binding("F", "finding(-1)", "Finding before", show=False, id="finding.previous", tooltip="The finding before"),
        Binding("c", "confirm", "Confirm", id="finding.confirm", tooltip="Confirm that the passage teaches its point"),
        Binding("left_square_bracket", "leaf(-1)", "Older", id="attempt.older", tooltip="The attempt before"),
        Binding("right_square_bracket", "leaf(1)", "Newer", id="attempt.newer", tooltip="The attempt after"),
        Binding("1", "pane('syllabus-tree')", "Syllabus", show=False, id="pane.syllabus"),
        Binding("2", "pane('file-plan')", "File plan", show=False, id="pane.plan"),
        Binding("3", "pane('page')", "Preview", show=False, id="pane.preview"),
        Binding("4", "pane('findings')", "Findings", show=False, id="pane.findings"),
        Binding("P", "plan", "Plan", id="plan.open", tooltip="Shape the plan of this day"),
        Binding("C", "coverage", "Coverage", show=False, id="coverage", tooltip="Each point, and where it is taught"),
        Binding("J", "jobs", "Jobs", show=False, id="jobs", tooltip="Jobs: what is written, waits, is held or failed"),
        Binding("comma", "settings", "Settings", show=False, id="settings", tooltip="Who writes: choose, and try it"),
        Binding("z", "zoom", "Zoom", show=False, id="pane.zoom", tooltip="Preview alone, and back"),
        Binding("question_mark", "help", "Help", id="help"),
        Binding("q", "app.quit", "Quit", id="quit"),
    ]

    def __init__(
        self, workbench: Workbench, editor: ExternalEditor, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(workbench, clock)
        self._external = editor
        self._kept_typing = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether the action can be done now: the footer shows these keys and no others."""
        if not self.preview.editing:
            self.catch_up()
        section, lesson = self.section, self.lesson
        if self.preview.editing and action not in ("help", "pane", "stop"):
            return action in ("app.quit", "quit")
        match action:
            case "draft":
                return bool(self._to_draft())
            case "accept":
                return self._acceptable()
            case "regenerate":
                return section is not None and section.attempts > 0 and not self.runner.has(section.key)
            case "edit" | "edit_outside":
                return section is not None and not self.runner.has(section.key)
            case "approve":
                return lesson is not None and lesson.state is LessonState.ACCEPTED
            case "stop":
                return self.runner.busy
            case "draft_day":
                return self.day is not None
            case "go_on":
                return self.runner.can_go_on
            case "leaf":
                return section is not None and section.attempts > 1
            case "plan":
                return self.day is not None
            case "finding":
                return self.found
            case "confirm":
                return self.doubt is not None
            case "pane":
                return parameters != ("findings",) or self.found
        return True

    def _acceptable(self) -> bool:
        """Say whether the attempt on show is whole, and not accepted yet for what the section should teach now."""
        section, attempt = self.section, self.attempt
        if section is None or attempt is None or attempt.outcome is not Outcome.COMPLETE:
            return False
        return attempt.number != section.accepted or section.state is SectionState.STALE

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
        self.refresh_bindings()

    def action_draft_day(self) -> None:
        """Draft all sections that the day on show lacks, as many at once as the settings say."""
        day = self.day
        if day is None:
            return
        keys: list[str] = []
        if not self._done(lambda: keys.extend(self.workbench.drafts.targets([], [day]))):
            return
        keys = [key for key in keys if not self.runner.has(key)]
        if not keys:
            self.notify(f"Day {day} lacks nothing that is not asked for already.", markup=False)
            return
        try:
            said = self.workbench.drafts.forecast(keys).line
        except AuthoringError:  # what cannot be foretold is told by the run itself
            said = counted(len(keys), "section")
        self.notify(f"Day {day}: {said}. J shows them, s stops.", markup=False)
        self._ask(keys)

    @work
    async def action_regenerate(self) -> None:
        """Ask for a reason and write the section again; what stands stays until another text is accepted."""
        section = self.section
        if section is None:
            return
        reason = await self.app.push_screen_wait(ReasonScreen(section.plan.title))
        if reason is not None:
            self.number = None
            self._ask([section.key], reason or None)

    def _ask(self, keys: list[str], feedback: str | None = None) -> None:
        if keys and not self.runner.busy:
            self.status.activity = "Starting the writer…"
        self.runner.ask(keys, feedback)
        self.refresh_bindings()

    def action_go_on(self) -> None:
        """Draft what was held when the program ended, or when the endpoint refused."""
        self.runner.resume()
        if self.runner.busy:
            self.status.activity = "Starting the writer…"
        else:  # what is held waits for its plan to be mended
            self.tell_writer()
        self.refresh_bindings()

    def action_stop(self) -> None:
        """Stop the writer."""
        self.runner.stop()

    # Judging

    async def action_accept(self) -> None:
        """Accept the attempt on show and go on to the next section."""
        section, attempt = self.section, self.attempt
        if section is None or attempt is None:
            return
        if self.clock() - self.arrived < GRACE_SECONDS:
            self.notify("It has only just come: read it, then press a again.", timeout=2, markup=False)
            return
        if self._done(lambda: self.workbench.accept(section.key, attempt.number)):
            await self.refresh_states()
            self.number = None
            if self.lesson is not None and self.lesson.state is LessonState.ACCEPTED:
                self.notify("Every section is accepted: A approves the lesson.", markup=False)
            else:
                await self.action_next_open()

    @work(exclusive=True, group="approve")
    async def action_approve(self) -> None:
        """Approve the lesson on show: its file is written and committed; errors are waived or mended first."""
        if self.lesson is None:
            return
        lesson = self.lesson.plan
        waive: dict[str, str] | None = {}
        while waive is not None:
            self.status.activity = f"Approving {lesson.id}…"
            try:
                approved = await self.workbench.approve(lesson.id, waive=waive)
            except FindingsOpen as error:
                self.status.activity = ""
                more = await self.app.push_screen_wait(WaiveScreen(lesson.id, error.findings))
                waive = {**waive, **more} if more is not None else None
                continue
            except AuthoringError as error:
                refused = f"{lesson.id} is not approved"
                self.notify(str(error), title=refused, severity="error", timeout=15, markup=False)
            else:
                where = approved.path.relative_to(self.workbench.workspace.root)
                self.notify(f"{where} is commit {approved.commit[:10]}.", title="Approved", markup=False)
                for note in approved.notes:
                    self.notify(note, title=lesson.id, timeout=10, markup=False)
            break
        self.status.activity = ""
        await self.refresh_states(lesson.day)
        self.check_soon()

    # Editing

    def action_edit(self) -> None:
        """Edit the section on show in place."""
        if self.section is None:
            return
        text = self.workbench.unsaved(self.section.key)
        if text is not None:
            self.notify("What you typed last time was kept; here it is.", markup=False)
        self.preview.edit(self.section.key, text if text is not None else self._text_on_show())
        self.refresh_bindings()

    def _text_on_show(self) -> str:
        if self.section is None:
            return ""
        attempt = self.attempt
        return attempt.text if attempt is not None else self.workbench.text(self.section.key)

    @on(Editor.Paused)
    def _keep_typing(self, message: Editor.Paused) -> None:
        if self.preview.editing:
            self._done(lambda: self.workbench.keep_unsaved(message.key, message.text))

    @on(Editor.Kept)
    async def _take_edit(self, message: Editor.Kept) -> None:
        if self._done(lambda: self.workbench.edit(message.key, message.text)):
            self.preview.leave_editor()
            await self.refresh_states()
            await self.show_target(message.key)

    def leave_editor(self) -> None:
        """Make an attempt of what is being edited, or keep it as it is typed where that is refused."""
        if not self.preview.editing:
            return
        editor = self.preview.editor
        if not self._done(lambda: self.workbench.edit(editor.key, editor.text)):
            self._done(lambda: self.workbench.keep_unsaved(editor.key, editor.text))
        self.preview.leave_editor()

    def keep_place(self) -> None:
        """Keep the place on screen, and what is being typed."""
        super().keep_place()
        if self.preview.editing and self.preview.editor.text != self._kept_typing:
            self._kept_typing = self.preview.editor.text
            self._done(lambda: self.workbench.keep_unsaved(self.preview.editor.key, self._kept_typing))

    async def action_edit_outside(self) -> None:
        """Edit the section on show in the author's own editor."""
        section = self.section
        if section is None:
            return
        text = self._text_on_show()
        if self._done(lambda: self.workbench.edit_outside(section.key, text, self._external.edit)):
            await self.refresh_states()
            await self.show_target(section.key)

    # Moving

    async def action_next_open(self) -> None:
        """Go to the next section of the day that waits for a decision, from the one on show onwards and around."""
        try:
            following = self.workbench.next_open(self.day or 1, self.target)
        except AuthoringError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if following is not None and following != self.target:
            with self.prevent(FilePlan.Chosen):
                self.file_plan.reveal(following)
            await self.show_target(following)

    async def action_leaf(self, step: int) -> None:
        """Show an older or a newer attempt of the section on show."""
        attempt = self.attempt
        if self.section is None or attempt is None:
            return
        number = min(max(attempt.number + step, 1), self.section.attempts)
        if number != attempt.number:
            await self.show_target(self.section.key, number=number)

    def action_plan(self) -> None:
        """Open the plan of the day on show, unless the writer is at it."""
        if self.day is None:
            return
        if self.runner.is_at(self.day):
            reason = f"The writer is at day {self.day}: let it come to its end, or stop it with s."
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
        self.app.push_screen(SettingsScreen(self.workbench.writers), lambda _: self.show_writer())

    def action_pane(self, pane: str) -> None:
        """Put the focus on a pane."""
        # Set at once: what is typed after the key is meant for the pane.
        of_preview = pane in ("page", "findings")
        self.set_class(of_preview and (self.has_class("-zoomed") or self.has_class("-tiny")), "-zoomed")
        self.set_focus(self.query_one("#editor" if pane == "page" and self.preview.editing else f"#{pane}"))

    def action_zoom(self) -> None:
        """Give the preview the whole width, or take it back."""
        self.toggle_class("-zoomed")
        self.action_pane("page" if self.has_class("-zoomed") else "file-plan")

    def action_help(self) -> None:
        """Explain the pane in focus and every key that works there."""
        open_help(self)

    def _done(self, action: Callable[[], object]) -> bool:
        """Do it; where it is refused, say why and return False."""
        try:
            action()
        except AuthoringError as error:
            self.notify(str(error), severity="error", timeout=10, markup=False)
            return False
        return True
