"""Texts of lessons' files that gave way to others: each is kept whole, byte for byte, under its own hash."""

import contextlib
import errno
import hashlib
import os
from pathlib import Path

from tui.authoring import atomic
from tui.authoring.errors import AuthoringError
from tui.authoring.planning.model import LessonPlan
from tui.authoring.workspace import Workspace

_LENGTH = 16
"""Hex digits of the hash in a name: two texts of one lesson never share them by chance."""


class FileChanged(AuthoringError):
    """The file at `path` is another than the one that was looked at; nothing changed."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} has changed since you looked at it: nothing was done. Look again.")


def digest(content: bytes) -> str:
    """Return by what a content is known to be the same: its SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def place(workspace: Workspace, lesson: LessonPlan, content: bytes) -> Path:
    """Return where that content of the lesson's file is kept: `.coursewright/replaced/day01_001-0123456789ab….md`."""
    return workspace.replaced / f"{lesson.kept_name}-{digest(content)[:_LENGTH]}.md"


def keep(workspace: Workspace, lesson: LessonPlan, content: bytes) -> Path:
    """Keep a content of the lesson's file, and return where.

    Raises:
        AuthoringError: the disk refuses.
    """
    path = place(workspace, lesson, content)
    if not _is(path, content):
        atomic.write_bytes(path, content)
    return path


def take_away(workspace: Workspace, lesson: LessonPlan, path: Path, expected: str) -> Path:
    """Move the lesson's file at `path` to where its text is kept, and return where that is.

    It is moved, not copied: whatever another program still writes into it is kept too. If the file then proves to hold
    another content than the one whose digest is `expected`, it is put back.

    Raises:
        FileChanged: it holds another content, or is gone; it stands where it stood.
        AuthoringError: the disk refuses.
    """
    if path.is_symlink():
        raise AuthoringError(f"{path} is a link, and a lesson must be a file: replace the link by its file.")
    aside = workspace.replaced / f".{lesson.kept_name}.{os.urandom(6).hex()}.part"
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        _move(path, aside)
        content = aside.read_bytes()
        target = place(workspace, lesson, content)
        if digest(content) == expected:
            aside.replace(target)
            return target
        put_back(aside, path)
    except FileNotFoundError as error:
        raise FileChanged(path) from error
    except FileExistsError:  # something new has come in its place: both are kept
        aside.replace(target)
    except OSError as error:
        message = f"{path} could not be moved to {workspace.replaced} ({error.strerror}): change the permissions there."
        raise AuthoringError(message) from error
    raise FileChanged(path)


def put_back(kept: Path, path: Path) -> None:
    """Put a file that was taken away back to `path`.

    Raises:
        FileExistsError: something else stands there meanwhile; both are left as they are.
        OSError: the disk refuses.
    """
    try:
        os.link(kept, path)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno != errno.EXDEV:  # a disk without links
            if path.exists() or path.is_symlink():
                raise FileExistsError(path) from None
            kept.rename(path)
            return
        atomic.create_bytes(path, kept.read_bytes())
    kept.unlink()


def _move(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        atomic.write_bytes(target, source.read_bytes())
        if source.read_bytes() != target.read_bytes():
            with contextlib.suppress(OSError):
                target.unlink()
            raise FileNotFoundError(source) from error
        source.unlink()


def holds(workspace: Workspace, lesson: LessonPlan, content: bytes) -> bool:
    """Say whether that content of the lesson's file is kept, so that another may take its place."""
    return _is(place(workspace, lesson, content), content)


def _is(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
