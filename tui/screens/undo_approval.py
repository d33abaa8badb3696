"""Asks once before an approval is undone: by a new commit, or, where nobody else can have it yet, by taking it away."""

from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label

from tui.authoring import plain_text
from tui.own_key import key as own_key
from tui.widgets import entry_look

if TYPE_CHECKING:
    from tui.authoring.workbench import Entry

How = Literal["commit", "amend"]


class UndoApprovalScreen(ModalScreen[How | None]):
    """Ends with how it is to be undone, or with None where the author thought better of it."""

    CSS_PATH = "confirm.tcss"
    BINDINGS = [
        Binding("enter", "dismiss('commit')", "Undo it", id="undo-approval.do"),
        Binding("m", "dismiss('amend')", "Take its commit away", id="undo-approval.amend"),
        Binding("escape,q,n", "dismiss(None)", "Leave it", id="undo-approval.cancel"),
    ]

    def __init__(self, lesson: str, entry: "Entry", *, may_amend: bool) -> None:
        super().__init__()
        self._lesson, self._entry, self._may_amend = lesson, entry, may_amend

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        commit, drop = self._entry.commit[:10], own_key("undo-approval.amend", "m")
        with Vertical(id="confirm"):
            yield Label(f"Undo the approval of {self._lesson}?", markup=False, classes="title")
            said = (
                f"“{plain_text.one_line(self._entry.subject)}”, {entry_look.exactly(self._entry.date)[:16]}, is commit "
                f"{commit}. A new commit {self._back}. Its sections stay accepted, so the lesson can be approved again."
            )
            if self._may_amend:
                said += f" Nothing has been pushed since: {drop} takes {commit} itself out of the history instead."
            yield Label(said, markup=False, classes="said")
            amend = f" · {drop} takes its commit away" if self._may_amend else ""
            undo, leave = own_key("undo-approval.do", "Enter"), own_key("undo-approval.cancel", "Escape")
            yield Label(
                f"{undo} undoes it by a commit{amend} · {leave} leaves all as it is", markup=False, classes="keys"
            )

    @property
    def _back(self) -> str:
        """What the commit does to the file, which was not there before a first approval."""
        if all(change.before is None for change in self._entry.changes):
            return "removes the file, as there was none before"
        return "puts the file back to what it was before"

    def on_mount(self) -> None:
        """Let nothing hide the question."""
        self.app.clear_notifications()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to take the commit away only where nobody else can have it."""
        return self._may_amend if parameters == ("amend",) else True
