"""How the moments and amounts of a history are told."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tui.widgets import entry_look

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(seconds=3), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=7), "2026-03-03"),
        (timedelta(days=800), "2023-12-31"),
        (timedelta(seconds=-1), "2026-03-10"),  # of a clock that goes before ours
    ],
)
def test_what_was_lately_is_told_as_time_gone_by(ago: timedelta, told: str) -> None:
    assert entry_look.when(NOW - ago, NOW) == told
    assert len(told) <= 10


def test_the_moment_is_told_exactly_as_the_authors_clock_showed_it() -> None:
    there = timezone(timedelta(hours=-3, minutes=-30))
    date = datetime(2025, 1, 2, 23, 4, 5, tzinfo=there)
    assert entry_look.exactly(date) == "2025-01-02 23:04:05 -0330"
    assert entry_look.when(date, NOW) == "2025-01-03"  # by our own clock


@pytest.mark.parametrize(
    ("usd", "told"),
    [
        (None, ""),
        (Decimal(0), "$0.00"),
        (Decimal("0.0042"), "$0.0042"),
        (Decimal("0.4242"), "$0.42"),
        (Decimal("1234.5"), "$1,234.50"),
    ],
)
def test_an_amount_is_told_with_as_many_digits_as_mean_something(usd: Decimal | None, told: str) -> None:
    assert entry_look.cost(usd) == told
