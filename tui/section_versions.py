"""The texts of a section that can be compared, and which one to hold beside another."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.authoring.workbench import Attempt, Outcome, SectionView, Workbench

FILE = 0
"""Stands in place of an attempt's number for the text in the lesson's file, where no attempt is known of it."""


@dataclass(frozen=True)
class Version:
    """An attempt that has ended, or what stands in the lesson's file."""

    number: int
    text: str
    attempt: Attempt | None = None


def versions(workbench: Workbench, section: SectionView) -> list[Version]:
    """Return the texts of a section that can be compared, oldest first."""
    ended = [each for each in workbench.attempts(section.key) if each.outcome is not Outcome.STREAMING and each.text]
    found = [Version(each.number, each.text, each) for each in ended]
    standing = workbench.text(section.key) if section.accepted is None else ""
    # Without an accepted attempt, what stands is the newest proposal, or what a clone finds in the lesson's file.
    if standing and all(each.text != standing for each in workbench.attempts(section.key)):
        found.insert(0, Version(FILE, standing))
    return found


def beside(number: int, found: Sequence[Version], accepted: int | None) -> int | None:
    """Return what to compare a version with: the accepted text, else the version before, else any other."""
    numbers = [each.number for each in found if each.number != number]
    if accepted in numbers or FILE in numbers:
        return accepted if accepted in numbers else FILE
    return max((each for each in numbers if each < number), default=numbers[0] if numbers else None)
