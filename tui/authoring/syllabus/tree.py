"""The lines below a day as a tree: what stands under what, by heading level and by indentation."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tui.authoring.syllabus import inline
from tui.authoring.syllabus.frame import is_label
from tui.authoring.syllabus.lines import Kind, Line

NEST = 2
"""Columns by which a bullet must be further in than another to stand under it, as in CommonMark."""

_LONG = 60
"""Characters; a longer line of a paragraph was wrapped rather than ended."""


@dataclass
class Node:
    """A heading, label or bullet; `texts` are its line and the lines that continue it, `notes` paragraphs below it."""

    line: Line
    order: int
    nest: int = 0
    texts: list[str] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    height: int = 1

    @property
    def bold(self) -> bool:
        """Whether all of its text is bold."""
        return inline.is_bold(self.line.text)

    @property
    def sign(self) -> tuple[int, int, bool]:
        """What nodes of the same role in an outline have in common."""
        depth = self.line.depth if self.order == 0 else self.nest
        return (self.order, depth, self.order == 3 and self.bold)

    def title(self) -> str:
        """Return its text as the title of a unit or topic: no emphasis, no colon at the end."""
        title = inline.title_text(" ".join(self.texts))
        return title.rstrip(":：").rstrip() or title

    def point(self) -> str:
        """Return its text as a point."""
        return inline.point_text(" ".join(self.texts))

    def below(self) -> list[str]:
        """Return all that stands under it, in order, as texts."""
        found: list[str] = []
        rest: list[Node | Line] = list(reversed([*self.notes, *self.children]))
        while rest:
            piece = rest.pop()
            if isinstance(piece, Node):
                found.append(piece.point())
                rest.extend(reversed([*piece.notes, *piece.children]))
            else:
                found.append(inline.point_text(piece.text))
        return [text for text in found if text]


@dataclass
class Tree:
    """A day's nodes, and the lines that have no place among them."""

    roots: list[Node]
    unplaced: list[Line]


def grow(body: Sequence[Line]) -> Tree:
    """Return the tree of a day's lines, none of which is blank."""
    tree = Tree([], [])
    stack: list[Node] = []
    nodes: list[Node] = []
    for place, line in enumerate(body):
        after = body[place + 1] if place + 1 < len(body) else None
        before = body[place - 1] if place else None
        order = _order(line, before, after, stack)
        if order is None:
            _place_text(line, before, stack, tree)
            continue
        if not inline.title_text(line.text) or not inline.point_text(line.text):
            tree.unplaced.append(line)
            continue
        while stack and not _under(line, order, stack[-1]):
            stack.pop()
        nest = stack[-1].nest + 1 if order == 3 and stack and stack[-1].order == 3 else 0
        node = Node(line, order, nest, [line.text])
        (stack[-1].children if stack else tree.roots).append(node)
        stack.append(node)
        nodes.append(node)
    _gather_under_bold(tree.roots)
    for node in reversed(nodes):
        _gather_under_bold(node.children)
        node.height = 1 + max((child.height for child in node.children), default=0)
    return tree


def from_text(lines: Sequence[Line]) -> list[Node]:
    """Return the points of a day that has nothing but text: a line each, or a paragraph where its lines are wrapped."""
    nodes: list[Node] = []
    run: list[Line] = []
    for place, line in enumerate(lines):
        run.append(line)
        if place + 1 < len(lines) and lines[place + 1].number == line.number + 1:
            continue
        wrapped = any(
            len(one.text) >= _LONG or (len(one.text) >= _LONG // 2 and two.text[:1].islower())
            for one, two in pairwise(run)
        )
        if wrapped:
            nodes.append(Node(run[0], 3, 0, [each.text for each in run]))
        else:
            nodes += [Node(each, 3, 0, [each.text]) for each in run]
        run = []
    return [node for node in nodes if node.point()]


def _order(line: Line, before: Line | None, after: Line | None, stack: Sequence[Node]) -> int | None:
    """Return 0 for a heading, 1 for a bold label, 2 for a plain one, 3 for a bullet, None for text."""
    if line.kind is Kind.HEADING:
        return 0
    if line.kind is Kind.BULLET:
        return 3
    indented = bool(stack) and stack[-1].order == 3 and line.depth >= stack[-1].line.depth + NEST
    if indented or line.depth >= 2 * NEST:
        return None
    if line.kind is Kind.BOLD:
        return 1
    alone = before is None or before.kind is not Kind.TEXT or before.number != line.number - 1
    touching = after is not None and after.number == line.number + 1
    if alone and after is not None and (touching or line.text.endswith(":")) and is_label(line, after, None):
        return 2
    return None


def _under(line: Line, order: int, node: Node) -> bool:
    if node.order != order:
        return node.order < order
    if order == 0:
        return line.depth > node.line.depth
    return order == 3 and line.depth >= node.line.depth + NEST


def _place_text(line: Line, before: Line | None, stack: list[Node], tree: Tree) -> None:
    """Continue the bullet above, or stand below the bullet under which the text is indented, or stay unplaced."""
    if line.kind not in (Kind.TEXT, Kind.BOLD):
        tree.unplaced.append(line)
        return
    over = bisect_right(stack, line.depth - NEST, key=lambda node: node.line.depth if node.order == 3 else -NEST - 1)
    if not over or stack[over - 1].order != 3:
        tree.unplaced.append(line)
        return
    node = stack[over - 1]
    adjoins = before is not None and before.number == line.number - 1
    if adjoins and not node.children and not node.notes and before is not None and before.kind is not Kind.CODE:
        node.texts.append(line.text)
    else:
        node.notes.append(line)


def _gather_under_bold(siblings: list[Node]) -> None:
    """Make points of the plain bullets that follow a bold one in a flat list: the bold ones are its topics."""
    flat = all(node.order == 3 and not node.children for node in siblings)
    if len(siblings) < 2 or not flat or not siblings[0].bold or siblings[1].bold:
        return
    gathered: list[Node] = []
    for node in siblings:
        if node.bold:
            gathered.append(node)
        else:
            node.nest += 1
            gathered[-1].children.append(node)
            gathered[-1].height = 2
    siblings[:] = gathered
