"""The app of the first run: it ends with the new workspace, which the workbench then opens."""

from tui.authoring.first_run import Begun, FirstRun
from tui.authoring.screen_settings import ScreenSettingsFile
from tui.screens.first_run import FirstRunScreen
from tui.settled_app import SettledApp


class FirstRunApp(SettledApp[Begun]):
    """Asks for outline, writer and folder."""

    CSS_PATH = "app.tcss"
    TITLE = "Coursewright"

    def __init__(self, first_run: FirstRun) -> None:
        super().__init__(ScreenSettingsFile(first_run.env))
        self._first_run = first_run

    def on_mount(self) -> None:
        """Show the first step."""
        self.settle()
        self.push_screen(FirstRunScreen(self._first_run))

    async def on_unmount(self) -> None:
        """End the embedded model's server, where one was tried."""
        await self._first_run.endpoints.aclose()
