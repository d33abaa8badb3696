"""A course that is about to be opened: the last look at it stands at once, and the workbench is loaded behind."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.authoring.workspace import Workspace

if TYPE_CHECKING:
    from tui.authoring.workbench import Workbench


@dataclass(frozen=True)
class Opening:
    """A workspace, and the environment in which its workbench will be opened."""

    workspace: Workspace
    env: Mapping[str, str]

    def open(self) -> "Workbench":
        """Load the workbench and its screens, and read the course: what takes long, and is done beside the screen.

        Raises:
            AuthoringError: the state cannot be written, or the database cannot be read.
        """
        import tui.screens.workbench  # noqa: F401  # the screen that follows
        from tui import screen_state
        from tui.authoring.errors import AuthoringError
        from tui.authoring.workbench import Workbench

        workbench = Workbench.open(self.workspace.root, self.env)
        with contextlib.suppress(AuthoringError):  # the screen says what is wrong with the course
            # Remembered: the screen then has it at hand.
            workbench.days_around(screen_state.read(self.workspace.screen).day)
        return workbench
