"""The syllabus: Week › Day › Unit › Topic › Point."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from tui.authoring.syllabus.places import PlacedPoint, PlacedTopic, topics_of

__all__ = ["Day", "PlacedPoint", "PlacedTopic", "Point", "Syllabus", "Title", "Topic", "Unit", "Week", "topics_of"]

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _nothing_is_empty(value: Any) -> Any:
    return "" if value is None else value


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(_Part):
    """The lowest bullet. In the file it is its text, or a `text` with the `details` that stood below it."""

    text: Title
    details: tuple[Title, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class Topic(_Part):
    """What one lesson teaches, unless the plan says otherwise."""

    title: Title
    points: tuple[Point, ...] = Field(min_length=1)


class Unit(_Part):
    """Topics that belong together within a day."""

    title: Title
    topics: tuple[Topic, ...] = Field(min_length=1)


class Day(_Part):
    """A day of the course; `day` is its number, from 1, unique in the syllabus.

    `addition` is the reason for which the author added a day that the outline did not have.
    """

    day: int = Field(ge=1)
    title: Title
    addition: Title | None = None
    units: tuple[Unit, ...] = Field(min_length=1)


class Week(_Part):
    """A run of days. One without number and title holds the days of a course that has no weeks."""

    week: int | None = Field(default=None, ge=1)
    title: Title | None = None
    days: tuple[Day, ...] = Field(min_length=1)


class Syllabus(_Part):
    """The whole course as the author means it, with the brief: the author's own instructions, verbatim."""

    title: Title
    brief: Annotated[str, BeforeValidator(_nothing_is_empty)] = ""
    weeks: tuple[Week, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _numbers_are_unique(self) -> "Syllabus":
        seen: set[int] = set()
        for day in self.days():
            if day.day in seen:
                raise ValueError(f"day {day.day} is defined twice; give one of them another number")
            seen.add(day.day)
        return self

    def days(self) -> Iterator[Day]:
        """Yield the days of all weeks, in the order they stand."""
        for week in self.weeks:
            yield from week.days

    def day(self, number: int) -> Day | None:
        """Return the day with that number, or None."""
        return next((day for day in self.days() if day.day == number), None)

    def with_day(self, day: Day) -> "Syllabus":
        """Return the syllabus with one day more: after the last one of a smaller number, in that one's week.

        Raises:
            ValueError: it has a day of that number.
        """
        places = [(each.day, w, d) for w, week in enumerate(self.weeks) for d, each in enumerate(week.days)]
        _, w, d = max((place for place in places if place[0] < day.day), default=(0, 0, -1))
        days = self.weeks[w].days
        week = self.weeks[w].model_copy(update={"days": (*days[: d + 1], day, *days[d + 1 :])})
        return Syllabus(title=self.title, brief=self.brief, weeks=(*self.weeks[:w], week, *self.weeks[w + 1 :]))

    def counts(self) -> dict[str, int]:
        """Return how many weeks (that are named or numbered), days, units, topics and points there are."""
        days = list(self.days())
        topics = [placed for day in days for placed in topics_of(day)]
        return {
            "weeks": sum(1 for week in self.weeks if week.week is not None or week.title is not None),
            "days": len(days),
            "units": sum(len(day.units) for day in days),
            "topics": len(topics),
            "points": sum(len(placed.topic.points) for placed in topics),
        }
