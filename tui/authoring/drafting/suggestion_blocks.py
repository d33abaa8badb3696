"""A model's answer taken apart into suggestions: labelled lines in whatever dress, tables, and the outlines below."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tui.authoring import plain_text
from tui.authoring.syllabus import days

_LONGEST_ANSWER = 200_000
_LONGEST_LINE = 2_000

_NAMES = {
    "kind": ("kind", "type"),
    "lesson": ("lesson", "lesson id", "in lesson", "where", "place", "placement"),
    "day": ("day", "day number"),
    "title": ("title", "name", "heading"),
    "reason": ("reason", "why", "rationale", "justification", "because"),
    "teaches": ("teaches", "covers", "content", "contents", "points", "outline", "what it teaches", "topics"),
}
_LABELS = {name: label for label, names in _NAMES.items() for name in names}
_BY_LENGTH = sorted(_LABELS, key=len, reverse=True)

_LABEL = re.compile(
    r"(?P<indent>[ \t]*)(?:#{1,6}\s+|>\s*)?(?:[-*+•–]\s+|\d{1,3}[.)]\s+)?(?:\*\*|__|\*|_|`)?"
    rf"(?P<name>{'|'.join(re.escape(name) for name in _BY_LENGTH)})"
    r"(?:\*\*|__|\*|_|`)?\s*[:：=]\s*(?:\*\*|__)?\s*(?P<value>.*)",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"\s{0,3}(?:(?P<heading>#{1,6}\s*)|(?P<bullet>[-*+•]\s+)|\d{1,3}[.)]\s+)?(?P<bold>\*\*|__)?(?:suggestion|addition|proposal)\s*"
    r"(?P<number>(?:no\.?|nr\.?|#)?\s*\d+)?\s*(?:\*\*|__)?\s*(?:[:.)–—-]+\s*(?P<title>.*))?",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.IGNORECASE | re.DOTALL)
_KIND = re.compile(r"\b(section|lesson|day)\b", re.IGNORECASE)
_MARKUP = re.compile(r"\s*(?:#{1,6}\s|[-*+•–]\s|\d{1,3}[.)]\s|\*\*|__)")


@dataclass
class Block:
    """One suggestion as it stands in the answer: its labelled values, and the lines below that have no label."""

    values: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str | None:
        """`section`, `lesson` or `day`, if it says so."""
        match = _KIND.search(self.values.get("kind", ""))
        return match[1].casefold() if match else None


def blocks(answer: str) -> list[Block]:
    """Return the suggestions of an answer in their order; what belongs to none is left out."""
    if len(answer) > _LONGEST_ANSWER:
        answer = answer[:_LONGEST_ANSWER].rpartition("\n")[0]
    text = _THINKING.sub("", plain_text.clean(answer))
    reader = _Reader()
    for line in text.split("\n"):
        reader.read(line[:_LONGEST_LINE])
    return [block for block in reader.found if block.values]


class _Reader:
    """Reads line by line, and knows to which suggestion and which of its values the next one belongs."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self._open: str | None = None  # the label whose value may go on in the next line
        self._columns: list[str | None] = []
        self._apart = False  # whether the line stands below an empty one

    def read(self, line: str) -> None:
        if _FENCE.match(line):
            return
        if line.lstrip().startswith("|") and line.count("|") > 1:
            self._row([cell.strip() for cell in line.strip().strip("|").split("|")])
            return
        self._columns = []
        if not line.strip():
            self._open, self._apart = None, True
            return
        if not (self._new(line) or self._labels(line)):
            self._rest(line)
        self._apart = False

    @property
    def _block(self) -> Block:
        if not self.found:
            self.found.append(Block())
        return self.found[-1]

    @property
    def _in_outline(self) -> bool:
        return bool(self.found and self.found[-1].lines)

    def _row(self, cells: list[str]) -> None:
        """Take a row of a table: the one that names columns, or a suggestion."""
        names = [_LABELS.get(cell.strip("*_` ").casefold()) for cell in cells]
        if "title" in names:
            self._columns = names
        elif self._columns and not all(set(cell) <= set("-: ") for cell in cells):
            self.found.append(Block())
            for name, cell in zip(self._columns, cells, strict=False):
                if name and cell:
                    self._set(name, cell)
            self._open = None

    def _new(self, line: str) -> bool:
        """Begin another suggestion where the line is the heading of one: `### Suggestion 2`, `## Day 34: Capstone`."""
        match = _NEW.fullmatch(line)
        # As a bullet without a number it may be a topic, which is about additions.
        if match and (match["heading"] or match["number"] or (match["bold"] and not match["bullet"])):
            title = match["title"]
            self.found.append(Block({"title": title} if title else {}))
            self._open = None
            return True
        if line.lstrip().startswith("#"):
            day = days.day_title(line.lstrip("# \t").strip("*_ "))
            if day is not None and day.title:
                self.found.append(Block({"kind": "day", "day": str(day.number), "title": day.title}))
                self._open = None
                return True
        return False

    def _labels(self, line: str) -> bool:
        """Take the labelled values of the line, several of them where bars part them."""
        pieces = re.split(r"\s\|\s", line)
        if not (match := _LABEL.fullmatch(pieces[0])) or not self._is_label(match):
            return False
        self._set(_LABELS[match["name"].casefold()], match["value"])
        for piece in pieces[1:]:
            if match := _LABEL.fullmatch(piece):
                self._set(_LABELS[match["name"].casefold()], match["value"])
            elif self._open:
                self._block.values[self._open] += f" | {piece}"
        return True

    def _is_label(self, match: re.Match[str]) -> bool:
        label = _LABELS[match["name"].casefold()]
        if label == "kind":
            return _KIND.search(match["value"]) is not None
        if not self._in_outline:
            return True
        if match["indent"]:
            return False
        # Within the outline of a day a line may begin with such a word and be a topic.
        return self._block.kind != "day" or (label == "reason" and "reason" not in self._block.values)

    def _set(self, label: str, value: str) -> None:
        known = self._block.values
        begins = label in ("kind", "lesson", "day", "title")
        said = "title" in known and "reason" in known
        if begins and (label in known or (said and (self._apart or label == "kind")) or self._in_outline):
            self.found.append(Block())
        if label == "teaches":
            self._block.lines += [f"- {each}" for each in value.split(";") if each.strip()]
        else:
            self._block.values[label] = value
        self._open = label

    def _rest(self, line: str) -> None:
        if not self.found:
            return
        if _MARKUP.match(line) and self.found[-1].values:
            self.found[-1].lines.append(line)
            self._open = None
        elif self._open == "reason":
            self.found[-1].values["reason"] += f" {line.strip()}"


def lines_of(block: Block) -> Iterator[str]:
    """Yield the lines below a suggestion's values, none of them indented more than they are among each other."""
    indents = [len(line) - len(line.lstrip()) for line in block.lines if line.strip()]
    least = min(indents, default=0)
    for line in block.lines:
        yield line[least:] if not line[:least].strip() else line
