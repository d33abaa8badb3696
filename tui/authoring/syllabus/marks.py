"""Which lines of an outline are its days and its weeks, whatever else in it mentions one."""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui.authoring.syllabus import inline
from tui.authoring.syllabus.days import LONGEST, Numbered, day_title, week_title
from tui.authoring.syllabus.lines import Kind, Line, is_sentence

# Headings are believed before bold lines, those before plain lines, those before bullets.
_STRENGTH = (Kind.HEADING, Kind.BOLD, Kind.TEXT, Kind.BULLET)
_MARKERS = (Kind.HEADING, Kind.BOLD, Kind.BULLET)
_LONGEST_PLAIN = 120


@dataclass(frozen=True)
class Marks:
    """Places (indices of lines) of the days, of the weeks, and of headings that stand where weeks do.

    A section is such a heading without a week's number: `Part II`, with days of its own.
    """

    days: dict[int, Numbered]
    weeks: dict[int, Numbered]
    sections: dict[int, str]

    def first(self) -> int:
        """Return the place at which the course begins."""
        return min([*self.days, *self.weeks, *self.sections])


def find(lines: Sequence[Line]) -> Marks | None:
    """Return the marks of an outline, or None where no line is a day."""
    days = _days(lines)
    if not days:
        return None
    weeks = _weeks(lines, days)
    sections = _sections(lines, days, weeks)
    return Marks(days, weeks, sections)


def level(lines: Sequence[Line], days: dict[int, Numbered]) -> int:
    """Return the level of heading at which days stand, 7 where they are no headings."""
    levels = Counter(lines[place].depth for place in days if lines[place].kind is Kind.HEADING)
    return max(levels, key=lambda depth: (levels[depth], -depth)) if levels else 7


def _days(lines: Sequence[Line]) -> dict[int, Numbered]:
    tiers: dict[Kind, dict[int, Numbered]] = {kind: {} for kind in _STRENGTH}
    for place, line in enumerate(lines):
        kind = _tier(line)
        if kind is None or (kind is not Kind.HEADING and inline.is_anchor(line.text)):
            continue
        found = day_title(inline.title_text(line.text), strict=kind is not Kind.HEADING)
        if found:
            tiers[kind][place] = found
    main = next((kind for kind in _STRENGTH if tiers[kind]), None)
    if main is None:
        return {}
    days = _settled(tiers[main], lines) if main in (Kind.HEADING, Kind.BULLET) else tiers[main]
    weaker = {Kind.HEADING: (Kind.BOLD, Kind.TEXT), Kind.BOLD: (Kind.TEXT,)}.get(main, ())
    return _with_strays(days, {place: day for kind in weaker for place, day in tiers[kind].items()}, lines)


def _tier(line: Line) -> Kind | None:
    if line.kind not in _STRENGTH or len(line.raw) > LONGEST * 2:
        return None
    if line.kind is Kind.TEXT:
        if line.text.startswith(("**", "__")):
            return Kind.BOLD
        if line.depth > 3 or len(line.text) > _LONGEST_PLAIN or is_sentence(line.text):
            return None
    return line.kind


def _settled(found: dict[int, Numbered], lines: Sequence[Line]) -> dict[int, Numbered]:
    """Leave out what only repeats a day within it (`#### Day 2 project`) and ranges that hold days of their own."""
    depths = Counter(lines[place].depth for place in found)
    main = max(depths, key=lambda depth: (depths[depth], -depth))
    numbers = {day.number for place, day in found.items() if lines[place].depth == main}
    days: dict[int, Numbered] = {}
    for place, day in found.items():
        depth = lines[place].depth
        repeats = depth > main and day.number in numbers
        if repeats or (depth < main and day.last and numbers.intersection(range(day.number, day.last + 1))):
            continue
        days[place] = day
    return days


