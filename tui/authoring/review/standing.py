"""The states of sections and lessons, in their words and glyphs; how one is found out stands in `states`."""

from enum import StrEnum


class _State(StrEnum):
    """A state as it is shown: never by its colour alone."""

    @property
    def glyph(self) -> str:
        """One cell that tells the states apart without colour."""
        return _GLYPHS[self.value]

    @property
    def word(self) -> str:
        """The state in a word, as the screens and messages say it."""
        return self.value


class SectionState(_State):
    """Where a section is on its way; every state has its own glyph, one cell wide, and its own word."""

    PLANNED = "planned"
    DRAFTING = "drafting"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    FAILED = "failed"
    STALE = "stale"


class LessonState(_State):
    """Where a lesson is: as its sections are, and as its file is.

    PLANNED no section has anything to show · STARTED some are accepted, the others wait to be drafted · DRAFTING one is
    being written · REVIEW one is proposed, failed or stale and needs a decision · ACCEPTED all are, and the lesson may
    be approved · APPROVED its file and git hold what was approved · EDITED its file holds a text that neither git nor
    an approval knows · BEHIND git holds another text than the one last approved here: a colleague's that was pulled, or
    that of another branch · MISSING git has its file, and on the disk it is gone · UNMERGED git could not merge what
    both sides made of it, and waits for the author.
    """

    PLANNED = "planned"
    STARTED = "started"
    DRAFTING = "drafting"
    REVIEW = "review"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    EDITED = "edited"
    BEHIND = "behind"
    MISSING = "missing"
    UNMERGED = "unmerged"


_GLYPHS = {
    "planned": "○",
    "started": "◔",
    "drafting": "◐",
    "proposed": "◆",
    "review": "◆",
    "accepted": "✓",
    "approved": "■",
    "failed": "✗",
    "stale": "↻",
    "edited": "✎",
    "behind": "↓",
    "missing": "?",
    "unmerged": "≠",
}
