"""Asks what becomes of the errors that keep a lesson from being approved: mended, or waived for a reason."""

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Checkbox, Input, Label, Static

from tui.authoring import plain_text
from tui.authoring.workbench import Finding
from tui.widgets.findings_list import MARKS
from tui.widgets.state_label import counted


class RuleTick(Checkbox):
    """A rule to be waived; its tick is there or not, and is not told by its colour alone."""

    def render(self) -> Content:
        """Return the box with its tick, or empty."""
        self.BUTTON_INNER = "✓" if self.value else " "
        return super().render()


class WaiveScreen(ModalScreen[dict[str, str] | None]):
    """Ends with the waived rules, each with the reason, or with None where the author goes and mends the text."""

    CSS_PATH = "waive.tcss"
    AUTO_FOCUS = "Input"
    BINDINGS = [
        Binding("escape", "dismiss(None)", "Mend them", id="waive.cancel"),
        Binding("pageup", "page(-1)", "Findings up", show=False, id="waive.page-up"),
        Binding("pagedown", "page(1)", "Findings down", show=False, id="waive.page-down"),
    ]

    def __init__(self, lesson: str, findings: Sequence[Finding]) -> None:
        super().__init__()
        self._lesson = lesson
        self._by_rule: dict[str, list[Finding]] = {}
        for finding in findings:
            self._by_rule.setdefault(finding.rule, []).append(finding)
        self._errors = len(findings)

    def compose(self) -> ComposeResult:
        """Lay out the findings, each rule with its tick where there are several, and the question below."""
        several = len(self._by_rule) > 1
        with Vertical(id="waive"):
            stand = "stand" if self._errors > 1 else "stands"
            yield Label(f"{self._lesson} is not approved: {counted(self._errors, 'error')} {stand}", classes="title")
            with VerticalScroll(id="errors", can_focus=False):
                for rule, findings in self._by_rule.items():
                    said = f"{rule} · {counted(len(findings), 'error')}"
                    yield RuleTick(said, value=True, name=rule, compact=True) if several else Label(said, markup=False)
                    yield Static(_listed(findings), classes="messages")
            yield Input(placeholder="Why may it stand? The plan and the commit keep your reason.")
            yield Label(id="said", markup=False)
            ticks = " · Tab and Space untick" if several else ""
            yield Label(f"Enter waives and approves{ticks} · Escape: mend the text", markup=False, classes="keys")

    def on_mount(self) -> None:
        """Say what Enter would do."""
        self.app.clear_notifications()  # what is to be confirmed has to be seen whole
        self._tell()

    @property
    def _ticked(self) -> list[str]:
        boxes = self.query(RuleTick)
        return [box.name for box in boxes if box.value and box.name] if boxes else list(self._by_rule)

    @on(Checkbox.Changed)
    def _tell(self, event: Checkbox.Changed | None = None) -> None:
        if event is not None:
            event.stop()
        left = len(self._by_rule) - len(self._ticked)
        if not left:
            self._say("")
        elif left == len(self._by_rule):
            self._say("Nothing is ticked: nothing would be waived.")
        else:
            rules = "One rule is" if left == 1 else f"{left} rules are"
            self._say(f"{rules} not ticked and would still block the approval: you are asked about that next.")

    def _say(self, text: str, *, alarm: bool = False) -> None:
        label = self.query_one("#said", Label)
        label.update(text)
        label.display = bool(text)
        label.set_class(alarm, "-alarm")

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        event.stop()
        reason, ticked = plain_text.one_line(event.value), self._ticked
        if not reason:
            self._say("A waiver needs a reason: write it here, or press Escape and mend the text.", alarm=True)
        elif not ticked:
            self._say("Tick a rule to waive it, or press Escape and mend the text.", alarm=True)
        else:
            self.dismiss(dict.fromkeys(ticked, reason))

    def action_page(self, step: int) -> None:
        """Scroll through the findings, wherever the focus is."""
        findings = self.query_one("#errors", VerticalScroll)
        findings.scroll_relative(y=step * findings.size.height, animate=False)


def _listed(findings: Sequence[Finding]) -> Text:
    listed = Text()
    for number, finding in enumerate(findings):
        mark = MARKS.get(finding.severity, " ")
        listed.append("\n" if number else "")
        listed.append(f"{mark} ", style="red")
        listed.append(f"line {finding.line}: {plain_text.one_line(finding.message)}")
    return listed
