"""How long it takes to find passages that nearly stand in two lessons, and how many are found; beside other ways.

The lessons are drawn at random, with the frequencies that words have in English (Zipf's), and passages are copied from
one into another with 5 to 25 % of their words put in, taken out or changed; as many are copied with half of their words
changed, and those are not to be found.
"""

import math
import random
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz import fuzz

from benchmarks.figure import Figure, shortest, timed
from tui.authoring.checks.duplicates import DuplicatesSettings, course, digest
from tui.authoring.checks.lesson_text import LessonText
from tui.authoring.checks.subject import Subject
from tui.authoring.planning.blueprint import Blueprint, SectionKind

LESSONS, WORDS, PASSAGE = 300, 4000, 60
FEW = 15
COPIES = 0.05
EDITS = (0.05, 0.10, 0.15, 0.20, 0.25)
COUSINS = 0.5
"""The share of words that is changed in copies which are too far from their originals to be told."""
RUNS = 2

Pair = tuple[tuple[str, int], tuple[str, int]]
"""Two passages, each by the path of its lesson and its line; the earlier one first."""


@dataclass(frozen=True)
class Drawn:
    """Lessons by path, and the pairs of passages in them of which one is a copy of the other."""

    texts: dict[str, str]
    copies: frozenset[Pair]

    @cached_property
    def subjects(self) -> list[Subject]:
        """The lessons as rules see them."""
        blueprint = Blueprint(sections=(SectionKind(kind="point", title="{point}", each="point", target_words=500),))
        return [Subject(path, LessonText.parse(text), blueprint) for path, text in self.texts.items()]

    @cached_property
    def passages(self) -> list[tuple[str, int, list[str]]]:
        """All passages: path, line and words."""
        return [
            (path, number, re.findall(r"\w+", line))
            for path, text in self.texts.items()
            for number, line in enumerate(text.split("\n"), 1)
            if line and not line.startswith("#")
        ]

    def share(self, found: set[Pair]) -> str:
        """Return how many of the copies were found, and how many other pairs, in words."""
        return f"{100 * len(found & self.copies) / len(self.copies):.0f} % found, {len(found - self.copies)} more"


def figures(course: Path) -> Iterator[Figure]:
    """Yield the rule on a whole course beside a bare look at its words, and on a tenth of it beside other ways."""
    del course
    whole, few = drawn(LESSONS), drawn(FEW)
    subjects = whole.subjects
    once, bare = shortest(
        lambda: timed(lambda: by_rule(subjects)),
        lambda: timed(lambda: [re.findall(r"\w+", text) for text in whole.texts.values()]),
        RUNS,
    )
    told = f"duplicates, {LESSONS} lessons: {whole.share(by_rule(subjects))}"
    yield Figure(told, once, "re.findall of their words", bare)
    others: dict[str, Callable[[Drawn], set[Pair]]] = {
        "winnowing": by_winnowing,
        "TF-IDF of runs": by_weights,
        "rapidfuzz alone": by_all_pairs,
    }
    subjects = few.subjects
    for other, way in others.items():

        def beside_it(way: Callable[[Drawn], set[Pair]] = way) -> float:
            return timed(lambda: way(few))

        mine, beside = shortest(lambda: timed(lambda: by_rule(subjects)), beside_it, RUNS)
        told = f"duplicates, {FEW} lessons: {few.share(by_rule(subjects))}"
        yield Figure(told, mine, f"{other}: {few.share(way(few))}", beside)


