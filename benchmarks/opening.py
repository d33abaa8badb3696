"""How long from the start of the process until the course is on screen and takes keys, beside an empty app.

Each figure is of a start like any but the first: what stood on screen when the workbench was last closed is known.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import course as copies
from benchmarks import generated_course
from benchmarks.course import environment
from benchmarks.figure import Figure, shortest

if TYPE_CHECKING:
    from textual.app import App

RUNS = 5
SIZE = (150, 42)
"""Columns and rows."""


def figures(course: Path) -> Iterator[Figure]:
    """Yield the opening of the course, and of one of 1,250 days, to the first frame and to the whole workbench."""
    large = generated_course.make_large(copies.copied(course.with_name("large")))
    for folder in (course, large):
        _process("look", folder)  # leaves the last look that all that follow find
    frame, bare = shortest(partial(_process, "frame", course), partial(_process, "empty", course), RUNS)
    yield Figure("the course, to its first usable frame", frame, "an empty Textual app", bare)
    whole, bare = shortest(partial(_process, "whole", course), partial(_process, "empty", course), RUNS)
    yield Figure("the course, to the workbench behind it", whole, "an empty Textual app", bare)
    for mode, to in (("frame", "its first usable frame"), ("whole", "the workbench behind it")):
        long, short = shortest(partial(_process, mode, large), partial(_process, mode, course), RUNS)
        yield Figure(f"1,250 days, to {to}", long, "the course, to the same", short)


def tables() -> Iterator[str]:
    """Yield what memory the two courses take once the workbench is there."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        small = copies.copied(Path(folder) / "course")
        large = generated_course.make_large(copies.copied(Path(folder) / "large"))
        told = [min(_run("whole", each)["megabytes"] for _ in range(2)) for each in (small, large)]
    yield f"Memory once the workbench is there: {told[0]:.0f} MB, with 1,250 days {told[1]:.0f} MB"


def _process(mode: str, folder: Path) -> float:
    return _run(mode, folder)["seconds"]


def _run(mode: str, folder: Path) -> dict[str, float]:
    # The clock is the system's, so that the child can tell how long ago the parent started it.
    start = repr(time.monotonic())
    run = [sys.executable, "-m", "benchmarks.opening", mode, str(folder), start]
    done = subprocess.run(
        run, check=True, capture_output=True, encoding="utf-8", env={**os.environ, **environment(folder)}
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _tell(start: float) -> None:
    """Print how long it took, and end: what comes after is of no concern."""
    seconds = time.monotonic() - start
    megabytes = 0.0
    if Path("/proc/self/statm").exists():
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        megabytes = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    sys.stdout.write(json.dumps({"seconds": seconds, "megabytes": megabytes}) + "\n")
    sys.stdout.flush()
    os._exit(0)


def _on_frame(app: "App[None]", is_usable: Callable[[], bool], start: float) -> None:
    """Tell of the first frame that is painted once `is_usable`."""
    display = app._display

    def displayed(screen: object, renderable: object) -> None:
        display(screen, renderable)  # type: ignore[arg-type]
        if renderable is not None and is_usable():
            _tell(start)

    app._display = displayed  # type: ignore[method-assign]


def _empty(start: float) -> None:
    from textual.app import App

    app = App[None]()
    _on_frame(app, lambda: True, start)
    app.run(headless=True, size=SIZE)


def _course(folder: Path, mode: str, start: float) -> None:
    import gc

    from tui.app import CoursewrightApp
    from tui.authoring.workspace import Workspace
    from tui.opening import Opening
    from tui.screens.opening import OpeningScreen
    from tui.screens.panes import PanesScreen

    gc.disable()  # as `open_on` does
    app = CoursewrightApp(Opening(Workspace.find(folder), environment(folder)))

    def is_usable() -> bool:
        screen = app.screen_stack[-1] if app.screen_stack else None
        if not isinstance(screen, PanesScreen) or (mode == "whole" and isinstance(screen, OpeningScreen)):
            return False
        return screen.is_mounted and screen.file_plan.has_focus and bool(screen.file_plan.root.children)

    _on_frame(app, is_usable, start)
    app.run(headless=True, size=SIZE)


async def _look(folder: Path) -> None:
    """Open the workbench and leave it again."""
    from tui.app import CoursewrightApp
    from tui.authoring.workspace import Workspace
    from tui.opening import Opening
    from tui.screens.workbench import WorkbenchScreen

    app = CoursewrightApp(Opening(Workspace.find(folder), environment(folder)))
    async with app.run_test(size=SIZE) as pilot:
        while not isinstance(app.screen, WorkbenchScreen) or app.screen.lesson is None:
            await pilot.pause(0.05)
        await pilot.press("q")
    sys.stdout.write(json.dumps({"seconds": 0, "megabytes": 0}) + "\n")


def main() -> None:
    """Open one app in this process, and print how many seconds after `start` it was usable."""
    mode, folder, start = sys.argv[1:]
    if mode == "look":
        asyncio.run(_look(Path(folder)))
    elif mode == "empty":
        _empty(float(start))
    else:
        _course(Path(folder), mode, float(start))


if __name__ == "__main__":
    main()
