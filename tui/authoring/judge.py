"""Judging: a model is asked, point by point, whether the text teaches it; its quotes must stand there word for word."""

import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace

from tui.authoring.budget import Budget
from tui.authoring.checks import judging
from tui.authoring.checks.lesson_text import Part
from tui.authoring.checks.subject import Subject
from tui.authoring.course import Course
from tui.authoring.course_checks import CourseChecks, section_source
from tui.authoring.drafting import writer
from tui.authoring.drafting.endpoint import Endpoint
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.planning.model import LessonPlan
from tui.authoring.requesting import Requested
from tui.authoring.review import judgements, position, spending

_MOST_TOKENS = 2_000
_SYSTEM = "You check lessons against their syllabus. You answer with the checklist and nothing else."


@dataclass(frozen=True)
class Judged:
    """What came of one lesson: how many points were judged, and what the author should know."""

    lesson: str
    judged: int
    message: str


async def judge(
    course: Course, checks: CourseChecks, endpoint: Endpoint, lessons: Sequence[LessonPlan]
) -> AsyncGenerator[Judged, None]:
    """Judge each lesson as it stands, and keep the judgements with the text that they are about.

    Raises:
        CapReached: the next answer might pass the course's cap; what was judged is kept.
    """
    budget = Budget(endpoint.profile, None, course)
    for lesson in lessons:
        text = course.lesson_as_it_stands(lesson)
        if not text:
            continue
        subject = checks.subject(lesson, text)
        addresses = [address for address in lesson.points if _part(subject, address) is not None]
        if not addresses:
            continue
        asked = judging.render(subject, addresses, course.workspace.templates)
        model = endpoint.profile.model
        answer, outcome = "", writer.Finished(Outcome.FAILED, model, usage=None, error=None, retryable=True)
        prompt = Prompt(_SYSTEM, (asked,), min(_MOST_TOKENS, endpoint.profile.max_tokens))
        outcome = replace(outcome, outcome=Outcome.CANCELLED)
        requested = Requested(budget, prompt)
        try:
            async with contextlib.aclosing(requested.write(endpoint)) as pieces:
                async for event in pieces:
                    if isinstance(event, writer.TextDelta):
                        answer += event.text
                    else:
                        outcome = event
        finally:
            spending.add_judging(
                course.store,
                lesson.id,
                profile=endpoint.profile.name,
                model=outcome.model,
                outcome=outcome.outcome.value,
                usage=requested.usage,
                cost_usd=requested.cost_usd,
            )
            requested.settle(outcome.outcome)
        if outcome.outcome is not Outcome.COMPLETE:
            yield Judged(lesson.id, 0, outcome.error or f"The model's answer is {outcome.outcome}: nothing was judged.")
            continue
        found = judging.parse_judgements(answer, subject, addresses, model=outcome.model)
        for address, judgement in found.items():
            part = _part(subject, address)
            section = next(each for each in lesson.sections if address in each.points)
            if part is not None:
                judgements.record(
                    course.store,
                    lesson.kept_key(section),
                    address,
                    position.sha256(section_source(subject.text, part)),
                    teaches=judgement.teaches,
                    quote=judgement.quote,
                    model=judgement.model,
                )
        yield Judged(lesson.id, len(found), f"{len(found)} of {len(addresses)} points judged")


def _part(subject: Subject, address: str) -> Part | None:
    """Return the section of the text that should teach the point, or None where it is not written."""
    lesson = subject.lesson
    section = next((each for each in lesson.sections if address in each.points), None) if lesson else None
    return subject.text.part_of(section.id) if section is not None else None