def drawn(lessons: int) -> Drawn:
    """Draw lessons and copies; the same ones every time."""
    chance = random.Random(lessons)
    words = [f"w{chance.randrange(10**6)}" for _ in range(20_000)]
    weights = list(_running(1 / (rank + 3) for rank in range(len(words))))

    def draw(count: int) -> list[str]:
        return chance.choices(words, cum_weights=weights, k=count)

    paths = [f"course/day{1 + n // 10:02d}/day{1 + n // 10:02d}_{1 + n % 10:03d}_x.md" for n in range(lessons)]
    passages = {path: [draw(chance.randint(30, 2 * PASSAGE - 30)) for _ in range(WORDS // PASSAGE)] for path in paths}
    copies = set()
    # A passage is copied or copied to, but not both, so that no other pairs are alike.
    free = [(path, number) for path in paths for number in range(WORDS // PASSAGE)]
    chance.shuffle(free)
    for edit in range(2 * int(len(free) * COPIES)):
        one, other = sorted((free.pop(), free.pop()))
        if one[0] != other[0]:
            near = edit % 2 == 0
            share = EDITS[edit // 2 % len(EDITS)] if near else COUSINS
            passages[other[0]][other[1]] = _edited(passages[one[0]][one[1]], share, chance, draw)
            if near:
                copies.add(((one[0], 3 + 2 * one[1]), (other[0], 3 + 2 * other[1])))
    texts = {path: "# T\n\n" + "\n\n".join(" ".join(each) for each in own) + "\n" for path, own in passages.items()}
    return Drawn(texts, frozenset(copies))


def _running(values: Iterator[float]) -> Iterator[float]:
    total = 0.0
    for value in values:
        total += value
        yield total


def _edited(words: list[str], share: float, chance: random.Random, draw: Callable[[int], list[str]]) -> list[str]:
    edited = []
    for word in words:
        if chance.random() >= share:
            edited.append(word)
        else:
            edited += chance.choice(([], draw(1), draw(1), draw(1), [word, *draw(1)]))
    return edited


def by_rule(subjects: list[Subject]) -> set[Pair]:
    """Return the pairs that the rule tells."""
    kept = {subject.path: digest(subject) for subject in subjects}
    found = set()
    for path, each in course(kept, DuplicatesSettings(), set(kept)):
        there, _, line = each.message.partition(" in ")[2].partition(" too:")[0].rpartition(":")
        found.add(((there, int(line)), (path, each.line)))
    return found


def by_winnowing(lessons: Drawn, run: int = 4, window: int = 4, least: float = 0.1) -> set[Pair]:
    """Return the pairs that share a tenth of their fingerprints: the least hashes of windows over runs of words."""
    index: dict[int, list[int]] = defaultdict(list)
    prints: list[set[int]] = []
    for number, (_, _, words) in enumerate(lessons.passages):
        runs = [zlib.crc32(" ".join(words[at : at + run]).encode()) for at in range(len(words) - run + 1)]
        prints.append({min(runs[at : at + window]) for at in range(max(1, len(runs) - window + 1))})
        for value in prints[-1]:
            index[value].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for there in index.values():
        if 1 < len(there) < 100:
            shared.update((one, other) for at, one in enumerate(there) for other in there[at + 1 :])
    near = (pair for pair, count in shared.items() if count >= max(2, least * min(len(prints[each]) for each in pair)))
    return _pairs(lessons, near)


def by_weights(lessons: Drawn, run: int = 2, least: float = 0.3) -> set[Pair]:
    """Return the pairs whose runs of words, weighted by how rare they are (TF-IDF), have a cosine of 0.3 or more."""
    counts = [
        Counter(" ".join(words[at : at + run]) for at in range(len(words) - run + 1))
        for _, _, words in lessons.passages
    ]
    often = Counter(term for count in counts for term in count)
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    cosines: dict[tuple[int, int], float] = defaultdict(float)
    for number, count in enumerate(counts):
        weights = {term: times * math.log(len(counts) / often[term]) for term, times in count.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1
        for term, weight in weights.items():
            for other, there in index[term]:
                cosines[other, number] += there * weight / length
            index[term].append((number, weight / length))
    return _pairs(lessons, (pair for pair, cosine in cosines.items() if cosine >= least))


def by_all_pairs(lessons: Drawn, least: float = 75) -> set[Pair]:
    """Return the pairs that rapidfuzz finds alike, letter by letter, every passage held against every other."""
    texts = [" ".join(words) for _, _, words in lessons.passages]
    near = (
        (one, other)
        for other, text in enumerate(texts)
        for one in range(other)
        if fuzz.ratio(texts[one], text, score_cutoff=least)
    )
    return _pairs(lessons, near)


def _pairs(lessons: Drawn, near: Iterator[tuple[int, int]]) -> set[Pair]:
    places = [(path, line) for path, line, _ in lessons.passages]
    return {(places[one], places[other]) for one, other in near if places[one][0] != places[other][0]}
