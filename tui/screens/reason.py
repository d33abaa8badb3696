"""Asks why a section should be written again, or is rejected; the reason goes into the prompt of the next draft."""

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from tui.widgets.chips import Chip, Chips

COMMON = ("too long", "too shallow", "off topic", "wrong", "repeats itself")


class ReasonScreen(ModalScreen[str | None]):
    """Ends with the reason, which may be empty unless it is required, or with None where the author left it.

    The common reasons are chips, several at once; what is typed besides them comes after them.
    """

    CSS_PATH = "reason.tcss"
    AUTO_FOCUS = "Input"
    BINDINGS = [
        Binding("escape", "dismiss(None)", "Cancel", id="reason.cancel"),
        Binding("enter", "submit", "Done", show=False, id="reason.done"),
        Binding("up,down", "chips", "Common reasons", show=False, id="reason.chips"),
        *(Binding(f"f{n}", f"common({n - 1})", why, show=False, id=f"reason.f{n}") for n, why in enumerate(COMMON, 1)),
    ]

    def __init__(
        self,
        title: str,
        *,
        asks: str = "What should be different? (Enter alone: simply another version)",
        does: str = "writes again",
        chips: bool = True,
        required: str = "",
    ) -> None:
        """Ask under `title`; `required` is what is said where no reason is given, "" where none need be."""
        super().__init__()
        self._title, self._asks, self._does, self._required = title, asks, does, required
        self._chips = Chips(COMMON) if chips else None

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(id="reason"):
            yield Label(self._title, markup=False, classes="title")
            if self._chips is not None:
                yield self._chips
            yield Input(placeholder=self._asks)
            yield Label(self._required, id="said", markup=False)
            arrows = " · ↑ and Space choose" if self._chips is not None else ""
            yield Label(f"Enter {self._does}{arrows} · Escape leaves all as it is", markup=False, classes="keys")

    @property
    def reason(self) -> str:
        """What is chosen and typed so far, in one line."""
        chosen = ", ".join(self._chips.chosen) if self._chips is not None else ""
        return "; ".join(filter(None, (chosen, self.query_one(Input).value.strip())))

    def on_key(self, event: events.Key) -> None:
        """Put into the line what is typed on a common reason; Space chooses it."""
        if isinstance(self.focused, Chip) and event.character and event.is_printable and event.key != "space":
            event.prevent_default().stop()
            line = self.query_one(Input)
            line.focus()
            line.insert_text_at_cursor(event.character)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_submit()

    def action_submit(self) -> None:
        """End with the reason, or say that one is needed."""
        if self._required and not self.reason:
            self.query_one("#said").display = True
        else:
            self.dismiss(self.reason)

    def action_common(self, index: int) -> None:
        """Choose one of the common reasons, or do so no more."""
        if self._chips is not None:
            self._chips.toggle(index)

    def action_chips(self) -> None:
        """Go from the line to the common reasons."""
        if self._chips is not None:
            self._chips.action_move(1)

    @on(Chips.Left)
    def _back_to_the_line(self) -> None:
        self.query_one(Input).focus()
