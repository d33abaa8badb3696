"""The time as a fake sees it, which a test may move on, so that no test waits for five minutes or a day to pass."""

import time
from datetime import UTC, datetime


class Clock:
    """The time of day in seconds, plus what it was moved on by."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Return the time in seconds since the epoch."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self._ahead += seconds


def rfc3339(seconds: float) -> str:
    """Return the moment, in seconds since the epoch, as the Messages API writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
