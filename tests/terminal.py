"""A terminal for tests: a program in a pseudo-terminal, its screen as rows of text, and keys typed into it."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte


class Terminal:
    """Runs `command` on a screen of `columns` × `rows`; leaving the context ends the program.

    With `controlling` it is what the program finds at /dev/tty too.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        env: Mapping[str, str],
        columns: int = 80,
        rows: int = 24,
        controlling: bool = False,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.program = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env=dict(env),
            start_new_session=True,
            preexec_fn=_as_from_a_shell if controlling else _hear_ctrl_c,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self.close()

    def close(self) -> None:
        """Go away, as a window does that is closed while the program runs."""
        os.close(self._master)

    @property
    def text(self) -> str:
        """What the screen shows, row by row."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def echoes(self) -> bool:
        """Whether it shows what is typed by itself, as it does for a shell."""
        return bool(termios.tcgetattr(self._master)[3] & termios.ECHO)

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        """What the screen shows, cell by cell, with colours and attributes."""
        return [[row[column] for column in range(self._screen.columns)] for row in self._rows()]

    def _rows(self) -> list[Mapping[int, pyte.screens.Char]]:
        return [self._screen.buffer[number] for number in range(self._screen.lines)]

    def type(self, keys: str) -> None:
        r"""Type `keys`; control characters as a terminal sends them (Escape is `\\x1b`)."""
        os.write(self._master, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as a window would."""
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.killpg(self.program.pid, signal.SIGWINCH)

    def read(self, seconds: float = 0.05) -> None:
        """Take in what the program has written, waiting at most `seconds` for the first of it."""
        while select.select([self._master], [], [], seconds)[0]:
            try:
                data = os.read(self._master, 65536)
            except OSError:  # the program has closed its side
                return
            if not data:
                return
            with contextlib.suppress(Exception):  # pyte stumbles over private sequences it does not know
                self._stream.feed(data)
            seconds = 0

    def wait_for(self, what: str | Callable[[], object], seconds: float = 60) -> None:
        """Wait until the screen shows `what`, or until `what()` holds.

        Raises:
            AssertionError: it does not within `seconds`, a bound so wide that only a defect reaches it.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read()
            if what() if callable(what) else what in self.text:
                return
        raise AssertionError(f"{what} never came. The screen:\n{self.text}")

    def ended(self, seconds: float = 30) -> int:
        """Wait for the program to end and return its exit code."""
        self.wait_for(lambda: self.program.poll() is not None, seconds)
        return self.program.wait()

    def kill(self) -> None:
        """End the program the hard way, if it still runs."""
        if self.program.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.program.pid, signal.SIGKILL)
            self.program.wait()


def _hear_ctrl_c() -> None:
    """Let the program be interrupted as from a terminal, though whoever runs the tests may ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _as_from_a_shell() -> None:
    _hear_ctrl_c()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
