"""What happens while sections are drafted, told to whoever follows: a screen, or the command line."""

from dataclasses import dataclass

from tui.authoring.review.attempts import Attempt


@dataclass(frozen=True)
class DraftStarted:
    """Attempt `attempt` of section `key` has begun."""

    key: str
    attempt: int


@dataclass(frozen=True)
class DraftText:
    """More text of the attempt; what came so far is `text`'s predecessors joined."""

    key: str
    attempt: int
    text: str


@dataclass(frozen=True)
class DraftWaiting:
    """Nothing is asked for the attempt for `seconds`, which begin now; `reason` is a sentence for the author."""

    key: str
    attempt: int
    seconds: float
    reason: str


@dataclass(frozen=True)
class DraftFinished:
    """The attempt has ended, well or badly: its outcome says which, its error what to do."""

    key: str
    attempt: Attempt


DraftEvent = DraftStarted | DraftText | DraftWaiting | DraftFinished
