"""A day's plan on screen, and the edits that are made to it: one after another, each shown as it is made."""

import time
from collections.abc import Callable

from textual import on

from tui.authoring.workbench import Workbench
from tui.edit_runner import Edit, EditRunner, Made
from tui.own_key import key as own_key
from tui.screens import refusal
from tui.screens.day_plan import DayPlanScreen

_SAY_SECONDS = 8.0
"""How long a refusal stands on screen; as long as it does, it is not said again."""


class EditedPlanScreen(DayPlanScreen):
    """Has edits made in the order in which they were asked for. Which edits there are is its subclass's.

    Each edit finds what it is meant for by an identity that outlives the edits before it, so a key that is typed while
    another edit is being made is not lost, and not applied to something else.
    """

    def __init__(
        self,
        workbench: Workbench,
        day: int,
        target: str | None,
        is_writing: Callable[[int], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`is_writing` says whether the writer is at a day, whose plan must not change under it."""
        super().__init__(workbench, day, target)
        self.edits = EditRunner(self)
        self._is_writing = is_writing
        self.clock = clock
        self._making = ""
        self._refused = ("", 0.0)

    @property
    def settled(self) -> bool:
        """Whether no edit is being made."""
        return not self.edits.busy

    def edit(self, says: str, make: Callable[[], Made]) -> None:
        """Have the day's plan changed in its turn, unless the writer is at the day."""
        if self._is_writing(self.day):
            stop = own_key("draft.stop", "s")
            self.refuse(f"The writer is at day {self.day}: let it come to its end, or stop it there with {stop}.")
        else:
            self.edits.ask(Edit(says, make, self.plan_tree.identity))

    def edit_of(self, identity: str | None, says: str, change: Callable[[str], object]) -> None:
        """Have `change` made with what a lesson or section is called when its turn comes."""
        plans, day = self.workbench.plans, self.day
        if identity is None:
            return

        def make() -> Made:
            change(plans.name_of(day, identity))
            return Made()

        self.edit(says, make)

    def edit_bringing(self, says: str, change: Callable[[str], object], of_lesson: str) -> None:
        """Have `change` made with the name of a lesson; the cursor goes to what it brings."""
        plans, day, course = self.workbench.plans, self.day, self.workbench.course

        def standing() -> list[str]:
            lessons = course.plan(day).lessons
            return [key for one in lessons for key in (one.kept_name, *map(one.kept_key, one.sections))]

        def make() -> Made:
            before = set(standing())
            change(plans.name_of(day, of_lesson))
            return Made(next((identity for identity in standing() if identity not in before), None))

        self.edit(says, make)

    @on(EditRunner.Began)
    def _say_begin(self, message: EditRunner.Began) -> None:
        self._making = message.edit.says
        self.say_activity()

    def say_activity(self) -> None:
        """Say in the status line what is going on."""
        self.status.activity = self._making

    @on(EditRunner.Done)
    def _show_done(self, message: EditRunner.Done) -> None:
        self._refused = ("", 0.0)
        self.show_day(self.day)
        if message.made.place is not None and self.plan_tree.identity == message.edit.asked_at:
            self.plan_tree.reveal(message.made.place)
        if message.made.said:
            self.notify(message.made.said, markup=False)

    @on(EditRunner.Refused)
    def _say_refused(self, message: EditRunner.Refused) -> None:
        self.refuse(message.reason)

    @on(EditRunner.Rested)
    def _rest(self) -> None:
        self._making = ""
        self.say_activity()
        self.look_again()
        self.refresh_bindings()

    def refuse(self, reason: str) -> None:
        """Say why something was refused, once for as long as that stands on screen."""
        said, at = self._refused
        if reason == said and self.clock() - at < _SAY_SECONDS:
            return
        self._refused = (reason, self.clock())
        if "\n" in reason.strip():  # git, or a hook of the author's, has said more than a notice holds
            refusal.show(self, "Nothing was changed", reason)
            return
        self.notify(reason, title="Nothing was changed", severity="warning", timeout=_SAY_SECONDS, markup=False)
