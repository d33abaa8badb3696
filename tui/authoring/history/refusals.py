"""Why a commit was not made, or not as it should be: each message says what the author can do next."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from tui.authoring import plain_text
from tui.authoring.errors import AuthoringError

IDENTITY = (
    "Git does not know who you are, and a commit needs an author. Tell it once, then try again:\n"
    '  git config --global user.name "Your Name"\n'
    '  git config --global user.email "you@example.com"'
)

_NAMED = 3


class RepositoryError(AuthoringError):
    """Git, or the state of the repository, refuses; nothing changed."""


class Ended(RepositoryError):
    """The author ended a commit that took too long."""

    def __init__(self) -> None:
        super().__init__("You ended it: nothing was committed, and everything is as it was before.")


class FileDiffers(RepositoryError):
    """The file at `path` holds text that was not approved here, which a write would lose."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        super().__init__(
            f"{name} holds text that was not approved here, and approving would overwrite it. "
            f"Adopt it as attempts (`coursewright adopt LESSON`) or move the file away, then approve again."
        )


class BehindGit(RepositoryError):
    """Git holds another text of the lesson than the one last approved here, which an approval would undo."""

    def __init__(self, path: Path, lesson: str) -> None:
        self.path = path
        super().__init__(
            f"Git holds another text of {path.name} than the one last approved here: a colleague's, or another "
            f"branch's. Take that one (`coursewright adopt {lesson}`), or commit yours over it "
            f"(`coursewright approve {lesson} --over-git`)."
        )


class CommittedOtherwise(RepositoryError):
    """The commit `commit` was made and stands, but it is not what was asked for: the message says in what.

    It is the one `RepositoryError` after which something has changed. The commit is not taken back: the hook that
    changed it is the author's, and may have told others of the commit already.
    """

    def __init__(self, commit: str, message: str) -> None:
        self.commit = commit
        super().__init__(message)


# What git leaves in its folder while it waits for the author, with the words to end it.
UNDER_WAY = (
    ("rebase-merge", "A rebase", "`git rebase --continue`", "`git rebase --abort`"),
    ("rebase-apply/applying", "`git am`", "`git am --continue`", "`git am --abort`"),
    ("rebase-apply", "A rebase", "`git rebase --continue`", "`git rebase --abort`"),
    ("MERGE_HEAD", "A merge", "`git merge --continue`", "`git merge --abort`"),
    ("CHERRY_PICK_HEAD", "A cherry-pick", "`git cherry-pick --continue`", "`git cherry-pick --abort`"),
    ("REVERT_HEAD", "A revert", "`git revert --continue`", "`git revert --abort`"),
    ("BISECT_LOG", "A bisect", "`git bisect good` or `bad`", "`git bisect reset`"),
)


def check_nothing_under_way(git_dir: Path) -> None:
    """Raise RepositoryError while a merge, rebase, patch, cherry-pick, revert or bisect waits for the author."""
    for name, what, finish, give_up in UNDER_WAY:
        if (git_dir / name).exists():
            raise _under_way(what, finish, give_up)
    # Between two of several picks, when one was settled and committed, git keeps but the list of those to come.
    with contextlib.suppress(OSError):
        if to_do := (git_dir / "sequencer" / "todo").read_text(encoding="utf-8", errors="replace").split():
            verb = "revert" if to_do[0] in ("revert", "r") else "cherry-pick"
            raise _under_way(f"A {verb}", f"`git {verb} --continue`", f"`git {verb} --abort`")


def _under_way(what: str, finish: str, give_up: str) -> RepositoryError:
    return RepositoryError(
        f"{what} is under way in this repository: finish it ({finish}) or give it up ({give_up}), then try again."
    )


def detached() -> RepositoryError:
    """Return the refusal of a commit that would belong to no branch."""
    return RepositoryError(
        "HEAD is detached, so a commit would belong to no branch: return to one with `git switch main`, "
        "or make one here with `git switch -c NAME`, then try again."
    )


def ignored(name: str, source: str, line: str, pattern: str, *, whole_folder: bool) -> RepositoryError:
    """Return the refusal of a file which the rule `pattern` of line `line` in `source` keeps out of git.

    With `whole_folder` the rule covers its folder, and git knows no exception from that.
    """
    exception = "" if whole_folder else f", or add `!{name}` below it"
    return RepositoryError(
        f"{name} is ignored by git: {source}, line {line}, says `{pattern}`. "
        f"Remove or narrow that rule{exception}, then try again."
    )


def other_capitals(name: str, other: str) -> RepositoryError:
    """Return the refusal of a new file that is called as `other` but for capitals, where these do not count."""
    return RepositoryError(
        f"{name} has the name of {other} but for capitals, and they would be one file here: "
        f"rename or move {other} away, then try again."
    )


def other_encoding(name: str, encoding: str) -> RepositoryError:
    """Return the refusal of a file that git was told to read in another encoding."""
    return RepositoryError(
        f"Git was told to read {name} as {encoding} (`working-tree-encoding` in .gitattributes), and lessons are "
        f"UTF-8: remove that attribute for it, then try again."
    )


def staged(name: str) -> RepositoryError:
    """Return the refusal of a file of which the author has staged something else."""
    return RepositoryError(
        f"You have staged other content of {name}, which a commit would sweep away. "
        f"Commit it, or unstage it with `git restore --staged -- {name}`, then try again."
    )


def not_as_committed(name: str) -> RepositoryError:
    """Return the refusal to rename a file whose changes would be hidden in the rename."""
    return RepositoryError(
        f"{name} differs from what was committed, so it cannot be renamed by itself: "
        f"approve its lesson or restore it with `git restore -- {name}`, then try again."
    )


def taken(name: str) -> RepositoryError:
    """Return the refusal to rename a file to a name that another one has."""
    return RepositoryError(f"{name} is there already, and a rename would lose it: move it away, then try again.")


def index_locked(lock: Path) -> RepositoryError:
    """Return the refusal after waiting for another git in vain."""
    return RepositoryError(
        f"Another git is at work in this repository: {lock} exists. Wait until it has ended, then try again; "
        f"if no git is running, a crash left the file, and you may delete it."
    )


def skipped(name: str) -> RepositoryError:
    """Return the refusal of a file which git was told to leave off this disk."""
    return RepositoryError(
        f"Git was told to skip {name}: take its folder into your sparse checkout with `git sparse-checkout add`, "
        f"or run `git update-index --no-skip-worktree -- {name}`, then try again."
    )


def refused(names: Sequence[str], output: str, hooks: Path) -> RepositoryError:
    """Return the refusal by git, a hook or the signing program, with all that they said."""
    said = plain_text.clean(output).strip()
    what = f"Git did not commit {', '.join(names)}; everything is as it was before."
    if not said:
        return RepositoryError(f"{what} It gave no reason: look at the hooks in {hooks}.")
    return RepositoryError(f"{what} It said:\n{said}")


def besides(commit: str, names: Sequence[str]) -> str:
    """Return what to say of a commit into which a hook of the author's has put these other files, too."""
    first = ", ".join(map(plain_text.one_line, names[:_NAMED]))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    them = "it" if len(names) == 1 else "them"
    return (
        f"A hook of yours put {first}{more} into commit {commit[:10]} besides. Your index has {them} as before still: "
        f"see `git status`."
    )
