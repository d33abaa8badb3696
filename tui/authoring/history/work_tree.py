"""One work tree and its git: every command is run here, so that none is misdirected and none is left running."""

import copy
import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tui.authoring import plain_text
from tui.authoring.history import finding, refusals, running
from tui.authoring.history.asked_git import AskedGit
from tui.authoring.history.closing import Closing
from tui.authoring.history.finding import MINIMUM as MINIMUM
from tui.authoring.history.finding import create as create
from tui.authoring.history.progress import Progress, WaitsFor
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.running import Answer as Answer
from tui.authoring.history.terminal import Terminal, surroundings

_OPTIONS = (
    "i18n.commitEncoding=UTF-8",  # which is what we write
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    "log.diffMerges=separate",  # what -m means
    "gc.auto=0",  # no housekeeping that would outlive us; the author's own git does it
    "maintenance.auto=false",
)
_LOG_OPTIONS = ("-c", "trailer.separators=:")  # which is what we write; a commit's hooks keep the author's own
_HELD = re.compile(r"index\.lock'[^\n]*\n\n")


class WorkTree(Closing):
    """The work tree in which `folder` lies. `top` is its uppermost folder; a linked one has its own `git_dir`.

    With a `terminal`, somebody paints it: git and what it starts are kept off it until it is lent.
    """

    def __init__(self, folder: Path, *, terminal: Terminal | None = None, progress: Progress | None = None) -> None:
        found = finding.find(folder)
        self.top, self.git_dir, self.common_dir = found.top, found.git_dir, found.common_dir
        self.terminal = terminal
        self.progress = progress or Progress()
        self._pins = found.pins
        self._git = finding.gitpython().Git(found.top)
        options = list(_OPTIONS)
        if not os.environ.get("EMAIL"):
            options.append("user.useConfigOnly=true")  # an identity guessed from the host's name is nobody's
        self._options = [part for option in options for part in ("-c", option)]
        self.names = AskedGit(lambda: self.start("cat-file", "--batch-check", stdin=subprocess.PIPE))

    def on_terminal(self) -> "WorkTree":
        """Return the same work tree, whose git has the terminal."""
        other = copy.copy(self)
        other.terminal = None
        return other

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

    def start(self, command: str, *arguments: str, stdin: int | None = None) -> "subprocess.Popen[bytes]":
        """Start a command that changes nothing and return it running: who started it reads it, and ends it.

        `stdin` as for `subprocess.Popen`.
        """
        git = finding.gitpython()
        environment = self._environment({"GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1"})
        try:
            return running.start(
                self._git,
                self._command(command, arguments),
                environment,
                stdin=stdin,
                detached=self.terminal is not None,
            )
        except (git.exc.GitCommandNotFound, OSError) as error:
            raise finding.not_run(error) from error

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
        language = {name: os.environ.get(name, "") for name in ("LC_ALL", "LANGUAGE")}
        environment = language | surroundings(detached=self.terminal is not None) | {"GIT_LITERAL_PATHSPECS": "0"}
        paths = [f":(top,literal){name}" for name in names]
        arguments = ("--only", "--quiet", "--cleanup=whitespace", "--file=-", "--", *paths)
        stdin = message.encode("utf-8")
        return self._patiently(lambda: self._commit(arguments, environment, stdin), wait_seconds)

    def conclude(self, *, wait_seconds: float) -> Answer:
        """Commit what is staged, which ends a merge, with the message that git prepared, and return what came of it.

        Hooks and the signing program run as the author has set them. An editor that leaves the message as it is has git
        take its own comments out of it, which `--no-edit` would keep.
        """
        environment = {name: os.environ.get(name, "") for name in ("LC_ALL", "LANGUAGE")}
        environment |= surroundings(detached=self.terminal is not None)
        environment |= {"GIT_LITERAL_PATHSPECS": "0", "GIT_EDITOR": ":"}
        return self._patiently(lambda: self._commit(("--quiet",), environment), wait_seconds)

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
        """End what is kept running, and let go of all that GitPython holds."""
        self.names.close()
        self._git.clear_cache()

    def _patiently(self, attempt: Callable[[], Answer], wait_seconds: float) -> Answer:
        deadline = time.monotonic() + wait_seconds
        while True:
            self.await_index(max(0.0, deadline - time.monotonic()))
            answer = attempt()
            # 128 is git itself; a hook that stumbled over the lock ends the commit with 1 and is not run again.
            # Of a lock that others hold git says more, in a second paragraph; of a full disk it does not.
            if answer.status != 128 or not _HELD.search(answer.err):
                return answer
            if time.monotonic() >= deadline:
                raise refusals.index_locked(self.index_lock)
            time.sleep(0.02)

    def _commit(self, arguments: Sequence[str], environment: Mapping[str, str], stdin: bytes | None = None) -> Answer:
        """Run `git commit`, which takes as long as the author's hooks do: off the terminal, the author can end it."""
        with self.progress.waiting(WaitsFor.GIT):
            return self._run("commit", arguments, environment, stdin, look=self.progress.check)

    def _run(
        self,
        command: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        stdin: bytes | None = None,
        look: Callable[[], None] = lambda: None,
    ) -> Answer:
        git = finding.gitpython()
        env = self._environment(environment)
        try:
            return running.run(
                self._git,
                self._command(command, arguments),
                env=env,
                stdin=stdin,
                detached=self.terminal is not None,
                look=look,
            )
        except (git.exc.GitCommandNotFound, OSError) as error:
            raise finding.not_run(error) from error

    def _command(self, command: str, arguments: Sequence[str]) -> list[str]:
        options = [*self._options, *_LOG_OPTIONS] if command == "log" else self._options
        return [finding.gitpython().Git.GIT_PYTHON_GIT_EXECUTABLE, *options, command, *arguments]

    def _environment(self, further: Mapping[str, str]) -> dict[str, str]:
        return {
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_GLOB_PATHSPECS": "0",
            "GIT_NOGLOB_PATHSPECS": "0",
            "GIT_ICASE_PATHSPECS": "0",
            **self._pins,
            **further,
        }


def _failed(command: str, answer: Answer) -> RepositoryError:
    return RepositoryError(f"`git {command}` failed: {plain_text.clean(answer.lines()).strip()}")
