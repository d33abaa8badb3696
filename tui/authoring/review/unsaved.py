"""What an author is typing, kept at every pause until it has become an attempt."""

import contextlib
from pathlib import Path

from tui.authoring import atomic


def path_of(folder: Path, key: str) -> Path:
    """Return where the unfinished edit of section `key` lies below `folder`."""
    return folder / f"{key}.md"


def keep(folder: Path, key: str, text: str) -> None:
    """Keep `text`, the section as it is being typed.

    Raises:
        AuthoringError: the folder refuses.
    """
    atomic.write_text(path_of(folder, key), text)


def read(folder: Path, key: str) -> str | None:
    """Return what was kept of the section, or None."""
    try:
        return path_of(folder, key).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def forget(folder: Path, key: str) -> None:
    """Remove what was kept, once it is an attempt."""
    with contextlib.suppress(OSError):
        path_of(folder, key).unlink()
