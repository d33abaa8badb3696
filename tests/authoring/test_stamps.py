"""The same stamp, the same content: also on a disk that tells the time of a change by the second."""

import os
import time
from pathlib import Path

import pytest

from tui.authoring.stamps import stamp

SECOND = 1_000_000_000


def written(path: Path, text: str, changed: int) -> Path:
    """Write a text in place, and have the file say that it was changed then (in ns)."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(changed, changed))
    return path


@pytest.mark.parametrize("step", [2 * SECOND, SECOND, SECOND // 100])
def test_where_a_second_change_would_have_the_same_time_no_stamp_is_the_same(tmp_path: Path, step: int) -> None:
    now = time.time_ns() // step * step
    path = written(tmp_path / "plan.yaml", "target_words: 60", now)
    before = stamp(path)
    written(path, "target_words: 70", now)
    assert stamp(path) != before


def test_what_has_not_changed_for_a_while_keeps_its_stamp(tmp_path: Path) -> None:
    path = written(tmp_path / "plan.yaml", "target_words: 60", (time.time_ns() // SECOND - 60) * SECOND)
    assert stamp(path) == stamp(path)
    assert stamp(tmp_path / "nothing.yaml") is None


def test_where_the_time_is_fine_a_file_that_was_just_written_keeps_its_stamp(tmp_path: Path) -> None:
    path = written(tmp_path / "plan.yaml", "target_words: 60", time.time_ns() // SECOND * SECOND + 123_456_789)
    assert stamp(path) == stamp(path)
