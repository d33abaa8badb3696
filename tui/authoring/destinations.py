"""Where in the course one can go: every day, lesson, section and point, found by an address or by a few letters."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from rapidfuzz import fuzz, process

from tui.authoring.course import Course, point_texts
from tui.authoring.errors import AuthoringError
from tui.authoring.planning import naming
from tui.authoring.planning.model import DayPlan
from tui.authoring.syllabus.model import Day, topics_of

_ADDRESS = re.compile(r"\d+(\.\d+){1,3}\.?")
_DAY = re.compile(r"(?:day |day|d)?0*(\d{1,6})")
_LESSON = re.compile(r"day0*(\d{1,6})_0*(\d{1,6})(.*)")
_WORD = re.compile(r"\w+")

_ALIKE = 75
"""How alike a word of the course must be to one that was typed, of 100: one letter wrong among four passes."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A place: `target` names the lesson or section to show, None the day itself; `name` is how it is addressed.

    Until the day's plan has been read, `taught` is the address of a topic or point whose lesson is not known yet.
    """

    day: int
    target: str | None
    name: str
    title: str
    within: str
    taught: str | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A destination with what else it is found by: words, and the addresses of the points that it teaches."""

    place: Destination
    words: str
    points: tuple[str, ...] = ()


class Destinations:
    """All places of a course. `glance` reads the syllabus, `refresh` the plans too; `find` searches what was read."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._days: dict[int, tuple[Day, DayPlan | None, list[_Entry]]] = {}
        self._order: tuple[int, ...] = ()
        self._index = _Index(())

    def glance(self) -> None:
        """Read what the syllabus tells of days whose plans have not been read yet, which takes no time.

        Raises:
            InputError: the syllabus is broken.
        """
        days = list(self._course.syllabus.days())
        if all(day.day in self._days for day in days):
            return
        known = ((day, self._days.get(day.day)) for day in days)
        self._index = _Index(each for day, held in known for each in (held[2] if held else _glimpsed(day)))

    def target_of(self, place: Destination) -> str | None:
        """Return the lesson or section that a place leads to; None where it is a day.

        Raises:
            InputError: the day's plan is broken.
        """
        if place.target is not None or place.taught is None:
            return place.target
        for lesson in self._course.plan(place.day).lessons:
            for section in lesson.sections:
                if place.taught in section.points:
                    return f"{lesson.id}/{section.id}"
            if any(point.startswith(f"{place.taught}.") for point in lesson.points):
                return lesson.id
        return None

    def refresh(self) -> None:
        """Read the plans that have changed since the last time. A long course takes a while: do it aside.

        Raises:
            InputError: the syllabus is broken.
        """
        days = list(self._course.syllabus.days())
        order = tuple(day.day for day in days)
        changed = order != self._order
        for day in days:
            try:
                plan = self._course.plan(day.day)
            except AuthoringError:
                plan = None  # the day is found all the same, and tells its trouble where it is shown
            held = self._days.get(day.day)
            if held is None or held[0] is not day or held[1] is not plan:
                self._days[day.day] = (day, plan, list(_entries(day, plan)))
                changed = True
        if changed:
            self._order = order
            self._index = _Index(chain.from_iterable(self._days[number][2] for number in order))

    def find(self, query: str, limit: int = 50) -> list[Destination]:
        """Return what `query` may mean, the likeliest first; the days where it is empty."""
        index, asked = self._index, " ".join(_folded(query).split())
        if not asked:
            return [index.entries[n].place for n in index.days[:limit]]
        found = dict.fromkeys(islice(index.addressed(asked), limit))
        if not found or _DAY.fullmatch(asked):
            found.update(dict.fromkeys(islice(index.worded(asked), limit)))
        if not found:
            found = dict.fromkeys(islice(index.alike(asked), limit))
        return [index.entries[n].place for n in islice(found, limit)]


def _entries(day: Day, plan: DayPlan | None) -> Iterator[_Entry]:
    label = f"Day {day.day}"
    yield _Entry(Destination(day.day, None, f"d{day.day}", day.title, label), label)
    if plan is None:
        return
    texts = point_texts(day)
    for lesson in plan.lessons:
        yield _Entry(Destination(day.day, lesson.id, lesson.id, lesson.title, label), lesson.unit)
        for section in lesson.sections:
            said = {texts.get(address, "") for address in section.points} - {section.title}
            name = section.points[0] if section.points else lesson.id
            place = Destination(day.day, f"{lesson.id}/{section.id}", name, section.title, lesson.title)
            yield _Entry(place, " ".join([lesson.title, *sorted(said)]), tuple(section.points))


def _glimpsed(day: Day) -> Iterator[_Entry]:
    """Yield the day, its topics and their points: what there is to go to before its lessons are known."""
    label = f"Day {day.day}"
    yield _Entry(Destination(day.day, None, f"d{day.day}", day.title, label), label)
    for topic in topics_of(day):
        title = topic.topic.title
        place = Destination(day.day, None, topic.address, title, label, taught=topic.address)
        yield _Entry(place, topic.unit.title)
        for point in topic.points():
            place = Destination(day.day, None, point.address, point.point.text, title, taught=point.address)
            yield _Entry(place, title, (point.address,))


def _folded(text: str) -> str:
    """Return `text` as it is compared: without case and accents."""
    if text.isascii():
        return text.casefold()
    return "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))


class _Index:
    """The entries in the order of the course, made ready to be searched."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self.entries = list(entries)
        self._titles = [f" {_folded(each.place.title)}" for each in self.entries]
        self._texts = [f"{title} {_folded(each.words)}" for title, each in zip(self._titles, self.entries, strict=True)]
        kinds: tuple[list[int], list[int], list[int]] = ([], [], [])
        for n, each in enumerate(self.entries):
            kinds[_kind(each)].append(n)
        self.days, self._lessons = kinds[0], kinds[1]
        self._ranked = [*kinds[0], *kinds[1], *kinds[2]]
        self._points = sorted((address, n) for n, each in enumerate(self.entries) for address in each.points)
        self._targets = sorted((each.place.target, n) for n, each in enumerate(self.entries) if each.place.target)
        self._holding: dict[str, array[int]] = {}
        for n in self._ranked:
            for word in dict.fromkeys(_WORD.findall(self._texts[n])):
                self._holding.setdefault(word, array("I")).append(n)

    def addressed(self, asked: str) -> Iterator[int]:
        """Yield what has the address that is asked for, and then what lies below it."""
        if _ADDRESS.fullmatch(asked):
            address = asked.rstrip(".")
            yield from (n for each, n in _begun(self._points, address) if each == address)
            yield from sorted(n for _, n in _begun(self._points, f"{address}."))
            if not asked.endswith("."):
                yield from sorted(n for _, n in _begun(self._points, address))
        elif day := _DAY.fullmatch(asked):
            yield from (n for n in self.days if self.entries[n].place.day == int(day[1]))
            yield from (n for n in self._lessons if self.entries[n].place.day == int(day[1]))
        elif lesson := _LESSON.fullmatch(asked):
            whole = naming.lesson_id(int(lesson[1]), int(lesson[2])) + lesson[3]
            yield from sorted(n for _, n in _begun(self._targets, whole))
            yield from sorted(n for _, n in _begun(self._targets, asked))

    def worded(self, asked: str) -> Iterator[int]:
        """Yield what holds every word, first in its title and at the beginnings of words; days, lessons, sections."""
        words = asked.split()
        left = self._ranked
        for word in sorted(words, key=len, reverse=True):
            left = [n for n in left if word in self._texts[n]]
        begun = [f" {word}" for word in words]
        tiers: tuple[Callable[[str], bool], ...] = (
            lambda title: title.startswith(f" {asked}"),
            lambda title: all(word in title for word in begun),
            lambda title: all(word in title for word in words),
        )
        for fits in tiers:
            after = []
            for n in left:
                if fits(self._titles[n]):
                    yield n
                else:
                    after.append(n)
            left = after
        yield from left

    def alike(self, asked: str) -> Iterator[int]:
        """Yield what holds words like those asked for: misspelt, or with letters left out."""
        known = list(self._holding)
        hits: set[int] | None = None
        for word in asked.split():
            close = _close(word, known)
            holding = set(chain.from_iterable(self._holding[each] for each in close))
            hits = holding if hits is None else hits & holding
        if hits:
            yield from (n for n in self._ranked if n in hits)


def _close(word: str, known: Sequence[str]) -> list[str]:
    """Return the words that may be meant by `word`, the likeliest first."""
    if len(word) < 3:
        return [each for each in known if each.startswith(word)]
    begin, letters = word[0], re.compile(".*".join(map(re.escape, word)))
    shortened = [each for each in known if each[0] == begin and len(each) > len(word) and letters.match(each)]
    misspelt = process.extract(word, known, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=20)
    longer = (each for each in known if word in each)
    return list(dict.fromkeys(chain((each for each, *_ in misspelt), shortened, longer)))


def _kind(entry: _Entry) -> int:
    """Return 0 for a day, 1 for a lesson or a topic, 2 for a section or a point."""
    place = entry.place
    if place.target is not None:
        return 2 if "/" in place.target else 1
    return 0 if place.taught is None else 2 if entry.points else 1


def _begun(ordered: Sequence[tuple[str, int]], begin: str) -> Iterator[tuple[str, int]]:
    """Yield those of the names in order that begin so."""
    for n in range(bisect_left(ordered, (begin,)), len(ordered)):
        if not ordered[n][0].startswith(begin):
            return
        yield ordered[n]
