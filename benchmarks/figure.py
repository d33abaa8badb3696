"""What is measured, beside something bare: both in turns, so that whatever slows the machine slows both."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Two times in seconds, each the shortest of its runs: what the machine does when nothing else disturbs it."""

    measured: str
    seconds: float
    beside: str
    beside_seconds: float

    @property
    def ratio(self) -> float:
        """How many times as long as the bare thing it takes."""
        return self.seconds / self.beside_seconds

    def row(self) -> tuple[str, str, str, str, str]:
        """Return the cells of the table."""
        return self.measured, _said(self.seconds), self.beside, _said(self.beside_seconds), f"{self.ratio:.2f}"


def _said(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds >= 0.001 else f"{seconds * 1e6:.1f} µs"


def timed(action: Callable[[], object]) -> float:
    """Return how many seconds `action` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def shortest(first: Callable[[], float], second: Callable[[], float], runs: int) -> tuple[float, float]:
    """Return the shortest of `runs` times of each; both are asked in turns, after one that does not count."""
    first(), second()
    pairs = [(first(), second()) for _ in range(runs)]
    return min(one for one, _ in pairs), min(other for _, other in pairs)
