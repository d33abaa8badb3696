"""One day more in `syllabus.yaml`, which the author wrote: all that stood there stays as it is, byte for byte."""

import json
from pathlib import Path

import yaml

from tui.authoring import atomic, yaml_model
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.syllabus import yaml_file
from tui.authoring.syllabus.model import Day, Syllabus


def insert_day(path: Path, day: Day) -> Syllabus:
    """Put `day` into the syllabus at `path`, after the last day of a smaller number, and return what it says then.

    Raises:
        InputError: the file is missing, unreadable or no syllabus, or it has a day of that number.
        AuthoringError: the file is written so that the day cannot be put in without changing more; nothing changed.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror}.") from error
    changed, syllabus = with_day(text, day, name=str(path))
    atomic.write_bytes(path, changed.encode())
    return syllabus


def with_day(text: str, day: Day, *, name: str) -> tuple[str, Syllabus]:
    """Return the text of a syllabus file with `day` put in, and the syllabus that it is; `name` is what errors call it.

    Raises:
        InputError: `text` is no syllabus, or has a day of that number.
        AuthoringError: it is written so that the day cannot be put in without changing more.
    """
    before = yaml_model.parse(text, Syllabus, name=name)
    if before.day(day.day) is not None:
        raise InputError(f"{name} has a day {day.day} already: nothing was added.")
    expected = before.with_day(day)
    place, added = _insertion(text, expected, day) or (0, "")
    changed = text[:place] + added + text[place:]
    # The place was found by marks in the text, which anchors, merges and the like may lead astray.
    try:
        if added and yaml_model.parse(changed, Syllabus, name=name) == expected:
            return changed, expected
    except InputError:
        pass
    raise AuthoringError(
        f"{name} is written in a way that lets no day be added without changing more: "
        f"put day {day.day} ({day.title}) in by hand."
    )


def _insertion(text: str, expected: Syllabus, day: Day) -> tuple[int, str] | None:
    """Return where in `text` the day goes, and what is put there."""
    w, d = next((w, week.days.index(day)) for w, week in enumerate(expected.weeks) if day in week.days)
    weeks = _value(yaml.compose(text, Loader=yaml.SafeLoader), "weeks")
    if not isinstance(weeks, yaml.SequenceNode):
        return None
    days = _value(weeks.value[w], "days")
    if not isinstance(days, yaml.SequenceNode):
        return None
    if days.flow_style:
        flow = json.dumps(yaml_file.plain_day(day), ensure_ascii=False)
        if d == 0:
            return days.start_mark.index + 1, f"{flow}, "
        return days.value[d - 1].end_mark.index, f", {flow}"
    # A comment above a day belongs to it, and so the new day goes right below the one before, or below `days:`.
    above = _end_of_content(days.value[d - 1]) if d else _key(weeks.value[w], "days").end_mark.index
    newline = "\r\n" if "\r\n" in text else "\n"
    block = _block(day, days.start_mark.column, newline)
    end = text.find("\n", above) + 1 if not _begins_line(text, above) else above
    return (end, block) if end else (len(text), newline + block)


def _block(day: Day, indent: int, newline: str) -> str:
    lines = yaml_model.dump([yaml_file.plain_day(day)]).removesuffix("\n").split("\n")
    return "".join(f"{' ' * indent}{line}{newline}" for line in lines)


def _begins_line(text: str, index: int) -> bool:
    return index > 0 and text[index - 1] == "\n"


def _end_of_content(node: yaml.Node) -> int:
    """Return the index behind the last text of the node; a block's own mark stands behind the comments after it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    index: int = node.end_mark.index
    return index


def _key(node: yaml.Node, name: str) -> yaml.Node:
    return next(key for key, _ in _pairs(node) if key.value == name)


def _value(node: yaml.Node | None, name: str) -> yaml.Node | None:
    return next((value for key, value in _pairs(node) if key.value == name), None)


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []
