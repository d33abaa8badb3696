"""`syllabus.yaml`: read with the place of every mistake, written so that an author likes to edit it."""

from pathlib import Path
from typing import Any

from tui.authoring import atomic, yaml_model
from tui.authoring.syllabus.model import Day, Point, Syllabus

SCHEMA_COMMENT = "# yaml-language-server: $schema=templates/syllabus.schema.json"
"""The first line of the file: editors complete and check the rest by it."""


def read(path: Path) -> Syllabus:
    """Read the syllabus at `path`.

    Raises:
        InputError: the file is missing, unreadable, not YAML or no syllabus; the message names file, line and field.
    """
    return yaml_model.read(path, Syllabus)


def render(syllabus: Syllabus) -> str:
    """Return the file's text; reading it gives back an equal syllabus."""
    data: dict[str, Any] = {"title": syllabus.title, "brief": syllabus.brief, "weeks": []}
    for week in syllabus.weeks:
        named = {"week": week.week, "title": week.title}
        shown: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
        shown["days"] = [plain_day(day) for day in week.days]
        data["weeks"].append(shown)
    return f"{SCHEMA_COMMENT}\n{yaml_model.dump(data)}"


def write(path: Path, syllabus: Syllabus) -> None:
    """Put the syllabus at `path`, the whole file or nothing.

    Raises:
        AuthoringError: the folder or the disk refuses.
    """
    atomic.write_text(path, render(syllabus))


def plain_day(day: Day) -> dict[str, Any]:
    """Return a day as it stands in the file: names, texts and lists."""
    units = [
        {
            "title": unit.title,
            "topics": [
                {"title": topic.title, "points": [_plain(point) for point in topic.points]} for topic in unit.topics
            ],
        }
        for unit in day.units
    ]
    label = {} if day.addition is None else {"addition": day.addition}
    return {"day": day.day, "title": day.title, **label, "units": units}


def _plain(point: Point) -> str | dict[str, Any]:
    return {"text": point.text, "details": list(point.details)} if point.details else point.text
