"""The evidence for one point: the passage that teaches it, where it stands, and how that is known."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.authoring import plain_text
from tui.widgets.day_points import PointRow

_VERDICTS = {"covered": "Found by the checks", "confirmed": "Confirmed by you", "judged": "Judged by a model"}


class Evidence(VerticalScroll, inherit_bindings=False):
    """Shows the evidence of the point that its screen gives it."""

    HELP = """\
# Evidence
The passage of the section that teaches the point, word for word, with its line in the lesson. As long as it stands, the
point is covered. Where the checks doubt it, the passage is what comes nearest: read it, then confirm it if it teaches
the point, or go to the section and mend it.
"""
    BINDINGS = [
        Binding("up,k", "scroll_up", "Up", show=False, id="evidence.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="evidence.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="evidence.page-up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="evidence.page-down"),
    ]

    def __init__(self) -> None:
        super().__init__(id="evidence")
        self.border_title = "Evidence"

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(id="passage")

    def show(self, point: PointRow | None, *, searched: bool) -> None:
        """Show what is known of a point; `searched` says that its evidence has been looked for."""
        self.border_subtitle = point.section or "in no lesson" if point is not None else ""
        self.query_one("#passage", Static).update(_told(point, searched) if point is not None else "")
        self.scroll_home(animate=False)


def _told(point: PointRow, searched: bool) -> Text:
    told = Text.assemble((f"{point.address} ", "bold cyan"), (point.text, "bold"), "\n")
    evidence = point.found.evidence if point.found is not None else None
    if evidence is None:
        told.append("Its section is not written yet." if searched else "The passage is being looked for…")
        return told
    if point.covered:
        verdict = _VERDICTS.get(evidence.verdict.value, evidence.verdict.value)
        told.append(f"✓ {verdict}: {plain_text.one_line(evidence.why)}", "green")
    else:
        told.append(f"{'?' if point.doubted else '·'} {plain_text.one_line(evidence.why)}", "yellow")
    if evidence.quote:
        told.append(f"\nLine {evidence.line}: “{plain_text.one_line(evidence.quote)}”")
    return told
