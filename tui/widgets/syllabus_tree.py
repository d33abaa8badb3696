"""The syllabus: weeks, days, units and topics, with the state of each topic and the progress of each day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from tui.authoring.shown import DayView, LessonState, topics_of
from tui.widgets.row_tree import RowTree
from tui.widgets.state_filter import ALL, StateFilter
from tui.widgets.state_label import fit, row

if TYPE_CHECKING:
    from tui.authoring.workbench import Day, Syllabus


@dataclass(frozen=True)
class Place:
    """What a line of the tree stands for; a topic's address is `day.unit.topic`."""

    title: str
    day: int | None = None
    topic: str | None = None


class SyllabusTree(RowTree[Place]):
    """Posts `Chosen` as the cursor moves, so that the other panes follow it."""

    HELP = """\
# Syllabus
Every week, day, unit and topic of the course. A day shows how many of its lessons are approved; a topic shows the
state of its lesson. The file plan follows the cursor. {filter:/} shows only what needs review, is stale, has failed,
….
"""

    @dataclass
    class Chosen(Message):
        """The cursor stands on another place."""

        place: Place

    @dataclass
    class Unseen(Message):
        """Days that nobody has looked at yet have come into sight."""

        days: tuple[int, ...]

    def __init__(self) -> None:
        super().__init__("syllabus-tree")
        self._asked: list[int] = []  # days of which the next `Unseen` will tell
        self._views: dict[int, DayView] = {}
        self._days: dict[int, TreeNode[Place]] = {}
        self._syllabus: Syllabus | None = None
        self._plans: dict[int, Day] = {}
        self._filter = ALL
        self._day: int | None = None  # the one under the cursor, which is never hidden
        self.border_title = "Syllabus"

    @property
    def topic(self) -> str | None:
        """The address of the topic under the cursor, or None where it stands on something else."""
        place = self.cursor_node.data if self.cursor_node is not None else None
        return place.topic or None if place is not None else None

    @property
    def views(self) -> Mapping[int, DayView]:
        """The days that were looked at, by their numbers."""
        return self._views

    def show(self, syllabus: "Syllabus", views: Sequence[DayView]) -> None:
        """Show the syllabus anew, with as many days as were looked at; a day's topics are put in when it is opened."""
        self._syllabus = syllabus
        self._views = {view.day.day: view for view in views}
        self._rebuild()

    def show_only(self, wanted: StateFilter, views: Sequence[DayView]) -> None:
        """Show the days and topics that `wanted` takes, and the day under the cursor whatever it is."""
        self._filter = wanted
        self._views = {view.day.day: view for view in views}
        self.border_title = "Syllabus" if wanted.takes_all else f"Syllabus · {wanted.name}"
        self._rebuild()

    def _rebuild(self) -> None:
        """Put in weeks and days; what was open is open again, and the cursor stays where it was."""
        if self._syllabus is None:
            return
        opened = {number for number, node in self._days.items() if node.is_expanded}
        closed_weeks = {node.data.title for node in self.root.children if node.data and not node.is_expanded}
        here = self.cursor_node.data if self.cursor_node else None
        self._days, self._plans = {}, {}
        with self.prevent(Tree.NodeHighlighted):
            self.clear()
            for week in self._syllabus.weeks:
                days = [
                    day
                    for day in week.days
                    if self._filter.takes_all or day.day == self._day or self._filter.takes_day(self._views[day.day])
                ]
                if not days:
                    continue
                parent = self.root
                if week.title or week.week:
                    name = " · ".join(filter(None, [f"Week {week.week}" if week.week else "", week.title or ""]))
                    parent = self.root.add(name, Place(name), expand=name not in closed_weeks)
                for day in days:
                    self._plans[day.day] = day
                    node = parent.add(day.title, Place(day.title, day.day))
                    self._days[day.day] = node
                    if day.day in opened:
                        self._open(node)
            self.relabel()
            if here is not None and here.day is not None:
                self.reveal(here.day, here.topic)

    def update_day(self, view: DayView) -> None:
        """Show what a day has become."""
        number = view.day.day
        before, self._views[number] = self._views.get(number), view
        if before == view:
            return
        if number in self._days:
            self.label_node(self._days[number])
            for unit in self._days[number].children:
                for topic in unit.children:
                    self.label_node(topic)

    def reveal(self, day: int, topic: str | None = None) -> None:
        """Put the cursor on a day or on one of its topics, opening what hides it."""
        self._day = day
        if day not in self._days and day in self._views:
            self._rebuild()
        node = self._days.get(day)
        if node is None:
            return
        target = node
        if topic is not None:
            self._open(node)
            for unit in node.children:
                target = next((leaf for leaf in unit.children if leaf.data and leaf.data.topic == topic), target)
        self.put_cursor(target)

    def row_text(self, data: Place, width: int) -> Text:
        """Return a week, day, unit or topic as one line."""
        if data.day is None:
            return Text(fit(data.title, width), style="bold")
        view = self._views.get(data.day)
        if view is None:  # not looked at yet
            if data.topic is None:
                self._ask(data.day)
            title = data.title if data.topic is not None else f"Day {data.day} {data.title}"
            return Text(fit(title, width), style="italic" if data.topic == "" else "")
        if data.topic is None:
            done = f" {view.approved}/{len(view.lessons)}" if not view.problem else " broken plan"
            style = "green" if view.lessons and view.approved == len(view.lessons) else ""
            return Text(fit(f"Day {data.day} {data.title}", width - len(done)) + done, style=style)
        if data.topic == "":
            return Text(fit(data.title, width), style="italic")
        return row(data.title, self._topic_state(view, data.topic), width)

    def _ask(self, day: int) -> None:
        if not self._asked:
            self.call_later(self._tell_unseen)
        if day not in self._asked:
            self._asked.append(day)

    def _tell_unseen(self) -> None:
        days, self._asked = tuple(self._asked), []
        self.post_message(self.Unseen(days))

    @property
    def days_in_sight(self) -> tuple[int, ...]:
        """The days whose lines are on screen."""
        top, height = round(self.scroll_y), self.size.height
        nodes = (self.get_node_at_line(line) for line in range(top, top + height))
        places = (node.data for node in nodes if node is not None and node.data is not None)
        return tuple(place.day for place in places if place.day is not None and place.topic is None)

    @staticmethod
    def _topic_state(view: DayView, topic: str) -> LessonState:
        """Return the least finished state among the lessons that teach the topic."""
        taught = [lesson.state for lesson in view.lessons if topic in lesson.topics]
        unfinished = [state for state in taught if state is not LessonState.APPROVED]
        return (unfinished or taught or [LessonState.PLANNED])[0]

    def _open(self, node: TreeNode[Place]) -> None:
        """Put a day's units and topics in, once."""
        if node.data is None or node.data.day is None:
            return
        if not node.children:
            units: dict[str, TreeNode[Place]] = {}
            view = self._views.get(node.data.day)
            lessons = view.lessons if view is not None else ()
            taken = {topic for lesson in lessons if self._filter.takes_lesson(lesson) for topic in lesson.topics}
            for placed in topics_of(self._plans[node.data.day]):
                if taken and not self._filter.takes_all and placed.address not in taken:
                    continue
                key = placed.address.rpartition(".")[0]
                if key not in units:
                    units[key] = node.add(placed.unit.title, Place(placed.unit.title, node.data.day, ""), expand=True)
                    self.label_node(units[key])
                place = Place(placed.topic.title, node.data.day, placed.address)
                self.label_node(units[key].add_leaf(placed.topic.title, place))
        if not node.is_expanded:  # expanding what is expanded would be announced again, and lead back here
            node.expand()

    @on(Tree.NodeExpanded)
    def _fill(self, event: Tree.NodeExpanded[Place]) -> None:
        event.stop()
        if event.node.data is not None and event.node.data.topic is None:
            self._open(event.node)

    @on(Tree.NodeHighlighted)
    def _follow(self, event: Tree.NodeHighlighted[Place]) -> None:
        event.stop()
        if event.node.data is not None:
            self._day = event.node.data.day or self._day
            self.post_message(self.Chosen(event.node.data))

    @on(Tree.NodeSelected)
    def _choose(self, event: Tree.NodeSelected[Place]) -> None:
        event.stop()
        if event.node.allow_expand:
            event.node.toggle()
        else:
            self.screen.focus_next("FilePlan")
