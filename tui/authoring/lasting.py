"""Has the disk take what approvals have committed, aside: git does not wait for it, and no author should either."""

import contextlib
from concurrent.futures import Future, ThreadPoolExecutor

from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import Repository
from tui.authoring.review import under_way
from tui.authoring.review.attempts import AttemptStore
from tui.authoring.review.under_way import Stroke
from tui.authoring.workspace import Workspace


class Lasting:
    """One thread that waits for the disk; a stroke's note goes once the disk has its commit, and stays otherwise."""

    def __init__(self, workspace: Workspace, store: AttemptStore) -> None:
        self._workspace, self._store = workspace, store
        self._thread: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None

    def add(self, stroke: Stroke, commit: str) -> None:
        """Have the stroke's `commit`, and what stands on it, made lasting after what was asked for before."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lasting")
        self._last = self._thread.submit(self._make_lasting, stroke, commit)

    def wait(self) -> None:
        """Return once all that was asked for has come to its end."""
        if self._last is not None:
            self._last.result()

    def close(self) -> None:
        """Wait for all that was asked for, and end the thread."""
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None

    def _make_lasting(self, stroke: Stroke, commit: str) -> None:
        # What is not made lasting keeps its note, and is looked at when the course is opened next.
        with contextlib.suppress(AuthoringError, OSError), Repository.open(self._workspace.root) as repository:
            repository.make_lasting(stroke.lessons[0].branch, commit, stroke.lessons[0].head)
            under_way.lasted(self._store, stroke)
