"""The spellings of a term that a text may have: the glossary's own, those that differ from it, those that it avoids."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tui.authoring.checks.glossary import Term

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_TERM = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:[ -][^\W_]+(?:['’][^\W_]+)*)*")
_HYPHENS = frozenset("-\u2010\u2011")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
# What may be taken apart: a word of eight letters into two of four, and any word after one of these.
_LONG, _HALF = 8, 4
_PREFIXES = """
    pre sub non un re co over under back multi semi auto hyper mini micro meta data fore inter intra counter post pro
    anti super trans de ultra cross hand soft hard
"""
_BEGINNINGS = frozenset(_PREFIXES.split())
# With these a joined noun is a verb when it is taken apart: units drop out, values feed forward.
_PARTICLES = frozenset(
    "out up off down back in on over through forward away around to by about along under after together".split()  # noqa: SIM905
)
# What stands open where it follows its noun: a long-term plan, in the long term; a trained network is fully connected.
_OPEN_FIRST = frozenset(
    "long short high low real well large small open full hard soft second first last fully highly".split()  # noqa: SIM905
)
_OPEN_LAST = re.compile(
    r".*(?:ed|al|ic|ive|able|ible|ful|less|ous|wise|ary|ly)|time|term|level|scale|world|order|line|free|class|end|"
    r"invariant|dependent|independent|specific|aware|agnostic|sensitive"
)
_DOUBLED = "label|model|signal|cancel|travel|channel|tunnel|fuel|level|total|dial|panel|marshal|bevel|chisel"
_ISE = "e|es|ed|ing|er|ers|ation|ations"
# British on the left, American on the right; a word that no one writes does no harm, for no text holds it.
_BRITISH_AMERICAN = (
    (rf"(?P<a>\w{{3,}})is(?P<b>{_ISE})", rf"(?P<a>\w{{3,}})iz(?P<b>{_ISE})", "is", "iz"),
    (r"(?P<a>\w{2,}[^o\W])our(?P<b>|s|ed|ing|al)", r"(?P<a>\w{2,}[^o\W])or(?P<b>|s|ed|ing|al)", "our", "or"),
    (r"(?P<a>\w+)ys(?P<b>e|es|ed|ing|er|ers)", r"(?P<a>\w+)yz(?P<b>e|es|ed|ing|er|ers)", "ys", "yz"),
    (r"(?P<a>\w{2,}[tb])re(?P<b>|s|d)", r"(?P<a>\w{2,}[tb])er(?P<b>|s|d)", "re", "er"),
    (r"(?P<a>\w{2,})ogue(?P<b>|s)", r"(?P<a>\w{2,})og(?P<b>|s)", "ogue", "og"),
    (r"(?P<a>def|off|lic)ence(?P<b>|s)", r"(?P<a>def|off|lic)ense(?P<b>|s)", "ence", "ense"),
    (rf"(?P<a>{_DOUBLED})l(?P<b>ed|ing|er|ers)", rf"(?P<a>{_DOUBLED})(?P<b>ed|ing|er|ers)", "l", ""),
)  # fmt: skip
_SPELLINGS = tuple((re.compile(b), re.compile(a), of_b, of_a) for b, a, of_b, of_a in _BRITISH_AMERICAN)
_PAIRS = {
    "grey": "gray",
    "mould": "mold",
    "plough": "plow",
    "tyre": "tire",
    "aluminium": "aluminum",
    "sulphur": "sulfur",
}
_OTHERS = {**_PAIRS, **{american: british for british, american in _PAIRS.items()}}

Written = tuple[str, ...]
"""A spelling: its words in lower case, with what parts them between: `("fine", "-", "tuning")`."""


class Kind(StrEnum):
    """How a spelling stands to the glossary: as it has it, differing from it, avoided by it."""

    OWN = "own"
    OTHER = "other"
    AVOIDED = "avoided"


@dataclass(frozen=True)
class Spelling:
    """One spelling of a term; `name` is what the glossary has for it, in its capitals: the term, or what it avoids."""

    written: Written
    kind: Kind
    term: Term
    name: str


@dataclass(frozen=True)
class Place:
    """Where a text has a spelling that is not the glossary's; `capitals` says that nothing but these differ."""

    spelling: Spelling
    begin: int
    end: int
    capitals: bool = False


