"""What git could not merge: which files, what each side has of them, and how what is under way is ended."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tui.authoring import atomic, plain_text
from tui.authoring.history import committing, refusals, taking_turns
from tui.authoring.history import survey as surveying
from tui.authoring.history.before import FileBefore
from tui.authoring.history.closing import Closing
from tui.authoring.history.progress import Progress
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.terminal import Terminal
from tui.authoring.history.work_tree import WorkTree

_BASE, _OURS, _THEIRS = 1, 2, 3


@dataclass(frozen=True)
class Stages:
    """One unmerged file: the blobs of what both sides began with, and of each side; None where there is no file.

    `ours` is what HEAD has, `theirs` what is to be merged into it; in a rebase the author's own commit is `theirs`.
    """

    name: str
    base: str | None = None
    ours: str | None = None
    theirs: str | None = None


@dataclass(frozen=True)
class Sides:
    """What is under way, in a word, the names of both sides as the author knows them, and how it is ended.

    `ends` are the words of git that end it once nothing is unmerged, and `gives_up` those that take it back; "" where
    nothing has to be ended. `by_commit` says that a plain commit ends it.
    """

    what: str
    ours: str
    theirs: str
    ends: str
    gives_up: str
    by_commit: bool


class UnmergedFiles(Closing):
    """The unmerged files of the repository in which the folder `root` lies. Use it as a context manager."""

    def __init__(
        self,
        root: Path,
        *,
        index_seconds: float = 10.0,
        queue_seconds: float = 300.0,
        terminal: Terminal | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Open the repository; a `terminal` that somebody paints is lent for a commit that needs it to be signed.

        `progress` shows what a commit waits for.

        Raises:
            RepositoryError: there is no git, or an old one; no repository, or one without files.
        """
        self._tree = WorkTree(root.absolute(), terminal=terminal, progress=progress)
        self._index_seconds, self._queue_seconds = index_seconds, queue_seconds

    def close(self) -> None:
        """Let go of the repository; it can be used no more."""
        self._tree.close()

    @property
    def top(self) -> Path:
        """The uppermost folder of the work tree, from which the files are named."""
        return self._tree.top

    def read(self) -> dict[str, Stages]:
        """Return what is unmerged now, by the files' names. One call of git."""
        found: dict[str, Stages] = {}
        for entry in self._tree.read("ls-files", "--unmerged", "--full-name", "-z", "--", str(self.top)).fields():
            state, _, name = entry.partition("\t")
            _, blob, stage = state.split(" ")
            known = found.get(name, Stages(name))
            sides = {_BASE: known.base, _OURS: known.ours, _THEIRS: known.theirs, int(stage): blob}
            found[name] = Stages(name, sides[_BASE], sides[_OURS], sides[_THEIRS])
        return found

    def text(self, blob: str | None) -> str | None:
        """Return the text of a blob, its line ends those of Unix; None for no blob.

        Raises:
            RepositoryError: it is not UTF-8 text.
        """
        if blob is None:
            return None
        try:
            return self._tree.read("cat-file", "blob", blob).out.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise RepositoryError(
                "One side of it is not UTF-8 text: settle it in an editor, then `git add` it."
            ) from error

    def sides(self) -> Sides:
        """Return what is under way and what both sides are called."""
        return _sides(self._tree)

    def under_way(self) -> bool:
        """Say whether git waits for the author to end something."""
        try:
            refusals.check_nothing_under_way(self._tree.git_dir)
        except RepositoryError:
            return True
        return False

    def settle(self, stages: Stages, text: str | None) -> None:
        """Write `text` as the whole file and tell git that it is merged, as `git add` does; None removes the file.

        Nothing else is staged, and nothing committed. What the file held before is the caller's to keep.

        Raises:
            RepositoryError: it is not unmerged so any more, or git refuses; the file is as it was.
        """
        path = self.top / stages.name
        with self._alone():
            if self.read().get(stages.name) != stages:
                raise RepositoryError(f"{stages.name} has changed meanwhile: look at it again.")
            before = FileBefore.of(path)
            try:
                if text is None:
                    path.unlink(missing_ok=True)
                    self._change("update-index", "--force-remove", "--", stages.name)
                else:
                    atomic.write_text(path, text)
                    # Its rules may ignore it: whether git keeps the file was decided when it came.
                    self._change("add", "--force", "--", stages.name)
            except BaseException:
                before.restore()
                raise

    def end(self) -> str:
        """Commit and so end the merge under way, with the message that git prepared; return the full hash.

        Raises:
            RepositoryError: something is unmerged, nothing is under way that a commit ends, or git, a hook or the
                signing program refuses, with what they said; all is as it was.
        """
        with self._alone():
            if left := self.read():
                raise RepositoryError(f"{next(iter(left))} is not merged yet: settle it first.")
            if not self.sides().by_commit:
                raise RepositoryError("Nothing is under way here that a commit would end.")
            committing.check_identity(self._tree)
            return committing.with_terminal(self._tree, self._conclude)

    def _conclude(self, tree: WorkTree) -> str:
        answer = tree.conclude(wait_seconds=self._index_seconds)
        if not answer.status:
            return surveying.head(tree) or ""
        said = plain_text.clean(answer.lines()).strip()
        refused = f"Git did not commit the merge; everything is as it was before. It said:\n{said}"
        if committing.wants_terminal(tree, answer):
            raise committing.WantsTerminal(refused)
        raise RepositoryError(refused)

    def _change(self, command: str, *arguments: str) -> None:
        self._tree.change(command, *arguments, wait_seconds=self._index_seconds)

    def _alone(self) -> AbstractContextManager[None]:
        """Keep other threads and processes of ours from committing."""
        return taking_turns.alone(self._tree, self._queue_seconds)


