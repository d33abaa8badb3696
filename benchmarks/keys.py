"""How long from a key to the frame that shows what it did, while a section streams, beside a bare app."""

import asyncio
import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from benchmarks.course import copied
from benchmarks.figure import Figure
from tests.fakes.messages_process import MessagesProcess
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench, Workspace
from tui.opening import Opening
from tui.screens.suggested_plan import GRACE_SECONDS
from tui.screens.workbench import WorkbenchScreen

SIZE = (150, 42)
TOKENS_PER_SECOND = 100
KEYS = 60
"""Of each kind."""
PAUSE = 0.06
"""Seconds between two keys: faster than the keyboard repeats a key that is held down."""
_DECIDED = 24
"""Times that a text is accepted, taken back, and edited."""
_PROPOSED = 40
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
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


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
    text = " ".join(f"{_SENTENCE}{'' if n % 4 else _BREAK}" for n in range(420))
    with MessagesProcess() as server:
        server.script({"text": text, "tokens_per_second": TOKENS_PER_SECOND, "piece": 4})
        own = {"ANTHROPIC_API_KEY": "a-key", "ANTHROPIC_BASE_URL": server.url, "COURSEWRIGHT_CONFIG_DIR": str(config)}
        with Workbench.open(course, own) as workbench:
            lessons = [lesson for day in (1, 2) for lesson in workbench.day(day).lessons]
            streams, *keys = [
                lessons[0].sections[0].key,
                *(each.key for lesson in lessons for each in lesson.sections[1:]),
            ]
            for key in keys[:_PROPOSED]:
                workbench.submit(key, f"What {key} says at first.\n\n{text[:4000]}")
                workbench.submit(key, f"What {key} says.\n\n{text[:4000]}")
        swept = gc.get_threshold()
        gc.disable()  # as `open_on` does
        app = CoursewrightApp(Opening(Workspace.find(course), own))
        try:
            async with app.run_test(size=SIZE) as pilot:
                while not isinstance(app.screen, WorkbenchScreen) or app.screen.lesson is None:
                    await pilot.pause(0.05)
                return await _typed(app, pilot, app.screen, streams)
        finally:
            gc.unfreeze()
            gc.set_threshold(*swept)


async def _typed(
    app: CoursewrightApp, pilot: Pilot[None], screen: WorkbenchScreen, streams: str
) -> dict[str, list[float]]:
    """Return what each key took, while that section streams."""
    took: dict[str, list[float]] = {}
    frames, plan = _Frames(app), screen.file_plan

    async def typed(name: str, key: str, shown: Callable[[], bool]) -> None:
        took.setdefault(name, []).append(await frames.after(key, shown))
        await asyncio.sleep(PAUSE)

    def others(now: Callable[[], object]) -> Callable[[], bool]:
        before = now()
        return lambda: now() != before

    plan.reveal(streams)
    await pilot.pause(0.5)
    await pilot.press("g")
    for _ in iter(lambda: screen.runner.live(streams) is None, False):
        await asyncio.sleep(0.05)
    await asyncio.sleep(2)
    for number in range(KEYS):
        key = "down" if number % 8 < 4 else "up"
        await typed("down or up in the file plan", key, others(lambda: plan.cursor_line))
    await asyncio.sleep(1)
    for name, key in (("n, to what waits next", "n"), ("p, to what waited before", "p")):
        for _ in range(KEYS // 2):
            await typed(name, key, others(lambda: screen.target))
    for _ in range(KEYS // 4):
        await typed("[ or ], to another attempt", "left_square_bracket", lambda: screen.number == 1)
        await typed("[ or ], to another attempt", "right_square_bracket", lambda: screen.number == 2)
    accepted: list[str] = []
    for _ in range(_DECIDED):
        await asyncio.sleep(2 * GRACE_SECONDS)
        accepted.append(screen.target or "")
        await typed("a, accepted and gone on", "a", others(lambda: screen.target))
    for key in reversed(accepted):
        await typed("u, taken back", "u", lambda key=key: screen.target == key)  # type: ignore[misc]
    for _ in range(_DECIDED):
        await typed("e, to the editor", "e", lambda: screen.preview.editing and screen.preview.editor.has_focus)
        await typed("Escape, and out of it", "escape", lambda: not screen.preview.editing)
    assert screen.runner.live(streams) is not None, "the section is whole too early"
    await pilot.press("s")
    await pilot.pause(0.2)
    return took


if __name__ == "__main__":
    for figure in figures(copied(Path(tempfile.mkdtemp()) / "course")):
        os.write(1, f"{figure.row()}\n".encode())
