"""A blueprint's `checks:` that silences every rule, for tests whose texts are no lessons."""

from tui.authoring.checks.registry import RULES

QUIET_CHECKS = "checks:\n" + "".join(f"  {rule.id}: {{severity: 'off'}}\n" for rule in RULES)
