"""What drafting sections will cost, told before it begins: from the plan, and from what finished sections took."""

import hashlib
import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from tui.authoring import plain_text
from tui.authoring.course import Course
from tui.authoring.drafting.outcome import Usage
from tui.authoring.drafting.prices import Prices, cost_usd
from tui.authoring.drafting.profiles import Profile
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.errors import InputError
from tui.authoring.planning import budget, naming
from tui.authoring.planning.model import SectionPlan
from tui.authoring.prompting import prompt_for
from tui.authoring.review import spending
from tui.authoring.review.spending import Usual

LEAST_CACHED = 1024
"""Tokens: the shortest beginning of a prompt that is taken to be cached. Most models keep none that is shorter."""

_BREAKPOINTS = 4
_OTHERS_WEIGH = 1.0
"""As many sections' worth of what all kinds take is mixed into what one kind took: a single section proves little."""


@dataclass(frozen=True)
class Forecast:
    """What `sections` sections of about `words` words will take, tokens in `usage`; `cost_usd` None: no price is known.

    It is learnt from `learnt_from` finished sections of the profile's model; where that is 0, from the plan alone.
    """

    sections: int
    words: int
    usage: Usage
    cost_usd: Decimal | None
    learnt_from: int
    model: str
    prices: Prices | None

    @property
    def line(self) -> str:
        """It in one line, for the author."""
        sections = _counted(self.sections, "section")
        if self.cost_usd is None:
            cost = f"cost unknown, since no price of {self.model} is known"
        else:
            cost = f"${self.cost_usd:.2f}" if self.cost_usd >= 1 else f"${self.cost_usd:.4f}"
        source = f"from {_counted(self.learnt_from, 'finished section')}" if self.learnt_from else "from the plan alone"
        return f"{sections}, about {_rounded(self.words):,} words, {cost} ({source})"


def forecast(
    course: Course,
    profile: Profile,
    keys: Sequence[str],
    *,
    concurrency: int = 1,
    alternatives: int = 1,
    batch: bool = False,
) -> Forecast:
    """Foretell what it will take to draft the sections `keys` in this order, `concurrency` at once, or as a `batch`.

    The prompts are rendered as they will be, with texts of the usual length where earlier sections are not written yet.
    Of what they share, the first is reckoned to write the endpoint's cache and the others to read it. What failed
    attempts, revisions and continuations will add is not foretold but for what it added to finished sections.

    Raises:
        InputError: nothing is named so, or a plan or a template is broken.
        PromptTooLong: a prompt does not fit the profile's model.
    """
    rates = _Rates(course, profile)
    caching = _Caching(rates)
    sections = [course.section(key)[1] for key in keys]
    turns = _Turns([rates.answer_tokens(section) * alternatives for section in sections], concurrency)
    place = {key: at for at, key in enumerate(keys)}
    words, usages = 0.0, []
    for at, (key, section) in enumerate(zip(keys, sections, strict=True)):

        def text(other: str, at: int = at) -> str | None:
            settled = course.settled(other)
            if settled is not None or batch or other not in place or not turns.ended(place[other], before=at):
                return settled
            return "word " * round(rates.characters(sections[place[other]]) / len("word "))

        prompt = prompt_for(
            course, key, context_tokens=profile.context_tokens, max_tokens=profile.max_tokens, settled=text
        )
        answer = min(round(rates.answer_tokens(section)), prompt.max_tokens)
        for _ in range(alternatives):
            words += rates.words(section)
            usages.append(caching.usage(prompt, answer, caches=profile.caches))
    costs = [cost_usd(usage, profile.prices, batch=batch) for usage in usages]
    known = [cost for cost in costs if cost is not None]
    return Forecast(
        sections=len(keys),
        words=round(words),
        usage=_summed(usages),
        cost_usd=sum(known, Decimal(0)) if len(known) == len(costs) and profile.prices is not None else None,
        learnt_from=rates.learnt_from,
        model=profile.model,
        prices=profile.prices,
    )


