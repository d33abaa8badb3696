"""The outline of a day as a model writes it, read tolerantly, and written in one form: units, topics, points."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tui.authoring import plain_text
from tui.authoring.planning.model import ADDITION
from tui.authoring.syllabus.model import Point, Topic, Unit

LONGEST = 160
"""Characters of a title or a point; what is longer is cut at a word."""

_MOST_UNITS, _MOST_TOPICS, _MOST_POINTS, _MOST_DETAILS = 8, 10, 12, 8
"""Of a day, a unit, a topic, a point: more is no outline."""

_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})\s+(?P<text>.*)")
_BOLD_LINE = re.compile(r" {0,3}(?:\*\*|__)(?P<text>[^*_].*?)(?:\*\*|__):?\s*")
_BULLET = re.compile(r"(?P<indent>[ \t]*)(?:[-*+•–]|\d{1,2}[.)]|\[[ x]\])\s+(?P<text>.*)")
_BOLD_START = re.compile(r"(?:\*\*|__)(?P<bold>.+?)(?:\*\*|__)\s*[:–—-]?\s*(?P<rest>.*)")
_NAMED = re.compile(
    rf"(?:(?:unit|module|topic|point|lesson)\s*(?:\d+\s*[:.–—-]|[:–—])|{re.escape(ADDITION.strip())})\s*(?=\S)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+|\[[ xX]\]|[-*+•–#>]+)\s+")
_AROUND = (("**", "**"), ("__", "__"), ("`", "`"), ("*", "*"), ("_", "_"), ('"', '"'), ("“", "”"))


def read(lines: Iterable[str], title: str) -> tuple[Unit, ...]:
    """Return the units of a day titled `title`; () where the lines hold no bullet that could be a point.

    Headings and bold lines are units, bullets topics, bullets below them points, and those below these their details.
    Bullets that nothing stands below are the points of one topic. What else there is, is left out.
    """
    root = _Node(title, -1)
    unit: _Node | None = None
    depth = 0
    for line in plain_text.clean("\n".join(lines)).split("\n"):
        heading = _HEADING.fullmatch(line) or _BOLD_LINE.fullmatch(line)
        if heading is not None:
            # A heading below a unit's own level is a topic of it.
            level = len(heading.groupdict().get("marks") or "######")
            if unit is not None and level > depth and depth:
                unit.add(heading["text"], 0, topic=True)
            else:
                unit, depth = root.add(heading["text"], 0), level
        elif bullet := _BULLET.fullmatch(line):
            unit = unit or root.add(title, 0)
            unit.add(bullet["text"], 1 + len(bullet["indent"].expandtabs(4)))
    units = [_unit(node) for node in root.nodes]
    return tuple(unit for unit in units if unit is not None)[:_MOST_UNITS]


def render(units: Sequence[Unit]) -> str:
    """Return units as Markdown from which `read` gives back the same ones."""
    lines: list[str] = []
    for unit in units:
        lines.append(f"### {unit.title}")
        for topic in unit.topics:
            lines.append(f"- {topic.title}")
            for point in topic.points:
                lines.append(f"  - {point.text}")
                lines += [f"    - {detail}" for detail in point.details]
    return "\n".join(lines)


def bullets(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the texts of all bullets, clean and on one line each, whatever they stand below."""
    found = [bullet["text"] for line in lines if (bullet := _BULLET.fullmatch(plain_text.clean(line)))]
    texts = [text for text in map(tidy, found) if text]
    return tuple(dict.fromkeys(texts))[:_MOST_POINTS]


def tidy(text: str, longest: int = LONGEST) -> str:
    """Return a title or a point on one line, without marks and numbers around it; "" where nothing is left."""
    text, before = plain_text.one_line(text), None
    while text != before:
        before = text
        for dress in (_NUMBERED, _NAMED):
            if match := dress.match(text):
                text = text[match.end() :]
        for begin, end in _AROUND:
            text = _without(text, begin, end)
        text = text.rstrip(": ")
        if len(text) > longest:
            text = text[:longest].rpartition(" ")[0] or text[:longest]
    return text if any(c.isalnum() for c in text) else ""


def _without(text: str, begin: str, end: str) -> str:
    """Return the text without a pair of marks around the whole of it, or a single one whose other is lost."""
    counts = text.count(begin), text.count(end)
    if text.startswith(begin) and text.endswith(end) and counts == ((2, 2) if begin == end else (1, 1)):
        return text[len(begin) : -len(end)].strip()
    if counts == (1, 1) and begin == end:
        return text.removeprefix(begin).removesuffix(end).strip()
    return text


@dataclass
class _Node:
    """One line of the outline, and those below it."""

    text: str
    indent: int
    nodes: list["_Node"] = field(default_factory=list)
    topic: bool = False

    def add(self, text: str, indent: int, *, topic: bool = False) -> "_Node":
        parent = self
        while parent.nodes and (parent.nodes[-1].indent < indent):
            parent = parent.nodes[-1]
        node = _Node(text, indent, topic=topic)
        parent.nodes.append(node)
        return node


def _unit(node: _Node) -> Unit | None:
    title = tidy(node.text)
    below = [each for each in node.nodes if tidy(_split(each.text)[0])]
    if not title or not below:
        return None
    if not any(each.nodes or each.topic or _split(each.text)[1] for each in below):
        return Unit(title=title, topics=(Topic(title=title, points=_points(below)),))
    topics = [_topic(each) for each in below]
    return Unit(title=title, topics=tuple(topics[:_MOST_TOPICS]))


def _topic(node: _Node) -> Topic:
    bold, rest = _split(node.text)
    if not node.nodes and rest:
        points = tuple(Point(text=text) for text in map(tidy, rest.split(";")) if text)[:_MOST_POINTS]
        if points:
            return Topic(title=tidy(bold), points=points)
    title = tidy(f"{bold}: {rest}" if rest else bold)
    return Topic(title=title, points=_points(node.nodes) or (Point(text=title),))


def _points(nodes: Iterable[_Node]) -> tuple[Point, ...]:
    points = [
        Point(text=text, details=tuple(detail for each in _all_below(node) if (detail := tidy(each)))[:_MOST_DETAILS])
        for node in nodes
        if (text := tidy(node.text))
    ]
    return tuple(points[:_MOST_POINTS])


def _all_below(node: _Node) -> Iterable[str]:
    for each in node.nodes:
        yield each.text
        yield from _all_below(each)


def _split(text: str) -> tuple[str, str]:
    """Return a topic's bold title and what stands beside it, or the text and nothing."""
    match = _BOLD_START.fullmatch(text.strip())
    return (match["bold"], match["rest"]) if match else (text, "")
