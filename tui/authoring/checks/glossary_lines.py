"""The glossary's text with one entry a line, so that git merges what two authors have added to it (`merge=union`)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

NAMES = ("terms", "notation")
"""The two lists of a glossary, in their order."""

BEGUN = """\
# The glossary of the course. Each approval adds the terms and symbols that its lesson introduces; the rest is yours.
# Keep one entry a line: so the additions of two authors merge by themselves, as .gitattributes beside it asks.

terms:

# Symbols in TeX, and what they stand for throughout the course.
# These lines stay between the two lists, and the symbols below them:
# where the lists met, git could take an entry of one for an entry of the other.

notation:
"""
"""A glossary that holds nothing yet. Git joins two conflicts with three lines or fewer between them: here are more."""

ATTRIBUTES = "glossary.yaml merge=union\n"
"""What `course/.gitattributes` says, so that both sides' lines are kept where both have added some."""


def extended(text: str, new: Mapping[str, Sequence[Mapping[str, Any]]]) -> str | None:
    """Return the text with the entries of `new`, each on a line of its own, after those that their lists have.

    None where the text has another shape: a list within a line, or entries that take several lines.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    lines = text.removesuffix("\n").split("\n")
    lists = {key.value: (key, value) for key, value in root.value}
    for name in reversed(NAMES):  # from below, so that the line numbers of what is above stay true
        entries = [_line(entry) for entry in new.get(name, ())]
        if not entries:
            continue
        if name not in lists:
            return None
        key, value = lists[name]
        if isinstance(value, yaml.ScalarNode) and not value.value:
            at, indent = key.start_mark.line + 1, "  "
        elif isinstance(value, yaml.SequenceNode) and not value.flow_style and all(map(_is_line, value.value)):
            at = value.value[-1].end_mark.line + 1
            indent = " " * value.start_mark.column
        else:
            return None
        lines[at:at] = [f"{indent}- {entry}" for entry in entries]
    return "\n".join(lines) + "\n"


def without_repeats(text: str) -> str:
    """Return the text without entries that say nothing beyond an earlier one, as two merged branches leave them."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return text
    gone: set[int] = set()
    for _, value in root.value:
        seen: dict[str, dict[str, str]] = {}
        for node in value.value if isinstance(value, yaml.SequenceNode) and not value.flow_style else ():
            if not _is_line(node):
                continue
            entry = {key.value: getattr(each, "value", "") for key, each in node.value}
            name = str(entry.get("term", entry.get("symbol", "")))
            first = seen.setdefault(name, entry)
            said = {key: each for key, each in entry.items() if key != "lesson"}
            if first is not entry and all(first.get(key) == each for key, each in said.items()):
                gone.add(node.start_mark.line)
    return "\n".join(line for at, line in enumerate(text.split("\n")) if at not in gone)


def _line(entry: Mapping[str, Any]) -> str:
    style = '"' if any("\n" in str(value) for value in entry.values()) else None  # in which line ends are escaped
    dumped: str = yaml.safe_dump(
        dict(entry), default_flow_style=True, default_style=style, sort_keys=False, allow_unicode=True, width=2**20
    )
    return dumped.removesuffix("\n")


def _is_line(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and bool(node.flow_style) and _lines_of(node) == 1


def _lines_of(node: yaml.Node) -> int:
    return int(node.end_mark.line) - int(node.start_mark.line) + 1


def written(lists: Mapping[str, Iterable[Mapping[str, Any]]]) -> str:
    """Return a new glossary that holds these entries."""
    text = extended(BEGUN, {name: tuple(lists.get(name, ())) for name in NAMES})
    assert text is not None, "which is how it begins"
    return text
