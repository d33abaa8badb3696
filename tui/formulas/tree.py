"""A formula taken apart: what is a fraction, what a script of what, before anybody decides how it looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tui.formulas.symbols import Kind


class Undrawable(Exception):
    """The formula cannot be shown without losing or changing what it says; the reader sees its TeX."""


@dataclass(frozen=True)
class Symbol:
    """A letter, a number or a sign."""

    text: str
    kind: Kind = "ord"


@dataclass(frozen=True)
class Word:
    """Upright letters read as one name: a function (`op`) or plain words (`word`)."""

    text: str
    kind: Kind = "word"
    limits: bool = False


@dataclass(frozen=True)
class Big:
    """∑, ∏, ∫ and their like."""

    glyph: str
    limits: bool


@dataclass(frozen=True)
class Space:
    """At least so many cells."""

    cells: int


@dataclass(frozen=True)
class Row:
    """One after the other."""

    items: "tuple[Node, ...]" = ()


@dataclass(frozen=True)
class Scripts:
    """What stands lower and higher at the right of `base`; under and over it where `limits`, if not None, says so."""

    base: "Node"
    sub: "Node | None" = None
    sup: "Node | None" = None
    limits: bool | None = None


@dataclass(frozen=True)
class Fraction:
    """`top` over `bottom`."""

    top: "Node"
    bottom: "Node"


@dataclass(frozen=True)
class Binomial:
    """`top` choose `bottom`."""

    top: "Node"
    bottom: "Node"


@dataclass(frozen=True)
class Root:
    """The root of `body`; the square root where `degree` is None."""

    body: "Node"
    degree: "Node | None" = None


@dataclass(frozen=True)
class Accent:
    """A combining `mark` over (or under) the whole of `body`."""

    mark: str
    body: "Node"


@dataclass(frozen=True)
class Fence:
    """Delimiters around parts, which `middles` divide; an empty delimiter is not drawn."""

    left: str
    parts: "tuple[Node, ...]"
    right: str
    middles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stack:
    """`over` and `under`, small and centred on `base`."""

    base: "Node"
    over: "Node | None" = None
    under: "Node | None" = None


@dataclass(frozen=True)
class Arrow:
    """An arrow as long as what stands `over` and `under` it."""

    glyph: str
    over: "Node | None"
    under: "Node | None"


@dataclass(frozen=True)
class Brace:
    """A curly brace along `body`, over or under it, with its label."""

    body: "Node"
    above: bool
    label: "Node | None" = None


@dataclass(frozen=True)
class Boxed:
    """A frame around `body`."""

    body: "Node"


@dataclass(frozen=True)
class Phantom:
    """As much room as `body` takes, and nothing in it."""

    body: "Node"


@dataclass(frozen=True)
class Grid:
    """Cells in rows; `columns` holds one of `l`, `c`, `r` for each column, `|` for a rule between them.

    `relations`: the columns belong together in pairs, as in `a &= b`, and are parted only after each pair.
    """

    rows: "tuple[tuple[Node, ...], ...]"
    columns: str
    left: str = ""
    right: str = ""
    relations: bool = False
    display: bool = False
    small: bool = False


@dataclass(frozen=True)
class Tagged:
    """A display with its number."""

    body: "Node"
    tag: str


Node: TypeAlias = (
    Symbol
    | Word
    | Big
    | Space
    | Row
    | Scripts
    | Fraction
    | Binomial
    | Root
    | Accent
    | Fence
    | Stack
    | Arrow
    | Brace
    | Boxed
    | Phantom
    | Grid
    | Tagged
)


def kind_of(node: Node) -> Kind:
    """Tell how `node` keeps its distance from its neighbours."""
    match node:
        case Symbol(kind=kind) | Word(kind=kind):
            return kind
        case Big():
            return "big"
        case Scripts(base=base) | Stack(base=base):
            return kind_of(base)
        case Arrow():
            return "rel"
        case Fraction() | Brace() | Boxed():
            return "frac"
        case Fence() | Binomial():
            return "fence"
        case _:
            return "ord"


def items_of(node: Node) -> list[Node]:
    """Return what `node` holds one after the other."""
    return list(node.items) if isinstance(node, Row) else [node]


def row_of(items: Sequence[Node]) -> Node:
    """Return `items` as one node, rows within them dissolved."""
    flat = [each for item in items for each in items_of(item)]
    return flat[0] if len(flat) == 1 else Row(tuple(flat))
