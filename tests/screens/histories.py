"""A course with a history, approved and edited by hand: made once, and copied for each test."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.courses import git
from tui.authoring.workbench import Origin, Workbench

LESSON = "day01_001"
FILE = "course/day01/day01_001_the_bowline.md"
ORIENTATION, HOLDS, FAILS = (f"{LESSON}/{slug}" for slug in ("orientation", "how-the-loop-holds", "where-it-fails"))
OTHER = "day02_001"

FIRST = {
    ORIENTATION: "Every sailor ties it.",
    HOLDS: "The loop holds because the rope presses on itself.\n\nThe collar keeps the nip shut.",
    FAILS: "A slack rope shakes it loose.",
}
SECOND = {HOLDS: "The loop holds because the rope grips itself.\n\nThe collar keeps the nip shut.\n\nPull it, and see."}
EVE = "Eve \x1b[31mRed\u202e [bold]"


def approve(workbench: Workbench, lesson: str, texts: dict[str, str]) -> str:
    """Accept these texts of the lesson's sections, approve it, and return the commit."""
    for key, text in texts.items():
        workbench.submit(key, text, origin=Origin.HAND)
        workbench.accept(key)
    return asyncio.run(workbench.approve(lesson)).commit


def by_hand(course: Path, old: str, new: str, message: str, *, author: str = "Ada Author", date: str) -> str:
    """Change a text in the lesson's file and commit it as a person would; return the commit."""
    path = course / FILE
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    env = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    identity = ["-c", f"user.name={author}", "-c", "user.email=other@example.org"]
    subprocess.run(
        ["git", *identity, "commit", "-q", "-F", "-", "--", FILE],
        cwd=course,
        check=True,
        input=message,
        text=True,
        env=env,
    )
    return git(course, "rev-parse", "HEAD").strip()


def make(course: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Approve the bowline, approve it anew, approve a lesson of the second day, and change the bowline twice by git."""
    with Workbench.open(course, env) as workbench:
        for day, approved in enumerate((FIRST, SECOND), 1):
            _today(monkeypatch, f"2026-03-0{day}T10:00:00+0100")
            approve(workbench, LESSON, approved)
        _today(monkeypatch, "2026-03-03T10:00:00+0100")
        texts = {f"{OTHER}/orientation": "Posts are everywhere.", f"{OTHER}/friction-on-a-post": "Friction holds it."}
        approve(workbench, OTHER, texts)
    by_hand(
        course,
        "shakes it loose",
        "shakes it loose, and so does a stiff one",
        f"{LESSON}: approve The bowline\n\nLesson: {LESSON}\nPoints: 1.1.1.1, 1.1.1.2\nDrafted-by: claude-test-1\n"
        f"Attempts: where-it-fails 2\nTokens: 1200 input, 300 output\nCost-USD: 0.1234\n"
        f"Prompt-SHA256: where-it-fails {'ab' * 32}\nWaived: prose: It is a quote.\n",
        date="2026-03-04T10:00:00+0100",
    )
    by_hand(
        course,
        "Every sailor",
        "Every climber",
        "Say \x1b]0;pwned\x07who [bold]ties[/bold] it\n\nA climber asked.\n",
        author=EVE,
        date="2026-03-05T10:00:00+0100",
    )


def _today(monkeypatch: pytest.MonkeyPatch, date: str) -> None:
    monkeypatch.setenv("GIT_AUTHOR_DATE", date)
    monkeypatch.setenv("GIT_COMMITTER_DATE", date)


@pytest.fixture(scope="session")
def made() -> Iterator[dict[str, Path]]:
    """Where the course with a history was made, once it is."""
    where: dict[str, Path] = {}
    yield where
    for folder in where.values():
        shutil.rmtree(folder)


@pytest.fixture
def history(
    course: Path,
    env: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    made: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The course with its history."""
    if "course" not in made:
        with monkeypatch.context() as patched:
            make(course, env, patched)
        made["course"] = tmp_path_factory.mktemp("history") / "knots"
        shutil.copytree(course, made["course"], symlinks=True)
    else:
        shutil.rmtree(course)
        shutil.copytree(made["course"], course, symlinks=True)
    return course
