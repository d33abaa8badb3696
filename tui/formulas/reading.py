"""TeX read into a tree: strictly, for what is not understood must stay the TeX that it is."""

from collections.abc import Collection

from tui.formulas.brackets import CLOSING, bracket, fenced, with_bars
from tui.formulas.commands import COMMANDS, SWITCHES, named
from tui.formulas.symbols import (
    BIG_OPERATORS,
    CHARACTERS,
    INTEGRALS,
    LIMIT_OPERATORS,
    SIDE_OPERATORS,
    SPACES,
    SYMBOLS,
    names,
)
from tui.formulas.tokens import Tokens, shown
from tui.formulas.tree import (
    Big,
    Binomial,
    Brace,
    Fence,
    Fraction,
    Grid,
    Node,
    Row,
    Scripts,
    Space,
    Symbol,
    Tagged,
    Undrawable,
    Word,
    kind_of,
    row_of,
)

DEEPEST = 30
"""Groups within groups; nobody reads a formula that goes deeper, and Python's stack stays far away."""

_IGNORED = frozenset(
    names(
        "displaystyle textstyle scriptstyle scriptscriptstyle nonumber notag relax strut mathstrut allowbreak nobreak"
    )
    + names("tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge")
)


def read(tex: str) -> Node:
    """Take `tex` apart.

    Raises:
        Undrawable: it is no formula, or says something that is not understood here.
    """
    return Reader(tex).formula()


class Reader(Tokens):
    """Reads rows, groups and scripts; what commands make of their arguments stands in `commands`."""

    def __init__(self, tex: str, depth: int = 0) -> None:
        super().__init__(tex)
        self.depth = depth
        self.font: dict[int, str] = {}
        self.tag: str | None = None

    def within(self, tex: str) -> "Reader":
        """Return a reader of a formula within this one."""
        return Reader(tex, self.depth)

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
            elif kind_of(node) == "close" and opened and bracket(node) in CLOSING:
                start = opened.pop()
                items[start:] = [fenced(with_bars(items[start:]))]
        self.depth, self.font = depth, font
        return row_of(with_bars(items))

    def group(self) -> Node:
        """Read what stands between braces; a sign alone in braces keeps no distance."""
        self.expect("{")
        self.deeper()
        switched = self.peek()[1:] in SWITCHES
        node = self.row({"}", "\\choose", "\\over"})
        if self.peek() in ("\\choose", "\\over"):  # TeX's own, which divide the group that they stand in
            parted = Binomial if self.take() == "\\choose" else Fraction
            node = parted(node, self.row({"}"}))
        self.expect("}")
        self.depth -= 1
        if switched:
            node = named(node)
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
            sup = marks if sup is None else row_of([marks, sup])
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
            following = "".join(self.tokens[self.at : self.at + 1])
            begins = token.isdigit() or (token == "." and following.isdigit())
            return self.number(token) if begins else self.letter(token)
        name = token[1:]
        if name in _IGNORED:
            return Row()
        if name in SPACES:
            return Space(SPACES[name])
        if name in SYMBOLS:
            glyph, kind = SYMBOLS[name]
            return Symbol(glyph.translate(self.font), kind)
        if name in SIDE_OPERATORS:
            return Word(name, "op")
        if name in LIMIT_OPERATORS:
            return Word(LIMIT_OPERATORS[name], "op", limits=True)
        if name in BIG_OPERATORS:
            return Big(BIG_OPERATORS[name], limits=True)
        if name in INTEGRALS:
            return Big(INTEGRALS[name], limits=False)
        if name in COMMANDS:
            return COMMANDS[name](self)
        raise Undrawable(f"{token} is not known here")

    def letter(self, token: str) -> Node:
        """Read a single character."""
        if token in CHARACTERS:
            glyph, kind = CHARACTERS[token]
            return Symbol(glyph, kind)
        if token == "~":
            return Space(1)
        if token in "}&^_$#%" or not shown(token):
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
        primes = base.sup
        turned = isinstance(sup, Symbol) and sup.text in ("⊤", "T", "∗", "†")
        if isinstance(primes, Fence) and sup and turned and not (base.sub and sub):
            return Scripts(base.base, base.sub or sub, row_of([primes, sup]))  # the (2) of a layer, then its transpose
        if sup and isinstance(primes, Symbol) and set(primes.text) <= set("′″‴"):
            base, sup = Scripts(base.base, base.sub, None, base.limits), row_of([primes, sup])
        if (base.sub and sub) or (base.sup and sup) or base.limits is not None or limits is not None:
            raise Undrawable("a script belongs to what has one already")
        return Scripts(base.base, base.sub or sub, base.sup or sup)
    return Scripts(base, sub, sup, limits)
