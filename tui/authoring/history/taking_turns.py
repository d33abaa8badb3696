"""One commit at a time: threads and processes of ours wait for each other."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from tui.authoring.history.progress import WaitsFor
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.work_tree import WorkTree

_LOOK_SECONDS = 0.5
"""How often it is asked whether the author still waits."""


@contextmanager
def alone(tree: WorkTree, seconds: float) -> Iterator[None]:
    """Keep other threads and processes of ours from committing, once those that do have ended.

    Raises:
        RepositoryError: they have not after `seconds`, the author would not wait, or the lock cannot be written.
    """
    lock, deadline = FileLock(tree.common_dir / "coursewright.lock"), time.monotonic() + seconds
    try:
        with tree.progress.waiting(WaitsFor.ANOTHER):
            while True:
                try:
                    lock.acquire(timeout=min(_LOOK_SECONDS, max(0.0, deadline - time.monotonic())))
                    break
                except Timeout:
                    if time.monotonic() >= deadline:
                        raise
                    tree.progress.check()
    except Timeout as error:
        raise RepositoryError("Another Coursewright is committing here: wait for its end, then try again.") from error
    except OSError as error:
        where = tree.common_dir
        raise RepositoryError(f"{where} cannot be written ({error.strerror}): change its permissions.") from error
    try:
        yield
    finally:
        lock.release()
