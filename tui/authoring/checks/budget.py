"""The rule `budget`: a lesson keeps within its tokens, and each section near the words that were planned for it."""

from collections.abc import Iterator

from pydantic import Field

from tui.authoring import plain_text
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import Part
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.planning.model import SectionPlan

_NEAR = 0.1
"""A section this near to its own target is not blamed for the gate that all point sections have."""


class BudgetSettings(Settings):
    """How far a section may be from its target, in shares of it; and the words that the section of a point may have."""

    least_share: float = Field(default=0.5, ge=0, le=1)
    most_share: float = Field(default=1.6, ge=1)
    least_point_words: int = Field(default=250, ge=0)
    most_point_words: int = Field(default=900, ge=1)


def check(subject: Subject, settings: BudgetSettings) -> Iterator[Found]:
    """Yield what is too long or too short."""
    if subject.lesson is None:
        return
    budget = subject.lesson.budget_tokens
    tokens = subject.tokens if subject.tokens is not None else plain_text.estimate_tokens(subject.text.source)
    if tokens > budget:
        counted = f"{tokens:,} tokens" if subject.tokens is not None else f"about {tokens:,} tokens by estimate"
        yield Found(
            1,
            "",
            f"The lesson has {counted}, more than its budget of {budget:,}: "
            f"shorten it by {_share(tokens, budget)} %, or split it in the plan.",
        )
    for part in subject.text.parts:
        if part.heading is not None and part.plan is not None:
            yield from _section(subject, part, part.plan, settings)


def _share(tokens: int, budget: int) -> int:
    return -(-100 * (tokens - budget) // tokens)


def _section(subject: Subject, part: Part, plan: SectionPlan, settings: BudgetSettings) -> Iterator[Found]:
    assert part.heading is not None
    words, target = part.words, plan.target_words
    all_words = words + _other_words(part)
    quote = subject.text.lines[part.heading.line - 1].strip()
    message = ""
    # Formulas and code stand for words that were planned, but never make a section too long.
    if all_words < target * settings.least_share:
        noun = "word" if all_words == 1 else "words"
        message = f"The section has {all_words} {noun} where {target} were planned: say what is missing, or plan fewer."
    elif words > target * settings.most_share:
        message = f"The section has {words} words where {target} were planned: shorten it, or plan more."
    elif plan.points and settings.least_point_words <= target <= settings.most_point_words:
        if all_words < min(settings.least_point_words, target * (1 - _NEAR)):
            message = (
                f"The section has {all_words} words; a point takes {settings.least_point_words} at least: "
                f"say what is missing."
            )
        elif words > max(settings.most_point_words, target * (1 + _NEAR)):
            message = (
                f"The section has {words} words; a point takes {settings.most_point_words} at most: "
                f"shorten it, or make two points of it."
            )
    if message:
        yield Found(part.heading.line, quote, message, next(iter(plan.points), None), Severity.WARNING)


def _other_words(part: Part) -> int:
    """Return how many words stand in code and formulas."""
    in_lines = sum(plain_text.words(passage.visible) - plain_text.words(passage.prose) for passage in part.passages)
    shown = sum(plain_text.words(formula.tex) for formula in part.formulas if formula.display)
    return max(0, in_lines) + shown + sum(plain_text.words(code.content) for code in part.codes)


RULE = Rule("budget", "Lessons and sections keep to their length", Severity.ERROR, BudgetSettings, lesson=check)
