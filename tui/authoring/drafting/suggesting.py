"""What a model is asked that is to suggest what a day, or the course as a whole, lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tui.authoring.drafting.prompt_templates import PromptTemplates
from tui.authoring.drafting.prompts import LEAST_ANSWER, SMALL_CONTEXT, Prompt, PromptTooLong, estimate
from tui.authoring.planning.model import DayPlan
from tui.authoring.syllabus.gaps import Gap, missing_days
from tui.authoring.syllabus.model import Day, Syllabus, topics_of
from tui.authoring.workspace import shipped_templates

MOST_OF_DAY, MOST_OF_DAY_SMALL = 5, 3
MOST_DAYS = 20
"""How many suggestions are asked for at most: for a day, by a model of little context, and for the course."""

_FRAME, _DAY, _COURSE = "suggest_frame.md.j2", "suggest.md.j2", "suggest_course.md.j2"
_SYSTEM = "You advise the author of a course on what its syllabus lacks. You answer with suggestions and nothing else."
_SMALL_ANSWER = 1_500
_TOKENS_OF_DAY = 600  # what a day with its outline takes, with some room
_MOST_OFFERED = 60
"""Of what was offered before, so many are told, the newest: more would crowd out the task."""


@dataclass(frozen=True)
class Offered:
    """What was suggested before, and what became of it: `declined`, `taken` or `waiting`."""

    title: str
    verdict: str


@dataclass(frozen=True)
class Asked:
    """A prompt for suggestions, and how many it asks for at most."""

    prompt: Prompt
    most: int


def of_day(
    syllabus: Syllabus,
    day: Day,
    plan: DayPlan,
    offered: Sequence[Offered],
    templates: Path,
    *,
    context_tokens: int,
    max_tokens: int,
) -> Asked:
    """Return what is asked about a day, from the templates in `templates/prompts`. Limits in tokens.

    Raises:
        TemplateError: naming file and line.
        PromptTooLong: it leaves too little room for an answer.
    """
    small = context_tokens < SMALL_CONTEXT
    most = MOST_OF_DAY_SMALL if small else MOST_OF_DAY
    days = sorted(syllabus.days(), key=lambda each: each.day)
    here = [each.day for each in days].index(day.day)
    values = {
        **_frame(syllabus, small),
        "most": most,
        "day": _lessons(day, plan),
        "before": _neighbour(days[here - 1]) if here else None,
        "after": _neighbour(days[here + 1]) if here + 1 < len(days) else None,
        "offered": _offered(offered),
    }
    prompt = _prompt(_DAY, values, templates, min(max_tokens, _SMALL_ANSWER) if small else max_tokens)
    return Asked(_fitted(prompt, f"day {day.day}", context_tokens), most)


def of_course(
    syllabus: Syllabus,
    gaps: Sequence[Gap],
    offered: Sequence[Offered],
    templates: Path,
    *,
    context_tokens: int,
    max_tokens: int,
) -> Asked:
    """Return what is asked about the course, whose `gaps` are known; as `of_day` does.

    It asks for as many days as are missing, as far as there is room for their outlines in one answer.
    """
    small = context_tokens < SMALL_CONTEXT
    numbers = missing_days(gaps)
    room = min(max_tokens, _SMALL_ANSWER if small else max_tokens) // _TOKENS_OF_DAY
    most = max(1, min(len(numbers) or MOST_OF_DAY_SMALL, room, MOST_DAYS))
    values = {
        **_frame(syllabus, small),
        "most": most,
        "gaps": [gap.message for gap in gaps],
        "numbers": list(numbers[:MOST_DAYS]),
        "offered": _offered(offered),
    }
    prompt = _prompt(_COURSE, values, templates, min(max_tokens, _SMALL_ANSWER) if small else max_tokens)
    return Asked(_fitted(prompt, "the course", context_tokens), most)


def _prompt(name: str, values: Mapping[str, Any], templates: Path, max_tokens: int) -> Prompt:
    # A workspace that is older than these templates has none of its own.
    own = all((templates / "prompts" / each).is_file() for each in (_FRAME, name))
    reader = PromptTemplates(templates if own else shipped_templates())
    return Prompt(_SYSTEM, (reader.render(_FRAME, values), reader.render(name, values)), max_tokens)


def _fitted(prompt: Prompt, what: str, context_tokens: int) -> Prompt:
    """Return the prompt with no more room for the answer than its context leaves."""
    needs = estimate(prompt.text)
    if context_tokens - needs < LEAST_ANSWER:
        raise PromptTooLong(
            f"What is asked about {what} needs about {needs} tokens, more than its {context_tokens} leave room for: "
            "use a profile with a larger context, or shorten the brief."
        )
    return replace(prompt, max_tokens=min(prompt.max_tokens, context_tokens - needs))


def _frame(syllabus: Syllabus, small: bool) -> dict[str, Any]:
    days = [
        {"number": day.day, "title": day.title, "topics": [placed.topic.title for placed in topics_of(day)]}
        for day in syllabus.days()
    ]
    return {
        "small": small,
        "course": {"title": syllabus.title, "brief": syllabus.brief.strip(), "days": days},
    }


def _lessons(day: Day, plan: DayPlan) -> dict[str, Any]:
    texts = {point.address: point.point.text for placed in topics_of(day) for point in placed.points()}
    lessons = [
        {
            "id": lesson.id,
            "title": lesson.title,
            "unit": lesson.unit,
            "points": [texts[address] for address in lesson.points if address in texts],
            "additions": [section.title for section in lesson.additions],
        }
        for lesson in plan.lessons
    ]
    return {"number": day.day, "title": day.title, "lessons": lessons}


def _neighbour(day: Day) -> dict[str, Any]:
    return {"number": day.day, "title": day.title}


def _offered(offered: Sequence[Offered]) -> list[dict[str, str]]:
    return [{"title": each.title, "verdict": each.verdict} for each in offered[-_MOST_OFFERED:]]
