"""Matrices, cases and systems of equations, read into grids."""

import re
from typing import TYPE_CHECKING

from tui.formulas.symbols import names
from tui.formulas.tree import Grid, Node, Row, Undrawable

if TYPE_CHECKING:
    from tui.formulas.reading import Reader

_MATRICES = {
    "matrix": ("", ""),
    "smallmatrix": ("", ""),
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"),
}
_CASES = {"cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}")}
_SYSTEMS = frozenset(names("aligned align align* split eqnarray eqnarray* alignedat alignat alignat* flalign flalign*"))
_LINES = frozenset(names("gathered gather gather* equation equation* displaymath math"))
_MOST_COLUMNS = 40


def read_environment(reader: "Reader", name: str) -> Node:
    r"""Read what stands between the `\begin{name}` just read and its end.

    Raises:
        Undrawable: an environment that is not known here, or one that does not end.
    """
    columns = ""
    if name == "array":
        columns = re.sub(r"\s", "", reader.raw())
        if not re.fullmatch(r"\|?(?:[lcr]\|?)+", columns):
            raise Undrawable("an array's columns are not understood")
    elif name in ("alignedat", "alignat", "alignat*"):
        reader.raw()
    elif name not in _MATRICES.keys() | _CASES.keys() | _SYSTEMS | _LINES:
        raise Undrawable(f"{name} is no environment that is known here")
    tag = reader.tag
    rows = _rows(reader, name)
    if reader.tag != tag and len(rows) > 1:
        raise Undrawable("one of several lines has a number")
    width = max(len(row) for row in rows)
    if width > _MOST_COLUMNS:
        raise Undrawable("it has too many columns")
    filled = tuple(row + (Row(),) * (width - len(row)) for row in rows)
    if name == "array":
        if len(columns.replace("|", "")) < width:
            raise Undrawable("an array has more columns than it says")
        missing = len(columns.replace("|", "")) - width
        return Grid(tuple(row + (Row(),) * missing for row in filled), columns)
    if name in _MATRICES:
        return Grid(filled, "c" * width, *_MATRICES[name], small=name == "smallmatrix")
    if name in _CASES:
        return Grid(filled, "l" * width, *_CASES[name])
    if name in _SYSTEMS:
        return Grid(filled, ("rl" * width)[:width], relations=True, display=True)
    if width > 1:
        raise Undrawable(f"{name} has no columns")
    return filled[0][0] if len(filled) == 1 else Grid(filled, "c", display=True)


def _rows(reader: "Reader", name: str) -> list[tuple[Node, ...]]:
    reader.deeper()
    rows: list[tuple[Node, ...]] = []
    cells: list[Node] = []
    while True:
        cells.append(reader.row({"&", "\\\\", "\\cr", "\\end"}))
        if reader.taken("&"):
            continue
        rows.append(tuple(cells))
        cells = []
        if reader.taken("\\end"):
            break
        if not (reader.taken("\\\\") or reader.taken("\\cr")):
            raise Undrawable(f"{name} does not end")
        reader.skip_dimension()
    if reader.raw() != name:
        raise Undrawable(f"{name} ends as something else")
    reader.depth -= 1
    if len(rows) > 1 and rows[-1] == (Row(),):
        rows.pop()
    return rows
