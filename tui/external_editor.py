"""The author's own editor: `$VISUAL` or `$EDITOR`, with the terminal to itself."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from textual.app import App, SuspendNotSupported

from tui.authoring.errors import AuthoringError


class ExternalEditor(Protocol):
    """Lets the author change a file, and returns when the author is done."""

    def edit(self, path: Path) -> None:
        """Open `path`; raises AuthoringError where no editor is set, found, or possible here."""


class TerminalEditor:
    """Runs the editor that the environment names while the app is suspended."""

    def __init__(self, app: App[None], env: Mapping[str, str] = os.environ) -> None:
        self._app, self._env = app, env

    def edit(self, path: Path) -> None:
        """Open `path` in `$VISUAL` or `$EDITOR`.

        Raises:
            AuthoringError: neither is set, the program is not found or fails, or the terminal cannot be handed over.
        """
        command = self._env.get("VISUAL") or self._env.get("EDITOR")
        if not command:
            raise AuthoringError("Set $VISUAL or $EDITOR to your editor (for example: export EDITOR=nano), or press e.")
        try:
            with self._app.suspend():
                ended = subprocess.run([*shlex.split(command), str(path)], check=False)
        except SuspendNotSupported as error:
            raise AuthoringError("An editor of its own cannot open here: press e to edit in place.") from error
        except (OSError, ValueError) as error:
            raise AuthoringError(f"The editor {command!r} could not be started: {error}.") from error
        if ended.returncode != 0:
            raise AuthoringError(f"The editor {command!r} ended with an error ({ended.returncode}); see what it says.")
