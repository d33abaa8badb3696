"""What a commit that is made aside waits for, for whoever watches it, and the author's wish that it end."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from tui.authoring.history.refusals import Ended


class WaitsFor(StrEnum):
    """What takes its time."""

    ANOTHER = "another Coursewright"
    GIT = "git"


class Progress:
    """One author's commits, which follow one another; several threads may look at it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` returns seconds."""
        self._clock = clock
        self._now: tuple[WaitsFor, float] | None = None
        self._to_end = False

    @property
    def waits(self) -> tuple[WaitsFor, float] | None:
        """For what a commit waits now, and for how many seconds it has; None where none is made."""
        now = self._now
        return None if now is None else (now[0], self._clock() - now[1])

    @contextmanager
    def waiting(self, what: WaitsFor) -> Iterator[None]:
        """Tell that this is waited for. A wish from before, that something else end, is not meant for it."""
        self._to_end = False
        self._now = (what, self._clock())
        try:
            yield
        finally:
            self._now = None

    def end(self) -> None:
        """Have what is waited for now ended."""
        self._to_end = self._now is not None

    def check(self) -> None:
        """Raise Ended, once, if the author wants it to end."""
        if self._to_end:
            self._to_end = False
            raise Ended
