"""How far apart neighbours stand, after the rules of TeX, in whole cells."""

from collections.abc import Sequence

from tui.formulas.symbols import Kind
from tui.formulas.tree import Fence, Fraction, Node, Scripts, Space, Symbol, Word, kind_of

_BARS = ("|", "‖", "/")
_OPERANDS: frozenset[Kind] = frozenset(["ord", "word", "close", "fence", "frac", "dots"])


def kinds_in_place(items: Sequence[Node]) -> list[Kind]:
    """Return the kinds of `items`: a minus that has nothing at its left is a sign, not a subtraction."""
    kinds: list[Kind] = []
    before: Kind | None = None
    for number, item in enumerate(items):
        if isinstance(item, Space):
            kinds.append("ord")
            continue
        kind = kind_of(item)
        if isinstance(item, Symbol) and item.text == "." and _ends(items, number):
            kind = "punct"
        if kind == "bin" and before in (None, "bin", "rel", "open", "punct", "op", "big", "unary"):
            kind = "unary"
        if kind in ("rel", "close", "punct") and before == "bin":
            last = len(kinds) - 1
            while isinstance(items[last], Space):
                last -= 1
            kinds[last] = "ord"
        kinds.append(kind)
        before = kind
    if before == "bin":
        last = len(kinds) - 1
        while isinstance(items[last], Space):
            last -= 1
        kinds[last] = "ord"
    return kinds


def _ends(items: Sequence[Node], number: int) -> bool:
    """Tell whether a full stop ends the formula or a part of it, and is no dot within."""
    return number + 1 == len(items) or isinstance(items[number + 1], Space)


def distance(left: Node, left_kind: Kind, right: Node, right_kind: Kind, *, small: bool) -> int:
    """Return the cells between two neighbours; in scripts (`small`) signs stand close."""
    if left_kind == right_kind == "rel":  # := is one sign, two arrows with their labels are not
        return int(not (isinstance(left, Symbol) and isinstance(right, Symbol)))
    if {"word", "frac"} & {left_kind, right_kind} and any(
        isinstance(each, Symbol) and each.text in _BARS for each in (left, right)
    ):
        return 0
    under = isinstance(left, Scripts) and isinstance(left.base, Word) and left.base.limits
    if under and isinstance(right.base if isinstance(right, Scripts) else right, Fence | Fraction):
        return 1
    return _gap(left_kind, right_kind, small=small)


def _gap(left: Kind, right: Kind, *, small: bool) -> int:
    if "rel" in (left, right) or "bin" in (left, right):
        return 0 if small else 1
    if left == "open" or right in ("close", "punct"):
        return 0
    if left == "punct":
        return 0 if small else 1
    if left == "unary":
        return 1 if right == "frac" else 0
    if right == "unary":
        right = "ord"
    if left == "big" or (right == "big" and left in _OPERANDS):
        return 1
    if left == "op":
        return 0 if right in ("open", "fence") else 1
    if right == "op" or "frac" in (left, right):
        return 1
    if "dots" in (left, right):
        return 0 if small else 1
    if (left == "word" and right in ("ord", "word")) or (right == "word" and left in _OPERANDS):
        return 1
    return 0
