"""Formulas as a terminal can show them: drawn in two dimensions, or written in one row."""

from dataclasses import dataclass
from functools import lru_cache

LONGEST = 2_000
"""Characters of TeX; what is longer stays as it is written."""


@dataclass(frozen=True)
class Drawn:
    """A drawing whose rows are equally wide in cells; the row at `baseline` aligns with the text beside it."""

    rows: tuple[str, ...]
    baseline: int


@lru_cache(maxsize=2_000)
def draw_display(tex: str, within: int | None = None) -> Drawn | None:
    """Draw `tex` in two dimensions, at most `within` cells wide: broken into lines, as in print, where it must be.

    None where no drawing would say what the formula says, or none is narrow enough.
    """
    if len(tex) > LONGEST:
        return None
    from tui.formulas.display import two_dimensions  # the first formula pays for the tables, not the start
    from tui.formulas.reading import read
    from tui.formulas.tree import Undrawable

    try:
        box = two_dimensions(read(tex), within)
    except Undrawable:
        return None
    return Drawn(box.rows, box.baseline) if any(map(str.strip, box.rows)) else None


@lru_cache(maxsize=2_000)
def draw_inline(tex: str) -> str | None:
    """Write `tex` in one row, or return None where one row would not say what the formula says."""
    if len(tex) > LONGEST:
        return None
    from tui.formulas.inline import one_row
    from tui.formulas.reading import read
    from tui.formulas.tree import Undrawable

    try:
        return one_row(read(tex)).strip() or None
    except Undrawable:
        return None
