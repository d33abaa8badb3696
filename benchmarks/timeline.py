"""How soon the first page of a timeline is there, on a course of ten thousand commits, beside `git log -50`."""

import os
import random
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.figure import Figure, shortest, timed
from tui.authoring.history.timeline import Scope, Timeline
from tui.authoring.history.work_tree import WorkTree

COMMITS = 10_000
RUNS = 7
_DAYS, _LESSONS, _PARAGRAPHS, _WORDS = 33, 9, 8, 60
_PAGE = 50


def figures(course: Path) -> Iterator[Figure]:
    """Yield the first page of the course's timeline, a day's and a lesson's; then all pages, and the words of one."""
    top = build(course.parent / "ten thousand", COMMITS)
    bare = ["git", "log", f"-{_PAGE}"]
    lesson = "course/day05/day05_003_a_lesson.md"
    scopes = {
        "the course": (Scope(("course",)), "course"),
        "a day": (Scope(("course/day05",)), "course/day05"),
        "a lesson": (Scope(("course/day05",), "day05_003", lesson), lesson),
    }
    for name, (scope, path) in scopes.items():
        page, log = shortest(partial(_timed, _first, top, scope), partial(_timed, _run, top, bare), RUNS)
        yield Figure(f"first page of {name}, {COMMITS:,} commits", page, " ".join(bare), log)
        walked = ["git", "log", "--raw", "--", path]
        whole, walk = shortest(partial(_timed, _all, top, scope), partial(_timed, _run, top, walked), 2)
        yield Figure(f"all pages of {name}", whole, "git log --raw -- PATH", walk)


def _timed(action: Callable[..., None], *arguments: object) -> float:
    return timed(lambda: action(*arguments))


def build(top: Path, commits: int) -> Path:
    """Make a repository at `top` of so many approvals, one after the other, and return it."""
    subprocess.run(["git", "init", "--quiet", "-b", "main", str(top)], check=True)
    with subprocess.Popen(["git", "-C", str(top), "fast-import", "--quiet"], stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None
        for piece in _stream(commits):
            importing.stdin.write(piece)
    subprocess.run(["git", "-C", str(top), "reset", "--quiet", "--hard"], check=True)
    return top


def _stream(commits: int) -> Iterator[bytes]:
    chance = random.Random(1)
    words = [f"word{number}" for number in range(3000)]
    lessons = [(day, serial) for day in range(1, _DAYS + 1) for serial in range(1, _LESSONS + 1)]
    texts: dict[tuple[int, int], list[str]] = {}
    for number in range(commits):
        day, serial = lessons[number] if number < len(lessons) else chance.choice(lessons)
        if (day, serial) not in texts:
            texts[day, serial] = [" ".join(chance.choices(words, k=_WORDS)) for _ in range(_PARAGRAPHS)]
        paragraphs = texts[day, serial]
        paragraphs[chance.randrange(_PARAGRAPHS)] = " ".join(chance.choices(words, k=_WORDS))
        name = f"day{day:02d}_{serial:03d}"
        message = (
            f"{name}: approve A lesson\n\nLesson: {name}\nPoints: {day}.1.{serial}.1, {day}.1.{serial}.2\n"
            "Sections: orientation, first, second, summary\nDrafted-by: claude-sonnet-4\n"
            "Attempts: orientation 1, first 2, second 1, summary 1\nTokens: 12000 input, 3000 output\n"
            f"Cost-USD: 0.0450\nPrompt-SHA256: orientation {'a' * 64}\nPrompt-SHA256: first {'b' * 64}\n"
        ).encode()
        text = ("# A lesson\n\n" + "\n\n".join(paragraphs) + "\n").encode()
        when = 1_600_000_000 + number * 600
        yield f"commit refs/heads/main\ncommitter Ada Author <ada@example.org> {when} +0200\n".encode()
        yield b"data %d\n%s\n" % (len(message), message)
        yield f"M 100644 inline course/day{day:02d}/{name}_a_lesson.md\ndata {len(text)}\n".encode() + text + b"\n"


def _first(top: Path, scope: Scope) -> None:
    with Timeline(WorkTree(top), scope) as timeline:
        assert timeline.page(_PAGE)


def _all(top: Path, scope: Scope) -> None:
    with Timeline(WorkTree(top), scope) as timeline:
        while timeline.page(_PAGE):
            pass


def _run(top: Path, command: list[str]) -> None:
    subprocess.run(command, cwd=top, env={**os.environ, "GIT_PAGER": "cat"}, stdout=subprocess.DEVNULL, check=True)
