"""Taking back what was committed, or was about to be: an approval is undone, dropped, or found cut off on its way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.authoring import atomic
from tui.authoring.history import committing, object_names, objects, refusals
from tui.authoring.history import survey as surveying
from tui.authoring.history.committing import Wanted
from tui.authoring.history.lesson_log import Standing, approval_that_stands
from tui.authoring.history.message import CommitMessage
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.repository import Repository

_MOST = 1000
"""Commits among which the one of a cut-off approval is looked for: it is among the last."""


@dataclass(frozen=True)
class Dropping:
    """Commits at the tip of a branch that can be dropped: `commits` newest first, back to `target`.

    `files` gives for each name its blob at the tip and the one that `target` has (None: no such file).
    """

    commits: tuple[str, ...]
    target: str
    files: Mapping[str, tuple[str | None, str | None]]


class UndoingRepository(Repository):
    """The repository, with the ways back. Everything but what it is asked for stays as it is here too."""

    def standing(self, path: Path, lesson: str, revision: str | None = None) -> Standing:
        """Return the approval whose text the lesson's file has at HEAD, which must be `revision` if that is given.

        Raises:
            RepositoryError: HEAD has no such file, something else was committed of it since, or no such commit is here.
        """
        only = None if revision is None else surveying.commit_of(self._tree, revision)
        return approval_that_stands(self._tree, self.name(path), lesson, only)

    def undo(
        self,
        path: Path,
        standing: Standing,
        message: CommitMessage,
        *,
        before_writing: Callable[[Wanted, bytes | None], None],
    ) -> str:
        """Commit the file at `path` as it was before the approval, or its removal; return the full hash.

        `before_writing` is told what the commit shall hold and what the file will.

        Raises:
            CommittedOtherwise: the commit stands, but a hook changed it, or git could not finish its work after.
            AuthoringError: the file is not as it is at HEAD, or as for `commit_text`; nothing changed.
        """
        place = surveying.place(self._tree, self._absolute(path))
        with self._alone():
            refusals.check_nothing_under_way(self._tree.git_dir)
            before, seen = surveying.survey(self._tree, [place.name])
            at_head = seen[place.name].at_head
            if at_head != standing.blob:
                raise RepositoryError(f"{place.name} has just been committed anew: look at it, then try again.")
            if seen[place.name].staged is not None:
                raise refusals.staged(place.name)
            self._check_as_committed(place.name, at_head)
            content = self._content_of(standing.before, place.name)
            blobs = {} if standing.before is None else {place.name: standing.before}
            gone = [place.name] if standing.before is None else []
            contents = {} if content is None else {place.path: content}
            return self._commit(
                Wanted(before, blobs, [], gone=gone), message, contents, lambda wanted: before_writing(wanted, content)
            )

    # Dropping commits

    def dropping(self, path: Path, standing: Standing, lesson: str) -> Dropping:
        """Return what would be dropped with the approval, were it dropped.

        Raises:
            RepositoryError: it cannot be: something else stands on it, it holds more, or has left this repository.
        """
        name, commit, parent = self.name(path), standing.commit, standing.parent
        say = f"The approval of {lesson} is commit {commit[:10]}, which cannot be dropped:"
        otherwise = "Undo it by a new commit instead (without --amend)."
        if parent is None:
            raise RepositoryError(f"{say} it is the first one of this repository. {otherwise}")
        since = self._tree.read("rev-list", "--first-parent", f"{parent}..HEAD", check=False).text().split()
        merges = self._tree.read("rev-list", "--merges", f"{parent}..HEAD", check=False).text().split()
        if not since or since[-1] != commit or merges:
            raise RepositoryError(f"{say} a merge stands between it and the tip of this branch. {otherwise}")
        for each in since[:-1]:
            glossary = self._tree.read("log", "-1", "--format=%(trailers:key=Glossary,valueonly)", each).text().split()
            if glossary != [lesson]:
                raise RepositoryError(f"{say} {each[:10]} was committed after it. {otherwise}")
        pushed = self._tree.read(
            "for-each-ref", "--format=%(refname:short)", f"--contains={commit}", "refs/remotes"
        ).text()
        if pushed:
            raise RepositoryError(f"{say} {pushed.splitlines()[0]} has it, so it was pushed. {otherwise}")
        of_approval = self._names_between(parent, commit)
        if of_approval != [name]:
            more = len(of_approval) - 1
            raise RepositoryError(f"{say} it holds {more} other file{'s' if more != 1 else ''} too. {otherwise}")
        return Dropping(tuple(since), parent, self._files_between(parent, "HEAD"))

    def dropped(self, commit: str, tip: str) -> Dropping | None:
        """Return what was dropped when `commit` and all up to `tip` were, or None where HEAD still has it."""
        if self._tree.read("merge-base", "--is-ancestor", commit, "HEAD", check=False).status == 0:
            return None
        parent = self._tree.read("rev-parse", "--verify", "--quiet", f"{commit}^", check=False).text()
        since = self._tree.read("rev-list", "--first-parent", f"{parent}..{tip}", check=False).text().split()
        return Dropping(tuple(since), parent, self._files_between(parent, tip)) if parent and since else None

    def drop(self, dropping: Dropping, why: str, *, before_writing: Callable[[], None]) -> None:
        """Take the branch back to `dropping.target`, and index and files of the dropped commits with it.

        The reflog keeps what was dropped, with `why`. Everything else, staged or not, stays as it is.

        Raises:
            AuthoringError: a file is not as it is at the tip, or git or a hook refuses; nothing changed.
        """
        with self._alone():
            refusals.check_nothing_under_way(self._tree.git_dir)
            names = list(dropping.files)
            head, seen = surveying.survey(self._tree, names)
            if head != dropping.commits[0]:
                raise RepositoryError("Something has just been committed on top of it: look at it, then try again.")
            for name, (at_tip, _) in dropping.files.items():
                if seen[name].staged is not None:
                    raise refusals.staged(name)
                self._check_as_committed(name, at_tip)
            self._tree.await_index(self._index_seconds)
            before_writing()
            self._move_head(why, dropping.target, head)
            try:
                self.follow_drop(dropping.files)
            except BaseException:
                self._move_head(f"{why}: taken back", head, dropping.target)
                self.follow_drop({name: (old, new) for name, (new, old) in dropping.files.items()})
                raise

    def follow_drop(self, files: Mapping[str, tuple[str | None, str | None]]) -> None:
        """Have index and files follow a branch that was taken back: each from its first blob to its second.

        What is neither of the two, the author has changed meanwhile, and it stays.
        """
        for name, (tip, target) in files.items():
            if self._staged_blob(name) == tip:
                self._set_index(name, target)
            path = self._tree.top / name
            now = atomic.content(path)
            if (None if now is None else surveying.blob_of(self._tree, name, now)) != tip:
                continue
            content = self._content_of(target, name)
            if content is None:
                path.unlink(missing_ok=True)
            else:
                atomic.write_bytes(path, content)

    # What was cut off

    @property
    def locked(self) -> RepositoryError | None:
        """What to say of an index that another git writes, or one that was killed has left locked."""
        return refusals.index_locked(self._tree.index_lock) if self._tree.index_lock.exists() else None

    def head(self) -> str | None:
        """Return the commit that HEAD names, or None before the first."""
        return surveying.head(self._tree)

    def blob(self, path: Path) -> str:
        """Return the blob that git would make of the file as it is.

        Raises:
            AuthoringError: a filter failed; OSError: the file cannot be read.
        """
        return surveying.blob_of(self._tree, self.name(path), path.read_bytes())

    def commit_of(self, blobs: Mapping[str, str | None], since: str | None) -> str | None:
        """Return the commit, on any branch and not in `since`, that has these files so (None: not at all), or None."""
        arguments = ["--all", "--reflog", "HEAD", *([f"^{since}"] if since else [])]
        answer = self._tree.read("rev-list", f"--max-count={_MOST}", *arguments, "--", *blobs, check=False)
        if answer.status:  # HEAD is no commit yet, or `since` is here no more
            return None
        wanted = {name: blob for name, blob in blobs.items() if blob is not None}
        found = None
        for commit in answer.text().split():
            if surveying.blobs(self._tree, commit, list(blobs)) == wanted:
                found = commit
        return found

    def finish_index(self, blobs: Mapping[str, str | None], before: str | None) -> None:
        """Have the index say of these files what a commit says, where git was killed between the two.

        What the author has staged since, or a branch without that commit has, stays.

        Raises:
            RepositoryError: the index is locked.
        """
        now = surveying.blobs(self._tree, "HEAD", list(blobs))
        old = surveying.blobs(self._tree, before, list(blobs)) if before else {}
        for name, blob in blobs.items():
            staged = self._staged_blob(name)
            if now.get(name) == blob and staged != blob and staged in (old.get(name), *object_names.NOTHING, None):
                self._set_index(name, blob)

    def is_announced(self, name: str) -> bool:
        """Say whether the index was told that the file will come, without its content."""
        return self._staged_blob(name) in object_names.NOTHING

    def withdraw(self, name: str) -> None:
        """Take an announcement out of the index; what has come since stays.

        Raises:
            RepositoryError: the index is locked.
        """
        if self.is_announced(name):
            self._set_index(name, None)

    def take_back_move(self, moved: Path, blob: str, place: Path) -> None:
        """Give a file back its name at HEAD, which a renaming took from it that was cut off before its commit.

        Nothing is done where the author has staged it under the other name, or where it is not what HEAD has.

        Raises:
            AuthoringError: the index is locked, or the disk refuses.
        """
        name, old = self.name(moved), self.name(place)
        with self._alone():
            content = atomic.content(moved)
            if content is None or surveying.blob_of(self._tree, old, content) != blob or place.exists():
                return
            if self._staged_blob(name) not in (None, *object_names.NOTHING):
                return
            if self.locked is not None:
                raise self.locked
            committing.move(moved, place)
            self.withdraw(name)

    def unstage(self, name: str, blob: str | None) -> None:
        """Have the index say of a file what HEAD says, where it says `blob`, which is of a commit that never was.

        Raises:
            RepositoryError: the index is locked.
        """
        if blob is not None and self._staged_blob(name) == blob:
            at_head = surveying.blobs(self._tree, "HEAD", [name]).get(name) if surveying.head(self._tree) else None
            if at_head != blob:
                self._set_index(name, at_head)

    def _staged_blob(self, name: str) -> str | None:
        fields = self._tree.read("ls-files", "--stage", "-z", "--", name).fields()
        return fields[0].split(" ")[1] if fields else None

    def _set_index(self, name: str, blob: str | None) -> None:
        seconds = self._index_seconds
        if blob is None:
            self._tree.change("update-index", "--force-remove", "--", name, wait_seconds=seconds)
            return
        mode = self._mode(name)
        self._tree.change("update-index", "--add", "--cacheinfo", f"{mode},{blob},{name}", wait_seconds=seconds)
        if (self._tree.top / name).exists():
            self._tree.change("update-index", "-q", "--refresh", "--", name, wait_seconds=seconds)

    def _mode(self, name: str) -> str:
        """Return the mode that HEAD has for the file: of what is executable a disk may have an opinion of its own."""
        fields = self._tree.read("ls-tree", "-z", "--full-tree", "HEAD", "--", name, check=False).fields()
        return fields[0].partition(" ")[0] if fields else objects.mode_of(self._tree, self._tree.top / name)

    def _move_head(self, why: str, to: str, old: str) -> None:
        self._tree.change("update-ref", "-m", f"coursewright: {why}", "HEAD", to, old, wait_seconds=self._index_seconds)

    def _names_between(self, old: str, new: str) -> list[str]:
        return self._tree.read("diff-tree", "-r", "-z", "--no-renames", "--name-only", old, new).fields()

    def _files_between(self, old: str, new: str) -> dict[str, tuple[str | None, str | None]]:
        names = self._names_between(old, new)
        at_new, at_old = surveying.blobs(self._tree, new, names), surveying.blobs(self._tree, old, names)
        return {each: (at_new.get(each), at_old.get(each)) for each in names}

    def _check_as_committed(self, name: str, blob: str | None) -> None:
        content = atomic.content(self._tree.top / name)
        if (None if content is None else surveying.blob_of(self._tree, name, content)) != blob:
            raise RepositoryError(
                f"{name} differs from what was committed, and that would be lost: "
                f"submit it as an attempt or restore it with `git restore -- {name}`, then try again."
            )

    def _content_of(self, blob: str | None, name: str) -> bytes | None:
        """Return what a checkout would write of the blob at that name, filters applied."""
        if blob is None:
            return None
        return self._tree.read("cat-file", "--filters", f"--path={name}", blob).out
