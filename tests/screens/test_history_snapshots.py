"""What the history looks like."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.courses import ScriptedEditor, git
from tests.screens.histories import FILE, LESSON
from tests.screens.test_history import opened, settled
from tests.screens.test_workbench import until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench

NOON = 1_740_830_400  # of 1 March 2025, in UTC
HEAD = "---\ntitle: The bowline\nday: 1\npoints: [1.1.1.1, 1.1.1.2]\n---\n\n# The bowline\n\n"
FIRST = f"""\
{HEAD}## Orientation

Every sailor ties it, and nobody remembers how it was learnt.

## How the loop holds

The loop holds because the rope presses on itself: the harder you pull, the harder the nip grips the end.

## Where it fails

A slack rope shakes it loose.
"""
SECOND = FIRST.replace("Every sailor ties it, and", "Every climber ties it;").replace(
    "shakes it loose.", "shakes it loose, and a stiff one never closes: 縄が緩むと結び目も緩む。\n\nAdd a stopper."
)
THIRD = SECOND.replace("presses on itself", "grips itself")
ALL = "Sections: orientation, how-the-loop-holds, where-it-fails"
COMMITS = [
    (FIRST, f"approve The bowline\n\nLesson: {LESSON}\nPoints: 1.1.1.1, 1.1.1.2\n{ALL}\nDrafted-by: claude-test-1\n"
            "Attempts: orientation 1, how-the-loop-holds 2, where-it-fails 1\nTokens: 5400 input, 1210 output\n"
            f"Cost-USD: 0.0412\nPrompt-SHA256: orientation {'a1' * 32}\n"
            f"Prompt-SHA256: how-the-loop-holds {'b2' * 32}\n"),
    (SECOND, f"approve The bowline\n\nLesson: {LESSON}\nPoints: 1.1.1.1, 1.1.1.2\n{ALL}\nDrafted-by: claude-test-1\n"
             "Drafted-by: hand\nAttempts: orientation 2, how-the-loop-holds 2, where-it-fails 3\n"
             "Tokens: 9800 input, 2050 output\nCost-USD: 0.1093\n"
             f"Prompt-SHA256: where-it-fails {'c3' * 32}\nWaived: spelling: Japanese is meant.\n"),
    (THIRD, "by hand"),
]  # fmt: skip


@pytest.fixture
def still(course: Path, env: dict[str, str]) -> Iterator[CoursewrightApp]:
    """The app on a lesson that was approved twice and then changed by hand."""
    stream = ""
    for number, (text, said) in enumerate(COMMITS):
        message = "Say it shorter\n\nThe rope does the gripping.\n" if said == "by hand" else f"{LESSON}: {said}"
        who = f"Ada Author <ada@example.org> {NOON + number * 86_400} +0100"
        stream += f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {len(message.encode())}\n{message}\n"
        stream += f"M 100644 inline {FILE}\ndata {len(text.encode())}\n{text}\n"
    subprocess.run(["git", "fast-import", "--quiet"], cwd=course, input=stream.encode(), check=True)
    git(course, "reset", "--hard", "--quiet")
    with Workbench.open(course, env) as workbench:
        yield CoursewrightApp(workbench, ScriptedEditor())


async def second(pilot: Pilot[None], *keys: str) -> None:
    shown = await opened(pilot, LESSON)
    await pilot.press("j", *keys)
    await settled(pilot)
    entries = shown.timeline.entries  # all counted, where the list is in sight
    if shown.timeline.size:
        await until(pilot, lambda: all(shown.timeline.words_of(each.commit) is not None for each in entries))
    await pilot.pause()


def test_the_list_and_what_a_commit_changed(still: CoursewrightApp, snap_look) -> None:
    assert snap_look(still, second)


def test_what_a_commit_says_of_itself(still: CoursewrightApp, snap_look) -> None:
    async def about(pilot: Pilot[None]) -> None:
        await second(pilot, "i")

    assert snap_look(still, about)


def test_where_each_section_is_from(still: CoursewrightApp, snap_look) -> None:
    async def blame(pilot: Pilot[None]) -> None:
        await second(pilot, "b")

    assert snap_look(still, blame)
