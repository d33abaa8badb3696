"""Suggestions as an author uses them: a model is asked what is missing, and nothing is planned until it is taken."""

from collections.abc import AsyncGenerator, Sequence

from tui.authoring import course_suggestions, take_suggestion
from tui.authoring import suggest as asking
from tui.authoring.course import Course
from tui.authoring.drafting.endpoint import Endpoints
from tui.authoring.drafts import Drafts
from tui.authoring.review.suggestions import Suggestion, SuggestionVerdict
from tui.authoring.suggest import SuggestionEvent
from tui.authoring.take_suggestion import Taken


class Suggestions:
    """The suggestions of one open workspace; `drafts` says who is asked."""

    def __init__(self, course: Course, endpoints: Endpoints, drafts: Drafts) -> None:
        self._course = course
        self._endpoints = endpoints
        self._drafts = drafts

    async def ask(
        self, days: Sequence[int] = (), *, course_wide: bool = False, profile: str | None = None
    ) -> AsyncGenerator[SuggestionEvent, None]:
        """Have a model say what days, or the course, lack; see `tui.authoring.suggest.suggest`. Nothing is planned."""
        events = asking.suggest(
            self._course, self._endpoints, self._drafts.profile(profile), days, course_wide=course_wide
        )
        try:
            async for event in events:
                yield event
        finally:
            await events.aclose()

    def listed(self, verdict: SuggestionVerdict | None = SuggestionVerdict.OPEN) -> tuple[Suggestion, ...]:
        """Return the suggestions that wait for the author, or those with another verdict, or all; oldest first."""
        return course_suggestions.listed(self._course, verdict)

    def take(self, number: int) -> Taken:
        """Put a suggestion into the plan or the syllabus; see `tui.authoring.take_suggestion.accept`."""
        return take_suggestion.accept(self._course, number)

    def decline(self, number: int) -> Suggestion:
        """Decline a suggestion for good; see `tui.authoring.take_suggestion.reject`."""
        return take_suggestion.reject(self._course, number)
