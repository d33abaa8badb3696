"""Makes one edit of a plan after another, off the event loop, in the order in which the author asked for them."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker

from tui.authoring.errors import AuthoringError


@dataclass(frozen=True)
class Made:
    """What an edit has come to: what the cursor should go to, if not stay, and what is to be said, if anything."""

    place: str | None = None
    said: str = ""


@dataclass(frozen=True)
class Edit:
    """One thing to be done to a plan; `says` tells what is going on while it is done.

    `make` runs in a thread, after all edits that were asked for before, so it finds what it changes by identity, and
    not by a name that they may have changed. `asked_at` is the identity under the cursor when it was asked for.
    """

    says: str
    make: Callable[[], Made]
    asked_at: str | None = None


class EditRunner:
    """The edits that wait, and the one that is being made; all messages go to `screen`."""

    @dataclass
    class Began(Message, bubble=False):
        """An edit is being made."""

        edit: Edit

    @dataclass
    class Done(Message, bubble=False):
        """An edit was made."""

        edit: Edit
        made: Made

    @dataclass
    class Refused(Message, bubble=False):
        """An edit was refused, and nothing changed."""

        edit: Edit
        reason: str

    @dataclass
    class Rested(Message, bubble=False):
        """Nothing waits any more."""

    def __init__(self, screen: Screen[str | None]) -> None:
        self._screen = screen
        self._waiting: deque[Edit] = deque()
        self._worker: Worker[None] | None = None
        self._rest = asyncio.Event()
        self._rest.set()

    @property
    def busy(self) -> bool:
        """Whether an edit is being made, or waits."""
        return not self._rest.is_set()

    def ask(self, edit: Edit) -> None:
        """Make the edit after those that wait already."""
        self._waiting.append(edit)
        if self._worker is None:
            self._rest.clear()
            self._worker = self._screen.run_worker(self._run(), group="edit")

    async def rested(self) -> None:
        """Wait until nothing waits any more."""
        await self._rest.wait()

    async def _run(self) -> None:
        try:
            while self._waiting:
                edit = self._waiting.popleft()
                self._screen.post_message(self.Began(edit))
                try:
                    made = await asyncio.to_thread(edit.make)
                except AuthoringError as error:
                    self._screen.post_message(self.Refused(edit, str(error)))
                else:
                    self._screen.post_message(self.Done(edit, made))
        finally:
            self._worker = None
            self._rest.set()
            self._screen.post_message(self.Rested())
