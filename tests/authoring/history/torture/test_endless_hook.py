"""A hook that hangs is ended as everything at a terminal is: with Ctrl-C; then nothing has changed."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from tests.authoring.history.torture.case import OLD_TEXT, Scene
from tests.authoring.history.torture.everything import Everything, differences

APPROVE = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from tui.authoring.history.repository import CommitMessage, Repository
    with Repository.open(Path(sys.argv[1])) as repository:
        text, message = "# Never committed\\n", CommitMessage("Approve")
        repository.commit_text(Path(sys.argv[2]), text, message, known=[sys.argv[3]])
    """
)


@pytest.mark.parametrize("again", [False, True], ids=["new lesson", "approved before"])
@pytest.mark.parametrize("hook", ["pre-commit", "commit-msg"])
def test_ctrl_c_ends_a_hook_without_end_and_leaves_all_as_before(scene: Scene, hook: str, again: bool) -> None:
    if again:
        scene.approve(OLD_TEXT)
    scene.author.write("notes.md", "staged\n")
    scene.author.git("add", "notes.md")
    scene.author.hook(hook, "echo $$ > .git/hanging; sleep 60; touch .git/survived")
    before = Everything.of(scene.author)
    command = [sys.executable, "-c", APPROVE, str(scene.author.top), str(scene.lesson), OLD_TEXT]
    approving = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    hanging = scene.author.top / ".git" / "hanging"
    try:
        while not (hanging.exists() and hanging.read_text().strip()):
            assert approving.poll() is None, approving.communicate()
            time.sleep(0.02)
        os.killpg(approving.pid, signal.SIGINT)  # as the terminal does, to all that runs in it
        _, said = approving.communicate()
    finally:
        approving.kill()
    assert b"KeyboardInterrupt" in said
    while _runs(int(hanging.read_text())):
        time.sleep(0.02)
    hanging.unlink()
    changed = differences(before, Everything.of(scene.author))
    assert changed == [], "\n".join(changed)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