def _with_strays(days: dict[int, Numbered], others: dict[int, Numbered], lines: Sequence[Line]) -> dict[int, Numbered]:
    """Add the days that were set in another way, where number, place and what follows leave no doubt."""
    if not others:
        return days
    taken = {number for day in days.values() for number in range(day.number, (day.last or day.number) + 1)}
    found = dict(days)
    ahead = deque(day.number for day in days.values())
    before: int | None = None
    for place in sorted([*days, *others]):
        if place in days:
            before = days[place].last or ahead[0]
            ahead.popleft()
            continue
        day = others[place]
        if before is None or day.number in taken:
            continue
        fits = before < day.number < ahead[0] if ahead else day.number == before + 1
        following = _next(lines, place)
        if fits and following is not None and lines[following].kind in _MARKERS:
            found[place] = day
            taken.add(day.number)
            before = day.number
    return dict(sorted(found.items()))


def _next(lines: Sequence[Line], place: int) -> int | None:
    """Return the place of the next line that is neither blank nor a rule."""
    for after in range(place + 1, len(lines)):
        if lines[after].kind not in (Kind.BLANK, Kind.RULE, Kind.UNDERLINE):
            return after
    return None


def _weeks(lines: Sequence[Line], days: dict[int, Numbered]) -> dict[int, Numbered]:
    deepest = level(lines, days)
    indent = min((lines[place].depth for place in days if lines[place].kind is Kind.BULLET), default=0)
    tiers: dict[Kind, dict[int, Numbered]] = {kind: {} for kind in _STRENGTH}
    for place, line in enumerate(lines):
        kind = _tier(line)
        if kind is None or place in days or inline.is_anchor(line.text):
            continue
        if (kind is Kind.HEADING and line.depth > deepest) or (kind is Kind.BULLET and line.depth >= indent):
            continue
        found = week_title(inline.title_text(line.text), strict=kind is not Kind.HEADING)
        if not found:
            continue
        if kind is not Kind.HEADING:
            following = _next(lines, place)
            if following not in days:
                continue
        tiers[kind][place] = found
    weeks = next((tiers[kind] for kind in _STRENGTH if tiers[kind]), {})
    return _from_first(weeks, lines, min(days))


def _from_first(weeks: dict[int, Numbered], lines: Sequence[Line], first_day: int) -> dict[int, Numbered]:
    """Leave out the weeks of an overview: those before the first day that do not lead up to it."""
    before = [place for place in weeks if place < first_day]
    if not before:
        return weeks
    own = before[-1]
    depth, number = lines[own].depth, weeks[own].number
    kept = {own}
    for place in reversed(before[:-1]):
        if lines[place].depth != depth or weeks[place].number >= number:
            break
        number = weeks[place].number
        kept.add(place)
    return {place: week for place, week in weeks.items() if place >= first_day or place in kept}


def _sections(lines: Sequence[Line], days: dict[int, Numbered], weeks: dict[int, Numbered]) -> dict[int, str]:
    """Return the headings above days that are no weeks but divide the course as weeks do: at least two with days."""
    top = level(lines, days)
    if weeks:
        top = min((lines[place].depth + 1 for place in weeks if lines[place].kind is Kind.HEADING), default=0)
    holders: dict[int, int] = {}
    heading: int | None = None
    for place, line in enumerate(lines):
        if place in days:
            if heading is not None:
                holders.setdefault(heading, line.depth)
        elif place in weeks:
            heading = None
        elif line.kind is Kind.HEADING and line.depth < top:
            heading = place
    levels = Counter(lines[place].depth for place in holders)
    enough = 1 if weeks else 2
    found = {}
    for place in holders:
        after_first = place > min(days) or not weeks
        if levels[lines[place].depth] >= enough and after_first:
            found[place] = inline.title_text(lines[place].text)
    return found


def running(days: dict[int, Numbered], weeks: Sequence[int]) -> dict[int, Numbered]:
    """Return the days numbered from 1 through the course, where each week counts from 1 again; else as they are."""
    numbers = [day.number for day in days.values()]
    if len(set(numbers)) == len(numbers):
        return days
    starts = [0, *weeks]
    firsts: dict[int, int] = {}
    for place, day in days.items():
        week = day.week if day.week is not None else -sum(1 for start in starts if start <= place)
        firsts.setdefault(week, day.number)
    if len(firsts) < 2 or set(firsts.values()) != {1}:
        return days
    return {place: replace(day, number=count, last=None) for count, (place, day) in enumerate(days.items(), 1)}
