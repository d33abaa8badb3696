"""In which state a section and a lesson are: pure functions of what was written, decided and approved."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tui.authoring.drafting.outcome import Outcome
from tui.authoring.review.records import SectionRecord
from tui.authoring.review.standing import LessonState as LessonState
from tui.authoring.review.standing import SectionState as SectionState

if TYPE_CHECKING:
    from tui.authoring.planning.model import SectionPlan


def section_state(record: SectionRecord | None, fingerprint: str) -> SectionState:
    """Return the state of a section that should teach what `fingerprint` says.

    The first that holds:
    DRAFTING while its newest attempt is being written;
    PROPOSED while its newest complete attempt waits for a decision, also beside an older one that is accepted;
    ACCEPTED or, when it was accepted under another fingerprint, STALE (a newer attempt that failed changes nothing);
    FAILED when its newest attempt ended otherwise than complete and was not judged (but one that was cancelled before
    its first word leaves nothing to look at);
    PLANNED otherwise, so also after its newest text was rejected and none is accepted.
    """
    if record is None:
        return SectionState.PLANNED
    if record.outcome is Outcome.STREAMING:
        return SectionState.DRAFTING
    if record.proposed is not None:
        return SectionState.PROPOSED
    if record.accepted is not None:
        return SectionState.ACCEPTED if record.fingerprint == fingerprint else SectionState.STALE
    cancelled_empty = record.outcome is Outcome.CANCELLED and not record.words
    if record.outcome is not Outcome.COMPLETE and not record.decided and not cancelled_empty:
        return SectionState.FAILED
    return SectionState.PLANNED


def fingerprint(section: "SectionPlan", point_texts: Sequence[str]) -> str:
    """Return what the section is asked to be (title, kind, length, the texts of its points) as a SHA-256.

    Addresses are left out: a point that only moved is still the same point.
    """
    asked = [section.title, section.kind, section.target_words, list(point_texts)]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def lesson_state(
    sections: Iterable[SectionState], file: LessonState | None = None, *, kept: bool = False, changed: bool = True
) -> LessonState:
    """Return the state of a lesson with these section states, whose file says `file` (see `LessonTexts.state`).

    `kept` says of a file that is EDITED that its text is kept elsewhere too, so that the lesson may be approved over
    it; `changed` that other texts are accepted than those of which the approved lesson was made.

    The file comes first: the author's own change to it, its loss, or another's text in git is never out of sight. A
    lesson that was approved and whose sections know nothing of it (a fresh clone) is APPROVED.
    """
    states = set(sections)
    if file in (LessonState.MISSING, LessonState.BEHIND) or (file is LessonState.EDITED and not kept):
        return file
    if SectionState.DRAFTING in states:
        return LessonState.DRAFTING
    if states & {SectionState.PROPOSED, SectionState.FAILED, SectionState.STALE}:
        return LessonState.REVIEW
    if states == {SectionState.ACCEPTED}:
        return LessonState.ACCEPTED if changed or file is None else file
    if file is LessonState.EDITED:
        return file
    if SectionState.ACCEPTED in states:
        return LessonState.STARTED
    return file or LessonState.PLANNED
