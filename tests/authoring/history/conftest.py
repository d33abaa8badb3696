"""An author's repository, made with the real git, and what of it must stay as it was."""

import os
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tui.authoring.history.repository import CommitMessage, Repository

LESSON = Path("course/day01/day01_001_tensors.md")
TEXT = "# Tensors\n\nA tensor is an array with a rank.\n"
MESSAGE = CommitMessage("day01_001: approve Tensors", (("Lesson", "day01_001"), ("Points", "1.1.1.1 1.1.1.2")))


@dataclass(frozen=True)
class Snapshot:
    """All that an approval may not disturb."""

    index: str
    staged: str
    refs: str
    config: bytes
    files: dict[str, tuple[int, bytes]]


@dataclass(frozen=True)
class Author:
    """The author at the keyboard, in the work tree `top`."""

    top: Path

    def git(self, *arguments: str, check: bool = True, stdin: str | None = None) -> str:
        """Run git as the author does, and return what it printed."""
        done = subprocess.run(["git", *arguments], cwd=self.top, input=stdin, capture_output=True, text=True)
        assert not check or done.returncode == 0, f"git {arguments}: {done.stderr}"
        return done.stdout

    def write(self, name: str | Path, text: str) -> Path:
        """Write a file of the work tree, line ends untouched."""
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def commit(self, name: str | Path, text: str, message: str = "By hand") -> str:
        """Commit one file by hand and return the hash."""
        self.write(name, text)
        self.git("add", "--", str(name))
        self.git("commit", "--quiet", "-m", message, "--only", "--", str(name))
        return self.head()

    def head(self) -> str:
        """Return the hash of HEAD."""
        return self.git("rev-parse", "HEAD").strip()

    def hook(self, name: str, script: str) -> None:
        """Set a hook, a shell script."""
        hooks = Path(self.git("rev-parse", "--git-path", "hooks").strip())
        path = self.top / hooks / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def snapshot(self) -> Snapshot:
        """Return all that an approval may not disturb, as it is now."""
        files = {
            str(path.relative_to(self.top)): (path.lstat().st_mode, path.read_bytes() if path.is_file() else b"")
            for path in self.top.rglob("*")
            if ".git" not in path.relative_to(self.top).parts
        }
        return Snapshot(
            index=self._index(),
            staged=self.git("diff", "--cached", "--binary"),
            refs=self.git("for-each-ref") + self.git("symbolic-ref", "HEAD", check=False) + self._head(),
            config=(self.top / self.git("rev-parse", "--git-path", "config").strip()).read_bytes(),
            files=files,
        )

    def committed_names(self, commit: str = "HEAD") -> list[str]:
        """Return the names of the files that the commit changed."""
        return self.git("show", "--format=", "--name-only", "-z", commit).split("\0")[:-1]

    def _index(self) -> str:
        return self.git("ls-files", "--stage", "-v", "-z") + self.git("diff", "--name-only", "--diff-filter=A", "-z")

    def _head(self) -> str:
        return self.git("rev-parse", "--verify", "--quiet", "HEAD", check=False)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the settings of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("GIT_") or name == "EMAIL"]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    settings = home / "gitconfig"
    settings.write_text("[user]\n\tname = Ada Author\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "xdg"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return settings


@pytest.fixture
def empty(tmp_path: Path) -> Author:
    """Return an author with a repository before its first commit."""
    top = tmp_path / "work tree"
    top.mkdir()
    author = Author(top)
    author.git("init", "--quiet", "-b", "main")
    return author


@pytest.fixture
def author(empty: Author) -> Author:
    """Return an author with some work committed."""
    for name in ("notes.md", "draft.md", "old.md", "gone.md"):
        empty.write(name, f"{name}\nline 2\nline 3\n")
    empty.git("add", ".")
    empty.git("commit", "--quiet", "-m", "Begin")
    return empty


@pytest.fixture
def repository(author: Author) -> Iterator[Repository]:
    """Return the author's repository, opened by us, with little patience."""
    with Repository.open(author.top, index_seconds=0.3, queue_seconds=30) as opened:
        yield opened
