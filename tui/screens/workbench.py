"""The workbench: syllabus, file plan and preview side by side, and the keys that draft, judge and approve."""

import time
from collections.abc import Callable

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Horizontal
from textual.screen import Screen
from textual.widgets import Footer

from tui import screen_state
from tui.authoring import plain_text, watch
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import (
    Attempt,
    DraftFinished,
    DraftStarted,
    DraftText,
    LessonState,
    LessonView,
    Outcome,
    SectionState,
    SectionView,
    Workbench,
)
from tui.draft_runner import DraftRunner
from tui.external_editor import ExternalEditor
from tui.palette import WorkbenchCommands
from tui.screen_state import ScreenState
from tui.screens.help import HelpScreen
from tui.screens.reason import ReasonScreen
from tui.widgets.file_plan import FilePlan
from tui.widgets.preview import Editor, Preview
from tui.widgets.status_line import StatusLine
from tui.widgets.syllabus_tree import SyllabusTree

GRACE_SECONDS = 0.5
"""How long after a proposal appears a key does not accept it, so that type-ahead takes nothing unread."""

_PANES = ("syllabus-tree", "file-plan", "page")
_NOTHING_YET = "*Nothing is written yet.* Press **g** to have it drafted, or **e** to write it yourself."


class WorkbenchScreen(Screen[None]):
    """Follows the cursor from tree to plan to preview, and hands every decision to the workbench."""

    CSS_PATH = "workbench.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (150, "-wide")]
    COMMANDS = {WorkbenchCommands}
    HELP = "# Coursewright\nDraft, read, decide: section by section, then approve the lesson and it is committed."

    BINDINGS = [
        Binding("g", "draft", "Draft", id="section.draft", tooltip="Draft this section, or all that the lesson lacks"),
        Binding("a", "accept", "Accept", id="section.accept", tooltip="Accept the text shown and go on to the next"),
        Binding("r", "regenerate", "Redo", id="section.regenerate", tooltip="Write it again, for a reason you give"),
        Binding("e", "edit", "Edit", id="section.edit", tooltip="Edit the text in place"),
        Binding("E", "edit_outside", "$EDITOR", id="section.edit-outside", tooltip="Edit the text in your own editor"),
        Binding("A", "approve", "Approve", id="lesson.approve", tooltip="Write the lesson's file and commit it"),
        Binding("s", "stop", "Stop", id="draft.stop", tooltip="Stop the writer; what it wrote is kept"),
        Binding("n", "next_open", "Next", show=False, id="section.next", tooltip="The next section that waits for you"),
        Binding("left_square_bracket", "leaf(-1)", "Older attempt", show=False, id="attempt.older"),
        Binding("right_square_bracket", "leaf(1)", "Newer attempt", show=False, id="attempt.newer"),
        Binding("1", "pane('syllabus-tree')", "Syllabus", show=False, id="pane.syllabus"),
        Binding("2", "pane('file-plan')", "File plan", show=False, id="pane.plan"),
        Binding("3", "pane('page')", "Preview", show=False, id="pane.preview"),
        Binding("z", "zoom", "Zoom", show=False, id="pane.zoom", tooltip="Preview alone, and back"),
        Binding("question_mark", "help", "Help", id="help"),
        Binding("q", "app.quit", "Quit", id="quit"),
    ]

    syllabus_tree = getters.query_one(SyllabusTree)
    file_plan = getters.query_one(FilePlan)
    preview = getters.query_one(Preview)
    status = getters.query_one(StatusLine)

    def __init__(
        self, workbench: Workbench, editor: ExternalEditor, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.runner = DraftRunner(workbench, self)
        self._workbench, self._external, self._clock = workbench, editor, clock
        self._kept = screen_state.read(workbench.workspace.screen)
        self._day: int | None = None
        self._lesson: LessonView | None = None
        self._section: SectionView | None = None
        self._number: int | None = None  # the attempt on show, where it is not the newest
        self._arrived: dict[str, float] = {}  # when a proposal came, for the grace period

    def compose(self) -> ComposeResult:
        """Lay out the panes; the style sheet decides how many stand side by side."""
        with Horizontal(id="panes"):
            with Container(id="lists"):
                yield SyllabusTree()
                yield FilePlan()
            yield Preview()
        yield StatusLine()
        yield Footer(compact=True)

    async def on_mount(self) -> None:
        """Show the course and go where the author was."""
        self.show_writer()
        await self.show_course(self._kept.day, self._kept.target, self._kept.topic, self._kept.scroll)
        self.action_pane(self._kept.focus if self._kept.focus in _PANES else "file-plan")
        self._watch()
        self.set_interval(1, self._look_around)

    # Showing

    @property
    def target(self) -> str | None:
        """The lesson or section on show, as the command line names it."""
        if self._section is not None:
            return self._section.key
        return self._lesson.plan.id if self._lesson is not None else None

    async def show_course(
        self, day: int | None, target: str | None, topic: str | None = None, scroll: float = 0
    ) -> None:
        """Read the whole course anew; where the syllabus is broken, say so in place of the text."""
        try:
            views = list(self._workbench.days())
            syllabus = self._workbench.syllabus
        except AuthoringError as error:
            self._lesson = self._section = None
            self.preview.head("The course cannot be read", "", str(error), alarm=True)
            await self.preview.show("Mend the file and save it: the workbench goes on by itself.")
            self.refresh_bindings()
            return
        self.app.title = syllabus.title
        self.syllabus_tree.show(syllabus, views)
        shown = next((view for view in views if view.day.day == day), None)
        if shown is None:
            shown = next((view for view in views if view.approved < len(view.lessons)), views[0])
        with self.prevent(SyllabusTree.Chosen):
            self.syllabus_tree.reveal(shown.day.day, topic)
        await self.show_day(shown.day.day, target, scroll)

    async def show_day(self, number: int, target: str | None = None, scroll: float = 0) -> None:
        """Show a day in the file plan, with the cursor on `target`, or else on its first open lesson."""
        view = self._workbench.day(number)
        self._day = number
        self.syllabus_tree.update_day(view)
        self.file_plan.show(view)
        if not view.lessons:
            self._lesson = self._section = None
            self.preview.head(f"Day {number}", "", view.problem or "", alarm=True)
            await self.preview.show("Mend the plan and save it: the workbench goes on by itself.")
            self.refresh_bindings()
            return
        targets = {key for lesson in view.lessons for key in (lesson.plan.id, *(s.key for s in lesson.sections))}
        if target not in targets:
            lesson = next((one for one in view.lessons if one.state is not LessonState.APPROVED), view.lessons[0])
            target = lesson.plan.id
        with self.prevent(FilePlan.Chosen):
            self.file_plan.open_lesson(target.split("/")[0])
            self.file_plan.reveal(target)
        await self.show_target(target, scroll)

    async def show_target(self, target: str, scroll: float = 0, number: int | None = None) -> None:
        """Show a lesson, or a section with its newest attempt or the one with that number."""
        self._number = number
        self._look_at(target)
        self._head()
        live = self.runner.live(target)
        if live is not None:
            await self.preview.start_stream(live)
            return
        try:
            text = self._workbench.text(target, number) if number else self._workbench.newest_text(target)
        except AuthoringError as error:
            text = ""
            self.preview.head(target, "", str(error), alarm=True)
        await self.preview.show(text or _NOTHING_YET, scroll_y=scroll)

    def show_writer(self) -> None:
        """Say in the status line which model writes, or what to do where none can."""
        try:
            self.status.writer = self._workbench.profile().notice
            self.status.remove_class("-warning")
        except AuthoringError as error:
            self.status.writer = str(error)
            self.status.add_class("-warning")

    def _refresh_states(self, day: int | None = None) -> None:
        """Show in both lists what has become of the day on show, or of another one."""
        view = self._workbench.day(day if day is not None else self._day or 1)
        self.syllabus_tree.update_day(view)
        if view.day.day == self._day:
            self.file_plan.show(view)
            if self.target is not None:
                self._look_at(self.target)
                self._head()

    def _look_at(self, target: str) -> None:
        """Take the lesson and section of `target` as they stand now: the keys and the footer follow them."""
        lesson_id, _, slug = target.partition("/")
        self._lesson = self._workbench.lesson(lesson_id)
        self._section = next((one for one in self._lesson.sections if one.plan.id == slug), None)
        self.refresh_bindings()

    def _head(self) -> None:
        if self._lesson is None:
            return
        if self._section is None:
            figures = f"{self._lesson.state.word} · {self._lesson.accepted}/{len(self._lesson.sections)} accepted"
            self.preview.head(self._lesson.plan.file, f"{figures} · {self._lesson.words:,} words")
            return
        title = f"{self._lesson.plan.id} · {self._section.plan.title}"
        attempt = self._attempt()
        if attempt is None:
            self.preview.head(title, self._section.state.word)
            return
        count = len(self._workbench.attempts(self._section.key))
        parts = [self._section.state.word, f"attempt {attempt.number}/{count}", attempt.model or "by hand"]
        if attempt.outcome is not Outcome.STREAMING:
            parts.append(f"{attempt.words:,} words")
        self.preview.head(title, " · ".join(parts), attempt.error or "", alarm=attempt.error is not None)

    def _attempt(self) -> Attempt | None:
        """Return the attempt on show."""
        if self._section is None:
            return None
        attempts = self._workbench.attempts(self._section.key)
        return attempts[(self._number or len(attempts)) - 1] if attempts else None

    # Following

    @on(SyllabusTree.Chosen)
    async def _follow_tree(self, message: SyllabusTree.Chosen) -> None:
        place = message.place
        if place.day is None or (not place.topic and place.day == self._day):
            return
        lesson = self._workbench.lesson_of(place.topic) if place.topic else None
        if lesson is None or self._lesson is None or lesson != self._lesson.plan.id:
            await self.show_day(place.day, lesson)

    @on(FilePlan.Chosen)
    async def _follow_plan(self, message: FilePlan.Chosen) -> None:
        if message.target != self.target:
            await self.show_target(message.target)

    @on(DraftRunner.Happened)
    async def _follow_writer(self, message: DraftRunner.Happened) -> None:
        match message.event:
            case DraftStarted(key=key):
                self._refresh_states(self._workbench.lesson(key.split("/")[0]).plan.day)
                if key == self.target:
                    await self.preview.start_stream("")
            case DraftText(key=key, text=text):
                if key == self.target and self._number is None:
                    await self.preview.stream(text)
                words = plain_text.words(self.runner.live(key) or "")
                more = f" · {self.runner.waiting} more" if self.runner.waiting else ""
                self.status.activity = f"Writing {key} · {words:,} words{more}"
            case DraftFinished(key=key, attempt=attempt):
                self._arrived[key] = self._clock()
                self._refresh_states(self._workbench.lesson(key.split("/")[0]).plan.day)
                if key == self.target:
                    await self.preview.finish_stream(attempt.text or _NOTHING_YET)
                elif attempt.error:
                    self.notify(attempt.error, title=key, severity="warning", markup=False)

    @on(DraftRunner.Refused)
    def _say_refusal(self, message: DraftRunner.Refused) -> None:
        self.notify(message.reason, title="Not drafted", severity="error", timeout=10, markup=False)

    @on(DraftRunner.Rested)
    async def _writer_rests(self) -> None:
        self.status.activity = ""
        self._refresh_states()
        if self.target is not None:
            await self.preview.stop_stream()

    @work(group="watch", exit_on_error=False)
    async def _watch(self) -> None:
        async for _ in watch.changes(self._workbench.workspace):
            await self._reload()

    async def _look_around(self) -> None:
        """Keep the place, and show what another program has stored meanwhile."""
        self.keep_place()
        if self._workbench.changed_elsewhere():
            await self._reload()

    async def _reload(self) -> None:
        """Read all anew, unless the author is typing; what streams goes on."""
        if self.target is not None and self.runner.live(self.target) is not None:
            self._refresh_states()
        elif not self.preview.editing:
            await self.show_course(self._day, self.target, None, self.preview.page.scroll_y)

    # Deciding

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now: the footer shows these keys and no others."""
        section, lesson = self._section, self._lesson
        if self.preview.editing and action not in ("help", "pane"):
            return False
        match action:
            case "draft":
                return lesson is not None and bool(self._to_draft())
            case "accept":
                return section is not None and section.state in (SectionState.PROPOSED, SectionState.STALE)
            case "regenerate":
                return section is not None and section.attempts > 0 and not self.runner.has(section.key)
            case "edit" | "edit_outside":
                return section is not None and not self.runner.has(section.key)
            case "approve":
                return lesson is not None and lesson.state is LessonState.ACCEPTED
            case "stop":
                return self.runner.busy
            case "leaf":
                return section is not None and section.attempts > 1
        return True

    def _to_draft(self) -> list[str]:
        if self._section is not None:
            planned = self._section.state in (SectionState.PLANNED, SectionState.FAILED)
            keys = [self._section.key] if planned else []
        else:
            keys = self._workbench.targets([self._lesson.plan.id]) if self._lesson is not None else []
        return [key for key in keys if not self.runner.has(key)]

    def action_draft(self) -> None:
        """Draft the section on show, or all sections that the lesson on show lacks."""
        self.runner.ask(self._to_draft())
        self.refresh_bindings()

    async def action_accept(self) -> None:
        """Accept the attempt on show and go on to the next section."""
        section, attempt = self._section, self._attempt()
        if section is None or attempt is None:
            return
        if self._clock() - self._arrived.get(section.key, -GRACE_SECONDS) < GRACE_SECONDS:
            self.notify("It has only just come: read it, then press a again.", markup=False)
            return
        if self._say(lambda: self._workbench.accept(section.key, attempt.number)):
            self._refresh_states()
            if self._lesson is not None and self._lesson.state is LessonState.ACCEPTED:
                self.notify("Every section is accepted: A approves the lesson.", markup=False)
            else:
                await self.action_next_open()

    @work
    async def action_regenerate(self) -> None:
        """Ask for a reason and write the section again; what stands stays until another text is accepted."""
        section = self._section
        if section is None:
            return
        reason = await self.app.push_screen_wait(ReasonScreen(section.plan.title))
        if reason is not None:
            self._number = None
            self.runner.ask([section.key], reason or None)
            self.refresh_bindings()

    def action_edit(self) -> None:
        """Edit the section on show in place."""
        if self._section is None:
            return
        key = self._section.key
        text = self._workbench.unsaved(key)
        if text is not None:
            self.notify("What you typed last time was kept; here it is.", markup=False)
        attempt = self._attempt()
        self.preview.edit(text if text is not None else attempt.text if attempt else self._workbench.text(key))
        self.refresh_bindings()

    @on(Editor.Paused)
    def _keep_typing(self, message: Editor.Paused) -> None:
        if self._section is not None and self.preview.editing:
            key = self._section.key
            self._say(lambda: self._workbench.keep_unsaved(key, message.text))

    @on(Editor.Kept)
    async def _take_edit(self, message: Editor.Kept) -> None:
        if self._section is not None and self._take(self._section.key, message.text):
            self.preview.leave_editor()
            self._arrived.pop(self._section.key, None)
            await self.show_target(self._section.key)

    async def action_edit_outside(self) -> None:
        """Edit the section on show in the author's own editor."""
        if self._section is None:
            return
        key, attempt = self._section.key, self._attempt()
        text = attempt.text if attempt else self._workbench.text(key)
        if self._say(lambda: self._workbench.edit_outside(key, text, self._external.edit)):
            await self.show_target(key)
            self._refresh_states()

    def _take(self, key: str, text: str) -> bool:
        """Store what the author wrote; an empty or unchanged text changes nothing."""
        if not self._say(lambda: self._workbench.edit(key, text)):
            return False
        self._refresh_states()
        return True

    @work(exclusive=True, group="approve", exit_on_error=False)
    async def action_approve(self) -> None:
        """Approve the lesson on show: its file is written and committed."""
        if self._lesson is None:
            return
        lesson = self._lesson.plan
        self.status.activity = f"Approving {lesson.id}…"
        try:
            approved = await self._workbench.approve(lesson.id)
        except AuthoringError as error:
            self.notify(str(error), title=f"{lesson.id} is not approved", severity="error", timeout=15, markup=False)
        else:
            where = approved.path.relative_to(self._workbench.workspace.root)
            self.notify(f"{where} is commit {approved.commit[:10]}.", title="Approved", markup=False)
        self.status.activity = ""
        self._refresh_states(lesson.day)

    def action_stop(self) -> None:
        """Stop the writer."""
        self.runner.stop()

    # Moving

    async def action_next_open(self) -> None:
        """Go to the next section of the day that waits for a decision, from the one on show onwards and around."""
        following = self._workbench.next_open(self._day or 1, self.target)
        if following is not None and following != self.target:
            with self.prevent(FilePlan.Chosen):
                self.file_plan.reveal(following)
            await self.show_target(following)

    async def action_leaf(self, step: int) -> None:
        """Show an older or a newer attempt of the section on show."""
        attempt = self._attempt()
        if self._section is None or attempt is None:
            return
        count = len(self._workbench.attempts(self._section.key))
        number = min(max(attempt.number + step, 1), count)
        if number != attempt.number:
            await self.show_target(self._section.key, number=number if number < count else None)

    def action_pane(self, pane: str) -> None:
        """Put the focus on a pane."""
        if pane == "page" and self.preview.editing:
            pane = "editor"
        self.query_one(f"#{pane}").focus()

    def action_zoom(self) -> None:
        """Give the preview the whole width, or take it back."""
        self.toggle_class("-zoomed")
        if self.has_class("-zoomed"):
            self.action_pane("page")

    def action_help(self) -> None:
        """Explain the pane in focus and every key that works there."""
        focused = self.focused
        about = getattr(focused, "HELP", None) or self.HELP
        self.app.push_screen(HelpScreen(about, list(self.active_bindings.values())))

    def _say(self, action: Callable[[], object]) -> bool:
        """Do it; where it is refused, say why and return False."""
        try:
            action()
        except AuthoringError as error:
            self.notify(str(error), severity="error", timeout=10, markup=False)
            return False
        return True

    def keep_place(self) -> None:
        """Keep the place on screen for the next start, if it is another than was kept last."""
        focused = self.focused.id if self.focused is not None else None
        place = self.syllabus_tree.cursor_node.data if self.syllabus_tree.cursor_node is not None else None
        state = ScreenState(
            day=self._day,
            topic=place.topic if place is not None and place.day == self._day else None,
            target=self.target,
            focus=focused if focused in _PANES else "page" if focused == "editor" else None,
            scroll=self.preview.page.scroll_y,
        )
        if state != self._kept:
            self._kept = state
            screen_state.write(self._workbench.workspace.screen, state)
