"""What an author is typing, kept at every pause until it has become an attempt.

Each open workbench keeps its own, in a folder named for it as a writer: two that type in the same section never
overwrite each other. What one that has ended left behind is there for the next.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tui.authoring import atomic


class Unsaved:
    """The kept typing below `folder`, by the name under which a section's attempts are kept.

    `writer` names this workbench when it first types; `lives` says whether the workbench of that name is still open.
    """

    def __init__(self, folder: Path, writer: Callable[[], str], lives: Callable[[str], bool]) -> None:
        self._folder, self._writer, self._lives = folder, writer, lives
        self._own: str | None = None

    def path_of(self, key: str) -> Path:
        """Return where this workbench keeps what is typed in section `key`.

        Raises:
            AuthoringError: the folder of the writers' locks refuses.
        """
        if self._own is None:
            self._own = self._writer()
        return self._folder / self._own / f"{key}.md"

    def keep(self, key: str, text: str) -> None:
        """Keep `text`, the section as it is being typed.

        Raises:
            AuthoringError: the folder refuses.
        """
        atomic.write_text(self.path_of(key), text)

    def texts(self, key: str) -> list[str]:
        """Return what was typed and has not become an attempt, here or where nobody types any more, the newest first.

        What is no text is left where it is.
        """
        dated, found = [], []
        for _, path in self._paths(key):
            with contextlib.suppress(OSError):
                dated.append((path.stat().st_mtime_ns, path))
        for _, path in sorted(dated, reverse=True):
            with contextlib.suppress(OSError, UnicodeDecodeError):
                found.append(path.read_text(encoding="utf-8"))
        return found

    def drop(self, key: str) -> None:
        """Remove the texts of the section that are not this workbench's own, once they are taken up or stored."""
        for owner, path in self._paths(key):
            if owner != self._own and self._is_text(path):
                _remove(path, self._folder)

    def forget(self, key: str) -> None:
        """Remove what this workbench keeps of the section, once it is an attempt."""
        if self._own is not None:
            _remove(self.path_of(key), self._folder)

    def sections(self) -> frozenset[str]:
        """Return the sections of which something is kept that `texts` would return."""
        if not self._folder.is_dir():
            return frozenset()
        found = {path for pattern in ("*/*.md", "*/*/*.md") for path in self._folder.glob(pattern)}
        keys = {f"{path.parent.name}/{path.stem}" for path in found if not path.name.startswith(".")}
        return frozenset(key for key in keys if next(self._paths(key), None) is not None)

    def _paths(self, key: str) -> Iterator[tuple[str | None, Path]]:
        """Yield the files of the section that are nobody's but this workbench's, each with its owner."""
        if not self._folder.is_dir():
            return
        if (path := self._folder / f"{key}.md").is_file():
            yield None, path  # from when there was one folder for all
        for path in self._folder.glob(f"*/{key}.md"):
            owner = path.relative_to(self._folder).parts[0]
            if owner == self._own or not self._lives(owner):
                yield owner, path

    @staticmethod
    def _is_text(path: Path) -> bool:
        try:
            path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False
        return True


def _remove(path: Path, folder: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
    for parent in path.parents:
        if parent == folder:
            return
        with contextlib.suppress(OSError):
            parent.rmdir()