class _Rates:
    """How long answers and prompts are, by what finished sections of the same model took, or by default.

    The defaults are those of the plan's own budgets: a word for each word aimed at, 1.7 tokens for a word.
    """

    def __init__(self, course: Course, profile: Profile) -> None:
        found = [
            (each, planned)
            for each, planned in _planned(course, spending.usual(course.store))
            if each.profile == profile.name and _undated(each.model or "") == _undated(profile.model)
        ]
        self.learnt_from = len(found)
        self._words = _Rate(found, lambda each: each.words, default=1.0)
        self._characters = _Rate(
            found,
            lambda each: each.text_tokens / plain_text.TOKENS_PER_CHARACTER,
            default=budget.TOKENS_PER_WORD / plain_text.TOKENS_PER_CHARACTER,
        )
        self._answer = _Rate(found, lambda each: each.output_tokens, default=budget.TOKENS_PER_WORD)
        characters = sum(each.prompt_characters for each, _ in found)
        prompt_tokens = sum(each.prompt_tokens for each, _ in found)
        self.tokens_per_character = prompt_tokens / characters if prompt_tokens else plain_text.TOKENS_PER_CHARACTER

    def words(self, section: SectionPlan) -> float:
        """Return how many words a text of the section will have."""
        return self._words.of(section)

    def characters(self, section: SectionPlan) -> float:
        """Return how many characters a text of the section will have."""
        return self._characters.of(section)

    def answer_tokens(self, section: SectionPlan) -> float:
        """Return how many tokens an answer will take, what the model thinks with it."""
        return self._answer.of(section)


class _Rate:
    """How much of something comes of each word aimed at, by kind of section."""

    def __init__(
        self, found: Sequence[tuple[Usual, SectionPlan]], of: Callable[[Usual], float], default: float
    ) -> None:
        self._got: dict[str, float] = defaultdict(float)
        self._aimed: dict[str, int] = defaultdict(int)
        for each, section in found:
            self._got[section.kind] += of(each)
            self._aimed[section.kind] += each.attempts * section.target_words
        aimed = sum(self._aimed.values())
        self._overall = sum(self._got.values()) / aimed if aimed else default

    def of(self, section: SectionPlan) -> float:
        """Return how much a section of that kind and length will take."""
        others = _OTHERS_WEIGH * section.target_words
        aimed = self._aimed.get(section.kind, 0) + others
        return section.target_words * (self._got.get(section.kind, 0.0) + others * self._overall) / aimed


class _Turns:
    """Which sections are whole when another is begun, if each takes as long as its answer, and so many go at once."""

    def __init__(self, lengths: Sequence[float], concurrency: int) -> None:
        self._begins, self._ends = [], []
        free = [0.0] * concurrency
        for length in lengths:
            self._begins.append(free[0])
            self._ends.append(free[0] + length)
            heapq.heapreplace(free, self._ends[-1])

    def ended(self, section: int, *, before: int) -> bool:
        """Say whether a section has ended before another one begins."""
        return section < before and self._ends[section] <= self._begins[before]


class _Caching:
    """Reckons which tokens of prompts sent one after the other are written to the cache, and which are read from it."""

    def __init__(self, rates: _Rates) -> None:
        self._rates = rates
        self._written: set[str] = set()

    def usage(self, prompt: Prompt, answer: int, *, caches: bool) -> Usage:
        """Return what a prompt will take; the next ones find in the cache what it shares with them."""
        whole = round(len(prompt.text) * self._rates.tokens_per_character)
        if not caches:
            return Usage(whole, answer)
        shared = [part for part in (prompt.system, *prompt.blocks) if part][:-1][:_BREAKPOINTS]
        ends = [round(end * self._rates.tokens_per_character) for end in accumulate(len(part) + 2 for part in shared)]
        names = [hashlib.sha256("\n\n".join(shared[: at + 1]).encode()).hexdigest() for at in range(len(shared))]
        read = max((end for end, name in zip(ends, names, strict=True) if name in self._written), default=0)
        kept = [(end, name) for end, name in zip(ends, names, strict=True) if end > read and end >= LEAST_CACHED]
        self._written.update(name for _, name in kept)
        written = max((end for end, _ in kept), default=read) - read
        return Usage(max(0, whole - read - written), answer, read, written)


def _planned(course: Course, found: Iterable[Usual]) -> Iterable[tuple[Usual, SectionPlan]]:
    """Yield what sections took with how they stand in the plan; those that left it are passed over."""
    by_day: dict[int, list[Usual]] = defaultdict(list)
    for each in found:
        if match := naming.LESSON_ID.match(each.section):
            by_day[int(match["day"])].append(each)
    for day, of_day in by_day.items():
        try:
            plan = course.plan(day)
        except InputError:
            continue
        sections = {lesson.kept_key(section): section for lesson in plan.lessons for section in lesson.sections}
        yield from ((each, sections[each.section]) for each in of_day if each.section in sections)


def _undated(model: str) -> str:
    return re.sub(r"-\d{8}$", "", model)


def _summed(usages: Iterable[Usage]) -> Usage:
    found = list(usages)
    return Usage(
        sum(each.input_tokens for each in found),
        sum(each.output_tokens for each in found),
        sum(each.cache_read_tokens for each in found),
        sum(each.cache_write_tokens for each in found),
    )


def _rounded(words: int) -> int:
    """Return a number of words with two figures that count."""
    return round(words, 2 - len(str(words))) if words >= 100 else words


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
