"""What a history is narrowed to: words such as `lesson:day01_001 author:Ada`, and any others for the text."""

import re
from dataclasses import dataclass

from tui.authoring import plain_text
from tui.authoring.errors import InputError

_WORD = re.compile(r'(?:(lesson|day|author|model|text):)?(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_LESSON = re.compile(r"day\d+_\d+")
_DAY = re.compile(r"(?:day)?0*([1-9]\d*)")


@dataclass(frozen=True)
class TimelineFilter:
    """`target` is a lesson (`day01_001`), a day (`day01`), or None for the course; what is empty narrows nothing."""

    target: str | None = None
    author: str = ""
    model: str = ""
    text: str = ""

    @property
    def narrows(self) -> bool:
        """Whether something besides the lesson or the day is asked for."""
        return bool(self.author or self.model or self.text)

    @property
    def place(self) -> str:
        """What it is the history of, in words."""
        if self.target is None:
            return "the course"
        return self.target if "_" in self.target else f"day {int(self.target.removeprefix('day'))}"

    @property
    def said(self) -> str:
        """All that is asked for besides, as it can be typed again."""
        parts = [("author", self.author), ("model", self.model), ("text", self.text)]
        return " ".join(f"{name}:{_quoted(value)}" for name, value in parts if value)

    def narrowed(self, typed: str) -> "TimelineFilter":
        """Return what was typed as a filter of the same lesson, day or course, unless it names another.

        Raises:
            InputError: a lesson or a day is named as none can be.
        """
        found: dict[str, list[str]] = {"author": [], "model": [], "text": []}
        target = self.target
        for name, quoted, bare in _WORD.findall(plain_text.one_line(typed)):
            value, key = quoted.strip() or bare.replace('"', ""), (name or "text").lower()
            if key == "lesson":
                target = _lesson(value)
            elif key == "day":
                target = _day(value)
            elif value:
                found[key].append(value)
        return TimelineFilter(target, *(" ".join(found[key]) for key in ("author", "model", "text")))


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value or ":" in value else value


def _lesson(value: str) -> str:
    if not _LESSON.fullmatch(value):
        raise InputError(f"{value!r} names no lesson: write it as in lesson:day01_001.")
    return value


def _day(value: str) -> str:
    named = _DAY.fullmatch(value)
    if named is None:
        raise InputError(f"{value!r} names no day: write it as in day:1.")
    return f"day{int(named[1]):02d}"
