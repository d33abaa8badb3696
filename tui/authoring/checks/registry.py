"""All rules, in the order in which their findings are told; one rule a file."""

from typing import Any

from tui.authoring.checks import (
    budget,
    code_share,
    control_characters,
    coverage,
    duplicates,
    leftovers,
    levels,
    links,
    mathematics,
    naming,
    partition,
    python,
    questions,
    readability,
    shape,
    terms,
    unplanned_heading,
)
from tui.authoring.checks.rule import Rule

RULES: tuple[Rule[Any], ...] = (
    naming.RULE,
    partition.RULE,
    budget.RULE,
    shape.RULE,
    unplanned_heading.RULE,
    coverage.RULE,
    levels.RULE,
    questions.RULE,
    code_share.RULE,
    python.RULE,
    mathematics.RULE,
    links.RULE,
    leftovers.RULE,
    control_characters.RULE,
    duplicates.RULE,
    terms.RULE,
    readability.RULE,
)


def rule(rule_id: str) -> Rule[Any] | None:
    """Return the rule of that name, or None."""
    return next((each for each in RULES if each.id == rule_id), None)
