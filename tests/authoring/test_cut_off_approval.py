"""`kill -9` at every step of an approval and of its undoing: the next opening tells the truth, and one step ends it."""

import asyncio
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.authoring import approval_victim
from tests.authoring.bowline import FILE, LESSON, accept_every_section, git, subjects, write
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import LessonState, Workbench

OTHER = "day01_002"
OTHER_FILE = "course/day01/day01_002_the_figure_eight.md"
FILES = (FILE, OTHER_FILE)
TOGETHER = "day01: approve 2 lessons"


@dataclass
class Victim:
    """A process that dies when it is told to, many times over."""

    process: "subprocess.Popen[str]"

    def dies(self, folder: Path, action: str, before: int) -> list[str] | None:
        """Let it act in `folder` and die before that step; return the steps taken, or None where it came to its end."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([str(folder), action, before]) + "\n")
        self.process.stdin.flush()
        taken, code = json.loads(self.process.stdout.readline())
        assert code in (-9, 0), taken
        return list(taken) if code == -9 else None


@pytest.fixture
def victim() -> Iterator[Victim]:
    arguments = [sys.executable, "-m", approval_victim.__name__]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Victim(process)
        process.stdin.close()  # type: ignore[union-attr]


@pytest.fixture
def ready(course: Path, workbench: Workbench) -> Path:
    """Two lessons, accepted, whose plan is committed, beside staged and loose work of the author's."""
    accept_every_section(workbench)
    for key in ("orientation", "why-it-jams-less"):
        write(workbench, f"{OTHER}/{key}", f"What there is to say of {key}.")
    workbench.plan([1])
    git(course, "add", "course", "syllabus.yaml", "templates")
    git(course, "commit", "-qm", "Begin")
    (course / "notes.md").write_text("staged\n", encoding="utf-8")
    git(course, "add", "notes.md")
    (course / "loose.md").write_text("loose\n", encoding="utf-8")
    workbench.close()
    return course


def opened(folder: Path) -> Workbench:
    return Workbench.open(folder, {"COURSEWRIGHT_CONFIG_DIR": str(folder.parent / "config")})


def picture(folder: Path) -> tuple[str, str, str, dict[str, bytes]]:
    """Return HEAD, index, status, and the lessons' files."""
    files = {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}
    head = git(folder, "rev-parse", "HEAD")
    return head, git(folder, "ls-files", "--stage"), git(folder, "status", "--porcelain"), files


def every_step(victim: Victim, ready: Path, action: str, look: Callable[[Path, list[str]], None]) -> list[str]:
    """Let the victim die before each step in a copy of the course, look at what is left; return all steps."""
    steps: list[str] = []
    for number in range(1, 100):
        copy = ready.parent / f"{action}-{number}"
        shutil.copytree(ready, copy, symlinks=True)
        taken = victim.dies(copy, action, number)
        if taken is None:
            return steps
        steps = taken
        look(copy, taken)
        shutil.rmtree(copy)
    raise AssertionError("it never came to its end")


def branched(folder: Path) -> Path:
    """Return a copy of the course in which the other choice is made."""
    copy = folder.parent / f"{folder.name}-too"
    shutil.copytree(folder, copy, symlinks=True)
    return copy


def test_an_approval_of_two_lessons_that_dies_anywhere_is_told_as_it_is_and_finished_or_taken_back(
    ready: Path, victim: Victim
) -> None:
    before = picture(ready)
    outcomes: Counter[str] = Counter()

    def look(folder: Path, taken: list[str]) -> None:
        made = subjects(folder)[-1] == TOGETHER
        with opened(folder) as workbench:
            states = {workbench.lesson(each).state for each in (LESSON, OTHER)}
            found = workbench.found
            assert states == {LessonState.APPROVED if made else LessonState.ACCEPTED}, taken
            if made:
                assert found.cut_off == ()
                outcome = "recorded" if found.recorded else "known"
            else:
                assert found.recorded == ()
                assert bool(found.cut_off) == (picture(folder) != before), taken
                outcome = "cut off" if found.cut_off else "nothing"
        outcomes[outcome] += 1
        if outcomes[outcome] > 1 and taken[-1] != "git commit":
            return  # to finish it is the same as before, and takes its time
        other = branched(folder)
        with opened(folder) as workbench:
            asyncio.run(workbench.approve_together((LESSON, OTHER)))
            assert workbench.cut_off() == ()
            assert {workbench.lesson(each).state for each in (LESSON, OTHER)} == {LessonState.APPROVED}
        assert subjects(folder).count(TOGETHER) == 1
        assert sorted(git(folder, "show", "--format=", "--name-only", "HEAD").split()) == sorted(FILES)
        assert git(folder, "status", "--porcelain") == before[2]
        if outcome == "cut off":
            with opened(other) as workbench:
                undone = workbench.undo_approval(OTHER)
                assert (undone.undoes, undone.commit) == (None, None)
                assert workbench.cut_off() == ()
                assert {workbench.lesson(each).state for each in (LESSON, OTHER)} == {LessonState.ACCEPTED}
            assert picture(other) == before, taken
        shutil.rmtree(other)

    steps = every_step(victim, ready, "approve", look)

    assert set(outcomes) == {"nothing", "cut off", "recorded", "known"}
    assert [each for each in steps if each.startswith(("replace", "git", "note", "record"))] == [
        "note",
        *(f"replace {Path(name).name}" for name in FILES),
        "git add",
        "git commit",
        "record",
    ]


