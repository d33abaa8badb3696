"""TeX read into a tree: strictly, for what is not understood must stay the TeX that it is."""

import re
import unicodedata
from collections.abc import Callable, Collection

from rich.cells import cell_len

from tui.formulas.alphabets import ALPHABETS
from tui.formulas.environments import read_environment
from tui.formulas.symbols import (
    ACCENTS,
    BIG_OPERATORS,
    CHARACTERS,
    COMMANDS,
    DELIMITERS,
    INTEGRALS,
    LIMIT_OPERATORS,
    NEGATED,
    SIDE_OPERATORS,
    SPACES,
    Kind,
    names,
)
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
    kind_of,
)

DEEPEST = 30
"""Groups within groups; nobody reads a formula that goes deeper, and Python's stack stays far away."""

_TOKEN = re.compile(r"\\operatorname\*|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_DIMENSION = re.compile(r"\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|mu|px|\\baselineskip|\\jot)\s*")
_IGNORED = frozenset(
    names(
        "displaystyle textstyle scriptstyle scriptscriptstyle nonumber notag relax strut mathstrut allowbreak nobreak"
    )
)
_SIZED = re.compile(r"\\(?:[bB]igg?)([lrm]?)$")
_ESCAPED_TEXT = {
    "\\ ": " ",
    "\\,": " ",
    "\\_": "_",
    "\\%": "%",
    "\\&": "&",
    "\\#": "#",
    "\\$": "$",
    "~": " ",
    "\\;": " ",
}
_ESCAPED_TEXT |= {"\\{": "{", "\\}": "}", "\\:": " ", "\\quad": "  ", "\\ldots": "…", "\\dots": "…", "\\-": ""}
_TEXT_COMMANDS = frozenset(names("text textrm textit textbf texttt textsf textnormal textup textmd emph mbox hbox"))
_ARROWS = {
    "\\xrightarrow": "→",
    "\\xleftarrow": "←",
    "\\xRightarrow": "⇒",
    "\\xmapsto": "↦",
    "\\xleftrightarrow": "↔",
}
_FENCED = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉", "|": "|", "‖": "‖"}


def read(tex: str) -> Node:
    """Take `tex` apart.

    Raises:
        Undrawable: it is no formula, or says something that is not understood here.
    """
    return _Reader(tex).formula()


