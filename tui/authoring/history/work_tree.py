"""One work tree and its git: every command is run here, so that none is misdirected and none is left running."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.authoring import plain_text
from tui.authoring.history import refusals
from tui.authoring.history.refusals import RepositoryError

MINIMUM = (2, 28)
"""The oldest git that knows all we ask of it (`init --initial-branch` is the youngest)."""

_OPTIONS = [
    "i18n.commitEncoding=UTF-8",  # which is what we write
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    "log.diffMerges=separate",  # what -m means
    "gc.auto=0",  # no housekeeping that would outlive us; the author's own git does it
    "maintenance.auto=false",
]
# Only these are pinned, and only where they are inherited (from a hook, say): they would lead git elsewhere.
_MISDIRECTING = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
_MISDIRECTING_ELSE = ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX")


@dataclass(frozen=True)
class Answer:
    """What a command of git ended with and said."""

    status: int
    out: bytes
    err: str

    def text(self) -> str:
        """Return the output as text without its last line end; bytes that are no UTF-8 stay recoverable."""
        return os.fsdecode(self.out).removesuffix("\n")

    def fields(self) -> list[str]:
        """Return the NUL-terminated fields of the output."""
        return os.fsdecode(self.out).split("\0")[:-1]

    def lines(self) -> str:
        """Return all that was said, for the author."""
        return "\n".join(part for part in (self.err.strip(), os.fsdecode(self.out).strip()) if part)


class WorkTree:
    """The work tree in which `folder` lies. `top` is its uppermost folder; a linked one has its own `git_dir`."""

    def __init__(self, folder: Path) -> None:
        git = _gitpython()
        try:
            self._repo = git.Repo(folder, search_parent_directories=True, expand_vars=False)
        except (git.exc.InvalidGitRepositoryError, git.exc.NoSuchPathError) as error:
            raise RepositoryError(
                f"{folder} lies in no git repository, and approved lessons are kept in git. "
                f"Make one: run `git init` in {folder}, then try again."
            ) from error
        if self._repo.bare or self._repo.working_tree_dir is None:
            raise RepositoryError(f"{folder} is a bare repository, which has no files: open a clone of it instead.")
        self.git_dir = Path(self._repo.git_dir).resolve()
        self.common_dir = _common_dir(self.git_dir)
        self.top = Path(self._repo.working_tree_dir).resolve()
        self._pins: dict[str, str] = {}
        if any(name in os.environ for name in (*_MISDIRECTING, *_MISDIRECTING_ELSE)):
            self._pins = _pins(self.top, self.git_dir, self.common_dir)
        options = list(_OPTIONS)
        if not os.environ.get("EMAIL"):
            options.append("user.useConfigOnly=true")  # an identity guessed from the host's name is nobody's
        self._repo.git.set_persistent_git_options(c=options)
        _check_version(self._repo.git)
        self.top = Path(self.read("rev-parse", "--show-toplevel").text()).resolve()

    @property
    def index_lock(self) -> Path:
        """Where git keeps others away from the index while it writes it."""
        return self.git_dir / "index.lock"

    def read(self, command: str, *arguments: str, stdin: bytes | None = None, check: bool = True) -> Answer:
        """Run a command that changes nothing, not even the times in the index.

        Raises:
            RepositoryError: with git's own words, if it failed and `check` is set.
        """
        environment = {"GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1"}
        if command == "check-ignore":  # which knows no pathspecs and refuses the setting
            environment["GIT_LITERAL_PATHSPECS"] = "0"
        answer = self._run(command, arguments, environment, stdin)
        if check and answer.status:
            raise _failed(command, answer)
        return answer

    def start(self, command: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a command that changes nothing and return it running: who started it reads it, and ends it."""
        git = _gitpython()
        environment = {"GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1"}
        try:
            running = getattr(self._repo.git, command)(*arguments, env=self._environment(environment), as_process=True)
        except (git.exc.GitCommandNotFound, OSError) as error:
            raise _not_installed() from error
        process: subprocess.Popen[bytes] = running.proc
        running.proc = None  # GitPython would end it as soon as its wrapper is forgotten
        return process

    def change(self, command: str, *arguments: str, wait_seconds: float) -> None:
        """Run a command that writes the index, waiting for it to be free.

        Raises:
            RepositoryError: with git's own words, if it failed.
        """
        environment = {"GIT_LITERAL_PATHSPECS": "1"}
        answer = self._patiently(lambda: self._run(command, arguments, environment), wait_seconds)
        if answer.status:
            raise _failed(command, answer)

    def commit(self, names: Sequence[str], message: str, *, wait_seconds: float) -> Answer:
        """Run `git commit --only` for `names`, which are paths from the top, and return what came of it.

        Hooks and the signing program run as the author has set them, so they get the author's language back, and
        pathspecs that mean what they usually mean; ours are literal by their own marks.
        """
        environment = {name: os.environ.get(name, "") for name in ("LC_ALL", "LANGUAGE")} | {
            "GIT_LITERAL_PATHSPECS": "0"
        }
        paths = [f":(top,literal){name}" for name in names]
        arguments = ("--only", "--quiet", "--cleanup=whitespace", "--file=-", "--", *paths)
        stdin = message.encode("utf-8")
        return self._patiently(lambda: self._run("commit", arguments, environment, stdin), wait_seconds)

    def await_index(self, wait_seconds: float) -> None:
        """Return as soon as no other git writes the index.

        Raises:
            RepositoryError: it is still locked after `wait_seconds`. The lock is never deleted.
        """
        pause, deadline = 0.01, time.monotonic() + wait_seconds
        while self.index_lock.exists():
            if time.monotonic() >= deadline:
                raise refusals.index_locked(self.index_lock)
            time.sleep(pause)
            pause = min(pause * 2, 0.5)

    def close(self) -> None:
        """Let go of all that GitPython holds."""
        self._repo.close()

    def _patiently(self, attempt: Callable[[], Answer], wait_seconds: float) -> Answer:
        deadline = time.monotonic() + wait_seconds
        while True:
            self.await_index(max(0.0, deadline - time.monotonic()))
            answer = attempt()
            # 128 is git itself; a hook that stumbled over the lock ends the commit with 1 and is not run again.
            if answer.status != 128 or "index.lock'" not in answer.err:
                return answer
            if time.monotonic() >= deadline:
                raise refusals.index_locked(self.index_lock)
            time.sleep(0.02)

    def _run(
        self, command: str, arguments: Sequence[str], environment: Mapping[str, str], stdin: bytes | None = None
    ) -> Answer:
        git = _gitpython()
        env = self._environment(environment)
        options: dict[str, Any] = {
            "with_extended_output": True,
            "with_exceptions": False,
            "stdout_as_string": False,
            "strip_newline_in_stdout": False,
        }
        try:
            with tempfile.TemporaryFile() as stream:
                if stdin is not None:
                    stream.write(stdin)
                    stream.seek(0)
                    options["istream"] = stream
                status, out, err = getattr(self._repo.git, command)(*arguments, env=env, **options)
        except (git.exc.GitCommandNotFound, OSError) as error:
            raise _not_installed() from error
        return Answer(int(status), out, str(err))

    def _environment(self, further: Mapping[str, str]) -> dict[str, str]:
        return {
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_GLOB_PATHSPECS": "0",
            "GIT_NOGLOB_PATHSPECS": "0",
            "GIT_ICASE_PATHSPECS": "0",
            **self._pins,
            **further,
        }


