"""One commit: write, announce, commit, compare; or everything put back as it was."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path

from tui.authoring import atomic
from tui.authoring.history import commit_changes, hooks, identity, refusals, resolving, terminal
from tui.authoring.history import survey as surveying
from tui.authoring.history.before import Before
from tui.authoring.history.identity import check as check_identity
from tui.authoring.history.refusals import CommittedOtherwise, Ended, RepositoryError
from tui.authoring.history.resolving import AtHead
from tui.authoring.history.work_tree import Answer, WorkTree

__all__ = ["Wanted", "check_identity", "commit"]

_GIT_ITSELF = 128
"""The status with which git ends when it refuses, and no hook does."""


@dataclass(frozen=True)
class Wanted:
    """What a commit on top of `before` (None: the first one) shall hold: a blob by file name, some `new` to git.

    `moved` maps names that shall be gone to the `new` ones to which their files go, as they are; the names in `gone`
    shall be gone with their files.
    """

    before: str | None
    blobs: Mapping[str, str]
    new: Sequence[str]
    moved: Mapping[str, str] = dataclass_field(default_factory=dict)
    gone: Sequence[str] = ()

    @property
    def names(self) -> list[str]:
        """Every name that the commit touches."""
        return [*self.moved, *self.gone, *self.blobs]


class WantsTerminal(RepositoryError):
    """The commit failed as it does where a passphrase cannot be asked for; nothing changed."""


@dataclass(frozen=True)
class _Made:
    """The commit made since ("" if there is none), whether it is as wanted, and what other files it has."""

    commit: str
    as_wanted: bool
    besides: tuple[str, ...] = ()


def commit(
    tree: WorkTree,
    wanted: Wanted,
    message: str,
    *,
    contents: Mapping[Path, bytes],
    wait_seconds: float,
    noted: Callable[[], None] = lambda: None,
    besides: Callable[[str, tuple[str, ...]], None] = lambda commit, names: None,
) -> str:
    """Write `contents` (empty where the files stand written), commit the wanted files alone, return the full hash.

    Where it fails for want of a terminal that somebody else has, that one is lent, and all is done once more.
    `noted` returns once what is about to be done is noted: before that no file and nothing of git's changes.
    `besides` is told the commit and the names of other files that a hook of the author's has put into it, if any.

    Raises:
        CommittedOtherwise: the commit stands, but not as wanted.
        AuthoringError: git, a hook or the disk refuses; files and index are as they were.
    """
    return with_terminal(
        tree,
        lambda tree: _commit(
            tree, wanted, message, contents=contents, wait_seconds=wait_seconds, noted=noted, besides=besides
        ),
    )


def with_terminal(tree: WorkTree, commit_in: Callable[[WorkTree], str]) -> str:
    """Commit in the work tree and return the hash; where that raises WantsTerminal, do it once more on a lent one."""
    try:
        return commit_in(tree)
    except WantsTerminal:
        if tree.terminal is None:
            raise
        return tree.terminal.lend(lambda: commit_in(tree.on_terminal()))


def wants_terminal(tree: WorkTree, answer: Answer) -> bool:
    """Tell whether a commit that failed may succeed on a terminal that somebody else has."""
    if tree.terminal is None:
        return False
    signed = tree.read("config", "--type=bool", "commit.gpgSign", check=False).text() == "true"
    return terminal.may_help(answer, signed=signed, by_git=answer.status == _GIT_ITSELF)


def _commit(
    tree: WorkTree,
    wanted: Wanted,
    message: str,
    *,
    contents: Mapping[Path, bytes],
    wait_seconds: float,
    noted: Callable[[], None],
    besides: Callable[[str, tuple[str, ...]], None],
) -> str:
    tree.await_index(wait_seconds)
    names = wanted.names
    if len(names) > 1 or wanted.gone:  # one that it is told to skip git refuses; beside others it leaves it out
        _check_not_skipped(tree, names)
    past = Before(tree, [tree.top / name for name in names])
    said = ""
    try:
        with contextlib.ExitStack() as stack:  # the disk has the texts while it is noted what will come of them
            puts = [stack.enter_context(atomic.drafted(path, content)) for path, content in contents.items()]
            noted()
            for put in puts:
                put()
        for source, target in wanted.moved.items():
            move(tree.top / source, tree.top / target)
        for name in wanted.gone:
            _remove(tree.top / name)
        _announce(tree, past, wanted.new, wait_seconds)
        try:
            answer = tree.commit(names, message, wait_seconds=wait_seconds)
        finally:
            past.put_back_prepared()
        if answer.status:
            said = answer.lines()
            raise _refusal(tree, wanted, answer)
    except BaseException as error:
        made = _made(tree, wanted, contents)
        if not made.as_wanted:
            past.restore(wait_seconds=wait_seconds)
            raise
        if isinstance(error, Ended):
            said = "You ended what ran after the commit."
        if not said:
            raise
        raise CommittedOtherwise(
            made.commit, f"{', '.join(names)} was committed as {made.commit[:10]}, but git could not finish:\n{said}"
        ) from None
    made = _made(tree, wanted, contents)
    if not made.commit:
        _take_back(tree, wanted, past, wait_seconds)
        raise RepositoryError(
            "Git says that it committed, but HEAD stands where it stood, and all is as it was before: look at your "
            "hooks, which may have taken the commit back."
        )
    if made.besides:
        besides(made.commit, made.besides)
    if not made.as_wanted:
        short = made.commit[:10]
        raise CommittedOtherwise(
            made.commit,
            f"{', '.join(names)} was committed as {short}, but a hook changed the text on its way: what the course "
            f"now holds is not what you approved. See it with `git show {short}`.",
        )
    return made.commit


def _announce(tree: WorkTree, past: Before, new: Sequence[str], wait_seconds: float) -> None:
    try:
        past.announce(new, wait_seconds=wait_seconds)
    except RepositoryError:
        for name in new:
            surveying.check_not_ignored(tree, name)  # which names the rule
        raise


def _take_back(tree: WorkTree, wanted: Wanted, past: Before, wait_seconds: float) -> None:
    """Put all back where a hook has taken the branch back and left our text in the index, which nobody has staged."""
    try:
        tree.change("reset", "--quiet", "--", *wanted.names, wait_seconds=wait_seconds)
    finally:
        past.restore(wait_seconds=wait_seconds)
    known = surveying.blobs(tree, wanted.before, wanted.names) if wanted.before else {}
    by_author = [name for name in wanted.blobs if name not in wanted.new and name not in known]
    if announced := [name for name in by_author if (tree.top / name).exists()]:
        tree.change("add", "--intent-to-add", "--", *announced, wait_seconds=wait_seconds)


def move(source: Path, target: Path) -> None:
    """Rename a file; raises RepositoryError where the disk refuses."""
    try:
        source.rename(target)
    except OSError as error:
        raise RepositoryError(
            f"{source.name} could not be renamed to {target.name} ({error.strerror}): change the permissions of its "
            f"folder, then try again."
        ) from error


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise RepositoryError(
            f"{path.name} could not be removed ({error.strerror}): change the permissions of its folder, "
            f"then try again."
        ) from error


def _made(tree: WorkTree, wanted: Wanted, contents: Mapping[Path, bytes]) -> _Made:
    """Look for the commit made since.

    HEAD may be further on: the author, or a post-commit hook, may have committed too.
    """
    now = resolving.at_head(tree, wanted.names)
    if now is not None and now.head != wanted.before and now.parent == wanted.before and _is_as_wanted(now, wanted):
        return _Made(str(now.head), True, _besides(tree, str(now.head), wanted))
    span = f"{wanted.before}..HEAD" if wanted.before else "HEAD"
    answer = tree.read("rev-list", "--reverse", "--first-parent", span, check=False)
    since = answer.text().split() if answer.status == 0 else []
    written = {path.relative_to(tree.top).as_posix(): content for path, content in contents.items() if since}
    asked = {name: surveying.asked_blob(tree, name, content) for name, content in written.items()}
    for made in since:
        if surveying.blobs(tree, made, wanted.names) in (wanted.blobs, {**wanted.blobs, **asked}):
            return _Made(made, True, _besides(tree, made, wanted))
    return _Made(since[0] if since else "", False)


def _is_as_wanted(now: AtHead, wanted: Wanted) -> bool:
    return all(now.at_head[name] == wanted.blobs.get(name) for name in wanted.names)


def _besides(tree: WorkTree, made: str, wanted: Wanted) -> tuple[str, ...]:
    """Return the names of other files in the commit: without a hook, it has none."""
    changes = commit_changes.read(tree, made) if hooks.may_run(tree) else None
    return tuple(sorted(set(changes.changed) - set(wanted.names))) if changes is not None else ()


def _check_not_skipped(tree: WorkTree, names: Sequence[str]) -> None:
    """Raise RepositoryError if git was told to leave one of the files off this disk, and so looks at none."""
    for field in tree.read("ls-files", "-v", "-z", "--", *names).fields():
        tag, _, name = field.partition(" ")
        if tag.upper() == "S":
            raise refusals.skipped(name)


def _refusal(tree: WorkTree, wanted: Wanted, answer: Answer) -> RepositoryError:
    if answer.status == _GIT_ITSELF and not identity.is_known(tree):
        return RepositoryError(refusals.IDENTITY)
    names = wanted.names
    for name in wanted.new:
        surveying.check_capitals_in_git(tree, name)
    for name in wanted.blobs:
        surveying.check_encoding(tree, name)
    _check_not_skipped(tree, names)
    refused = refusals.refused(names, answer.lines(), tree.common_dir / "hooks")
    return WantsTerminal(str(refused)) if wants_terminal(tree, answer) else refused
