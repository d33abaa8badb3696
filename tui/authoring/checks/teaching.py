"""How well a section teaches a point: what it says of the point's things, and what speaks against it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from tui.authoring.checks import thesaurus
from tui.authoring.checks.idle import Idle
from tui.authoring.checks.lesson_text import LessonText, Part
from tui.authoring.checks.point_parts import Asked, Thing
from tui.authoring.checks.sentences import Sentence, of_part
from tui.authoring.checks.stems import stem, words

# How sentences are read. `docs/checks/coverage.md` says what each of these is for.
_HARDLY, _CLEARLY = 0.1, 0.85  # of a thing named in a sentence: at most, it is not about it; from here on, it is
_OVER_TWO = 0.8  # what naming counts that takes two sentences
_HALF = 0.4  # of a rival named in the whole section, without what it shares: at most, it is none
_MERELY = 0.15  # what naming counts in a list, or within the point's whole title
_UNDISTINGUISHED, _SCATTERED = 0.55, 0.6  # without the word that tells it from its neighbours; its words apart
_NAMED = 0.6  # of a thing named in the whole section: from here on, it falls under its name
_SAID, _AFTER = 5.0, (0.6, 0.4)  # words of substance in a full statement; what the next two sentences add to it
_BOUND = 0.7  # how much of a rival's lead our own statements make up for

_TEX = re.compile(r"[A-Za-z]{2,}")
_TEX_MEANS = (
    (re.compile(r"\\sum|\\Sigma"), "sum"),
    (re.compile(r"\\nabla"), "gradient"),
    (re.compile(r"\\sqrt"), "root"),
    (re.compile(r"\\mathbb\s*\{?E"), "expectation"),
    (re.compile(r"\^\{?2"), "square"),
    (re.compile(r"\\frac|/"), "divide"),
)


@dataclass(frozen=True)
class Reading:
    """A section as it was read: its sentences, and the stems of the words in its code and formulas."""

    sentences: tuple[Sentence, ...]
    code: frozenset[str] = frozenset()
    formulas: frozenset[str] = frozenset()

    @classmethod
    def of(cls, part: Part, text: LessonText) -> "Reading":
        """Read a section."""
        formulas = {word for formula in part.formulas for word in _TEX.findall(formula.tex)}
        formulas |= {word for formula in part.formulas for sign, word in _TEX_MEANS if sign.search(formula.tex)}
        return cls(
            sentences=of_part(part, text),
            code=frozenset(stem(word) for code in part.codes for word in words(code.content)),
            formulas=frozenset(map(stem, formulas)),
        )

    @cached_property
    def every(self) -> frozenset[str]:
        """The stems of all words of its prose."""
        return frozenset().union(*(sentence.every for sentence in self.sentences))

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Its words in capitals."""
        return frozenset().union(*(sentence.capitals for sentence in self.sentences))

    @cached_property
    def company(self) -> frozenset[str]:
        """The stems of what it says, without what it lists, asks, announces or puts off."""
        said = (sentence.every - sentence.listed for sentence in self.sentences if sentence.idle is None)
        return self.formulas.union(*said)

    @cached_property
    def idle(self) -> float:
        """The share of its sentences that teach nothing: questions, announcements, references."""
        return sum(1 for each in self.sentences if each.idle is not None) / max(len(self.sentences), 1)

    @cached_property
    def repeated(self) -> float:
        """The share of its runs of four words that it has used before: text that was made from a pattern has many."""
        runs = Counter(
            run for each in self.sentences for run in zip(*(each.words[at:] for at in range(4)), strict=False)
        )
        return sum(count - 1 for count in runs.values()) / max(runs.total(), 1)


@dataclass(frozen=True)
class Taught:
    """How well one thing is taught; `at` is the sentence that does it best.

    `statements` counts how often it is named and something is said of it; `told` weighs the words of its company.
    `named` says that its name falls.
    """

    thing: Thing
    statements: float
    told: float
    named: bool
    put_off: bool
    at: int | None


@dataclass(frozen=True)
class Weighed:
    """How well a section teaches a point.

    `particular` is the share of its words that do not fit any subject, `echo` that of the point's own words; `rival` is
    the point that it is about instead, by so much as `rivalry` says.
    """

    things: tuple[Taught, ...]
    particular: float
    echo: float
    rival: Asked | None
    rivalry: float

    @property
    def needed(self) -> tuple[Taught, ...]:
        """The things that have to be taught."""
        return tuple(each for each in self.things if each.thing.needed) or self.things


def weigh(asked: Asked, reading: Reading, rivals: Iterable[Asked] = ()) -> Weighed:
    """Weigh what a section says of a point; `rivals` are the other points that it might be about instead."""
    substance = [substance_of(sentence, asked.stems) for sentence in reading.sentences]
    rival, rivalry = _rival(asked, reading, substance, rivals)
    title = asked.title if asked.several else ""
    things = tuple(_taught(thing, reading, substance, title) for thing in asked.things)
    return Weighed(things, _particular(asked, reading), _echo(asked, reading), rival, rivalry)