@pytest.fixture
def approved(ready: Path) -> Path:
    """Both lessons approved, each by itself."""
    with opened(ready) as workbench:
        for each in (LESSON, OTHER):
            asyncio.run(workbench.approve(each))
    return ready


def test_an_undoing_that_dies_anywhere_is_told_as_it_is_and_finished_or_taken_back(
    approved: Path, victim: Victim
) -> None:
    before = picture(approved)
    outcomes: set[str] = set()

    def look(folder: Path, taken: list[str]) -> None:
        made = subjects(folder)[-1].startswith(f"{LESSON}: undo approval")
        cut = not made and picture(folder) != before
        with opened(folder) as workbench:
            assert [each.undoes for each in workbench.found.cut_off] == [True] * cut, taken
            approved = LessonState.ACCEPTED if made or cut else LessonState.APPROVED
            assert workbench.lesson(LESSON).state is approved, taken
        if cut and "cut off" not in outcomes:
            other = branched(folder)
            with opened(other) as workbench:
                asyncio.run(workbench.approve(LESSON))
                assert workbench.lesson(LESSON).state is LessonState.APPROVED
            assert picture(other) == before
            shutil.rmtree(other)
            with opened(folder) as workbench:
                workbench.undo_approval(LESSON)
                assert workbench.lesson(LESSON).state is LessonState.ACCEPTED
            assert git(folder, "status", "--porcelain") == before[2]
        outcomes.add("made" if made else "cut off" if cut else "nothing")

    steps = every_step(victim, approved, "undo", look)

    assert outcomes == {"nothing", "cut off", "made"}
    assert [each for each in steps if each.startswith(("git", "note", "record"))] == ["note", "git commit", "record"]


def test_a_drop_that_dies_anywhere_has_happened_or_not(approved: Path, victim: Victim) -> None:
    before = picture(approved)
    outcomes: set[str] = set()

    def look(folder: Path, taken: list[str]) -> None:
        dropped = git(folder, "rev-parse", "HEAD") != before[0]
        with opened(folder) as workbench:
            assert workbench.found.cut_off == ()
            outcomes.add(f"dropped {bool(workbench.found.recorded)}" if dropped else "nothing")
            assert workbench.lesson(OTHER).state is (LessonState.ACCEPTED if dropped else LessonState.APPROVED), taken
        assert git(folder, "status", "--porcelain") == before[2], taken
        assert (folder / OTHER_FILE).exists() == (not dropped)
        assert dropped or picture(folder) == before

    every_step(victim, approved, "drop", look)

    assert outcomes == {"nothing", "dropped True", "dropped False"}


# Git itself is killed, as by a power cut

KILLS_ALL = 'kill -9 "$(ps -o ppid= -p $PPID | tr -d " ")" $PPID'


def hook(folder: Path, name: str, script: str) -> None:
    path = folder / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("name", "script", "committed"),
    [
        pytest.param("pre-commit", KILLS_ALL, False, id="before"),
        pytest.param("reference-transaction", f'[ "$1" != committed ] || {KILLS_ALL}', True, id="after"),
    ],
)
def test_where_git_dies_too_its_lock_is_told_and_never_deleted(
    ready: Path, victim: Victim, name: str, script: str, committed: bool
) -> None:
    before = picture(ready)
    hook(ready, name, script)
    assert victim.dies(ready, "approve", 0) is not None
    (ready / ".git" / "hooks" / name).unlink()
    lock = ready / ".git" / "index.lock"
    assert lock.exists()

    with opened(ready) as workbench:
        (cut,) = workbench.found.cut_off
        assert str(lock) in cut.said
        assert "you may delete it" in cut.said
        assert lock.exists()
        expected = LessonState.APPROVED if committed else LessonState.ACCEPTED
        assert workbench.lesson(LESSON).state is expected
        if not committed:
            with pytest.raises(AuthoringError, match=r"index\.lock"):
                workbench.undo_approval(LESSON)
    lock.unlink()  # by the author, who was told so

    with opened(ready) as workbench:
        if not committed:
            workbench.undo_approval(LESSON)
            assert picture(ready) == before
            asyncio.run(workbench.approve_together((LESSON, OTHER)))
        assert workbench.cut_off() == ()
        assert {workbench.lesson(each).state for each in (LESSON, OTHER)} == {LessonState.APPROVED}
    assert subjects(ready).count(TOGETHER) == 1
    assert git(ready, "status", "--porcelain") == before[2]
    git(ready, "fsck", "--no-dangling")
