"""What was approved: each lesson's text as it was committed, and the attempts that it was made of."""

import hashlib
import json
from collections.abc import Mapping

from tui.authoring.review import rows
from tui.authoring.review.attempts import AttemptStore
from tui.authoring.review.records import Approval

_APPROVALS = 'SELECT lesson, path, "commit", sha256, text, attempts, approved FROM approvals'


def record(
    store: AttemptStore, lesson: str, *, path: str, commit: str, text: str, attempts: Mapping[str, int]
) -> Approval:
    """Record that `text`, made of `attempts` (section slug → number), was written to `path` and committed.

    Raises:
        AuthoringError: the database cannot be written.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    values = (lesson, path, commit, digest, text, json.dumps(dict(attempts)), store.now())
    with store.database.writing() as connection:
        connection.execute(
            'INSERT INTO approvals (lesson, path, "commit", sha256, text, attempts, approved)'
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            values,
        )
    return rows.approval(values)


def last(store: AttemptStore, lesson: str) -> Approval | None:
    """Return the latest approval of `lesson`, or None."""
    row = store.database.row(f"{_APPROVALS} WHERE lesson = ? ORDER BY id DESC LIMIT 1", (lesson,))
    return None if row is None else rows.approval(tuple(row))


def latest(store: AttemptStore) -> dict[str, Approval]:
    """Return the latest approval of each lesson that has one, by the lesson's name."""
    newest = "WHERE id IN (SELECT max(id) FROM approvals GROUP BY lesson) ORDER BY lesson"
    return {row["lesson"]: rows.approval(tuple(row)) for row in store.database.rows(f"{_APPROVALS} {newest}")}
