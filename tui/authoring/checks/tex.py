"""Whether one formula can be read: its braces, delimiters, environments, arguments and commands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tui.authoring.checks import tex_commands

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z]|$)|[{}&%#$^_]|[^\s\\{}&%#$^_]", re.DOTALL)
_NAME = re.compile(r"\s*\{([^{}]*)\}")
_CLOSES = frozenset({"}", "&", "\\\\", "\\right", "\\end", "\\middle", "$"})
_DELIMITERS = frozenset("()[]|/.<>") | {"\\{", "\\}", "\\|", "\\\\"}
_ALIGNS = re.compile(r"\\(?:[bpvBV]?matrix|cases|eqalign|displaylines|halign|Bigl?matrix)\s*\{")
_GROUPS = frozenset({"{", "text", "name"})
_MOST_REMEMBERED = 20_000


@dataclass(frozen=True)
class Fault:
    """What is wrong with a formula, where in its TeX, and the piece that stands there.

    `command` names a command that is not known, unless the lesson defines it.
    """

    at: int
    piece: str
    message: str
    command: str | None = None


@lru_cache(maxsize=_MOST_REMEMBERED)
def faults(tex: str) -> tuple[Fault, ...]:
    """Return what is wrong with a formula: the first fault of its structure, and each command that is not known."""
    if not tex.strip():
        return (Fault(0, "", "The formula is empty: write it, or take its dollars away."),)
    tokens = [(match[0], match.start()) for match in _TOKEN.finditer(tex)]
    structure = next(_Structure(tex, tokens).faults(), None) or _missing_argument(tokens) or _unreadable(tex)
    unknown = tuple(_unknown(tokens))
    return (structure, *unknown) if structure is not None else unknown


@dataclass
class _Structure:
    """Walks the tokens with a stack of what is open."""

    tex: str
    tokens: Sequence[tuple[str, int]]

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong, first things first; what comes after the first may be its consequence."""
        open_: list[tuple[str, int]] = []
        defines = tex_commands.DEFINES.search(self.tex) is not None
        before = ""
        for index, (token, at) in enumerate(self.tokens):
            top = open_[-1][0] if open_ else ""
            if token == "{":
                open_.append((_group(before[1:]), at))
            elif token == "}":
                if top not in _GROUPS:
                    yield self._closes_wrongly(token, at, open_)
                    return
                open_.pop()
            elif token == "\\left":
                open_.append((token, at))
                yield from self._delimiter(index)
            elif token in ("\\right", "\\middle"):
                if top != "\\left":
                    yield self._closes_wrongly(token, at, open_)
                    return
                if token == "\\right":
                    open_.pop()
                yield from self._delimiter(index)
            elif token == "\\begin":
                name = self._environment(at)
                open_.append((f"\\begin{{{name}}}", at))
                if name not in tex_commands.ENVIRONMENTS:
                    yield Fault(at, f"\\begin{{{name}}}", f"There is no environment `{name}`: correct its name.")
            elif token == "\\end":
                name = self._environment(at)
                if top != f"\\begin{{{name}}}":
                    yield self._closes_wrongly(f"\\end{{{name}}}", at, open_)
                    return
                open_.pop()
            elif token in ("&", "\\\\") and top == "\\left":
                yield Fault(
                    at,
                    token,
                    f"`\\left` must be closed by `\\right` before `{token}`: close it, `\\right.` if need be.",
                )
            elif token == "&" and not any(name.startswith("\\begin") for name, _ in open_):
                if not _ALIGNS.search(self.tex):
                    yield Fault(
                        at, token, "`&` stands outside of `aligned` or a matrix: write `\\&`, or `\\begin{aligned}`."
                    )
            elif token == "%":
                yield Fault(at, token, "`%` hides the rest of its line from TeX: write `\\%`.")
            elif token == "#" and not defines and top != "name":
                yield Fault(at, token, "`#` cannot stand in a formula: write `\\#`.")
            elif token == "$" and not any(name in ("text", "name") for name, _ in open_):
                yield Fault(at, token, "A dollar stands within the formula: end the formula before it, or write `\\$`.")
            before = before if token == "*" else token
        if open_:
            yield self._never_closed(*open_[-1])

    def _environment(self, at: int) -> str:
        match = _NAME.match(self.tex, self.tex.index("\\", at) + (6 if self.tex.startswith("\\begin", at) else 4))
        return match[1].strip() if match is not None else ""

    def _delimiter(self, index: int) -> Iterator[Fault]:
        token, at = self.tokens[index]
        following = self.tokens[index + 1][0] if index + 1 < len(self.tokens) else ""
        if following in ("{", "}"):
            yield Fault(at, token + following, f"Write `{token}\\{following}`: a bare brace is no delimiter.")
        elif following not in _DELIMITERS and (following in ("", "&", "^", "_") or following in _CLOSES):
            yield Fault(at, token, f"`{token}` needs a delimiter after it: write `{token}.` for one that is not seen.")

    def _closes_wrongly(self, token: str, at: int, open_: Sequence[tuple[str, int]]) -> Fault:
        if not open_:
            opener = {"}": "{", "\\right": "\\left", "\\middle": "\\left"}.get(token, token.replace("\\end", "\\begin"))
            return Fault(
                at, token, f"`{token}` closes nothing: write the `{opener}` that belongs to it, or take it away."
            )
        name, _ = open_[-1]
        name = "{" if name in _GROUPS else name
        return Fault(at, token, f"`{token}` stands where `{name}` is still open: close that first.")

    def _never_closed(self, name: str, at: int) -> Fault:
        name = "{" if name in _GROUPS else name
        closer = {"{": "}", "\\left": "\\right"}.get(name, name.replace("\\begin", "\\end"))
        return Fault(at, name, f"`{name}` is never closed: write the `{closer}` that belongs to it.")


