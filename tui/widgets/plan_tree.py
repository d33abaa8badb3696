"""The plan of a day as a tree: its lessons with their points and budgets, below each its sections."""

from dataclasses import dataclass

from rich.text import Text
from textual import on
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from tui.authoring.workbench import DayView, LessonView, SectionView
from tui.widgets.row_tree import RowTree
from tui.widgets.state_label import counted, row

_WIDE, _MEDIUM = 100, 56
"""From how many cells on a line has its figures in words, and from how many in short."""


class PlanTree(RowTree[str]):
    """Names every line by its identity, which outlives each edit, so that the cursor stays with what it stands on."""

    HELP = """\
# The plan of a day
The day's lessons in serial order: how many points each teaches, and how many tokens it will have (by estimate) of those
that it may have. Below each lesson its sections: what they teach, the words that are aimed at, and their states. What
the syllabus did not ask for is called an addition. Space opens and closes a lesson.
"""

    @dataclass
    class Chosen(Message):
        """The cursor stands on another lesson or section."""

        identity: str

    def __init__(self) -> None:
        super().__init__("plan-tree")
        self._rows: dict[str, LessonView | SectionView] = {}
        self._shape: list[tuple[str, list[str]]] = []
        self._by_identity: dict[str, TreeNode[str]] = {}

    @property
    def identity(self) -> str | None:
        """The identity of the lesson or section under the cursor."""
        node = self.cursor_node
        return node.data if node is not None and node.data in self._rows else None

    @property
    def shown(self) -> LessonView | SectionView | None:
        """The lesson or section under the cursor."""
        return self._rows.get(self.identity or "")

    def show(self, view: DayView) -> None:
        """Show a day; the cursor stays on what it stood on, or near where that was."""
        self._rows = {}
        shape: list[tuple[str, list[str]]] = []
        for lesson in view.lessons:
            sections = {lesson.plan.kept_key(section.plan): section for section in lesson.sections}
            self._rows |= {lesson.plan.kept_name: lesson, **sections}
            shape.append((lesson.plan.kept_name, list(sections)))
        if shape != self._shape:
            self._rebuild(shape)
        self.relabel()

    def reveal(self, identity: str) -> None:
        """Put the cursor on a lesson or a section, if the day has it."""
        node = self._by_identity.get(identity)
        if node is not None:
            self.put_cursor(node)

    def open_lesson_of(self, identity: str) -> None:
        """Open the lesson that is, or holds, what is named, and close the others."""
        for lesson, sections in self._shape:
            node = self._by_identity[lesson]
            if identity in (lesson, *sections):
                node.expand()
            else:
                node.collapse()

    def _rebuild(self, shape: list[tuple[str, list[str]]]) -> None:
        here, line = self.identity, max(self.cursor_line, 0)
        known = {lesson for lesson, _ in self._shape}
        opened = {lesson for lesson in known if self._by_identity[lesson].is_expanded}
        self._shape, self._by_identity = shape, {}
        with self.prevent(Tree.NodeHighlighted):
            self.clear()
            for lesson, sections in shape:
                # What an edit has brought is open: the author wants to see it.
                node = self.root.add("", lesson, expand=lesson in opened or (bool(known) and lesson not in known))
                self._by_identity[lesson] = node
                for section in sections:
                    self._by_identity[section] = node.add_leaf("", section)
            if here in self._by_identity:
                self.reveal(here)
            elif self.last_line >= 0:
                near = self.get_node_at_line(min(line, self.last_line))
                if near is not None:
                    self.put_cursor(near)

    def row_text(self, data: str, width: int) -> Text:
        """Return a lesson or a section as one line."""
        shown = self._rows[data]
        if isinstance(shown, LessonView):
            return self._lesson(shown, width)
        return self._section(shown, width)

    @staticmethod
    def _lesson(shown: LessonView, width: int) -> Text:
        plan, figures = shown.plan, ""
        points, additions = counted(len(plan.points), "point"), counted(len(plan.additions), "addition")
        planned, budget = shown.planned_tokens, plan.budget_tokens
        if width >= _WIDE:
            said = "addition" if plan.addition is not None else points
            if plan.addition is None and plan.additions:
                said += f", {additions}"
            size = f"~{planned:,}/{budget:,} tokens"
            if planned > budget:
                size = f"over by ~{planned - budget:,} tokens"
            figures = f"{said:>22} {size:>21}"
        elif width >= _MEDIUM:
            said = "addition" if plan.addition is not None else f"{len(plan.points)}p"
            if plan.addition is None and plan.additions:
                said += f" +{len(plan.additions)}"
            size = f"~{planned:,}/{budget:,}t" if planned <= budget else f"over by ~{planned - budget:,}t"
            figures = f"{said:>8} {size:>15}"
        text = row(f"{plan.serial:03d} {plan.title}", shown.state, width, figures=figures, part=plan.part)
        text.stylize("bold")
        if planned > budget:
            text.highlight_regex(r"over by .*$", "bold red")
        return text

    @staticmethod
    def _section(shown: SectionView, width: int) -> Text:
        plan = shown.plan
        what = "addition" if plan.addition is not None else plan.kind
        if plan.points:
            what = f"{plan.kind} {' '.join(plan.points)}"
        if width >= _WIDE:
            return row(shown.own_title, shown.state, width, figures=f"{what:>22} {f'{plan.target_words:,} words':>21}")
        if width >= _MEDIUM:
            return row(shown.own_title, shown.state, width, figures=f"{what:>17} {f'{plan.target_words:,}w':>6}")
        return row(("+ " if plan.addition is not None else "") + shown.own_title, shown.state, width)

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
