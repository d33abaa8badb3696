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
def draw_display(tex: str) -> Drawn | None:
    """Draw `tex` in two dimensions, or return None where no drawing would say what the formula says."""
    text = draw_inline(tex)
    return None if text is None else Drawn((text,), 0)


@lru_cache(maxsize=2_000)
def draw_inline(tex: str) -> str | None:
    """Write `tex` in one row, or return None where one row would not say what the formula says."""
    if tex.isascii() and tex.isalnum() and len(tex) <= LONGEST:
        return tex
    return None
