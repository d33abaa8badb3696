"""A program that drafts what it is asked for through the author's queue, until a test kills it."""

import asyncio
import sys
from pathlib import Path

from tui.authoring.workbench import Workbench


async def _work(folder: str, keys: list[str]) -> None:
    workbench = Workbench.open(Path(folder))
    workbench.drafts.queue.add(keys)
    async for _ in workbench.drafts.work():
        pass


if __name__ == "__main__":
    asyncio.run(_work(sys.argv[1], sys.argv[2:]))
