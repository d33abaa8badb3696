"""A disk that is full, at whichever write of an approval: all is as before, it is said, and with room it goes on."""

import os
import re
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.authoring.history.conftest import MESSAGE, Author
from tests.authoring.history.torture.case import OLD_TEXT, Scene
from tests.authoring.history.torture.confined import Mounts, with_own_mounts
from tests.authoring.history.torture.everything import Everything, differences
from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import Repository

BALLAST = "ballast"
PAGE = 4096
FULL = re.compile("No space left|Out of diskspace|disk is full|File too large|couldn't write")


class Disk:
    """A small disk in memory that is filled but for so many pages, or so many files."""

    def __init__(self, mounts: Mounts, folder: Path) -> None:
        mounts.disk(folder, "size=1m,nr_inodes=400")
        self.folder = folder

    def leave(self, *, pages: int | None = None, files: int | None = None) -> None:
        """Fill the disk but for that."""
        self.free()
        ballast = self.folder / BALLAST
        ballast.mkdir()
        left = os.statvfs(self.folder)
        if pages is not None and left.f_bfree > pages:
            (ballast / "pages").write_bytes(b"x" * PAGE * (left.f_bfree - pages))
        if files is not None:
            for n in range(os.statvfs(self.folder).f_ffree - files):
                (ballast / str(n)).touch()

    def free(self) -> None:
        """Give the place back."""
        shutil.rmtree(self.folder / BALLAST, ignore_errors=True)


def _approve_with_ever_more_room(disk: Disk, author: Author, room: str, lesson: Path, texts: tuple[str, str]) -> int:
    """Approve with ever more room till it goes through; return how often it was refused."""
    author.write("notes.md", "staged\n")
    author.git("add", "notes.md")
    refused = 0
    with Repository.open(author.top) as repository:
        while True:
            before = Everything.of(author)
            disk.leave(**{room: refused})
            try:
                repository.commit_text(lesson, texts[refused % 2], MESSAGE, known=[OLD_TEXT])
            except AuthoringError as error:
                said = str(error)
                disk.free()
                changed = differences(before, Everything.of(author))
                assert changed == [], f"{room} {refused}: {said}\n" + "\n".join(changed)
                assert FULL.search(said), said
                refused += 1
            else:
                disk.free()
                changed = differences(before.but_for(str(lesson)), Everything.of(author).but_for(str(lesson)))
                assert changed == [], "\n".join(changed)
                assert author.committed_names() == [str(lesson)]
                return refused


@pytest.mark.parametrize("room", ["pages", "files"])
@pytest.mark.parametrize("again", [False, True], ids=["new lesson", "approved before"])
def test_at_every_write_a_full_disk_changes_nothing(scene: Scene, room: str, again: bool) -> None:
    def run(mounts: Mounts) -> int:
        disk = Disk(mounts, scene.tmp / "disk")
        author = Author(shutil.copytree(scene.author.top, disk.folder / "tree"))
        if again:
            with Repository.open(author.top) as repository:
                repository.commit_text(scene.lesson, OLD_TEXT, MESSAGE)
        return _approve_with_ever_more_room(disk, author, room, scene.lesson, ("# One\n" * 3000, "# Two\n"))

    try:
        refused = with_own_mounts(run)
    except PermissionError as error:
        pytest.skip(f"no disk of its own can be mounted here: {error}")
    assert refused >= 5


# Where nothing may be mounted, a limit on the size of files stands for the full disk: git and we get an error at the
# write that passes it. Each of these has one file grow over the limit, which the others stay below.


LIMIT = 24 * 1024


def _long_index(scene: Scene) -> None:
    blob = scene.author.git("hash-object", "-w", "--stdin", stdin="x\n").strip()
    names = "".join(f"100644 {blob}\tmany/{n:04d}.md\n" for n in range(500))
    scene.author.git("update-index", "--index-info", stdin=names)


def _long_reflog(scene: Scene) -> None:
    log = scene.author.top / ".git" / "logs" / "HEAD"
    log.write_text(log.read_text() * 200)


@contextmanager
def limited(folder: Path, limit: int = LIMIT) -> Iterator[None]:
    """Have every write of git, and ours, fail beyond the limit, a number of bytes."""
    git = shutil.which("git")
    folder.mkdir()
    # A shell lets git ignore the signal; Python ignores it, but does not let those that it starts.
    (folder / "git").write_text(f"#!/bin/sh\ntrap '' XFSZ\nulimit -S -f {limit // 512}\nexec '{git}' \"$@\"\n")
    (folder / "git").chmod(0o755)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        patch.setattr(sys, "dont_write_bytecode", True)  # Python would keep half a module and fail on it ever after
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("again", [False, True], ids=["new lesson", "approved before"])
@pytest.mark.parametrize(
    ("grow", "said"),
    [
        (_long_index, "has no room for a commit"),
        (_long_reflog, "logs/HEAD.*(File too large|couldn't|unable)"),
    ],
)
def test_a_write_that_fails_changes_nothing(
    scene: Scene, tmp_path: Path, again: bool, grow: Callable[[Scene], None], said: str
) -> None:
    if again:
        scene.approve(OLD_TEXT)
    grow(scene)
    before = Everything.of(scene.author)
    with limited(tmp_path / "limited"), pytest.raises(AuthoringError, match=f"(?s){said}"):
        scene.approve()
    changed = differences(before, Everything.of(scene.author))
    assert changed == [], "\n".join(changed)
    scene.approve()
    assert scene.author.committed_names() == [scene.name]


def test_a_full_folder_of_temporary_files_is_told_as_what_it_is(scene: Scene, tmp_path: Path) -> None:
    scene.text = "# Longer than the limit\n" + "x" * LIMIT
    before = Everything.of(scene.author)
    with limited(tmp_path / "limited"), pytest.raises(AuthoringError, match="File too large") as told:
        scene.approve()
    assert "install git" not in str(told.value)
    changed = differences(before, Everything.of(scene.author))
    assert changed == [], "\n".join(changed)
    scene.approve()


def test_a_disk_that_is_mounted_read_only_is_told_and_nothing_changes(scene: Scene) -> None:
    def run(mounts: Mounts) -> None:
        disk = scene.tmp / "disk"
        mounts.disk(disk, "size=4m")
        scene.author = Author(shutil.copytree(scene.author.top, disk / "tree"))
        scene.root = scene.author.top
        scene.approve(OLD_TEXT)
        mounts.make_read_only(disk)
        scene.is_refused("Read-only file system")
        mounts.make_read_only(disk, read_only=False)
        scene.approve()
        assert scene.author.committed_names() == [scene.name]

    try:
        with_own_mounts(run)
    except PermissionError as error:
        pytest.skip(f"no disk of its own can be mounted here: {error}")
