"""Chips: short answers side by side, chosen or not, several at once; by key, by arrows and Space, or by mouse."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.containers import ItemGrid
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static


class Chip(Static, can_focus=True):
    """One answer; that it is chosen is told by its mark, and not by its colour alone."""

    BINDINGS = [Binding("space", "choose", "Choose", show=False, id="chip.choose")]

    chosen = reactive(False, toggle_class="-chosen")

    @dataclass
    class Toggled(Message):
        """The answer was chosen, or is so no more."""

        answer: str
        chosen: bool

    def __init__(self, answer: str, key: str) -> None:
        super().__init__(markup=False)
        self.answer, self._key = answer, key

    def on_mount(self) -> None:
        """Show the answer with its mark."""
        self.watch_chosen(self.chosen)

    def watch_chosen(self, chosen: bool) -> None:
        """Show whether it is chosen."""
        self.update(f"{'[x]' if chosen else '[ ]'} {self._key} {self.answer}")

    def action_choose(self) -> None:
        """Choose the answer, or do so no more."""
        self.chosen = not self.chosen
        self.post_message(self.Toggled(self.answer, self.chosen))

    def on_click(self, event: events.Click) -> None:
        """Do as Space does."""
        event.stop()
        self.action_choose()


class Chips(ItemGrid):
    """The chips in a row, or in several where there is no room; the arrows go from one to the next."""

    BINDINGS = [
        Binding("left,up", "move(-1)", "Before", show=False, id="chips.before"),
        Binding("right,down", "move(1)", "Next", show=False, id="chips.next"),
    ]

    @dataclass
    class Left(Message):
        """The arrows went beyond the last chip, or before the first: `step` is 1 or -1."""

        step: int

    def __init__(self, answers: Sequence[str]) -> None:
        super().__init__(
            *(Chip(answer, f"F{number}") for number, answer in enumerate(answers, 1)),
            min_column_width=22,
            regular=False,
        )

    @property
    def chosen(self) -> list[str]:
        """The answers that are chosen, in their order."""
        return [chip.answer for chip in self.query(Chip) if chip.chosen]

    def toggle(self, index: int) -> None:
        """Choose the answer with that place, or do so no more."""
        self.query(Chip)[index].action_choose()

    def action_move(self, step: int) -> None:
        """Put the focus on the next chip or the one before, and beyond the ends leave it to the screen."""
        chips = list(self.query(Chip))
        at = next((index for index, chip in enumerate(chips) if chip.has_focus), -1) + step
        if 0 <= at < len(chips):
            chips[at].focus()
        else:
            self.post_message(self.Left(step))
