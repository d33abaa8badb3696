"""All rules, in the order in which their findings are told; one rule a file."""

from typing import Any

from tui.authoring.checks import naming
from tui.authoring.checks.rule import Rule

RULES: tuple[Rule[Any], ...] = (naming.RULE,)


def rule(rule_id: str) -> Rule[Any] | None:
    """Return the rule of that name, or None."""
    return next((each for each in RULES if each.id == rule_id), None)
