"""An app that is ended from outside as its author would end it: by a signal, or when its terminal has gone away."""

import asyncio
import os
import signal
import threading
from typing import Any, TypeVar

from textual import events, on
from textual.app import App

Result = TypeVar("Result")

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_LOOK_SECONDS = 2
"""How often it looks whether its terminal is there: who was made deaf (nohup) is not told when it goes."""

_PATIENCE_SECONDS = 8.0
"""After which a program that was told to end is ended whatever it waits for, such as a terminal that takes no more."""


class EndedOutsideApp(App[Result]):
    """Keeps what is to be kept before it ends, whoever ends it; leaves no process behind a terminal that is gone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._handled: dict[signal.Signals, Any] = {}
        self._told_to_end = False

    @on(events.Mount)
    def _listen(self) -> None:
        """Listen, where a terminal shows the app; what serves it to a browser listens by itself."""
        if self.is_headless or self.is_web or threading.current_thread() is not threading.main_thread():
            return
        self._events = asyncio.get_running_loop()
        for each in _SIGNALS:
            if signal.getsignal(each) is not signal.SIG_IGN:
                # Not by the loop: it may be waiting for the terminal.
                self._handled[each] = signal.signal(each, self._hear)
        if os.isatty(0):
            self.set_interval(_LOOK_SECONDS, self._check_terminal)

    @on(events.Unmount)
    def _leave_signals(self) -> None:
        """Leave the signals as they were."""
        for each, before in self._handled.items():
            signal.signal(each, before)
        self._handled.clear()

    def _hear(self, *_: object) -> None:
        if not self._told_to_end:
            self._told_to_end = True
            threading.Thread(target=_end_at_last, daemon=True, name="end-at-last").start()
            self._events.call_soon_threadsafe(self._end)

    def _check_terminal(self) -> None:
        if not self._told_to_end and not os.isatty(0):
            self._hear()

    def _end(self) -> None:
        if not os.isatty(0):
            self._begin_batch()  # nothing is drawn any more: nobody takes it
        self.call_later(self.action_quit)


def _end_at_last() -> None:
    threading.Event().wait(_PATIENCE_SECONDS)
    os._exit(1)
