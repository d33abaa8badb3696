"""Matrices, cases and systems, column under column."""

from collections.abc import Callable

from tui.formulas.boxes import Align, Box, beside, delimiter, piled, text_box
from tui.formulas.tree import Grid, Node, Row, Symbol

_ALIGNS: dict[str, Align] = {"l": "l", "c": "c", "r": "r"}


def draw_grid(grid: Grid, draw: Callable[[Node], Box]) -> Box:
    """Draw the cells of `grid`, each with `draw`, in columns and between its delimiters."""
    lines = [_level([_cell(grid, number, cell, draw) for number, cell in enumerate(row)]) for row in grid.rows]
    braced = grid.left == "{" or grid.right == "}"
    airy = not grid.small and (any(line[0].height > 1 for line in lines) or (braced and len(lines) == 2))
    height = sum(line[0].height for line in lines) + airy * (len(lines) - 1)
    # Several lines stand with their middle in line with the text beside them, as in TeX.
    baseline = lines[0][0].baseline if len(lines) == 1 else (height - 1) // 2
    columns: list[Box] = []
    aligns = [_ALIGNS[sign] for sign in grid.columns if sign in _ALIGNS]
    for number, align in enumerate(aligns):
        columns.append(_before(grid, number, height, baseline))
        boxes = [each for line in lines for each in (text_box(""), line[number])[not airy :]]
        columns.append(Box(piled(boxes[airy:], 0, align).rows, baseline))
    if grid.columns.endswith("|"):
        columns.append(Box((" │",) * height, baseline))
    space = " " if grid.left in ("|", "‖", "{") else ""
    left = [delimiter(grid.left, height, baseline), text_box(space)]
    right = [text_box(space if grid.right else ""), delimiter(grid.right, height, baseline)]
    return beside([*left, *columns, *right]).as_tall()


def _level(boxes: list[Box]) -> list[Box]:
    """Return the cells of one line, equally high and their baselines in line."""
    above = max(box.baseline for box in boxes)
    below = max(box.height - 1 - box.baseline for box in boxes)
    return [box.reaching(above, below) for box in boxes]


def _cell(grid: Grid, column: int, cell: Node, draw: Callable[[Node], Box]) -> Box:
    """Draw a cell; one that goes on after another, as `= b` does after `a &`, keeps its distance."""
    if not grid.relations or column % 2 == 0:
        return draw(cell)
    box = draw(Row((Symbol(""), *(cell.items if isinstance(cell, Row) else (cell,)))))
    return box if box.rows[box.baseline].startswith(" ") else beside([text_box(" "), box])


def _before(grid: Grid, column: int, height: int, baseline: int) -> Box:
    """Return what parts a column from the one before it: cells, or a rule."""
    seen = 0
    for sign in grid.columns:
        if sign == "|" and seen == column:
            return Box(("│ " if column == 0 else " │ ",) * height, baseline)
        seen += sign != "|"
    cells = 0 if column == 0 or (grid.relations and column % 2) else 4 if grid.relations else 2
    return Box((" " * cells,) * height, baseline)
