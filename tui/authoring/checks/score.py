"""What each measure of a section counts for its point's being taught; `coverage_weights.json` has the numbers.

They were fitted by `python -m benchmarks.fit_coverage`. For each measure the file says `from` which values on it counts
something else, and what it `counts` below the first of them, between them and above the last. The sum, with the bias,
is on a scale on which 1 is just enough.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("coverage_weights.json")


@dataclass(frozen=True)
class Score:
    """What speaks for a point's being taught, in all, and what each measure contributes: below 0, against it."""

    total: float
    contributions: Mapping[str, float]

    def of(self, *names: str) -> float:
        """Return what these measures contribute together."""
        return sum(self.contributions.get(name, 0.0) for name in names)


@dataclass(frozen=True)
class Weights:
    """Per measure where its steps are and what they count."""

    bias: float
    measures: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]]

    def score(self, measures: Mapping[str, float]) -> Score:
        """Add up what the measures count; one that is not there counts nothing."""
        found = {
            name: counts[bisect_right(places, measures[name])]
            for name, (places, counts) in self.measures.items()
            if name in measures
        }
        return Score(self.bias + sum(found.values()), found)


@cache
def shipped() -> Weights:
    """Return the weights that are shipped."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> Weights:
    """Return the weights that a file like the shipped one has."""
    found = json.loads(text)
    steps = {name: (tuple(each["from"]), tuple(each["counts"])) for name, each in found["measures"].items()}
    return Weights(found["bias"], steps)


def score(measures: Mapping[str, float]) -> Score:
    """Return what the measures of a section count together."""
    return shipped().score(measures)
