"""A small course, a workbench on it, and an editor that writes what a test tells it."""

import subprocess
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.authoring.bowline import LESSON, accept_every_section
from tests.fakes.messages_server import MessagesServer
from tests.quiet_checks import QUIET_CHECKS
from tui.app import CoursewrightApp
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Workbench
from tui.authoring.workspace import shipped_templates

SYLLABUS = """\
title: A short course of knots
brief: |
  For beginners. Mostly theory.
weeks:
  - week: 1
    title: Ropes
    days:
      - day: 1
        title: First knots
        units:
          - title: Loops
            topics:
              - title: The bowline
                points:
                  - How the loop holds
                  - Where it fails
              - title: The figure eight
                points:
                  - Why it jams less
      - day: 2
        title: Hitches
        units:
          - title: Posts
            topics:
              - title: The clove hitch
                points:
                  - Friction on a post
"""

STILL_WRITER = {"COURSEWRIGHT_PROFILE": "claude", "ANTHROPIC_API_KEY": "none"}
"""An environment in which the notice of the writer names no port and never changes; nothing can be drafted with it."""

BLUEPRINT = (
    """\
sections:
  - kind: orientation
    title: Orientation
    target_words: 60
  - kind: point
    title: "{point}"
    each: point
    target_words: 120
"""
    + QUIET_CHECKS
)


@dataclass
class ScriptedEditor:
    """Stands for the author's own editor: changes the file as the test says, or refuses."""

    change: Callable[[str], str] = str.upper
    refusal: str | None = None
    seen: list[str] = field(default_factory=list)

    async def edit(self, path: Path) -> None:
        """Change the file at `path`."""
        self._edit(path)

    def _edit(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        self.seen.append(text)
        if self.refusal is not None:
            raise AuthoringError(self.refusal)
        path.write_text(self.change(text), encoding="utf-8")


def as_editor(change: Callable[[Path], object]) -> Callable[[Path], Awaitable[None]]:
    """Return an editor that does `change` to the file."""

    async def edit(path: Path) -> None:
        change(path)

    return edit


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder` and return what it prints."""
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in a git repository of its own, and a home without anybody's settings."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    folder = tmp_path / "knots"
    (folder / "templates").mkdir(parents=True)
    shipped = shipped_templates()
    for path in shipped.rglob("*"):
        if path.is_file():
            copy = folder / "templates" / path.relative_to(shipped)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (folder / "templates" / "blueprint.yaml").write_text(BLUEPRINT, encoding="utf-8")
    (folder / "syllabus.yaml").write_text(SYLLABUS, encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "An Author")
    git(folder, "config", "user.email", "author@example.org")
    return folder


@pytest.fixture
def env(tmp_path: Path, messages_server: MessagesServer) -> dict[str, str]:
    """An environment in which the fake endpoint is the only writer."""
    config = tmp_path / "config"
    config.mkdir()
    (config / "settings.yaml").write_text(
        f"profile: fake\nprofiles:\n  fake:\n    base_url: {messages_server.url}\n    model: fake-1\n", encoding="utf-8"
    )
    return {"COURSEWRIGHT_CONFIG_DIR": str(config)}


@pytest.fixture
def workbench(course: Path, env: dict[str, str]) -> Iterator[Workbench]:
    """The workbench on the course; the app closes it, and closing twice is harmless."""
    opened = Workbench.open(course, env)
    yield opened
    opened.close()


@pytest.fixture
async def approved(course: Path, workbench: Workbench) -> Workbench:
    """The workbench on the course when one lesson of it is approved, and everything committed."""
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    git(course, "add", "--all")
    git(course, "commit", "-q", "-m", "The course")
    return workbench


@pytest.fixture
def editor() -> ScriptedEditor:
    """An editor that turns the text to capitals unless told otherwise."""
    return ScriptedEditor()


@pytest.fixture
def app(workbench: Workbench, editor: ScriptedEditor) -> CoursewrightApp:
    """The app on the course."""
    return CoursewrightApp(workbench, editor)
