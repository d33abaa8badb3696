"""The commands of TeX that take arguments, each read into what it makes of them."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tui.formulas.alphabets import ALPHABETS
from tui.formulas.environments import read_environment
from tui.formulas.symbols import ACCENTS, DELIMITERS, NEGATED, Kind, names
from tui.formulas.tokens import plain_text
from tui.formulas.tree import (
    Accent,
    Arrow,
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
    Undrawable,
    Word,
    items_of,
    row_of,
)

if TYPE_CHECKING:
    from tui.formulas.reading import Reader

_TEXT_COMMANDS = frozenset(names("text textrm textit textbf texttt textsf textnormal textup textmd emph mbox hbox"))
SWITCHES = frozenset(names("rm it bf cal scr frak sf tt"))
_ARROWS = {"xrightarrow": "→", "xleftarrow": "←", "xRightarrow": "⇒", "xmapsto": "↦", "xleftrightarrow": "↔"}


def _in_font(reader: "Reader", name: str) -> Node:
    table = ALPHABETS[name]
    if name in _TEXT_COMMANDS:
        return _text(reader, table)
    if name in SWITCHES:
        reader.font = table  # until the group ends
        return Row()
    font, reader.font = reader.font, table
    node = reader.argument()
    reader.font = font
    return named(node)


def _text(reader: "Reader", table: dict[int, str]) -> Node:
    """Read words, with formulas between dollars in them."""
    if reader.peek() != "{":
        return _words(reader.letter(reader.take()))
    items: list[Node] = []
    parts = re.split(r"(?<!\\)\$", reader.raw())
    if len(parts) % 2 == 0:
        raise Undrawable("a dollar stands alone")
    for number, part in enumerate(parts):
        if number % 2:
            reader.deeper()
            items += items_of(reader.within(part).row(()))
            reader.depth -= 1
            continue
        text = plain_text(part)
        if not text:
            continue
        if text.isspace():
            items.append(Space(1))
            continue
        before, after = text[0].isspace(), text[-1].isspace()
        shown = " ".join(text.split()).translate(table)
        words = Word(shown) if len(shown) > 1 else Symbol(shown)
        items += [Space(1)] * before + [words] + [Space(1)] * after
    return row_of(items)


def _operator(reader: "Reader", limits: bool) -> Node:
    inside = reader.raw() if reader.peek() == "{" else reader.take()
    text = " ".join(plain_text(inside).split())
    if not text or not re.fullmatch(r"[^\W_]+(?:[ _-][^\W_]+)*", text):
        raise Undrawable("an operator has no plain name")
    return Word(text, "op", limits)


def _fraction(reader: "Reader") -> Node:
    return Fraction(reader.argument(), reader.argument())


def _binomial(reader: "Reader") -> Node:
    return Binomial(reader.argument(), reader.argument())


def _root(reader: "Reader") -> Node:
    degree = reader.optional()
    return Root(reader.argument(), degree)


def _delimiter(reader: "Reader") -> str:
    token = reader.take()
    if token not in DELIMITERS:
        raise Undrawable(f"{token} is no delimiter")
    return DELIMITERS[token]


def _sized(reader: "Reader", side: str) -> Node:
    glyph = _delimiter(reader)
    natural = "open" if glyph in "([{⟨⌊⌈" else "close" if glyph in ")]}⟩⌋⌉" else "ord"
    kinds: dict[str, Kind] = {"l": "open", "r": "close", "m": "rel"}
    return Symbol(glyph, kinds.get(side, natural))  # type: ignore[arg-type]


def _fence(reader: "Reader") -> Node:
    left = _delimiter(reader)
    reader.deeper()
    parts, middles = [reader.row({"\\right", "\\middle"})], []
    while reader.taken("\\middle"):
        middles.append(_delimiter(reader))
        parts.append(reader.row({"\\right", "\\middle"}))
    reader.expect("\\right")
    reader.depth -= 1
    if middles:
        parts = [_trimmed(part) for part in parts]
    return Fence(left, tuple(parts), _delimiter(reader), tuple(middles))


def _negated(reader: "Reader") -> Node:
    node = reader.argument()
    while isinstance(node, Row) and len(node.items) == 1:
        node = node.items[0]
    if not isinstance(node, Symbol) or node.text not in NEGATED:
        raise Undrawable("what is negated has no sign of its own")
    return Symbol(NEGATED[node.text], "ord" if node.text == "∃" else "rel")


def _over(reader: "Reader") -> Node:
    over = reader.argument()
    return Stack(_signed(reader), over=over)


def _under(reader: "Reader") -> Node:
    under = reader.argument()
    base = _signed(reader)
    if isinstance(base, Symbol) and base.text.isalpha():
        return Scripts(base, sub=under, limits=True)  # an expectation over what stands under it
    name = _name(base)
    return Scripts(Word(name, "op", limits=True), sub=under) if name else Stack(base, under=under)


def _signed(reader: "Reader") -> Node:
    r"""Read an argument that keeps its distance: the = of `\overset{!}{=}`."""
    start = reader.at
    node = reader.argument()
    inside = [token for token in reader.tokens[start : reader.at] if not token.isspace() and token not in "{}"]
    if len(inside) == 1:
        kept = reader.within(inside[0]).item()
        return kept if isinstance(kept, Symbol) else node
    return node


def _as_kind(reader: "Reader", kind: Kind) -> Node:
    node = reader.argument()
    if isinstance(node, Symbol):
        return Symbol(node.text, kind)
    if isinstance(node, Word):
        return Word(node.text, kind, limits=kind == "op")
    name = _name(node)
    if kind == "op" and name:
        return Word(name, "op", limits=True)
    if kind == "op":
        raise Undrawable("an operator is made of more than a name")
    return node


def _name(node: Node) -> str:
    r"""Return the name in `\mathop{\arg\max}` and `\mathop{max}`; an empty one, where there is more than a name."""
    items = items_of(node)
    if all(isinstance(each, Word | Space) for each in items):
        return " ".join(each.text for each in items if isinstance(each, Word))
    letters = named(node)
    return letters.text if isinstance(letters, Word) else ""


def _modulus(reader: "Reader") -> Node:
    return Row((Space(1), Fence("(", (row_of([Word("mod"), Space(1), reader.argument()]),), ")")))


def _tagged(reader: "Reader") -> Node:
    if reader.tag is not None:
        raise Undrawable("it has two numbers")
    star = reader.taken("*")
    text = " ".join(plain_text(reader.raw()).split())
    reader.tag = text if star else f"({text})"
    return Row()


def _circled(reader: "Reader") -> Node:
    number = reader.raw().strip()
    if not re.fullmatch("[1-9]|1[0-9]|20", number):
        raise Undrawable("only numbers from 1 to 20 have a circle")
    return Symbol(chr(0x2460 + int(number) - 1))


def _forgotten(reader: "Reader") -> Node:
    reader.raw()
    return Row()


def _spaced(reader: "Reader") -> Node:
    if reader.taken("*"):
        pass
    reader.raw()
    return Space(1)


def _substack(reader: "Reader") -> Node:
    reader.expect("{")
    reader.deeper()
    rows = [reader.row({"\\\\", "}"})]
    while reader.taken("\\\\"):
        rows.append(reader.row({"\\\\", "}"}))
    reader.expect("}")
    reader.depth -= 1
    return Grid(tuple((row,) for row in rows), "c", small=True)


def _environment(reader: "Reader") -> Node:
    return read_environment(reader, reader.raw())


def _trimmed(node: Node) -> Node:
    items = items_of(node)
    while items and isinstance(items[0], Space):
        items.pop(0)
    while items and isinstance(items[-1], Space):
        items.pop()
    return row_of(items)


def named(node: Node) -> Node:
    r"""Make one name of the letters in a font: `\mathrm{KL}`, `\mathbf{Wx}`."""
    items = items_of(node)
    plain = [item.text if isinstance(item, Symbol) else " " for item in items if isinstance(item, Symbol | Space)]
    text = " ".join("".join(plain).split())
    if len(items) < 2 or len(plain) != len(items) or not re.fullmatch(r"[^\W_]+(?:[ _][^\W_]+)*", text):
        return node
    return Word(text)


def _words(node: Node) -> Node:
    return Word(node.text) if isinstance(node, Symbol) else node


def _accent(reader: "Reader", mark: str) -> Node:
    return Accent(mark, reader.argument())


def _arrow(reader: "Reader", glyph: str) -> Node:
    under = reader.optional()
    return Arrow(glyph, reader.argument(), under)


COMMANDS: "dict[str, Callable[[Reader], Node]]" = {
    "frac": _fraction,
    "dfrac": _fraction,
    "tfrac": _fraction,
    "cfrac": _fraction,
    "binom": _binomial,
    "dbinom": _binomial,
    "tbinom": _binomial,
    "sqrt": _root,
    "left": _fence,
    "not": _negated,
    "operatorname": lambda reader: _operator(reader, limits=False),
    "operatorname*": lambda reader: _operator(reader, limits=True),
    "operatornamewithlimits": lambda reader: _operator(reader, limits=True),
    "overset": _over,
    "stackrel": _over,
    "underset": _under,
    "underbrace": lambda reader: Brace(reader.argument(), above=False),
    "overbrace": lambda reader: Brace(reader.argument(), above=True),
    "boxed": lambda reader: Boxed(reader.argument()),
    "fbox": lambda reader: Boxed(_text(reader, {})),
    "phantom": lambda reader: Phantom(reader.argument()),
    "hphantom": lambda reader: Phantom(reader.argument()),
    **dict.fromkeys(["mathclap", "mathllap", "mathrlap", "mathinner"], lambda reader: reader.argument()),
    "vphantom": _forgotten,
    "mathop": lambda reader: _as_kind(reader, "op"),
    "mathbin": lambda reader: _as_kind(reader, "bin"),
    "mathrel": lambda reader: _as_kind(reader, "rel"),
    "mathord": lambda reader: _as_kind(reader, "ord"),
    "mathopen": lambda reader: _as_kind(reader, "open"),
    "mathclose": lambda reader: _as_kind(reader, "close"),
    "pmod": _modulus,
    "bmod": lambda reader: Word("mod", "bin"),
    "mod": lambda reader: Row((Space(2), Word("mod"), Space(1))),
    "tag": _tagged,
    "label": _forgotten,
    "hspace": _spaced,
    "substack": _substack,
    "textcircled": _circled,
    "begin": _environment,
}
"""How what follows each command is read."""

COMMANDS |= {name: partial(_in_font, name=name) for name in ALPHABETS}
COMMANDS |= {name: partial(_accent, mark=mark) for name, mark in ACCENTS.items()}
COMMANDS |= {name: partial(_arrow, glyph=glyph) for name, glyph in _ARROWS.items()}
COMMANDS |= {
    size + side: partial(_sized, side=side) for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "m", "r")
}
