"""How many formulas are drawn, of those that lessons on deep learning are full of."""

from pathlib import Path

import pytest

from benchmarks.formulas import written_in
from tests.formulas.typical import typical
from tui.formulas.drawing import draw_display, draw_inline

COURSE = Path(__file__).parents[2] / "course"
FAILURE_MARKS = ("TeXicode", "?", "�", "error", "\\")


def test_at_least_three_hundred_formulas_are_typical_half_of_them_in_sentences() -> None:
    assert len(set(typical("inline"))) >= 150
    assert len(set(typical("display"))) >= 150


def test_of_typical_formulas_in_sentences_98_of_100_are_written_in_one_row() -> None:
    written = [draw_inline(tex) for tex in typical("inline")]
    assert sum(each is not None for each in written) / len(written) >= 0.98


def test_of_typical_displays_93_of_100_are_drawn() -> None:
    drawn = [draw_display(tex) for tex in typical("display")]
    assert sum(each is not None for each in drawn) / len(drawn) >= 0.93


@pytest.mark.parametrize("place", ["inline", "display"])
def test_no_typical_formula_shows_a_mark_of_failure(place: str) -> None:
    for tex in typical(place):
        drawn, written = draw_display(tex), draw_inline(tex)
        shown = [*(drawn.rows if drawn else ()), written or ""]
        assert not [mark for mark in FAILURE_MARKS for row in shown if mark in row], tex


def test_every_formula_of_the_committed_course_is_drawn() -> None:
    for lesson in sorted(COURSE.rglob("*.md")):
        for tex, display in written_in(lesson.read_text(encoding="utf-8")):
            assert (draw_display(tex) if display else draw_inline(tex)) is not None, f"{lesson.name}: {tex}"
