"""Whole files or nothing: no reader, crash or full disk ever meets half a file."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tui.authoring.errors import AuthoringError


def content(path: Path) -> bytes | None:
    """Return what the file at `path` holds, or None where there is none.

    Raises:
        AuthoringError: something is there that cannot be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise AuthoringError(f"{path} cannot be read ({error.strerror}): change its permissions.") from error


def write_text(path: Path, text: str, *, lasting: bool = True) -> None:
    """Put `text`, as UTF-8 with its line ends untouched, at `path`; the file is the old one or the new one.

    `lasting` as in `write_bytes`.

    Raises:
        AuthoringError: the folder or the disk refuses, or `text` is no UTF-8; what stood at `path` still stands.
    """
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = f"Could not write {path}: character {error.start + 1} of the text is none in UTF-8. Remove it."
        raise AuthoringError(message) from error
    write_bytes(path, content, lasting=lasting)


def write_bytes(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Put `content` at `path`; the file is the old one or the new one.

    If it is `lasting`, the content is on the disk before the name changes hands, and the name before this returns: that
    takes its time, and keeps it through a power cut. The file keeps the
    permissions it had; where `path` is a symbolic link, the file that it names is the one that changes.

    Raises:
        AuthoringError: the folder or the disk refuses; what stood at `path` still stands.
    """
    with drafted(path, content, lasting=lasting) as put:
        put()


@contextlib.contextmanager
def drafted(path: Path, content: bytes, *, lasting: bool = True) -> Iterator[Callable[[], None]]:
    """Write a file's next content beside it; what is given gives it the file's name, as `write_bytes` does.

    What was not put is gone at the end of the context.

    Raises:
        AuthoringError: the folder or the disk refuses, now or when it is put; what stood at `path` still stands.
    """
    target = Path(os.path.realpath(path))
    draft = target.parent / f"{_draft(target)}{os.urandom(6).hex()}.part"

    def put() -> None:
        with _told_of(path):
            if target.exists():
                draft.chmod(target.stat().st_mode & 0o777)
            draft.replace(target)
            if lasting:
                _sync_folder(target.parent)

    try:
        with _told_of(path):
            target.parent.mkdir(parents=True, exist_ok=True)
            _fill(draft, content, lasting=lasting)
        yield put
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def create_bytes(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Put `content` at `path`, where nothing may stand: what another program has put there meanwhile is left alone.

    `mode` are the permissions, where they should not be those of any new file.

    Raises:
        FileExistsError: something stands there.
        AuthoringError: the folder or the disk refuses.
    """
    draft = path.parent / f"{_draft(path)}{os.urandom(6).hex()}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _fill(draft, content, lasting=True)
        if mode is not None:
            draft.chmod(mode & 0o777)
        try:
            os.link(draft, path)  # which, unlike a rename, takes nobody's place
        except FileExistsError:
            raise
        except OSError:  # a disk without links
            if path.exists() or path.is_symlink():
                raise FileExistsError(path) from None
            draft.replace(path)
        _sync_folder(path.parent)
    except FileExistsError:
        raise
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def remove_drafts(path: Path) -> None:
    """Remove what writes to `path` have left beside it that were killed; nobody may be writing there now."""
    found = re.compile(re.escape(_draft(path)) + r"[0-9a-f]{12}\.part")
    with contextlib.suppress(OSError):  # a folder that is not there holds none
        for other in list(path.parent.iterdir()):
            if found.fullmatch(other.name):
                other.unlink(missing_ok=True)


def _draft(target: Path) -> str:
    return f".{target.name[:40]}."


def _fill(draft: Path, content: bytes, *, lasting: bool) -> None:
    # Opened by hand, so that the umask decides the permissions of a new file, as it does for every other program.
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        if lasting:
            os.fsync(stream.fileno())


@contextlib.contextmanager
def _told_of(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> AuthoringError:
    reason = error.strerror or str(error)
    return AuthoringError(
        f"Could not write {path}: {reason}. Free the place or change its permissions, then try again."
    )


def _sync_folder(folder: Path) -> None:
    """Have the new name survive a power cut, where the platform can promise it."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
