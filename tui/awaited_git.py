"""Git's work that outlives the screen: it is waited for, the author is told why, and Ctrl-C ends it."""

import asyncio
import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.authoring.workbench import Workbench

_PATIENCE_SECONDS = 0.5
"""After which the author is told what is waited for."""

_SAYS = "Git is still at work, or one of its hooks: waiting for its end. Ctrl-C ends it, and nothing is committed.\n"


async def await_git(workbench: "Workbench") -> None:
    """Wait until all that runs aside has ended, which a commit may hold up for as long as its hooks take."""
    with _interrupts_for(workbench):
        aside = asyncio.ensure_future(asyncio.get_running_loop().shutdown_default_executor())
        await asyncio.wait([aside], timeout=_PATIENCE_SECONDS)
        if not aside.done() and workbench.git_at_work:
            sys.stderr.write(_SAYS)
            sys.stderr.flush()
        await aside


@contextlib.contextmanager
def _interrupts_for(workbench: "Workbench") -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    loop = asyncio.get_running_loop()  # by whom it is heard also in the moment before it sleeps
    loop.add_signal_handler(signal.SIGINT, workbench.interrupt_git)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)
