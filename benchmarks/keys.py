"""How long from a key to the frame that shows what it did, while a section streams, beside a bare app."""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static

from benchmarks.course import copied
from benchmarks.figure import Figure
from tests.fakes.messages_process import MessagesProcess
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.screens.suggested_plan import GRACE_SECONDS
from tui.screens.workbench import WorkbenchScreen

SIZE = (150, 42)
TOKENS_PER_SECOND = 100
KEYS = 60
"""Of each kind."""
PAUSE = 0.06
"""Seconds between two keys: faster than the keyboard repeats a key that is held down."""
_ACCEPTED = 10
_PROPOSED = 17
"""Sections that wait for a decision: no lesson is whole with them, so that there is always one to go on to."""


_SENTENCE = "A weight is moved against the slope of the loss, by as much as the rate $\\eta$ says, and no further."
_BREAK = "\n\n"


class _Frames:
    """Knows when an app paints."""

    def __init__(self, app: App[None]) -> None:
        self._app, self._display = app, app._display
        self._shown: Callable[[], bool] | None = None
        self._painted = asyncio.Event()
        self._at = 0.0
        app._display = self._displayed  # type: ignore[method-assign]

    def _displayed(self, screen: object, renderable: object) -> None:
        self._display(screen, renderable)  # type: ignore[arg-type]
        if renderable is not None and self._shown is not None and self._shown():
            self._at, self._shown = time.perf_counter(), None
            self._painted.set()

    async def after(self, key: str, shown: Callable[[], bool]) -> float:
        """Type a key; return the seconds until a frame is painted in which `shown` holds."""
        self._painted.clear()
        self._shown = shown
        start = time.perf_counter()
        self._app.post_message(events.Key(key, key if len(key) == 1 else None))
        await asyncio.wait_for(self._painted.wait(), 10)
        return self._at - start


def figures(course: Path) -> Iterator[Figure]:
    """Yield the slowest of twenty times that it takes to show a key, of each kind of key."""
    bare = _slow(asyncio.run(_bare()))
    with tempfile.TemporaryDirectory() as config:
        took = asyncio.run(_course(course, Path(config)))
    for name, seconds in took.items():
        yield Figure(f"{name}, p95", _slow(seconds), "a key in a bare app, p95", bare)


def _slow(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


class _Bare(App[None]):
    """Shows how many keys came."""

    count = 0

    def compose(self) -> ComposeResult:
        yield Static("0")

    def on_key(self) -> None:
        self.count += 1
        self.query_one(Static).update(str(self.count))


async def _bare() -> list[float]:
    app, seconds = _Bare(), []
    async with app.run_test(size=SIZE):
        frames = _Frames(app)
        for number in range(1, KEYS + 1):
            seconds.append(await frames.after("j", lambda number=number: app.count == number))  # type: ignore[misc]
            await asyncio.sleep(PAUSE)
    return seconds


async def _course(course: Path, config: Path) -> dict[str, list[float]]:
    text = " ".join(f"{_SENTENCE}{'' if n % 4 else _BREAK}" for n in range(280))
    moves: list[float] = []
    nexts: list[float] = []
    accepts: list[float] = []
    with MessagesProcess() as server:
        server.script({"text": text, "tokens_per_second": TOKENS_PER_SECOND, "piece": 4})
        own = {"ANTHROPIC_API_KEY": "a-key", "ANTHROPIC_BASE_URL": server.url, "COURSEWRIGHT_CONFIG_DIR": str(config)}
        workbench = Workbench.open(course, own)
        lessons = workbench.day(1).lessons
        keys = [lessons[0].sections[0].key, *(each.key for lesson in lessons for each in lesson.sections[1:])]
        for key in keys[1 : _PROPOSED + 1]:
            workbench.submit(key, f"What {key} says.\n\n{text[:4000]}")
        app = CoursewrightApp(workbench)
        async with app.run_test(size=SIZE) as pilot:
            screen = app.screen
            assert isinstance(screen, WorkbenchScreen)
            plan = screen.file_plan
            plan.reveal(keys[0])
            await pilot.pause(0.5)
            await pilot.press("g")
            for _ in iter(lambda: screen.runner.live(keys[0]) is None, False):
                await asyncio.sleep(0.05)
            await asyncio.sleep(2)
            frames = _Frames(app)
            for number in range(KEYS):
                line = plan.cursor_line
                key = "down" if number % 8 < 4 else "up"
                moves.append(await frames.after(key, lambda line=line: plan.cursor_line != line))  # type: ignore[misc]
                await asyncio.sleep(PAUSE)
            await asyncio.sleep(1)
            for _ in range(KEYS // 2):
                here = screen.target
                nexts.append(await frames.after("n", lambda here=here: screen.target != here))  # type: ignore[misc]
                await asyncio.sleep(PAUSE)
            for _ in range(_ACCEPTED):
                await asyncio.sleep(2 * GRACE_SECONDS)
                was = screen.not_before  # it moves on when a text is accepted
                accepts.append(await frames.after("a", lambda was=was: screen.not_before != was))  # type: ignore[misc]
            await pilot.press("s")
            await pilot.pause(0.2)
    return {"down or up in the file plan": moves, "n, to what waits next": nexts, "a, accepted and gone on": accepts}


if __name__ == "__main__":
    for figure in figures(copied(Path(tempfile.mkdtemp()) / "course")):
        os.write(1, f"{figure.row()}\n".encode())
