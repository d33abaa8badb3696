"""Whatever other programs and git do between what the author chooses: no text that lay in a file is ever lost."""

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.authoring.bowline import FILE, LESSON, ORIENTATION, accept_every_section, git
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import LessonState, Workbench


class _Author:
    """An author, and whoever else writes in the same course."""

    def __init__(self, course: Path, workbench: Workbench) -> None:
        self.course, self.workbench, self._number = course, workbench, 0
        self.file = course / FILE

    # What others do

    def edit(self) -> None:
        self._number += 1
        text = self.file.read_text(encoding="utf-8") if self.file.exists() else "# Anew\n\n## Orientation\n\nNew.\n"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(text.replace("orientation", f"orientation {self._number}", 1), encoding="utf-8")

    def retitle(self) -> None:
        if self.file.exists():
            text = self.file.read_text(encoding="utf-8")
            self.file.write_text(text.replace("## How", "## Why", 1) + f"\n{self._number}\n", encoding="utf-8")

    def windows(self) -> None:
        if self.file.exists():
            self.file.write_bytes(self.file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    def delete(self) -> None:
        self.file.unlink(missing_ok=True)

    def stage(self) -> None:
        self._git("add", "-A", "--", "course")

    def commit(self) -> None:
        self._git("add", "-A", "--", "course")
        self._git("commit", "-q", "-m", "By hand")

    def switch(self) -> None:
        here = git(self.course, "branch", "--show-current").strip()
        self._git("switch", "-q", "other" if here == "main" else "main")

    def reset(self) -> None:
        if len(git(self.course, "log", "--format=%h", "-n2").split()) == 2:  # never to before the course
            self._git("reset", "-q", "--soft", "HEAD~1")

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.course, capture_output=True, check=False)  # git may refuse, too

    # What the author chooses

    def accept_another(self) -> None:
        self._number += 1
        self.workbench.submit(ORIENTATION, f"Accepted {self._number}.")
        self.workbench.accept(ORIENTATION)

    def accept_all(self) -> None:
        for section in self.workbench.lesson(LESSON).sections:
            if section.attempts:
                self.workbench.accept(section.key)

    def adopt(self) -> None:
        self.workbench.outside.adopt(self.workbench.outside.look(LESSON))

    def put_back(self) -> None:
        self.workbench.outside.put_back(self.workbench.outside.look(LESSON))

    def approve(self) -> None:
        asyncio.run(self.workbench.approve(LESSON))

    def approve_over_git(self) -> None:
        asyncio.run(self.workbench.approve(LESSON, over_git=True))


OTHERS = ("edit", "edit", "retitle", "windows", "delete", "stage", "commit", "switch", "reset")
CHOICES = ("accept_another", "accept_all", "adopt", "adopt", "put_back", "put_back", "approve", "approve_over_git")


@pytest.fixture
def prepared(course: Path, workbench: Workbench) -> Callable[[], Path]:
    """Return what makes a fresh copy of a course with one approved lesson and a second branch."""
    git(course, "add", "syllabus.yaml", "templates")
    git(course, "commit", "-q", "-m", "The course")
    accept_every_section(workbench)
    asyncio.run(workbench.approve(LESSON))
    git(course, "branch", "other")
    workbench.close()
    copies = iter(range(1_000_000))

    def copy() -> Path:
        return shutil.copytree(course, course.with_name(f"copy-{next(copies)}"))

    return copy


@given(st.lists(st.tuples(st.sampled_from(OTHERS), st.sampled_from(CHOICES)), min_size=1, max_size=5))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_of_a_file_is_lost_by_what_the_author_chooses(
    prepared: Callable[[], Path], steps: list[tuple[str, str]]
) -> None:
    course = prepared()
    with Workbench.open(course, {}) as workbench:
        author = _Author(course, workbench)
        for other, choice in steps:
            getattr(author, other)()
            before = author.file.read_bytes() if author.file.exists() else None
            staged = git(course, "diff", "--cached", "--binary", "--", "course/day01/day01_001_the_bowline.md")
            with contextlib.suppress(AuthoringError):
                getattr(author, choice)()
            assert before is None or _is_somewhere(course, before, author.file), (other, choice)
            if choice in ("adopt", "put_back"):
                now = git(course, "diff", "--cached", "--binary", "--", "course/day01/day01_001_the_bowline.md")
                assert now == staged, (other, choice)
            assert workbench.lesson(LESSON).state in LessonState
    shutil.rmtree(course)


def _is_somewhere(course: Path, content: bytes, file: Path) -> bool:
    """Say whether a content still is in the file, is kept beside it, or is in git, but for line ends."""
    kept = [path.read_bytes() for path in (course / ".coursewright" / "replaced").glob("*.md")]
    if content in kept or (file.exists() and file.read_bytes() == content):
        return True
    for each in (content, content.replace(b"\r\n", b"\n")):
        blob = git(course, "hash-object", "--stdin", stdin=each.decode("utf-8")).strip()
        found = subprocess.run(["git", "cat-file", "-e", blob], cwd=course, capture_output=True, check=False)
        if found.returncode == 0:
            return True
    return False
