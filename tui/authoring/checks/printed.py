"""Whether what code printed is what the text says that it prints."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])")
_AROUND_MARKS = re.compile(r"\s*([\[\](){},:=])\s*")
_ANYTHING = re.compile(r"\.\.\.|…")
_SHOWN = re.compile(
    r"(?:torch\.|np\.|numpy\.)?(?:tensor|array|Size|float\d*|int\d*)\(.*\)"
    r"|\[[-+\d\s.,eE\[\]]*\]"
    r"|(?:[-+]?[\d.]+(?:[eE][-+]?\d+)?(?:\.\.\.|…)?(?:,?\s+|$))+"
    r"|nan|[-+]?inf",
    re.DOTALL,
)
_EXPLAINED = re.compile(r"\s+(?=[—–(#a-zA-Z])|\s+-\s|,\s+(?=[a-zA-Z])|;|:\s|\.$")
_EXCEPTION = re.compile(r"(?:[\w.]+\.)?(\w*(?:Error|Exception|Warning|Interrupt|Exit|Iteration))(?::\s*(.*))?")


@dataclass(frozen=True)
class Difference:
    """Where two texts part: the index of the line that is said, and both lines, either of which may be missing."""

    at: int
    said: str | None
    printed: str | None


@dataclass(frozen=True)
class Measure:
    """How near is near enough: `tolerance` is relative beyond 1 and absolute below.

    `rounded` compares only as many digits as are said.
    """

    tolerance: float = 0
    rounded: bool = False

    def same(self, said: str, printed: str) -> bool:
        """Whether two lines say the same: white space aside, with `...` for anything, and numbers near enough."""
        said, printed = _plain(said), _plain(printed)
        if said == printed:
            return True
        if _ANYTHING.search(said):
            pieces = [re.escape(_plain(piece)) for piece in _ANYTHING.split(said)]
            return re.fullmatch(".*?".join(pieces), printed, re.DOTALL) is not None
        if not self.tolerance and not self.rounded:
            return False
        if _NUMBER.sub("0", said) != _NUMBER.sub("0", printed):
            return False
        return all(map(self._near, _NUMBER.findall(said), _NUMBER.findall(printed)))

    def _near(self, said: str, printed: str) -> bool:
        one, other = float(said), float(printed)
        away = abs(one - other)
        return away <= self.tolerance * max(1, abs(one)) or (self.rounded and away <= 0.5 * _unit(said) * (1 + 1e-9))

    def difference(self, said: Sequence[str], printed: str) -> Difference | None:
        """Return where `printed` first is not what the lines say, or None; blank lines count for nothing.

        A line of `...` stands for any number of lines.
        """
        wanted = [(at, line) for at, line in enumerate(said) if line.strip() and line.strip() != "<BLANKLINE>"]
        lines = [line for line in printed.splitlines() if line.strip()]
        begin, first = 0, True
        for piece in _between_ellipses(wanted):
            last = bool(piece) and piece[-1] is wanted[-1]
            starts = [begin] if first else range(begin, len(lines) + 1)
            if last and not first:
                starts = [max(begin, len(lines) - len(piece))]
            fits = (
                start for start in starts if all(self._at(line, lines, start + k) for k, (_, line) in enumerate(piece))
            )
            found = next(fits, None)
            if found is None:
                return self._first(piece, lines, starts[0])
            begin, first = found + len(piece), False
            if last and begin < len(lines):
                return Difference(len(said), None, lines[begin])
        if not wanted and lines:
            return Difference(0, None, lines[0])
        return None

    def _at(self, said: str, lines: Sequence[str], at: int) -> bool:
        return at < len(lines) and self.same(said, lines[at])

    def _first(self, piece: Sequence[tuple[int, str]], lines: Sequence[str], start: int) -> Difference:
        for offset, (at, line) in enumerate(piece):
            if not self._at(line, lines, start + offset):
                return Difference(at, line, lines[start + offset] if start + offset < len(lines) else None)
        raise AssertionError("a piece that fits nowhere differs somewhere")

    def holds(self, said: str, printed: str) -> bool:
        """Whether a remark beside code holds, which may go on to explain what it says.

        What is printed several times may be said once, or all of it in one line.
        """
        lines = [line for line in printed.splitlines() if line.strip()]
        shown = [" ".join(lines), *(lines if len(lines) > 1 else [])]
        return any(self.same(each, line) for each in _readings(said) for line in shown)

    def occurs(self, said: str, printed: str) -> bool:
        """Whether what a sentence says that is printed occurs in what is printed."""
        lines = [_plain(line) for line in printed.splitlines()]
        word = re.compile(rf"(?<![\w.]){re.escape(_plain(said))}(?![\w])")
        return self.holds(said, printed) or any(word.search(line) for line in lines)


def value_in(text: str) -> str | None:
    """Return the value that a remark shows, bare or with an explanation after it, or None for mere words."""
    return next((each for each in _heads(text) if is_value(each)), None)


def is_value(text: str) -> bool:
    """Whether `text` can only be meant as a value that is printed: a number, a list, a tensor, `True`."""
    text = text.strip()
    if _SHOWN.fullmatch(text):
        return True
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False
    # `(1)` numbers a remark, and a text in quotation marks may be meant with them or without.
    return not isinstance(value, str | bytes) and not (text.startswith("(") and not isinstance(value, tuple))


def shows_value(output: str) -> bool:
    """Whether what was printed, or one of its lines, is a value."""
    return is_value(" ".join(output.split())) or any(map(is_value, output.splitlines()))


def exception_in(lines: Sequence[str]) -> tuple[str, str] | None:
    """Return type and message of the exception that shown output ends with, or None."""
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    match = _EXCEPTION.fullmatch(last)
    return (match[1], match[2] or "") if match else None


def without_traceback(lines: Sequence[str]) -> list[str]:
    """Return what was shown before the exception that it ends with."""
    start = next((at for at, line in enumerate(lines) if line.startswith("Traceback (most recent call last)")), None)
    if start is None:
        start = max(at for at, line in enumerate(lines) if line.strip())
    return list(lines[:start])


def _plain(text: str) -> str:
    return _AROUND_MARKS.sub(r"\1", " ".join(text.replace("\u2212", "-").split()))


def _unit(number: str) -> float:
    """Return what one step of the last digit is worth; the zeros at the end of a whole number are no digits."""
    digits, _, power = number.lower().lstrip("+-").partition("e")
    whole, _, decimals = digits.partition(".")
    places = -len(decimals) if decimals else len(whole) - len(whole.rstrip("0"))
    return (
        float(10 ** (places + int(power or 0))) if places + int(power or 0) >= 0 else 10.0 ** (places + int(power or 0))
    )


def _between_ellipses(wanted: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Yield the runs of lines between lines of `...`; one at the very end or start leaves an empty run there."""
    piece: list[tuple[int, str]] = []
    for each in wanted:
        if _ANYTHING.fullmatch(each[1].strip()):
            yield piece
            piece = []
        else:
            piece.append(each)
    yield piece


def _heads(text: str) -> Iterator[str]:
    yield text.strip()
    for match in _EXPLAINED.finditer(text):
        yield text[: match.start()].strip()


def _readings(said: str) -> Iterator[str]:
    for head in _heads(said):
        yield head
        if len(head) > 1 and head[0] == head[-1] and head[0] in "\"'`":
            yield head[1:-1]
