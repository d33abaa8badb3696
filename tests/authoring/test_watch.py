"""Watching: whatever another program changes in the course is noticed, and nothing else."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.courses import git
from tui.authoring import watch
from tui.authoring.workspace import Workspace

NAMED = ("-c", "user.name=Ada Author", "-c", "user.email=ada@example.org")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / ".venv" / "knots"  # a place where watchers like to look away
    (folder / "templates" / "prompts").mkdir(parents=True)
    (folder / "course" / "day01").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / ".coursewright").mkdir()
    for name in ("syllabus.yaml", "course/day01/plan.yaml", "templates/blueprint.yaml"):
        (folder / name).write_text("before\n", encoding="utf-8")
    return folder


class Watched:
    """A running watch, and how often it has noticed something."""

    def __init__(self) -> None:
        self.times = 0
        self._noticed = asyncio.Event()

    def notice(self) -> None:
        """Take it that a change was noticed."""
        self.times += 1
        self._noticed.set()

    async def notices(self, change: Callable[[], object], *, seconds: float = 20) -> None:
        """Make a change, return once it is noticed and all is quiet again."""
        self._noticed.clear()
        change()
        await asyncio.wait_for(self._noticed.wait(), seconds)
        await self.quiet()

    async def quiet(self) -> None:
        """Return when nothing has been noticed for a while."""
        with contextlib.suppress(TimeoutError):
            while True:
                self._noticed.clear()
                await asyncio.wait_for(self._noticed.wait(), 0.4)


@contextlib.asynccontextmanager
async def watching(root: Path) -> AsyncIterator[Watched]:
    watched = Watched()

    async def read() -> None:
        async with contextlib.aclosing(watch.changes(Workspace(root))) as changes:
            async for _ in changes:
                watched.notice()

    reading = asyncio.create_task(read())
    try:
        while not watched.times:  # until the watch stands, a change may pass unseen
            with contextlib.suppress(TimeoutError):
                await watched.notices(lambda: (root / "syllabus.yaml").write_text("ready\n", "utf-8"), seconds=1)
            assert not reading.done(), reading
        yield watched
    finally:
        reading.cancel()
        await asyncio.wait([reading])
    assert asyncio.all_tasks() == {asyncio.current_task()}


def replace_atomically(path: Path) -> None:
    draft = path.with_name(f".{path.name}.part")
    draft.write_text("after\n", encoding="utf-8")
    draft.replace(path)


@pytest.mark.parametrize("name", ["syllabus.yaml", "course/day01/day01_001_x.md", "templates/prompts/kinds.md.j2"])
async def test_a_file_written_replaced_and_deleted_is_noticed_each_time(root: Path, name: str) -> None:
    async with watching(root) as watched:
        await watched.notices(lambda: (root / name).write_text("longer than before\n", encoding="utf-8"))
        await watched.notices(lambda: replace_atomically(root / name))
        await watched.notices(lambda: replace_atomically(root / name))
        await watched.notices((root / name).unlink)


async def test_a_course_folder_that_is_made_later_is_watched_from_then_on(root: Path) -> None:
    shutil.rmtree(root / "course")
    async with watching(root) as watched:
        await watched.notices((root / "course").mkdir)
        await watched.notices((root / "course" / "day02").mkdir)
        await watched.notices(lambda: (root / "course" / "day02" / "plan.yaml").write_text("day: 2\n", "utf-8"))


async def test_a_course_folder_that_goes_and_comes_back_is_watched_again(root: Path) -> None:
    async with watching(root) as watched:
        (root / "course").rename(root.parent / "away")
        await watched.notices(lambda: (root.parent / "away").rename(root / "course"))
        await watched.notices(lambda: (root / "course" / "day01" / "plan.yaml").write_text("day: 1\n", "utf-8"))


async def test_templates_that_appear_are_watched(root: Path) -> None:
    shutil.rmtree(root / "templates")
    async with watching(root) as watched:
        await watched.notices((root / "templates").mkdir)
        await watched.notices(lambda: (root / "templates" / "blueprint.yaml").write_text("sections: []\n", "utf-8"))


async def test_what_git_and_coursewright_keep_for_themselves_is_not_noticed(root: Path) -> None:
    async with watching(root) as watched:
        for name in (".git/index", ".coursewright/workbench.db", "notes.txt", "course/day01/.plan.yaml.part"):
            (root / name).write_text("changed\n", encoding="utf-8")
        before = watched.times
        await watched.quiet()
        assert watched.times == before

        # It was listening all the while.
        await watched.notices(lambda: (root / "syllabus.yaml").write_text("changed\n", encoding="utf-8"))


# Git


@pytest.fixture
def repository(root: Path) -> Path:
    """The workspace in a real repository with two commits and a branch that lies below a folder of branches."""
    shutil.rmtree(root / ".git")
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Ada Author")
    git(root, "config", "user.email", "ada@example.org")
    for text in ("one\n", "two\n"):
        (root / "notes.txt").write_text(text, encoding="utf-8")
        git(root, "add", "notes.txt")
        git(root, "commit", "-q", "-m", text.strip())
    git(root, "branch", "topic/knots")
    return root


async def test_whatever_moves_head_is_noticed(repository: Path) -> None:
    async with watching(repository) as watched:
        await watched.notices(lambda: git(repository, "reset", "-q", "--soft", "HEAD~1"))
        await watched.notices(lambda: git(repository, "commit", "-q", "-m", "three"))
        await watched.notices(lambda: git(repository, "switch", "-q", "topic/knots"))
        await watched.notices(lambda: git(repository, "update-ref", "refs/heads/topic/knots", "HEAD~1"))
        git(repository, "pack-refs", "--all")
        await watched.quiet()
        await watched.notices(lambda: git(repository, "update-ref", "refs/heads/topic/knots", "main"))
        await watched.notices(lambda: git(repository, "switch", "-q", "--detach", "main"))


async def test_what_moves_no_head_is_not_noticed(repository: Path) -> None:
    async with watching(repository) as watched:
        before = watched.times
        (repository / "notes.txt").write_text("staged\n", encoding="utf-8")
        git(repository, "add", "notes.txt")
        git(repository, "status")
        git(repository, "branch", "another")
        git(repository, "stash", "-q")
        await watched.quiet()
        assert watched.times == before


async def test_a_linked_work_tree_notices_its_own_head_and_the_branches_of_all(repository: Path) -> None:
    linked = repository.parent / "linked"
    git(repository, "worktree", "add", "-q", str(linked), "topic/knots")
    (linked / "syllabus.yaml").write_text("before\n", encoding="utf-8")
    async with watching(linked) as watched:
        await watched.notices(lambda: git(repository, "update-ref", "refs/heads/topic/knots", "HEAD~1"))
        await watched.notices(lambda: git(linked, "switch", "-q", "--detach", "main"))


async def test_a_repository_that_is_made_later_is_watched_from_then_on(root: Path) -> None:
    shutil.rmtree(root / ".git")
    async with watching(root) as watched:
        git(root, "init", "-q", "-b", "main")
        await watched.quiet()
        await watched.notices(
            lambda: git(root, *NAMED, "commit", "-q", "--allow-empty", "-m", "one"),
        )


async def test_what_git_writes_while_it_has_the_index_locked_is_noticed_once(repository: Path) -> None:
    lock = repository / ".git" / "index.lock"
    async with watching(repository) as watched:
        before = watched.times
        lock.touch()
        for number in range(3):
            (repository / "course" / "day01" / f"day01_{number:03}_x.md").write_text("text\n", encoding="utf-8")
            await watched.quiet()
            assert watched.times == before
        await watched.notices(lock.unlink)
        assert watched.times == before + 1


async def test_a_lock_that_a_crash_left_delays_one_notice_and_no_other(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_LOCKED_SECONDS", 0.3)
    async with watching(repository) as watched:
        (repository / ".git" / "index.lock").touch()
        await watched.notices(lambda: (repository / "syllabus.yaml").write_text("once\n", encoding="utf-8"))
        monkeypatch.setattr(watch, "_LOCKED_SECONDS", 1000)
        await watched.notices(lambda: (repository / "syllabus.yaml").write_text("twice\n", encoding="utf-8"))


async def test_a_workspace_that_is_gone_is_told_instead_of_waited_for(tmp_path: Path) -> None:
    changes = watch.changes(Workspace(tmp_path / "nowhere"))

    with pytest.raises(OSError, match=r"(?i:no such)"):
        await asyncio.wait_for(anext(changes), 20)

    assert asyncio.all_tasks() == {asyncio.current_task()}