class _Reader:
    def __init__(self, tex: str, depth: int = 0) -> None:
        self.tokens: list[str] = _TOKEN.findall(tex)
        self.at = 0
        self.depth = depth
        self.font: dict[int, str] = {}
        self.tag: str | None = None

    # One token after the other

    def peek(self) -> str:
        """Return the next token that is no white space, `` at the end."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def taken(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self.at += 1
        return True

    def expect(self, token: str) -> None:
        if not self.taken(token):
            raise Undrawable(f"{token} is missing before {self.peek() or 'the end'}")

    def raw(self) -> str:
        """Return what stands between the next pair of braces, as it is written."""
        self.expect("{")
        start, level = self.at, 1
        while self.at < len(self.tokens):
            level += {"{": 1, "}": -1}.get(self.tokens[self.at], 0)
            self.at += 1
            if level == 0:
                return "".join(self.tokens[start : self.at - 1])
        raise Undrawable("a brace is not closed")

    def skip_dimension(self) -> None:
        """Pass over the distance that may follow a line's end: `[4pt]`."""
        if self.peek() == "[" and "]" in self.tokens[self.at :]:
            end = self.tokens.index("]", self.at)
            if _DIMENSION.fullmatch("".join(self.tokens[self.at + 1 : end])):
                self.at = end + 1

    # Rows and groups

    def formula(self) -> Node:
        rows = [self.row({"\\\\", "\\newline"})]
        while self.take():
            self.skip_dimension()
            rows.append(self.row({"\\\\", "\\newline"}))
        if len(rows) > 1 and rows[-1] == Row():
            rows.pop()
        node = rows[0] if len(rows) == 1 else Grid(tuple((row,) for row in rows), "l", display=True)
        if node == Row():
            raise Undrawable("there is nothing in it")
        return node if self.tag is None else Tagged(node, self.tag)

    def row(self, ends: Collection[str]) -> Node:
        """Read up to a token in `ends`, which stays, or to the end of the text."""
        depth, font = self.depth, self.font
        items: list[Node] = []
        opened: list[int] = []  # where in `items` the brackets are that wait for theirs
        while (token := self.peek()) and token not in ends:
            if self.depth + len(opened) > DEEPEST:
                raise Undrawable("it is nested too deeply")
            self.depth = depth + len(opened)
            node = self.scripted()
            if isinstance(node, Row):
                items += node.items
                continue
            items.append(node)
            if kind_of(node) == "open" and isinstance(node, Symbol):
                opened.append(len(items) - 1)
            elif kind_of(node) == "close" and opened and _bracket(node) in _FENCED.values():
                start = opened.pop()
                items[start:] = [_fenced(items[start:])]
        self.depth, self.font = depth, font
        return _row(items)

    def group(self) -> Node:
        """Read what stands between braces; a sign alone in braces keeps no distance."""
        self.expect("{")
        self.deeper()
        node = self.row({"}"})
        self.expect("}")
        self.depth -= 1
        return Symbol(node.text) if isinstance(node, Symbol) else node

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Undrawable("it is nested too deeply")

    def argument(self) -> Node:
        r"""Read one argument: a group, or a single token such as the 1 of `\frac12`."""
        token = self.peek()
        if token == "{":
            return self.group()
        if not token.startswith("\\") and token not in ("", *"}&^_'"):
            node = self.letter(self.take())
            return Symbol(node.text) if isinstance(node, Symbol) else node
        if not token or token in "}&^_'" or token in ("\\\\", "\\right", "\\end", "\\middle"):
            raise Undrawable("an argument is missing")
        self.deeper()
        node = self.item()
        self.depth -= 1
        return Symbol(node.text) if isinstance(node, Symbol) else node

    def optional(self) -> Node | None:
        if not self.taken("["):
            return None
        self.deeper()
        node = self.row({"]"})
        self.expect("]")
        self.depth -= 1
        return node

    # One item, with its scripts

    def scripted(self) -> Node:
        """Read one item and what stands lower or higher at its side."""
        base = Row() if self.peek() in ("^", "_", "'") else self.item()
        grouped = isinstance(base, Row)
        limits: bool | None = None
        while self.peek() in ("\\limits", "\\nolimits"):
            limits = self.take() == "\\limits"
        sub: Node | None = None
        sup: Node | None = None
        primes = 0
        while (token := self.peek()) in ("^", "_", "'"):
            self.take()
            if token == "'":
                if sup is not None:
                    raise Undrawable("a prime follows an exponent")
                primes += 1
            elif token == "^":
                if sup is not None:
                    raise Undrawable("there are two exponents")
                sup = self.argument()
            else:
                if sub is not None:
                    raise Undrawable("there are two indices")
                sub = self.argument()
        if primes:
            marks = Symbol({1: "′", 2: "″", 3: "‴"}.get(primes, "′" * primes))
            sup = marks if sup is None else _row([marks, sup])
        if sub is None and sup is None and limits is None:
            return base
        return _with_scripts(base, sub, sup, limits, grouped=grouped)

    def item(self) -> Node:
        """Read one item without scripts."""
        token = self.take()
        if token == "{":
            self.at -= 1
            return self.group()
        if not token.startswith("\\"):
            return self.number(token) if token.isdigit() else self.letter(token)
        name = token[1:]
        if name in _IGNORED:
            return Row()
        if name in SPACES:
            return Space(SPACES[name])
        if name in ALPHABETS:
            return self.in_font(name)
        if name in COMMANDS:
            glyph, kind = COMMANDS[name]
            return Symbol(glyph.translate(self.font), kind)
        if name in SIDE_OPERATORS:
            return Word(name, "op")
        if name in LIMIT_OPERATORS:
            return Word(LIMIT_OPERATORS[name], "op", limits=True)
        if name in BIG_OPERATORS:
            return Big(BIG_OPERATORS[name], limits=True)
        if name in INTEGRALS:
            return Big(INTEGRALS[name], limits=False)
        if name in ACCENTS:
            return Accent(ACCENTS[name], self.argument())
        if sized := _SIZED.match(token):
            return self.sized(sized[1])
        if name == "|":
            return Symbol("‖")
        if token in _ARROWS:
            under = self.optional()
            return Arrow(_ARROWS[token], self.argument(), under)
        if reader := _COMMANDS.get(name):
            return reader(self)
        raise Undrawable(f"{token} is not known here")

    def letter(self, token: str) -> Node:
        """Read a single character."""
        if token in CHARACTERS:
            glyph, kind = CHARACTERS[token]
            return Symbol(glyph, kind)
        if token == "~":
            return Space(1)
        if token in "}&^_$#%" or not _shown(token):
            raise Undrawable(f"{token!r} has no meaning here")
        return Symbol(token.translate(self.font))

    def number(self, digits: str) -> Node:
        """Read the digits after the first, and the point within them."""
        while (following := self.tokens[self.at : self.at + 2]) and (
            following[0].isdigit() or (following[0] == "." and following[-1].isdigit())
        ):
            digits += following[0]
            self.at += 1
        return Symbol(digits.translate(self.font))

    # Commands that take arguments

    def in_font(self, name: str) -> Node:
        table = ALPHABETS[name]
        if name in _TEXT_COMMANDS:
            return self.text(table)
        if name in ("rm", "it", "bf", "cal", "scr", "frak", "sf", "tt"):
            self.font = table  # until the group ends
            return Row()
        font, self.font = self.font, table
        node = self.argument()
        self.font = font
        return _named(node)

    def text(self, table: dict[int, str]) -> Node:
        """Read words, with formulas between dollars in them."""
        if self.peek() != "{":
            return _words(self.letter(self.take()))
        items: list[Node] = []
        parts = re.split(r"(?<!\\)\$", self.raw())
        if len(parts) % 2 == 0:
            raise Undrawable("a dollar stands alone")
        for number, part in enumerate(parts):
            if number % 2:
                self.deeper()
                items += _items(_Reader(part, self.depth).row(()))
                self.depth -= 1
                continue
            text = plain_text(part)
            if not text:
                continue
            if text.isspace():
                items.append(Space(1))
                continue
            before, after = text[0].isspace(), text[-1].isspace()
            words = Word(" ".join(text.split()).translate(table))
            items += [Space(1)] * before + [words] + [Space(1)] * after
        return _row(items)

    def operator(self, limits: bool) -> Node:
        inside = self.raw() if self.peek() == "{" else self.take()
        text = " ".join(plain_text(inside).split())
        if not text or not re.fullmatch(r"[^\W_]+(?:[ -][^\W_]+)*", text):
            raise Undrawable("an operator has no plain name")
        return Word(text, "op", limits)

    def fraction(self) -> Node:
        return Fraction(self.argument(), self.argument())

    def binomial(self) -> Node:
        return Binomial(self.argument(), self.argument())

    def root(self) -> Node:
        degree = self.optional()
        return Root(self.argument(), degree)

    def delimiter(self) -> str:
        token = self.take()
        if token not in DELIMITERS:
            raise Undrawable(f"{token} is no delimiter")
        return DELIMITERS[token]

    def sized(self, side: str) -> Node:
        glyph = self.delimiter()
        natural = "open" if glyph in "([{⟨⌊⌈" else "close" if glyph in ")]}⟩⌋⌉" else "ord"
        kinds: dict[str, Kind] = {"l": "open", "r": "close", "m": "rel"}
        return Symbol(glyph, kinds.get(side, natural))  # type: ignore[arg-type]

    def fence(self) -> Node:
        left = self.delimiter()
        self.deeper()
        parts, middles = [self.row({"\\right", "\\middle"})], []
        while self.taken("\\middle"):
            middles.append(self.delimiter())
            parts.append(self.row({"\\right", "\\middle"}))
        self.expect("\\right")
        self.depth -= 1
        if middles:
            parts = [_trimmed(part) for part in parts]
        return Fence(left, tuple(parts), self.delimiter(), tuple(middles))

    def negated(self) -> Node:
        node = self.argument()
        while isinstance(node, Row) and len(node.items) == 1:
            node = node.items[0]
        if not isinstance(node, Symbol) or node.text not in NEGATED:
            raise Undrawable("what is negated has no sign of its own")
        return Symbol(NEGATED[node.text], "ord" if node.text == "∃" else "rel")

    def over(self) -> Node:
        over = self.argument()
        return Stack(self.signed(), over=over)

    def under(self) -> Node:
        under = self.argument()
        return Stack(self.signed(), under=under)

    def signed(self) -> Node:
        r"""Read an argument that keeps its distance: the = of `\overset{!}{=}`."""
        start = self.at
        node = self.argument()
        inside = [token for token in self.tokens[start : self.at] if not token.isspace() and token not in "{}"]
        if len(inside) == 1:
            kept = _Reader(inside[0]).item() if inside[0] else node
            return kept if isinstance(kept, Symbol) else node
        return node

    def as_kind(self, kind: Kind) -> Node:
        node = self.argument()
        if isinstance(node, Symbol):
            return Symbol(node.text, kind)
        if isinstance(node, Word):
            return Word(node.text, kind, limits=kind == "op")
        items = [each for each in _items(node) if not isinstance(each, Space)]
        names = [each.text for each in items if isinstance(each, Word)]
        if kind == "op" and len(names) == len(items) and names:
            return Word(" ".join(names), "op", limits=True)
        if kind == "op":
            raise Undrawable("an operator is made of more than a name")
        return node

    def modulus(self) -> Node:
        return Row((Space(1), Fence("(", (_row([Word("mod"), Space(1), self.argument()]),), ")")))

    def tagged(self) -> Node:
        if self.tag is not None:
            raise Undrawable("it has two numbers")
        star = self.taken("*")
        text = " ".join(plain_text(self.raw()).split())
        self.tag = text if star else f"({text})"
        return Row()

    def forgotten(self) -> Node:
        self.raw()
        return Row()

    def spaced(self) -> Node:
        if self.taken("*"):
            pass
        self.raw()
        return Space(1)

    def substack(self) -> Node:
        self.expect("{")
        self.deeper()
        rows = [self.row({"\\\\", "}"})]
        while self.taken("\\\\"):
            rows.append(self.row({"\\\\", "}"}))
        self.expect("}")
        self.depth -= 1
        return Grid(tuple((row,) for row in rows), "c", small=True)

    def environment(self) -> Node:
        return read_environment(self, self.raw())


