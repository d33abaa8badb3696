"""The sentences of a section as the coverage rule reads them: their words, what they are made of, what they put off."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from tui.authoring.checks.general_words import content, general
from tui.authoring.checks.idle import Idle, idle
from tui.authoring.checks.lesson_text import LessonText, Part, Passage
from tui.authoring.checks.stems import stem, with_names, words
from tui.authoring.review import section_text

_END = re.compile(r"[.!?…][\"'”’)\]*_`]*(\s+)(?=[^a-z\s])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|etc|al|fig|eq|dr|mr|mrs|prof|st|no|vol|pp?|approx|resp)|\b(?-i:[A-Z]))\.$", re.I
)
_MARKER = re.compile(r"(?:[ \t]*>)*[ \t]*(?:[-*+]|\d{1,9}[.)])?[ \t]+|(?:[ \t]*>)+")
_FORMULA = re.compile(r"\$\$.*?\$\$|(?<![\\$])\$(?=\S)[^$]*?(?<=[^\s\\])\$(?!\d)", re.DOTALL)
_HIDDEN = re.compile(r"(?<=\])\([^()\s]*(?:\([^()]*\))?[^()]*\)|<!--.*?-->|</?[a-z][^<>\n]*>|\\[A-Za-z]+", re.DOTALL)
_COMMA = re.compile(r"[,;()]")
_NO_ITEM_WORDS = """
is are was were be been has have had do does did if when that which who it they you we he she to so then because but not
can may will would must as
"""
_NO_ITEM = frozenset(_NO_ITEM_WORDS.split())
_LONGEST_ITEM = 4
_JOIN = ("and", "or", "etc")
_NUMBER = re.compile(r"\d[\d.,]*")
_REASON_WORDS = (
    "because since so therefore thus hence means called if whereas unlike than instead while otherwise although"
)
_REASONS = frozenset(_REASON_WORDS.split())
_SHORTEST = 4  # words: what is shorter is a label, and belongs to the sentence after it


@dataclass(frozen=True)
class Sentence:
    """One sentence of a section, which stands in the source from `start` to `end`; its first line is `line`.

    `every` are the stems of its words, formulas left out; `particular` those that do not fit any subject, `common`
    those that do, `listed` those that it merely enumerates. `capitals` are its words in capitals, in lower case.
    `exact` counts its numbers and formulas; `reasons` says that it gives a reason, a condition or a contrast. `idle`
    says what it does instead of teaching, whatever it speaks of.
    """

    line: int
    start: int
    end: int
    paragraph: int
    words: tuple[str, ...]
    stems: tuple[str, ...]
    every: frozenset[str]
    particular: frozenset[str]
    common: frozenset[str]
    listed: frozenset[str]
    capitals: frozenset[str]
    exact: int
    reasons: bool
    idle: Idle | None = None


def of_part(part: Part, text: LessonText) -> tuple[Sentence, ...]:
    """Return the sentences of a section in order; headings and code have none."""
    starts = line_starts(text.source)
    found: list[Sentence] = []
    for number, passage in enumerate(part.passages):
        for start, end in _bounds(passage, text.source, starts):
            found.append(_read(text.source, start, end, bisect_right(starts, start), number))
    for formula in part.formulas:
        before = [at for at, sentence in enumerate(found) if sentence.line <= formula.line]
        if formula.display and before:
            # A formula on lines of its own belongs to the sentence that leads to it.
            found[before[-1]] = replace(found[before[-1]], exact=found[before[-1]].exact + 2)
    return tuple(found)


@lru_cache(maxsize=4)
def line_starts(source: str) -> tuple[int, ...]:
    """Return where each line of `source` starts, as Markdown counts lines, and where the last one ends."""
    return tuple(accumulate(map(len, section_text.split_lines(source)), initial=0))


def _bounds(passage: Passage, source: str, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    begin, finish = starts[passage.line - 1], starts[min(passage.last, len(starts) - 1)]
    if "table" in passage.within:
        at = source.find(passage.source, begin, finish)
        if at >= 0 and len(passage.source.split()) >= _SHORTEST:
            yield at, at + len(passage.source)
        return
    finish = begin + len(source[begin:finish].rstrip())
    marker = _MARKER.match(source, begin, finish)
    at = marker.end() if marker else begin
    for end in [*(found.start(1) for found in _END.finditer(source, at, finish)), finish]:
        sentence = source[at:end]
        if end != finish and (_ABBREVIATION.search(sentence[-12:]) or len(sentence.split()) < _SHORTEST):
            continue
        if sentence.strip():
            yield at + len(sentence) - len(sentence.lstrip()), end
        at = end


def _read(source: str, start: int, end: int, line: int, paragraph: int) -> Sentence:
    text = source[start:end]
    bare = with_names(_HIDDEN.sub(" ", _FORMULA.sub(" ∑ ", text)))
    found = words(bare)
    lower = tuple(word.casefold() for word in found)
    stems = tuple(map(stem, found))
    carried = set(map(content, found)) - {""}
    listed = _listed(bare) if any(mark in bare for mark in ",;(") else frozenset()
    common = carried & general()
    numbers = len(_NUMBER.findall(bare)) if any(word[0].isdigit() for word in found) else 0
    particular = carried - common - listed
    if numbers:
        particular = {each for each in particular if not each.isdigit()}
    return Sentence(
        line=line,
        start=start,
        end=end,
        paragraph=paragraph,
        words=lower,
        stems=stems,
        every=frozenset(stems),
        particular=frozenset(particular),
        common=frozenset(common),
        listed=listed,
        capitals=frozenset(
            low.removesuffix("s")
            for word, low in zip(found, lower, strict=True)
            if word != low and _is_in_capitals(word)  # most words are all small, and soon told
        ),
        exact=bare.count("∑") + numbers,
        reasons=not _REASONS.isdisjoint(lower),
        idle=idle(bare, lower),
    )


def _is_in_capitals(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and any(letter.isupper() or letter.isdigit() for letter in word[1:])


def _listed(text: str) -> frozenset[str]:
    """Return the stems of what a sentence merely enumerates: `SGD, momentum, AdaGrad and Adam`."""
    chunks = [words(chunk) for chunk in _COMMA.split(text)]
    found: set[str] = set()
    at = 1
    while at < len(chunks):
        run = at
        while run < len(chunks) and _is_item(chunks[run]):
            run += 1
        ending = _last_items(chunks[run]) if run < len(chunks) else []
        closed = bool(ending) or (run > at and any(word.casefold() in _JOIN for word in chunks[run - 1]))
        if run - at >= 3 or (run > at and closed):
            taken = [*chunks[at - 1][-2:], *(word for chunk in chunks[at:run] for word in chunk), *ending]
            found |= {content(word) for word in taken}
        at = run + 1
    return frozenset(found - {""})


def _is_item(chunk: list[str]) -> bool:
    carrying = [word for word in chunk if len(word) > 1 and word.casefold() not in ("and", "or", "the", "an")]
    return 0 < len(carrying) <= _LONGEST_ITEM and _NO_ITEM.isdisjoint(word.casefold() for word in chunk)


def _last_items(chunk: list[str]) -> list[str]:
    """Return how a list ends in the clause that goes on after it: `and Adam` of `and Adam are optimisers`."""
    joint = next((at for at, word in enumerate(chunk) if word.casefold() in _JOIN), None)
    if joint is None or (joint and not _is_item(chunk[:joint])):
        return []
    return [*chunk[:joint], *chunk[joint + 1 : joint + 3]]
