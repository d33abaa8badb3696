"""Rectangles of characters, put beside and above one another."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tui.formulas.tree import Undrawable

WIDEST, TALLEST = 1_000, 120

Align = Literal["l", "c", "r"]


def cells(text: str) -> int:
    """Return how many cells `text` takes."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide - sum(unicodedata.combining(each) != 0 for each in text)


@dataclass(frozen=True)
class Box:
    """Equally wide rows; `baseline` is the one that stands in line with the text beside it."""

    rows: tuple[str, ...]
    baseline: int = 0
    tall: bool = False
    """Brackets around it grow with it: it is more than letters with scripts."""

    @property
    def width(self) -> int:
        return cells(self.rows[0])

    @property
    def height(self) -> int:
        return len(self.rows)

    def padded(self, width: int, align: Align = "c") -> "Box":
        """Return it `width` cells wide."""
        missing = width - self.width
        if missing <= 0:
            return self
        left = {"l": 0, "c": missing // 2, "r": missing}[align]
        return Box(tuple(" " * left + row + " " * (missing - left) for row in self.rows), self.baseline, self.tall)

    def reaching(self, above: int, below: int) -> "Box":
        """Return it with `above` rows over its baseline and `below` under it."""
        blank = " " * self.width
        top, bottom = above - self.baseline, below - (self.height - 1 - self.baseline)
        return Box((blank,) * top + self.rows + (blank,) * bottom, above, self.tall)

    def as_tall(self, tall: bool = True) -> "Box":
        return Box(self.rows, self.baseline, tall)


def text_box(text: str) -> Box:
    return Box((text,))


def beside(boxes: Sequence[Box]) -> Box:
    """Put `boxes` side by side, their baselines in line."""
    if not boxes:
        return text_box("")
    if len(boxes) == 1:
        return boxes[0]
    above = max(box.baseline for box in boxes)
    below = max(box.height - 1 - box.baseline for box in boxes)
    if above + below >= TALLEST or sum(box.width for box in boxes) > WIDEST:
        raise Undrawable("it is too large")
    columns = [box.reaching(above, below).rows for box in boxes]
    return Box(tuple(map("".join, zip(*columns, strict=True))), above, any(box.tall for box in boxes))


def piled(boxes: Sequence[Box], baseline: int, align: Align = "c", *, tall: bool = True) -> Box:
    """Put `boxes` one under the other; the baseline is that of the one numbered `baseline`."""
    width = max(box.width for box in boxes)
    if sum(box.height for box in boxes) > TALLEST:
        raise Undrawable("it is too large")
    rows = tuple(row for box in boxes for row in box.padded(width, align).rows)
    return Box(rows, sum(box.height for box in boxes[:baseline]) + boxes[baseline].baseline, tall)


def placed(pieces: Sequence[tuple[int, Box]], above: int, below: int) -> Box:
    """Put boxes into one column, each with its first row so many rows from the baseline (negative: over it)."""
    top = min([-above, *(row for row, _ in pieces)])
    bottom = max([below, *(row + box.height - 1 for row, box in pieces)])
    width = max((box.width for _, box in pieces), default=0)
    rows = [" " * width] * (bottom - top + 1)
    for row, box in pieces:
        for number, line in enumerate(box.padded(width, "l").rows):
            rows[row - top + number] = line
    return Box(tuple(rows), -top)


_PIECES = {  # alone, top, filling, bottom, middle
    "(": "(⎛⎜⎝⎜",
    ")": ")⎞⎟⎠⎟",
    "[": "[⎡⎢⎣⎢",
    "]": "]⎤⎥⎦⎥",
    "{": "{⎧⎪⎩⎨",
    "}": "}⎫⎪⎭⎬",
    "⌊": "⌊⎢⎢⎣⎢",
    "⌋": "⌋⎥⎥⎦⎥",
    "⌈": "⌈⎡⎢⎢⎢",
    "⌉": "⌉⎤⎥⎥⎥",
    "|": "|│││││",
    "‖": "‖║║║║║",
    "↑": "↑↑│││",
    "↓": "↓││↓│",
}


def delimiter(glyph: str, height: int, baseline: int) -> Box:
    """Return `glyph` as tall as what it encloses."""
    if not glyph:
        return Box(("",) * height, baseline)
    if height == 1:
        return text_box(glyph)
    if glyph in "⟨⟩":
        return _angle(glyph, height, baseline)
    if glyph == "/":
        rows = tuple(" " * (height - 1 - number) + "╱" + " " * number for number in range(height))
        return Box(rows, baseline)
    if glyph not in _PIECES:
        raise Undrawable(f"{glyph} does not grow")
    top, filling, bottom, middle = tuple(_PIECES[glyph])[1:5]
    column = [top, *[filling] * (height - 2), bottom]
    if glyph in "{}":
        if height == 2:
            column = ["⎰", "⎱"] if glyph == "{" else ["⎱", "⎰"]
        else:
            column[min(max(baseline, 1), height - 2)] = middle
    return Box(tuple(column), baseline)


def _angle(glyph: str, height: int, baseline: int) -> Box:
    half = (height + 1) // 2
    outward = [abs(number - (height - 1) / 2) for number in range(height)]
    depths = [int(distance) for distance in outward]
    rows = []
    for number, depth in enumerate(depths):
        upper = number < height / 2 - 0.5
        middle = height % 2 == 1 and number == height // 2
        if glyph == "⟨":
            sign = "⟨" if middle else "╱" if upper else "╲"
            rows.append((" " * depth + sign).ljust(half))
        else:
            sign = "⟩" if middle else "╲" if upper else "╱"
            rows.append((sign + " " * depth).rjust(half))
    return Box(tuple(rows), baseline)
