r"""What brackets and bars enclose, where no \left and \right say it."""

from tui.formulas.tree import Fence, Node, Scripts, Symbol, kind_of, row_of

CLOSING = frozenset(")]}⟩⌋⌉|‖")
_BARS = ("|", "‖")


def bracket(node: Node) -> str:
    """Return the sign of a bracket, which may carry scripts; nothing where `node` is none."""
    base = node.base if isinstance(node, Scripts) else node
    return base.text if isinstance(base, Symbol) else ""


def fenced(items: list[Node]) -> Node:
    """Make one node of a bracket, what it encloses and the bracket that closes it."""
    first, *inside, last = items
    fence = Fence(bracket(first), (row_of(inside),), bracket(last))
    return Scripts(fence, last.sub, last.sup) if isinstance(last, Scripts) else fence


def with_bars(items: list[Node]) -> list[Node]:
    """Return `items` with bars that enclose something as fences: |x|, ‖x‖².

    A bar alone is a condition and stays what it is; one with an index, right after what it evaluates, belongs to that.
    """
    for glyph in _BARS:
        items = _paired(items, glyph)
    return items


def _paired(items: list[Node], glyph: str) -> list[Node]:
    done: list[Node] = []
    opened = -1
    for item in items:
        is_bar = bracket(item) == glyph and kind_of(item) == "ord"
        if is_bar and 0 <= opened < len(done) - 1:
            done[opened:] = [fenced([*done[opened:], item])]
            opened = -1
            continue
        if is_bar and isinstance(item, Scripts):
            if item.sub is not None and done and kind_of(done[-1]) in ("ord", "fence", "frac"):
                done.append(Scripts(Fence("", (done.pop(),), glyph), item.sub, item.sup))
                continue
        elif is_bar:
            opened = len(done)
        done.append(item)
    return done
