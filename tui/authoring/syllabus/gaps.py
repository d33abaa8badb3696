"""What a course as a whole promises and does not hold: days announced but not defined, a capstone in name only."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui.authoring.syllabus import findings
from tui.authoring.syllabus.findings import Promise, quoted
from tui.authoring.syllabus.model import Day, Syllabus, Week

_WIDEST_GAP = 100
_PROJECT = re.compile(
    r"\b(?:capstones?|projects?|hackathons?|projekte?n?|abschlussprojekte?|projets?|proyectos?|progett[oi]|projetos?"
    r"|проект(?:а|ы|ов)?)\b",
    re.IGNORECASE,
)
# A point speaks of projects for many reasons: it holds one where it says capstone, or begins with one.
_IN_POINT = re.compile(rf"\bcapstones?\b|^(?:(?:final|team|group|term)\s+)?{_PROJECT.pattern}", re.IGNORECASE)


@dataclass(frozen=True)
class Gap:
    """One thing missing, in a sentence; `days` are the numbers that days to fill it would have, if it is days."""

    rule: str
    message: str
    days: tuple[int, ...] = ()


def gaps(syllabus: Syllabus) -> tuple[Gap, ...]:
    """Return what the syllabus promises in its title, its brief, its numbers and its weeks, and does not hold."""
    return (*_days_promised(syllabus), *_numbers_left_out(syllabus), *_capstones(syllabus))


def missing_days(found: Sequence[Gap]) -> tuple[int, ...]:
    """Return the numbers of all days that are missing, in order."""
    return tuple(sorted({number for gap in found for number in gap.days}))


def _days_promised(syllabus: Syllabus) -> Iterator[Gap]:
    promise = _promise(syllabus)
    numbers = {day.day for day in syllabus.days()}
    if promise is None or promise.number <= len(numbers):
        return
    lacking = promise.number - len(numbers)
    missing = tuple(number for number in range(1, promise.number + 1) if number not in numbers)[:lacking]
    yield Gap(
        "days-promised",
        f"{quoted(promise.said)} promises {promise.number} days, and {findings.are(len(numbers), 'days')} defined: "
        f"{_named(missing)} missing.",
        missing,
    )


def _promise(syllabus: Syllabus) -> Promise | None:
    # The title says how long the course is; the brief may count other days too, so that its first promise counts.
    for text in (syllabus.title, *syllabus.brief.splitlines()):
        for promise in findings.promised(text):
            if promise.unit == "days":
                return promise
    return None


def _numbers_left_out(syllabus: Syllabus) -> Iterator[Gap]:
    numbers = sorted(day.day for day in syllabus.days())
    for before, after in itertools.pairwise(numbers):
        # A wider one is no gap: the author counts otherwise, by dates perhaps.
        if 1 < after - before <= _WIDEST_GAP:
            missing = tuple(range(before + 1, after))
            yield Gap("day-gap", f"{_named(missing)} missing between day {before} and day {after}.", missing)


def _named(numbers: Sequence[int]) -> str:
    """Return `Day 3 is` or `12 days (34 to 45) are`."""
    if len(numbers) == 1:
        return f"Day {numbers[0]} is"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
    return f"{len(numbers)} days ({said}) are"


def _capstones(syllabus: Syllabus) -> Iterator[Gap]:
    for week in syllabus.weeks:
        named = _PROJECT.search(week.title or "")
        if named is not None and not any(_holds_project(day) for day in week.days):
            yield Gap(
                "no-capstone",
                f"{_week(week)} announces “{named[0]}”, and none of its days, units and topics holds one; its "
                f"last day is day {max(day.day for day in week.days)}.",
            )


def _week(week: Week) -> str:
    title = quoted(week.title or "")
    return f"The week {title}" if week.week is None else f"Week {week.week}, {title},"


def _holds_project(day: Day) -> bool:
    titles = [day.title, *(unit.title for unit in day.units)]
    topics = [topic for unit in day.units for topic in unit.topics]
    titles += [topic.title for topic in topics]
    points = [point.text for topic in topics for point in topic.points]
    return any(map(_PROJECT.search, titles)) or any(map(_IN_POINT.search, points))
