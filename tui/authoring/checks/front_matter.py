"""What the front matter of a lesson must say; a part of the rule `shape`."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from tui.authoring import plain_text
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import LessonText
from tui.authoring.checks.subject import Subject
from tui.authoring.planning.model import LessonPlan

_NUMBER = re.compile(r"\d+")


def check(subject: Subject) -> Iterator[Found]:
    """Yield what is missing from the front matter, cannot be read, or says something else than the plan."""
    text, lesson = subject.text, subject.lesson
    if text.front_text is None:
        open_end = bool(text.lines) and text.lines[0].rstrip() == "---"
        advice = (
            "close it by a line `---`" if open_end else "begin it with title, day, points and level between two `---`"
        )
        yield Found(1, text.lines[0].strip() if open_end else "", f"The file has no front matter: {advice}.")
    elif text.front is None:
        yield _unreadable(text, text.front_text)
    elif lesson is not None:
        yield from _against_plan(text, lesson)
        yield from _level(text, subject.blueprint.level)
    else:
        for key in ("title", "day", "points", "level"):
            yield from _lacking(text, key)


def _unreadable(text: LessonText, source: str) -> Found:
    line, problem = 1, "it is no list of keys and values"
    try:
        yaml.safe_load(source)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark is not None else 0) + 2
        problem = error.problem or "it is no YAML"
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problem = plain_text.one_line(str(error))
    line = min(line, len(text.lines))
    return Found(line, text.lines[line - 1].strip(), f"The front matter cannot be read: {problem}; mend it.")


def _against_plan(text: LessonText, lesson: LessonPlan) -> Iterator[Found]:
    assert text.front is not None
    title, day = text.front.get("title"), text.front.get("day")
    planned = plain_text.one_line(lesson.title)
    if (lacking := next(_lacking(text, "title"), None)) is not None:
        yield lacking
    elif not isinstance(title, str):
        yield _found(text, "title", f"The title is read as something else than text: write `title: '{planned}'`.")
    elif " ".join(title.split()) != planned:
        yield _found(text, "title", f"The plan titles this lesson `{planned}`: write that, or plan it so.")
    if (lacking := next(_lacking(text, "day"), None)) is not None:
        yield lacking
    elif day != lesson.day or isinstance(day, bool):
        yield _found(text, "day", f"This is a lesson of day {lesson.day}: write `day: {lesson.day}`.")
    yield from _points(text, lesson)
    yield from _serial(text, lesson)
    yield from _part(text, lesson)
    yield from _addition(text, lesson)


def _points(text: LessonText, lesson: LessonPlan) -> Iterator[Found]:
    assert text.front is not None
    if "points" not in text.front:
        yield from _lacking(text, "points")
        return
    points, planned = text.front["points"], list(lesson.points)
    if not isinstance(points, list) or not all(isinstance(each, str | int | float) for each in points):
        yield _found(text, "points", "The points are no list of addresses: write `points: [1.2.1.1, 1.2.1.2]`, say.")
    elif [str(each) for each in points] != planned:
        # Addresses move with the syllabus; what the lesson teaches is judged by the rule `coverage`.
        message = f"The plan now has these points: write `points: [{', '.join(planned)}]`."
        yield _found(text, "points", message, Severity.WARNING)


def _serial(text: LessonText, lesson: LessonPlan) -> Iterator[Found]:
    assert text.front is not None
    # Only a template of the author's own writes it: the file's name says it, and follows when lessons are renumbered.
    serial = text.front.get("serial")
    if serial is not None and serial != lesson.serial:
        yield _found(
            text, "serial", f"By its name the lesson is number {lesson.serial}: drop `serial`.", Severity.WARNING
        )


def _part(text: LessonText, lesson: LessonPlan) -> Iterator[Found]:
    assert text.front is not None
    part = text.front.get("part")
    number = _NUMBER.search(part) if isinstance(part, str) else None
    said = int(number[0]) if number else part
    if lesson.part is None:
        if part is not None:
            yield _found(text, "part", "The plan does not have this lesson as a part of several: take `part` out.")
    elif part is None:
        yield from _lacking(text, "part")
    elif said != lesson.part or isinstance(part, bool):
        yield _found(text, "part", f"The plan has this lesson as part {lesson.part}: write that.")


def _addition(text: LessonText, lesson: LessonPlan) -> Iterator[Found]:
    assert text.front is not None
    said = text.front.get("addition")
    if lesson.addition is not None and not said:
        yield _found(text, "addition", "No point asked for this lesson: say so by `addition:` and the reason for it.")
    elif lesson.addition is None and said:
        yield _found(text, "addition", "The plan does not have this lesson as an addition: take `addition` out.")


def _level(text: LessonText, level: str) -> Iterator[Found]:
    assert text.front is not None
    said = text.front.get("level")
    if (lacking := next(_lacking(text, "level"), None)) is not None:
        yield lacking
    elif " ".join(str(said).split() if isinstance(said, str | int | float) else []) != plain_text.one_line(level):
        yield _found(text, "level", f"The blueprint now says `level: {level}`.", Severity.WARNING)


def _lacking(text: LessonText, key: str) -> Iterator[Found]:
    assert text.front is not None
    if text.front.get(key) is None:
        yield _found(text, key, f"The front matter lacks `{key}`: add it.")


def _found(text: LessonText, key: str, message: str, severity: Severity | None = None) -> Found:
    """Return what is found at the line of `key`, or at the first where there is none."""
    lines: list[Any] = (text.front_text or "").split("\n")
    for number, line in enumerate(lines, 2):
        if re.match(rf"[\"']?{key}[\"']?\s*:", line):
            return Found(number, line.strip(), message, severity=severity)
    return Found(1, "", message, severity=severity)
