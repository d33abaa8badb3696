"""Notices what other programs change in the workspace, git among them."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

from tui.authoring.stamps import Stamp, git_files, git_folders, stamp
from tui.authoring.workspace import SYLLABUS, Workspace

_FOLDERS = ("course", "templates")
_SETTLE_SECONDS = 0.1
"""So long nothing more may come before a change is told: git writes many files, then HEAD."""
_LONGEST_SECONDS = 0.5
"""After so long it is told though more comes."""
_LOCKED_SECONDS = 5.0
"""So long a git that has the index locked is left alone: it is in the middle of a checkout, say."""

_LOOK_MILLISECONDS = 1000
"""After so long HEAD is looked at though nothing was told: it may have moved before the folders were watched anew."""


async def changes(workspace: Workspace) -> AsyncGenerator[None, None]:
    """Yield after each change of the syllabus, the templates, the course or git's HEAD, whoever made it.

    It says only that something may be new: readers compare what they read, for editors save in many ways. Folders are
    watched, never files, for a file that is replaced is lost from sight. What a command of git changes is told once.

    Raises:
        OSError: the system can watch no more folders.
    """
    noticed = asyncio.Event()
    stop = asyncio.Event()
    watching = asyncio.create_task(_watch_root(workspace, noticed.set, stop))
    watching.add_done_callback(lambda _: noticed.set())
    left_behind: Stamp = None
    try:
        while True:
            await noticed.wait()
            if not watching.done():
                left_behind = await _settled(workspace, noticed, left_behind)
            if watching.done():
                break
            noticed.clear()
            yield
        await watching
    finally:
        await _end(watching, stop)


async def _settled(workspace: Workspace, noticed: asyncio.Event, left_behind: Stamp) -> Stamp:
    """Return when git and all others have written what belongs together; a lock left by a crash is waited for once.

    `left_behind` is the stamp of that lock, if there is one, and so is what is returned.
    """
    folders = git_folders(workspace.root)
    lock = folders.own / "index.lock" if folders is not None else None
    held = waited = 0.0
    while waited < _LONGEST_SECONDS:
        noticed.clear()
        await asyncio.sleep(_SETTLE_SECONDS)
        locked = stamp(lock) if lock is not None else None
        if locked is not None and locked != left_behind:
            held += _SETTLE_SECONDS
            if held < _LOCKED_SECONDS:
                continue
            return locked
        waited += _SETTLE_SECONDS
        if not noticed.is_set():
            break
    return left_behind


async def _end(watching: "asyncio.Task[None]", stop: asyncio.Event) -> None:
    stop.set()
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError, OSError):
        await watching


async def _watch_root(workspace: Workspace, notice: Callable[[], None], stop: asyncio.Event) -> None:
    """Watch the root itself, and below it the folders that matter, as they come and go."""
    from watchfiles import awatch

    inside: list[tuple[asyncio.Task[None], asyncio.Event]] = []

    async def end() -> None:
        while inside:
            await _end(*inside.pop())

    async def begin() -> None:
        await end()
        folders = [workspace.root / name for name in _FOLDERS if (workspace.root / name).is_dir()]
        stop_inside = asyncio.Event()
        if folders:
            inside.append((asyncio.create_task(_watch_below(folders, notice, stop_inside)), stop_inside))
        inside.append((asyncio.create_task(_watch_git(workspace.root, notice, stop_inside)), stop_inside))
        await asyncio.sleep(0)  # they watch from their first step on: what comes now is noticed

    await begin()
    try:
        # No filter but our own: the usual one is blind in a workspace that lies below a folder named `.venv`, say.
        async for found in awatch(
            workspace.root, watch_filter=None, stop_event=stop, debounce=200, step=50, recursive=False
        ):
            names = {Path(path).name for _, path in found}
            if not names.isdisjoint((*_FOLDERS, ".git")):
                await begin()
            if not names.isdisjoint((SYLLABUS, *_FOLDERS)):
                notice()
    finally:
        await end()


async def _watch_below(folders: list[Path], notice: Callable[[], None], stop: asyncio.Event) -> None:
    from watchfiles import awatch

    with contextlib.suppress(FileNotFoundError):  # gone again: the root tells when it comes back
        async for found in awatch(*folders, watch_filter=None, stop_event=stop, debounce=200, step=50):
            # Half-written files of ours, and the swap files of others, begin with a dot.
            if any(not Path(path).name.startswith(".") for _, path in found):
                notice()


async def _watch_git(root: Path, notice: Callable[[], None], stop: asyncio.Event) -> None:
    """Notice where HEAD moves: the branch that it names, or that branch. The index is git's own affair.

    Only the folders in which that is written are watched, none of them below: however much git keeps, it costs nothing.
    """
    from watchfiles import awatch

    seen = _git_state(root)
    while not stop.is_set() and (folders := git_folders(root)) is not None:
        ref = folders.ref
        wanted = {str(path.resolve().parent / path.name) for path in git_files(root)}
        places = _places(root)

        def concerns(_: object, path: str, wanted: set[str] = wanted) -> bool:
            return any(each == path or each.startswith(f"{path}/") for each in wanted)

        with contextlib.suppress(FileNotFoundError):
            async for _ in awatch(
                *places,
                watch_filter=concerns,
                stop_event=stop,
                debounce=200,
                step=50,
                recursive=False,
                rust_timeout=_LOOK_MILLISECONDS,
                yield_on_timeout=True,
            ):
                if (now := _git_state(root)) != seen:
                    seen = now
                    notice()
                if _places(root) != places or (again := git_folders(root)) is None or again.ref != ref:
                    break
            else:
                return
        await asyncio.sleep(0.05)  # so that a repository that goes away under our eyes does not keep us busy


def _git_state(root: Path) -> tuple[tuple[Path, Stamp], ...]:
    return tuple((path, stamp(path)) for path in git_files(root))


def _places(root: Path) -> set[Path]:
    """Return the folders in which what tells of HEAD is written, or will be."""
    return {_nearest(path.parent).resolve() for path in git_files(root)}


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there: a branch may be packed, its folder gone."""
    return folder if folder.is_dir() or folder == folder.parent else _nearest(folder.parent)
