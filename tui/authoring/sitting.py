"""What the writer has come to since the workbench was opened: what is being written, what failed, pace and money."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from tui.authoring import plain_text
from tui.authoring.draft_events import DraftEvent, DraftFinished, DraftStarted, DraftText, DraftWaiting
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.review.records import Attempt

_FAILED = (Outcome.FAILED, Outcome.TRUNCATED, Outcome.REFUSED, Outcome.CONTEXT_EXCEEDED)
_LEAST_SECONDS = 1.0
"""A pace measured over less than this says nothing."""


@dataclass(frozen=True)
class Writing:
    """A section that is being written: its words so far, and their pace in words a second once it can be told.

    While nothing is asked for it, `pause` is how many seconds that still takes, and `reason` says why.
    """

    key: str
    words: int
    pace: float | None
    pause: float = 0.0
    reason: str = ""


@dataclass
class _Live:
    """One attempt under way; the times are the clock's."""

    text: str = ""
    first_word: float | None = None
    paused_until: float = 0.0
    reason: str = ""


class Sitting:
    """Takes note of what happens, by a `clock` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._live: dict[str, _Live] = {}
        self._failed: dict[str, Attempt] = {}
        self._whole: dict[str, int] = {}  # by section, the words of its last whole text
        self._run_began: float | None = None
        self._run_words = 0  # of what has ended since then
        self._spent = Decimal(0)
        self._priced = self._unpriced = 0

    # What happens

    def note(self, event: DraftEvent) -> None:
        """Take note of one event."""
        match event:
            case DraftStarted(key=key):
                self._live[key] = _Live()
                self._failed.pop(key, None)
                if self._run_began is None:
                    self._run_began = self._clock()
            case DraftText(key=key, text=text) if live := self._live.get(key):
                live.text += text
                live.paused_until = 0.0
                if live.first_word is None and live.text.strip():
                    live.first_word = self._clock()
            case DraftWaiting(key=key, seconds=seconds, reason=reason) if live := self._live.get(key):
                live.paused_until, live.reason = self._clock() + seconds, _without_advice(reason)
            case DraftFinished(key=key, attempt=attempt):
                self._live.pop(key, None)
                self._run_words += attempt.words
                self._count(attempt)
                if attempt.outcome is Outcome.COMPLETE:
                    self._whole[key] = attempt.words
                elif attempt.outcome in _FAILED:
                    self._failed[key] = attempt

    def rest(self) -> None:
        """Take note that nothing is written any more: the pace is measured anew when it goes on."""
        self._live.clear()
        self._run_began, self._run_words = None, 0

    def forget(self, key: str) -> None:
        """Tell of that section's failure no more."""
        self._failed.pop(key, None)

    def _count(self, attempt: Attempt) -> None:
        if attempt.cost_usd is not None:
            self._spent += attempt.cost_usd
            self._priced += 1
        elif attempt.usage is not None:
            self._unpriced += 1

    # What there is to tell

    def live(self, key: str) -> str | None:
        """Return what has come of the section that is being written, or None where it is not."""
        live = self._live.get(key)
        return None if live is None else live.text

    @property
    def writing(self) -> tuple[Writing, ...]:
        """What is being written, the oldest first."""
        return tuple(self._writing(key, live) for key, live in self._live.items())

    def _writing(self, key: str, live: _Live) -> Writing:
        now = self._clock()
        words = plain_text.words(live.text)
        seconds = 0.0 if live.first_word is None else now - live.first_word
        pace = words / seconds if words and seconds >= _LEAST_SECONDS else None
        pause = max(0.0, live.paused_until - now)
        return Writing(key, words, pace, pause, live.reason if pause else "")

    @property
    def failed(self) -> tuple[tuple[str, Attempt], ...]:
        """The sections that failed and were not asked for again, each with the attempt that failed."""
        return tuple(self._failed.items())

    @property
    def refused(self) -> tuple[str, ...]:
        """Those of them for which no word came and nothing was charged: the endpoint was the trouble, not they."""
        return tuple(
            key
            for key, attempt in self._failed.items()
            if attempt.outcome is Outcome.FAILED and not attempt.text and attempt.usage is None
        )

    @property
    def whole(self) -> frozenset[str]:
        """The sections that have come to a whole text, asked for again or not."""
        return frozenset(self._whole)

    @property
    def spent(self) -> Decimal | None:
        """What the attempts have cost, in US dollars, as far as that is known (see `unpriced`); None where none is."""
        return self._spent if self._priced else None

    @property
    def unpriced(self) -> int:
        """How many attempts used tokens at an unknown price."""
        return self._unpriced

    @property
    def pace(self) -> float | None:
        """Words a second of all that is written together, since the writer last began; None until it can be told."""
        if self._run_began is None:
            return None
        words = self._run_words + sum(plain_text.words(live.text) for live in self._live.values())
        seconds = self._clock() - self._run_began
        return words / seconds if words and seconds >= _LEAST_SECONDS else None

    def seconds_left(self, waiting: Iterable[str]) -> float | None:
        """Return how long what is written and waits will take at this pace, by the words of the whole texts so far.

        None until a text is whole.
        """
        pace = self.pace
        if pace is None or not self._whole:
            return None
        usual = sum(self._whole.values()) / len(self._whole)
        under_way = sum(max(0.0, usual - plain_text.words(live.text)) for live in self._live.values())
        return (under_way + usual * sum(1 for _ in waiting)) / pace


def _without_advice(reason: str) -> str:
    """Return the reason without what the author might do: nothing need be done, for it is tried again by itself."""
    said, advice, _ = reason.rpartition(": try again")
    return f"{said}." if advice else reason
