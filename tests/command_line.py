"""A small course on the disk, and the command line to run on it: by click's runner, or as a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from click.testing import CliRunner, Result

from tests.quiet_checks import QUIET_CHECKS
from tui.cli import coursewright

OUTLINE = """\
Write for people with a balcony.

# Growing Things - 2-Day Course

## Day 1: Soil

### The ground
- **Soil types**
  - Clay and sand
  - Loam
- **Compost**
  - What rots and what does not

## Day 2: Water

### Watering
- **When to water**
  - Morning or evening
"""

BLUEPRINT = (
    """\
budget_tokens: 2000
sections:
  - kind: orientation
    title: Orientation
    target_words: 40
  - kind: point
    title: "{point}"
    each: point
    target_words: 60
  - kind: summary
    title: Summary
    target_words: 30
"""
    + QUIET_CHECKS
)
"""Fewer kinds of section than the shipped one, so that a lesson is soon written."""

SECTIONS = ("day01_001/orientation", "day01_001/clay-and-sand", "day01_001/loam", "day01_001/summary")
"""All sections of the first lesson."""


@dataclass
class CommandLine:
    """Runs verbs in `folder`, away from the settings, keys and git configuration of whoever runs the tests."""

    folder: Path
    env: dict[str, str | None] = field(default_factory=dict)

    def __call__(self, *arguments: str, stdin: str | bytes | None = None) -> Result:
        runner = CliRunner(env=self.env, catch_exceptions=False)
        return runner.invoke(coursewright, ["-C", str(self.folder), *arguments], input=stdin)

    def json(self, *arguments: str, stdin: str | bytes | None = None) -> dict[str, Any]:
        """Run a verb with `--json` and return its document; it must succeed."""
        result = self(*arguments, "--json", stdin=stdin)
        assert result.exit_code == 0, result.stderr
        document: dict[str, Any] = json.loads(result.stdout)
        return document

    def process(self, *arguments: str, python: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m tui` in the folder as the shell would; `python` replaces `-m tui` by a program of the test."""
        program = ["-m", "tui"] if python is None else ["-c", python]
        return subprocess.run(
            [sys.executable, *program, *arguments],
            cwd=self.folder,
            env=self.environment(**env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def start(self, *arguments: str, stdout: BinaryIO) -> subprocess.Popen[bytes]:
        """Start `python -m tui` in the folder and go on; what it tells, on stderr too, goes to `stdout` at once."""
        return subprocess.Popen(
            [sys.executable, "-m", "tui", *arguments],
            cwd=self.folder,
            env=self.environment(PYTHONUNBUFFERED="1"),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
        )

    def environment(self, **env: str) -> dict[str, str]:
        """Return the whole environment of such a process."""
        return {name: value for name, value in {**os.environ, **self.env, **env}.items() if value is not None}

    def git(self, *arguments: str) -> str:
        """Run git in the folder and return what it prints."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout

    def files(self) -> dict[str, bytes]:
        """Return every file of the folder but for git's and the workbench's own."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not {".git", ".coursewright"} & set(path.relative_to(self.folder).parts)
        }


def in_folder(folder: Path) -> CommandLine:
    """Return a command line in a bare `folder`, with an identity for git, and without any writer set up."""
    home = folder.parent / f"{folder.name}-home"
    home.mkdir(parents=True)
    folder.mkdir(exist_ok=True)
    identity = home / "gitconfig"
    identity.write_text("[user]\n\tname = Test Author\n\temail = author@example.com\n", encoding="utf-8")
    keys = [name for name in os.environ if name.startswith(("ANTHROPIC_", "COURSEWRIGHT_", "GIT_"))]
    env: dict[str, str | None] = dict.fromkeys(keys)
    env |= {
        "HOME": str(home),
        "COURSEWRIGHT_CONFIG_DIR": str(home / "config"),
        "GIT_CONFIG_GLOBAL": str(identity),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
        "TERM": "xterm-256color",
    }
    return CommandLine(folder, env)


def course(folder: Path, outline: str = OUTLINE, blueprint: str = BLUEPRINT) -> CommandLine:
    """Return a command line in a new course, of two days if nothing else is said, whose files are committed."""
    run = in_folder(folder)
    handed_in = folder.parent / "outline.md"
    handed_in.write_text(outline, encoding="utf-8")
    made = run("init", ".", "--outline", str(handed_in))
    assert made.exit_code == 0, made.stderr
    (folder / "templates" / "blueprint.yaml").write_text(blueprint, encoding="utf-8")
    run.git("commit", "--quiet", "--all", "--message", "Shorter lessons")
    return run


def submit_all(run: CommandLine) -> None:
    """Give every section of the first lesson a text, and accept it."""
    for key in SECTIONS:
        assert run("submit", key, stdin=f"What there is to say about {key.partition('/')[2]}.\n").exit_code == 0
    accepted = run("accept", *SECTIONS)
    assert accepted.exit_code == 0, accepted.stderr
