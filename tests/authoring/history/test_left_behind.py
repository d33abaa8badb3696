"""Nothing is left of a commit but the commit: no open file, no child, and no half of it when it is interrupted."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from filelock import FileLock

from tests.authoring.history.conftest import LESSON, MESSAGE, Author
from tests.authoring.history.test_repository import stage_everything
from tui.authoring.history.progress import Progress, WaitsFor
from tui.authoring.history.refusals import CommittedOtherwise, Ended
from tui.authoring.history.repository import Repository, RepositoryError

COMMIT = textwrap.dedent(
    """
    import signal, sys
    from pathlib import Path
    from tests.authoring.history.conftest import LESSON, MESSAGE, TEXT
    from tui.authoring.history.repository import Repository, RepositoryError
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with Repository.open(Path(sys.argv[1])) as repository:
        try:
            repository.commit_text(LESSON, TEXT, MESSAGE)
        except (KeyboardInterrupt, RepositoryError):
            sys.exit(3)
    """
)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> str:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


def test_nothing_is_left_open_or_running_however_the_commits_end(author: Author, repository: Repository):
    repository.commit_text(LESSON, "0\n", MESSAGE)
    before = open_files(), children()
    for n in range(1, 41):
        repository.commit_text(LESSON, f"{n}\n", MESSAGE)
    author.hook("pre-commit", "exit 1")
    for n in range(3):
        with pytest.raises(RepositoryError):
            repository.commit_text(LESSON, f"refused {n}\n", MESSAGE)
    with Repository.open(author.top) as another:
        another.check_ready()
        another.committed_text(LESSON)
    assert (open_files(), children()) == before


def test_what_a_hook_leaves_running_is_not_waited_for(author: Author, repository: Repository):
    author.hook("post-commit", "sleep 600 & echo $! > .git/left")
    repository.commit_text(LESSON, "# Tensors\n", MESSAGE)
    os.kill(int((author.top / ".git" / "left").read_text()), signal.SIGTERM)  # fails where it has ended


class Screen:
    """Has the terminal, and lends it to nobody."""

    def lend(self, run: Callable[[], str]) -> str:
        """Refuse."""
        raise AssertionError(run)


def end(progress: Progress, what: WaitsFor, ready: Path | None = None) -> None:
    """End what is waited for, once it is and the hook, which writes `ready`, is at it."""
    while progress.waits is None or progress.waits[0] is not what or (ready is not None and not ready.exists()):
        time.sleep(0.02)
    progress.end()


@pytest.mark.parametrize("heeds", [True, False], ids=["a hook that ends", "a hook that will not"])
@pytest.mark.parametrize("hook", ["pre-commit", "post-commit"])
def test_a_hook_that_hangs_is_ended_with_all_that_it_started(author: Author, hook: str, heeds: bool):
    stage_everything(author)
    before = author.snapshot()
    ready = author.top / ".git" / "ready"
    trap = "" if heeds else "trap '' TERM; "
    author.hook(hook, f"{trap}sleep 600 & {trap}echo $! > .git/child; touch .git/ready; while :; do sleep 0.05; done")
    progress = Progress()
    with Repository.open(author.top, terminal=Screen(), progress=progress) as repository:
        ending = Thread(target=end, args=(progress, WaitsFor.GIT, ready))
        ending.start()
        with pytest.raises(RepositoryError, match="You ended") as told:
            repository.commit_text(LESSON, "# Tensors\n", MESSAGE)
        ending.join()
        child = int((author.top / ".git" / "child").read_text())
        while runs(child):  # it is told, and goes
            time.sleep(0.02)
        author.hook(hook, "exit 0")
        after = author.snapshot()
        if hook == "pre-commit":
            assert isinstance(told.value, Ended)
            assert after == before
            repository.commit_text(LESSON, "# Tensors\n", MESSAGE)
        else:
            assert isinstance(told.value, CommittedOtherwise)
            assert told.value.commit == author.head()
            assert author.committed_names() == [LESSON.as_posix()]
            assert after.staged == before.staged
    assert progress.waits is None


def test_who_waits_for_another_of_us_may_leave(author: Author):
    progress = Progress()
    before = author.snapshot()
    with (
        FileLock(author.top / ".git" / "coursewright.lock"),
        Repository.open(author.top, progress=progress) as repository,
    ):
        ending = Thread(target=end, args=(progress, WaitsFor.ANOTHER))
        ending.start()
        with pytest.raises(Ended):
            repository.commit_text(LESSON, "# Tensors\n", MESSAGE)
        ending.join()
    assert author.snapshot() == before


def runs(process: int) -> bool:
    """Tell whether a process runs; one that has ended and is not yet waited for does not."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("hook", ["pre-commit", "post-commit"])
@pytest.mark.parametrize("told", ["all", "us"])
def test_an_interrupted_commit_is_made_whole_or_not_at_all(author: Author, hook: str, told: str):
    stage_everything(author)
    before = author.snapshot()
    author.hook(hook, "touch .git/here; while [ -e .git/here ]; do sleep 0.05; done")
    here = author.top / ".git" / "here"
    program = subprocess.Popen([sys.executable, "-c", COMMIT, str(author.top)], start_new_session=True)
    while not here.exists() and program.poll() is None:
        time.sleep(0.02)
    # Ctrl-C reaches all that the terminal has in front; another program may interrupt us alone.
    os.killpg(program.pid, signal.SIGINT) if told == "all" else program.send_signal(signal.SIGINT)
    ended = program.wait()
    here.unlink()
    assert ended == 3
    after = author.snapshot()
    if hook == "pre-commit":
        assert after == before
    else:
        assert author.committed_names() == [LESSON.as_posix()]
        assert author.git("status", "--porcelain", "--", str(LESSON)) == ""
        assert after.staged == before.staged
    assert not (author.top / ".git" / "index.lock").exists()
