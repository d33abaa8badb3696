"""Prompts: what the writer is told, rendered from frozen inputs and the workspace's templates."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tui.authoring import plain_text
from tui.authoring.drafting import excerpts
from tui.authoring.drafting.prompt_templates import BLOCKS, RULES, SYSTEM, PromptTemplates, TemplateError
from tui.authoring.errors import AuthoringError
from tui.authoring.planning.model import DayPlan, LessonPlan, SectionPlan
from tui.authoring.syllabus.model import Day, Point, Syllabus, Topic, topics_of

__all__ = ["Introduced", "Prompt", "PromptInputs", "PromptTooLong", "TemplateError", "render"]

SMALL_CONTEXT = 16_384
"""Below so many tokens of context the templates are told to be `small`."""

_OVERHEAD = 160  # what a chat template and an estimate that is a little low may add, besides a twentieth
_OF_THE_COURSE = ("small", "level", "course")
_KNOWN = ((), ("glossary", "day"), ("lesson",), ("section",))
"""What the template of each block knows besides what those before it know."""
LEAST_ANSWER = 256
"""Tokens: a prompt that leaves less room than this is not sent."""
_SMALL_EARLIER = 240  # tokens of the section before that a small model is shown
_SMALL_RULES = 4  # of a small model's context at most a fourth goes to the author's own rules


class PromptTooLong(AuthoringError):
    """The prompt does not fit the model's context even without the earlier sections."""


