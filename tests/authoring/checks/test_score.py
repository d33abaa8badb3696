"""What a measure counts, as the shipped weights and the fit of them have it."""

import pytest

from benchmarks import boosting
from benchmarks.boosting import Row
from tui.authoring.checks import score

ROWS = [Row({"statements": at / 40, "noise": at * 7 % 5}, at >= 20) for at in range(40)]


def test_a_measure_counts_by_the_step_that_it_stands_on_and_one_that_is_not_there_counts_nothing() -> None:
    weights = score.read('{"bias": 1, "measures": {"echo": {"from": [0.2, 0.4], "counts": [1, 0, -2]}}}')
    totals = [weights.score(each).total for each in ({"echo": 0.1}, {"echo": 0.2}, {"echo": 0.5}, {}, {"other": 9})]
    assert totals == [2, 1, -1, 1, 1]
    assert weights.score({"echo": 0.5}).of("echo", "other") == -2


def test_the_shipped_weights_have_a_value_on_either_side_of_each_step() -> None:
    weights = score.shipped()
    assert len(weights.measures) > 20
    for name, (places, counts) in weights.measures.items():
        assert len(counts) == len(places) + 1, name
        assert list(places) == sorted(places), name


def test_a_fit_finds_what_tells_and_is_the_same_each_time() -> None:
    fit = boosting.fitted(ROWS)
    assert fit == boosting.fitted(ROWS)
    assert fit.total({"statements": 0.9}) > 1 > -1 > fit.total({"statements": 0.1})


def test_that_a_measure_can_be_taken_at_all_counts_nothing() -> None:
    rows = [*ROWS, *(Row({"statements": row.measures["statements"], "beside": 1.0}, True) for row in ROWS)]
    assert boosting.fitted(rows).count("beside", 1.0) == pytest.approx(0)
