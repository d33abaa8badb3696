"""A time that passes only when everybody sleeps, so that minutes of waiting take a test no time."""

import asyncio
import heapq
from collections.abc import Coroutine
from typing import Any


class InventedClock:
    """Seconds that begin at zero; `run` moves them on to whoever wakes next as soon as nobody has anything to do."""

    def __init__(self) -> None:
        self._now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> float:
        """Return the seconds that have passed."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Sleep for so long."""
        self._count += 1
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, self._count, woken))
        await woken

    async def run(self, *works: Coroutine[Any, Any, None]) -> None:
        """Do all of these; AssertionError where some wait although nobody sleeps: for ever, that is."""
        tasks = [asyncio.ensure_future(work) for work in works]
        try:
            while not all(task.done() for task in tasks):
                for _ in range(8 + 2 * len(tasks)):  # as many steps as a wake needs to reach everybody
                    await asyncio.sleep(0)
                if all(task.done() for task in tasks):
                    break
                assert self._sleepers, "some wait for ever"
                at, _, woken = heapq.heappop(self._sleepers)
                self._now = max(self._now, at)
                if not woken.done():
                    woken.set_result(None)
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for each in ended:
            if isinstance(each, Exception):
                raise each
