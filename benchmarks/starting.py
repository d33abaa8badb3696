"""How long a verb takes from the shell, beside a Python that does nothing."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.figure import Figure, shortest, timed

RUNS = 15


def figures(course: Path) -> Iterator[Figure]:
    """Yield the start of `coursewright --help` and of `coursewright status` on the course."""
    for verb in ("--help", "status"):
        ours = partial(_process, course, "-m", "tui", verb)
        bare = partial(_process, course, "-c", "pass")
        yield Figure(f"coursewright {verb}", *_pair(shortest(ours, bare, RUNS)))


def _pair(seconds: tuple[float, float]) -> tuple[float, str, float]:
    return seconds[0], "python -c pass", seconds[1]


def _process(folder: Path, *arguments: str) -> float:
    command = [sys.executable, *arguments]
    return timed(
        partial(subprocess.run, command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    )
