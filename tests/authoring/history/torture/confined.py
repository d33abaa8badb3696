"""A thread with less rights than the tests have, or with a disk of its own; what it starts is held to the same.

The tests often run as root, for whom no permission counts and who fills no quota. On Linux capabilities and mounts
belong to a thread: one can give them up, and the others keep theirs.
"""

import ctypes
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Answer = TypeVar("Answer")

_DAC_OVERRIDE, _DAC_READ_SEARCH, _FOWNER = 1, 2, 3  # the rights to pass over permissions, of linux/capability.h
_CAPABILITY_VERSION_3 = 0x20080522
_PR_CAPBSET_DROP = 24
_CLONE_NEWNS = 0x00020000
_MS_REC, _MS_PRIVATE, _MS_RDONLY, _MS_REMOUNT = 0x4000, 1 << 18, 1, 32


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Rights(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


def in_a_thread(run: Callable[[], Answer]) -> Answer:
    """Run it in a thread of its own, and return or raise what it does."""
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def catch() -> None:
        try:
            answers.append(run())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=catch)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return answers[0]


def held_to_permissions(run: Callable[[], Answer]) -> Answer:
    """Run it so that the permissions of files count, whoever runs the tests."""

    def confined() -> Answer:
        if sys.platform == "linux" and os.geteuid() == 0:
            _give_up_rights()
        return run()

    return in_a_thread(confined)


def _give_up_rights() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    rights = (_Rights * 2)()
    header = _Header(_CAPABILITY_VERSION_3, 0)
    _check(libc.capget(ctypes.byref(header), rights))
    given_up = (_DAC_OVERRIDE, _DAC_READ_SEARCH, _FOWNER)
    for right in given_up:
        if rights[0].permitted >> right & 1:  # so that what is executed does not get it back
            _check(libc.prctl(_PR_CAPBSET_DROP, right, 0, 0, 0))
        for kind in ("effective", "permitted", "inheritable"):
            setattr(rights[0], kind, getattr(rights[0], kind) & ~(1 << right))
    _check(libc.capset(ctypes.byref(header), rights))


def with_own_mounts(run: Callable[["Mounts"], Answer]) -> Answer:
    """Run it with mounts that nobody else sees, and that end with it.

    Raises:
        PermissionError: this is not Linux, or whoever runs the tests may not mount.
    """

    def confined() -> Answer:
        if sys.platform != "linux":
            raise PermissionError("a mount of its own for a thread is known on Linux alone")
        libc = ctypes.CDLL(None, use_errno=True)
        _check(libc.unshare(_CLONE_NEWNS))
        _check(libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None))
        return run(Mounts(libc))

    return in_a_thread(confined)


class Mounts:
    """Makes small disks in memory for the thread that it is given to."""

    def __init__(self, libc: ctypes.CDLL) -> None:
        self._libc = libc

    def disk(self, folder: Path, options: str) -> None:
        """Put an empty disk at `folder`; `options` as tmpfs takes them, such as `size=64k,nr_inodes=50`."""
        folder.mkdir(parents=True, exist_ok=True)
        _check(self._libc.mount(b"none", os.fsencode(folder), b"tmpfs", 0, options.encode()))

    def make_read_only(self, folder: Path, read_only: bool = True) -> None:
        """Have the disk at `folder` refuse to be written, or let it be written again."""
        flags = _MS_REMOUNT | (_MS_RDONLY if read_only else 0)
        _check(self._libc.mount(b"none", os.fsencode(folder), None, flags, None))


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
