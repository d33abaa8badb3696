"""The rule `python`: every block that says it is Python can be read by Python; `running` runs them too."""

from collections.abc import Iterator

from pydantic import Field

from tui.authoring.checks import python_blocks
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject


class PythonSettings(Settings):
    """How `--run-code` runs a block: its seconds, its mebibytes, and how far a printed number may be from the text's.

    `tolerance` is relative for numbers beyond 1, and absolute below.
    """

    seconds: float = Field(default=20, gt=0, le=3600)
    memory_mib: int = Field(default=8192, ge=64)
    tolerance: float = Field(default=0, ge=0, lt=1)


def check(subject: Subject, settings: PythonSettings) -> Iterator[Found]:
    """Yield the blocks that Python cannot read, each at the line where it stops."""
    del settings
    for part in subject.text.parts:
        for code in python_blocks.blocks(part.codes):
            found = python_blocks.unreadable(code)
            if found is not None:
                quote = subject.text.lines[min(found.line, len(subject.text.lines)) - 1].strip(" \t>")
                yield Found(found.line, quote, found.message)


RULE = Rule("python", "Python parses, runs and prints what the text says", Severity.ERROR, PythonSettings, lesson=check)
