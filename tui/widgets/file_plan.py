"""The file plan: the day's lessons and their sections, each with its state and its size."""

from collections.abc import Collection
from dataclasses import dataclass

from rich.text import Text
from textual import on
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from tui.authoring.shown import DayView, LessonView, SectionView
from tui.widgets.headed import Headed
from tui.widgets.row_tree import RowTree
from tui.widgets.state_filter import ALL, StateFilter
from tui.widgets.state_label import counted, row

_ADDED = "+ "
"""Marks what the author added, in the place of the words that label it in the lesson."""

_TYPED = "✎ "
"""Marks a section in which typing is kept that is no attempt yet."""


class FilePlan(RowTree[str], Headed):
    """Posts `Chosen` as the cursor moves; a target is a lesson (`day01_001`) or a section (`day01_001/orientation`)."""

    HELP = """\
# File plan
The day's lessons in serial order, and the sections of each. Figures are words (w), and tokens by estimate (~t) where
there is room. A + before a title marks an addition: nothing in the syllabus asked for it. A ✎ marks a section in
which you typed what is no attempt yet: {section.edit:e} goes on with it. The preview follows the cursor: on a lesson
it shows the whole lesson. {plan.open:P} opens the plan of the day, where it is shaped. {filter:/} shows only what
needs review, is stale, has failed, ….
"""

    @dataclass
    class Chosen(Message):
        """The cursor stands on another lesson or section."""

        target: str

    @dataclass
    class Opened(Message):
        """A section was chosen, to be read."""

    def __init__(self) -> None:
        super().__init__("file-plan")
        self._waiting: Collection[str] = ()
        self._typed: Collection[str] = ()
        self._view: DayView | None = None
        self._filter = ALL
        self._rows: dict[str, LessonView | SectionView] = {}
        self._by_target: dict[str, TreeNode[str]] = {}
        self.head_with("File plan", "")

    @property
    def target(self) -> str | None:
        """The lesson or section under the cursor."""
        return self.cursor_node.data if self.cursor_node is not None else None

    def show(self, view: DayView, waiting: Collection[str] = ()) -> None:
        """Show a day; where it is the one shown already, lines change in place and the cursor stays.

        `waiting` are the sections that wait for the writer.
        """
        changed = set(self._waiting).symmetric_difference(waiting)
        self._view, self._waiting = view, waiting
        self._fill(self.target, changed)

    def show_only(self, wanted: StateFilter) -> None:
        """Show the lessons and sections that `wanted` takes, and what is under the cursor whatever it is."""
        self._filter = wanted
        self._fill(self.target)

    def _fill(self, here: str | None, changed: Collection[str] = ()) -> None:
        """Put in what the filter takes, and `here`, which is never hidden.

        Of the same lines only those are drawn again that read otherwise, or are `changed` besides.
        """
        view = self._view
        if view is None:
            return
        rows: dict[str, LessonView | SectionView] = {}
        lesson_here = (here or "").partition("/")[0]
        for lesson in view.lessons:
            taken = {section.key for section in self._filter.sections_of(lesson)}
            if taken or self._filter.takes_lesson(lesson) or lesson.plan.id == lesson_here:
                rows[lesson.plan.id] = lesson
                rows.update({each.key: each for each in lesson.sections if each.key in taken or each.key == here})
        before, self._rows = self._rows, rows
        same = list(rows) == list(before)
        shown = sum("/" not in target for target in rows)
        of_all = counted(len(view.lessons), "lesson")
        if self._filter.takes_all:
            title = f"Day {view.day.day} · {of_all}"
        else:
            title = f"Day {view.day.day} · {self._filter.name}: {shown} of {of_all}"
        words = sum(lesson.words for lesson in view.lessons)
        self.head_with(title, counted(words, "word") if words else "")
        if not same:
            self._rebuild(here)
            self.relabel()
            return
        for target, node in self._by_target.items():
            if rows[target] != before[target] or target in changed:
                self.label_node(node)

    @property
    def typed(self) -> Collection[str]:
        """The sections in which something typed is kept, by the names under which their attempts are."""
        return self._typed

    def mark_typed(self, kept: Collection[str]) -> None:
        """Mark the sections in which typing is kept; they are named as their attempts are kept."""
        if kept != self._typed:
            self._typed = kept
            self.relabel()

    def reveal(self, target: str) -> None:
        """Put the cursor on a lesson or a section, if the day has it."""
        if target not in self._by_target:
            self._fill(target)  # the filter may hide it
        node = self._by_target.get(target)
        if node is not None:
            self.put_cursor(node)

    def row_text(self, data: str, width: int) -> Text:
        """Return a lesson or a section as one line."""
        shown = self._rows[data]
        figures = self._figures(shown, width)
        added = _ADDED if shown.plan.addition is not None else ""
        if isinstance(shown, SectionView):
            waiting = data in self._waiting
            typed = _TYPED if shown.lesson.kept_key(shown.plan) in self._typed else ""
            return row(typed + added + shown.own_title, shown.state, width, figures=figures, waiting=waiting)
        title = f"{shown.plan.serial:03d} {added}{shown.plan.title}"
        text = row(title, shown.state, width, figures=figures, part=shown.plan.part)
        text.stylize("bold")
        return text

    @staticmethod
    def _figures(shown: LessonView | SectionView, width: int) -> str:
        """Return words and estimated tokens as far as there is room, and as much blank where nothing is written."""
        words = f"{shown.words:,}w" if shown.words else ""
        tokens = f"~{shown.tokens:,}t" if shown.words else ""
        return f"{words:>6}" if width < 46 else f"{words:>6} {tokens:>7}"

    def _rebuild(self, here: str | None) -> None:
        opened = {target for target, node in self._by_target.items() if node.is_expanded}
        self._by_target = {}
        node = self.root
        with self.prevent(Tree.NodeHighlighted):
            self.clear()
            for target, shown in self._rows.items():
                if isinstance(shown, SectionView):
                    self._by_target[target] = node.add_leaf(shown.plan.title, target)
                else:
                    node = self._by_target[target] = self.root.add(shown.plan.title, target, expand=target in opened)
        if here in self._by_target:
            self.put_cursor(self._by_target[here])

    def open_lesson(self, lesson_id: str) -> None:
        """Open one lesson and close the others, so that the day stays in sight."""
        for target, node in self._by_target.items():
            if "/" not in target:
                if target == lesson_id:
                    node.expand()
                else:
                    node.collapse()

    @on(Tree.NodeHighlighted)
    def _follow(self, event: Tree.NodeHighlighted[str]) -> None:
        event.stop()
        if event.node.data is not None:
            self.post_message(self.Chosen(event.node.data))

    @on(Tree.NodeSelected)
    def _choose(self, event: Tree.NodeSelected[str]) -> None:
        event.stop()
        if event.node.allow_expand:
            event.node.toggle()
        else:
            self.post_message(self.Opened())
