"""The course on screen: syllabus, file plan and preview side by side, each following the cursor of the one before."""

import asyncio
import contextlib
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote

from textual import getters, on, work
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from tui import screen_state
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.workbench import (
    Attempt,
    DayView,
    LessonState,
    LessonView,
    SectionView,
    Spent,
    Workbench,
)
from tui.batch_collector import BatchCollector
from tui.draft_runner import DraftRunner
from tui.own_key import key as own_key
from tui.reading.pictures import Pictures
from tui.screen_state import ScreenState
from tui.screens.panes import PANES, PanesScreen
from tui.widgets.changes_banner import summary
from tui.widgets.drawn_page import DrawnPage
from tui.widgets.file_plan import FilePlan
from tui.widgets.key_hints import KeyHints
from tui.widgets.page import Page
from tui.widgets.preview import Preview
from tui.widgets.state_filter import ALL
from tui.widgets.status_line import StatusLine
from tui.widgets.syllabus_tree import SyllabusTree

_NOTHING_YET = "*Nothing is written yet.*"
_LESSON = re.compile(r"(day\d+_\d+)_.*\.md$")
_GOES_ON = "Mend the file and save it: the workbench goes on by itself."


class CourseScreen(PanesScreen):
    """Shows what stands, and what the writer is at. Deciding is its subclass's."""

    class GitAnswered(Message):
        """Git, asked aside, says something else than what is on show."""

    preview = getters.query_one(Preview)
    status = getters.query_one(StatusLine)

    def __init__(self, workbench: Workbench, clock: Callable[[], float]) -> None:
        self._kept = screen_state.read(workbench.workspace.screen)
        super().__init__(self._kept.shares)
        self.workbench, self.clock = workbench, clock
        self.runner = DraftRunner(workbench, self, lambda: self.clock())
        self.batches = BatchCollector(workbench, self)
        self.day: int | None = None
        self.lesson: LessonView | None = None
        self.section: SectionView | None = None
        self.number: int | None = None  # the attempt on show, where it is not the newest
        self.state_filter = ALL  # what the lists show
        self.arrived = clock()  # when the text on show came before the author's eyes
        self._run_spent, self._course_spent = Spent(), Spent()
        self._seen: tuple[str | None, int | None] = (None, None)  # target and number of that text

    def make_preview(self) -> Preview:
        """Return the preview, which shows whatever the cursor stands on."""
        return Preview()

    def compose_below(self) -> ComposeResult:
        """Yield the status line and the keys."""
        yield StatusLine()
        yield KeyHints()

    def in_preview(self) -> Widget:
        """Return the page, or the editor where it is in front."""
        return self.preview.editing_place.in_front() if self.preview.editing else self.preview.page

    async def on_mount(self) -> None:
        """Show the course and go where the author was."""
        self.show_writer()
        self.workbench.never_wait_here(lambda: self.post_message(self.GitAnswered()))
        await asyncio.to_thread(self.workbench.ask_git)
        await self.show_course(self._kept.day, self._kept.target, self._kept.topic, self._kept.scroll)
        self.action_pane(self._kept.focus if self._kept.focus in PANES else "file-plan")
        self.show_keys_of_panes()
        self.follow()

    @property
    def target(self) -> str | None:
        """The lesson or section on show, as the command line names it."""
        if self.section is not None:
            return self.section.key
        return self.lesson.plan.id if self.lesson is not None else None

    @property
    def attempt(self) -> Attempt | None:
        """The attempt on show; None too while the plan cannot be read, which is told as soon as it is noticed."""
        if self.section is None:
            return None
        key = self.section.key
        try:
            return self.workbench.attempts(key)[self.number - 1] if self.number else self.workbench.on_offer(key)
        except AuthoringError:
            return None

    # Showing

    async def show_course(
        self, day: int | None, target: str | None, topic: str | None = None, scroll: float = 0
    ) -> None:
        """Read the whole course anew and show it; where it cannot be read, say why in place of the text."""
        try:
            syllabus = self.workbench.syllabus
            if syllabus.day(day or 0) is None:
                day = next((view.day.day for view in self.workbench.days() if view.approved < len(view.lessons)), None)
            if self.state_filter.takes_all:
                views = self.workbench.days_around(day, self.syllabus_tree.days_in_sight)
            else:  # what is hidden, and what is not, depends on every day
                views = await asyncio.to_thread(lambda: list(self.workbench.days()))
        except AuthoringError as error:
            await self.show_trouble("The course cannot be read", str(error))
            return
        self.app.title = syllabus.title
        self.syllabus_tree.show(syllabus, views)
        shown = next((view for view in views if view.day.day == day), views[0])
        with self.prevent(SyllabusTree.Chosen):
            self.syllabus_tree.reveal(shown.day.day, topic)
        await self.show_day(shown.day.day, target, scroll)

    async def show_day(self, number: int, target: str | None = None, scroll: float = 0) -> None:
        """Show a day in the file plan, with the cursor on `target`, or else on its first open lesson."""
        try:
            view = self.workbench.day(number)
        except AuthoringError as error:
            await self.show_trouble("The course cannot be read", str(error))
            return
        self.day = number
        self._show_pictures_of(number)
        self.preview.notice = _notice(view)
        self.syllabus_tree.update_day(view)
        self.file_plan.show(view, self.runner.waiting)
        if not view.lessons:
            await self.show_trouble(f"Day {number}", view.problem or "")
            return
        targets = {key for lesson in view.lessons for key in (lesson.plan.id, *(s.key for s in lesson.sections))}
        if target not in targets:
            lessons = [one for one in view.lessons if self.state_filter.takes_lesson(one)] or view.lessons
            lesson = next((one for one in lessons if one.state is not LessonState.APPROVED), lessons[0])
            target = lesson.plan.id
        with self.prevent(FilePlan.Chosen):
            self.file_plan.open_lesson(target.split("/")[0])
            self.file_plan.reveal(target)
        await self.show_target(target, scroll)

    def _show_pictures_of(self, day: int) -> None:
        workspace = self.workbench.workspace
        pictures = Pictures(workspace.day_folder(day), workspace.root)
        for page in self.preview.query(DrawnPage):
            page.pictures = pictures

    async def show_target(self, target: str, scroll: float = 0, number: int | None = None) -> None:
        """Show a lesson, or a section with its newest attempt or the one with that number."""
        if (target, number) != self._seen:
            self._seen, self.arrived = (target, number), self.clock()
        self.number = number
        try:
            self._look_at(target)
            if self.runner.sitting.failed:
                self.tell_writer()
            self.check_soon()
            live = self.runner.live(target) if number is None else None
            if live is not None:
                await self.preview.start_stream(live)
                return
            text = self.workbench.text(target, number) if number else self.workbench.text_on_offer(target)
        except AuthoringError as error:
            await self.show_trouble(target, str(error))
            return
        await self.preview.show(text or self._nothing_yet(), scroll_y=scroll)

    def _nothing_yet(self) -> str:
        draft, edit = own_key("section.draft", "g"), own_key("section.edit", "e")
        if self.section is not None and self.section.key in self.runner.waiting:
            return f"{_NOTHING_YET} It waits for the writer."
        if self.section is not None and self.workbench.drafts.batches.holds(self.section.key):
            return f"{_NOTHING_YET} A batch will bring it; **{draft}** drafts it now all the same."
        if self.lesson is not None and any(self.runner.has(each.key) for each in self.lesson.sections):
            return f"{_NOTHING_YET} Its sections are being drafted: go down to one to watch."
        if self.section is None:
            return f"{_NOTHING_YET} Press **{draft}** to have all its sections drafted."
        return f"{_NOTHING_YET} Press **{draft}** to have it drafted, or **{edit}** to write it."

    async def show_trouble(self, title: str, reason: str) -> None:
        """Say what cannot be shown, and why."""
        self._seen = (None, None)
        self.lesson = self.section = None
        self.check_soon()
        self.preview.head(title, "", reason, alarm=True)
        await self.preview.show(_GOES_ON)
        self.refresh_bindings()

    def show_writer(self) -> None:
        """Say in the status line which model writes, or what to do where none can."""
        try:
            self.status.writer = self.workbench.drafts.profile().notice
            self.status.remove_class("-warning")
        except AuthoringError as error:
            self.status.writer = str(error)
            self.status.add_class("-warning")

    async def refresh_states(self, day: int | None = None, *, leaving: bool = False) -> None:
        """Show in both lists what has become of the day on show, or of another one.

        Who is `leaving` the text on show for another one at once need not have it headed anew.
        """
        number = day if day is not None else self.day
        if number is None:
            return
        try:
            view = self.workbench.day(number)
            self.syllabus_tree.update_day(view)
            if number == self.day:
                self.preview.notice = _notice(view)
                self.file_plan.show(view, self.runner.waiting)
                if self.target is not None and leaving:
                    self._take(self.target)
                elif self.target is not None:
                    self._look_at(self.target)
        except AuthoringError as error:
            await self.show_trouble("The course cannot be read", str(error))

    def catch_up(self) -> None:
        """Take what the cursor of the file plan stands on, though its message may still be on the way.

        A key typed right after an arrow means what the arrow led to, and not what is still on show.
        """
        target = self.file_plan.target
        if self.file_plan.has_focus and target is not None and self.lesson is not None and target != self.target:
            self.number, self.arrived = None, self.clock()
            with contextlib.suppress(AuthoringError):  # the message that follows shows the trouble
                self._look_at(target)

    def _look_at(self, target: str) -> None:
        """Take the lesson and section of `target` as they stand now: heading, keys, footer and writer follow them."""
        lesson = self._take(target)
        if lesson.sections:
            self.runner.look_at((self.section or lesson.sections[0]).key)
        if self.section is None:
            self.preview.head_lesson(lesson, self.hint())
        else:
            self.preview.head_section(self.section, self.attempt, self.hint())
        self.refresh_bindings()

    def _take(self, target: str) -> LessonView:
        lesson_id, _, slug = target.partition("/")
        self.lesson = lesson = self.workbench.lesson(lesson_id)
        self.section = next((one for one in lesson.sections if one.plan.id == slug), None)
        return lesson

    @on(SyllabusTree.Unseen)
    @work(group="look")
    async def _look_at_days(self, message: SyllabusTree.Unseen) -> None:
        """Look at days of a long course that have come into sight, aside while the author goes on."""
        with contextlib.suppress(AuthoringError):  # the day itself says what is wrong once it is on show
            for number in message.days:
                for view in await asyncio.to_thread(self.workbench.look_at, [number]):
                    self.syllabus_tree.update_day(view)

    # Following

    @on(SyllabusTree.Chosen)
    async def _follow_tree(self, message: SyllabusTree.Chosen) -> None:
        place = message.place
        if place.day is None or (not place.topic and place.day == self.day):
            return
        try:
            lesson = self.workbench.lesson_of(place.topic) if place.topic else None
        except AuthoringError:
            lesson = None  # the day's own trouble is shown with the day
        if lesson is None or self.lesson is None or lesson != self.lesson.plan.id:
            self.leave_editor()
            await self.show_day(place.day, lesson)

    @on(FilePlan.Chosen)
    async def _follow_plan(self, message: FilePlan.Chosen) -> None:
        if message.target != self._seen[0]:
            if not self.preview.editing or self.preview.editor.key != message.target:
                self.leave_editor()  # of another section; the one on its way here may be edited already, see `catch_up`
            await self.show_target(message.target)

    @on(FilePlan.Opened)
    def _read_on(self) -> None:
        self.action_pane("page")

    @on(Page.LinkFollowed)
    async def _follow_link(self, message: Page.LinkFollowed) -> None:
        """Open the lesson that a link leads to, in place of the text on show."""
        path, _, anchor = unquote(message.href).partition("#")
        named = _LESSON.match(PurePosixPath(path).name)
        try:
            if named is None and (path or self.lesson is None):
                raise InputError(f"{message.href or 'The link'} leads to no lesson of this course.")
            lesson = self.workbench.lesson(named[1]) if named is not None else self.lesson
        except AuthoringError as error:
            self.notify(str(error), title="Link", severity="warning", markup=False)
            return
        if lesson is not None:
            await self.show_day(lesson.plan.day, lesson.plan.id)
            if anchor and not self.preview.page.go_to(anchor):
                said = f"{lesson.plan.id} has no heading #{anchor}."
                self.notify(said, title="Link", severity="warning", markup=False)

    # Left to those who follow and decide

    def follow(self) -> None:
        """Begin to follow what the writer, batches and other programs do."""

    def tell_writer(self) -> None:
        """Say in the status line what the writer is at."""

    def hint(self) -> str:
        """Return what can be done with the attempt on show besides what its keys say, in one line, or nothing."""
        return ""

    def leave_editor(self) -> None:
        """Put away what is being edited, if anything; nothing typed is lost."""

    def check_soon(self, *, anew: bool = False) -> None:
        """Have the text on show checked: it has changed or begins `anew`, or what it is held against has changed."""

    def keep_all(self) -> None:
        """Keep the place on screen, and all that is not finished, before the program ends."""
        self.keep_place()

    def keep_place(self) -> None:
        """Keep the place on screen for the next start, if it is another than was kept last."""
        focused = self.focused.id if self.focused is not None else None
        state = ScreenState(
            day=self.day,
            topic=self.syllabus_tree.topic,
            target=self.target,
            focus=focused if focused in PANES else "page" if focused in ("editor", "beside", "findings") else None,
            scroll=self.preview.page.scroll_y,
            shares=self.shares,
        )
        if state != self._kept and self.target is not None:
            self._kept = state
            screen_state.write(self.workbench.workspace.screen, state)


def _notice(view: DayView) -> str:
    """Return what is to be known of a day whose syllabus has changed since it was planned, in one line."""
    return f"{summary(view.changes)}; P shows them." if view.changes else ""
