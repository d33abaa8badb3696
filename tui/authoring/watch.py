"""Notices what other programs change in the workspace."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

from tui.authoring.workspace import SYLLABUS, Workspace

_FOLDERS = ("course", "templates")


async def changes(workspace: Workspace) -> AsyncGenerator[None, None]:
    """Yield after each change of the syllabus, the templates or the course, whoever made it.

    It says only that something may be new: readers compare what they read, for editors save in many ways. Folders are
    watched, never files, for a file that is replaced is lost from sight.

    Raises:
        OSError: the system can watch no more folders.
    """
    noticed = asyncio.Event()
    stop = asyncio.Event()
    watching = asyncio.create_task(_watch_root(workspace, noticed.set, stop))
    watching.add_done_callback(lambda _: noticed.set())
    try:
        while True:
            await noticed.wait()
            if watching.done():
                break
            noticed.clear()
            yield
        await watching
    finally:
        await _end(watching, stop)


async def _end(watching: "asyncio.Task[None]", stop: asyncio.Event) -> None:
    stop.set()
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError, OSError):
        await watching


async def _watch_root(workspace: Workspace, notice: Callable[[], None], stop: asyncio.Event) -> None:
    """Watch the root itself, and below it the folders that matter, as they come and go."""
    from watchfiles import awatch

    inside: asyncio.Task[None] | None = None
    stop_inside = asyncio.Event()

    async def begin() -> None:
        nonlocal inside, stop_inside
        if inside is not None:
            await _end(inside, stop_inside)
        folders = [workspace.root / name for name in _FOLDERS if (workspace.root / name).is_dir()]
        stop_inside = asyncio.Event()
        inside = asyncio.create_task(_watch_below(folders, notice, stop_inside)) if folders else None
        await asyncio.sleep(0)  # it watches from its first step on: what comes now is noticed

    await begin()
    try:
        # No filter but our own: the usual one is blind in a workspace that lies below a folder named `.venv`, say.
        async for found in awatch(
            workspace.root, watch_filter=None, stop_event=stop, debounce=200, step=50, recursive=False
        ):
            names = {Path(path).name for _, path in found}
            if not names.isdisjoint(_FOLDERS):
                await begin()
            if not names.isdisjoint((SYLLABUS, *_FOLDERS)):
                notice()
    finally:
        if inside is not None:
            await _end(inside, stop_inside)


async def _watch_below(folders: list[Path], notice: Callable[[], None], stop: asyncio.Event) -> None:
    from watchfiles import awatch

    with contextlib.suppress(FileNotFoundError):  # gone again: the root tells when it comes back
        async for found in awatch(*folders, watch_filter=None, stop_event=stop, debounce=200, step=50):
            # Half-written files of ours, and the swap files of others, begin with a dot.
            if any(not Path(path).name.startswith(".") for _, path in found):
                notice()
