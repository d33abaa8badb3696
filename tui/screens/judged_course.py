"""The course on screen in the author's judgement: accept, reject, write again, take back, and on to what waits next."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from textual import on, work
from textual.message import Message

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import (
    CleanSections,
    FindingsOpen,
    LessonState,
    Outcome,
    SectionState,
    TakenBack,
    Workbench,
)
from tui.draft_runner import day_of
from tui.screens.accept_clean import AcceptCleanScreen
from tui.screens.checked_course import CheckedCourseScreen
from tui.screens.reason import ReasonScreen
from tui.screens.tell import TellScreen
from tui.screens.waive import WaiveScreen
from tui.widgets.file_plan import FilePlan
from tui.widgets.state_label import counted
from tui.widgets.syllabus_tree import SyllabusTree

GRACE_SECONDS = 0.5
"""How long after a proposal appears a key does not accept it, so that type-ahead takes nothing unread."""

_HELD_SECONDS = 0.8
"""The same after an acceptance: a keyboard repeats a key that is held down after up to 0.66 seconds."""

_LOOKING = "Looking for what waits in the course…"
_TELL_SECONDS = 0.3
"""After so long it is told that something is being looked for."""


class JudgedCourseScreen(CheckedCourseScreen):
    """Hands every judgement to the workbench."""

    @dataclass
    class Decided(Message, bubble=False):
        """Something was decided, or taken back, about sections; `said` tells of it where the screen does not."""

        what: str
        keys: tuple[str, ...]
        said: str = ""

    def __init__(self, workbench: Workbench, clock: Callable[[], float]) -> None:
        super().__init__(workbench, clock)
        self._displayed: tuple[str, int, bool] | None = None  # section, attempt, and whether it still streams
        self._not_before = self._told_of_haste = 0.0

    # The grace period

    async def show_target(self, target: str, scroll: float = 0, number: int | None = None) -> None:
        """Show it, and let the grace period begin where that is another text than was on show."""
        coming = self._coming(target, number)
        await super().show_target(target, scroll, number)
        if coming != self._displayed:
            self._displayed, self.arrived = coming, self.clock()

    def _coming(self, target: str, number: int | None) -> tuple[str, int, bool] | None:
        # Read before the text is: what comes between the two is then taken for unread, and never for read.
        try:
            attempt = self.workbench.on_offer(target) if "/" in target else None
        except AuthoringError:
            return None
        if attempt is None:
            return None
        return target, number or attempt.number, number is None and attempt.outcome is Outcome.STREAMING

    def _too_soon(self) -> bool:
        """Say whether the text on show has only just come; each key that comes too soon begins the period anew.

        So a key that is held down accepts one text, and not one after the other.
        """
        now = self.clock()
        if now >= max(self.arrived + GRACE_SECONDS, self._not_before):
            return False
        self._not_before = now + GRACE_SECONDS
        if now >= self._told_of_haste + GRACE_SECONDS:
            self.notify("It has only just come: read it, then press the key again.", timeout=2, markup=False)
        self._told_of_haste = now
        return True

    # Accepting and rejecting

    def acceptable(self) -> bool:
        """Say whether the attempt on show is whole, and not accepted yet for what the section should teach now."""
        section, attempt = self.section, self.attempt
        if section is None or attempt is None or attempt.outcome is not Outcome.COMPLETE:
            return False
        return attempt.number != section.accepted or section.state is SectionState.STALE

    async def action_accept(self) -> None:
        """Accept the attempt on show and go on to the next section that needs a decision."""
        section, attempt = self.section, self.attempt
        if section is None or attempt is None or self._too_soon():
            return
        if self._displayed != (section.key, attempt.number, False):
            await self.show_target(section.key, number=self.number)
            self.notify("Another text has come: read it, then press the key again.", timeout=4, markup=False)
            return
        if self.done(lambda: self.workbench.accept(section.key, attempt.number)):
            self._not_before = self.clock() + _HELD_SECONDS
            self.post_message(self.Decided("accepted", (section.key,)))
            await self._go_on()

    def action_accept_clean(self) -> None:
        """Check all proposals of the lesson on show, and accept those without an error once that is confirmed."""
        if self.lesson is None:
            return
        # Opened at once, and not in a worker: what is typed after the key is meant for the box.
        box = AcceptCleanScreen(self.workbench, self.lesson, lambda: self.clock())
        self.app.push_screen(box, self._accept_clean)

    async def _accept_clean(self, clean: CleanSections | None) -> None:
        if clean is not None and self.done(lambda: self.workbench.deciding.accept_clean(clean)):
            self._not_before = self.clock() + _HELD_SECONDS
            keys = tuple(each.key for each in clean.sections)
            said = f"{counted(len(keys), 'section')} of {clean.lesson.id} accepted; u takes that back."
            self.post_message(self.Decided("accepted", keys, said))
            await self._go_on()

    def action_reject(self) -> None:
        """Ask what is wrong with the attempt on show, and reject it for that."""
        section, attempt = self.section, self.attempt
        if section is None:
            self.tell("Rejecting", "One section is rejected at a time: go down to it, and press the key there.")
        elif attempt is None or attempt.outcome is Outcome.STREAMING:
            why = "nothing is written yet" if attempt is None else "it is still being written: s stops it"
            self.tell(section.plan.title, f"There is nothing to reject: {why}.")
        else:
            title = f"Reject attempt {attempt.number}: {section.plan.title}"
            box = ReasonScreen(
                title,
                asks="What is wrong with it? The next draft is told.",
                does="rejects it and keeps its text",
                required="Say what is wrong, or choose above: the next draft is told.",
            )
            self.app.push_screen(box, lambda reason: self._reject(section.key, attempt.number, reason))

    async def _reject(self, key: str, number: int, reason: str | None) -> None:
        if reason is not None and self.done(lambda: self.workbench.reject(key, reason, number)):
            said = f"Attempt {number} of {key} is rejected, and kept: [ and ] show it there. u takes that back."
            self.post_message(self.Decided("rejected", (key,), said))
            await self._go_on()

    async def _go_on(self) -> None:
        """After a decision, go on to what needs the next one, or stay where a lesson may be approved."""
        await self.refresh_states()
        self.number = None
        if self.lesson is not None and self.lesson.state is LessonState.ACCEPTED:
            self.notify("Every section is accepted: A approves the lesson, n goes on.", markup=False)
            return
        following = await self._next_open(1)
        if following is not None:
            await self.go_to(following)
            return
        to_draft = self.workbench.deciding.waiting.next_to_draft(self.day, self.target) if self.day else None
        if to_draft is not None:
            self.notify("Nothing else waits for your decision. This is to be drafted: g does it.", markup=False)
            await self.go_to(to_draft)
        else:
            self.notify("Nothing else waits for your decision.", markup=False)

    @on(Decided)
    def _tell_decision(self, message: Decided) -> None:
        if message.said:
            self.notify(message.said, timeout=8, markup=False)

    # Taking back

    async def action_undo(self) -> None:
        """Take back the last decision, and go to what it was about."""
        await self._take_back("undone", self.workbench.deciding.undo)

    async def action_redo(self) -> None:
        """Make again the decision that was taken back last, and go to what it was about."""
        await self._take_back("redone", self.workbench.deciding.redo)

    async def _take_back(self, what: str, action: Callable[[], TakenBack]) -> None:
        try:
            taken = action()
        except AuthoringError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        self.post_message(self.Decided(what, tuple(key for key, _, _ in taken.sections), taken.said))
        await self.refresh_states()
        if taken.here is not None:
            key, number = taken.here
            offered = self.workbench.on_offer(key)
            await self.go_to(key, number if offered is None or offered.number != number else None)
            self.arrived = self.clock()

    # Writing again

    def action_regenerate(self) -> None:
        """Ask for a reason and write the section again, or what is not accepted of the lesson.

        What stands stays until another text is accepted.
        """
        section, lesson = self.section, self.lesson
        if lesson is None:
            return
        wanted = lesson.sections if section is None else (section,)
        if section is None:
            wanted = tuple(one for one in wanted if one.state is not SectionState.ACCEPTED)
        keys = [one.key for one in wanted if not self.runner.has(one.key)]
        if not keys:
            if wanted:
                self.tell("It is being written", "Wait until it is whole, or stop the writer with s; then try again.")
            else:
                self.tell("All is accepted", "Go down to the section that should be written again, and press r there.")
            return
        title = section.plan.title if section is not None else f"{counted(len(keys), 'section')} not accepted yet"
        if section is not None and not section.attempts:
            box = ReasonScreen(f"Write: {title}", asks="What should it be like? (Enter alone: as planned)", chips=False)
        else:
            box = ReasonScreen(f"Write again: {title}")
        self.app.push_screen(box, lambda reason: self.write_again(keys, reason))

    def write_again(self, keys: list[str], reason: str | None) -> None:
        """Have the sections written again for that reason, which may be empty; None leaves all as it is."""
        if reason is not None:
            self.number = None
            self.ask_writer(keys, reason or None)

    def ask_writer(self, keys: list[str], feedback: str | None = None) -> None:
        """Have the sections drafted, for the reason given if any."""
        if keys and not self.runner.busy:
            self.status.activity = "Starting the writer…"
        self.runner.ask(keys, feedback)
        self.refresh_bindings()

    # Approving

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

    # Moving

    async def action_next_open(self, step: int = 1) -> None:
        """Go to the next section that needs a decision, or the one before, across days and around."""
        following = await self._next_open(step)
        if following is None:
            self.notify("No section of the course waits for your decision.", markup=False)
        elif following == self.target:
            self.notify("This is the only section that waits for your decision.", markup=False)
        else:
            await self.go_to(following)

    async def _next_open(self, step: int) -> str | None:
        # Aside, since the plans of many days may have to be read; the keys typed meanwhile wait.
        telling = self.set_timer(_TELL_SECONDS, self._tell_of_looking)
        try:
            return await asyncio.to_thread(self.workbench.deciding.waiting.next, self.day or 1, self.target, step)
        except AuthoringError as error:
            self.notify(str(error), severity="error", markup=False)
            return None
        finally:
            telling.stop()
            if self.status.activity == _LOOKING:
                self.status.activity = ""
                self.tell_writer()

    def _tell_of_looking(self) -> None:
        self.status.activity = _LOOKING

    async def go_to(self, target: str, number: int | None = None) -> None:
        """Go to a section or lesson of any day, the cursor of both lists with it; `number` names an attempt."""
        day = day_of(target)
        if day == self.day:
            with self.prevent(FilePlan.Chosen):
                self.file_plan.reveal(target)
            await self.show_target(target, number=number)
            return
        with self.prevent(SyllabusTree.Chosen):
            self.syllabus_tree.reveal(day)
        await self.show_day(day, target)
        if number is not None:
            await self.show_target(target, number=number)

    async def action_leaf(self, step: int) -> None:
        """Show an older or a newer attempt of the section on show."""
        attempt = self.attempt
        if self.section is None or attempt is None:
            return
        number = min(max(attempt.number + step, 1), self.section.attempts)
        if number != attempt.number:
            await self.show_target(self.section.key, number=number)

    def tell(self, title: str, said: str) -> None:
        """Say what to do in a box that takes whatever is typed until it is closed, so that no word acts as keys."""
        self.app.push_screen(TellScreen(title, said))

    def done(self, action: Callable[[], object]) -> bool:
        """Do it; where it is refused, say why and return False."""
        try:
            action()
        except AuthoringError as error:
            self.notify(str(error), severity="error", timeout=10, markup=False)
            return False
        return True
