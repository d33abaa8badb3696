"""The findings under the text on show: one line each, the one under the cursor in full."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual import events, on
from textual.binding import Binding
from textual.message import Message
from textual.widgets import OptionList

from tui.authoring import plain_text
from tui.authoring.workbench import Finding, Severity
from tui.widgets.state_label import counted, fit

MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.WAIVED: "–"}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.WAIVED: "dim"}


class FindingsList(OptionList, inherit_bindings=False):
    """Posts `Chosen` for the finding whose passage the author wants to see."""

    HELP = """\
# Findings
What the checks say of the text on show. An error (✗) keeps the lesson from being approved: mend the text, or waive the
rule with a reason when you approve. A warning (!) does not. What you have waived (–) stands last. The line under the
cursor is shown in full; where the checks doubt that a passage teaches its point and you do not, confirm the passage.
"""
    BINDINGS = [
        Binding("up,k", "cursor_up", "Up", show=False, id="findings.up"),
        Binding("down,j", "cursor_down", "Down", show=False, id="findings.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="findings.page-up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="findings.page-down"),
        Binding("home", "first", "First", show=False, id="findings.first"),
        Binding("end", "last", "Last", show=False, id="findings.last"),
        Binding("enter", "select", "Go to the passage", show=False, id="findings.choose"),
    ]

    @dataclass
    class Chosen(Message):
        """The author wants to see where this finding stands."""

        finding: Finding

    _SCROLLBAR = 1

    def __init__(self) -> None:
        super().__init__(id="findings")
        self._findings: tuple[Finding, ...] = ()
        self._whole: int | None = None  # which line is shown in full
        self._resume = 0  # where `step` begins while the cursor is nowhere

    @property
    def findings(self) -> Sequence[Finding]:
        """The findings in their order on screen: down the text, those that are waived last."""
        return self._findings

    @property
    def current(self) -> Finding | None:
        """The finding under the cursor."""
        at = self.highlighted
        return self._findings[at] if at is not None and at < len(self._findings) else None

    @property
    def errors_said(self) -> str:
        """`2 errors`, or nothing where there is none."""
        errors = _count(self._findings, Severity.ERROR)
        return counted(errors, "error") if errors else ""

    def show(self, findings: Iterable[Finding], *, so_far: bool = False) -> bool:
        """Show these, and say whether they are others than before; the cursor stays on its finding while that stands.

        `so_far` says that the text still grows.
        """
        ordered = tuple(sorted(findings, key=lambda one: (one.severity is Severity.WAIVED, one.line)))
        here, at = self.current, self.highlighted
        title = f" {'So far: ' if so_far else ''}{_counts(ordered)} "
        if (ordered, title, len(ordered)) == (self._findings, self.border_title, self.option_count):
            return False
        self.border_title = title
        self._findings, self._whole = ordered, None
        self._fill([self._row(each, whole=False) for each in ordered])
        same = next((n for n, each in enumerate(ordered) if here is not None and _alike(each, here)), None)
        if same is not None:
            self.highlighted = same
        elif at is not None:
            self._resume = at
        return True

    def show_trouble(self, reason: str) -> None:
        """Say why the text could not be checked."""
        self._findings, self._whole, self._resume = (), None, 0
        self.border_title = " Not checked "
        self._fill([Text.assemble(("!", Style.parse("yellow")), f" {plain_text.one_line(reason)}")])

    def forget(self) -> None:
        """Show nothing: another text is on show, and nothing is known of it yet."""
        self._findings, self._whole, self._resume = (), None, 0
        self.border_title = ""
        self._fill([])

    def step(self, by: int) -> Finding | None:
        """Put the cursor on the next finding, or with -1 on the one before, around the ends; return it."""
        if not self._findings:
            return None
        # From nowhere, forwards means the finding at `_resume` itself.
        at = self.highlighted if self.highlighted is not None else self._resume - (by > 0)
        self.highlighted = (at + by) % len(self._findings)
        return self.current

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Show the line under the cursor in full, and the one before cut again."""
        for at, whole in ((self._whole, False), (highlighted, True)):
            if at is not None and at < len(self._findings):
                self.replace_option_prompt_at_index(at, self._row(self._findings[at], whole=whole))
        if highlighted != self._whole:
            self._whole = highlighted
            self.refresh(layout=True)
            self.refresh_bindings()
        super().watch_highlighted(highlighted)

    def on_focus(self) -> None:
        """Have the cursor somewhere as soon as keys move it."""
        if self.highlighted is None and self._findings:
            self.step(1)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the lines to the new width."""
        for at, finding in enumerate(self._findings):
            self.replace_option_prompt_at_index(at, self._row(finding, whole=at == self._whole))

    def _fill(self, rows: Sequence[Text]) -> None:
        if not rows and not self.option_count and not self.display:
            return  # as it is already: the screen need not be laid out again for it
        self.set_options(rows) if rows else self.clear_options()
        self.display = bool(rows)
        self.refresh(layout=True)

    def _row(self, finding: Finding, *, whole: bool) -> Text:
        style = Style.parse(_COLOURS.get(finding.severity, "none"))
        head = f"{MARKS.get(finding.severity, ' ')} {finding.severity.value}"
        said = f" {finding.rule}: {plain_text.one_line(finding.message)}"
        room = self.size.width - self._SCROLLBAR - len(head)
        return Text.assemble((head, style), said if whole or room < 1 else fit(said, room))

    @on(OptionList.OptionHighlighted)
    def _keep_to_itself(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self.current is not None:
            self.post_message(self.Chosen(self.current))


def _counts(findings: Sequence[Finding]) -> str:
    errors, warnings = _count(findings, Severity.ERROR), _count(findings, Severity.WARNING)
    said = [counted(errors, "error") if errors else "", counted(warnings, "warning") if warnings else ""]
    waived = _count(findings, Severity.WAIVED)
    return ", ".join(filter(None, [*said, f"{waived} waived" if waived else ""]))


def _count(findings: Sequence[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity for finding in findings)


def _alike(one: Finding, other: Finding) -> bool:
    """Whether they are the same finding, perhaps moved by an edit above it."""
    return (one.rule, one.quote, one.point, one.message) == (other.rule, other.quote, other.point, other.message)
