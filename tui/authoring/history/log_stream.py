"""A `git log` that runs while it is read: commits come newest first, and no git is left once it is closed."""

import contextlib
import os
import queue
import subprocess
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import IO

from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.work_tree import WorkTree

_FORMAT = "%x00".join(("%H", "%P", "%ad", "%aN", "%aE", "%B", "%(trailers)"))
_FIELDS = 7
_OPTIONS = (
    "-z",
    "--raw",
    "--root",
    "-m",  # a merge is told against each of its parents
    "--find-renames",
    "--no-abbrev",
    "--no-color",
    "--no-ext-diff",
    "--no-show-signature",
    "--date=raw",
    f"--format=tformat:{_FORMAT}",
)
_CHUNK = 1 << 16
_AHEAD = 16
"""How many chunks are read before anybody asks for them; then git waits."""
_SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file in a commit: its blobs before and after, None where there was or is none.

    `path` is from the top of the work tree; `old_path` is what a renamed file was called before.
    """

    path: str
    before: str | None
    after: str | None
    old_path: str | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as git tells it; `diffs` holds its changes against each parent from which it differs, in their order."""

    hash: str
    parents: tuple[str, ...]
    date: datetime
    author: str
    email: str
    message: str
    trailers: str
    diffs: tuple[tuple[FileChange, ...], ...]


class LogStream:
    """The commits that changed any of `names`, which are paths from the top; all of HEAD's where there are none.

    `next` waits until a commit has come. Close it: that ends git. Garbage collection does so too.
    """

    def __init__(self, tree: WorkTree, names: Sequence[str], revision: str = "HEAD") -> None:
        self._running = tree.start("log", *_OPTIONS, "--end-of-options", revision, "--", *names)
        self._chunks: queue.Queue[bytes] = queue.Queue(_AHEAD)
        self._tokens = _Tokens()
        self._ended = False
        self._held: Commit | None = None
        stop = threading.Event()
        reader = threading.Thread(
            target=_read, args=(self._running.stdout, self._chunks, stop), name="git log", daemon=True
        )
        self._finalizer = weakref.finalize(self, _end, self._running, self._chunks, stop, reader)
        reader.start()

    def close(self) -> None:
        """End git, wherever it is; nothing more comes."""
        self._ended = True
        self._finalizer()

    def next(self, deadline: float | None = None) -> Commit | None:
        """Return the next commit; None at the end, and where none has come by `deadline` (of the monotonic clock).

        Raises:
            RepositoryError: git failed, with its own words.
        """
        while True:
            found = self._next_diff(deadline)
            if found is None:
                if not self._ended:
                    return None  # not in time
                found, self._held = self._held, None
                return found
            # With -m each parent's diff is told with the commit's own words again.
            held = self._held
            if held is None:
                self._held = found
            elif held.hash == found.hash:
                self._held = _joined(held, found)
            else:
                self._held = found
                return held

    @property
    def ended(self) -> bool:
        """Whether all commits have been returned."""
        return self._ended and self._held is None

    def _next_diff(self, deadline: float | None) -> Commit | None:
        while not self._ended:
            found = self._tokens.commit()
            if found is not None:
                return found
            try:
                wait = None if deadline is None else max(0.0, deadline - time.monotonic())
                chunk = self._chunks.get(timeout=wait) if wait != 0.0 else self._chunks.get_nowait()
            except queue.Empty:
                return None
            if chunk:
                self._tokens.feed(chunk)
                continue
            self._ended = True
            last = self._tokens.commit(whole=True)
            self._check()
            self._finalizer()
            return last
        return None

    def _check(self) -> None:
        status = self._running.wait()
        if status:
            said = os.fsdecode(self._running.stderr.read() if self._running.stderr else b"").strip()
            self._finalizer()
            raise RepositoryError(f"`git log` failed: {said or f'it ended with {status}'}")


