"""Where a work tree and its git lie: found once, and again only when something of it has changed."""

import os
import shutil
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from tui.authoring import plain_text
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.stamps import Stamp, stamp

MINIMUM = (2, 28)
"""The oldest git that knows all we ask of it (`init --initial-branch` is the youngest)."""

# Only these are pinned, and only where they are inherited (from a hook, say): they would lead git elsewhere.
_MISDIRECTING = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
_MISDIRECTING_ELSE = ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX")

_Marks = tuple[object, ...]


@dataclass(frozen=True)
class Found:
    """A work tree: `top` is its uppermost folder; a linked one has its own `git_dir`. `pins` keep git in it."""

    top: Path
    git_dir: Path
    common_dir: Path
    pins: dict[str, str] = field(default_factory=dict)


_found: dict[Path, tuple[_Marks, Found]] = {}


def find(folder: Path) -> Found:
    """Return the work tree in which `folder` lies.

    Raises:
        RepositoryError: there is no git, or an old one; no repository, or one without files.
    """
    marks = _marks(folder)
    known = _found.get(folder)
    if marks is not None and known is not None and known[0] == (*marks, stamp(known[1].common_dir / "config")):
        return known[1]
    found = _look_for(folder)
    if marks is not None:
        _found[folder] = ((*marks, stamp(found.common_dir / "config")), found)
    return found


def gitpython() -> Any:
    """Import GitPython, which looks for git at once; late, because it takes its time."""
    try:
        import git
    except ImportError as error:
        raise not_installed() from error
    return git


def not_run(error: Exception) -> RepositoryError:
    """Return the refusal where no command of git could be started, or be given what it reads."""
    if not isinstance(error, OSError) or isinstance(error, FileNotFoundError):
        return not_installed()
    return RepositoryError(
        f"Git could not be run ({error.strerror}): see that there is room on the disk, for temporary files too, "
        f"then try again. Nothing changed."
    )


def not_installed() -> RepositoryError:
    """Return the refusal of everything where there is no git."""
    wanted = ".".join(map(str, MINIMUM))
    return RepositoryError(
        f"Git was not found, and approved lessons are kept in it: install git {wanted} or newer and see that it is on "
        f"your PATH, then try again."
    )


def program() -> tuple[str, Stamp] | None:
    """Return where git lies, and by what it is known to be the same; None where it is not found."""
    path = _program(os.environ.get("PATH"))
    now = stamp(Path(path)) if path else None
    return (path, now) if path and now else None


@lru_cache(maxsize=8)
def _program(path: str | None) -> str | None:
    return shutil.which("git", path=path)


def create(folder: Path) -> None:
    """Run `git init` in `folder`, made if need be, with `main` as its first branch."""
    git = gitpython()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        runner = git.Git(folder)
        _check_version(runner)
        pins = _pins(folder, folder / ".git", folder / ".git") if _misdirected() else {}
        runner.init("--quiet", "--initial-branch=main", env=pins)
    except git.exc.GitCommandNotFound as error:
        raise not_installed() from error
    except git.exc.GitCommandError as error:
        said = plain_text.clean(str(error.stderr)).strip()
        raise RepositoryError(f"No repository could be made in {folder}: {said}") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise RepositoryError(f"No repository could be made in {folder}: {reason}. Choose another folder.") from error


def _marks(folder: Path) -> _Marks | None:
    """Return what tells that the same is still found, but for git's settings; None where that cannot be told."""
    if _misdirected():
        return None
    entry = next((above / ".git" for above in (folder, *folder.parents) if (above / ".git").exists()), None)
    git = program()
    if entry is None or git is None:
        return None
    status = entry.stat()
    of_file: Stamp = stamp(entry) if entry.is_file() else None  # a folder's time changes with every lock in it
    return entry, status.st_dev, status.st_ino, status.st_uid, of_file, git


def _look_for(folder: Path) -> Found:
    git = gitpython()
    try:
        repo = git.Repo(folder, search_parent_directories=True, expand_vars=False)
    except (git.exc.InvalidGitRepositoryError, git.exc.NoSuchPathError) as error:
        raise RepositoryError(
            f"{folder} lies in no git repository, and approved lessons are kept in git. "
            f"Make one: run `git init` in {folder}, then try again."
        ) from error
    with repo:
        if repo.bare or repo.working_tree_dir is None:
            raise RepositoryError(f"{folder} is a bare repository, which has no files: open a clone of it instead.")
        git_dir = Path(repo.git_dir).resolve()
        common_dir = _common_dir(git_dir)
        top = Path(repo.working_tree_dir).resolve()
        pins = _pins(top, git_dir, common_dir) if _misdirected() else {}
        _check_version(repo.git)
        try:
            # Git has the last word, and may refuse a repository that is another user's.
            said = repo.git.rev_parse("--show-toplevel", env=pins, strip_newline_in_stdout=False)
        except git.exc.GitCommandNotFound as error:
            raise not_installed() from error
        except git.exc.GitCommandError as error:
            said = plain_text.clean(str(error.stderr)).strip()
            raise RepositoryError(f"`git rev-parse` failed: {said}") from error
    return Found(Path(said.removesuffix("\n")).resolve(), git_dir, common_dir, pins)


def _check_version(runner: Any) -> None:
    git = gitpython()
    try:
        version: tuple[int, ...] = runner.version_info
    except (git.exc.GitCommandNotFound, git.exc.GitCommandError, OSError) as error:
        raise not_installed() from error
    if version[:2] < MINIMUM:
        found, wanted = ".".join(map(str, version)), ".".join(map(str, MINIMUM))
        raise RepositoryError(f"Your git is {found}, which is too old: install git {wanted} or newer, then try again.")


def _misdirected() -> bool:
    return any(name in os.environ for name in (*_MISDIRECTING, *_MISDIRECTING_ELSE))


def _common_dir(git_dir: Path) -> Path:
    """Return the folder that all work trees of the repository share."""
    pointer = git_dir / "commondir"
    return (git_dir / os.fsdecode(pointer.read_bytes()).rstrip("\r\n")).resolve() if pointer.exists() else git_dir


def _pins(top: Path, git_dir: Path, common_dir: Path) -> dict[str, str]:
    values = {
        "GIT_DIR": git_dir,
        "GIT_WORK_TREE": top,
        "GIT_INDEX_FILE": git_dir / "index",
        "GIT_COMMON_DIR": common_dir,
        "GIT_OBJECT_DIRECTORY": common_dir / "objects",
    }
    pinned = {name: str(values[name]) for name in _MISDIRECTING}
    return pinned | {name: "" for name in _MISDIRECTING_ELSE if name in os.environ}