def create(folder: Path) -> None:
    """Run `git init` in `folder`, made if need be, with `main` as its first branch."""
    git = _gitpython()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        runner = git.Git(folder)
        _check_version(runner)
        inherited = any(name in os.environ for name in (*_MISDIRECTING, *_MISDIRECTING_ELSE))
        pins = _pins(folder, folder / ".git", folder / ".git") if inherited else {}
        runner.init("--quiet", "--initial-branch=main", env=pins)
    except git.exc.GitCommandNotFound as error:
        raise _not_installed() from error
    except git.exc.GitCommandError as error:
        said = plain_text.clean(str(error.stderr)).strip()
        raise RepositoryError(f"No repository could be made in {folder}: {said}") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise RepositoryError(f"No repository could be made in {folder}: {reason}. Choose another folder.") from error


def _gitpython() -> Any:
    """Import GitPython, which looks for git at once; late, because it takes its time."""
    try:
        import git
    except ImportError as error:
        raise _not_installed() from error
    return git


def _not_installed() -> RepositoryError:
    wanted = ".".join(map(str, MINIMUM))
    return RepositoryError(
        f"Git was not found, and approved lessons are kept in it: install git {wanted} or newer and see that it is on "
        f"your PATH, then try again."
    )


def _check_version(runner: Any) -> None:
    git = _gitpython()
    try:
        version: tuple[int, ...] = runner.version_info
    except (git.exc.GitCommandNotFound, git.exc.GitCommandError, OSError) as error:
        raise _not_installed() from error
    if version[:2] < MINIMUM:
        found, wanted = ".".join(map(str, version)), ".".join(map(str, MINIMUM))
        raise RepositoryError(f"Your git is {found}, which is too old: install git {wanted} or newer, then try again.")


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


def _failed(command: str, answer: Answer) -> RepositoryError:
    return RepositoryError(f"`git {command}` failed: {plain_text.clean(answer.lines()).strip()}")
