"""Chooses what the lists show: everything, or what is in a certain state."""

import asyncio

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import DayView, Workbench
from tui.widgets.state_filter import FILTERS, StateFilter
from tui.widgets.state_label import state_style


class ChooseFilterScreen(ModalScreen[StateFilter | None]):
    """Ends with the filter that was chosen by its letter, or with None where all is to stay as it is."""

    CSS_PATH = "choose_filter.tcss"
    AUTO_FOCUS = "OptionList"
    HELP = """\
# Show only
Days, lessons and sections that are in another state are hidden in both lists, until Escape shows all again. What is
on show stays in the lists until you leave it.
"""
    BINDINGS = [
        Binding("escape,slash", "dismiss(None)", "Cancel", id="filter.cancel"),
        Binding("down,j", "move(1)", "Next", show=False, id="filter.next"),
        Binding("up,k", "move(-1)", "Before", show=False, id="filter.before"),
        *(
            Binding(each.key, f"choose({n})", each.name, show=False, id=f"filter.{each.name.replace(' ', '-')}")
            for n, each in enumerate(FILTERS)
        ),
    ]

    def __init__(self, workbench: Workbench, current: StateFilter) -> None:
        super().__init__()
        self._workbench, self._current = workbench, current
        self.days: list[DayView] = []  # once they are counted

    def compose(self) -> ComposeResult:
        """Lay out the choices; how many each has comes later."""
        with Vertical(id="choose"):
            yield OptionList(*(Option(self._line(each)) for each in FILTERS))
            yield Label("Its letter, or Enter, chooses · Escape leaves all as it is", markup=False, classes="keys")

    def on_mount(self) -> None:
        """Begin at what is chosen now, and count."""
        self.query_one("#choose").border_title = "Show only"
        self.query_one(OptionList).highlighted = FILTERS.index(self._current)
        self._count()

    @work
    async def _count(self) -> None:
        def count() -> tuple[list[DayView], list[str]]:
            days = list(self._workbench.days())
            return days, [each.counted(days) for each in FILTERS]

        try:
            self.days, counts = await asyncio.to_thread(count)
        except AuthoringError:
            return  # the trouble is told where the course is shown
        options = self.query_one(OptionList)
        for n, each in enumerate(FILTERS):
            options.replace_option_prompt_at_index(n, self._line(each, counts[n]))

    @staticmethod
    def _line(each: StateFilter, count: str = "") -> Content:
        word = next((state.value for state in (*each.sections, *each.lessons) if state.glyph == each.glyph), "")
        return Content.assemble(
            " ",
            (each.key, "bold underline"),
            "  ",
            Content.from_rich_text(Text(each.glyph, style=state_style(word))),
            f" {each.name:<16}",
            (f"{count:>15}", "$text-muted"),
        )

    def action_move(self, step: int) -> None:
        """Go to another choice."""
        options = self.query_one(OptionList)
        options.highlighted = ((options.highlighted or 0) + step) % len(FILTERS)

    def action_choose(self, number: int) -> None:
        """Choose by a letter."""
        self.dismiss(FILTERS[number])

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(FILTERS[event.option_index])
