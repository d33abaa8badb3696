"""The Textual app: thin. It opens the workbench's screen and ends the writer when it closes."""

from collections.abc import Sequence

from textual import events

from tui.authoring.workbench import Workbench
from tui.external_editor import ExternalEditor, TerminalEditor
from tui.screens.ask import AskScreen
from tui.screens.go_to import GoToScreen
from tui.screens.plan import PlanScreen
from tui.screens.reason import ReasonScreen
from tui.screens.workbench import WorkbenchScreen
from tui.settled_app import SettledApp
from tui.widgets.chips import Chip


class CoursewrightApp(SettledApp[None]):
    """The workbench on a terminal; `editor` is what `E` opens."""

    CSS_PATH = "app.tcss"
    TITLE = "Coursewright"

    def __init__(
        self, workbench: Workbench, editor: ExternalEditor | None = None, *, notices: Sequence[str] = ()
    ) -> None:
        super().__init__(workbench.screen_settings)
        self.workbench = workbench
        self._editor = editor or TerminalEditor(self)
        self._notices = notices

    def on_mount(self) -> None:
        """Show the workbench."""
        self.settle()
        self.push_screen(WorkbenchScreen(self.workbench, self._editor))
        for notice in self._notices:
            self.notify(notice, title="The new course", severity="warning", timeout=20, markup=False)

    def on_key(self, event: events.Key) -> None:
        """Hand on to a box what was typed for it while it was about to open, and would be lost."""
        if not (event.is_printable or event.key == "enter") or (
            event.key == "space" and isinstance(self.focused, Chip)
        ):
            return
        if isinstance(self.screen, AskScreen | GoToScreen | ReasonScreen):
            event.prevent_default()
            self.screen.type_ahead(event)

    async def action_quit(self) -> None:
        """Keep the place on screen and let the edits of a plan be made, then end."""
        for screen in self.screen_stack:
            if isinstance(screen, WorkbenchScreen):
                screen.keep_place()
                screen.keep_taken()
            elif isinstance(screen, PlanScreen):
                await screen.edits.rested()
        self.exit()

    async def on_unmount(self) -> None:
        """End the embedded model's server, and close the database once all is stored."""
        await self.workbench.aclose()
