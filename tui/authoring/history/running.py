"""Runs one command of git to its end, and leaves nothing of it behind: no child, no open file."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_LOOK_SECONDS = 0.5
"""How often it is asked whether git has ended while its output is still held open."""
_GRACE_SECONDS = 0.2
"""How long after its end is waited for the rest of what it said."""

_detached: "set[subprocess.Popen[bytes]]" = set()


@dataclass(frozen=True)
class Answer:
    """What a command of git ended with and said."""

    status: int
    out: bytes
    err: str

    def text(self) -> str:
        """Return the output as text without its last line end; bytes that are no UTF-8 stay recoverable."""
        return os.fsdecode(self.out).removesuffix("\n")

    def fields(self) -> list[str]:
        """Return the NUL-terminated fields of the output."""
        return os.fsdecode(self.out).split("\0")[:-1]

    def lines(self) -> str:
        """Return all that was said, for the author."""
        return "\n".join(part for part in (self.err.strip(), os.fsdecode(self.out).strip()) if part)


def start(
    git: Any, command: Sequence[str], env: Mapping[str, str], *, stdin: int | None = None, detached: bool = False
) -> "subprocess.Popen[bytes]":
    """Start `command` by `git`, a `git.Git`, and return it running, for its caller to read and to end.

    Raises:
        OSError, git.exc.GitCommandNotFound: it could not be started.
    """
    begun = git.execute(list(command), istream=stdin, as_process=True, env=dict(env), start_new_session=detached)
    program: subprocess.Popen[bytes] = begun.proc
    begun.proc = None  # GitPython would end it as soon as its wrapper is forgotten
    return program


def run(
    git: Any,
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    stdin: bytes | None = None,
    detached: bool = False,
    look: Callable[[], None] = lambda: None,
) -> Answer:
    """Run `command` by `git`, a `git.Git`, and wait for its end; `detached` takes it off the terminal.

    What a hook leaves running in the background may hold git's output open: it is not waited for. `look` is called as
    long as git runs; what it raises ends git, and, where it is `detached`, all that it has started.

    Raises:
        OSError, git.exc.GitCommandNotFound: it could not be started.
    """
    program = start(git, command, env, stdin=None if stdin is None else subprocess.PIPE, detached=detached)
    if detached:
        _detached.add(program)
    try:
        out, err = _all_said(program, stdin, look)
    except BaseException:
        # Whoever puts back what git changed must find it ended: told so, it takes its locks away first.
        if detached and program.returncode is None:
            _end_group(program)
        else:
            program.terminate()
            program.wait()
        raise
    finally:
        _detached.discard(program)
        close_pipes(program)
    return Answer(program.returncode, out, os.fsdecode(err).removesuffix("\n"))


def close_pipes(program: "subprocess.Popen[bytes]") -> None:
    """Close all that leads to and from a program that has ended."""
    for pipe in (program.stdin, program.stdout, program.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what git did not read any more
                pipe.close()


@contextlib.contextmanager
def may_be_interrupted(program: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Let `interrupt` end a program that was started here, while it is waited for."""
    _detached.add(program)
    try:
        yield
    finally:
        _detached.discard(program)


def at_work() -> bool:
    """Say whether a command runs that was taken off the terminal."""
    return bool(_detached)


def interrupt() -> None:
    """Have the commands that were taken off the terminal, and what they started, end as Ctrl-C there ends others."""
    for program in tuple(_detached):
        with contextlib.suppress(ProcessLookupError):  # it has just ended
            os.killpg(program.pid, signal.SIGINT)


def _end_group(program: "subprocess.Popen[bytes]") -> None:
    """End git, and its hooks with it, which are asked first and then not asked any more."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGTERM)
    program.wait()
    deadline = time.monotonic() + _LOOK_SECONDS
    with contextlib.suppress(OSError):  # none of them is left; some platforms say so by EPERM
        while time.monotonic() < deadline:
            os.killpg(program.pid, 0)
            time.sleep(0.02)
        os.killpg(program.pid, signal.SIGKILL)


def _all_said(program: "subprocess.Popen[bytes]", stdin: bytes | None, look: Callable[[], None]) -> tuple[bytes, bytes]:
    seconds = _LOOK_SECONDS
    while True:
        try:
            return program.communicate(stdin, timeout=seconds)
        except subprocess.TimeoutExpired as unfinished:
            stdin = None  # it is on its way
            if seconds == _GRACE_SECONDS:
                return unfinished.output or b"", unfinished.stderr or b""
            if program.poll() is not None:
                seconds = _GRACE_SECONDS
            else:
                look()
