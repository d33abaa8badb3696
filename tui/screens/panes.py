"""The panes side by side: what every screen of the course looks like, whatever it can do."""

from textual import getters
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.screen import Screen
from textual.widget import Widget

from tui.widgets.file_plan import FilePlan
from tui.widgets.syllabus_tree import SyllabusTree

PANES = ("syllabus-tree", "file-plan", "page")


class PanesScreen(Screen[None]):
    """Lays out the two lists, the preview and what stands below; the style sheet decides how many stand side by side.

    It is on screen before the workbench is loaded: nothing slow may be imported here (docs/architecture.md).
    """

    CSS_PATH = "panes.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (64, "-narrow"), (100, "-medium"), (150, "-wide")]

    syllabus_tree = getters.query_one(SyllabusTree)
    file_plan = getters.query_one(FilePlan)

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        with Horizontal(id="panes"):
            with Container(id="lists"):
                yield SyllabusTree()
                yield FilePlan()
            yield self.make_preview()
        yield from self.compose_below()

    def make_preview(self) -> Widget:
        """Return the preview."""
        raise NotImplementedError

    def compose_below(self) -> ComposeResult:
        """Yield what stands below the panes."""
        raise NotImplementedError
