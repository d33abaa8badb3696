"""What was approved: the text of each lesson as it was committed, and which attempts it was made of."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tui.authoring.review.attempts import AttemptStore


@dataclass(frozen=True)
class Approval:
    """One approval of a lesson; `path` is relative to the workspace, `attempts` maps section slugs to numbers."""

    lesson: str
    path: str
    commit: str
    sha256: str
    text: str
    attempts: Mapping[str, int]
    approved: datetime


def record(
    store: AttemptStore, lesson: str, *, path: str, commit: str, text: str, attempts: Mapping[str, int]
) -> Approval:
    """Record that `text` was committed as the lesson, and return the record.

    Raises:
        AuthoringError: the database cannot be written.
    """
    approval = Approval(
        lesson, path, commit, hashlib.sha256(text.encode()).hexdigest(), text, dict(attempts), datetime.now(UTC)
    )
    with store.database.writing() as connection:
        connection.execute(
            'INSERT INTO approvals (lesson, path, "commit", sha256, text, attempts, approved)'
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                lesson,
                path,
                commit,
                approval.sha256,
                text,
                json.dumps(approval.attempts, sort_keys=True),
                approval.approved.isoformat(),
            ),
        )
    return approval


def latest(store: AttemptStore) -> dict[str, Approval]:
    """Return the newest approval of each lesson that has one."""
    rows = store.database.rows("SELECT *, max(id) FROM approvals GROUP BY lesson")
    return {row["lesson"]: _approval(row) for row in rows}


def _approval(row: sqlite3.Row) -> Approval:
    return Approval(
        lesson=row["lesson"],
        path=row["path"],
        commit=row["commit"],
        sha256=row["sha256"],
        text=row["text"],
        attempts=json.loads(row["attempts"]),
        approved=datetime.fromisoformat(row["approved"]),
    )
