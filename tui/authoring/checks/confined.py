"""The program that runs one block of a lesson, shut in as far as the system lets it.

`confinement` hands its source to an interpreter of the author's choice, which need not know Coursewright: it uses the
standard library alone. A job comes in on standard input, a report goes out by the pipe that the job names. What the
kernel guards (namespaces, Landlock, limits) holds against anybody; what the audit hook guards holds against accidents.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import io
import json
import linecache
import mmap
import os
import resource
import signal
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAME = "<lesson>"
_NEW_NS, _NEW_IPC, _NEW_USER, _NEW_PID, _NEW_NET = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
_PRIVATE, _NOSUID_NODEV_NOEXEC = 0x44000, 0xE
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
# All that changes files: write, remove, make; from the second version on also link across folders, then truncate.
_WRITES = 0x1FF2
_WRITE_FILE, _REFER, _TRUNCATE = 0x2, 0x2000, 0x4000
_NO_NETWORK = "a connection to the network"
_NO_PROGRAM = "starting another program"
_REFUSED = {
    "socket.getaddrinfo": _NO_NETWORK,
    "socket.gethostbyname": _NO_NETWORK,
    "socket.gethostbyaddr": _NO_NETWORK,
    "socket.getnameinfo": _NO_NETWORK,
    "subprocess.Popen": _NO_PROGRAM,
    "os.system": _NO_PROGRAM,
    "os.exec": _NO_PROGRAM,
    "os.posix_spawn": _NO_PROGRAM,
    "os.spawn": _NO_PROGRAM,
    "os.forkpty": _NO_PROGRAM,
    "pty.spawn": _NO_PROGRAM,
    "os.killpg": "ending other processes",
}
_ADDRESSED = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
# The events that change what their first, or first two, arguments name.
_CHANGES = {
    **dict.fromkeys(("os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.chown", "os.utime"), 1),
    **dict.fromkeys(("os.chflags", "os.setxattr", "os.removexattr", "shutil.rmtree", "sqlite3.connect"), 1),
    **dict.fromkeys(("os.rename", "os.link", "os.symlink"), 2),
}
_FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> None:
    """Read the job, shut the door, run its cells, and report."""
    job: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - it stays open as long as the block runs
    guards = []
    if sys.platform == "linux" and job["kernel"]:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        private = _leave_the_system(libc, job["memory"])
        guards += ["namespaces"] if private is not None else []
        guards += ["landlock"] if _keep_to(job["folder"], libc, bool(private)) else []
    _set_limits(job, counted_apart="namespaces" in guards)
    sys.addaudithook(_hook(job["folder"], job["processes"], "namespaces" in guards))
    _run(job, guards)


def _leave_the_system(libc: Any, memory: int) -> bool | None:
    """Go on in a process without network, and with processes of its own, which all end with it.

    Returns None where the system does not allow it; otherwise whether shared memory is private too.
    """
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(_NEW_USER | _NEW_NET | _NEW_PID | _NEW_IPC | _NEW_NS) != 0:
        return None
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with contextlib.suppress(OSError):
            Path("/proc/self", name).write_text(text, encoding="ascii")
    if child := os.fork():
        os._exit(_code(os.waitpid(child, 0)[1]))
    # This is the first process of its namespace: when it ends, the kernel ends all that the block started.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.mount(None, b"/", None, _PRIVATE, None)
    libc.mount(b"proc", b"/proc", b"proc", _NOSUID_NODEV_NOEXEC, None)
    shared = libc.mount(b"tmpfs", b"/dev/shm", b"tmpfs", _NOSUID_NODEV_NOEXEC, f"size={memory}".encode())
    if child := os.fork():
        while True:
            ended, status = os.wait()
            if ended == child:
                os._exit(_code(status))
    return bool(shared == 0)


def _code(status: int) -> int:
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def _keep_to(folder: str, libc: Any, private_memory: bool) -> bool:
    """Let files be changed in `folder` alone, by Landlock; returns whether the kernel has it."""
    version = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    writes = _WRITES | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    ruleset = _Ruleset(writes, 0x3, 0x3)
    size = ctypes.c_size_t(8 if version < 4 else 16 if version < 6 else 24)
    rules = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(ruleset), size, 0)
    if rules < 0:
        return False
    allowed = [(folder, writes), (os.devnull, writes & (_WRITE_FILE | _TRUNCATE))]
    for path, access in [*allowed, *([("/dev/shm", writes)] if private_memory else [])]:
        beneath = _Beneath(access, os.open(path, os.O_PATH | os.O_CLOEXEC))
        libc.syscall(_LANDLOCK_ADD, rules, 1, ctypes.byref(beneath), 0)
        os.close(beneath.folder)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    kept = bool(libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)
    os.close(rules)
    return kept


def _set_limits(job: dict[str, Any], counted_apart: bool) -> None:
    seconds = int(job["seconds"]) + 1
    wanted = [("CORE", 0), ("FSIZE", job["file"]), ("NOFILE", 512), ("AS", job["memory"])]
    if counted_apart and _kernel() >= (5, 14):
        # Older kernels count all that the user runs, and would refuse the block its first thread.
        wanted.append(("NPROC", 8 * job["processes"]))
    for name, value in wanted:
        # macOS has no limit on addresses that it keeps to.
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    # The first tells why (SIGXCPU); the second kills whoever does not listen.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))


def _kernel() -> tuple[int, ...]:
    return tuple(int(each) for each in os.uname().release.split("-")[0].split(".")[:2] if each.isdigit())


def _hook(folder: str, processes: int, alone: bool) -> Callable[[str, tuple[Any, ...]], None]:
    """Return the audit hook: the second line behind the kernel, and the first where it guards nothing."""
    inside = (folder + os.sep, "/dev/shm/") if alone else (folder + os.sep,)
    started = mmap.mmap(-1, 8)  # shared by all that the block forks

    def refuse(what: str) -> None:
        raise PermissionError(errno.EACCES, f"{what} is refused while a lesson's code is tried")

    def only_inside(path: Any) -> None:
        if isinstance(path, int) or path is None:
            return
        name = os.path.realpath(os.fsdecode(path))
        if name != folder and not name.startswith(inside) and name not in (os.devnull, "/dev/full"):
            refuse(f"changing files outside of the block's own folder ({os.fsdecode(path)})")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            if flags & _FOR_WRITING or (isinstance(mode, str) and any(each in mode for each in "wax+")):
                only_inside(path)
            elif isinstance(path, str) and path.startswith("/proc/"):
                owner = os.path.realpath(path).split("/")[2:3]
                if owner != os.path.realpath("/proc/self").split("/")[2:3] and "".join(owner).isdigit():
                    refuse(f"reading {path}, which tells of another process,")
        elif event in _CHANGES:
            for path in arguments[: _CHANGES[event]]:
                if event != "sqlite3.connect" or path not in ("", ":memory:"):
                    only_inside(path)
        elif event == "os.fork":
            started[0] = min(255, started[0] + 1)
            if started[0] > processes:
                refuse(f"starting more than {processes} processes")
        elif event == "os.kill" and not alone and not _is_ours(arguments[0]):
            refuse("ending another process")
        elif event in _ADDRESSED and isinstance(arguments[1], (str, bytes)):
            only_inside(arguments[1])  # a socket that is a file
        elif event in _ADDRESSED and arguments[1] is not None:
            refuse(_NO_NETWORK)
        elif event in _REFUSED:
            refuse(_REFUSED[event])

    def program(*_: Any, **__: Any) -> None:
        refuse(_NO_PROGRAM)

    import _posixsubprocess

    # No event tells of these: a fork by multiprocessing's `spawn`, and leaving the group that is ended.
    setattr(_posixsubprocess, "fork_exec", program)  # noqa: B010
    if not alone:
        setattr(os, "setsid", program)  # noqa: B010
    return hook


def _is_ours(process: int) -> bool:
    if process == os.getpid():
        return True
    with contextlib.suppress(ChildProcessError, AttributeError):  # macOS has it from Python 3.13 on
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return True
    return False


class _Recorder(io.TextIOWrapper):
    """Standard output that also remembers which line of the lesson wrote what."""

    written: list[tuple[int, str]]
    left: int

    def write(self, text: str) -> int:
        self.left -= len(text)
        if self.left >= 0:
            self.written.append((_line(sys._getframe(1)), text))
        return super().write(text)


def _line(frame: types.FrameType | None) -> int:
    while frame is not None:
        if frame.f_code.co_filename == NAME:
            return frame.f_lineno
        frame = frame.f_back
    return 0


def _run(job: dict[str, Any], guards: list[str]) -> None:
    me = os.getpid()
    module = types.ModuleType("__main__")
    module.__file__ = NAME  # by which `inspect` finds the source of a class
    sys.modules["__main__"] = module
    sys.argv = ["lesson.py"]
    stdout = _Recorder(
        io.FileIO(1, "w", closefd=False), encoding="utf-8", errors="backslashreplace", write_through=True
    )
    stdout.written, stdout.left = [], job["output"]
    sys.stdout = stdout
    done: list[dict[str, Any]] = []
    lines: list[str] = []
    for line, source, mode in job["cells"]:
        # Blank lines before it give the block the lesson's own numbers in every traceback.
        lines += ["\n"] * (line - 1 - len(lines)) + source.splitlines(keepends=True)
        linecache.cache[NAME] = (sum(map(len, lines)), None, lines, NAME)
        stdout.written = []
        error = None
        try:
            exec(compile("\n" * (line - 1) + source, NAME, mode, dont_inherit=True), module.__dict__)
        except BaseException as raised:
            error = _told(raised)
        stdout.flush()
        done.append({"written": stdout.written, "error": error})
        if error is not None and mode == "exec":
            break
    if os.getpid() == me:  # and not something that the block has forked
        with os.fdopen(job["report"], "w", encoding="utf-8") as report:
            json.dump({"guards": guards, "cells": done}, report)


def _told(error: BaseException) -> dict[str, Any] | None:
    if isinstance(error, SystemExit) and error.code in (None, 0):
        return None
    line, trace = 0, error.__traceback__
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == NAME else line
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == NAME:
        line = error.lineno or line
    kinds = [each.__name__ for each in type(error).__mro__ if each not in (BaseException, Exception, object)]
    try:
        message = str(error)[:2000]
    except Exception:
        message = ""
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    return {"kinds": kinds, "message": message, "line": line, "missing": missing}


if __name__ == "__main__":
    main()
