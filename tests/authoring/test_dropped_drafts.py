"""Drafts from other hands: whatever saves a file in the drafts folder, in whatever way, its text becomes an attempt."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.authoring.bowline import HOLDS, ORIENTATION
from tui.authoring.dropped_drafts import LARGEST, Arrival, DraftArrived, DraftLeft, DroppedDrafts
from tui.authoring.workbench import Origin, Workbench

TEXT = "A bowline is a loop that does not slip.\n"
OTHER = "A bowline jams less than other loops do.\n"


class Clock:
    """The time as the folder's reader sees it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def drafts(workbench: Workbench, clock: Clock) -> DroppedDrafts:
    workbench.workspace.drafts.mkdir()
    return DroppedDrafts(workbench.course, workbench.hands.take_file, clock)


def save(drafts: DroppedDrafts, name: str, content: str | bytes = TEXT) -> Path:
    path = drafts.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def settled(drafts: DroppedDrafts, clock: Clock) -> list[Arrival]:
    """What becomes of the files when nobody has touched them for a while."""
    first = drafts.take()
    clock.now += 1
    return first + drafts.take()


@pytest.mark.parametrize(
    "name",
    [f"{ORIENTATION}.md", f"{ORIENTATION}.txt", "day01_001--orientation.md", f"{ORIENTATION}.MD"],
)
def test_a_file_named_for_a_section_is_an_attempt_of_it(
    drafts: DroppedDrafts, clock: Clock, workbench: Workbench, name: str
) -> None:
    save(drafts, name)

    (arrived,) = settled(drafts, clock)

    assert isinstance(arrived, DraftArrived)
    assert (arrived.name, arrived.key, arrived.attempt.number) == (name, ORIENTATION, 1)
    (stored,) = workbench.attempts(ORIENTATION)
    assert (stored.text.strip(), stored.origin) == (TEXT.strip(), Origin.PIPE)
    assert (drafts.folder / name).read_text(encoding="utf-8") == TEXT


def test_a_file_that_is_still_being_written_is_not_read(
    drafts: DroppedDrafts, clock: Clock, workbench: Workbench
) -> None:
    path = save(drafts, f"{ORIENTATION}.md", "A bowline is")
    for piece in (" a loop", " that does", " not slip."):
        assert drafts.take() == []
        clock.now += 0.3
        with path.open("a", encoding="utf-8") as file:
            file.write(piece)

    assert len(settled(drafts, clock)) == 1
    assert [each.text.strip() for each in workbench.attempts(ORIENTATION)] == [
        "A bowline is a loop that does not slip."
    ]


def test_the_same_text_is_stored_once_even_by_another_run(
    drafts: DroppedDrafts, clock: Clock, workbench: Workbench
) -> None:
    path = save(drafts, f"{ORIENTATION}.md")
    settled(drafts, clock)
    os.utime(path, ns=(1, 1))
    settled(drafts, clock)
    settled(DroppedDrafts(workbench.course, workbench.hands.take_file, clock), clock)

    assert len(workbench.attempts(ORIENTATION)) == 1


def test_each_new_text_of_a_file_is_one_more_attempt(drafts: DroppedDrafts, clock: Clock, workbench: Workbench) -> None:
    save(drafts, f"{ORIENTATION}.md")
    settled(drafts, clock)
    save(drafts, f"{ORIENTATION}.md", OTHER)
    settled(drafts, clock)

    assert [each.text.strip() for each in workbench.attempts(ORIENTATION)] == [TEXT.strip(), OTHER.strip()]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("notes.md", TEXT, "named for no section"),
        ("day01_001/no-such-section.md", TEXT, "named for no section"),
        ("day09_001/orientation.md", TEXT, "named for no section"),
        ("day01_001--..--orientation.md", TEXT, "named for no section"),
        (f"{ORIENTATION}.md", b"\xff\xfe\x00", "not UTF-8"),
        (f"{ORIENTATION}.md", b"a" * (LARGEST + 1), "too large"),
    ],
    ids=["no name", "no such section", "no such day", "tricks", "no text", "too large"],
)
def test_what_cannot_be_stored_is_left_alone_and_told_once(
    drafts: DroppedDrafts, clock: Clock, workbench: Workbench, name: str, content: str | bytes, reason: str
) -> None:
    path = save(drafts, name, content)
    before = path.read_bytes()

    (left,) = settled(drafts, clock) + settled(drafts, clock)

    assert isinstance(left, DraftLeft)
    assert reason in left.reason
    assert path.read_bytes() == before
    assert workbench.attempts(ORIENTATION) == ()


