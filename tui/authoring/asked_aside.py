"""Has git asked by another thread where the one that shows the course must not wait for the answer."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor


class AskedAside:
    """Runs what asks git: at once for whoever may wait, and aside for the one thread that is spared.

    What is asked aside is asked once, and what shows the course is told when the answer says something new.
    """

    def __init__(self) -> None:
        self._spared: int | None = None
        self._tell: Callable[[], object] = lambda: None
        self._aside: ThreadPoolExecutor | None = None
        self._asked: set[Hashable] = set()
        self._lock = threading.Lock()

    def spare(self, tell: Callable[[], object]) -> None:
        """Let the thread that calls this never wait for git again; `tell`, which any thread calls, says what is new."""
        self._spared, self._tell = threading.get_ident(), tell
        if self._aside is None:
            self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ask-git")

    def close(self) -> None:
        """Wait for the answer to what is being asked, and ask no more aside."""
        aside, self._aside, self._spared = self._aside, None, None
        if aside is not None:
            aside.shutdown(cancel_futures=True)

    def ask(self, question: Hashable, ask: Callable[[], bool]) -> bool:
        """Run `ask`, which returns whether its answer is a new one; return whether it has been run already.

        False means that the calling thread is spared: it goes on with what was known before.
        """
        aside = self._aside
        if aside is None or threading.get_ident() != self._spared:
            ask()
            return True
        with self._lock:
            if question in self._asked:
                return False
            self._asked.add(question)
        aside.submit(self._ask, question, ask)
        return False

    def _ask(self, question: Hashable, ask: Callable[[], bool]) -> None:
        try:
            new = ask()
        finally:
            with self._lock:
                self._asked.discard(question)
        if new:
            self._tell()
