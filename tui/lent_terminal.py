"""The terminal, lent by the app for as long as git asks for the author's passphrase on it."""

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import Any

from textual.app import App, SuspendNotSupported

from tui.authoring.errors import AuthoringError
from tui.suspending import suspended

_SAYS = "Git makes a commit, and what signs it may ask you for your passphrase here.\n"


class LentTerminal:
    """Suspends the app for what needs the terminal; in a browser, or without one, a sentence says what to do."""

    def __init__(self, app: App[None]) -> None:
        self._app = app

    def lend(self, run: Callable[[], str]) -> str:
        """Return `run()`, which has the terminal meanwhile; not to be called on the app's own thread.

        Raises:
            AuthoringError: there is no terminal that could be lent.
        """
        if self._app.is_web or threading.get_ident() == self._app._thread_id:
            raise _none_here()
        lend: Callable[..., Any] = self._lend
        return str(self._app.call_from_thread(lend, run))

    async def _lend(self, run: Callable[[], str]) -> str:
        try:
            with suspended(self._app):
                sys.stdout.write(_SAYS)
                sys.stdout.flush()
                return await asyncio.to_thread(run)
        except SuspendNotSupported:
            raise _none_here() from None


def _none_here() -> AuthoringError:
    return AuthoringError(
        "Nothing was committed: what signs your commits wants to ask for a passphrase, and has no terminal here. "
        "Approve on the command line (`coursewright approve LESSON`; a merge ends with `git commit`), or have your "
        "agent remember the passphrase (sign anything once in a terminal), then try again."
    )