_COMMANDS: dict[str, Callable[[_Reader], Node]] = {
    "frac": _Reader.fraction,
    "dfrac": _Reader.fraction,
    "tfrac": _Reader.fraction,
    "cfrac": _Reader.fraction,
    "binom": _Reader.binomial,
    "dbinom": _Reader.binomial,
    "tbinom": _Reader.binomial,
    "sqrt": _Reader.root,
    "left": _Reader.fence,
    "not": _Reader.negated,
    "operatorname": lambda reader: reader.operator(limits=False),
    "operatorname*": lambda reader: reader.operator(limits=True),
    "operatornamewithlimits": lambda reader: reader.operator(limits=True),
    "overset": _Reader.over,
    "stackrel": _Reader.over,
    "underset": _Reader.under,
    "underbrace": lambda reader: Brace(reader.argument(), above=False),
    "overbrace": lambda reader: Brace(reader.argument(), above=True),
    "boxed": lambda reader: Boxed(reader.argument()),
    "fbox": lambda reader: Boxed(reader.text({})),
    "phantom": lambda reader: Phantom(reader.argument()),
    "hphantom": lambda reader: Phantom(reader.argument()),
    "mathop": lambda reader: reader.as_kind("op"),
    "mathbin": lambda reader: reader.as_kind("bin"),
    "mathrel": lambda reader: reader.as_kind("rel"),
    "mathord": lambda reader: reader.as_kind("ord"),
    "mathopen": lambda reader: reader.as_kind("open"),
    "mathclose": lambda reader: reader.as_kind("close"),
    "pmod": _Reader.modulus,
    "bmod": lambda reader: Word("mod", "bin"),
    "mod": lambda reader: Row((Space(2), Word("mod"), Space(1))),
    "tag": _Reader.tagged,
    "label": _Reader.forgotten,
    "hspace": _Reader.spaced,
    "substack": _Reader.substack,
    "begin": _Reader.environment,
}


