"""The JSON Schema of `syllabus.yaml`, for editors that complete and check it while it is typed.

`python -m tui.authoring.syllabus.schema > templates/syllabus.schema.json` writes it anew after the model changed.
That days have unique numbers is more than a schema can say; Coursewright itself checks it.
"""

import json
import sys
from typing import Any

_TEXT: dict[str, Any] = {
    # `title: 2026` and `- yes` are texts to Coursewright, whatever YAML makes of them.
    "type": ["string", "number", "boolean"],
    "pattern": "\\S",
}
_NUMBER: dict[str, Any] = {"type": "integer", "minimum": 1}


def json_schema() -> dict[str, Any]:
    """Return the schema as plain data."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A syllabus of Coursewright",
        "description": "Week › Day › Unit › Topic › Point, and the author's brief.",
        **_mapping(
            ["title", "weeks"],
            title=_text("The course's title."),
            brief={
                "type": ["string", "number", "boolean", "null"],
                "description": "Your instructions to whoever writes: audience, tone, what to favour. Kept verbatim.",
            },
            weeks=_list("week", "The weeks in order. A course without weeks has one, with nothing but days."),
        ),
        "definitions": {
            "week": _mapping(
                ["days"],
                week={**_NUMBER, "description": "The week's number; leave it out where weeks have none."},
                title=_text("What the week is about; may be left out."),
                days=_list("day", "The days of the week, in order."),
            ),
            "day": _mapping(
                ["day", "title", "units"],
                day={**_NUMBER, "description": "The day's number in the course, from 1; no other day may have it."},
                title=_text("What the day is about."),
                addition=_text("Why you added this day, which your outline did not have; its lessons are labelled so."),
                units=_list("unit", "The units of the day, in order."),
            ),
            "unit": _mapping(
                ["title", "topics"],
                title=_text("What these topics have in common."),
                topics=_list("topic", "The topics of the unit, in order; each becomes a lesson."),
            ),
            "topic": _mapping(
                ["title", "points"],
                title=_text("What one lesson teaches."),
                points=_list("point", "The points of the lesson, in order; each becomes a section."),
            ),
            "point": {
                "description": "What one section teaches: its text, or its text with details.",
                "anyOf": [
                    _text("The point."),
                    _mapping(
                        ["text"],
                        text=_text("The point."),
                        details={
                            "type": "array",
                            "items": _text("Something the point's section has to mention."),
                            "description": "What stood below the point in the outline.",
                        },
                    ),
                ],
            },
        },
    }


def render() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _text(description: str) -> dict[str, Any]:
    return {**_TEXT, "description": description}


def _list(part: str, description: str) -> dict[str, Any]:
    items = {"$ref": f"#/definitions/{part}"}
    return {"type": "array", "minItems": 1, "items": items, "description": description}


def _mapping(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


if __name__ == "__main__":
    sys.stdout.write(render())
