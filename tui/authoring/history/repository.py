"""The repository in which a course is kept: the one place that commits, and it disturbs nothing of the author's."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Self

from tui.authoring import atomic
from tui.authoring.history import branches, committing, lasting, refusals, resolving, taking_turns, work_tree
from tui.authoring.history import survey as surveying
from tui.authoring.history.closing import Closing
from tui.authoring.history.committing import Wanted
from tui.authoring.history.message import CommitMessage
from tui.authoring.history.progress import Progress
from tui.authoring.history.refusals import CommittedOtherwise, FileDiffers, RepositoryError
from tui.authoring.history.survey import Place
from tui.authoring.history.terminal import Terminal as Terminal
from tui.authoring.history.work_tree import WorkTree

__all__ = [
    "Coming",
    "CommitMessage",
    "CommittedOtherwise",
    "FileDiffers",
    "Repository",
    "RepositoryError",
    "Wanted",
]


Noting = Callable[[Wanted], Callable[[], None] | None]
"""Is told what is about to be committed; may return a function that waits until the disk has a note of it."""


@dataclass(frozen=True)
class Coming:
    """A text that is to be the whole file at `path`; `known` is what it may take the place of there: texts or bytes."""

    path: Path
    text: str
    known: Collection[str | bytes] = ()


class Repository(Closing):
    """The repository of the workspace `root`; paths may be given absolute or from `root`.

    Safe to use from several threads and processes: one commits at a time. Another git's `index.lock` is waited for up
    to `index_seconds`, another Coursewright's commit (and its hooks) up to `queue_seconds`.
    """

    def __init__(self, root: Path, tree: WorkTree, *, index_seconds: float, queue_seconds: float) -> None:
        self.root = root
        self._tree = tree
        self._index_seconds = index_seconds
        self._queue_seconds = queue_seconds
        self._besides: dict[str, tuple[str, ...]] = {}

    @classmethod
    def open(
        cls,
        root: Path,
        *,
        index_seconds: float = 10.0,
        queue_seconds: float = 300.0,
        terminal: Terminal | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Open the repository in whose work tree the folder `root` lies.

        Without a `terminal`, git and what it starts have the one that this process has, if any. With one, they are
        kept off it, and it is lent for a commit that needs it to be signed. `progress` shows what commits wait for.

        Raises:
            RepositoryError: there is no git, or an old one; no repository, or one without files.
        """
        root = root.absolute()
        return cls(
            root,
            WorkTree(root, terminal=terminal, progress=progress),
            index_seconds=index_seconds,
            queue_seconds=queue_seconds,
        )

    @staticmethod
    def init(root: Path) -> "Repository":
        """Make a repository in `root`, whose first branch is `main`; if one is there or above, open that.

        Raises:
            RepositoryError: there is no git, or an old one, or the folder cannot be written.
        """
        root = root.absolute()
        if not any((folder / ".git").exists() for folder in (root, *root.parents)):
            work_tree.create(root)
        return Repository.open(root)

    def close(self) -> None:
        """Let go of the repository; it can be used no more."""
        self._tree.close()

    def check_ready(self) -> None:
        """Raise RepositoryError, saying what to do, if no commit could be made now.

        That is: a merge, rebase, cherry-pick, revert or bisect under way, a detached HEAD, no identity.
        """
        self._tree.names.get_ready()
        refusals.check_nothing_under_way(self._tree.git_dir)
        if self.branch is None and self._tree.read("symbolic-ref", "--quiet", "HEAD", check=False).status:
            raise refusals.detached()
        committing.check_identity(self._tree)

    def commit_text(self, path: Path, text: str, message: CommitMessage, *, known: Collection[str] = ()) -> str:
        """Write `text` at `path` and commit that file alone; return the full hash of the commit.

        Index, other files, refs, settings and identity of the author stay as they are; hooks and signing run as set.
        If the file at HEAD already is `text`, the last commit of it is returned and none is made. A file on the disk
        is overwritten only if it is `text`, one of `known`, or as Coursewright last committed it.

        Raises:
            FileDiffers: the file holds text that was not approved here.
            CommittedOtherwise: the commit stands, but a hook changed the text, or git could not finish its work after.
            AuthoringError: git, a hook, the disk or the state of the repository refuses; nothing changed.
        """
        return self.commit_texts([Coming(path, text, known)], message)[path]

    def commit_texts(
        self,
        texts: Sequence[Coming],
        message: CommitMessage,
        *,
        before_writing: Noting = lambda wanted: None,
    ) -> dict[Path, str]:
        """Write all `texts` and commit their files, and only them, together: one commit or nothing at all.

        Return the full hash for each path as it was given: that of the commit, or, for a file that HEAD already has
        so, of the last commit of it. As for `commit_text` otherwise. `before_writing` is told what is about to be
        committed after all is looked at and before anything is written; what it raises ends the matter. It may return
        a function that waits for the disk: no file changes before that has returned.

        Raises:
            FileDiffers: a file holds text that was not approved here.
            CommittedOtherwise: the commit stands, but a hook changed a text, or git could not finish its work after.
            AuthoringError: git, a hook, the disk or the state of the repository refuses; nothing changed.
        """
        self._tree.names.get_ready()
        places = [surveying.place(self._tree, self._absolute(each.path)) for each in texts]
        contents = [_utf8(place.name, each.text) for place, each in zip(places, texts, strict=True)]
        with self._alone():
            refusals.check_nothing_under_way(self._tree.git_dir)
            before, seen = surveying.survey(self._tree, [place.name for place in places])
            wanted: dict[str, str] = {}
            to_write: dict[Path, bytes] = {}
            to_renew: dict[Path, bytes] = {}
            for place, content, each in zip(places, contents, texts, strict=True):
                blob = surveying.blob_of(self._tree, place.name, content)
                self._check_takes(place, seen[place.name], blob)
                on_disk = atomic.content(place.path)
                if on_disk not in (None, content) and not self._may_overwrite(place, on_disk, blob, each.known):
                    raise FileDiffers(place.path, place.name)
                if not before or seen[place.name].at_head != blob:
                    wanted[place.name] = blob
                    to_write[place.path] = content
                elif on_disk != content:
                    to_renew[place.path] = content
            new = [name for name in wanted if not seen[name].indexed]
            asked = Wanted(before, wanted, new)
            made = self._commit(asked, message, to_write, before_writing) if wanted else ""
            for path, content in to_renew.items():
                atomic.write_bytes(path, content)
            return {
                each.path: made if place.name in wanted else self._last_commit(place.name) or str(before)
                for place, each in zip(places, texts, strict=True)
            }

    def commit_paths(self, paths: Sequence[Path], message: CommitMessage) -> str | None:
        """Commit these files, which stand written, alone; return the hash, or None if HEAD already has them so.

        Raises:
            CommittedOtherwise: the commit stands, but a hook changed a file, or git could not finish its work after.
            AuthoringError: a file is missing, or as for `commit_text`; nothing changed.
        """
        places = list(dict.fromkeys(surveying.place(self._tree, self._absolute(path)) for path in paths))
        with self._alone():
            refusals.check_nothing_under_way(self._tree.git_dir)
            before, seen = surveying.survey(self._tree, [place.name for place in places])
            wanted: dict[str, str] = {}
            for place in places:
                content = atomic.content(place.path)
                if content is None:
                    raise RepositoryError(f"{place.name} is not there, so it cannot be committed: write it first.")
                blob = surveying.blob_of(self._tree, place.name, content)
                if seen[place.name].at_head != blob:
                    self._check_takes(place, seen[place.name], blob)
                    wanted[place.name] = blob
            if not wanted:
                return None
            new = [name for name in wanted if not seen[name].indexed]
            return self._commit(Wanted(before, wanted, new), message)

    def rename(self, moves: Mapping[Path, Path], message: CommitMessage) -> str:
        """Move files within the work tree, as `git mv` does, and commit just that; return the full hash.

        The files must be as they are at HEAD: a rename that carried changes along would hide them.

        Raises:
            CommittedOtherwise: the commit stands, but a hook changed a file, or git could not finish its work after.
            AuthoringError: a file has changes that are not committed, another stands at the new place, or as for
                `commit_text`; nothing changed.
        """
        places = {
            surveying.place(self._tree, self._absolute(source)): surveying.place(self._tree, self._absolute(target))
            for source, target in moves.items()
        }
        with self._alone():
            refusals.check_nothing_under_way(self._tree.git_dir)
            names = [place.name for pair in places.items() for place in pair]
            before, seen = surveying.survey(self._tree, names)
            wanted: dict[str, str] = {}
            for source, target in places.items():
                blob = seen[source.name].at_head
                if seen[source.name].staged is not None:
                    raise refusals.staged(source.name)
                content = atomic.content(source.path)
                if blob is None or content is None or surveying.blob_of(self._tree, source.name, content) != blob:
                    raise refusals.not_as_committed(source.name)
                if seen[target.name].indexed or target.path.exists():
                    raise refusals.taken(target.name)
                surveying.check_not_ignored(self._tree, target.name)
                wanted[target.name] = blob
            moved = {source.name: target.name for source, target in places.items()}
            return self._commit(Wanted(before, wanted, list(wanted), moved), message)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the author should know of the commits made here: which other files hooks have put into them."""
        return tuple(refusals.besides(commit, names) for commit, names in self._besides.items())

    def committed_text(self, path: Path, revision: str = "HEAD") -> str | None:
        """Return the text of the file in that commit, or None if it holds no such file.

        Raises:
            RepositoryError: there is no such revision, or the file is not UTF-8 text.
        """
        name = self.name(path)
        commit = surveying.head(self._tree) if revision == "HEAD" else surveying.commit_of(self._tree, revision)
        blob = surveying.blobs(self._tree, commit, [name]).get(name) if commit is not None else None
        if blob is None:
            return None
        try:
            return self._tree.read("cat-file", "blob", blob).out.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RepositoryError(f"{name} at {revision} is not UTF-8 text, so it is no lesson of ours.") from error

    def is_committed(self, path: Path) -> bool:
        """Tell whether the file is at HEAD with the bytes that are on the disk, filters applied."""
        name = self.name(path)
        content = atomic.content(self._absolute(path))
        if content is None:
            return False
        now = resolving.at_head(self._tree, [name])
        if now is not None:
            blob = now.at_head[name]
        else:
            blob = surveying.blobs(self._tree, "HEAD", [name]).get(name) if surveying.head(self._tree) else None
        return blob is not None and blob == surveying.blob_of(self._tree, name, content)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other threads and processes of ours from committing; no git is left running at the end."""
        with taking_turns.alone(self._tree, self._queue_seconds):
            try:
                yield
            finally:
                self._tree.names.close()

    def _check_takes(self, place: Place, seen: surveying.Seen, blob: str) -> None:
        if seen.staged is not None and seen.staged != blob:
            raise refusals.staged(place.name)
        if not seen.indexed:
            surveying.check_capitals(self._tree, place.name)

    def _may_overwrite(self, place: Place, on_disk: bytes | None, blob: str, known: Collection[str | bytes]) -> bool:
        contents = [each if isinstance(each, bytes) else _utf8(place.name, each) for each in known]
        if on_disk is None or on_disk in contents:
            return True
        # A checkout may have written the same text with other line ends, or through another filter.
        there = surveying.blob_of(self._tree, place.name, on_disk)
        if there in (blob, surveying.approved_blob(self._tree, place.name)):
            return True
        return any(there == surveying.blob_of(self._tree, place.name, each) for each in contents)

    def _commit(
        self,
        wanted: Wanted,
        message: CommitMessage,
        contents: Mapping[Path, bytes] = MappingProxyType({}),
        before_writing: Noting = lambda wanted: None,
    ) -> str:
        """Make the commit, with what `contents` are to be written for it; see `committing.commit`."""
        committing.check_identity(self._tree)
        noted = before_writing(wanted)
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="noted") as aside:
            waiting = aside.submit(noted) if noted is not None else None
            return committing.commit(
                self._tree,
                wanted,
                message.text(),
                contents=contents,
                wait_seconds=self._index_seconds,
                noted=waiting.result if waiting is not None else _nothing,
                besides=self._note_besides,
            )

    def _note_besides(self, commit: str, names: tuple[str, ...]) -> None:
        self._besides[commit] = names

    def _last_commit(self, name: str) -> str | None:
        return self._tree.read("rev-list", "--max-count=1", "HEAD", "--", name, check=False).text() or None

    def _absolute(self, path: Path) -> Path:
        return path if path.is_absolute() else self.root / path

    @property
    def branch(self) -> str | None:
        """The branch that HEAD names (`refs/heads/main`); None where that would have to be asked of git."""
        return branches.current(self._tree)

    def make_lasting(self, branch: str | None, commit: str, since: str | None) -> None:
        """Return once the disk has what `commit`, and what stands on it in `branch`, adds to `since`.

        Raises:
            RepositoryError: the disk refuses, or not all of it is there.
        """
        lasting.make_lasting(self._tree, branch, commit, since)

    def name(self, path: Path) -> str:
        """Return the name of the file from the top of the work tree.

        Raises:
            RepositoryError: it lies outside.
        """
        return surveying.name_of(self._tree, self._absolute(path))


def _nothing() -> None:
    """Wait for no note."""


def _utf8(name: str, text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = f"{name}: character {error.start + 1} of the text is none in UTF-8. Remove it, then approve again."
        raise RepositoryError(message) from error
