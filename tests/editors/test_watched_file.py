"""A section that is open in another program: each save is an attempt by hand within a second, however it is saved."""

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.authoring.bowline import ORIENTATION
from tests.editors.programs import NANO, VIM, Program, missing, opened
from tests.terminal import Terminal
from tui.authoring.dropped_drafts import Arrival, DraftArrived
from tui.authoring.workbench import Origin, Workbench

FIRST = "A bowline is a loop that does not slip."
SAVES = ("A bowline holds.", "A bowline holds, and is undone with ease.", "A bowline holds.")


class Watched:
    """What arrives in the drafts folder, each with the time at which it did."""

    def __init__(self) -> None:
        self._arrived: asyncio.Queue[tuple[float, Arrival]] = asyncio.Queue()

    async def watch(self, workbench: Workbench) -> None:
        async with contextlib.aclosing(workbench.arrivals()) as arrivals:
            async for arrival in arrivals:
                await self._arrived.put((time.monotonic(), arrival))

    async def next(self) -> tuple[float, DraftArrived]:
        when, arrival = await asyncio.wait_for(self._arrived.get(), 30)
        assert isinstance(arrival, DraftArrived)
        return when, arrival

    @property
    def more(self) -> bool:
        return not self._arrived.empty()


@pytest.fixture
async def watched(workbench: Workbench) -> AsyncIterator[Watched]:
    watched = Watched()
    task = asyncio.create_task(watched.watch(workbench))
    while not workbench.workspace.drafts.is_dir():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    yield watched
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def texts(workbench: Workbench) -> list[str]:
    return [attempt.text.strip() for attempt in workbench.attempts(ORIENTATION)]


async def rests(terminal: Terminal, path: Path, text: str) -> float:
    """Wait until the file holds the text, and return when it was seen to."""
    await asyncio.to_thread(
        terminal.wait_for, lambda: path.exists() and path.read_text(encoding="utf-8") == f"{text}\n"
    )
    return time.monotonic()


@pytest.mark.parametrize("program", [pytest.param(each, marks=missing(each), id=each.name) for each in (VIM, NANO)])
async def test_each_save_in_an_editor_is_an_attempt_within_a_second(
    workbench: Workbench, watched: Watched, program: Program
) -> None:
    workbench.submit(ORIENTATION, FIRST)
    path = workbench.hands.hand_out(ORIENTATION, FIRST)
    late = []
    with opened(program, path) as editor:
        await asyncio.to_thread(editor.wait_for, FIRST)
        for text in SAVES:
            editor.type(program.replace(text))
            await asyncio.to_thread(editor.wait_for, text)
            editor.type(program.save)
            saved = await rests(editor, path, text)
            when, arrived = await watched.next()
            late.append(when - saved)
            assert (arrived.key, arrived.attempt.text.strip()) == (ORIENTATION, text)
            assert arrived.attempt.origin is Origin.HAND
        editor.type(program.save)  # the same text again
        editor.type(program.leave)
        await asyncio.to_thread(editor.ended)
    await asyncio.sleep(1)
    assert not watched.more
    assert texts(workbench) == [FIRST, *SAVES]
    assert min(late) < 1, late  # the others, where the machine has other work


WAYS = {
    "a temporary file and a rename": """
        open(path + ".new", "w").write(text)
        os.replace(path + ".new", path)
    """,
    "a temporary file of the same ending and a rename": """
        other = os.path.join(os.path.dirname(path), ".orientation-tmp.md")
        open(other, "w").write(text)
        os.replace(other, path)
    """,
    "the old one kept as a backup, a new one written": """
        os.replace(path, path + "~")
        open(path, "w").write(text)
    """,
    "truncating and writing": """
        open(path, "w").write(text)
    """,
    "pieces over a second": """
        with open(path, "w") as file:
            for at in range(0, len(text), 8):
                file.write(text[at : at + 8])
                file.flush()
                time.sleep(0.2)
    """,
    "the same size and the same time of change": """
        before = os.stat(path)
        open(path, "w").write(text.ljust(before.st_size))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    """,
}


@pytest.mark.parametrize("way", WAYS)
async def test_a_program_may_save_in_any_way_and_only_whole_texts_are_attempts(
    workbench: Workbench, watched: Watched, way: str
) -> None:
    workbench.submit(ORIENTATION, FIRST)
    path = workbench.hands.hand_out(ORIENTATION, FIRST + " " * 60)
    body = "\n".join(line.removeprefix("        ") for line in WAYS[way].splitlines())
    program = f"import os, sys, time\npath, text = sys.argv[1:]\n{body}"
    late = []
    for text in SAVES:
        run = [sys.executable, "-c", program, str(path), text]
        await asyncio.to_thread(subprocess.run, run, check=True)
        saved = time.monotonic()
        when, _ = await watched.next()
        late.append(when - saved)
    await asyncio.sleep(0.6)
    assert not watched.more
    assert texts(workbench) == [FIRST, *SAVES]
    assert min(late) < 1, late


async def test_saving_many_times_in_a_row_is_one_attempt_of_the_last(workbench: Workbench, watched: Watched) -> None:
    path = workbench.hands.hand_out(ORIENTATION, "")
    for count in range(1, 11):
        path.write_text("word " * count, encoding="utf-8")
        await asyncio.sleep(0.05)
    _, arrived = await watched.next()
    await asyncio.sleep(0.6)
    assert not watched.more
    assert arrived.attempt.words == 10
