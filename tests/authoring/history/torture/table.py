"""Writes the table of cases into the documentation: `python -m tests.authoring.history.torture.table`."""

from pathlib import Path

from tests.authoring.history.torture import conversions, disk, hooks, places, staged, stores, under_way
from tests.authoring.history.torture.case import Cases

SUBJECTS: list[Cases] = [module.CASES for module in (staged, under_way, places, conversions, hooks, stores, disk)]
PAGE = Path(__file__).parents[4] / "docs" / "repository-states.md"

_HEAD = """\
# What an approval does in each state of a repository

An approval commits its lesson alone, or it is refused with a sentence that says what to do, and then nothing has
changed: neither index, files, branches, stash, settings nor what is under way. Each row of the tables but the last is
a test with the real git (`tests/authoring/history/torture/`), which looks at all of that before and after, and, where
the approval is refused, does what the sentence says and approves again.

This page is written by `python -m tests.authoring.history.torture.table`, and a test holds it to the cases.
"""
_ENDS = """\
## Disks that fill up, and hooks without end

| where | what happens |
| --- | --- |
| The disk is full, at any write: lesson, index, objects, refs, temporary files | Refused; all is as before, for room \
to put it back is kept from the start. With room, approving again goes through. |
| The database cannot be written | Refused before anything is written to the course. |
| A hook hangs | Ctrl-C, or `s` in the workbench, ends the approval; all is as before. |
"""


def page() -> str:
    """Return the page as the cases say it."""
    parts = [_HEAD]
    for cases in SUBJECTS:
        rows = "\n".join(f"| {_cell(case.state)} | {_cell(case.happens)} |" for case in cases)
        parts.append(f"## {cases.subject}\n\n| where | what happens |\n| --- | --- |\n{rows}\n")
    parts.append(_ENDS)
    return "\n".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
