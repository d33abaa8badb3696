"""The names of lessons and sections: `day02_001_compression_storage.md`, strictly."""

import re
from collections.abc import Collection

from slugify import slugify

LESSON_FILE = re.compile(r"day(?P<day>[0-9]{2,})_(?P<serial>[0-9]{3,})_(?P<slug>[a-z0-9]+(?:_[a-z0-9]+)*)\.md")
LESSON_ID = re.compile(r"day(?P<day>[0-9]{2,})_(?P<serial>[0-9]{3,})")

_DAY_FOLDER = re.compile(r"day(?P<day>[0-9]{2,9})")
_MOST_DIGITS = 9
"""Of a day's number: more is no course, and int() refuses thousands."""
_LESSON_SLUG_LENGTH = 60
_SECTION_SLUG_LENGTH = 48
_PART = re.compile(r"\s*\(part ([0-9]{1,3})\)\Z")


def day_folder(day: int) -> str:
    """Return the folder of a day: `day02`, `day365`."""
    return f"day{day:02d}"


def day_of(folder: str) -> int | None:
    """Return the day whose folder is named so (`day02`), None for any other name."""
    match = _DAY_FOLDER.fullmatch(folder)
    return int(match["day"]) if match else None


def lesson_named(name: str) -> re.Match[str] | None:
    """Return `day` and `serial` in a lesson's prefix, or in its whole file name; None for any other name."""
    match = LESSON_ID.fullmatch(name) or LESSON_FILE.fullmatch(name)
    return match if match and len(match["day"]) <= _MOST_DIGITS else None


def lesson_id(day: int, serial: int) -> str:
    """Return a lesson's prefix, by which everybody names it: `day02_001`."""
    return f"{day_folder(day)}_{serial:03d}"


def lesson_file(day: int, serial: int, title: str, taken: Collection[str] = ()) -> str:
    """Return a lesson's file name; `taken` holds the day's file names so far, whose slugs it does not repeat."""
    slugs = {match["slug"] for name in taken if (match := LESSON_FILE.fullmatch(name))}
    # What tells two parts apart must not be what a long title is cut by.
    ending = f"_part_{match[1]}" if (match := _PART.search(title)) else ""
    stem = _slug(without_part(title), "_", _LESSON_SLUG_LENGTH - len(ending)) or "lesson"
    return f"{lesson_id(day, serial)}_{_unique(stem + ending, '_', slugs)}.md"


def slug_of(file: str) -> str | None:
    """Return the slug in the name of a lesson's file, which no other lesson of its day has; None for any other name."""
    match = LESSON_FILE.fullmatch(file)
    return match["slug"] if match else None


def part_title(title: str, part: int) -> str:
    """Return the title of one of the lessons among which a topic is split: `First-Order Methods (part 1)`."""
    return f"{without_part(title)} (part {part})"


def part_of(title: str) -> int | None:
    """Return which part the title names, or None."""
    match = _PART.search(title)
    return int(match[1]) if match else None


def without_part(title: str) -> str:
    """Return the title without the part that it names."""
    return _PART.sub("", title) or title


def section_id(title: str, taken: Collection[str] = ()) -> str:
    """Return a section's slug, unique among `taken`, the slugs of its lesson so far."""
    return _unique(_slug(title, "-", _SECTION_SLUG_LENGTH) or "section", "-", taken)


def _slug(title: str, separator: str, length: int) -> str:
    return str(slugify(title, separator=separator, max_length=length, word_boundary=True, save_order=True))


def _unique(slug: str, separator: str, taken: Collection[str]) -> str:
    number, found = 1, slug
    while found in taken:
        number += 1
        found = f"{slug}{separator}{number}"
    return found
