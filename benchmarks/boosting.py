"""Gradient boosting of steps, in plain Python: a step function per measure, whose sum is the logarithm of the odds.

J. H. Friedman, Greedy function approximation: a gradient boosting machine, Annals of Statistics 29 (2001), with trees
of one step and Newton's leaves. A measure that a row lacks counts nothing there, and a step is centred over the rows
that have it: that it can be taken at all speaks neither for nor against.
"""

import math
import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

ROUNDS = 1000
RATE = 0.1
SHARE = 0.7
"""The share of the rows that a round looks at."""
MEASURES = 0.15
"""The share of the measures that a round may take a step of."""
CUTS = 20
"""Places at which a measure may have a step, at most."""
SHRINK = 1.0
"""What is added to the weight of a leaf, so that few rows move little."""
LEAST = 3.0
"""The weight of the rows that must lie on either side of a step."""


@dataclass(frozen=True)
class Row:
    """What was measured, whether it is so, and how much it weighs."""

    measures: Mapping[str, float]
    taught: bool
    weight: float = 1.0


@dataclass(frozen=True)
class Steps:
    """A step function per measure: the places of its steps, and its values below the first, between them and above."""

    bias: float
    places: Mapping[str, tuple[float, ...]]
    values: Mapping[str, tuple[float, ...]]

    def total(self, measures: Mapping[str, float]) -> float:
        """Return the logarithm of the odds."""
        return self.bias + sum(self.count(name, measures[name]) for name in self.places if name in measures)

    def count(self, name: str, measure: float) -> float:
        """Return what a measure counts."""
        return self.values[name][bisect_right(self.places[name], measure)] if name in self.places else 0.0


def fitted(rows: Sequence[Row], seed: int = 0) -> Steps:
    """Fit the steps to the rows; the same rows in the same order give the same steps."""
    chance = random.Random(seed)
    names = sorted({name for row in rows for name in row.measures})
    cuts = {name: _cuts([row.measures[name] for row in rows if name in row.measures]) for name in names}
    names = [name for name in names if cuts[name]]
    bins = {
        name: [bisect_right(cuts[name], row.measures[name]) if name in row.measures else -1 for row in rows]
        for name in names
    }
    weights = [row.weight for row in rows]
    heavy = sum(weight for row, weight in zip(rows, weights, strict=True) if row.taught) / sum(weights)
    bias = math.log(heavy / (1 - heavy))
    totals = [bias] * len(rows)
    values = {name: [0.0] * (len(cuts[name]) + 1) for name in names}
    for _ in range(ROUNDS):
        seen = chance.sample(range(len(rows)), round(SHARE * len(rows)))
        looked = chance.sample(names, max(1, round(MEASURES * len(names))))
        odds = [1 / (1 + math.exp(-totals[at])) for at in seen]
        slopes = [weights[at] * (rows[at].taught - each) for at, each in zip(seen, odds, strict=True)]
        bends = [weights[at] * each * (1 - each) for at, each in zip(seen, odds, strict=True)]
        masses = [weights[at] for at in seen]
        best, step = 0.0, None
        for name in looked:
            of_name = bins[name]
            found = _best([of_name[at] for at in seen], slopes, bends, masses, len(values[name]))
            if found is not None and found[0] > best:
                best, step = found[0], (name, *found[1:])
        if step is None:
            continue
        name, cut, below, above = step
        values[name] = [each + RATE * (below if at < cut else above) for at, each in enumerate(values[name])]
        for at, bin_ in enumerate(bins[name]):
            if bin_ >= 0:
                totals[at] += RATE * (below if bin_ < cut else above)
    kept = {name: _merged(cuts[name], each) for name, each in values.items() if any(each)}
    return Steps(bias, {name: each[0] for name, each in kept.items()}, {name: each[1] for name, each in kept.items()})


def _cuts(found: Sequence[float]) -> tuple[float, ...]:
    """Return where a measure may have a step: between its values, about as many of them on either side of each."""
    values = sorted(found)
    places = {round(len(values) * at / (CUTS + 1)) for at in range(1, CUTS + 1)}
    middles = {
        float(f"{(values[at - 1] + values[at]) / 2:.4g}")
        for at in places
        if 0 < at < len(values) and values[at - 1] < values[at]
    }
    # Of a measure that is mostly the same, the places that fall between equal values tell nothing.
    different = sorted(set(values))
    if len(different) <= CUTS:
        middles = {float(f"{(one + two) / 2:.4g}") for one, two in pairwise(different)}
    return tuple(sorted(middles))


def _best(
    bins: Sequence[int], slopes: Sequence[float], bends: Sequence[float], masses: Sequence[float], count: int
) -> tuple[float, int, float, float] | None:
    """Return the gain of the best step, the first bin above it, and what it counts below and above."""
    slope, bend, mass = [0.0] * (count + 1), [0.0] * (count + 1), [0.0] * (count + 1)
    for bin_, one, two, three in zip(bins, slopes, bends, masses, strict=True):
        slope[bin_] += one
        bend[bin_] += two
        mass[bin_] += three
    # What lacks the measure was counted in the last place, for it has the bin -1.
    lacks = mass[count] > 0
    all_slope, all_bend, all_mass = sum(slope[:count]), sum(bend[:count]), sum(mass[:count])
    left_slope = left_bend = left_mass = 0.0
    found: tuple[float, int, float, float] | None = None
    for cut in range(1, count):
        left_slope += slope[cut - 1]
        left_bend += bend[cut - 1]
        left_mass += mass[cut - 1]
        right_mass = all_mass - left_mass
        if left_mass < LEAST or right_mass < LEAST:
            continue
        below = left_slope / (left_bend + SHRINK)
        above = (all_slope - left_slope) / (all_bend - left_bend + SHRINK)
        if lacks:
            mean = (below * left_mass + above * right_mass) / all_mass
            below, above = below - mean, above - mean
        gain = _gain(left_slope, left_bend, below) + _gain(all_slope - left_slope, all_bend - left_bend, above)
        if found is None or gain > found[0]:
            found = gain, cut, below, above
    return found


def _gain(slope: float, bend: float, value: float) -> float:
    return slope * value - (bend + SHRINK) * value * value / 2


def _merged(cuts: Sequence[float], values: Sequence[float]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the steps without those that change nothing."""
    places: list[float] = []
    kept = [round(values[0], 3)]
    for place, value in zip(cuts, values[1:], strict=True):
        if round(value, 3) != kept[-1]:
            places.append(place)
            kept.append(round(value, 3))
    return tuple(places), tuple(kept)
