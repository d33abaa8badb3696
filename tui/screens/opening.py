"""The course as it stood at the last look, to be walked through while the workbench is being loaded."""

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget

from tui.glance import Glance
from tui.screens.panes import PANES, PanesScreen
from tui.widgets.file_plan import FilePlan
from tui.widgets.picture import PictureOf
from tui.widgets.row_tree import RowTree
from tui.widgets.syllabus_tree import SyllabusTree

_OF_THE_LISTS = {"tab", "shift+tab"}.union(
    *(each.key.split(",") for each in RowTree.BINDINGS if isinstance(each, Binding))
)
"""The keys that mean here what they will mean to the workbench."""


class OpeningScreen(PanesScreen):
    """Walks through both lists at once; keys for which the workbench is needed wait for it, and then mean the same."""

    def __init__(self, glance: Glance | None, width: int) -> None:
        super().__init__(glance.shares if glance is not None else None)
        self._glance = glance
        if glance is not None:
            # Set now, they cost nothing; later each would look up the styles of every widget.
            self.update_classes({**self._classes_at(self._focus), self.layout_at(width): True})
        self.held: list[events.Key] = []

    @property
    def _focus(self) -> str:
        kept = self._glance.focus if self._glance is not None else None
        return kept if kept in PANES else "file-plan"

    def make_preview(self) -> Widget:
        """Return the preview as it was."""
        return PictureOf(self._glance.preview if self._glance else None, "preview")

    def in_preview(self) -> Widget:
        """Return the preview."""
        return self.query_one("#preview")

    def compose_below(self) -> ComposeResult:
        """Yield the status line and the keys as they were."""
        below = PictureOf(self._glance.below if self._glance else None, "below")
        below.can_focus = False
        below.styles.height = len(self._glance.below.lines) if self._glance else 2
        yield below

    def on_mount(self) -> None:
        """Show the last look, with the cursors and the focus where they were."""
        glance = self._glance
        if glance is None:
            return
        self.app.title = glance.title
        with self.prevent(SyllabusTree.Chosen, FilePlan.Chosen):
            self.syllabus_tree.show(glance.syllabus, glance.views)
            self.syllabus_tree.reveal(glance.day.day.day, glance.topic)
            self.file_plan.mark_typed(glance.typed)
            self.file_plan.show(glance.day)
            self.file_plan.open_lesson(glance.target.split("/")[0])
            self.file_plan.reveal(glance.target)
        self.tabs.keys = glance.tabs
        self.action_pane(self._focus)

    @property
    def place(self) -> tuple[int, str | None, str | None, str] | None:
        """Where the author has gone since: day, topic, lesson or section, and pane; None for nowhere."""
        place = self.syllabus_tree.cursor_node.data if self.syllabus_tree.cursor_node is not None else None
        if self._glance is None or place is None or place.day is None:
            return None
        target = self.file_plan.target if place.day == self._glance.day.day.day else None
        return place.day, place.topic or None, target, self.tabs.current

    @on(FilePlan.Chosen)
    def _put_picture_away(self) -> None:
        if self._glance is not None and self.file_plan.target != self._glance.target:
            self.query_one("#preview", PictureOf).put_away()

    def on_key(self, event: events.Key) -> None:
        """Let the lists take the keys that are theirs, as long as no key before waits; hold all others."""
        if self._glance is None or self.held or event.key not in _OF_THE_LISTS:
            event.prevent_default()
            event.stop()
            self.held.append(event)
