"""The course that follows what the writer, batches and other programs do, while the author looks on."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Literal

from textual import on, work
from textual.css.query import NoMatches

from tui.authoring import watch
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import DraftArrived, DraftFinished, DraftLeft, DraftStarted, DraftText, DraftWaiting, Spent
from tui.batch_collector import SECONDS as COLLECT_SECONDS
from tui.batch_collector import BatchCollector
from tui.draft_runner import DraftRunner
from tui.screens.course import CourseScreen
from tui.screens.searched_course import SearchedCourseScreen
from tui.widgets import drafting_status

_TELL_SECONDS = 0.25
"""How often the status line counts the words that stream: more often nobody can read, and each time costs a layout."""


class FollowedCourseScreen(SearchedCourseScreen):
    """Shows what becomes of the course by itself. Deciding is its subclass's."""

    handed_out: str | None = None
    """The section whose file the author asked for: what is saved there is seen, whichever attempt was on show."""

    def follow(self) -> None:
        """Take over what waited when the program last ended, and listen to all that may change the course."""
        self._told = self.clock()
        self.runner.adopt()
        self.tell_writer()
        self._watch_files()
        self._watch_drafts()
        self.set_interval(1, self._look_around)
        self.batches.collect()
        self.set_interval(COLLECT_SECONDS, self.batches.collect)

    @on(DraftRunner.Happened)
    async def _follow_writer(self, message: DraftRunner.Happened) -> None:
        match message.event:
            case DraftStarted(key=key):
                await self.refresh_states(message.day)
                self.tell_writer()
                if key == self.target:
                    self.number = None
                    await self.preview.start_stream("")
                    self.check_soon(anew=True)
            case DraftText(key=key):
                live = self.runner.live(key) or ""
                if key == self.target and self.number is None:
                    await self.preview.stream(live)
                    self.check_soon()
                if self.clock() - self._told < _TELL_SECONDS:
                    return
                self._told = self.clock()
                self.tell_writer()
            case DraftWaiting():
                self.tell_writer()
            case DraftFinished(key=key, attempt=attempt):
                self._run_spent += self.workbench.spending.of([attempt])
                self._course_spent = self.workbench.spending.total()
                if key == self.target:
                    self.arrived = self.clock()
                await self.refresh_states(message.day)
                if self.number is None and self.target in (key, key.split("/")[0]):
                    await self.show_target(self.target, self.preview.page.scroll_y)
                on_show = self.attempt
                if attempt.error and (key != self.target or on_show is None or on_show.number != attempt.number):
                    self.notify(attempt.error, title=key, severity="warning", markup=False)

    @on(DraftRunner.Refused)
    def _say_refusal(self, message: DraftRunner.Refused) -> None:
        self.notify(message.reason, title="Not drafted", severity="error", timeout=10, markup=False)
        self.tell_writer()

    @on(DraftRunner.Elsewhere)
    def _say_elsewhere(self, message: DraftRunner.Elsewhere) -> None:
        more = f" and {len(message.keys) - 1} more" if len(message.keys) > 1 else ""
        said = f"{message.keys[0]}{more}: its drafts arrive here when they are whole."
        self.notify(said, title="Another open Coursewright drafts it", timeout=10, markup=False)
        self.tell_writer()

    @on(DraftRunner.Rested)
    async def _writer_rests(self) -> None:
        self._run_spent = Spent()
        self.tell_writer()
        await self.preview.stop_stream()
        await self.refresh_states()

    @on(BatchCollector.Arrived)
    async def _show_arrived(self, message: BatchCollector.Arrived) -> None:
        severity: Literal["warning", "information"] = "warning" if message.failed else "information"
        self.notify(message.sentence, title="Batch", severity=severity, markup=False)
        await self._reload()

    @on(BatchCollector.Told)
    def _tell_of_batch(self, message: BatchCollector.Told) -> None:
        severity: Literal["warning", "information"] = "warning" if message.alarm else "information"
        self.notify(message.sentence, title="Batch", severity=severity, timeout=10, markup=False)

    def tell_writer(self) -> None:
        """Say in the status line what is being written, or what failed or is held, why, and which key goes on."""
        if self.runner.busy:
            if writing := self.runner.sitting.writing:
                said = drafting_status.under_way(writing, self.target, len(self.runner.waiting))
                self.status.activity = said + drafting_status.money(self._run_spent, self._course_spent)
            return
        self.runner.forget_mended()
        sitting = self.runner.sitting
        self.status.activity = drafting_status.at_rest(
            sitting.failed, sitting.refused, self.runner.held_because, self.target
        )

    @work(group="watch")
    async def _watch_files(self) -> None:
        try:
            async for _ in watch.changes(self.workbench.workspace):
                await asyncio.to_thread(self._read_aside)
                with self._until_it_closes():
                    self.runner.look_again()
                    self.tell_writer()
                    await self._reload()
        except OSError as error:
            self.notify(f"Changes by other programs are not noticed any more: {error}.", severity="warning")

    def _read_aside(self) -> None:
        """Ask git about the day on show, so that showing it does not have to; where it refuses, showing tells."""
        with contextlib.suppress(AuthoringError):
            self.workbench.look_at([self.day] if self.day is not None else [])

    @on(CourseScreen.GitAnswered)
    async def _show_what_git_says(self) -> None:
        with self._until_it_closes():
            await self._reload()

    @work(group="watch-drafts")
    async def _watch_drafts(self) -> None:
        """Show what other programs save in the drafts folder, which is an attempt from then on."""
        try:
            async for arrival in self.workbench.arrivals():
                match arrival:
                    case DraftArrived(name=name, key=key, attempt=attempt):
                        said = f"{name} is attempt {attempt.number} of {key} now."
                        self.notify(said, title="A draft arrived", markup=False)
                        if key == self.target == self.handed_out:
                            self.number = None
                        with self._until_it_closes():
                            await self._reload()
                    case DraftLeft(reason=reason):
                        self.notify(reason, title="Not stored", severity="warning", timeout=10, markup=False)
        except AuthoringError as error:
            self.notify(str(error), title="Drafts are not noticed", severity="warning", timeout=10, markup=False)

    async def _look_around(self) -> None:
        """Keep the place, and show what another program has stored meanwhile."""
        with self._until_it_closes():
            self.keep_place()
            if any(each.pause for each in self.runner.sitting.writing):
                self.tell_writer()
            if self.workbench.changed_elsewhere():
                await self._reload()

    @contextlib.contextmanager
    def _until_it_closes(self) -> Iterator[None]:
        """Let a change be that comes while the screen is taken down, its panes first: nobody will see it."""
        try:
            yield
        except NoMatches:
            if self.app.is_running:
                raise

    async def _reload(self) -> None:
        """Read all anew, unless the author is typing; what streams goes on."""
        if self.preview.editing:
            return
        self.catch_up()  # the cursor may have been moved since, and is not to jump back
        if self.target is not None and (self.number is not None or self.runner.live(self.target) is not None):
            await self.refresh_states()
            self.check_soon()
        else:
            topic = self.syllabus_tree.topic
            await self.show_course(self.day, self.target, topic, self.preview.page.scroll_y)