@dataclass(frozen=True)
class Prompt:
    """One request: the rules, then the blocks from the most to the least shared. `max_tokens` bounds the answer."""

    system: str
    blocks: tuple[str, ...]
    max_tokens: int

    @property
    def text(self) -> str:
        """The whole prompt as it is printed: the rules, then the blocks, an empty line between them."""
        return "\n\n".join((self.system, *self.blocks)) + "\n"

    @property
    def sha256(self) -> str:
        """The SHA-256, in hex, of `text` as UTF-8: `coursewright prompt SECTION | sha256sum` gives it too."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Introduced:
    """A term or symbol that the reader has met, and what it means, where that is known."""

    name: str
    means: str | None = None


@dataclass(frozen=True)
class PromptInputs:
    """All that a prompt depends on. `earlier` holds title and text of the lesson's sections before this one.

    `glossary` is what the days before have introduced, `introduced` what this day has so far: the first stands still
    while a day is drafted, so that its prompts share their bytes. `findings` are the errors of `previous_text`.
    """

    syllabus: Syllabus
    day: Day
    plan: DayPlan
    lesson: LessonPlan
    section: SectionPlan
    level: str
    earlier: tuple[tuple[str, str], ...]
    previous_text: str | None
    feedback: str | None
    glossary: tuple[Introduced, ...] = ()
    introduced: tuple[Introduced, ...] = ()
    findings: tuple[str, ...] = ()


def render(inputs: PromptInputs, templates: Path, *, context_tokens: int, max_tokens: int) -> Prompt:
    """Return the prompt for a section, from the templates in `templates/prompts`.

    Prompt and answer fit `context_tokens` by estimate: earlier sections are left out, the oldest first, the ending of
    the last one kept; then the text to be replaced is shortened; then the answer is given less room.

    Raises:
        TemplateError: naming file and line.
        PromptTooLong: nothing that may be left out is left.
    """
    small = context_tokens < SMALL_CONTEXT
    if small:
        # A small model is led astray by a long prompt. Now and then it misses its ending and goes on to the limit; a
        # limit close to the words aimed at would cut off far more answers that were about to end by themselves.
        max_tokens = min(max_tokens, max(1_000, inputs.section.target_words * 4))
        inputs = replace(inputs, earlier=excerpts.last_that_fit(inputs.earlier[-1:], _SMALL_EARLIER))
    reader = PromptTemplates(templates)

    def rendered(given: PromptInputs) -> Prompt:
        values = _values(given, small)
        shared = {name: values[name] for name in _OF_THE_COURSE}
        rules = reader.render(RULES, shared) if reader.has(RULES) else ""
        if small and plain_text.estimate_tokens(rules) > context_tokens // _SMALL_RULES:
            rules = ""
        system = reader.render(SYSTEM, {**shared, "rules": rules})
        blocks = []
        # A template knows only what all prompts have in common that share its block: so their bytes are the same.
        for name, known in zip(BLOCKS, _KNOWN, strict=True):
            shared |= {each: values[each] for each in known}
            blocks.append(reader.render(name, shared))
        return Prompt(system, tuple(blocks), max_tokens)

    def excess(prompt: Prompt) -> int:
        return estimate(prompt.text) + max_tokens - context_tokens

    prompt = rendered(inputs)
    if excess(prompt) <= 0:
        return prompt
    bare = rendered(replace(inputs, earlier=()))
    fitted = replace(inputs, earlier=excerpts.last_that_fit(inputs.earlier, -excess(bare)))
    prompt = rendered(fitted)
    if (over := excess(prompt)) > 0 and fitted.previous_text:
        room = max(0, plain_text.estimate_tokens(fitted.previous_text) - over - over // 10)
        prompt = rendered(replace(fitted, previous_text=excerpts.last_tokens(fitted.previous_text, room) or None))
    if (over := excess(prompt)) > 0:
        if max_tokens - over < LEAST_ANSWER:
            raise PromptTooLong(
                f"The prompt for “{inputs.section.title}” needs about {estimate(prompt.text)} tokens, more than its "
                f"{context_tokens} leave room for: use a profile with a larger context, or shorten the brief."
            )
        return replace(prompt, max_tokens=max_tokens - over)
    return prompt


def estimate(text: str) -> int:
    """Estimate the tokens of a whole prompt, with what an endpoint puts around it; rather a little too many."""
    tokens = plain_text.estimate_tokens(text)
    return tokens + tokens // 20 + _OVERHEAD


def _values(inputs: PromptInputs, small: bool) -> dict[str, Any]:
    """Return what templates may use; docs/writers.md lists it."""
    points = {placed.address: placed.point for topic in topics_of(inputs.day) for placed in topic.points()}
    days = list(inputs.syllabus.days())
    at = next((n for n, day in enumerate(days) if day.day == inputs.day.day), len(days))
    sections = inputs.lesson.sections
    here = next((n for n, section in enumerate(sections) if section.id == inputs.section.id), len(sections))
    before = sections[here - 1].title if 0 < here <= len(sections) else None
    kinds = {section.title: section.kind for section in sections}
    goes_on = inputs.earlier[-1:] if inputs.earlier and inputs.earlier[-1][0] == before else ()
    return {
        "small": small,
        "level": inputs.level,
        "course": {
            "title": inputs.syllabus.title,
            "brief": inputs.syllabus.brief.strip(),
            "days": [
                {
                    "number": day.day,
                    "title": day.title,
                    "topics": [topic.title for unit in day.units for topic in unit.topics],
                }
                for day in days
            ],
        },
        "glossary": [_introduced(each) for each in inputs.glossary],
        "day": {
            "number": inputs.day.day,
            "title": inputs.day.title,
            "before": _taught(days[at - 1]) if 0 < at < len(days) else None,
            "after": _taught(days[at + 1]) if at + 1 < len(days) else None,
            "lessons": [
                {
                    "id": lesson.id,
                    "title": lesson.title,
                    "unit": lesson.unit,
                    "points": [_scope(points, address) for address in lesson.points],
                }
                for lesson in inputs.plan.lessons
            ],
        },
        "lesson": {
            "id": inputs.lesson.id,
            "title": inputs.lesson.title,
            "unit": inputs.lesson.unit,
            "addition": inputs.lesson.addition,
            "sections": [_section(section, points) for section in sections],
        },
        "section": {
            **_section(inputs.section, points),
            "number": here + 1,
            "before": before,
            "after": sections[here + 1].title if here + 1 < len(sections) else None,
            "earlier": [
                {"title": title, "kind": kinds.get(title), "text": text.strip(), "opening": excerpts.opening(text)}
                for title, text in inputs.earlier
            ],
            # Of a section that is being written at the same time there is nothing yet to go on from.
            "ending": excerpts.ending(goes_on[0][1]) if goes_on else None,
            "introduced": [_introduced(each) for each in inputs.introduced],
            "previous_text": inputs.previous_text.strip() if inputs.previous_text else None,
            "feedback": inputs.feedback.strip() if inputs.feedback else None,
            "findings": list(inputs.findings),
        },
    }


def _introduced(each: Introduced) -> dict[str, str | None]:
    return {"name": each.name, "means": each.means}


def _taught(day: Day) -> dict[str, Any]:
    """Return a neighbouring day as far as a writer must know it: its number, title, and the points of its topics."""
    topics = [{"title": each.title, "points": [point.text for point in each.points]} for each in _topics(day)]
    return {"number": day.day, "title": day.title, "topics": topics}


def _topics(day: Day) -> list[Topic]:
    return [topic for unit in day.units for topic in unit.topics]


def _section(section: SectionPlan, points: dict[str, Point]) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "kind": section.kind,
        "target_words": section.target_words,
        "addition": section.addition,
        "points": [_scope(points, address) for address in section.points],
    }


def _scope(points: dict[str, Point], address: str) -> dict[str, Any]:
    # A plan may be older than the syllabus; the section's own title still says what it is about.
    point = points.get(address)
    return {"address": address, "text": point.text if point else "", "details": list(point.details) if point else []}
