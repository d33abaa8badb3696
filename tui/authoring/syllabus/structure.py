"""From a day's tree to its units, topics and points: by how deep it is, and by what its neighbours do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from tui.authoring.syllabus.lines import Line
from tui.authoring.syllabus.model import Point, Topic, Unit
from tui.authoring.syllabus.tree import Node

Sign = tuple[int, int, bool]


class Role(IntEnum):
    """What a node is; a day whose outermost nodes are units has three levels, and so on down."""

    POINT = 1
    TOPIC = 2
    UNIT = 3


@dataclass
class Roles:
    """What each sort of line is elsewhere in the outline, by majority."""

    votes: dict[Sign, Counter[Role]] = field(default_factory=dict)
    deep: bool = True

    @classmethod
    def learned(cls, days: Iterable[Sequence[Node]]) -> "Roles":
        """Return what the days of an outline tell by their own shapes."""
        days = [roots for roots in days if roots]
        second = [node for roots in days for root in roots for node in root.children]
        roles = cls(deep=2 * sum(1 for node in second if node.children) >= len(second))
        for roots in days:
            roles._learn(roots)
        return roles

    def _learn(self, roots: Sequence[Node]) -> None:
        depth = own_depth(roots, deep=self.deep)
        if depth == 1:
            return
        layer = list(roots)
        for role in range(depth, 0, -1):
            for sign in {node.sign for node in layer if role == Role.POINT or node.children}:
                self.votes.setdefault(sign, Counter())[Role(role)] += 1
            layer = [child for node in layer for child in node.children]

    def of(self, node: Node) -> Role | None:
        """Return the commonest role of lines like this one, or None where none is known."""
        votes = self.votes.get(node.sign)
        return max(votes, key=lambda role: (votes[role], role)) if votes else None

    def against(self, node: Node, depth: int) -> Role | None:
        """Return the role that at least three days and two thirds of them give such lines, if it is not `depth`."""
        votes = self.votes.get(node.sign)
        if not votes or votes.total() < 4:
            return None
        role = max(votes, key=lambda each: votes[each])
        return role if role != depth and votes[role] * 3 > votes.total() * 2 else None


@dataclass
class Shaped:
    """A day's units; what had to be made up for want of anything below a line; and text that found no place."""

    units: list[Unit] = field(default_factory=list)
    empty_units: list[Line] = field(default_factory=list)
    empty_topics: list[Line] = field(default_factory=list)
    unplaced: list[Line] = field(default_factory=list)
    topics: dict[tuple[int, int], Line] = field(default_factory=dict)
    points: dict[tuple[int, int, int], Line] = field(default_factory=dict)


def own_depth(roots: Sequence[Node], *, deep: bool) -> int:
    """Return how many levels a day has by itself: 1 points, 2 topics above them, 3 units above these.

    A level below bullets counts when more than half of them have something below or are bold, as titles are; where it
    is just half, `deep`, the whole outline's habit, decides. Else what is below is the detail of a point.
    """
    second = [child for root in roots for child in root.children]
    if not second or not (any(root.order < 3 for root in roots) or _are_titles(roots, deep=True)):
        return 1
    return 3 if any(node.children for node in second) and _are_titles(second, deep=deep) else 2


def _are_titles(nodes: Sequence[Node], *, deep: bool) -> bool:
    titles = 2 * sum(1 for node in nodes if node.children or node.order < 3 or node.bold)
    return titles > len(nodes) or (deep and titles == len(nodes))


def depth_of(roots: Sequence[Node], roles: Roles) -> int:
    """Return how many levels a day has, seen beside the other days."""
    depth = own_depth(roots, deep=roles.deep)
    outermost = min(roots, key=lambda root: root.order)
    if depth == 3:
        return roles.against(outermost, depth) or depth
    # A heading with nothing below is a topic yet to be filled, in an outline whose days go deeper.
    known = roles.of(outermost) or (Role.TOPIC if outermost.order == 0 and roles.votes else Role.POINT)
    return max(depth, known)


def shape(title: str, roots: Sequence[Node], roles: Roles) -> Shaped:
    """Return the units of a day; where it has none, one unit bears its title, and one topic where it has no topics."""
    shaper = _Shaper(title, roles)
    depth = depth_of(roots, roles)
    if depth == 1:
        shaper.open_unit(title)
        shaper.add_topic(title, roots, None)
    elif depth == 2:
        shaper.open_unit(title)
        shaper.add_topics(title, roots, all_topics=True)
    else:
        for run, loose in _runs(roots):
            if loose:
                shaper.open_unit(title)
                shaper.add_topics(title, run, all_topics=False)
            else:
                for node in run:
                    shaper.add_unit(node)
    return shaper.done()


def _runs(nodes: Sequence[Node]) -> Iterable[tuple[list[Node], bool]]:
    """Yield the nodes in runs, and whether a run is loose: bullets, say, before the first heading of their day."""
    outermost = min(node.order for node in nodes)
    runs: list[tuple[list[Node], bool]] = []
    for node in nodes:
        loose = node.order > outermost
        if runs and runs[-1][1] == loose:
            runs[-1][0].append(node)
        else:
            runs.append(([node], loose))
    return runs


class _Shaper:
    def __init__(self, title: str, roles: Roles) -> None:
        self._roles = roles
        self._title = title
        self._shaped = Shaped()
        self._unit = title
        self._topics: list[Topic] = []

    def open_unit(self, title: str) -> None:
        self._close_unit()
        self._unit = title

    def done(self) -> Shaped:
        self._close_unit()
        return self._shaped

    def add_unit(self, node: Node) -> None:
        title = node.title()
        self.open_unit(title)
        self._shaped.unplaced += node.notes
        if node.children:
            self.add_topics(title, node.children, all_topics=False)
        else:
            self._shaped.empty_units.append(node.line)
            self._append(title, [Point(text=title)])

    def add_topics(self, title: str, nodes: Sequence[Node], *, all_topics: bool) -> None:
        """Add nodes as topics; points that stand among them without a topic get one that bears `title`."""
        deepest = max((node.order for node in nodes if node.children), default=-1)
        signs = {node.sign for node in nodes if node.children}
        loose: list[Node] = []
        for node in nodes:
            alike = node.sign in signs or self._roles.of(node) in (Role.TOPIC, Role.UNIT)
            if node.children or alike or node.order <= deepest or (all_topics and deepest < 0):
                self._add_loose(title, loose)
                loose = []
                self.add_topic(node.title(), node.children, node)
            else:
                loose.append(node)
        self._add_loose(title, loose)

    def _add_loose(self, title: str, nodes: Sequence[Node]) -> None:
        if nodes:
            self.add_topic(title, nodes, None)

    def add_topic(self, title: str, points: Sequence[Node], node: Node | None) -> None:
        unit, topic = len(self._shaped.units), len(self._topics)
        if node is not None:
            self._shaped.unplaced += node.notes
            self._shaped.topics[unit, topic] = node.line
            if not points:
                self._shaped.empty_topics.append(node.line)
        for place, point in enumerate(points):
            self._shaped.points[unit, topic, place] = point.line
        made = [Point(text=point.point(), details=tuple(point.below())) for point in points]
        self._append(title, made or [Point(text=title)])

    def _append(self, title: str, points: Sequence[Point]) -> None:
        self._topics.append(Topic(title=title, points=tuple(points)))

    def _close_unit(self) -> None:
        if self._topics:
            self._shaped.units.append(Unit(title=self._unit, topics=tuple(self._topics)))
            self._topics = []
