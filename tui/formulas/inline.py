"""A formula in one row, where one row says all that it says."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tui.formulas.alphabets import SMALL, subscript, superscript
from tui.formulas.spacing import distance, kinds_in_place
from tui.formulas.symbols import Kind
from tui.formulas.tree import (
    Accent,
    Arrow,
    Big,
    Binomial,
    Fence,
    Fraction,
    Node,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
    Symbol,
    Undrawable,
    Word,
)

_ROOTS = {"3": "∛", "4": "∜"}
_ALONE: frozenset[Kind] = frozenset(["rel", "punct"])


def one_row(node: Node, *, small: bool = False) -> str:
    """Write `node` in one row; `small`, as in a script, without spaces around signs.

    Raises:
        Undrawable: it has no unambiguous form in one row.
    """
    return _Pieces(node, small=small).text()


@dataclass(frozen=True)
class _Piece:
    text: str
    open_end: bool = False
    """A letter that follows would be read as part of it: `x_θ`, `√2`, `w*`."""


class _Pieces:
    """The neighbours of one row, each written with an eye to the ones beside it."""

    def __init__(self, node: Node, *, small: bool) -> None:
        self.items: Sequence[Node] = node.items if isinstance(node, Row) else (node,)
        self.kinds = kinds_in_place(self.items)
        self.small = small

    def text(self) -> str:
        return self.piece().text

    def piece(self) -> _Piece:
        out = ""
        spaces, last, open_end = 0, -1, False
        for index, item in enumerate(self.items):
            if isinstance(item, Space):
                spaces += item.cells
                continue
            piece = self.written(index, item)
            if not piece.text:
                continue
            if last >= 0:
                spaces = max(spaces, self.distance(last, index), int(open_end and piece.text[0].isalnum()))
            out += " " * spaces + piece.text
            spaces, last, open_end = 0, index, piece.open_end
        return _Piece(out, open_end)

    def distance(self, left: int, right: int) -> int:
        """Return the spaces between two items; a fraction that has neighbours stands in parentheses."""
        kinds = ["fence" if isinstance(self.items[at], Fraction) else self.kinds[at] for at in (left, right)]
        before = self.items[left]
        divides = isinstance(before, Symbol) and before.text == "/"
        after_letter = kinds[0] == "ord" and not divides and not self.small and isinstance(self.items[right], Fraction)
        return max(distance(before, kinds[0], self.items[right], kinds[1], small=self.small), after_letter)

    def written(self, index: int, item: Node) -> _Piece:
        if isinstance(item, Fraction) and not self.stands_alone(index):
            return _Piece(f"({_fraction(item, small=self.small)})")
        if isinstance(item, Root) and self.beside(index, 1) in ("ord", "word", "op", "big", "dots", "frac", "fence"):
            return _Piece(_root(item, small=self.small, closed=True))
        return _piece(item, small=self.small)

    def beside(self, index: int, step: int) -> Kind | None:
        index += step
        while 0 <= index < len(self.items) and isinstance(self.items[index], Space):
            index += step
        return self.kinds[index] if 0 <= index < len(self.items) else None

    def stands_alone(self, index: int) -> bool:
        """Tell whether a fraction needs no parentheses: nothing beside it binds as closely as its slash."""
        for step in (-1, 1):
            kind = self.beside(index, step)
            if kind is None or kind in _ALONE or (kind == "unary" and step == -1):
                continue
            at = index + step
            while isinstance(self.items[at], Space):
                at += step
            neighbour = self.items[at]
            if not (kind == "bin" and isinstance(neighbour, Symbol) and neighbour.text in "+−±∓"):
                return False
        return True


def _piece(node: Node, *, small: bool) -> _Piece:
    match node:
        case Symbol(text=text):
            return _Piece(text)
        case Word(text=text):
            return _Piece(text)
        case Big(glyph=glyph):
            return _Piece(glyph)
        case Row():
            return _Pieces(node, small=small).piece()
        case Scripts():
            return _scripts(node, small=small)
        case Fraction():
            return _Piece(_fraction(node, small=small))
        case Binomial(top=top, bottom=bottom):
            return _Piece(f"({one_row(top, small=True)} choose {one_row(bottom, small=True)})")
        case Root():
            return _Piece(_root(node, small=small), open_end=True)
        case Accent():
            return _Piece(accented(node))
        case Fence():
            return _Piece(_fence(node, small=small))
        case Stack(base=Symbol(kind="rel") as base, over=over, under=None) if over is not None:
            return _Piece(one_row(base, small=small) + _raised(over))
        case Arrow(glyph=glyph, over=over, under=None) if over is not None:
            return _Piece(glyph + _raised(over))
        case _:
            raise Undrawable("it takes more than one row")


def _raised(node: Node) -> str:
    raised = superscript(one_row(node, small=True))
    if raised is None:
        raise Undrawable("what stands over it cannot be raised")
    return raised


def accented(node: Accent) -> str:
    """Return the letter of `node` with its mark; only a single letter carries one without doubt."""
    text = one_row(node.body, small=True)
    if len(text) != 1 and not (len(text) == 2 and unicodedata.combining(text[1])):
        raise Undrawable("an accent spans several letters")
    if not text[0].isalnum() and text[0] not in "∇∂ℓ":
        raise Undrawable("an accent belongs to no letter")
    return unicodedata.normalize("NFC", text + node.mark)


def _scripts(node: Scripts, *, small: bool) -> _Piece:
    base = node.base
    if isinstance(base, Fraction | Root):
        text = f"({one_row(base, small=small)})"
    elif isinstance(base, Row) and base.items:
        raise Undrawable("a script belongs to a group that nothing encloses")
    else:
        text = one_row(base, small=small)
    sub = None if node.sub is None else one_row(node.sub, small=True)
    sup = None if node.sup is None else one_row(node.sup, small=True)
    lowered = "" if sub is None else subscript(sub)
    raised = "" if sup is None else superscript(sup)
    star = raised is not None and raised.endswith(("*", "⋆"))
    if lowered is not None and raised is not None:
        return _Piece(text + lowered + raised, open_end=star)
    if not text:
        raise Undrawable("a script belongs to nothing")
    low = "" if lowered is not None else "_" + _wrapped(sub, node.sub)
    high = "" if raised is not None else "^" + _wrapped(sup, node.sup)
    written = text + (lowered or "") + (raised or "") + low + high
    return _Piece(written, open_end=not written.endswith(")"))


def _wrapped(text: str | None, node: Node | None) -> str:
    """Put a script that is more than one sign or one name in parentheses."""
    text = text or ""
    name = isinstance(node, Word) or len(text) == 1 or bool(re.fullmatch(r"[A-Za-z0-9]+", text))
    letters = all(each.isalnum() and each not in map(chr, SMALL) for each in text)
    marked = len(text) == 2 and text[0].isalnum() and bool(unicodedata.combining(text[1]))
    enclosed = isinstance(node, Fence) and node.left + node.right in ("[]", "{}", "⟨⟩", "⌊⌋", "⌈⌉")
    bare = (name and (letters or len(text) == 1)) or marked or enclosed
    return text if bare and text not in ("(", ")") else f"({text})"


def _fraction(node: Fraction, *, small: bool) -> str:
    top, bottom = one_row(node.top, small=small), one_row(node.bottom, small=small)
    if not top or not bottom:
        raise Undrawable("a fraction lacks a part")
    if not _is_product(node.top):
        top = f"({top})"
    if not (_is_atom(node.bottom) or (_is_differential(node.bottom) and top[:1] in "d∂")):
        bottom = f"({bottom})"
    return f"{top}/{bottom}"


def _is_atom(node: Node) -> bool:
    """Tell whether nothing in `node` could be parted by what stands before or after it."""
    match node:
        case Symbol(kind="ord") | Accent() | Binomial():
            return True
        case Word(text=text):
            return " " not in text and node.kind != "op"
        case Fence(left=left, right=right):
            return bool(left and right)
        case Root():
            return True
        case Scripts(base=base):
            return _is_atom(base) and not isinstance(base, Root)
        case _:
            return False


def _is_product(node: Node) -> bool:
    items = node.items if isinstance(node, Row) else (node,)
    for item, following in zip(items, (*items[1:], None), strict=True):
        base = item.base if isinstance(item, Scripts) else item
        applied = isinstance(base, Word) and isinstance(
            following.base if isinstance(following, Scripts) else following, Fence
        )
        sign = base.text if isinstance(base, Symbol) else ""
        if sign == "/" or not (_is_atom(item) or isinstance(item, Space) or applied or sign == "!"):
            return False
    return True


def _is_differential(node: Node) -> bool:
    """Tell a denominator such as dx or ∂wᵢ, which nobody reads as a product."""
    return (
        isinstance(node, Row)
        and len(node.items) == 2
        and isinstance(node.items[0], Symbol)
        and node.items[0].text in "d∂"
        and _is_atom(node.items[1])
        and not isinstance(node.items[1], Fence)
    )


def _root(node: Root, *, small: bool, closed: bool = False) -> str:
    sign = "√"
    if node.degree is not None:
        degree = one_row(node.degree, small=True)
        if degree not in _ROOTS:
            raise Undrawable("the degree of a root might be read as an exponent")
        sign = _ROOTS[degree]
    text = one_row(node.body, small=small)
    if not text:
        raise Undrawable("a root of nothing")
    return sign + (text if simple_radicand(node.body, text) and not closed else f"({text})")


def simple_radicand(node: Node, text: str) -> bool:
    """Tell whether the sign of the root alone shows what it is the root of: a number, a letter, a letter with index."""
    if isinstance(node, Scripts):
        letters = [each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each)]
        letter = isinstance(node.base, Symbol | Accent) and node.sup is None
        return letter and "_" not in text and len(letters) <= 3
    if isinstance(node, Accent):
        return True
    return isinstance(node, Symbol) and node.kind == "ord" and text.replace(".", "").isalnum()


def _fence(node: Fence, *, small: bool) -> str:
    parts = [one_row(part, small=small) for part in node.parts]
    if not node.left:
        if len(parts) != 1:
            raise Undrawable("a divided bracket does not open")
        evaluated = node.right in ("|", "‖") and not _is_atom(node.parts[0])
        return (f"({parts[0]})" if evaluated else parts[0]) + node.right
    text = parts[0]
    for middle, part in zip(node.middles, parts[1:], strict=True):
        text += f" {middle} {part}"
    return node.left + text + node.right
