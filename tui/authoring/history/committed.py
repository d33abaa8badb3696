"""What HEAD holds of the files below a folder, and what git would make of those on the disk; nothing is changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tui.authoring import plain_text
from tui.authoring.history import survey as surveying
from tui.authoring.history.closing import Closing
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.work_tree import WorkTree

_FIELDS = 4


@dataclass(frozen=True)
class LastCommit:
    """The last commit that changed a file: full hash, when it was made (aware), and by whom, in one clean line."""

    commit: str
    date: datetime
    author: str
    subject: str


class Committed(Closing):
    """HEAD of the repository in which the folder `root` lies. Use it as a context manager."""

    def __init__(self, root: Path) -> None:
        """Open the repository.

        Raises:
            RepositoryError: there is no git, or an old one; no repository, or one without files.
        """
        self._tree = WorkTree(root.absolute())

    def close(self) -> None:
        """Let go of the repository; it can be used no more."""
        self._tree.close()

    def blobs(self, folder: Path) -> dict[Path, str]:
        """Return the blob of every file at HEAD below `folder`, by path as `folder` was given. One call of git.

        Raises:
            RepositoryError: HEAD names nothing, and no branch whose first commit is still to come.
        """
        name = self._folder_name(folder)
        try:
            found = surveying.blobs(self._tree, "HEAD", [name] if name else [])
        except RepositoryError:
            if surveying.head(self._tree) is not None:
                raise
            self._tree.read("symbolic-ref", "HEAD")
            return {}
        start = len(name) + 1 if name else 0
        return {folder / path[start:]: blob for path, blob in found.items()}

    def contents(self, blobs: Collection[str]) -> dict[str, bytes]:
        """Return the bytes of each of the blobs, as they were committed. One call of git, however many."""
        return surveying.contents(self._tree, blobs)

    def skipped(self, folder: Path) -> frozenset[Path]:
        """Return the files below `folder` that a sparse checkout leaves off the disk. One call of git."""
        name = self._folder_name(folder)
        fields = self._tree.read("ls-files", "-t", "-z", "--", *([name] if name else [])).fields()
        names = (field[2:] for field in fields if field.startswith("S "))
        return frozenset(folder / Path(path).relative_to(name) for path in names)

    def is_blob(self, path: Path, content: bytes, blob: str) -> bool:
        """Tell whether git would make `blob` of `content` at `path`, after the filters set for it. One call of git."""
        return surveying.blob_of(self._tree, self._name(path), content) == blob

    def checked_out(self, path: Path) -> bytes | None:
        """Return the bytes that a checkout of HEAD would put at `path`, or None where HEAD has no such file."""
        name = self._name(path)
        answer = self._tree.read("cat-file", "--filters", f"HEAD:{name}", check=False)
        return None if answer.status else answer.out

    def last_commit(self, path: Path) -> LastCommit | None:
        """Return the last commit that changed the file, or None where there is none. One call of git."""
        arguments = ("--max-count=1", "--format=%H%x00%at%x00%an%x00%s%x00", "HEAD", "--", self._name(path))
        fields = self._tree.read("log", *arguments, check=False).fields()
        if len(fields) < _FIELDS:
            return None
        commit, seconds, author, subject = fields[:_FIELDS]
        date = datetime.fromtimestamp(int(seconds), UTC)
        return LastCommit(commit, date, plain_text.one_line(author), plain_text.one_line(subject))

    def _folder_name(self, folder: Path) -> str:
        return self._name(folder / "any").removesuffix("any").rstrip("/")

    def _name(self, path: Path) -> str:
        return surveying.name_of(self._tree, path.absolute())
