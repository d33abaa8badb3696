"""A point of the syllabus taken apart: the things that it names, each of which a section has to teach."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import zip_longest

from tui.authoring.checks import thesaurus
from tui.authoring.checks.general_words import aspects, content, general, kinds
from tui.authoring.checks.stems import stem, with_names, words
from tui.authoring.checks.thesaurus import Entry, Phrase

_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_HEAD = re.compile(r"\s*:\s+|\s+[–—]\s+|\s+-\s+")
_SPLIT = re.compile(
    r"\s*[,;]\s*(?:and\s+|or\s+)?|\s+(?:and|vs\.?|versus|or|&|\+|compared (?:to|with))\s+", re.IGNORECASE
)
_LINK = re.compile(
    r"\s+(?:for|with|in|of|through|using|to|over|across|between|without|under|as|via|on|by|from|into|at|against|within"
    r"|during|towards?|after|before)\s+",
    re.IGNORECASE,
)
_ALTERNATIVES = re.compile(r"(?<=\w)/(?=\w)")
_VERSUS = re.compile(r"\s(?:vs\.?|versus)\s", re.IGNORECASE)
_QUESTION = re.compile(r"(?:why|how|what|when|where|which|who|whether)\b", re.IGNORECASE)
_DESCRIBES = re.compile(
    r"(?<=\s)(?:an?|the|that|is|are|was|were|does|do|by|each|every)\b|^\w+ing\s+\w+\s+\w+", re.IGNORECASE
)
_GERUND = re.compile(r"\w+ing\b")
_COMPOUND = re.compile(r"[^\W_]+(?:[-–][^\W_]+)+")

GENERAL = 0.2
"""What a word that fits any subject counts beside one that does not, in recognising a point."""
COMPOUND = 0.6
"""What such a word counts within a compound or a name that the thesaurus knows, like `feature engineering`."""
KIND = 0.5
"""What a word like `equation` counts after others."""
PROPER = 1.5
"""What a proper name counts."""
SHARED = 0.3
"""How much less a word counts for each other point of the day that has it, up to three."""
KNOWN = 0.5
"""How much of a thing a name in the thesaurus must cover for its company to be looked for."""
WHOLLY = 0.85
"""How much of it such a name must cover for a text to be held against the company that it lacks."""
LATER = 0.6
"""What a word after `for`, `in`, `with` … counts beside one before it."""


@dataclass(frozen=True)
class Alias:
    """Other words for some of a thing's terms: `phrase` stands for those at `covers`, and counts `worth` of them."""

    phrase: frozenset[str]
    covers: frozenset[int]
    worth: float = thesaurus.SAME


@dataclass(frozen=True)
class Thing:
    """One thing that a point names: its stems with what each counts (the sum is 1), and other words for them.

    `company` are words that fall where it is explained, `wholly` those that must: the thesaurus has the thing by this
    very name. `described` says that it is described rather than named, so that no text need say it in these words.
    `particular` says whether any of its words is not one that fits every subject. A thing is not `needed`
    where it only gathers the things behind its colon, or where it only glosses the one before it.
    """

    name: str
    terms: Phrase
    weights: tuple[float, ...]
    aliases: tuple[Alias, ...]
    acronyms: frozenset[str]
    company: frozenset[str]
    wholly: frozenset[str]
    particular: bool
    described: bool = False
    needed: bool = True
    first: str = ""
    named: str = ""
    together: int = 0

    @cached_property
    def reach(self) -> frozenset[str]:
        """All stems of which one must fall for the thing to be named at all."""
        return self.acronyms.union(self.terms, *(alias.phrase for alias in self.aliases))

    def measure(self, every: Set[str], capitals: Set[str] = frozenset(), without: Set[str] = frozenset()) -> float:
        """Return how much of the thing is named, from 0 to 1, among these stems and words in capitals.

        Terms in `without` count nothing, nor do other words that are made of them alone.
        """
        if self.reach.isdisjoint(every) and self.reach.isdisjoint(capitals):
            return 0.0
        if self.acronyms and not without and (self.acronyms & capitals or self.acronyms & every):
            return 1.0
        found = [1.0 if term in every else 0.0 for term in self.terms]
        for alias in self.aliases:
            if alias.phrase <= every and not (without and alias.phrase <= without):
                for at in alias.covers:
                    found[at] = max(found[at], alias.worth)
        return sum(
            weight * each
            for term, weight, each in zip(self.terms, self.weights, found, strict=True)
            if each and term not in without
        )

    def distinguished(self, every: Set[str]) -> bool:
        """Tell whether the word that tells it from its neighbours falls among these stems, or another one for it."""
        return (
            not self.first
            or self.first in every
            or bool(self.acronyms & every)
            or any(0 in alias.covers and alias.phrase <= every for alias in self.aliases)
        )