def test_a_name_with_an_escape_sequence_is_told_without_it(drafts: DroppedDrafts, clock: Clock) -> None:
    save(drafts, "\x1b[31mred.md")

    (left,) = settled(drafts, clock)

    assert isinstance(left, DraftLeft)
    assert "\x1b" not in left.reason


@pytest.mark.parametrize("name", [f"{ORIENTATION}.md", "day01_001"])
def test_links_are_not_followed(
    drafts: DroppedDrafts, clock: Clock, workbench: Workbench, tmp_path: Path, name: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "orientation.md").write_text(TEXT, encoding="utf-8")
    link = drafts.folder / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside / "orientation.md" if name.endswith(".md") else outside)

    assert settled(drafts, clock) == []
    assert workbench.attempts(ORIENTATION) == ()


@pytest.mark.parametrize(
    "name", [f"{ORIENTATION}.md~", "day01_001/.orientation.md.swp", "day01_001/#orientation.md#", f"{HOLDS}.docx"]
)
def test_what_editors_keep_for_themselves_is_not_looked_at(drafts: DroppedDrafts, clock: Clock, name: str) -> None:
    save(drafts, name)

    assert settled(drafts, clock) == []


@pytest.mark.parametrize("content", ["", " \n\n"])
def test_a_file_that_is_empty_yet_is_waited_for(
    drafts: DroppedDrafts, clock: Clock, workbench: Workbench, content: str
) -> None:
    save(drafts, f"{ORIENTATION}.md", content)
    assert settled(drafts, clock) == []
    save(drafts, f"{ORIENTATION}.md")

    assert len(settled(drafts, clock)) == 1


# The real watcher


@contextlib.asynccontextmanager
async def watched(workbench: Workbench) -> AsyncIterator[Callable[[], "asyncio.Future[Arrival]"]]:
    arrivals: asyncio.Queue[Arrival] = asyncio.Queue()

    async def read() -> None:
        async with contextlib.aclosing(workbench.arrivals()) as events:
            async for event in events:
                await arrivals.put(event)

    task = asyncio.create_task(read())
    try:
        while not workbench.workspace.drafts.is_dir():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        yield lambda: asyncio.ensure_future(asyncio.wait_for(arrivals.get(), 20))
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


WAYS = {
    "in place": "open(path, 'w').write(text)",
    "by temporary file and rename": "open(path + '.tmp', 'w').write(text); os.replace(path + '.tmp', path)",
    "truncated and written slowly": (
        "open(path, 'w').close()\n"
        "for piece in text.split(' '):\n"
        "    time.sleep(0.05)\n"
        "    with open(path, 'a') as file: file.write(piece + ' ')"
    ),
    "old one removed first": "os.path.exists(path) and os.remove(path); open(path, 'w').write(text)",
}


@pytest.mark.parametrize("way", WAYS)
async def test_another_program_may_save_in_any_way(workbench: Workbench, way: str) -> None:
    async with watched(workbench) as arrival:
        path = workbench.workspace.drafts / f"{ORIENTATION}.md"
        path.parent.mkdir()
        for text in (TEXT, OTHER):
            program = f"import os, sys, time\npath, text = sys.argv[1:]\n{WAYS[way]}"
            waiting = arrival()
            await asyncio.to_thread(
                subprocess.run, [sys.executable, "-c", program, str(path), text.strip()], check=True
            )
            assert isinstance(await waiting, DraftArrived)

    assert [each.text.strip() for each in workbench.attempts(ORIENTATION)] == [TEXT.strip(), OTHER.strip()]


async def test_a_folder_that_was_removed_is_made_again(workbench: Workbench) -> None:
    async with watched(workbench) as arrival:
        workbench.workspace.drafts.rmdir()
        while not workbench.workspace.drafts.is_dir():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        (workbench.workspace.drafts / "day01_001--orientation.md").write_text(TEXT, encoding="utf-8")
        assert isinstance(await arrival(), DraftArrived)