def _taught(thing: Thing, reading: Reading, substance: Sequence[float], title: str) -> Taught:
    return Taught(
        thing=thing,
        statements=_statements(thing, reading, substance, title),
        told=thesaurus.told_by(thing.company & reading.company),
        named=thing.measure(reading.every, reading.capitals) >= _NAMED,
        put_off=any(
            sentence.idle is Idle.PUT_OFF and thing.measure(sentence.every, sentence.capitals) >= 0.65
            for sentence in reading.sentences
        ),
        at=_best(thing, reading, substance),
    )


def _best(thing: Thing, reading: Reading, substance: Sequence[float]) -> int | None:
    """Return which sentence an author would point at: it names the thing, keeps its company and says something."""
    worth = {
        at: (2 * thing.measure(sentence.every, sentence.capitals) + 0.5 * len(thing.company & sentence.every))
        * (1 + min(substance[at], 2 * _SAID))
        for at, sentence in enumerate(reading.sentences)
        if sentence.idle is None
    }
    best = max(worth, key=lambda at: worth[at], default=None)
    return best if best is not None and worth[best] > 0 else None


def _rival(
    asked: Asked, reading: Reading, substance: Sequence[float], rivals: Iterable[Asked]
) -> tuple[Asked | None, float]:
    """Return the point that the section is about more than about its own, and by how much, from 0 to 1."""
    rival, rivalry = None, 0.0
    title = asked.title if asked.several else ""
    reach = frozenset().union(*(thing.reach for thing in asked.things))
    plain = sum(_statements(thing, reading, substance, title) for thing in asked.things)
    for other in rivals:
        theirs = max((_statements(each, reading, substance, "", asked.stems) for each in other.things), default=0.0)
        if theirs > 0:
            ours = plain
            if not reach.isdisjoint(other.stems):
                ours = sum(_statements(each, reading, substance, title, other.stems) for each in asked.things)
            ahead = (theirs - _BOUND * ours) / (theirs + ours + 1)
            if ahead > rivalry:
                rival, rivalry = other, ahead
    return rival, rivalry


def _statements(
    thing: Thing, reading: Reading, substance: Sequence[float], title: str, without: Set[str] = frozenset()
) -> float:
    """Return how many full statements are made about a thing."""
    if thing.measure(reading.every, reading.capitals, without) <= (_HALF if without else _HARDLY):
        return 0.0
    total, reach = 0.0, thing.reach
    for at, sentence in enumerate(reading.sentences):
        if reach.isdisjoint(sentence.every) and reach.isdisjoint(sentence.capitals):
            continue
        measure = thing.measure(sentence.every, sentence.capitals, without) if sentence.idle is None else 0.0
        if 0 < measure < _CLEARLY and len(thing.terms) > 2 and at and not without:
            before = reading.sentences[at - 1]
            if before.paragraph == sentence.paragraph and before.idle is None:
                both = thing.measure(sentence.every | before.every, sentence.capitals)
                measure = max(measure, _OVER_TWO * both)
        if measure <= 0:
            continue
        if thing.first and not thing.distinguished(sentence.every):
            measure *= _UNDISTINGUISHED
        elif not without and not _stand_together(thing, sentence):
            measure *= _SCATTERED
        if (title and title in " ".join(sentence.words)) or (
            sentence.listed and thing.measure(sentence.every - sentence.listed, without=without) < 0.6 * measure
        ):
            measure *= _MERELY
        total += min(1.0, max(0.0, measure - _HARDLY) / (_CLEARLY - _HARDLY)) * _said(at, reading, substance)
    return total


def _stand_together(thing: Thing, sentence: Sentence) -> bool:
    """Tell whether the words of a thing's name stand near one another, where a sentence has more than one of them."""
    name = [term for term in thing.terms[: thing.together] if term in sentence.every]
    if len(name) < 2:
        return True
    places = [[at for at, each in enumerate(sentence.stems) if each == term] for term in name]
    span = min(max(min(abs(at - other) for other in of_term) for of_term in places) for at in places[0])
    return span <= len(name) + 1


def _said(at: int, reading: Reading, substance: Sequence[float]) -> float:
    """Return how full a statement begins at a sentence, from 0 to 1."""
    found = substance[at]
    for after, worth in enumerate(_AFTER, at + 1):
        if after < len(substance) and reading.sentences[after].paragraph == reading.sentences[at].paragraph:
            found += worth * substance[after] if reading.sentences[after].idle is None else 0
    return min(1.0, found / _SAID)


def substance_of(sentence: Sentence, own: Set[str]) -> float:
    """Return how many words of substance a sentence has, besides the point's own."""
    common = 0.3 * len(sentence.common - own)
    return len(sentence.particular - own) + common + min(sentence.exact, 3) + (1 if sentence.reasons else 0)


def _particular(asked: Asked, reading: Reading) -> float:
    """Return the share of what is said that does not fit any subject, the point's own words left out."""
    particular = sum(len(each.particular - asked.stems) + min(each.exact, 3) for each in reading.sentences)
    common = sum(len(each.common - asked.stems) for each in reading.sentences)
    return particular / max(particular + common, 1)


def _echo(asked: Asked, reading: Reading) -> float:
    """Return the share of the point's own words in what is said: a definition that goes in a circle has little else."""
    own = asked.particular
    said = own_said = 0
    for sentence in reading.sentences:
        carried = sentence.particular | sentence.common | sentence.listed
        said += sum(1 for each in sentence.stems if each in carried or each in own)
        own_said += sum(1 for each in sentence.stems if each in own)
    return own_said / max(said, 1)
