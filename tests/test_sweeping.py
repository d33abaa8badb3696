"""The memory is gone through while the author rests."""

import gc
from collections.abc import Iterator

import pytest

from tui.sweeping import Sweeping


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class _Knot:
    """Holds itself, so that only a sweep finds it."""

    gone = 0

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        _Knot.gone += 1


@pytest.fixture
def clock() -> Iterator[_Clock]:
    """Give a clock, and Python its memory back."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # as Python starts
    gc.disable()
    yield _Clock()
    gc.unfreeze()
    gc.set_threshold(*before)
    gc.enable()


def _make_much() -> None:
    """Have what is new gone through again and again, as it is while a section streams."""
    gc.collect()
    held = [[[]] for _ in range(700 * 11 * 40)]
    assert len(held) > 0


def test_what_is_left_over_is_swept_once_the_author_rests(clock: _Clock) -> None:
    """Not while keys come, and not where there is next to nothing to sweep."""
    sweeping = Sweeping(clock)
    sweeping.begin()
    _make_much()
    before = _Knot.gone
    _Knot()
    clock.now = 100
    sweeping.put_off()
    clock.now = 101
    assert not sweeping.look()
    clock.now = 103
    assert sweeping.look()
    assert _Knot.gone == before + 1
    clock.now = 200
    assert not sweeping.look()  # there is nothing new


def test_keys_alone_bring_no_sweep(clock: _Clock) -> None:
    """Much is made between two keys, and all is gone through no more often than now and then."""
    swept: list[str] = []
    gc.callbacks.append(note := lambda phase, told: swept.append(phase) if told["generation"] == 2 else None)
    try:
        Sweeping(clock).begin()
        held = [[[]] for _ in range(700 * 11 * 40)]
    finally:
        gc.callbacks.remove(note)
    assert held
    assert not swept
