"""One `git cat-file --batch-check` that goes on between questions: starting git costs more than all it is asked."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence

from tui.authoring.history import running

_AT_ONCE = 8_192
"""Bytes that are asked before answers are read: with what git says to them, less than a pipe holds."""


class AskedGit:
    """Tells what names such as `HEAD:course/plan.yaml` or `:0:notes.txt` stand for, as they do when it is asked.

    `start` starts the command, its input and output being pipes. Git reads the index once: who asks for it again is
    answered by another git. Threads take turns.
    """

    def __init__(self, start: Callable[[], "subprocess.Popen[bytes]"]) -> None:
        self._start = start
        self._program: subprocess.Popen[bytes] | None = None
        self._index_read = False
        self._turn = threading.RLock()

    def get_ready(self) -> None:
        """Start git, so that it has read its settings when it is asked.

        Raises:
            RepositoryError: it could not be started.
        """
        with self._turn:
            if self._program is None:
                self._program, self._index_read = self._start(), False

    def ask(self, names: Sequence[str]) -> list[str] | None:
        """Return what git says of each of the names, one line each; None where it ended before it had said all.

        A name must hold no line end.

        Raises:
            RepositoryError: git could not be started.
        """
        of_index = any(name.startswith(":") for name in names)
        with self._turn:
            if of_index and self._index_read:
                self.close()
            self.get_ready()
            self._index_read |= of_index
            try:
                return [line for some in _portions(names) for line in self._told(some)]
            except (OSError, EOFError):
                self.close()
                return None

    def close(self) -> None:
        """End git, which changes nothing and so may be ended at any time."""
        with self._turn:
            program, self._program = self._program, None
        if program is None:
            return
        program.terminate()
        program.wait()
        running.close_pipes(program)

    def _told(self, names: Sequence[str]) -> list[str]:
        program = self._program
        if program is None or program.stdin is None or program.stdout is None:
            raise EOFError
        with running.may_be_interrupted(program):
            program.stdin.write(os.fsencode("".join(f"{name}\n" for name in names)))
            program.stdin.flush()
            lines = [program.stdout.readline() for _ in names]
        if not all(line.endswith(b"\n") for line in lines):
            raise EOFError
        return [os.fsdecode(line[:-1]) for line in lines]


def _portions(names: Sequence[str]) -> Iterator[list[str]]:
    some: list[str] = []
    size = 0
    for name in names:
        if some and size + len(name) > _AT_ONCE:
            yield some
            some, size = [], 0
        some.append(name)
        size += len(name)
    if some:
        yield some