def plain_text(written: str) -> str:
    """Return the words that `written` shows, TeX's escapes resolved."""
    shown = []
    for token in _TOKEN.findall(written):
        if token in _ESCAPED_TEXT:
            shown.append(_ESCAPED_TEXT[token])
        elif token.isspace():
            shown.append(" ")
        elif token in "{}":
            continue
        elif token.startswith("\\") or token in "$%&#^_" or not _shown(token):
            raise Undrawable(f"{token!r} has no meaning among words")
        else:
            shown.append(token)
    return "".join(shown).replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")


def _shown(character: str) -> bool:
    """Tell whether every terminal shows `character` in the order and the width that it has here."""
    if character.isascii():
        return character.isprintable()
    category, width = unicodedata.category(character), unicodedata.east_asian_width(character)
    return (
        category[0] in "LNPS"
        and category != "Lm"
        and unicodedata.bidirectional(character) not in ("R", "AL", "AN")
        and cell_len(character) == (2 if width in "WF" else 1)
        and not "\u1100" <= character <= "\u11ff"
    )


def _items(node: Node) -> list[Node]:
    return list(node.items) if isinstance(node, Row) else [node]


def _row(items: list[Node]) -> Node:
    """Return `items` as one node, rows within them dissolved."""
    flat = [each for item in items for each in _items(item)]
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def _trimmed(node: Node) -> Node:
    items = _items(node)
    while items and isinstance(items[0], Space):
        items.pop(0)
    while items and isinstance(items[-1], Space):
        items.pop()
    return _row(items)


