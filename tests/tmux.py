"""A session of tmux for tests: the program as a person sees it there, over a server of its own that ends with it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self


class Tmux:
    """Runs `command` in a window of `columns` × `rows`; leaving the context ends the server and all in it."""

    def __init__(
        self, command: Sequence[str], *, folder: Path, env: Mapping[str, str], socket: Path, size: tuple[int, int]
    ) -> None:
        self._socket, self._code = socket, socket.with_suffix(".exit")
        self._code.unlink(missing_ok=True)
        self._env = {name: value for name, value in env.items() if name != "TMUX"}
        columns, rows = size
        self._tmux(
            *("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(folder)),
            *(part for name, value in self._env.items() for part in ("-e", f"{name}={value}")),
            # tmux itself at times loses the code; and a shell that heard Ctrl-C too would end before it tells it.
            *("sh", "-c", 'trap : INT; "$@"; echo $? > "$0"', str(self._code), *command),
        )
        self._tmux("set", "-g", "remain-on-exit", "on")
        self._tmux("set", "-s", "escape-time", "10")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tmux("kill-server")

    @property
    def text(self) -> str:
        """What the window shows, row by row."""
        return self._tmux("capture-pane", "-p")

    def press(self, *keys: str) -> None:
        """Press keys by the names that tmux has for them (`j`, `Enter`, `C-s`, `F1`)."""
        self._tmux("send-keys", *keys)

    def write(self, text: str) -> None:
        """Type `text` as it is."""
        self._tmux("send-keys", "-l", text)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def wait_for(self, what: str | Callable[[], object], seconds: float = 60) -> None:
        """Wait until the window shows `what`, or until `what()` holds.

        Raises:
            AssertionError: it does not within `seconds`, a bound so wide that only a defect reaches it.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if what() if callable(what) else what in self.text:
                return
            time.sleep(0.05)
        raise AssertionError(f"{what} never came. The window:\n{self.text}")

    def ended(self, seconds: float = 30) -> int:
        """Wait for the program to end and return its exit code."""
        self.wait_for(lambda: self._code.exists() and self._code.read_text(), seconds)
        return int(self._code.read_text())

    def kill(self) -> None:
        """End the program as a power cut would."""
        group = int(self._tmux("display-message", "-p", "#{pane_pid}"))
        os.killpg(group, signal.SIGKILL)
        self.wait_for(lambda: not _runs(group))  # of which tmux, again, may never tell

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self._socket), *arguments],
            env=self._env,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout


def _runs(group: int) -> bool:
    """Say whether a process of that group runs; those that nobody has asked about since they ended do not."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            state, _, of_group, *_ = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(of_group) == group and state not in "ZX":
                return True
    return False
