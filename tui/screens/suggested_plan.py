"""A day's plan on screen with what a model suggests to add to it: asked for, taken or declined."""

import time
from collections.abc import Callable

from textual import on, work
from textual.worker import Worker

from tui.authoring import plain_text
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import (
    Suggestion,
    SuggestionFound,
    SuggestionsAsked,
    SuggestionsFinished,
    Taken,
    Workbench,
)
from tui.edit_runner import Edit, Made
from tui.screens.edited_plan import EditedPlanScreen
from tui.widgets.state_label import counted
from tui.widgets.suggestions_list import SuggestionsList

GRACE_SECONDS = 0.5
"""How long after a suggestion came under the cursor by itself a key does not decide it: nobody has read it yet."""


class SuggestedPlanScreen(EditedPlanScreen):
    """Shows the suggestions that wait, for the day on show and for the course; nothing enters a plan by itself."""

    def __init__(
        self,
        workbench: Workbench,
        day: int,
        target: str | None,
        is_writing: Callable[[int], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(workbench, day, target, is_writing, clock)
        self._asker: Worker[None] | None = None
        self._asked = ""
        self._deciding: set[int] = set()  # the numbers of those that are being taken or declined
        self._came = float("-inf")  # when another suggestion came under the cursor by itself

    @property
    def asking(self) -> bool:
        """Whether a model is being asked."""
        return self._asker is not None

    def show_day(self, number: int, target: str | None = None) -> None:
        """Show a day, and what is suggested for it."""
        super().show_day(number, target)
        self.show_suggestions()

    def look_again(self) -> None:
        """Show what has become of the day and its suggestions."""
        if not self.query(SuggestionsList):
            return  # the screen is being taken down: its parts go before it does
        super().look_again()
        self.show_suggestions()

    def show_suggestions(self) -> None:
        """Show the suggestions that wait: those for the day first, then those for the course."""
        try:
            waiting = self.workbench.suggestions.listed()
        except AuthoringError as error:
            self.refuse(str(error))
            return
        of_day = [each for each in waiting if not _is_day(each) and each.day == self.day]
        had_focus, before = self.suggestions.has_focus, self.suggestions.current
        self.suggestions.show([*of_day, *filter(_is_day, waiting)])
        if not self.edits.busy:
            self._deciding.clear()
        if self.suggestions.current != before:
            self._came = self.clock()
        if had_focus and not self.suggestions.display:
            self.plan_tree.focus()

    # Asking

    def action_suggest(self) -> None:
        """Ask the model what the day lacks."""
        self._ask(self.day)

    def action_suggest_days(self) -> None:
        """Ask the model which days the course lacks: those that it promises and does not hold, a capstone."""
        self._ask(None)

    def action_stop_asking(self) -> None:
        """Stop asking; what was found is kept."""
        if self._asker is not None:
            self._asker.cancel()

    def _ask(self, day: int | None) -> None:
        if self._asker is None:
            self._asker = self._keep_asking(day)
            self.refresh_bindings()

    @work(group="suggest")
    async def _keep_asking(self, day: int | None) -> None:
        about = f"day {day}" if day is not None else "the course"
        found = 0
        try:
            events = self.workbench.suggestions.ask([] if day is None else [day], course_wide=day is None)
            try:
                async for event in events:
                    match event:
                        case SuggestionsAsked():
                            self._say_asking(f"Asking what {about} lacks… s stops")
                        case SuggestionFound():
                            found += 1
                            self._say_asking(f"Asking what {about} lacks… {counted(found, 'suggestion')}")
                            self.show_suggestions()
                        case SuggestionsFinished():
                            self._tell_asked(about, event)
            finally:
                await events.aclose()
        except AuthoringError as error:
            self.notify(str(error), title="Nothing was asked", severity="error", timeout=10, markup=False)
        finally:
            self._asker = None
            if self.is_attached:  # else the author has left
                self._say_asking("")
                self.refresh_bindings()

    def _say_asking(self, said: str) -> None:
        self._asked = said
        self.say_activity()

    def say_activity(self) -> None:
        """Say in the status line which edit is made, or else what is asked."""
        self.status.activity = self._making or self._asked

    def _tell_asked(self, about: str, event: SuggestionsFinished) -> None:
        said = f"{counted(event.found, 'suggestion')} for {about}" if event.found else f"Nothing new for {about}"
        if event.left_out:
            said += f"; {event.left_out} left out, which you know or teach already"
        if event.cost_usd is not None:
            said += f" (${event.cost_usd:.4f})"
        if event.error is not None:
            self.notify(f"{said}. {event.error}", title="Suggestions", severity="warning", timeout=10, markup=False)
        else:
            where = " Tab leads to them." if event.found else ""
            self.notify(f"{said}.{where}", title="Suggestions", markup=False)

    # Deciding

    @on(SuggestionsList.Taken)
    def _take(self, message: SuggestionsList.Taken) -> None:
        workbench, day, suggestion = self.workbench, self.day, message.suggestion
        title = plain_text.one_line(suggestion.title)

        def take_day() -> Made:
            taken = workbench.suggestions.take(suggestion.number)
            return Made(said=f"Day {taken.target} is in the syllabus: {title}.")

        def take() -> Made:
            taken = workbench.plans.noted(day, lambda: workbench.suggestions.take(suggestion.number))
            return Made(_identity_of(taken), f"{taken.target} is in the plan: {title}.")

        if not self._is_meant(suggestion):
            return
        if _is_day(suggestion):
            self.edits.ask(Edit(f"Taking {title}…", take_day))
        else:
            self.edit(f"Taking {title}…", take)

    @on(SuggestionsList.Declined)
    def _decline(self, message: SuggestionsList.Declined) -> None:
        workbench, suggestion = self.workbench, message.suggestion

        def decline() -> Made:
            workbench.suggestions.decline(suggestion.number)
            return Made()

        if self._is_meant(suggestion):
            self.edits.ask(Edit("Declining it…", decline))

    def _is_meant(self, suggestion: Suggestion) -> bool:
        """Say whether the author means this suggestion: a held key decides one, and no more."""
        if suggestion.number in self._deciding:
            return False
        if self.clock() - self._came < GRACE_SECONDS:
            self.notify("It has only just come: read it, then press the key again.", timeout=2, markup=False)
            return False
        self._deciding.add(suggestion.number)
        return True


def _is_day(suggestion: Suggestion) -> bool:
    """Say whether it is made to the course, and not to one of its days."""
    return suggestion.kind.value == "day"


def _identity_of(taken: Taken) -> str | None:
    """Return the identity of what was taken, by which it is found whatever it is called later."""
    for lesson in taken.plan.lessons if taken.plan is not None else ():
        if lesson.id == taken.target:
            return lesson.kept_name
        for section in lesson.sections:
            if f"{lesson.id}/{section.id}" == taken.target:
                return lesson.kept_key(section)
    return None
