"""Asks to which lesson of the day a point should move."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from tui.authoring.workbench import LessonView
from tui.widgets.state_label import counted


class ChooseLessonScreen(ModalScreen[str | None]):
    """Ends with the identity of the lesson that was chosen, or with None."""

    CSS_PATH = "choose_lesson.tcss"
    BINDINGS = [
        Binding("escape", "dismiss(None)", "Cancel", id="choose.cancel"),
        Binding("j", "down", "Down", show=False, id="choose.down"),
        Binding("k", "up", "Up", show=False, id="choose.up"),
    ]

    def __init__(self, title: str, lessons: Sequence[LessonView], near: int) -> None:
        """`near` is the serial of the lesson that the point leaves: the cursor begins on the one after it."""
        super().__init__()
        self._title, self._lessons, self._near = title, lessons, near

    def compose(self) -> ComposeResult:
        """Lay out the lessons."""
        with Vertical(id="choose"):
            yield Label(self._title, markup=False, classes="title")
            yield OptionList(*(Option(_line(lesson), id=lesson.plan.kept_name) for lesson in self._lessons))
            yield Label("Enter moves it there · Escape leaves all as it is", markup=False, classes="keys")

    def on_mount(self) -> None:
        """Begin beside the lesson that the point leaves."""
        after = [n for n, lesson in enumerate(self._lessons) if lesson.plan.serial > self._near]
        self.query_one(OptionList).highlighted = after[0] if after else len(self._lessons) - 1

    def action_down(self) -> None:
        """Go to the next lesson."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go to the lesson before."""
        self.query_one(OptionList).action_cursor_up()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)


def _line(lesson: LessonView) -> Content:
    plan = lesson.plan
    size = f"{counted(len(plan.points), 'point')}, ~{lesson.planned_tokens:,}/{plan.budget_tokens:,} tokens"
    return Content.assemble(f"{plan.serial:03d} {plan.title}  ", (size, "dim"))
