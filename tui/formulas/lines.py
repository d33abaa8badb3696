"""A formula wider than its page, broken as in print: before a relation, else before a sign, and indented."""

from collections.abc import Callable, Sequence

from tui.formulas.spacing import kinds_in_place
from tui.formulas.tree import Grid, Node, Row, Space, Symbol, items_of, row_of

_INDENT = 2
_WIDE = 2
"""The cells of a space that parts one statement from the next."""
_UNBROKEN = frozenset("|:∥∤⟂")
"""Relations within a statement, as the bar of a condition is."""
_SIGNS = ("", "", "+−±∓", "⋅×⊙⊗∗")
_LEVELS = range(len(_SIGNS))


def broken(node: Node, within: int, width: Callable[[Node], int]) -> Node | None:
    """Return `node` in lines of at most `within` cells, as `width` measures them; None where nothing can be broken."""
    if not isinstance(node, Grid):
        lines = _lines(items_of(node), within, width, 0)
        return Grid(tuple((line,) for line in lines), "l", display=True) if len(lines) > 1 else None
    if not node.display or len(node.columns) > 2 or not (node.relations or len(node.columns) == 1):
        return None
    before = max(width(row[0]) for row in node.rows) if node.relations else 0
    rows: list[tuple[Node, ...]] = []
    for *left, last in node.rows:
        start: list[Node] = [Symbol("")] if left else []
        lines = _lines([*start, *items_of(last)], within - before, width, 0)
        empty = [Row() for _ in left]
        rows += [(*(left if number == 0 else empty), line) for number, line in enumerate(lines)]
    columns = node.columns if node.relations and len(node.columns) > 1 else "l"
    return Grid(tuple(rows), columns, relations=node.relations, display=True)


def _lines(items: list[Node], within: int, width: Callable[[Node], int], level: int) -> list[Node]:
    """Break `items` at the places of `level`, and a line that is still too wide at those of the next."""
    if level not in _LEVELS or width(Row(tuple(items))) <= within:
        return [row_of(items)]
    parts = _parts(items, level)
    found: list[Node] = []
    line = parts[0]
    for part in parts[1:]:
        if width(Row((*line, *part))) <= within:
            line = [*line, *part]
            continue
        found += _lines(_trimmed(line), within, width, level + 1)
        line = part if level == 0 else [Space(_INDENT * level), Symbol(""), *part]
    return found + _lines(_trimmed(line), within, width, level + 1)


def _parts(items: Sequence[Node], level: int) -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    begun = False  # not at the sign that a line begins with
    for item, kind in zip(items, kinds_in_place(items), strict=True):
        text = item.text if isinstance(item, Symbol) else ""
        relation = kind == "rel" and text not in _UNBROKEN
        here = relation if level == 1 else kind == "bin" and bool(text) and text in _SIGNS[level]
        if begun and here:
            parts.append([])
        parts[-1].append(item)
        begun = begun or not (isinstance(item, Space) or text == "")
        if level == 0 and isinstance(item, Space) and item.cells >= _WIDE and begun:
            parts.append([])
    return [part for part in parts if part]


def _trimmed(line: list[Node]) -> list[Node]:
    """Return `line` without the space that stood before what is now the next line."""
    end = len(line)
    while end and isinstance(line[end - 1], Space):
        end -= 1
    return line[:end]
