"""What the course has cost so far: by day, by profile, for each approved lesson, and what is not known of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from tui.authoring.course import Course
from tui.authoring.planning import naming
from tui.authoring.review import ledger, spending
from tui.authoring.review.attempts import Attempt
from tui.authoring.review.spending import Entry, Spent
from tui.authoring.review.states import LessonState

__all__ = ["LessonSpent", "Report", "Spending", "Spent"]

Key = TypeVar("Key", int | None, str)


@dataclass(frozen=True)
class LessonSpent:
    """What an approved lesson cost: all attempts of its sections, failed and rejected ones too."""

    lesson: str
    title: str
    spent: Spent


@dataclass(frozen=True)
class Report:
    """What was spent in `total`, and on what.

    `by_day` has None for what was asked about no section, `by_profile` "" for what names no profile; `purposes` tells
    drafting, suggestions and judging apart.
    """

    total: Spent
    by_day: dict[int | None, Spent]
    by_profile: dict[str, Spent]
    purposes: dict[str, Spent]
    approved: tuple[LessonSpent, ...]

    @property
    def of_approved(self) -> Spent:
        """What all approved lessons cost together."""
        return Spent.of(each.spent for each in self.approved)


class Spending:
    """What was spent in one workspace."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def total(self) -> Spent:
        """Return what all requests have used and cost together: quick enough to be asked after each attempt."""
        return spending.total(self._course.store)

    @property
    def cap(self) -> Decimal | None:
        """What the course may cost at most, as its blueprint says. Raises InputError where that is broken."""
        return self._course.blueprint.max_cost_usd

    @property
    def set_aside(self) -> Decimal:
        """What counts against the cap beside what is known to be spent: requests under way, or of unknown cost."""
        return ledger.set_aside(self._course.store)

    def of(self, attempts: Iterable[Attempt]) -> Spent:
        """Return what these attempts, which have ended, have used and cost together."""
        return Spent.of(spending.of_attempt(attempt) for attempt in attempts)

    def report(self) -> Report:
        """Return what was spent, and on what.

        Raises:
            InputError: the syllabus is broken.
        """
        found = spending.entries(self._course.store)
        of_sections: dict[str, Spent] = defaultdict(Spent)
        for entry in found:
            if entry.section is not None:
                of_sections[entry.section] += entry.spent
        approved = [
            LessonSpent(
                view.plan.id,
                view.plan.title,
                Spent.of(of_sections[view.plan.kept_key(section)] for section in view.plan.sections),
            )
            for day in self._course.days()
            for view in day.lessons
            if view.state
            in (LessonState.APPROVED, LessonState.EDITED, LessonState.BEHIND, LessonState.MISSING, LessonState.UNMERGED)
        ]
        return Report(
            Spent.of(entry.spent for entry in found),
            _summed(found, lambda entry: _day(entry.section)),
            _summed(found, lambda entry: entry.profile or ""),
            _summed(found, lambda entry: entry.purpose),
            tuple(approved),
        )


def _summed(found: Iterable[Entry], key: Callable[[Entry], Key]) -> dict[Key, Spent]:
    summed: dict[Key, Spent] = defaultdict(Spent)
    for entry in found:
        summed[key(entry)] += entry.spent
    return {key: summed[key] for key in sorted(summed, key=lambda key: (key is None, str(key).zfill(6)))}


def _day(section: str | None) -> int | None:
    """Return the day for which a section was first planned, as the name says under which it is kept."""
    match = naming.LESSON_ID.match(section) if section is not None else None
    return int(match["day"]) if match else None
