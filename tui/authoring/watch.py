"""Notices what other programs change in the workspace."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from tui.authoring.workspace import SYLLABUS, Workspace


async def changes(workspace: Workspace) -> AsyncIterator[None]:
    """Yield after each change of the syllabus, the templates or the course, whoever made it.

    It says only that something may be new: readers compare what they read, for editors save in many ways. Folders are
    watched, never files, for a file that is replaced is lost from sight.
    """
    noticed = asyncio.Event()
    stop = asyncio.Event()
    watching = asyncio.create_task(_watch(workspace, noticed, stop))
    try:
        while not watching.done():
            await noticed.wait()
            noticed.clear()
            yield
    finally:
        stop.set()
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def _watch(workspace: Workspace, noticed: asyncio.Event, stop: asyncio.Event) -> None:
    from watchfiles import awatch

    parts = (workspace.root / "course", workspace.root / "templates")

    async def below(folders: list[Path]) -> None:
        async for found in awatch(*folders, stop_event=stop, debounce=200, step=50):
            if any(not Path(path).name.startswith(".") for _, path in found):
                noticed.set()

    inside: asyncio.Task[None] | None = None
    watched: list[Path] = []
    try:
        while True:
            there = [folder for folder in parts if folder.is_dir()]
            if there != watched:
                if inside is not None:
                    inside.cancel()
                watched, inside = there, asyncio.create_task(below(there)) if there else None
            names = {SYLLABUS, "course", "templates"}
            async for found in awatch(workspace.root, stop_event=stop, debounce=200, step=50, recursive=False):
                if any(Path(path).parent == workspace.root and Path(path).name in names for _, path in found):
                    noticed.set()
                    break
            if stop.is_set():
                return
    finally:
        if inside is not None:
            inside.cancel()