def _group(command: str) -> str:
    """Return what a brace after that command opens."""
    return "name" if command in tex_commands.OF_NAMES else "text" if command in tex_commands.OF_TEXT else "{"


def _missing_argument(tokens: Sequence[tuple[str, int]]) -> Fault | None:
    """Return the first command, `^` or `_` that has nothing to work on."""
    for index, (token, at) in enumerate(tokens):
        count = 1 if token in "^_" else tex_commands.TAKES.get(token[1:], 0) if token[0] == "\\" else 0
        place = index + 1
        if count and token[0] == "\\" and place < len(tokens) and tokens[place][0] == "*":
            place += 1
        if token == "\\sqrt" or token.startswith("\\x"):
            place = _after_brackets(tokens, place)
        for _ in range(count):
            if place >= len(tokens) or tokens[place][0] in _CLOSES or tokens[place][0] in "^_":
                wants = {"^": "an exponent", "_": "an index"}.get(token, f"{count} argument{'s' if count > 1 else ''}")
                return Fault(at, token, f"`{token}` needs {wants}: write it in braces.")
            if tex_commands.TAKES.get(tokens[place][0][1:]):
                break  # where the argument is a command with arguments, TeX itself is of two minds
            place = _after_group(tokens, place)
    return None


def _after_group(tokens: Sequence[tuple[str, int]], place: int) -> int:
    if tokens[place][0] != "{":
        return place + 1
    depth = 0
    while place < len(tokens):
        depth += {"{": 1, "}": -1}.get(tokens[place][0], 0)
        place += 1
        if depth == 0:
            break
    return place


def _after_brackets(tokens: Sequence[tuple[str, int]], place: int) -> int:
    if place < len(tokens) and tokens[place][0] == "[":
        while place < len(tokens) and tokens[place][0] != "]":
            place += 1
        place += 1
    return place


def _unreadable(tex: str) -> Fault | None:
    """Return what latex2mathml cannot read; where it stumbles over itself, nothing is said."""
    from latex2mathml import exceptions
    from latex2mathml.walker import walk

    said = {
        exceptions.DoubleSubscriptsError: "Two indices follow each other: put the first with its base into braces.",
        exceptions.DoubleSuperscriptsError: "Two exponents follow each other: put the first with its base into braces.",
        exceptions.DenominatorNotFoundError: "A fraction has nothing below: write `\\frac{…}{…}`.",
        exceptions.NumeratorNotFoundError: "A fraction has nothing above: write `\\frac{…}{…}`.",
        exceptions.MissingSuperScriptOrSubscriptError: "An index or exponent is missing: write it in braces.",
        exceptions.LimitsMustFollowMathOperatorError: "`\\limits` follows no operator: write `\\sum\\limits`.",
    }
    try:
        walk(tex)
    except tuple(said) as error:
        first = next(line for line in tex.split("\n") if line.strip()).strip()
        return Fault(tex.index(first), first, said[type(error)])
    except Exception:
        return None
    return None


def _unknown(tokens: Sequence[tuple[str, int]]) -> Iterator[Fault]:
    known = tex_commands.known()
    seen: set[str] = set()
    for token, at in tokens:
        name = token[1:]
        if token[0] == "\\" and name.isalpha() and name.isascii() and name not in known and name not in seen:
            seen.add(name)
            yield Fault(at, token, f"There is no command `{token}`{_instead(name)}.", command=name)


def _instead(name: str) -> str:
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    if len(name) > 3:
        near = process.extractOne(
            name, sorted(tex_commands.known()), scorer=DamerauLevenshtein.distance, score_cutoff=1
        )
        if near is not None:
            return f": write `\\{near[0]}`"
    return f": write `\\operatorname{{{name}}}` for a function, or define it in the lesson"