@dataclass(frozen=True)
class Asked:
    """What a point asks for: the things that it names; `title` are its words in lower case.

    `stems` are those of all its words and of others for them, `particular` those of its own that do not fit any
    subject. `several` says that it names its things side by side, `vague` that none of its words
    tells what it is about.
    """

    text: str
    title: str
    several: bool
    vague: bool
    things: tuple[Thing, ...]
    stems: frozenset[str]

    @property
    def particular(self) -> frozenset[str]:
        """The stems of its own words that do not fit any subject; all of them, where each does."""
        own = frozenset(term for thing in self.things for term in thing.terms)
        return own - general() or own


@lru_cache(maxsize=4096)
def asked(text: str, details: tuple[str, ...] = (), others: tuple[str, ...] = (), context: str = "") -> Asked:
    """Take a point apart.

    `others` are the texts of the day's other points: a word that many of them share tells little. `context` is the
    lesson's title, which says what a point like `Historical context and limitations` is about.
    """
    text = with_names(text)
    things = list(_things_beside(text, others))
    vague = not any(thing.particular for thing in things)
    if vague and context:
        things = [*_things_beside(context, others)[:1], *(replace(thing, needed=False) for thing in things)]
    for detail in details:
        things += _things_beside(detail, others)
    named = [thing for thing in things if thing.particular]
    kept = named or things[:1]
    if kept and not any(thing.needed for thing in kept):
        kept = [replace(kept[0], needed=True), *kept[1:]]
    every = {each for source in (text, *details) for each in (stem(word) for word in words(source))}
    every |= {each for thing in kept for alias in thing.aliases for each in alias.phrase}
    return Asked(
        text=text,
        title=" ".join(words(text)).casefold(),
        several=bool(_SPLIT.search(text)) and not _QUESTION.match(text),
        vague=vague,
        things=tuple(dict.fromkeys(kept)),
        stems=frozenset(every),
    )


@lru_cache(maxsize=8192)
def _things_beside(text: str, others: tuple[str, ...]) -> tuple[Thing, ...]:
    """Return the things that `text` names; it is read once for all the lessons of a day, whose titles differ."""
    shared = Counter(each for other in others for each in _stems(other))
    return tuple(_things(text, shared))


@lru_cache(maxsize=8192)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))


def _things(text: str, shared: dict[str, int]) -> list[Thing]:
    brackets = _BRACKETS.findall(text)
    plain = _BRACKETS.sub("", text).strip() or text.strip("()[] ")
    chunks = _HEAD.split(plain, maxsplit=1)
    found: list[Thing] = []
    glossed = False
    if len(chunks) == 2:
        heads = [each for each in _SPLIT.split(chunks[0]) if each.strip()]
        tail = [each for each in _SPLIT.split(chunks[1]) if each.strip()]
        found += [_thing(each, plain, shared, brackets, needed=len(tail) < 3) for each in heads]
        glossed = len(tail) == 1 and any(thing.particular for thing in found)
        plain = chunks[1]
    # A question is one thing, however many words are joined in it.
    parts = [each for each in ([plain] if _QUESTION.match(plain) else _SPLIT.split(plain)) if each.strip()]
    # In `Building and keeping a starter` the first word is not a thing by itself.
    parts = [
        each
        for each, after in zip_longest(parts, parts[1:], fillvalue="")
        if not (_GERUND.fullmatch(each.strip()) and _GERUND.match(after.strip()) and len(after.split()) > 1)
    ]
    opposed = bool(_VERSUS.search(plain))
    if (
        len(parts) > 2
        and all(len(each.split()) == 1 for each in parts[:-1])
        and stem(parts[-1].split()[0]) in general()
    ):
        # In `Query, key, value matrix formulation` the last words belong to all three.
        parts[-1] = " of ".join(parts[-1].split(maxsplit=1))
    wanted = opposed or len(parts) > 2
    found += [_thing(each, plain, shared, brackets, needed=not glossed, wanted=wanted) for each in parts]
    return [thing for thing in found if thing.terms]


