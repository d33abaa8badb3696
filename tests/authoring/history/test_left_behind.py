"""Nothing is left of a commit but the commit: no open file, no child, and no half of it when it is interrupted."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.authoring.history.conftest import LESSON, MESSAGE, Author
from tests.authoring.history.test_repository import stage_everything
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
