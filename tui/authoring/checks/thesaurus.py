"""Other words for the same, and the words that keep a thing's company: how it is told where its own name never falls.

The files in `thesaurus/` say how a line of them is written. They are read by the words that a point needs, for stemming
all of them would take longer than checking a lesson.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from tui.authoring.checks.general_words import content
from tui.authoring.checks.stems import plain, stem, words

_FOLDER = Path(__file__).with_name("thesaurus")
_PREFIX = 3  # letters that all inflections of a word share, near enough to find the lines that it may stand in

Phrase = tuple[str, ...]

SAME = 1.0
NEARLY = 0.6
"""What a word that means nearly the same counts beside one that means the same."""


@dataclass(frozen=True)
class Entry:
    """A line of the thesaurus: names for one thing with what each counts, and words that keep its company."""

    names: tuple[tuple[Phrase, float], ...]
    company: frozenset[str]


def entries(terms: Iterable[str]) -> list[Entry]:
    """Return the entries of which a name may be made of some of these stems."""
    lines = sorted({line for term in terms for line in _lines_by_prefix().get(term[:_PREFIX], ())})
    return [_entry(line) for line in lines]


def told_by(company: Iterable[str]) -> float:
    """Return how much the stems of a thing's company tell together, the same in whatever order they come."""
    return math.fsum(map(tells, company))  # a plain sum over a set differs from run to run in its last digit


@lru_cache(maxsize=1 << 14)
def tells(word: str) -> float:
    """Return how much a stem tells as company: 1 where it keeps that of nothing else, less where it keeps more."""
    return 1 - math.log(1 + _counts().get(word[:_ROUGHLY], 0)) / math.log(1 + len(_lines()))


_ROUGHLY = 5


@cache
def _lines() -> tuple[str, ...]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.txt"))]
    return tuple(line for text in texts for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def _lines_by_prefix() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _lines():
        names = line.partition("~")[0].casefold()
        for prefix in {plain(word)[:_PREFIX] for word in words(names)}:
            found.setdefault(prefix, []).append(line)
    return found


@cache
def _counts() -> dict[str, int]:
    """Return in how many lines' company each word stands, told by its first letters."""
    found: dict[str, int] = {}
    for line in _lines():
        for start in {word[:_ROUGHLY] for word in line.partition("~")[2].casefold().split()}:
            found[start] = found.get(start, 0) + 1
    return found


@lru_cache(maxsize=1 << 12)
def _entry(line: str) -> Entry:
    names, _, around = line.partition("~")
    found: dict[Phrase, float] = {}
    for group in names.split("="):
        first, *others = group.split("≈")
        # A line with `≈` alone has a first name, which means what it means.
        for name, worth in [(first, SAME), *((other, NEARLY) for other in others)]:
            if found_phrase := phrase(name):
                found.setdefault(found_phrase, worth)
    return Entry(tuple(found.items()), frozenset(map(content, words(around))) - {""})


def phrase(text: str) -> Phrase:
    """Return the stems of the words of `text` that carry meaning, each once."""
    every = words(text)
    found = [content(each) for each in every]
    return tuple(dict.fromkeys(each for each in found if each)) or tuple(dict.fromkeys(stem(each) for each in every))