class _Tokens:
    """What git said, cut at NUL, and put together to commits as soon as one is complete."""

    def __init__(self) -> None:
        self._rest = b""
        self._waiting: list[bytes] = []
        self._at = 0

    def feed(self, chunk: bytes) -> None:
        found = (self._rest + chunk).split(b"\0")
        self._rest = found.pop()
        del self._waiting[: self._at]
        self._at = 0
        self._waiting += found

    def commit(self, *, whole: bool = False) -> Commit | None:
        """Return the next commit, or None where it has not come as a whole; `whole` says that nothing more comes."""
        tokens, at = self._waiting, self._at
        if len(tokens) - at < _FIELDS:
            return None
        fields, at = tokens[at : at + _FIELDS], at + _FIELDS
        changes: list[FileChange] = []
        while True:
            if at >= len(tokens):
                if not whole:
                    return None
                break
            entry = tokens[at].lstrip(b"\n")
            if not entry.startswith(b":"):
                at += not entry  # an empty field parts some commits
                break
            two = entry[-4:-3] in b"RC" and entry[-5:-4] == b" "
            if len(tokens) - at < 2 + two:
                if not whole:
                    return None
                break
            change = _change(entry, tokens[at + 1 : at + 2 + two])
            if change is not None:
                changes.append(change)
            at += 2 + two
        self._at = at
        return _commit(fields, tuple(changes))


def _change(entry: bytes, paths: Sequence[bytes]) -> FileChange | None:
    before_mode, after_mode, before, after, _ = entry[1:].decode("ascii").split(" ")
    if _SUBMODULE in (before_mode, after_mode):
        return None
    names = [os.fsdecode(path) for path in paths]
    return FileChange(names[-1], _blob(before), _blob(after), names[0] if len(names) > 1 else None)


def _blob(name: str) -> str | None:
    return name if name.strip("0") else None


def _commit(fields: Sequence[bytes], changes: tuple[FileChange, ...]) -> Commit:
    name, parents, date, author, email, message, trailers = (field.decode("utf-8", "replace") for field in fields)
    diffs = (changes,) if changes else ()
    return Commit(name.strip(), tuple(parents.split()), _date(date), author, email, message, trailers, diffs)


def _joined(first: Commit, second: Commit) -> Commit:
    return Commit(
        first.hash,
        first.parents,
        first.date,
        first.author,
        first.email,
        first.message,
        first.trailers,
        (*first.diffs, *second.diffs),
    )


def _date(raw: str) -> datetime:
    """Return the time of `1600000000 +0200`; the epoch where a commit's clock says what no calendar has."""
    try:
        seconds, _, zone = raw.partition(" ")
        minutes = int(zone[1:3] or 0) * 60 + int(zone[3:5] or 0)
        offset = timezone(timedelta(minutes=-minutes if zone.startswith("-") else minutes))
        return datetime.fromtimestamp(int(seconds), offset)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _read(stream: IO[bytes], chunks: "queue.Queue[bytes]", stop: threading.Event) -> None:
    for chunk in _pieces(stream):
        while not stop.is_set():
            try:
                chunks.put(chunk, timeout=0.1)
                break
            except queue.Full:
                continue
        if stop.is_set():
            return


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with contextlib.suppress(OSError, ValueError):  # closed meanwhile
        while chunk := os.read(stream.fileno(), _CHUNK):
            yield chunk
    yield b""


def _end(
    running: "subprocess.Popen[bytes]", chunks: "queue.Queue[bytes]", stop: threading.Event, reader: threading.Thread
) -> None:
    stop.set()
    with contextlib.suppress(OSError):
        running.terminate()
    with contextlib.suppress(queue.Empty):  # the reader may wait for a place
        while True:
            chunks.get_nowait()
    if reader.is_alive() and reader is not threading.current_thread():
        reader.join()
    for stream in (running.stdin, running.stdout, running.stderr):
        if stream is not None:
            stream.close()
    running.wait()
