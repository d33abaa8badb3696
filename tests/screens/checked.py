"""Rules switched on in a course whose blueprint silences them, and texts in which they find something."""

from pathlib import Path

from tests.courses import BLUEPRINT

POINT = "day01_001/how-the-loop-holds"
OTHER = "day01_001/where-it-fails"

PARAGRAPHS = "\n\n".join(f"The rope presses on itself, and this is paragraph {number}." for number in range(1, 30))
STRAY = f"""\
### Intuition

{PARAGRAPHS}

## A stray heading

Nobody planned it.

# A second title

- A list whose last line is the end.
"""
"""Two headings that no plan has, far below where a page begins."""


def switch_on(course: Path, **rules: str) -> None:
    """Give rules a severity; their names are written with underscores."""
    lines = BLUEPRINT.splitlines()
    for name, severity in rules.items():
        rule = name.replace("_", "-")
        (at,) = [number for number, line in enumerate(lines) if line.startswith(f"  {rule}:")]
        lines[at] = f"  {rule}: {{severity: {severity}}}"
    (course / "templates" / "blueprint.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
