"""Tells of an approval that was cut off before its commit, and lets one key finish it or take it back."""

from typing import Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label

from tui.authoring import plain_text
from tui.authoring.workbench import CutOff

Way = Literal["finish", "take back"]


class CutOffScreen(ModalScreen[Way | None]):
    """Ends with what is to be done, or with None where all is to stay as it is for now."""

    CSS_PATH = "confirm.tcss"
    BINDINGS = [
        Binding("enter", "choose('finish')", "Finish it", id="cut-off.finish"),
        Binding("u", "choose('take back')", "Take it back", id="cut-off.take-back"),
        Binding("escape,q", "dismiss(None)", "Later", id="cut-off.later"),
    ]

    def __init__(self, cut: CutOff) -> None:
        super().__init__()
        self._cut = cut

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        cut = self._cut
        what = "Undoing an approval" if cut.undoes else "An approval"
        came = "was lost to a power cut" if cut.lost else "was cut off"
        with Vertical(id="confirm"):
            yield Label(f"{what} {came}: {', '.join(cut.lessons)}", markup=False, classes="title")
            yield Label(plain_text.clean(cut.said), markup=False, classes="said")
            if cut.way:
                commits = "Enter commits it again" if cut.lost else "Enter finishes it, by a commit"
                finishes = "Enter finishes the undoing, by a commit" if cut.undoes else commits
                back = "u puts the approved text back" if cut.undoes else "u takes it back, as it was before"
                yield Label(f"{finishes} · {back} · Escape leaves it for now", markup=False, classes="keys")
            else:
                yield Label("Escape leaves it for now", markup=False, classes="keys")

    def on_mount(self) -> None:
        """Let nothing hide the question."""
        self.app.clear_notifications()

    def action_choose(self, way: Way) -> None:
        """End with the choice, where there is one."""
        if self._cut.way:
            self.dismiss(way)
