"""Whole files or nothing: no reader, crash or full disk ever meets half a file."""

import contextlib
import os
import tempfile
from pathlib import Path

from tui.authoring.errors import AuthoringError


def write_text(path: Path, text: str) -> None:
    """Put `text`, as UTF-8 with its line ends untouched, at `path`; the file is the old one or the new one.

    The text is on the disk before the name changes hands, and the file keeps the permissions it had.

    Raises:
        AuthoringError: the folder or the disk refuses; what stood at `path` still stands.
    """
    draft = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        Path(draft).replace(path)
    except OSError as error:
        if draft is not None:
            with contextlib.suppress(OSError):
                Path(draft).unlink()
        reason = error.strerror or str(error)
        message = f"Could not write {path}: {reason}. Free the place or change its permissions, then try again."
        raise AuthoringError(message) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
