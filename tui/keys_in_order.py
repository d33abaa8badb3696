"""An app in which a key acts before the next is sent on its way, so that what is typed ahead means what it would mean.

Textual hands a key to the pane that has the focus when it arrives, and the key's binding acts only once it has come
back from there. Whoever types `e` and then a sentence would find its first letters lost, or taken as keys, wherever
the pane was busy for a moment: the letters went to the list, not to the editor that `e` was about to open.
"""

import time
from collections import deque
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

Result = TypeVar("Result")

_ROUNDS = 2
"""How often those through whom a key went may pass on what it set off before the next key is sent."""

_PATIENCE_SECONDS = 2.0
"""After which a key that got lost, with a pane that was taken down, holds up no other."""


class KeysInOrderApp(App[Result]):
    """Sends one key at a time to the pane in focus; the others wait, in the order in which they came."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._coming: deque[events.Key | events.Paste] = deque()
        self._under_way: events.Key | None = None
        self._target: MessagePump = self
        self._rounds = 0
        self._since = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Hand on a key or a paste that comes from the terminal once the key before it has acted."""
        if isinstance(event, events.Key) and event.is_forwarded:  # it comes back from the pane: its binding acts now
            await super().on_event(event)
            await self._acted(event)
        elif not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        else:
            self._coming.append(event)
            if self._under_way is None or time.monotonic() - self._since > _PATIENCE_SECONDS:
                await self._send()

    async def _send(self) -> None:
        self._under_way = None
        while self._coming and self._under_way is None:
            event = self._coming.popleft()
            if isinstance(event, events.Paste):  # whatever has the focus gets it before the keys that follow
                await super().on_event(event)
                continue
            target: MessagePump = self.focused or self.screen
            self._under_way, self._target, self._since = event, target, time.monotonic()
            self._rounds = 0
            await super().on_event(event)
            if not event.is_forwarded:  # a priority binding has acted already
                self._under_way = None
            else:
                self._follow(event, target)

    def _follow(self, event: events.Key, pump: MessagePump) -> None:
        """Ask to be told when `pump` is done with the key: it may have taken it, or passed it up."""
        if pump is not self and not pump.call_later(self._passed, event, pump):
            self.call_later(self._acted, event)  # it is being taken down, and the key with it

    def _passed(self, event: events.Key, pump: MessagePump) -> None:
        above = pump._parent
        if event._stop_propagation or above is None:
            self.call_later(self._acted, event)
        else:
            self._follow(event, above)

    async def _acted(self, event: events.Key) -> None:
        if event is self._under_way and not self._rounds:
            await self._go_on(event)

    async def _go_on(self, event: events.Key) -> None:
        if event is not self._under_way:
            return
        if self._rounds < _ROUNDS:  # what the key did may be told from pane to pane before it is done
            self._rounds += 1
            self._tell(event, self._target)
        else:
            await self._send()

    def _tell(self, event: events.Key, pump: MessagePump) -> None:
        """Go the way of the key once more, behind all that was posted meanwhile."""
        above = pump._parent
        if pump is self or above is None or not pump.call_later(self._tell, event, above):
            self.call_later(self._go_on, event)