def _named(node: Node) -> Node:
    r"""Make one name of the letters in a font: `\mathrm{KL}`, `\mathbf{Wx}`."""
    items = _items(node)
    plain = [item.text if isinstance(item, Symbol) else " " for item in items if isinstance(item, Symbol | Space)]
    text = " ".join("".join(plain).split())
    if len(items) < 2 or len(plain) != len(items) or not re.fullmatch(r"[^\W_]+(?:[ _][^\W_]+)*", text):
        return node
    return Word(text)


def _words(node: Node) -> Node:
    return Word(node.text) if isinstance(node, Symbol) else node


def _bracket(node: Node) -> str:
    base = node.base if isinstance(node, Scripts) else node
    return base.text if isinstance(base, Symbol) else ""


def _fenced(items: list[Node]) -> Node:
    """Make one node of a bracket, what it encloses and the bracket that closes it, which may carry scripts."""
    first, *inside, last = items
    fence = Fence(_bracket(first), (_row(inside),), _bracket(last))
    return Scripts(fence, last.sub, last.sup) if isinstance(last, Scripts) else fence


def _with_scripts(base: Node, sub: Node | None, sup: Node | None, limits: bool | None, *, grouped: bool) -> Node:
    if isinstance(base, Row) and base.items and grouped:
        raise Undrawable("a script belongs to a group that nothing encloses")
    if isinstance(base, Space) or (isinstance(base, Symbol) and base.kind in ("bin", "rel", "punct") and sub and sup):
        raise Undrawable("a script belongs to nothing")
    if isinstance(base, Brace) and base.label is None:
        label, other = (sup, sub) if base.above else (sub, sup)
        if other is None:
            return Brace(base.body, base.above, label)
        raise Undrawable("a brace has a script at its other side")
    if isinstance(base, Scripts):
        if (base.sub and sub) or (base.sup and sup) or base.limits is not None or limits is not None:
            raise Undrawable("a script belongs to what has one already")
        return Scripts(base.base, base.sub or sub, base.sup or sup)
    return Scripts(base, sub, sup, limits)
