"""The suggestions of `plan`: asked for, listed, taken and declined."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tui.authoring.errors import AuthoringError, EndpointError
from tui.commands import verb

if TYPE_CHECKING:
    from tui.authoring.planning.model import DayPlan
    from tui.authoring.workbench import Suggestion, SuggestionEvent, Taken, Workbench

PlanDocument = Callable[["DayPlan"], dict[str, Any]]


def ask(workbench: "Workbench", days: Sequence[int], *, course_wide: bool, profile: str | None, as_json: bool) -> None:
    """Ask the model, and print what it suggests; progress goes to stderr.

    Raises:
        EndpointError: a request failed; what the others brought is printed.
        AuthoringError: nothing could be asked.
    """
    verb.note(workbench.drafts.profile(profile).notice)
    asking = _Asking(workbench)
    stopped: BaseException | None = None
    try:
        asyncio.run(asking.run(days, course_wide=course_wide, profile=profile))
    except (AuthoringError, KeyboardInterrupt) as error:
        stopped = error
    if asking.cost:
        verb.note(f"That cost ${asking.cost:.4f}.")
    _print(asking.found, as_json=as_json)
    if stopped is not None:
        raise stopped
    if asking.failed:
        raise EndpointError(f"No whole answer came about {', '.join(asking.failed)}: ask again to retry.")


def show(workbench: "Workbench", *, as_json: bool) -> None:
    """Print the suggestions that wait for the author."""
    _print(workbench.suggestions.listed(), as_json=as_json)


def take(workbench: "Workbench", numbers: Sequence[int], document: PlanDocument, *, as_json: bool) -> None:
    """Take suggestions, and print what became of them; `document` makes the JSON of a changed plan.

    Raises:
        AuthoringError: one is refused; those before it are taken, and printed.
    """
    taken: list[Taken] = []

    def one(number: int) -> None:
        taken.append(workbench.suggestions.take(number))
        if not as_json:
            verb.say(_taken(taken[-1]))

    stopped = _each(numbers, one)
    if as_json:
        plans = {each.plan.day: each.plan for each in taken if each.plan is not None}
        days = [document(plan) for plan in plans.values()]
        verb.print_json({"days": days, "suggestions": [_document(each.suggestion) for each in taken]})
    if stopped is not None:
        raise stopped


def decline(workbench: "Workbench", numbers: Sequence[int], *, as_json: bool) -> None:
    """Decline suggestions, and print that they were.

    Raises:
        AuthoringError: one is refused; those before it are declined, and printed.
    """
    declined: list[Suggestion] = []

    def one(number: int) -> None:
        declined.append(workbench.suggestions.decline(number))
        if not as_json:
            verb.say(f"{number}: {declined[-1].title} is declined, and will not be offered again.")

    stopped = _each(numbers, one)
    if as_json:
        verb.print_json({"days": [], "suggestions": [_document(each) for each in declined]})
    if stopped is not None:
        raise stopped


def _each(numbers: Sequence[int], one: Callable[[int], None]) -> AuthoringError | None:
    """Do it for each number up to the first that is refused, and return that refusal."""
    try:
        for number in dict.fromkeys(numbers):
            one(number)
    except AuthoringError as error:
        return error
    return None


class _Asking:
    """One round of questions: what is asked is told on stderr, what is found is kept to be printed."""

    def __init__(self, workbench: "Workbench") -> None:
        self._workbench = workbench
        self.found: list[Suggestion] = []
        self.failed: list[str] = []
        self.cost = Decimal(0)

    async def run(self, days: Sequence[int], *, course_wide: bool, profile: str | None) -> None:
        """Ask about each day, and the course; the embedded model's server is gone at the end."""
        events = self._workbench.suggestions.ask(days, course_wide=course_wide, profile=profile)
        try:
            async with contextlib.aclosing(events):
                async for event in events:
                    self._tell(event)
        finally:
            await self._workbench.endpoints.aclose()

    def _tell(self, event: "SuggestionEvent") -> None:
        from tui.authoring.workbench import SuggestionFound, SuggestionsAsked

        if isinstance(event, SuggestionFound):
            self.found.append(event.suggestion)
            return
        about = "the course" if event.day is None else f"day {event.day}"
        if isinstance(event, SuggestionsAsked):
            verb.note(f"{about}: asking what it lacks …")
            return
        self.cost += event.cost_usd or Decimal(0)
        more = f", {event.left_out} left out (offered before, taught already, or too many)" if event.left_out else ""
        verb.note(f"{about}: {verb.counted(event.found, 'suggestion')}{more}")
        if event.error is not None:
            verb.note(f"  {event.error}")
            self.failed.append(about)


def _print(suggestions: Sequence["Suggestion"], *, as_json: bool) -> None:
    if as_json:
        verb.print_json({"days": [], "suggestions": [_document(each) for each in suggestions]})
        return
    if not suggestions:
        verb.say("No suggestion waits.")
        return
    for each in suggestions:
        verb.say(f"{each.number:>4}  {_place(each)}: {each.title}")
        verb.say(f"      {each.reason}")
        for line in each.outline.split("\n") if each.outline else ():
            verb.say(f"        {line.replace('### ', '')}")
    numbers = " ".join(str(each.number) for each in suggestions)
    verb.say(f"Take what is good: coursewright plan --take {numbers}")
    verb.say("Decline the rest, so that it is not offered again: coursewright plan --decline …")


def _place(suggestion: "Suggestion") -> str:
    match suggestion.kind.value:
        case "section":
            return f"a section more in {suggestion.lesson}"
        case "lesson":
            return f"a lesson more in day {suggestion.day}"
        case _:
            return f"a day more, day {suggestion.day}"


def _taken(taken: "Taken") -> str:
    if taken.plan is None:
        return (
            f"{taken.suggestion.number}: {taken.suggestion.title} is day {taken.target} of the syllabus; "
            f"plan it: coursewright plan {taken.target}"
        )
    return (
        f"{taken.suggestion.number}: {taken.suggestion.title} is {taken.target}; "
        f"draft it: coursewright draft {taken.target}"
    )


def _document(suggestion: "Suggestion") -> dict[str, Any]:
    return {
        "number": suggestion.number,
        "kind": suggestion.kind.value,
        "day": suggestion.day,
        "lesson": suggestion.lesson,
        "title": suggestion.title,
        "reason": suggestion.reason,
        "outline": suggestion.outline,
        "verdict": suggestion.verdict.value,
    }
