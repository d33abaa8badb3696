"""The suggestions that wait for the author: one line each, the one under the cursor in full."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import events, on
from textual.binding import Binding
from textual.message import Message
from textual.widgets import OptionList

from tui.authoring import plain_text
from tui.authoring.workbench import Suggestion
from tui.widgets.state_label import counted, fit

_LEADS_HERE = "Tab leads here"


class SuggestionsList(OptionList, inherit_bindings=False):
    """Posts `Taken` and `Declined`; nothing is taken that the cursor does not stand on."""

    HELP = """\
# Suggestions
What a model says that the day, or the course, lacks, each with its reason. Nothing of it is in any plan. What you take
is an addition and stays labelled as one; what you decline is remembered, and not offered again.
"""
    BINDINGS = [
        Binding("up,k", "cursor_up", "Up", show=False, id="suggestions.up"),
        Binding("down,j", "cursor_down", "Down", show=False, id="suggestions.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="suggestions.page-up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="suggestions.page-down"),
        Binding("home", "first", "First", show=False, id="suggestions.first"),
        Binding("end", "last", "Last", show=False, id="suggestions.last"),
        Binding("enter,y", "take", "Take it", id="suggestions.take", tooltip="Put the suggestion into the plan"),
        Binding("n,backspace", "decline", "Decline", id="suggestions.decline", tooltip="Decline it for good"),
    ]
    DEFAULT_CSS = """
    SuggestionsList {
        display: none;
        height: auto;
        padding: 0;
        border: round $panel-lighten-2;
        border-title-color: $text-muted;
        border-subtitle-color: $text-muted;
        background: $background;
        scrollbar-size-vertical: 1;
        &:focus {
            border: round $accent;
            border-title-color: $accent;
            border-title-style: bold;
            border-subtitle-color: $text;
            background-tint: $background 0%;
        }
    }
    """

    @dataclass
    class Taken(Message):
        """The author wants it in the plan."""

        suggestion: Suggestion

    @dataclass
    class Declined(Message):
        """The author does not want it, now or later."""

        suggestion: Suggestion

    _SCROLLBAR = 1

    def __init__(self) -> None:
        super().__init__(id="suggestions")
        self._suggestions: tuple[Suggestion, ...] = ()
        self._whole: int | None = None  # which one is shown in full
        self.border_subtitle = _LEADS_HERE

    @property
    def current(self) -> Suggestion | None:
        """The suggestion under the cursor."""
        at = self.highlighted
        return self._suggestions[at] if at is not None and at < len(self._suggestions) else None

    def show(self, suggestions: Sequence[Suggestion]) -> None:
        """Show these; the cursor stays on its suggestion, or in its place where that has gone."""
        if tuple(suggestions) == self._suggestions:
            return
        here, at = self.current, self.highlighted
        self._suggestions, self._whole = tuple(suggestions), None
        self.border_title = counted(len(suggestions), "suggestion")
        self.set_options([self._row(each, whole=False) for each in suggestions])
        self.display = bool(suggestions)
        numbers = [each.number for each in suggestions]
        if here is not None and here.number in numbers:
            self.highlighted = numbers.index(here.number)
        elif at is not None and numbers:
            self.highlighted = min(at, len(numbers) - 1)
        self.refresh(layout=True)

    def on_blur(self) -> None:
        """Say how to come back."""
        self.border_subtitle = _LEADS_HERE

    def on_focus(self) -> None:
        """Have the cursor somewhere as soon as keys move it, and say what they do."""
        self.border_subtitle = "Enter takes it · n declines it"
        if self.highlighted is None and self._suggestions:
            self.highlighted = 0

    def on_resize(self, event: events.Resize) -> None:
        """Fit the lines to the new width."""
        for at, suggestion in enumerate(self._suggestions):
            self.replace_option_prompt_at_index(at, self._row(suggestion, whole=at == self._whole))

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Show the suggestion under the cursor in full, and the one before cut again."""
        for at, whole in ((self._whole, False), (highlighted, True)):
            if at is not None and at < len(self._suggestions):
                self.replace_option_prompt_at_index(at, self._row(self._suggestions[at], whole=whole))
        if highlighted != self._whole:
            self._whole = highlighted
            self.refresh(layout=True)
        super().watch_highlighted(highlighted)

    def action_take(self) -> None:
        """Take the suggestion under the cursor."""
        if self.current is not None:
            self.post_message(self.Taken(self.current))

    def action_decline(self) -> None:
        """Decline the suggestion under the cursor."""
        if self.current is not None:
            self.post_message(self.Declined(self.current))

    @on(OptionList.OptionHighlighted)
    def _keep_to_itself(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()  # a click reads a suggestion, and does not take it

    def _row(self, suggestion: Suggestion, *, whole: bool) -> Text:
        title, reason = plain_text.one_line(suggestion.title), plain_text.one_line(suggestion.reason)
        head = f"{title} — {_place(suggestion)}"
        if not whole:
            return Text(fit(f"{head}: {reason}", max(self.size.width - self._SCROLLBAR, 1)))
        shown = Text.assemble((head, "bold"), f"\nBecause: {reason}")
        for line in suggestion.outline.splitlines():
            shown.append(f"\n  {plain_text.one_line(line)}" if line.strip() else "")
        return shown


def _place(suggestion: Suggestion) -> str:
    match suggestion.kind.value:
        case "section":
            return f"a new section of {suggestion.lesson}"
        case "lesson":
            return f"a new lesson of day {suggestion.day}"
    return f"a new day of the course, day {suggestion.day}"