def _sides(tree: WorkTree) -> Sides:
    """Return what is under way and what both sides are called."""
    here = _branch(tree)
    for name, what, _, gives_up in refusals.UNDER_WAY:
        if not (tree.git_dir / name).exists():
            continue
        kind = what.removeprefix("A ")
        give_up = gives_up.strip("`")
        match kind:
            case "rebase":
                branch = _rebased(tree.git_dir / name)
                onto = _onto(tree, tree.git_dir / name)
                mine = _commit(tree, "REBASE_HEAD") or "the commit that is rebased"
                return Sides(kind, onto, f"{branch}: {mine}", "git rebase --continue", give_up, by_commit=False)
            case "merge":
                return Sides(kind, here, _merged(tree), "git commit --no-edit", give_up, by_commit=True)
            case "cherry-pick":
                picked = _commit(tree, "CHERRY_PICK_HEAD") or "the picked commit"
                several = (tree.git_dir / "sequencer").exists()
                ends = "git cherry-pick --continue" if several else "git commit --no-edit"
                return Sides(kind, here, picked, ends, give_up, by_commit=not several)
            case "revert":
                before = f"before {_commit(tree, 'REVERT_HEAD') or 'the reverted commit'}"
                several = (tree.git_dir / "sequencer").exists()
                ends = "git revert --continue" if several else "git commit --no-edit"
                return Sides(kind, here, before, ends, give_up, by_commit=not several)
    return Sides("stash", here, "what was stashed or switched with", "", "", by_commit=False)


def _branch(tree: WorkTree) -> str:
    answer = tree.read("symbolic-ref", "--quiet", "--short", "HEAD", check=False)
    if answer.status == 0:
        return plain_text.one_line(answer.text())
    return _commit(tree, "HEAD") or "HEAD"


def _commit(tree: WorkTree, revision: str) -> str | None:
    """Return a commit's short hash and subject."""
    answer = tree.read("log", "--max-count=1", "--no-show-signature", "--format=%h %s", revision, "--", check=False)
    return plain_text.one_line(answer.text()) if answer.status == 0 and answer.out else None


def _merged(tree: WorkTree) -> str:
    """Return the name of the branch that is merged, as far as git still knows it, or its last commit."""
    wanted = ("--format=%(refname:short)", "--points-at=MERGE_HEAD", "refs/heads", "refs/remotes")
    names = tree.read("for-each-ref", *wanted, check=False).text().splitlines()
    if names:
        return plain_text.one_line(names[0])
    return _commit(tree, "MERGE_HEAD") or "the other branch"


def _rebased(state: Path) -> str:
    return _line(state / "head-name").removeprefix("refs/heads/") or "your branch"


def _onto(tree: WorkTree, state: Path) -> str:
    onto = _line(state / "onto")
    wanted = ("--format=%(refname:short)", f"--points-at={onto}", "refs/heads", "refs/remotes")
    names: Sequence[str] = tree.read("for-each-ref", *wanted, check=False).text().splitlines() if onto else ()
    return plain_text.one_line(names[0]) if names else _commit(tree, "HEAD") or "the new base"


def _line(path: Path) -> str:
    try:
        return plain_text.one_line(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""
