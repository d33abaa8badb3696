"""A formula in two dimensions: fractions over their bars, limits over and under their signs."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Literal

from tui.formulas.alphabets import subscript, superscript
from tui.formulas.boxes import Box, beside, delimiter, piled, placed, text_box
from tui.formulas.grids import draw_grid
from tui.formulas.inline import accented, one_row, simple_radicand
from tui.formulas.lines import broken
from tui.formulas.spacing import distance, kinds_in_place
from tui.formulas.symbols import Kind
from tui.formulas.tree import (
    Accent,
    Arrow,
    Big,
    Binomial,
    Boxed,
    Brace,
    Fence,
    Fraction,
    Grid,
    Node,
    Phantom,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
    Symbol,
    Tagged,
    Undrawable,
    Word,
)

Style = Literal["display", "text", "script"]
"""By itself; within a fraction or a matrix, where limits stand at the side if they can; within a script."""

_MOST_STEPS = 20_000
_PARTING: tuple[Kind | None, ...] = (None, "rel", "bin", "punct", "close")
_INTEGRALS = {"∫": 1, "∬": 2, "∭": 3}
_WIDE_MARKS = {
    "\u0302": "^",
    "\u0303": "~",
    "\u0307": "˙",
    "\u0308": "¨",
    "\u030c": "ˇ",
    "\u0306": "˘",
}
_LINES_OVER, _LINES_UNDER = ("\u0304", "\u0305"), ("\u0332",)


def two_dimensions(node: Node, within: int | None = None) -> Box:
    """Draw `node`, in several lines where it is wider than `within` cells.

    Raises:
        Undrawable: no drawing of it would be true, or none narrow enough.
    """
    drawing = _Drawing()
    box = drawing.box(node, "display")
    if within is None or box.width <= within:
        return box
    lines = broken(node, within, lambda part: drawing.box(part, "display").width)
    if lines is not None and (box := drawing.box(lines, "display")).width <= within:
        return box
    raise Undrawable("it is too wide")


class _Drawing:
    def __init__(self) -> None:
        self.steps = 0

    def box(self, node: Node, style: Style) -> Box:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise Undrawable("it takes too long to draw")
        if style == "script" and _is_tall(node):
            try:
                return text_box(one_row(node, small=True))
            except Undrawable:
                pass  # in two dimensions, then
        match node:
            case Symbol(text=text) | Word(text=text) | Big(glyph=text):
                return text_box(text)
            case Space(cells=count):
                return text_box(" " * count)
            case Row(items=items):
                return self.row(items, style)
            case Scripts():
                return self.scripts(node, style)
            case Fraction():
                return self.fraction(node, style)
            case Binomial(top=top, bottom=bottom):
                inside = piled([self.box(top, "text"), text_box(" "), self.box(bottom, "text")], 1)
                return self.fenced("(", inside, ")")
            case Root():
                return self.root(node, style)
            case Accent():
                return self.accent(node, style)
            case Fence():
                return self.fence(node, style)
            case Stack(base=base, over=over, under=under):
                return self.stacked(self.box(base, style), over, under)
            case Arrow():
                return self.arrow(node)
            case Brace():
                return self.brace(node, style)
            case Boxed(body=body):
                return self.boxed(self.box(body, style))
            case Phantom(body=body):
                return text_box(" " * self.box(body, style).width)
            case Grid():
                return draw_grid(node, lambda cell: self.box(cell, _cell_style(node)))
            case Tagged(body=body, tag=tag):
                return beside([self.box(body, style), text_box("    " + tag)])

    def row(self, items: Sequence[Node], style: Style) -> Box:
        kinds = kinds_in_place(items)
        shown = [at for at, item in enumerate(items) if not isinstance(item, Space)]
        boxes: list[Box] = []
        for place, at in enumerate(shown):
            following = kinds[shown[place + 1]] if place + 1 < len(shown) else None
            item = items[at]
            if isinstance(item, Root):
                box = self.root(item, style, covering=following not in _PARTING)
            else:
                box = self.box(item, style)
            before = shown[place - 1] if place else -1
            spaces = _cells(items[before + 1 : at])
            if boxes:
                near = distance(items[before], kinds[before], item, kinds[at], small=style == "script")
                rooted = isinstance(items[before], Root) and kinds[at] not in _PARTING
                spaces = max(spaces, near, rooted or _ambiguous(boxes[-1], box, item))
            if spaces:
                boxes.append(text_box(" " * spaces))
            boxes.append(box)
        return beside([*boxes, text_box(" " * _cells(items[(shown or [-1])[-1] + 1 :]))])

    # Scripts and limits

    def scripts(self, node: Scripts, style: Style) -> Box:
        base = node.base
        if isinstance(base, Row) and base.items:
            raise Undrawable("a script belongs to a group that nothing encloses")
        if isinstance(base, Big) and base.glyph in _INTEGRALS and style == "display" and not node.limits:
            return self.integral(node, _INTEGRALS[base.glyph])
        if self.over_and_under(node, style):
            return self.stacked(self.box(base, style), node.sup, node.sub)
        box = self.box(base, style)
        if isinstance(base, Fraction) or (isinstance(base, Root) and not box.tall):
            box = self.fenced("(", box, ")")
        return beside([box, self.side(box, node)])

    def over_and_under(self, node: Scripts, style: Style) -> bool:
        base = node.base
        if node.limits is not None:
            return node.limits
        if not (isinstance(base, Big | Word) and base.limits):
            return False
        if style == "display":
            return True
        side = all(
            self.small_text(script, to) is not None
            for script, to in ((node.sub, subscript), (node.sup, superscript))
            if script is not None
        )
        return style == "text" and not side

    def small_text(self, node: Node | None, small: Callable[[str], str | None]) -> str | None:
        """Return a script in small Unicode letters, where it has them."""
        if node is None:
            return None
        try:
            return small(one_row(node, small=True))
        except Undrawable:
            return None

    def side(self, base: Box, node: Scripts) -> Box:
        """Draw the scripts at the right of `base`: in small letters on its own rows, else over and under them."""
        raised, lowered = self.small_text(node.sup, superscript), self.small_text(node.sub, subscript)
        above = base.baseline if base.tall else 0
        below = base.height - 1 - base.baseline if base.tall else 0
        alone = (node.sub is None or lowered is not None) and (node.sup is None or raised is not None)
        if above == below == 0 and alone:
            return text_box((lowered or "") + (raised or ""))
        pieces: list[tuple[int, Box]] = []
        if raised is not None:
            pieces.append((-above, text_box(raised)))
        elif node.sup is not None:
            box = self.box(node.sup, "script")
            pieces.append((min(-above, -1) - (box.height - 1), box))
        if lowered is not None:
            pieces.append((below, text_box(lowered)))
        elif node.sub is not None:
            pieces.append((max(below, 1), self.box(node.sub, "script")))
        return placed(pieces, above, below)

    def stacked(self, base: Box, over: Node | None, under: Node | None) -> Box:
        boxes = [base]
        if over is not None:
            boxes.insert(0, self.box(over, "script"))
        if under is not None:
            boxes.append(self.box(under, "script"))
        return piled(boxes, int(over is not None))

    def integral(self, node: Scripts, signs: int) -> Box:
        sign = Box(("⌠" * signs, "⎮" * signs, "⌡" * signs), 1, tall=True)
        pieces: list[tuple[int, Box]] = []
        if node.sup is not None:
            box = self.box(node.sup, "script")
            pieces.append((-box.height, box))
        if node.sub is not None:
            pieces.append((1, self.box(node.sub, "script")))
        return beside([sign, placed(pieces, 1, 1)]).as_tall()

    # What has a shape of its own

    def fraction(self, node: Fraction, style: Style) -> Box:
        top, bottom = self.box(node.top, "text"), self.box(node.bottom, "text")
        if not top.width or not bottom.width:
            raise Undrawable("a fraction lacks a part")
        bar = text_box("─" * (max(top.width, bottom.width) + 2))
        return piled([top, bar, bottom], 1)

    def root(self, node: Root, style: Style, *, covering: bool = False) -> Box:
        """Draw a root; `covering`, with a line over all that it is the root of, for something follows it."""
        body = self.box(node.body, "text" if style == "display" else style)
        if not body.width:
            raise Undrawable("a root of nothing")
        if not covering and node.degree is None and body.height == 1 and simple_radicand(node.body, body.rows[0]):
            return text_box("√" + body.rows[0])
        line = "─" * body.width
        if body.height == 1:
            box = Box(("┌" + line, "√" + body.rows[0]), 1, tall=True)
        else:
            sides = [" │"] * (body.height - 1) + ["╲│"]
            rows = [" ┌" + line, *(side + row for side, row in zip(sides, body.rows, strict=True))]
            box = Box(tuple(rows), body.baseline + 1, tall=True)
        if node.degree is None:
            return box
        degree = self.box(node.degree, "script")
        if degree.height > 1:
            raise Undrawable("the degree of a root takes several rows")
        return beside([placed([(box.height - 2 - box.baseline, degree)], 0, 0), box]).as_tall()

    def accent(self, node: Accent, style: Style) -> Box:
        try:
            return text_box(accented(node))
        except Undrawable:
            pass  # over the whole of it, then
        body = self.box(node.body, style)
        if not body.width:
            raise Undrawable("an accent over nothing")
        if node.mark in _LINES_UNDER:
            return piled([body, text_box("‾" * body.width)], 0, tall=body.tall)
        if node.mark in _LINES_OVER:
            mark = "_" * body.width
        elif node.mark == "\u20d7":
            mark = "─" * (body.width - 1) + "→"
        elif node.mark == "\u20d6":
            mark = "←" + "─" * (body.width - 1)
        elif node.mark in _WIDE_MARKS:
            mark = _WIDE_MARKS[node.mark]
        else:
            raise Undrawable(f"{unicodedata.name(node.mark)} does not grow")
        return piled([text_box(mark), body], 1, tall=body.tall)

    def fence(self, node: Fence, style: Style) -> Box:
        parts = [self.box(part, style) for part in node.parts]
        inside = [parts[0]]
        for glyph, part in zip(node.middles, parts[1:], strict=True):
            inside += [text_box(" "), text_box(glyph), text_box(" "), part]
        if not node.middles or not any(part.tall for part in parts):
            return self.fenced(node.left, beside(inside), node.right)
        whole = beside(inside)
        for number, glyph in enumerate(node.middles):
            inside[4 * number + 2] = delimiter(glyph, whole.height, whole.baseline)
        return self.fenced(node.left, beside(inside), node.right)

    def fenced(self, left: str, inside: Box, right: str) -> Box:
        height, baseline = (inside.height, inside.baseline) if inside.tall else (1, 0)
        return beside([delimiter(left, height, baseline), inside, delimiter(right, height, baseline)])

    def arrow(self, node: Arrow) -> Box:
        labels = [self.box(each, "script") for each in (node.over, node.under) if each is not None]
        length = max(box.width for box in labels) + 2
        shaft = "═" if node.glyph == "⇒" else "─"
        if node.glyph == "←":
            line = "←" + shaft * (length - 1)
        elif node.glyph == "↔":
            line = "←" + shaft * (length - 2) + "→"
        elif node.glyph == "↦":
            line = "├" + shaft * (length - 2) + "→"
        else:
            line = shaft * (length - 1) + node.glyph
        return self.stacked(text_box(line), node.over, node.under)

    def brace(self, node: Brace, style: Style) -> Box:
        body = self.box(node.body, style)
        width = max(body.width, 3)
        before = (width - 3) // 2
        middle, ends = ("┴", "╭╮") if node.above else ("┬", "╰╯")
        line = ends[0] + "─" * before + middle + "─" * (width - 3 - before) + ends[1]
        boxes = [body, text_box(line)]
        if node.label is not None:
            boxes.append(self.box(node.label, "script"))
        if node.above:
            boxes.reverse()
        return piled(boxes, boxes.index(body))

    def boxed(self, body: Box) -> Box:
        line = "─" * (body.width + 2)
        rows = (f"┌{line}┐", *(f"│ {row} │" for row in body.rows), f"└{line}┘")
        return Box(rows, body.baseline + 1, tall=True)


def _cells(spaces: Sequence[Node]) -> int:
    return sum(space.cells for space in spaces if isinstance(space, Space))


def _cell_style(grid: Grid) -> Style:
    return "display" if grid.display else "script" if grid.small else "text"


def _ambiguous(left: Box, right: Box, item: Node) -> bool:
    """Tell whether two boxes that touch would be read as one: `w*x`, or an exponent before a root's degree."""
    end, start = left.rows[left.baseline][-1:], right.rows[right.baseline][:1]
    return (end in ("*", "⋆") and start.isalnum()) or (isinstance(item, Root) and item.degree is not None)


def _is_tall(node: Node) -> bool:
    match node:
        case Fraction() | Root():
            return True
        case Row(items=items) | Fence(parts=items):
            return any(map(_is_tall, items))
        case Scripts(base=base) | Accent(body=base):
            return _is_tall(base)
        case _:
            return False
