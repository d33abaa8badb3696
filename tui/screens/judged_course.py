"""The course on screen in the author's judgement: accept, reject, write again, take back, and on to what waits next."""

from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.message import Message

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import (
    CleanSections,
    LessonState,
    Outcome,
    SectionState,
    TakenBack,
)
from tui.own_key import key as own_key
from tui.screens.accept_clean import AcceptCleanScreen
from tui.screens.read_course import ReadCourseScreen
from tui.screens.reason import ReasonScreen
from tui.widgets.state_label import counted

_HELD_SECONDS = 0.8
"""How long after an acceptance a key accepts nothing: a key that is held down is repeated after up to 0.66 seconds."""


class JudgedCourseScreen(ReadCourseScreen):
    """Hands every judgement to the workbench."""

    @dataclass
    class Decided(Message, bubble=False):
        """Something was decided, or taken back, about sections; `said` tells of it where the screen does not."""

        what: str
        keys: tuple[str, ...]
        said: str = ""

    # Accepting and rejecting

    def acceptable(self) -> bool:
        """Say whether the attempt on show is whole, and not accepted yet for what the section should teach now."""
        return self.section is not None and self.section.may_accept(self.attempt)

    async def action_accept(self) -> None:
        """Accept the attempt on show and go on to the next section that needs a decision."""
        section, attempt = self.section, self.attempt
        if section is None or attempt is None:
            return
        if self.bring_text():
            self.notify("Here it is: read it, then press the key again.", timeout=4, markup=False)
            return
        if self.too_soon():
            return
        if self.displayed != (section.key, attempt.number, False):
            await self.show_target(section.key, number=self.number)
            self.notify("Another text has come: read it, then press the key again.", timeout=4, markup=False)
            return
        if self.done(lambda: self.workbench.accept(section.key, attempt.number)):
            self.not_before = self.clock() + _HELD_SECONDS
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
            self.not_before = self.clock() + _HELD_SECONDS
            keys = tuple(each.key for each in clean.sections)
            undo = own_key("decision.undo", "u")
            said = f"{counted(len(keys), 'section')} of {clean.lesson.id} accepted; {undo} takes that back."
            self.post_message(self.Decided("accepted", keys, said))
            await self._go_on()

    def action_reject(self) -> None:
        """Ask what is wrong with the attempt on show, and reject it for that."""
        section, attempt = self.section, self.attempt
        if section is None:
            self.tell("Rejecting", "One section is rejected at a time: go down to it, and press the key there.")
        elif attempt is None or attempt.outcome is Outcome.STREAMING:
            stop = own_key("draft.stop", "s")
            why = "nothing is written yet" if attempt is None else f"it is still being written: {stop} stops it"
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
            older, undo = own_key("attempt.older", "["), own_key("decision.undo", "u")
            said = f"Attempt {number} of {key} is rejected, and kept: {older} shows it there. {undo} takes that back."
            self.post_message(self.Decided("rejected", (key,), said))
            await self._go_on()

    async def _go_on(self) -> None:
        """After a decision, go on to what needs the next one, or stay where a lesson may be approved."""
        # Where it goes is asked first: then states, heading and the next text come in one frame.
        following: str | None = None
        failed: AuthoringError | None = None
        try:
            following = await self.next_open(1)
        except AuthoringError as error:
            failed = error
        await self.refresh_states(leaving=following is not None)
        self.number = None
        if self.lesson is not None and self.lesson.state is LessonState.ACCEPTED:
            approve, goes_on = own_key("lesson.approve", "A"), own_key("section.next", "n")
            said = f"Every section is accepted: {approve} approves the lesson, {goes_on} goes on."
            self._look_at(self.lesson.plan.id if self.section is None else self.section.key)
            self.notify(said, markup=False)
            return
        if failed is not None:
            self.notify(str(failed), severity="error", markup=False)
            return
        if following is not None:
            await self.go_to(following)
            return
        to_draft = self.workbench.deciding.waiting.next_to_draft(self.day, self.target) if self.day else None
        if to_draft is not None:
            draft = own_key("section.draft", "g")
            self.notify(f"Nothing else waits for your decision. This is to be drafted: {draft} does it.", markup=False)
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
                stop = own_key("draft.stop", "s")
                self.tell(
                    "It is being written", f"Wait until it is whole, or stop the writer with {stop}; try again then."
                )
            else:
                key = own_key("section.regenerate", "r")
                there = f"Go down to the section that should be written again, and press {key} there."
                self.tell("All is accepted", there)
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
