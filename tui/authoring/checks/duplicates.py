"""The rule `duplicates`: a passage that nearly stands in an earlier lesson too.

A passage is kept as a text with one character for each of its words. Passages that share runs of three words are found
by an index of these; how alike two of them are, word by word, is then what rapidfuzz says of the two short texts.
"""

import posixpath
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import Part, Passage
from tui.authoring.checks.rule import Digest, Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.planning import naming

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+")
_ASKS = re.compile(r"^\W*(?:\d|question|exercise|q\d)|\?|^\s*\*\*", re.IGNORECASE)
_ASKING = frozenset({"key-questions", "tricky-questions", "exercises"})
_LEAST = 15
"""Shorter passages are not kept at all."""

_RUN = 3
_EVERY = 2
"""A run counts if its first word is of the first of so many classes: half of them find as much as all."""

_MOST_PLACES = 8
"""A run is remembered for so many passages; what all lessons say would else be compared with everything."""

_MOST_COMPARED = 8
_SHARE = 0.1
"""Two passages are compared if they share this part of the runs of the shorter."""

_QUOTED = 80


class DuplicatesSettings(Settings):
    """The words from which on a passage counts, and the share of them that must be the same, in the same order."""

    least_words: int = Field(default=25, ge=_LEAST)
    likeness: float = Field(default=0.67, ge=0.5, le=1)


class _Characters(dict[str, str]):
    """Gives each word its character, the same everywhere and always; surrogates are left out."""

    def __missing__(self, word: str) -> str:
        found = self[word] = chr(0x100 + zlib.crc32(word.encode("utf-8", "replace")) % 0xD600)
        return found


_CHARACTERS = _Characters()
_FIRST = frozenset(chr(code) for code in range(0x100, 0x100 + 0xD600, _EVERY))


@dataclass(frozen=True)
class _Place:
    """A passage: the `number`-th of those of its lesson that are kept."""

    path: str
    number: int
    line: int
    quote: str
    words: str


@dataclass(frozen=True)
class _Match:
    """A passage, the earlier one that it repeats, and how alike they are."""

    place: _Place
    earlier: _Place
    likeness: float


def digest(subject: Subject) -> Digest:
    """Return the passages of the lesson that are long enough: line, quote, and a character for each word."""
    kept = []
    for part in subject.text.parts:
        for passage in _own(part):
            words = _WORD.findall(passage.prose.lower())
            if len(words) >= _LEAST:
                kept.append([passage.line, _quote(passage.source), "".join([_CHARACTERS[word] for word in words])])
    return kept


def course(
    kept: Mapping[str, Digest], settings: DuplicatesSettings, wanted: Collection[str]
) -> Iterator[tuple[str, Found]]:
    """Yield the passages of `wanted` lessons that an earlier one has too; those that follow each other as one."""
    places = [
        _Place(path, number, line, quote, words)
        for path in sorted(kept, key=_order)
        for number, (line, quote, words) in enumerate(kept[path])
        if len(words) >= settings.least_words
    ]
    together: list[_Match] = []
    for match in _matches(places, settings.likeness, wanted):
        if together and not _follows(match, together[-1]):
            yield _told(together)
            together = []
        together.append(match)
    if together:
        yield _told(together)


def _own(part: Part) -> Iterator[Passage]:
    """Yield the passages of a section; the words that lead to its questions may be the same everywhere."""
    leads = part.plan is not None and part.plan.kind in _ASKING
    for passage in part.passages:
        leads = leads and not passage.within and not _ASKS.search(passage.source)
        leads = leads and not any(heading.line < passage.line for heading in part.headings)
        if not leads:
            yield passage


def _matches(places: Sequence[_Place], likeness: float, wanted: Collection[str]) -> Iterator[_Match]:
    """Yield, for each passage of the `wanted` lessons that repeats an earlier lesson's, the one it is most like."""
    index: dict[str, list[int]] = {}
    sizes: list[int] = []
    end = max((number + 1 for number, place in enumerate(places) if place.path in wanted), default=0)
    for number, place in enumerate(places[:end]):
        words = place.words
        runs = {words[at : at + _RUN] for at, first in enumerate(words[: 1 - _RUN]) if first in _FIRST}
        sizes.append(len(runs))
        seen: list[int] = []
        for run in runs:
            there = index.get(run)
            if there is None:
                index[run] = [number]
            else:
                seen += there
                if len(there) < _MOST_PLACES:
                    there.append(number)
        if place.path not in wanted:
            continue
        likely = sorted(
            (-count, other)
            for other, count in Counter(seen).items()
            if count > 1 and count >= _SHARE * min(sizes[other], len(runs)) and places[other].path != place.path
        )
        best = _most_alike(place, [places[other] for _, other in likely[:_MOST_COMPARED]], likeness)
        if best is not None:
            yield best


def _most_alike(place: _Place, others: Sequence[_Place], likeness: float) -> _Match | None:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Indel

    best: _Match | None = None
    for other in others:
        found = Indel.normalized_similarity(place.words, other.words, score_cutoff=likeness)
        short, long = sorted((len(place.words), len(other.words)))
        if not found and 2 * short < likeness * (short + long):
            # So much longer a passage may still hold the other one whole.
            found = fuzz.partial_ratio(place.words, other.words, score_cutoff=100 * likeness) / 100
        if found and (best is None or found > best.likeness):
            best = _Match(place, other, found)
    return best


def _follows(match: _Match, last: _Match) -> bool:
    return (
        (match.place.path, match.earlier.path) == (last.place.path, last.earlier.path)
        and match.place.number == last.place.number + 1
        and match.earlier.number == last.earlier.number + 1
    )


def _told(together: Sequence[_Match]) -> tuple[str, Found]:
    first = together[0]
    likeness = round(100 * sum(each.likeness for each in together) / len(together))
    more = len(together) - 1
    what = "This passage" if not more else f"This passage and the {f'{more} below it' if more > 1 else 'one below it'}"
    word_for_word = "word for word" if likeness == 100 else f"nearly word for word ({likeness} %)"
    message = (
        f"{what} stand{'s' if not more else ''} {word_for_word} in {first.earlier.path}:{first.earlier.line} too: "
        "link to that instead of teaching it again."
    )
    return first.place.path, Found(first.place.line, first.place.quote, message)


def _order(path: str) -> tuple[int, int, str]:
    match = naming.LESSON_FILE.fullmatch(posixpath.basename(path))
    return (int(match["day"]), int(match["serial"]), path) if match else (0, 0, path)


def _quote(source: str) -> str:
    line = source.split("\n", 1)[0].strip()
    return line if len(line) <= _QUOTED else line[:_QUOTED].rsplit(" ", 1)[0]


RULE = Rule(
    "duplicates",
    "Passages stand in one lesson only",
    Severity.WARNING,
    DuplicatesSettings,
    digest=digest,
    course=course,
)
