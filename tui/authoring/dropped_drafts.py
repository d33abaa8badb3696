"""Drafts from other hands: a file that any program saves in `.coursewright/drafts/` becomes an attempt.

`.coursewright/drafts/day02_001/orientation.md` is for the section `day02_001/orientation`; so is the flat
`day02_001--orientation.md`. Files are only read: what became of one is told, and it stays where it is.
"""

import asyncio
import os
import stat
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tui.authoring import plain_text
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError
from tui.authoring.review.attempts import Attempt

SETTLED_SECONDS = 0.4
"""How long a file must have been left as it is to be read: less, and a program may be in the midst of writing it."""
LARGEST = 1_000_000
"""Bytes: more is no section."""

_LOOK_SECONDS = 0.2
_REST_MILLISECONDS = 1_000  # a folder that was removed, or a file system that tells nothing, is looked at this often
_ENDINGS = (".md", ".markdown", ".txt")


@dataclass(frozen=True)
class DraftArrived:
    """The file `name`, as seen from the folder, is now the attempt of section `key`."""

    name: str
    key: str
    attempt: Attempt


@dataclass(frozen=True)
class DraftLeft:
    """The file `name` was left alone; `reason` is one sentence that says what to do."""

    name: str
    reason: str


Arrival = DraftArrived | DraftLeft


@dataclass(frozen=True)
class _Seen:
    """A file as it was when it was last looked at, and since when it has been so."""

    state: tuple[int, ...]
    since: float


class DroppedDrafts:
    """The folder of drafts of one course.

    `store` takes the name of a file, its section and its text, and returns the attempt, or None where nothing is new.
    """

    def __init__(
        self,
        course: Course,
        store: Callable[[str, str, str], Attempt | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._course, self._store, self._clock = course, store, clock
        self._seen: dict[str, _Seen] = {}
        self._read: dict[str, tuple[int, ...]] = {}
        self._told: dict[str, str] = {}

    @property
    def folder(self) -> Path:
        """`.coursewright/drafts/`."""
        return self._course.workspace.drafts

    def take(self) -> list[Arrival]:
        """Store the settled files whose text is new, and return what became of them; each is told once."""
        arrived = []
        for name, path, status in self._files():
            state = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            seen = self._seen.get(name)
            if seen is None or seen.state != state:
                self._seen[name] = _Seen(state, self._clock())
                continue
            if self._read.get(name) == state or self._clock() - seen.since < SETTLED_SECONDS:
                continue
            found = self._taken(name, path, status)
            if not isinstance(found, DraftLeft):
                self._read[name] = state
                self._told.pop(name, None)
            elif self._told.get(name) == found.reason:
                continue
            else:
                self._told[name] = found.reason
            if found is not None:
                arrived.append(found)
        return arrived

    @property
    def unsettled(self) -> bool:
        """Whether a file was seen that has not been left alone for long enough yet."""
        now = self._clock()
        return any(
            self._read.get(name) != seen.state and now - seen.since < SETTLED_SECONDS * 2
            for name, seen in self._seen.items()
        )

    async def watch(self) -> AsyncGenerator[Arrival, None]:
        """Yield what becomes of each file that is saved, within a second of its last change; the folder is made.

        Raises:
            AuthoringError: the folder cannot be made or watched.
        """
        from watchfiles import awatch

        while True:
            try:
                self.folder.mkdir(exist_ok=True)
                for each in self.take():
                    yield each
                async for _ in awatch(
                    self.folder,
                    watch_filter=None,
                    debounce=100,
                    step=50,
                    rust_timeout=_REST_MILLISECONDS,
                    yield_on_timeout=True,
                ):
                    for each in self.take():
                        yield each
                    while self.unsettled:
                        await asyncio.sleep(_LOOK_SECONDS)
                        for each in self.take():
                            yield each
                    if not self.folder.is_dir():
                        break
            except OSError as error:
                if self.folder.is_dir():
                    reason = f"{self.folder} cannot be watched ({error.strerror or error}): use `coursewright submit`."
                    raise AuthoringError(reason) from error
            await asyncio.sleep(_LOOK_SECONDS)

    def _files(self) -> Iterator[tuple[str, Path, os.stat_result]]:
        """Yield the files that may be drafts; neither links nor what editors and programs keep for themselves."""
        for path in _listed(self.folder):
            if path.is_dir() and not path.is_symlink():
                for below in _listed(path):
                    yield from self._file(f"{path.name}/{below.name}", below)
            else:
                yield from self._file(path.name, path)

    def _file(self, name: str, path: Path) -> Iterator[tuple[str, Path, os.stat_result]]:
        try:
            status = path.lstat()
        except OSError:
            return
        if stat.S_ISREG(status.st_mode) and path.suffix.lower() in _ENDINGS:
            yield name, path, status

    def _taken(self, name: str, path: Path, status: os.stat_result) -> Arrival | None:
        shown = plain_text.one_line(name)
        if status.st_size > LARGEST:
            return DraftLeft(name, f"{shown} in the drafts folder is too large for a section: nothing was stored.")
        try:
            # A link that was put in its place meanwhile is not followed.
            with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
                content = file.read(LARGEST + 1)
        except OSError:
            return DraftLeft(name, f"{shown} in the drafts folder cannot be read: change its permissions.")
        if not content.strip():
            return None
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return DraftLeft(
                name, f"{shown} in the drafts folder is not UTF-8 text (byte {error.start}): save it as UTF-8."
            )
        target = _target(name)
        if target is None:
            return DraftLeft(name, _unnamed(shown))
        try:
            lesson, section = self._course.section(target)
        except AuthoringError:
            return DraftLeft(name, _unnamed(shown))
        key = f"{lesson.id}/{section.id}"
        try:
            attempt = self._store(name, key, text)
            return None if attempt is None else DraftArrived(name, key, attempt)
        except AuthoringError as error:
            return DraftLeft(name, f"{shown} in the drafts folder was not stored: {error}")


def _listed(folder: Path) -> list[Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return []
    return [path for path in paths if not path.name.startswith((".", "#")) and not path.name.endswith("~")]


def _target(name: str) -> str | None:
    """Return the section that a file is named for, or None where it is named otherwise."""
    bare = name.rpartition(".")[0]
    lesson, found, section = bare.partition("/") if "/" in bare else bare.partition("--")
    return f"{lesson}/{section}" if found and lesson and section and "/" not in section else None


def _unnamed(shown: str) -> str:
    return (
        f"{shown} in the drafts folder is named for no section: name it like day01_001/orientation.md, "
        "with the section's slug from the plan."
    )
