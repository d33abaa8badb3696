"""Asks for a line or two: a new title, or what an addition is and why it is needed."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from tui.authoring import plain_text


@dataclass(frozen=True)
class Question:
    """One line to be filled in: what it is for, what it begins with, and what is said while it is empty."""

    about: str
    value: str = ""
    missing: str = "This line cannot stay empty."


class AskScreen(ModalScreen[tuple[str, ...] | None]):
    """Ends with what was written, none of it empty, or with None where the author thought better of it."""

    CSS_PATH = "ask.tcss"
    AUTO_FOCUS = "Input"
    BINDINGS = [Binding("escape", "dismiss(None)", "Cancel", id="ask.cancel")]

    def __init__(self, title: str, questions: Sequence[Question], does: str) -> None:
        super().__init__()
        self._title, self._questions, self._does = title, questions, does

    def compose(self) -> ComposeResult:
        """Lay out the questions."""
        with Vertical(id="ask"):
            yield Label(self._title, markup=False, classes="title")
            for number, question in enumerate(self._questions):
                yield Input(question.value, placeholder=question.about, id=f"line-{number}", select_on_focus=False)
            yield Label(id="said", markup=False)
            following = "Enter goes on, and at the end " if len(self._questions) > 1 else "Enter "
            yield Label(f"{following}{self._does} · Escape leaves all as it is", markup=False, classes="keys")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._go_on(self._number(event.input))

    @staticmethod
    def _number(line: Input) -> int:
        return int((line.id or "line-0").removeprefix("line-"))

    def _go_on(self, number: int) -> None:
        """Go to the line after; after the last, end, or go back to one that is still empty."""
        lines = [self.query_one(f"#line-{n}", Input) for n in range(len(self._questions))]
        written = tuple(plain_text.one_line(line.value) for line in lines)
        upto = written[: number + 1] if number + 1 < len(lines) else written
        empty = next((n for n, text in enumerate(upto) if not text), None)
        if empty is not None:
            self.query_one("#said", Label).update(self._questions[empty].missing)
            self.query_one("#said").display = True
            lines[empty].focus()
        elif number + 1 < len(lines):
            lines[number + 1].focus()
        else:
            self.dismiss(written)
