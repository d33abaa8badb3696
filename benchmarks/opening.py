"""How long from the start of the process until the workbench shows the course and takes keys, beside an empty app."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.course import environment
from benchmarks.figure import Figure, shortest

RUNS = 5
SIZE = (150, 42)
"""Columns and rows."""


def figures(course: Path) -> Iterator[Figure]:
    """Yield the opening of the workbench on the course."""
    ours, bare = shortest(partial(_process, "workbench", course), partial(_process, "empty", course), RUNS)
    yield Figure("workbench, to its first usable frame", ours, "an empty Textual app", bare)


def _process(app: str, folder: Path) -> float:
    # The clock is the system's, so that the child can tell how long ago the parent started it.
    start = repr(time.monotonic())
    run = [sys.executable, "-m", "benchmarks.opening", app, str(folder), start]
    done = subprocess.run(run, check=True, capture_output=True, encoding="utf-8")
    return float(json.loads(done.stdout.splitlines()[-1]))


async def _empty() -> float:
    from textual.app import App

    async with App[None]().run_test(size=SIZE) as pilot:
        await pilot.pause()
        return time.monotonic()


async def _workbench(folder: Path) -> float:
    from tui.authoring.workbench import Workbench

    workbench = Workbench.open(folder, environment(folder))
    from tui.app import CoursewrightApp
    from tui.widgets.file_plan import FilePlan

    app = CoursewrightApp(workbench)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        plan = app.screen.query_one(FilePlan)
        if not plan.has_focus or not plan.root.children:
            raise RuntimeError("The workbench is not usable yet.")
        return time.monotonic()


def main() -> None:
    """Open one app in this process, and print how many seconds after `start` it was usable."""
    app, folder, start = sys.argv[1:]
    end = asyncio.run(_workbench(Path(folder)) if app == "workbench" else _empty())
    sys.stdout.write(json.dumps(end - float(start)) + "\n")


if __name__ == "__main__":
    main()
