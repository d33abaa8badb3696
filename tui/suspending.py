"""The app gives its terminal to another program, and has it back whatever comes of that."""

import contextlib
import signal
from collections.abc import Iterator
from typing import Any

from textual.app import App


@contextlib.contextmanager
def suspended(app: App[Any]) -> Iterator[None]:
    """Let another program have the terminal for the time of the context; what is raised in it is raised after it.

    Raises:
        SuspendNotSupported: this app cannot give its terminal away.
    """
    raised: BaseException | None = None
    # Nothing is painted while another program has the terminal.
    with app.batch_update(), app.suspend(), _deaf_to_interrupts():
        try:
            yield
        except BaseException as error:  # with which Textual would leave the terminal as it is, and itself without keys
            raised = error
    app.refresh(layout=True)
    if raised is not None:
        raise raised


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Leave Ctrl+C to the program that has the terminal; ignored by a handler, for that is not inherited."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
