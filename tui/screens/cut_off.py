"""Tells of an approval that was cut off before its commit, and lets one key finish it or take it back."""

from typing import Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label

from tui.authoring import plain_text
from tui.authoring.workbench import CutOff
from tui.own_key import key as own_key

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
            keys = f"{own_key('cut-off.later', 'Escape')} leaves it for now"
            if cut.way:
                finish, take_back = own_key("cut-off.finish", "Enter"), own_key("cut-off.take-back", "u")
                commits = f"{finish} commits it again" if cut.lost else f"{finish} finishes it, by a commit"
                finishes = f"{finish} finishes the undoing, by a commit" if cut.undoes else commits
                back = "puts the approved text back" if cut.undoes else "takes it back, as it was before"
                keys = f"{finishes} · {take_back} {back} · {keys}"
            yield Label(keys, markup=False, classes="keys")

    def on_mount(self) -> None:
        """Let nothing hide the question."""
        self.app.clear_notifications()

    def action_choose(self, way: Way) -> None:
        """End with the choice, where there is one."""
        if self._cut.way:
            self.dismiss(way)
