"""Suggesting: a model is asked what a day, or the course as a whole, lacks, and what it says waits for the author."""

import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from tui.authoring import course_suggestions
from tui.authoring.budget import Budget
from tui.authoring.course import Course
from tui.authoring.course_suggestions import LessonsByDay
from tui.authoring.drafting import suggesting, writer
from tui.authoring.drafting.endpoint import Endpoint, Endpoints
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.profiles import Profile
from tui.authoring.drafting.proposal import Proposal, ProposalKind
from tui.authoring.drafting.suggesting import Asked, Offered
from tui.authoring.requesting import Requested
from tui.authoring.review import suggestions
from tui.authoring.review.suggestions import COURSE, Request, Suggestion, SuggestionVerdict
from tui.authoring.syllabus import gaps

_LONGEST_ANSWER = 200_000
_STOPPED = "You stopped it."
_VERDICTS = {
    SuggestionVerdict.OPEN: "waiting",
    SuggestionVerdict.ACCEPTED: "taken",
    SuggestionVerdict.REJECTED: "declined",
}


@dataclass(frozen=True)
class SuggestionsAsked:
    """The model is being asked about `day`, or, where that is None, about the course."""

    day: int | None


@dataclass(frozen=True)
class SuggestionFound:
    """One suggestion, kept and waiting for the author."""

    suggestion: Suggestion


@dataclass(frozen=True)
class SuggestionsFinished:
    """The model has answered, well or badly: `error` says what to do.

    `left_out` counts what was offered before, is taught already or was more than asked for; `cost_usd` is None where it
    is not known.
    """

    day: int | None
    found: int
    left_out: int
    error: str | None
    cost_usd: Decimal | None


SuggestionEvent = SuggestionsAsked | SuggestionFound | SuggestionsFinished


async def suggest(
    course: Course, endpoints: Endpoints, profile: Profile, days: Sequence[int], *, course_wide: bool = False
) -> AsyncGenerator[SuggestionEvent, None]:
    """Ask what each of the days lacks, and with `course_wide` what the course does, one after the other.

    What is found is kept as it is found, and enters neither plan nor syllabus. Closing the iterator ends the asking.

    Raises:
        InputError: there is no such day, or its plan is broken; nothing was asked.
        EndpointError: the model could not be started.
        CapReached: the next answer might pass the course's cap; what was found before is kept.
        AuthoringError: a template is broken, or the prompt does not fit the model.
    """
    wanted = [*dict.fromkeys(days), *([COURSE] if course_wide else [])]
    for day in wanted:
        _asked(course, profile, day)
    budget = Budget(profile, None, course)
    endpoint = await endpoints.open(profile)
    for day in wanted:
        about = None if day == COURSE else day
        yield SuggestionsAsked(about)
        asked = _asked(course, profile, day)
        requested = Requested(budget, asked.prompt)
        try:
            answer, finished = await _answer(requested, endpoint)
        except BaseException:  # stopped: what was asked is paid for all the same
            request = Request(
                day, profile.name, profile.model, Outcome.CANCELLED, requested.usage, requested.cost_usd, _STOPPED
            )
            suggestions.record(course.store, request, ())
            requested.settle(Outcome.CANCELLED)
            raise
        cost = requested.cost_usd
        proposals = _read(course, day, answer, finished.outcome)
        new = list(islice(course_suggestions.new(course, proposals), asked.most))
        error = finished.error
        if error is None and not proposals and "nothing" not in answer.casefold():
            error = "The answer held no suggestion that could be read: try again, or use a larger model."
        request = Request(day, profile.name, finished.model, finished.outcome, requested.usage, cost, error)
        recorded = suggestions.record(course.store, request, course_suggestions.numbered(course, new))
        requested.settle(finished.outcome)
        for suggestion in recorded:
            yield SuggestionFound(course_suggestions.seen(course, suggestion))
        yield SuggestionsFinished(about, len(new), len(proposals) - len(new), error, cost)


def _asked(course: Course, profile: Profile, day: int) -> Asked:
    limits = {"context_tokens": profile.context_tokens, "max_tokens": profile.max_tokens}
    templates, syllabus = course.workspace.templates, course.syllabus
    offered = [
        Offered(each.title, _VERDICTS[each.verdict])
        for each in suggestions.every(course.store)
        if day == (COURSE if each.kind is ProposalKind.DAY else each.day)
    ]
    if day == COURSE:
        return suggesting.of_course(syllabus, gaps.gaps(syllabus), offered, templates, **limits)
    return suggesting.of_day(syllabus, course.day(day), course.plan(day), offered, templates, **limits)


async def _answer(requested: Requested, endpoint: Endpoint) -> tuple[str, writer.Finished]:
    text = ""
    finished = writer.Finished(
        Outcome.TRUNCATED,
        endpoint.profile.model,
        usage=None,
        error="The answer came to no end and was broken off: try again, or use another model.",
        retryable=True,
    )
    async with contextlib.aclosing(requested.write(endpoint)) as pieces:
        async for event in pieces:
            if isinstance(event, writer.Finished):
                finished = event
            elif isinstance(event, writer.TextDelta):
                text += event.text
                if len(text) > _LONGEST_ANSWER:
                    break
    return text, finished


def _read(course: Course, day: int, answer: str, outcome: Outcome) -> tuple[Proposal, ...]:
    """Return what the answer proposes; of one that broke off, all but the last."""
    from tui.authoring.drafting import suggestion_answer  # its patterns take a while to compile

    whole = outcome is Outcome.COMPLETE
    if day == COURSE:
        return suggestion_answer.of_course(answer, LessonsByDay(course), whole=whole)
    return suggestion_answer.of_day(answer, day, LessonsByDay(course).get(day, ()), whole=whole)
