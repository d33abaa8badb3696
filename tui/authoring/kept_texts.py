"""Texts of lessons' files that gave way to others: each is kept whole, byte for byte, under its own hash."""

import hashlib
from pathlib import Path

from tui.authoring import atomic
from tui.authoring.planning.model import LessonPlan
from tui.authoring.workspace import Workspace

_LENGTH = 16
"""Hex digits of the hash in a name: two texts of one lesson never share them by chance."""


def digest(content: bytes) -> str:
    """Return by what a content is known to be the same: its SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def place(workspace: Workspace, lesson: LessonPlan, content: bytes) -> Path:
    """Return where that content of the lesson's file is kept: `.coursewright/replaced/day01_001-0123456789ab….md`."""
    return workspace.replaced / f"{lesson.kept_name}-{digest(content)[:_LENGTH]}.md"


def keep(workspace: Workspace, lesson: LessonPlan, content: bytes) -> Path:
    """Keep a content of the lesson's file, and return where.

    Raises:
        AuthoringError: the disk refuses.
    """
    path = place(workspace, lesson, content)
    if not _is(path, content):
        atomic.write_bytes(path, content)
    return path


def holds(workspace: Workspace, lesson: LessonPlan, text: str) -> bool:
    """Say whether that text of the lesson's file is kept, so that another may take its place."""
    content = text.encode("utf-8", "replace")
    return _is(place(workspace, lesson, content), content)


def _is(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
