"""Fifty drawings, each read row by row against what its formula says; a file of `sheet/` is TeX, drawing, one row."""

from pathlib import Path

import pytest

from tui.formulas.drawing import draw_display, draw_inline

SHEET = sorted((Path(__file__).parent / "sheet").glob("*.txt"))


def test_the_sheet_has_at_least_forty_formulas() -> None:
    assert len(SHEET) >= 40


@pytest.mark.parametrize("page", SHEET, ids=lambda path: path.stem)
def test_a_formula_is_drawn_as_it_was_read(page: Path) -> None:
    """The row marked `>` stands in line with the text beside it."""
    tex, *expected, _, written = page.read_text(encoding="utf-8").splitlines()
    drawn = draw_display(tex)
    assert drawn is not None
    marked = [("> " if number == drawn.baseline else "  ") + row for number, row in enumerate(drawn.rows)]
    assert ["", *(row.rstrip() for row in marked)] == expected
    row = draw_inline(tex)
    assert (f"in one row: {row}" if row else "not in one row") == written
