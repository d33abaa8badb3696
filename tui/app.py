"""The Textual app: thin. It opens the workbench's screen and ends the writer when it closes."""

import asyncio
import gc
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events

from tui import glance
from tui.authoring.errors import AuthoringError
from tui.authoring.screen_settings import ScreenSettingsFile
from tui.authoring.workspace import Workspace
from tui.external_editor import ExternalEditor, TerminalEditor
from tui.opening import Opening
from tui.screens.opening import OpeningScreen
from tui.settled_app import SettledApp
from tui.sweeping import SECONDS as SWEEPING_SECONDS
from tui.sweeping import Sweeping

if TYPE_CHECKING:
    from tui.authoring.workbench import Workbench


class CoursewrightApp(SettledApp[None]):
    """The workbench on a terminal; `editor` is what `E` opens.

    Of an `Opening` the last look is shown at once, and the workbench takes its place as soon as it is loaded.
    """

    CSS_PATH = ["app.tcss", "screens/panes.tcss"]  # read together: what comes later has all parsed again
    TITLE = "Coursewright"

    def __init__(
        self, course: "Workbench | Opening", editor: ExternalEditor | None = None, *, notices: Sequence[str] = ()
    ) -> None:
        self._opening = course if isinstance(course, Opening) else None
        self._workbench = course if not isinstance(course, Opening) else None
        self._env = course.env
        super().__init__(ScreenSettingsFile(course.env) if isinstance(course, Opening) else course.screen_settings)
        self._editor = editor or TerminalEditor(self)
        self._notices = notices
        self._look: glance.Look | None = None
        self._sweeping = Sweeping()
        self.refused: AuthoringError | None = None
        """Why the course could not be opened."""

    @property
    def workbench(self) -> "Workbench":
        """The workbench, once it is loaded."""
        assert self._workbench is not None
        return self._workbench

    async def run_async(self, **options: Any) -> None:
        """Run until the author has left, and git has ended what it was about then."""
        result = await super().run_async(**options)  # type: ignore[func-returns-value]  # the tests of looks end with one
        if self._workbench is not None:
            from tui.awaited_git import await_git

            await await_git(self._workbench)
        return result

    async def on_mount(self) -> None:
        """Show the workbench, or what is known of it already."""
        if self._opening is None:
            self._show_workbench()
            return
        seen = glance.read(self._opening.workspace, self.size, self._opening.env)
        if seen is not None and seen.theme in self.available_themes:
            self.theme = seen.theme
        self.push_screen(screen := OpeningScreen(seen, self.size.width))
        screen.call_after_refresh(self._load, self._opening)

    def _show_workbench(self) -> None:
        from tui.lent_terminal import LentTerminal
        from tui.screens.workbench import WorkbenchScreen

        self.workbench.lend_terminal(LentTerminal(self))
        self.settle()
        self.push_screen(WorkbenchScreen(self.workbench, self._editor))
        self._tell_notices()

    def _tell_notices(self) -> None:
        for notice in self._notices:
            self.notify(notice, title="The new course", severity="warning", timeout=20, markup=False)

    def _load(self, opening: Opening) -> None:
        self.run_worker(self._take_over(opening), exit_on_error=True)

    async def _take_over(self, opening: Opening) -> None:
        """Load the workbench beside the screen, then put it in the place of the last look."""
        try:
            self._workbench = await asyncio.to_thread(opening.open)
            await asyncio.to_thread(self.look_up)
        except AuthoringError as error:
            self.refused = error
            self.exit()
            return
        self.call_later(self._replace)

    async def _replace(self) -> None:
        # Within one message of the app: no key comes between the two screens.
        from tui import screen_state
        from tui.lent_terminal import LentTerminal
        from tui.screens.workbench import WorkbenchScreen

        before = self.screen
        assert isinstance(before, OpeningScreen)
        self.workbench.lend_terminal(LentTerminal(self))
        if (place := before.place) is not None:
            screen_state.move(self.workbench.workspace.screen, *place)
        with self.batch_update():
            self.settle()
            await self.switch_screen(WorkbenchScreen(self.workbench, self._editor))
        self._tell_notices()
        for key in before.held:
            await self.on_event(events.Key(key.key, key.character))
        if not gc.isenabled():  # see `open_on`
            self._sweeping.begin()
            self.set_interval(SWEEPING_SECONDS, self._sweeping.look)

    async def on_event(self, event: events.Event) -> None:
        """Leave the memory alone while the author types or clicks."""
        if isinstance(event, events.InputEvent):
            self._sweeping.put_off()
        await super().on_event(event)

    async def action_quit(self) -> None:
        """Keep the place on screen and the look of it, let the edits of a plan be made, then end."""
        if self._workbench is not None:
            await self._keep()
        self.exit()

    async def _keep(self) -> None:
        from tui.screens import last_look
        from tui.screens.plan import PlanScreen
        from tui.screens.workbench import WorkbenchScreen

        for screen in self.screen_stack:
            if isinstance(screen, WorkbenchScreen):
                screen.keep_all()
                screen.keep_taken()
                self._look = await last_look.taken(screen)
            elif isinstance(screen, PlanScreen):
                await screen.edits.rested()

    async def on_unmount(self) -> None:
        """End the embedded model's server, and close the database once all is stored."""
        if self._workbench is not None:
            await self._workbench.aclose()
            if self._look is not None:
                self._look.write(self._workbench.workspace, self._env)


def open_on(folder: Path, env: Mapping[str, str] = os.environ, *, notices: Sequence[str] = ()) -> None:
    """Open the workbench on the workspace of `folder`, and return when the author leaves it.

    Raises:
        NotAWorkspace: `folder` is in none.
        AuthoringError: its state cannot be written, or its database cannot be read.
    """
    opening = Opening(Workspace.find(folder), env)
    gc.disable()  # until the workbench stands: all that is made until then is there to stay
    app = CoursewrightApp(opening, notices=notices)
    app.run()
    if app.refused is not None:
        raise app.refused
