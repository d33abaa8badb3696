"""A power cut after git has committed: every state in which a disk may be left is told, and one key ends it."""

import asyncio
import errno
import os
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.authoring.bowline import FILE, LESSON, accept_every_section, git, write
from tui.authoring.errors import AuthoringError
from tui.authoring.history import lasting
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.review import under_way
from tui.authoring.workbench import LessonState, Workbench

Object = Literal["whole", "empty", "absent"]
KINDS = ("commit", "tree", "tree", "tree", "tree", "blob", "blob")
"""What an approval of one lesson adds: the commit, the trees of the top, the course and the day, and the file.

Besides, the tree of the author's index, in which more is staged, and the empty blob by which a new file is announced.
"""


def opened(folder: Path) -> Workbench:
    return Workbench.open(folder, {"COURSEWRIGHT_CONFIG_DIR": str(folder.parent / "config")})


@dataclass(frozen=True)
class Disk:
    """What a power cut has left of an approval: of its objects in the order of `KINDS`, and of the rest of git."""

    objects: tuple[Object, ...]
    branch: Literal["old", "new", "empty"]
    reflog: Literal["old", "new"]
    index: Literal["old", "new"]
    database: Literal["noted", "recorded"]


@dataclass(frozen=True)
class Stroke:
    """An approval, or its undoing, as it was really made: the course before and after, and the database between."""

    before: Path
    after: Path
    databases: dict[str, Path]
    objects: tuple[Path, ...]
    needed: frozenset[Path]

    def is_whole(self, disk: Disk) -> bool:
        """Say whether the branch names the commit, and all of that is there."""
        there = {path for path, state in zip(self.objects, disk.objects, strict=True) if state == "whole"}
        return disk.branch == "new" and self.needed <= there

    def left_as(self, disk: Disk, folder: Path) -> Path:
        """Make a course in `folder` as the power cut has left it."""
        shutil.copytree(self.before, folder, symlinks=True)
        shutil.rmtree(folder / ".coursewright")
        shutil.copytree(self.databases[disk.database], folder / ".coursewright")
        file = folder / FILE
        if (self.after / FILE).exists():  # which was waited for before git was called
            shutil.copy2(self.after / FILE, file)
        else:
            file.unlink()
        for path, state in zip(self.objects, disk.objects, strict=True):
            target = folder / path
            target.parent.mkdir(exist_ok=True)
            if state == "whole":
                shutil.copy2(self.after / path, target)
            elif state == "empty":
                target.touch()
        logs = [Path(".git/logs/HEAD"), Path(".git/logs/refs/heads/main")] if disk.reflog == "new" else []
        for path in [*logs, *([Path(".git/index")] if disk.index == "new" else [])]:
            shutil.copy2(self.after / path, folder / path)
        if disk.branch != "old":
            branch = Path(".git/refs/heads/main")
            (folder / branch).write_bytes(b"" if disk.branch == "empty" else (self.after / branch).read_bytes())
        return folder


def kind(path: Path) -> str:
    return zlib.decompress(path.read_bytes()).split(b" ")[0].decode()


def objects(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in (folder / ".git/objects").glob("??/*")}


