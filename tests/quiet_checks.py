"""Blueprints whose checks are silent, for tests whose texts are no lessons; and courses in which all of them speak."""

from pathlib import Path

from tui.authoring.checks.registry import RULES
from tui.authoring.syllabus import outline, yaml_file

QUIET_CHECKS = "checks:\n" + "".join(f"  {rule.id}: {{severity: 'off'}}\n" for rule in RULES)


def checking_all(course: Path, text: str, blueprint: str) -> None:
    """Make the folder a course of the outline `text`, with that blueprint."""
    yaml_file.write(course / "syllabus.yaml", outline.read_outline(text).syllabus)
    (course / "templates" / "blueprint.yaml").write_text(blueprint, encoding="utf-8")
