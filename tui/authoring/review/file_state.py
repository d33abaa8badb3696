"""What a lesson's file says of the lesson: its text on the disk, in git, and as it was last approved here."""

from dataclasses import dataclass

from tui.authoring.review.standing import LessonState


def same_text(one: str | None, other: str | None) -> bool:
    """Say whether two texts are the same but for line ends, which a checkout may have changed."""
    return one == other or (one is not None and other is not None and _unix(one) == _unix(other))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


@dataclass(frozen=True)
class LessonTexts:
    """A lesson's text in its three places, None where it has none.

    `approved` is the one last approved in this workspace, `committed` that of git's HEAD, `on_disk` that of the file.
    """

    approved: str | None = None
    committed: str | None = None
    on_disk: str | None = None

    @property
    def state(self) -> LessonState | None:
        """Return MISSING, EDITED, BEHIND or APPROVED; None where the file has nothing to say.

        What could be lost comes first: a text that neither git nor an approval holds is EDITED, whatever else is so.
        MISSING is told by git alone: a lesson approved on another branch, whose file HEAD does not have, is not missing
        but not approved here.
        """
        if self.on_disk is None:
            return LessonState.MISSING if self.committed is not None else None
        if not same_text(self.on_disk, self.committed) and not same_text(self.on_disk, self.approved):
            return LessonState.EDITED
        if self.committed is None:
            return None
        if self.approved is not None and not same_text(self.approved, self.committed):
            return LessonState.BEHIND
        return LessonState.APPROVED
