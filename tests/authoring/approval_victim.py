"""A process that dies on its way through an approval, as by `kill -9`, before the step that it is told.

It reads lines of JSON (folder, what to do, before which step to die) and answers each with the steps that were
taken, and whether it came to its end. Each is done in a fork, so that Coursewright is loaded once.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from tui.authoring.history.work_tree import WorkTree
from tui.authoring.review import under_way
from tui.authoring.workbench import Workbench

LESSONS = ("day01_001", "day01_002")


class Steps:
    """Counts the steps that change something, tells them as they come, and dies before one of them."""

    def __init__(self, fatal: int, tell: Callable[[str], object]) -> None:
        self._fatal, self._tell, self._taken = fatal, tell, 0

    def watch(self, owner: Any, name: str, told: Callable[..., str | None]) -> None:
        """Count each call of that function that is told of; the others leave nothing behind."""
        function = getattr(owner, name)

        @wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            step = told(*arguments)
            if step is not None:
                self._taken += 1
                if self._taken == self._fatal:
                    os.kill(os.getpid(), signal.SIGKILL)
                self._tell(step)
            return function(*arguments, **options)

        setattr(owner, name, call)


def watch_all(steps: Steps) -> None:
    """Watch all that leaves something behind."""
    steps.watch(under_way, "begin", lambda *_: "note")
    steps.watch(under_way, "done", lambda *_: "record")
    steps.watch(Path, "replace", lambda _, target: f"replace {target.name}")
    steps.watch(
        Path,
        "unlink",
        lambda path, *_: f"unlink {path.name}" if path.name.startswith("day") or path.suffix == ".lock" else None,
    )
    steps.watch(WorkTree, "change", lambda _, command, *__: f"git {command}")
    steps.watch(WorkTree, "commit", lambda *_: "git commit")


def act(folder: Path, action: str) -> None:
    """Do what is asked for, to its end."""
    with Workbench.open(folder, {"COURSEWRIGHT_CONFIG_DIR": str(folder.parent / "config")}) as workbench:
        match action:
            case "approve":
                asyncio.run(workbench.approve_together(LESSONS))
            case "undo":
                workbench.undo_approval(LESSONS[0])
            case "drop":
                workbench.undo_approval(LESSONS[1], amend=True)
            case _:
                raise ValueError(action)


def die(folder: Path, action: str, fatal: int, writing: int) -> None:
    """Act in this process, which ends with it."""
    code = 1
    try:
        watch_all(Steps(fatal, lambda step: os.write(writing, f"{step}\n".encode())))
        act(folder, action)
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    """Answer each line of stdin."""
    for line in sys.stdin:
        folder, action, fatal = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            die(Path(folder), action, fatal, writing)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            taken = pipe.read().splitlines()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(json.dumps([taken, os.waitstatus_to_exitcode(status)]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