@contextmanager
def keeping_the_database(folder: Path, into: dict[str, Path], patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the database as it is on the disk after each of its commits."""

    def keep(name: str, function: Any) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            answer = function(*arguments, **options)
            into[name] = folder.parent / f"{folder.name}-{name}"
            shutil.copytree(folder / ".coursewright", into[name])
            return answer

        return call

    with patch.context() as patched:
        patched.setattr(under_way, "begin", keep("noted", under_way.begin))
        patched.setattr(under_way, "done", keep("recorded", under_way.done))
        yield


def made(folder: Path, action: str, patch: pytest.MonkeyPatch) -> Stroke:
    """Approve the lesson of the course in `folder`, or undo that, and keep what there was."""
    before, databases = folder.parent / f"{folder.name}-before-{action}", dict[str, Path]()
    shutil.copytree(folder, before, symlinks=True)
    with keeping_the_database(folder, databases, patch), opened(folder) as workbench:
        if action == "approve":
            asyncio.run(workbench.approve(LESSON))
        else:
            workbench.undo_approval(LESSON)
    after = folder.parent / f"{folder.name}-after-{action}"
    shutil.copytree(folder, after, symlinks=True)
    new = sorted(
        objects(after) - objects(before), key=lambda path: ("commit", "tree", "blob").index(kind(after / path))
    )
    listed = git(after, "rev-list", "--objects", "HEAD", "--not", git(before, "rev-parse", "HEAD").strip()).splitlines()
    needed = frozenset(path for path in new if f"{path.parent.name}{path.name}" in {each[:40] for each in listed})
    assert len(needed) < len(new)  # git writes the tree of the author's index too
    return Stroke(before, after, databases, tuple(new), needed)


@pytest.fixture
def ready(course: Path, workbench: Workbench) -> Path:
    """A lesson, accepted, whose plan is committed, beside staged and loose work, a branch and a tag of the author's."""
    accept_every_section(workbench)
    workbench.plan([1])
    git(course, "add", "course", "syllabus.yaml", "templates")
    git(course, "commit", "-qm", "Begin")
    git(course, "branch", "other")
    git(course, "tag", "first")
    (course / "notes.md").write_text("staged\n", encoding="utf-8")
    git(course, "add", "notes.md")
    (course / "loose.md").write_text("loose\n", encoding="utf-8")
    workbench.close()
    return course


@pytest.fixture
def approval(ready: Path, monkeypatch: pytest.MonkeyPatch) -> Stroke:
    stroke = made(ready, "approve", monkeypatch)
    assert tuple(kind(stroke.after / path) for path in stroke.objects) == KINDS
    return stroke


@pytest.fixture
def undoing(ready: Path, monkeypatch: pytest.MonkeyPatch) -> Stroke:
    with opened(ready) as workbench:
        asyncio.run(workbench.approve(LESSON))
    (ready / "later.md").write_text("later\n", encoding="utf-8")
    git(ready, "add", "later.md")
    git(ready, "commit", "-qm", "Later", "--only", "later.md")  # so that what the undoing makes was never there
    return made(ready, "undo", monkeypatch)


def test_the_note_goes_only_when_the_disk_has_all_that_git_wrote(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[Path] = []
    told: list[int] = []
    noted: list[int] = []
    wait, forget = lasting.wait_for, under_way.lasted

    def wait_for(path: Path) -> None:
        noted.append(rows(workbench))
        waited.append(path.relative_to(ready))
        wait(path)

    def lasted(*arguments: Any) -> None:
        told.append(len(waited))
        forget(*arguments)

    known = objects(ready)
    with opened(ready) as workbench:
        monkeypatch.setattr(lasting, "wait_for", wait_for)
        monkeypatch.setattr(under_way, "lasted", lasted)
        asyncio.run(workbench.approve(LESSON))
        workbench.course.lasting.wait()
        assert rows(workbench) == 0

    new = objects(ready) - known
    assert len(new) == len(KINDS)
    of_branch = {".git/refs/heads/main", ".git/logs/HEAD", ".git/logs/refs/heads/main", ".git/index"}
    folders = {".git", ".git/objects", ".git/refs", ".git/refs/heads", *(str(path.parent) for path in new)}
    assert {*map(str, new), *of_branch, *folders} <= set(map(str, waited))
    assert max(map(waited.index, new)) < waited.index(Path(".git/refs/heads/main"))
    assert told == [len(waited)]
    assert set(noted) == {1}


def test_where_the_disk_refuses_the_note_stays_for_the_next_opening(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched, opened(ready) as workbench:
        patched.setattr(lasting, "wait_for", refuse)
        asyncio.run(workbench.approve(LESSON))
        workbench.course.lasting.wait()
        assert rows(workbench) == 1
        assert workbench.lesson(LESSON).state is LessonState.APPROVED

    with opened(ready) as workbench:
        assert rows(workbench) == 0
        assert workbench.found.cut_off == workbench.found.recorded == ()


OTHER = "day01_002"


@pytest.mark.parametrize("lost", ["both", "the second", "what followed the second"])
def test_of_approvals_in_a_row_those_that_are_lost_are_told_and_each_is_ended(
    ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    with opened(ready) as workbench:
        for key in ("orientation", "why-it-jams-less"):
            write(workbench, f"{OTHER}/{key}", f"What there is to say of {key}.")
    before, known = picture(ready), objects(ready)
    begin = git(ready, "rev-parse", "HEAD").strip()
    folder, made = tmp_path / "cut", set[Path]()
    with monkeypatch.context() as patched, opened(ready) as workbench:
        patched.setattr(lasting, "make_lasting", refuse)
        asyncio.run(workbench.approve(LESSON))
        if lost != "both":
            known = objects(ready)
        asyncio.run(workbench.approve(OTHER))
        if lost == "what followed the second":
            known = objects(ready)
            (ready / "course/glossary.yaml").write_text("terms: []\n", encoding="utf-8")
            git(ready, "add", "course/glossary.yaml")
            git(ready, "commit", "-qm", f"glossary: 1 entry from {OTHER}", "--only", "course/glossary.yaml")
        made = objects(ready) - known
        workbench.course.lasting.wait()
        shutil.copytree(ready, folder, symlinks=True)
    for path in made:
        (folder / path).chmod(0o644)
        (folder / path).write_bytes(b"")

    with opened(folder) as workbench:
        told = [LESSON, OTHER] if lost == "both" else [OTHER]
        assert [each.lessons for each in workbench.found.cut_off] == [(each,) for each in told]
        assert all(each.lost for each in workbench.found.cut_off)
        for each in told:
            assert workbench.lesson(each).state is LessonState.ACCEPTED
            asyncio.run(workbench.approve(each))
        assert workbench.cut_off() == ()
        assert {workbench.lesson(each).state for each in (LESSON, OTHER)} == {LessonState.APPROVED}
    subjects = git(folder, "log", "--reverse", "--format=%s", f"{begin}..").splitlines()
    assert [each.partition(":")[0] for each in subjects] == [LESSON, OTHER]
    if lost != "what followed the second":
        assert picture(folder)[1:] == before[1:]
    check_sound(folder)
    with opened(folder) as workbench:
        assert rows(workbench) == 0
        assert workbench.found.cut_off == workbench.found.recorded == ()


def refuse(*arguments: object) -> None:
    raise RepositoryError("The disk refuses.")


def test_what_others_did_since_is_told_and_left_alone(approval: Stroke, tmp_path: Path) -> None:
    disk = Disk(("empty",) * len(KINDS), "new", "new", "new", "recorded")
    folder = approval.left_as(disk, tmp_path / "switched")
    (folder / ".git/HEAD").write_text("ref: refs/heads/other\n", encoding="utf-8")
    branch = (folder / ".git/refs/heads/main").read_bytes()

    with opened(folder) as workbench:
        (cut,) = workbench.found.cut_off
        assert (cut.lost, cut.way) == (True, "")
        assert "HEAD is not on main any more" in cut.said
        assert "git fsck" in cut.said
        assert git(folder, "rev-parse", "other").strip()[:10] in cut.said
        with pytest.raises(AuthoringError, match="HEAD is not on main"):
            asyncio.run(workbench.approve(LESSON))
        with pytest.raises(AuthoringError, match="HEAD is not on main"):
            workbench.undo_approval(LESSON)
        assert rows(workbench) == 1

    assert (folder / ".git/refs/heads/main").read_bytes() == branch
    assert all((folder / path).stat().st_size == 0 for path in approval.objects)


def picture(folder: Path) -> tuple[str, str, str]:
    """Return the index, the status, and all refs but the branch."""
    refs = git(folder, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/other", "refs/tags")
    return git(folder, "ls-files", "--stage"), git(folder, "status", "--porcelain"), refs


def check_sound(folder: Path) -> None:
    said = subprocess.run(["git", "fsck", "--no-dangling"], cwd=folder, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")


def rows(workbench: Workbench) -> int:
    return len(workbench.course.store.database.rows("SELECT 1 FROM approvals_under_way"))


def ended(stroke: Stroke, disk: Disk, folder: Path, *, finish: bool, approves: bool) -> None:
    """Open the course as the power cut left it, look at what is told, and let one key end it."""
    stroke.left_as(disk, folder)
    finished = LessonState.APPROVED if approves else LessonState.ACCEPTED
    with opened(folder) as workbench:
        if stroke.is_whole(disk):
            assert workbench.found.cut_off == ()
            assert workbench.lesson(LESSON).state is finished
            assert rows(workbench) == 0
            assert bool(workbench.found.recorded) == (disk.database == "noted")  # which is told, and nothing else
            check_sound(folder)
            assert picture(folder) == picture(stroke.after)
            return
        (cut,) = workbench.found.cut_off
        git_was_at_it = disk.database == "recorded" or disk.branch != "old" or disk.reflog == "new"
        assert cut.lost == (git_was_at_it or "empty" in disk.objects[1:])
        assert ("power cut" in cut.said) == cut.lost
        assert cut.way
        assert workbench.lesson(LESSON).state is LessonState.ACCEPTED
        if finish == approves:
            asyncio.run(workbench.approve(LESSON))
        else:
            workbench.undo_approval(LESSON)
        assert workbench.cut_off() == ()
        assert workbench.lesson(LESSON).state is (
            finished if finish else LessonState.ACCEPTED if approves else LessonState.APPROVED
        )
    like = stroke.after if finish else stroke.before
    assert picture(folder) == picture(like)
    assert git(folder, "rev-parse", "HEAD^{tree}") == git(like, "rev-parse", "HEAD^{tree}")
    assert git(folder, "rev-parse", "HEAD~1" if finish else "HEAD") == git(stroke.before, "rev-parse", "HEAD")
    assert (folder / FILE).exists() == (like / FILE).exists()
    if disk.database == "noted" and disk.branch != "new" and disk.reflog == "old":
        # Of an empty commit that nothing names, nothing tells that it was ours: it stays, and lies in nobody's way.
        path = folder / stroke.objects[0]
        if path.exists() and not path.stat().st_size:
            path.unlink()
    check_sound(folder)
    with opened(folder) as workbench:
        assert rows(workbench) == 0
        assert workbench.found.cut_off == workbench.found.recorded == ()


LOSSES: tuple[tuple[Object, ...], ...] = (
    ("whole",) * 7,
    ("empty",) * 7,
    ("absent",) * 7,
    ("empty", "whole", "whole", "whole", "whole", "whole", "whole"),
    ("whole", "absent", "whole", "absent", "whole", "whole", "whole"),
    ("whole", "whole", "whole", "whole", "whole", "empty", "whole"),
)


def some() -> Iterator[Disk]:
    """Yield each loss with each branch, the rest in turns."""
    for number, (lost, branch) in enumerate(product(LOSSES, ("old", "new", "empty"))):
        new = ("old", "new")
        yield Disk(lost, branch, new[number % 2], new[number // 3 % 2], "noted" if number % 5 == 4 else "recorded")  # type: ignore[arg-type]


def test_an_approval_is_whole_or_told_as_lost_and_one_key_finishes_it_or_takes_it_back(
    approval: Stroke, tmp_path: Path
) -> None:
    for number, disk in enumerate(some()):
        ended(approval, disk, tmp_path / str(number), finish=number % 4 != 3, approves=True)


def test_so_is_the_undoing_of_one(undoing: Stroke, tmp_path: Path) -> None:
    count = len(undoing.objects)
    for number, disk in enumerate(list(some())[1::4]):
        left = Disk(disk.objects[:count], disk.branch, disk.reflog, disk.index, disk.database)
        ended(undoing, left, tmp_path / str(number), finish=number % 2 == 0, approves=False)


@settings(
    max_examples=int(os.environ.get("POWER_CUTS", "4")),
    deadline=None,
    derandomize="POWER_CUTS" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    disk=st.builds(
        Disk,
        st.tuples(*[st.sampled_from(("whole", "empty", "absent"))] * len(KINDS)),
        st.sampled_from(("old", "new", "empty")),
        st.sampled_from(("old", "new")),
        st.sampled_from(("old", "new")),
        st.sampled_from(("noted", "recorded")),
    ),
    finish=st.booleans(),
)
def test_so_is_every_other_state_of_the_disk(
    disk: Disk, finish: bool, approval: Stroke, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cut") / "course"
    ended(approval, disk, folder, finish=finish, approves=True)
    shutil.rmtree(folder.parent)
