"""A history read page by page beside a screen: one call of git after the other, and none left when nobody reads on."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.authoring.workbench import Entry, Timeline


class TimelineReader:
    """Reads what `open_timeline` opens, in a thread of its own, so that closing waits for what is being read."""

    def __init__(self, open_timeline: "Callable[[], Timeline]") -> None:
        self._open = open_timeline
        self._timeline: Timeline | None = None
        self._closed = False
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="timeline")

    async def page(self, count: int) -> "tuple[Entry, ...]":
        """Return the next `count` entries, fewer at the end, and none after it.

        Raises:
            AuthoringError: git refuses, or nothing is named so.
        """
        return await asyncio.get_running_loop().run_in_executor(self._aside, self._page, count)

    def _page(self, count: int) -> "tuple[Entry, ...]":
        if self._closed:
            return ()
        if self._timeline is None:
            self._timeline = self._open()
        return self._timeline.page(count)

    def close(self) -> None:
        """End the reading; git is let go as soon as it has answered what it was asked last."""
        if not self._closed:
            self._closed = True
            self._aside.submit(self._let_go)
            self._aside.shutdown(wait=False)

    def _let_go(self) -> None:
        if self._timeline is not None:
            self._timeline.close()
