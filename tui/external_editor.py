"""The author's own editor: `$VISUAL` or `$EDITOR`, with the terminal to itself."""

import asyncio
import contextlib
import os
import shlex
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from textual.app import App, SuspendNotSupported

from tui.authoring.errors import AuthoringError
from tui.own_key import key as own_key
from tui.suspending import suspended


class ExternalEditor(Protocol):
    """Lets the author change a file, and returns when the author is done."""

    async def edit(self, path: Path) -> None:
        """Open `path`; raises AuthoringError where no editor is set, found, or possible here."""


class TerminalEditor:
    """Runs the editor that the environment names while the app is suspended."""

    def __init__(self, app: App[None], env: Mapping[str, str] = os.environ) -> None:
        self._app, self._env = app, env

    async def edit(self, path: Path) -> None:
        """Open `path` in `$VISUAL` or `$EDITOR`; what the writer is at goes on meanwhile, unseen.

        Raises:
            AuthoringError: neither is set, the program is not found or fails, or the terminal cannot be handed over.
        """
        if self._app.is_web:
            raise AuthoringError("In a browser an editor of its own has no terminal: press e to edit in place.")
        named = (self._env.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
        command = next(filter(None, named), None)
        if command is None:
            raise AuthoringError(
                "Set $VISUAL or $EDITOR to your editor (for example: export EDITOR=nano), or press "
                f"{own_key('section.edit', 'e')}."
            )
        try:
            with suspended(self._app):
                program = await asyncio.create_subprocess_exec(*shlex.split(command), str(path))
                try:
                    ended = await program.wait()
                except asyncio.CancelledError:  # the workbench is ended: the editor is told as if the terminal were
                    with contextlib.suppress(ProcessLookupError):
                        program.send_signal(signal.SIGHUP)
                    raise
        except SuspendNotSupported as error:
            raise AuthoringError(
                f"An editor of its own cannot open here: press {own_key('section.edit', 'e')} to edit in place, "
                f"or {own_key('section.hand-out', 'o')} for any other program."
            ) from error
        except (OSError, ValueError) as error:
            raise AuthoringError(f"The editor {command!r} could not be started: {error}.") from error
        if ended != 0:
            raise AuthoringError(
                f"The editor {command!r} ended with an error ({ended}): no attempt is made of it. What it has saved is "
                f"kept, and {own_key('section.edit', 'e')} goes on with it."
            )
