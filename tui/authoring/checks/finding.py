"""What a check reports: which rule, how bad, where, the quoted text, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: an ERROR blocks approval, a WARNING does not, and a WAIVED one was let stand for a reason.

    As the severity of a rule, OFF silences it.
    """

    ERROR = "error"
    WARNING = "warning"
    WAIVED = "waived"
    OFF = "off"


@dataclass(frozen=True)
class Found:
    """What a rule says of one place: the line (from 1), the text that stands there, and what to do, in a sentence.

    `quote` is a piece of the text, word for word, or "" where something is missing. `point` is the address of the point
    that it is about, if it is about one. `severity` is given where this one is better or worse than its rule.
    """

    line: int
    quote: str
    message: str
    point: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True)
class Finding:
    """A finding in its place: `path` is seen from the workspace, `section` is the slug of the section it stands in.

    `section_line` is the line of that section's heading, from which a place in the section alone can be told.
    """

    rule: str
    severity: Severity
    path: str
    line: int
    quote: str
    message: str
    section: str | None = None
    point: str | None = None
    section_line: int | None = None
