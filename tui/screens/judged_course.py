"""The course on screen in the author's judgement: accept, write again, approve, and on to what waits next."""

from collections.abc import Callable

from textual import work

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import FindingsOpen, LessonState, Outcome, SectionState
from tui.screens.checked_course import CheckedCourseScreen
from tui.screens.reason import ReasonScreen
from tui.screens.waive import WaiveScreen
from tui.widgets.file_plan import FilePlan

GRACE_SECONDS = 0.5
"""How long after a proposal appears a key does not accept it, so that type-ahead takes nothing unread."""


class JudgedCourseScreen(CheckedCourseScreen):
    """Hands every judgement to the workbench."""

    def acceptable(self) -> bool:
        """Say whether the attempt on show is whole, and not accepted yet for what the section should teach now."""
        section, attempt = self.section, self.attempt
        if section is None or attempt is None or attempt.outcome is not Outcome.COMPLETE:
            return False
        return attempt.number != section.accepted or section.state is SectionState.STALE

    async def action_accept(self) -> None:
        """Accept the attempt on show and go on to the next section."""
        section, attempt = self.section, self.attempt
        if section is None or attempt is None:
            return
        if self.clock() - self.arrived < GRACE_SECONDS:
            self.notify("It has only just come: read it, then press a again.", timeout=2, markup=False)
            return
        if self.done(lambda: self.workbench.accept(section.key, attempt.number)):
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

    @work
    async def action_regenerate(self) -> None:
        """Ask for a reason and write the section again; what stands stays until another text is accepted."""
        section = self.section
        if section is None:
            return
        reason = await self.app.push_screen_wait(ReasonScreen(section.plan.title))
        if reason is not None:
            self.number = None
            self.ask_writer([section.key], reason or None)

    def ask_writer(self, keys: list[str], feedback: str | None = None) -> None:
        """Have the sections drafted, for the reason given if any."""
        if keys and not self.runner.busy:
            self.status.activity = "Starting the writer…"
        self.runner.ask(keys, feedback)
        self.refresh_bindings()

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

    def done(self, action: Callable[[], object]) -> bool:
        """Do it; where it is refused, say why and return False."""
        try:
            action()
        except AuthoringError as error:
            self.notify(str(error), severity="error", timeout=10, markup=False)
            return False
        return True
