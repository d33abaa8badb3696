"""Who is writing right now: a lock on a file for each process that streams, which dies with the process.

A process id would lie (they are used again, and mean nothing in another container); a lock that the operating system
holds does not.
"""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock
from filelock import Timeout as LockTimeout

from tui.authoring.errors import AuthoringError


class Writer:
    """This process as a writer: alive for the others until `close`, or until the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Take a fresh lock in `folder`.

        Raises:
            AuthoringError: the folder cannot be written.
        """
        self.id = uuid.uuid4().hex
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._path = folder / f"{self.id}.lock"
            self._lock = _lock(self._path)
            self._lock.acquire(timeout=10)
        except (OSError, LockTimeout) as error:
            raise AuthoringError(
                f"Could not write in {folder}: {error}. Change its permissions, then try again."
            ) from error

    def close(self) -> None:
        """Let go of the lock, and of its file."""
        _drop(self._path, self._lock)


class DeadWriters:
    """Those of `writers`, and of the lock files left in `folder`, whose process is gone; held until `close`."""

    def __init__(self, folder: Path, writers: Iterable[str]) -> None:
        left = {path.stem for path in folder.glob("*.lock")} if folder.is_dir() else set()
        self._held: dict[str, tuple[Path, FileLock]] = {}
        for writer in sorted(left.union(writers)):
            path = folder / f"{writer}.lock"
            lock = _lock(path)
            # A lock that cannot be taken or tried belongs to the living: a row left for later harms nobody.
            with suppress(OSError, LockTimeout):
                folder.mkdir(parents=True, exist_ok=True)
                lock.acquire(blocking=False)
                self._held[writer] = (path, lock)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the dead."""
        return tuple(self._held)

    def close(self) -> None:
        """Remove their lock files; call this when nothing names them any more."""
        for path, lock in self._held.values():
            _drop(path, lock)


def _lock(path: Path) -> FileLock:
    return FileLock(path, thread_local=False, is_singleton=False)


def _drop(path: Path, lock: FileLock) -> None:
    # Removed while it is still held, so that nobody else's lock is ever removed; where that is not allowed, after.
    with suppress(OSError):
        path.unlink(missing_ok=True)
    lock.release()
    with suppress(OSError):
        path.unlink(missing_ok=True)
