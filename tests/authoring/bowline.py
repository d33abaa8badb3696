"""The lesson of the bowline: its sections, and how a test has them written, accepted and looked at."""

import sqlite3
import subprocess
from contextlib import aclosing, closing
from pathlib import Path
from typing import Any

from tui.authoring.workbench import DraftEvent, Workbench

LESSON = "day01_001"
FILE = "course/day01/day01_001_the_bowline.md"
PLAN = "course/day01/plan.yaml"
ORIENTATION = f"{LESSON}/orientation"
HOLDS = f"{LESSON}/how-the-loop-holds"
FAILS = f"{LESSON}/where-it-fails"
SECTIONS = (ORIENTATION, HOLDS, FAILS)


def write(workbench: Workbench, key: str, text: str) -> None:
    """Submit a text for a section, and accept it."""
    workbench.submit(key, text)
    workbench.accept(key)


def accept_every_section(workbench: Workbench) -> None:
    """Have the whole lesson written and accepted."""
    for key in SECTIONS:
        write(workbench, key, f"What there is to say of {key.partition('/')[2]}.")


async def draft(workbench: Workbench, *keys: str, **options: Any) -> list[DraftEvent]:
    """Draft sections to their end and return what happened."""
    async with aclosing(workbench.drafts.draft(keys, **options)) as events:
        return [event async for event in events]


def stored(workbench: Workbench, key: str) -> list[tuple[str, str]]:
    """Return outcome and text of each attempt of a section, as another program reads them from the database."""
    with closing(sqlite3.connect(workbench.workspace.database)) as connection:
        query = (
            "SELECT outcome, text FROM attempts JOIN texts ON attempt = attempts.id WHERE section = ? ORDER BY number"
        )
        return connection.execute(query, (key,)).fetchall()


def git(folder: Path, *arguments: str, stdin: str | None = None) -> str:
    """Run git in `folder` and return what it prints."""
    ran = subprocess.run(["git", *arguments], cwd=folder, input=stdin, check=True, capture_output=True, text=True)
    return ran.stdout


def subjects(folder: Path) -> list[str]:
    """Return the subjects of all commits, oldest first; none before the first."""
    ran = subprocess.run(["git", "log", "--reverse", "--format=%s"], cwd=folder, capture_output=True, text=True)
    return ran.stdout.splitlines()


def replace(path: Path, old: str, new: str) -> None:
    """Change a text file as an author does by hand."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
