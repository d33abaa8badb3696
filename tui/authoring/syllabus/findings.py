"""What an editor would remark on an outline: broken promises, gaps, repetitions, lines without a place."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tui.authoring import plain_text
from tui.authoring.syllabus import day_words, inline
from tui.authoring.syllabus.lines import Kind, Line

_LONGEST_QUOTE = 60
_PROMISE = re.compile(
    rf"(?<![\w.,])(\d{{1,3}})[\s-]{{0,3}}(?:full[\s-])?(?:({day_words.DAYS_PROMISED})|({day_words.WEEKS_PROMISED}))",
    re.IGNORECASE,
)
_LONGEST_PROMISE_LINE = 20_000


@dataclass(frozen=True)
class ImportFinding:
    """One remark: the rule it comes from, the line (from 1) of the outline that it is about, and a sentence."""

    rule: str
    line: int
    message: str


@dataclass(frozen=True)
class Promise:
    """A number of days or weeks (`unit`) that a text promises, in the words in which it does: `45-Day`."""

    said: str
    number: int
    unit: str


@dataclass(frozen=True)
class Said:
    """A title or a point, and where: its day, and its line."""

    text: str
    day: int
    line: int


def quoted(text: str) -> str:
    """Return `text` short enough to be quoted in a sentence."""
    text = plain_text.one_line(text)
    return f"“{text}”" if len(text) <= _LONGEST_QUOTE else f"“{text[: _LONGEST_QUOTE - 1].rstrip()}…”"


def unplaced(lines: Iterable[Line], where: str) -> list[ImportFinding]:
    """Report lines that no part of the syllabus took, one finding for each run of them."""
    runs: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.number):
        if runs and runs[-1][-1].number == line.number - 1 and line.kind is runs[-1][-1].kind is not Kind.HEADING:
            runs[-1].append(line)
        else:
            runs.append([line])
    found = []
    for run in runs:
        first, last = run[0], run[-1]
        what = first.kind.value.capitalize()
        span = f" (to line {last.number})" if last is not first else ""
        said = quoted(first.text) if inline.visible(first.text).strip() else "with nothing in it"
        message = f"{what}{span} has no place in the syllabus {where} and was left out: {said}."
        found.append(ImportFinding("unplaced-text", first.number, message))
    return found


def promises(lines: Iterable[Line], days: int, weeks: int) -> list[ImportFinding]:
    """Report each number of days or weeks that title or brief promise and the outline does not keep."""
    found: dict[tuple[str, int], ImportFinding] = {}
    for line in lines:
        for promise in promised(line.raw):
            unit, number = promise.unit, promise.number
            defined = days if unit == "days" else weeks
            if number != defined and (unit, number) not in found:
                message = f"{quoted(promise.said)} promises {number} {unit}, and {are(defined, unit)} defined."
                found[unit, number] = ImportFinding("days-promised", line.number, message)
    return list(found.values())


def promised(line: str) -> Iterator[Promise]:
    """Yield each number of days or weeks, more than one, that a line of a title or a brief promises."""
    for match in _PROMISE.finditer(plain_text.clean(line[:_LONGEST_PROMISE_LINE])):
        if int(match[1]) > 1:
            yield Promise(match[0], int(match[1]), "days" if match[2] else "weeks")


def gaps(days: Sequence[tuple[int, int, int]]) -> list[ImportFinding]:
    """Report numbers that no day has; a day is (first number, last number, line)."""
    found = []
    ordered = sorted(days)
    reached = ordered[0][1] if ordered else 0
    for first, last, line in ordered:
        if first > reached + 1:
            missing = f"Day {reached + 1} is" if first == reached + 2 else f"Days {reached + 1} to {first - 1} are"
            found.append(ImportFinding("day-gap", line, f"{missing} missing between day {reached} and day {first}."))
        reached = max(reached, last)
    return found


def disorder(days: Sequence[tuple[int, int, int]]) -> list[ImportFinding]:
    """Report days that stand after a later one; a day is as for `gaps`."""
    found = []
    highest = 0
    for first, last, line in days:
        if first < highest:
            found.append(ImportFinding("day-order", line, f"Day {first} stands after day {highest}."))
        highest = max(highest, last)
    return found


def repetitions(said: Iterable[Said], what: str) -> list[ImportFinding]:
    """Report each topic title or point (`what`) that recurs: once for all days that have it, at its second place.

    What recurs within one day only is another rule, for there it is more often a slip of the pen than a plan.
    """
    places: dict[str, list[Said]] = {}
    for each in said:
        places.setdefault(_folded(each.text), []).append(each)
    found = []
    for same in places.values():
        days = sorted({each.day for each in same})
        if len(days) > 1:
            second = next(each for each in same if each.day != same[0].day)
            names = f"{', '.join(str(day) for day in days[:-1])} and {days[-1]}"
            message = f"The {what} {quoted(same[0].text)} stands on days {names}."
            found.append(ImportFinding(f"duplicate-{what}", second.line, message))
        elif len(same) > 1:
            message = f"The {what} {quoted(same[0].text)} stands {len(same)} times on day {days[0]}."
            found.append(ImportFinding(f"repeated-{what}", same[1].line, message))
    return found


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(".:;!。")


def are(count: int, noun: str) -> str:
    """Return `33 days are`, `1 day is` or `no day is`; `noun` is the plural."""
    if count == 0:
        return f"no {noun.removesuffix('s')} is"
    return f"{count} {noun.removesuffix('s')} is" if count == 1 else f"{count} {noun} are"
