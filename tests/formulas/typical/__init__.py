"""Formulas as lessons on deep learning write them, one a line."""

from pathlib import Path

_HERE = Path(__file__).parent


def typical(place: str) -> list[str]:
    """Return the formulas that stand `inline` in a sentence, or on lines of their own as a `display`."""
    lines = (_HERE / f"{place}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
