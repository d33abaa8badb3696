"""The states of sections and lessons: functions of what is stored, never stored themselves."""

import hashlib
import json
from collections.abc import Sequence
from enum import StrEnum

from tui.authoring.drafting.outcome import Outcome
from tui.authoring.planning.model import SectionPlan
from tui.authoring.review.attempts import SectionRecord


class SectionState(StrEnum):
    """Where a section stands."""

    PLANNED = "planned"
    DRAFTING = "drafting"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    FAILED = "failed"
    STALE = "stale"

    @property
    def glyph(self) -> str:
        """One cell that tells the state apart without colour."""
        return _GLYPHS[self.value]

    @property
    def word(self) -> str:
        """The word that stands beside the glyph."""
        return self.value


class LessonState(StrEnum):
    """Where a lesson stands; `review` says that a section waits for a decision."""

    PLANNED = "planned"
    DRAFTING = "drafting"
    REVIEW = "review"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    EDITED = "edited"
    MISSING = "missing"

    @property
    def glyph(self) -> str:
        """One cell that tells the state apart without colour."""
        return _GLYPHS[self.value]

    @property
    def word(self) -> str:
        """The word that stands beside the glyph."""
        return self.value


_GLYPHS = {
    "planned": "○",
    "drafting": "◌",
    "proposed": "◐",
    "review": "◐",
    "accepted": "●",
    "failed": "✗",
    "stale": "◇",
    "approved": "✓",
    "edited": "✎",
    "missing": "?",
}


def section_state(record: SectionRecord | None, fingerprint: str) -> SectionState:
    """Return the state of a section of which `record` is known and which is now asked to teach `fingerprint`.

    A proposal that waits comes before an acceptance, a failure after it: regenerating an accepted section and failing
    leaves it accepted. Without attempts, or when all that came was rejected, it is planned.
    """
    if record is None:
        return SectionState.PLANNED
    if record.outcome is Outcome.STREAMING:
        return SectionState.DRAFTING
    if record.outcome is Outcome.COMPLETE and record.undecided:
        return SectionState.PROPOSED
    if record.accepted is not None:
        return SectionState.ACCEPTED if record.fingerprint == fingerprint else SectionState.STALE
    if record.outcome is not Outcome.COMPLETE and record.undecided:
        return SectionState.FAILED
    return SectionState.PLANNED


def fingerprint(section: SectionPlan, point_texts: Sequence[str]) -> str:
    """Return a digest of what the section is asked to teach: its kind, its title and the texts of its points."""
    asked = json.dumps([section.kind, section.title, list(point_texts)], ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()


def lesson_state(
    sections: Sequence[SectionState],
    *,
    approved_sha256: str | None,
    file_sha256: str | None,
    unapproved_changes: bool,
) -> LessonState:
    """Return the state of a lesson whose sections are in those states.

    `approved_sha256` is the digest of the text approved last and `file_sha256` that of its file, each None where there
    is none; `unapproved_changes` says that another attempt has been accepted since.
    """
    if SectionState.DRAFTING in sections:
        return LessonState.DRAFTING
    if approved_sha256 is not None and file_sha256 is None:
        return LessonState.MISSING
    if file_sha256 is not None and file_sha256 != approved_sha256:
        return LessonState.EDITED
    if {SectionState.PROPOSED, SectionState.STALE, SectionState.FAILED} & set(sections):
        return LessonState.REVIEW
    if all(state is SectionState.ACCEPTED for state in sections):
        return LessonState.APPROVED if file_sha256 is not None and not unapproved_changes else LessonState.ACCEPTED
    if SectionState.ACCEPTED in sections:
        return LessonState.REVIEW
    return LessonState.PLANNED
