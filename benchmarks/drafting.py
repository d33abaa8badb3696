"""Drafting a day against the fake Messages API: how much faster many at once are, and what the input costs."""

import asyncio
import contextlib
import importlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, timed
from tests.authoring import drafted_day
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.workbench import Workbench

DAY = 2
SECONDS = 0.5
"""What the fake takes to begin each answer; the answer itself comes at once."""
AT_ONCE = 8


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the time of a day whose sections are written `AT_ONCE` at once, beside one at a time."""
    del folder  # drafting begins with nothing written
    importlib.import_module("anthropic")  # over a second, which neither is to pay
    importlib.import_module("tui.authoring.course_checks")
    many, one = (_seconds(concurrency) for concurrency in (AT_ONCE, 1))
    yield Figure(f"a day drafted, {AT_ONCE} at once", many, "one at a time", one)


def tables() -> Iterator[str]:
    """Yield what the input of a day costs beside its output."""
    row = "{:<46} {:>10} {:>14} {:>18}"
    yield row.format("input of a day, at the prices of Claude Sonnet", "sections", "read of shared", "to 1 $ of output")
    for concurrency in (1, AT_ONCE):
        with tempfile.TemporaryDirectory() as folder, MessagesServer() as server:
            course = drafted_day.masterclass(Path(folder) / "course")
            env = drafted_day.claude(server, Path(folder))
            took = asyncio.run(drafted_day.draft_day(course, server, env, DAY, concurrency))
        share, cost = f"{took.read_share:.1%}", f"${took.input_to_output:.2f}"
        yield row.format(f"{concurrency} at once", took.sections, share, cost)


def _seconds(concurrency: int) -> float:
    with tempfile.TemporaryDirectory() as folder, MessagesServer() as server:
        server.default = Reply("A weight is moved against the slope.", first_delay=SECONDS)
        course = drafted_day.masterclass(Path(folder) / "course")
        bench = Workbench.open(course, drafted_day.claude(server, Path(folder)))

        async def draft() -> None:
            keys = bench.drafts.targets((), (DAY,))
            events = bench.drafts.draft(keys, concurrency=concurrency)
            try:
                async with contextlib.aclosing(events):
                    async for _ in events:
                        pass
            finally:
                await bench.aclose()

        return timed(lambda: asyncio.run(draft()))
