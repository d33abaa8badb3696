"""Runs one block of a lesson in a process that is shut in, and ends it with all that it started."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from tui.authoring.checks.python_blocks import Cell
from tui.authoring.errors import InputError

_GRACE = 0.2
"""Seconds in which what a block has printed is read after its end."""


@dataclass(frozen=True)
class Bounds:
    """What a block may take: seconds (of the clock, and of the processor), bytes, processes, characters printed.

    The memory is one of addresses, which libraries take freely: PyTorch maps some gigabytes, built for CUDA. Without
    `kernel` only the audit hook guards files and network, as where the kernel has nothing better.
    """

    python: str = sys.executable
    seconds: float = 20
    memory: int = 8192 << 20
    file: int = 64 << 20
    processes: int = 64
    output: int = 1 << 18
    kernel: bool = True


class End(StrEnum):
    """How a run came to its end."""

    BY_ITSELF = "by itself"
    TOO_LONG = "too long"
    TOO_MUCH_PRINTED = "too much printed"
    BROKEN_OFF = "broken off"


@dataclass(frozen=True)
class Failure:
    """What a cell raised: the names of its type and of the types above that, nearest first; `line` is the lesson's.

    `missing` names the module that could not be found.
    """

    kinds: tuple[str, ...]
    message: str
    line: int
    missing: str | None = None


@dataclass(frozen=True)
class CellRan:
    """What a cell wrote, by the line of the lesson that wrote it (0 where none of its own did), and how it failed."""

    written: tuple[tuple[int, str], ...]
    failure: Failure | None

    @property
    def output(self) -> str:
        """All that it wrote."""
        return "".join(text for _, text in self.written)

    def output_of(self, first: int, last: int) -> str:
        """Return what these lines of the lesson wrote."""
        return "".join(text for line, text in self.written if first <= line <= last)


@dataclass(frozen=True)
class Ran:
    """What came of a block. `guards` are those of the kernel that held: `namespaces`, `landlock`."""

    end: End
    cells: tuple[CellRan, ...]
    stdout: str
    stderr: str
    code: int
    guards: frozenset[str]


def execute(cells: Sequence[Cell], bounds: Bounds) -> Ran:
    """Run the cells one after the other, in a new empty folder, as one program of its own.

    Raises:
        InputError: there is no such Python.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = str(Path(name).resolve())
        told, report = os.pipe()
        job = {
            "cells": [(cell.line, cell.source, "exec" if cell.wanted is None else "single") for cell in cells],
            "folder": folder,
            "report": report,
            **{key: getattr(bounds, key) for key in ("seconds", "memory", "file", "processes", "output", "kernel")},
        }
        try:
            process = subprocess.Popen(
                [bounds.python, "-s", "-B", "-c", _program()],
                cwd=folder,
                env=_environment(folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(report,),
                start_new_session=True,
            )
        except OSError as error:
            os.close(told)
            raise InputError(
                f"{bounds.python} cannot be started ({error.strerror}): name a Python that there is."
            ) from error
        finally:
            os.close(report)
        with os.fdopen(told, "rb", buffering=0) as reports, process:
            try:
                return _watch(process, reports, json.dumps(job).encode(), bounds)
            finally:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)


def _watch(process: "subprocess.Popen[bytes]", reports: IO[bytes], job: bytes, bounds: Bounds) -> Ran:
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    deadline = time.monotonic() + bounds.seconds
    with contextlib.suppress(BrokenPipeError), process.stdin:
        process.stdin.write(job)
    read = {"stdout": bytearray(), "stderr": bytearray(), "report": bytearray()}
    # A character may take four bytes, and the report says everything once more, escaped.
    most = {"stdout": 4 * bounds.output, "stderr": 4 * bounds.output, "report": 64 * bounds.output + (1 << 20)}
    end = End.BY_ITSELF
    for source, piece in _pieces(process, reports, deadline):
        read[source] += piece
        if len(read[source]) > most[source]:
            end = End.TOO_MUCH_PRINTED
            break
    if end is End.BY_ITSELF:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        if process.returncode is None:
            end = End.TOO_LONG
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
    code = process.wait()
    stdout, stderr = (read[name].decode("utf-8", "replace") for name in ("stdout", "stderr"))
    if len(stdout) > bounds.output:
        end = End.TOO_MUCH_PRINTED
    try:
        report: dict[str, Any] = json.loads(read["report"])
    except ValueError:
        report = {"guards": [], "cells": []}
        if end is End.BY_ITSELF:
            end = End.TOO_LONG if abs(code) % 128 == signal.SIGXCPU else End.BROKEN_OFF
    return Ran(end, tuple(map(_cell, report["cells"])), stdout, stderr, code, frozenset(report["guards"]))


def _pieces(process: "subprocess.Popen[bytes]", reports: IO[bytes], deadline: float) -> Iterator[tuple[str, bytes]]:
    """Yield what the process sends, until it has ended or its time is over, whoever still holds its pipes."""
    with selectors.DefaultSelector() as selector:
        for name, stream in (("stdout", process.stdout), ("stderr", process.stderr), ("report", reports)):
            assert stream is not None
            selector.register(stream, selectors.EVENT_READ, name)
        while selector.get_map() and (left := deadline - time.monotonic()) > 0:
            ready = selector.select(min(left, _GRACE))
            if not ready and process.poll() is not None:
                return
            for key, _ in ready:
                piece = os.read(key.fd, 1 << 16)
                if not piece:
                    selector.unregister(key.fileobj)
                yield key.data, piece


def _cell(said: dict[str, Any]) -> CellRan:
    error = said["error"]
    failure = Failure(tuple(error["kinds"]), error["message"], error["line"], error["missing"]) if error else None
    return CellRan(tuple((line, text) for line, text in said["written"]), failure)


def _environment(folder: str) -> dict[str, str]:
    """Return all that a block is told of its surroundings: nothing of the author's own, and nothing that varies."""
    return {
        "PATH": os.defpath,
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
        "MPLBACKEND": "Agg",
    }


@lru_cache(maxsize=1)
def _program() -> str:
    return Path(__file__).with_name("confined.py").read_text(encoding="utf-8")