class Spellings:
    """All spellings of the terms of a glossary, by their first word."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._by_first: dict[str, list[Spelling]] = {}
        own: dict[Written, Spelling] = {}
        others: dict[Written, Spelling] = {}
        for term in terms:
            for written in _own(term.term):
                own.setdefault(written, Spelling(written, Kind.OWN, term, term.term))
        for term in terms:
            for name in term.avoid:
                for written in _numbers(_split(name)):
                    others.setdefault(written, Spelling(written, Kind.AVOIDED, term, name))
            for written in _differing(term.term):
                others.setdefault(written, Spelling(written, Kind.OTHER, term, term.term))
        told = [each for written, each in others.items() if written not in own]
        first = {each.written[0] for each in told}
        # The glossary's own spellings matter where another may stand within them, and where their capitals do.
        kept = [
            each
            for each in own.values()
            if not first.isdisjoint(each.written) or _INNER_CAPITAL.search(each.name) is not None
        ]
        for spelling in (*kept, *told):
            self._by_first.setdefault(spelling.written[0], []).append(spelling)
        for found in self._by_first.values():
            found.sort(key=lambda each: -len(each.written))

    def find(self, text: str) -> Iterator[Place]:
        """Yield where `text`, in which what is no prose is blanked, has a spelling that is not the glossary's."""
        low = text.lower()
        # Casefolding could change the length of the text, and then the places.
        low = low if len(low) == len(text) else text
        if self._by_first.keys().isdisjoint(_WORD.findall(low)):
            return
        words = list(_WORD.finditer(low))
        at = 0
        while at < len(words):
            spelling = next(
                (each for each in self._by_first.get(words[at][0], ()) if _stands(each, text, words, at)), None
            )
            if spelling is None:
                at += 1
                continue
            last = words[at + len(spelling.written) // 2]
            begin, end = words[at].start(), last.end()
            if not _is_part_of_a_name(text, begin, end):
                capitals = spelling.kind is Kind.OWN
                if _is_told(spelling, text, begin, end):
                    yield Place(spelling, begin, end, capitals)
            at += len(spelling.written) // 2 + 1


def _stands(spelling: Spelling, text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    written = spelling.written
    if at + len(written) // 2 >= len(words):
        return False
    for step in range(2, len(written), 2):
        word = words[at + step // 2]
        if (
            word[0] != written[step]
            or _parting(text[words[at + step // 2 - 1].end() : word.start()]) != written[step - 1]
        ):
            return False
    return True


def _parting(between: str) -> str:
    if between in _HYPHENS:
        return "-"
    return " " if between.isspace() and between.count("\n") < 2 and len(between) < 12 else ""


def _split(name: str) -> Written:
    """Return the words of a term with what parts them, nothing where it is made of more than words."""
    if _TERM.fullmatch(name) is None:
        return ()
    low = name.lower()
    found = list(_WORD.finditer(low))
    parts = [part for a, b in pairwise(found) for part in (a[0], low[a.end() : b.start()])]
    return (*parts, found[-1][0])


def _own(name: str) -> Iterator[Written]:
    """Yield the spellings of a term that are as the glossary has it: in both numbers, and hyphened before a noun."""
    written = _split(name)
    yield from _numbers(written)
    if " " in written:
        yield from _numbers(tuple("-" if part == " " else part for part in written))
    elif "-" in written and not _is_closed(written):
        yield from _numbers(tuple(" " if part == "-" else part for part in written))


def _differing(name: str) -> Iterator[Written]:
    written = _split(name)
    words = written[::2]
    if len(words) > 1 and sum(map(len, words)) > 5:
        yield from _numbers(("".join(words),))
        if "-" in written and _is_closed(written):
            yield from _numbers(tuple(" " if part == "-" else part for part in written))
    elif len(words) == 1 and words[0].isalpha():
        for at in range(2, len(words[0]) - 2):
            first, last = words[0][:at], words[0][at:]
            halves = len(words[0]) >= _LONG and min(at, len(last)) >= _HALF
            if halves or (first in _BEGINNINGS and len(last) > 2):
                yield from _numbers((first, "-", last))
                if last not in _PARTICLES:
                    yield from _numbers((first, " ", last))
    elsewhere = tuple(_spelt_elsewhere(part) for part in written)
    if elsewhere != written:
        yield from _numbers(elsewhere)


def _is_closed(written: Written) -> bool:
    """Say whether a hyphened term is one word wherever it stands, and not only before a noun."""
    if len(written) != 3 or written[0] in _OPEN_FIRST or written[2] in _PARTICLES:
        return False
    return _OPEN_LAST.fullmatch(written[2]) is None


def _spelt_elsewhere(word: str) -> str:
    """Return the word as the other side of the Atlantic writes it, or as it is."""
    if word in _OTHERS:
        return _OTHERS[word]
    for british, american, of_british, of_american in _SPELLINGS:
        if found := british.fullmatch(word):
            return f"{found['a']}{of_american}{found['b']}"
        if found := american.fullmatch(word):
            return f"{found['a']}{of_british}{found['b']}"
    return word


def _numbers(written: Written) -> Iterator[Written]:
    """Yield a spelling in singular and plural."""
    if not written:
        return
    *before, last = written
    yield written
    if len(last) < 3 or not last.isalpha():
        return
    if last.endswith("s") and not last.endswith(("ss", "us", "is")):
        yield (*before, last[:-1])
    elif last.endswith("y") and last[-2] not in "aeiou":
        yield (*before, last[:-1] + "ies")
    else:
        yield (*before, last + ("es" if last.endswith(("s", "x", "z", "ch", "sh")) else "s"))


def _is_told(spelling: Spelling, text: str, begin: int, end: int) -> bool:
    found, name = text[begin:end], spelling.name
    if spelling.kind is Kind.OWN:
        return _is_miscapitalised(name, found)
    if spelling.kind is Kind.AVOIDED and name != name.lower():
        # Who avoids `IT` does not mean `it`.
        return found.startswith(name) or name.startswith(found)
    return not _is_a_title(name, text, begin, end)


def _is_miscapitalised(term: str, found: str) -> bool:
    """Say whether a name with capitals inside, as PyTorch, is written with others; a text in capitals is let be."""
    if _INNER_CAPITAL.search(term) is None or found.isupper():
        return False
    return not found.startswith(term) and not term.startswith(found)


def _is_part_of_a_name(text: str, begin: int, end: int) -> bool:
    """Say whether more hangs on a word without a space: an address, a file, another compound."""
    before, after = text[:begin][-1:], text[end : end + 2]
    return before in tuple("-_/@#.\\~") or after[:1] in tuple("-_/@#\\") or (after[:1] == "." and after[1:].isalnum())


def _is_a_title(term: str, text: str, begin: int, end: int) -> bool:
    """Say whether capitals make a proper name or a title of the words."""
    words = zip(_WORD.findall(text[begin:end]), [*_WORD.findall(term), "", ""], strict=False)
    capitals = [word[:1].isupper() and not own[:1].isupper() for word, own in words]
    if any(capitals[1:]):
        return True
    before = text[:begin].rstrip(" \t*_([“\"'‘")
    return capitals[0] and before[-1:] not in ("", "\n", ".", "!", "?", ":", "|", "-")