def _thing(
    text: str, whole: str, shared: dict[str, int], brackets: Sequence[str], *, needed: bool = True, wanted: bool = False
) -> Thing:
    terms: list[str] = []
    raw: list[str] = []
    places: list[float] = []
    aliases: list[Alias] = []
    compound: set[int] = set()
    titled = _is_titled(whole)
    place = 1.0
    together = 0
    named = ""
    for number, chunk in enumerate(_LINK.split(f" {text} ")):
        if number and any(term not in general() for term in terms):
            place = LATER
        for word in chunk.split():
            alternatives = _ALTERNATIVES.split(word)
            first = len(terms)
            for part in words(alternatives[0]):
                each = content(part)
                if each and each not in terms:
                    proper = part[0].isupper() and not titled and not whole.lstrip().startswith(part)
                    terms.append(each)
                    raw.append(part)
                    named = each if proper and number and not named else named
                    places.append(place * (PROPER if proper else 1.0))
            covers = frozenset(range(first, len(terms)))
            if not covers:
                continue
            aliases += [Alias(frozenset(thesaurus.phrase(other)), covers) for other in alternatives[1:]]
            if _COMPOUND.search(alternatives[0]) and len(alternatives[0]) > 2:
                aliases.append(Alias(frozenset({stem("".join(words(alternatives[0])))}), covers))
                if stem("".join(words(alternatives[0]))) not in general():
                    compound |= covers
        together = together or len(terms)
    entries = thesaurus.entries(terms)
    others = _synonyms(terms, entries)
    compound |= {at for alias in others if len(alias.covers) > 1 for at in alias.covers}
    counts = [
        place
        * (1.0 if term not in general() else COMPOUND if at in compound else GENERAL)
        * (KIND if at and term in kinds() else 1.0)
        / (1 + SHARED * min(shared.get(term, 0), 3))
        for at, (term, place) in enumerate(zip(terms, places, strict=True))
    ]
    total = sum(counts) or 1.0
    weights = tuple(count / total for count in counts)
    company, wholly = _company(terms, weights, entries)
    return Thing(
        name=" ".join(text.split()),
        terms=tuple(terms),
        weights=weights,
        aliases=tuple(aliases + others),
        acronyms=_acronyms(raw, brackets),
        company=company,
        wholly=wholly,
        particular=bool(compound)
        or (bool(wholly) and not aspects().issuperset(terms))
        or any(term not in general() for term in terms)
        or (wanted and not aspects().issuperset(terms)),
        described=bool(_QUESTION.match(whole) or _DESCRIBES.search(text.strip())),
        needed=needed,
        first=_distinguishing(terms, weights),
        together=together,
        named=named,
    )


def _distinguishing(terms: Sequence[str], weights: Sequence[float]) -> str:
    """Return the term that tells a thing from its neighbours: `mutable` of `mutable default argument`."""
    particular = [term for term in terms if term not in general()]
    return terms[0] if len(particular) > 1 and terms[0] == particular[0] and terms[0] not in kinds() else ""


def _is_titled(text: str) -> bool:
    long = [word for word in words(text) if len(word) > 3]
    return sum(word[0].isupper() for word in long) > 0.75 * len(long)


def _synonyms(terms: Sequence[str], entries: Sequence[Entry]) -> list[Alias]:
    """Return the other words that the thesaurus has for all or some of the terms."""
    places = {term: at for at, term in enumerate(terms)}
    found: list[Alias] = []
    for entry in entries:
        for name, worth in entry.names:
            if places.keys() >= set(name):
                covers = frozenset(places[term] for term in name)
                # A name made of less than the term itself (`as default`) says nothing of the rest.
                others = [(other, count) for other, count in entry.names if not set(other) <= set(name)]
                found += [Alias(frozenset(other), covers, min(worth, count)) for other, count in others]
    return found


def _company(
    terms: Sequence[str], weights: Sequence[float], entries: Sequence[Entry]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the company of the longest names that are made of the terms, and that of names which they are wholly."""
    counts = dict(zip(terms, weights, strict=True))
    known = [
        (frozenset(name), entry.company)
        for entry in entries
        if entry.company
        for name, worth in entry.names
        if worth == thesaurus.SAME and counts.keys() >= set(name) and sum(counts[term] for term in name) >= KNOWN
    ]
    longest = [(name, company) for name, company in known if not any(name < other for other, _ in known)]
    telling = sum(count for term, count in counts.items() if term not in general()) or 1.0
    whole = [
        company
        for name, company in longest
        if sum(counts[term] for term in name if term not in general()) >= WHOLLY * telling or len(name) == len(terms)
    ]
    own = set(terms)
    every = frozenset().union(*(company for _, company in longest)) - own
    return every, frozenset().union(*whole) - own


def _acronyms(raw: Sequence[str], brackets: Sequence[str]) -> frozenset[str]:
    """Return what stands for the words in capitals: given in brackets, or made of three initials or more."""
    initials = "".join(word[0] for word in raw).casefold()
    found = {initials} if len(initials) >= 3 else set()
    for bracket in brackets:
        short = bracket.casefold()
        if len(bracket.split()) == 1 and short.isalpha() and short in initials and len(short) > 1:
            found.add(short)
    return frozenset(found)
