"""What was approved: each lesson's text as it was committed, and the attempts that it was made of.

An approval that was undone stays in the log and counts no more: the one before it does again.
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping

from tui.authoring.review import file_state, rows
from tui.authoring.review.attempts import AttemptStore
from tui.authoring.review.records import Approval

_APPROVALS = 'SELECT lesson, path, "commit", sha256, text, attempts, approved FROM approvals'
_STANDS = "NOT EXISTS (SELECT 1 FROM undone_approvals u WHERE u.approval = approvals.id)"


def record(
    store: AttemptStore, lesson: str, *, path: str, commit: str, text: str, attempts: Mapping[str, int]
) -> Approval:
    """Record that `text`, made of `attempts` (section slug → number), was written to `path` and committed.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        return insert(
            connection,
            store.now(),
            lesson=lesson,
            path=path,
            commit=commit,
            text=text,
            attempts=attempts,
        )


def insert(
    connection: sqlite3.Connection,
    now: str,
    *,
    lesson: str,
    path: str,
    commit: str,
    text: str,
    attempts: Mapping[str, int],
) -> Approval:
    """Add an approval in a transaction that holds more than it; see `record`."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    values = (lesson, path, commit, digest, text, json.dumps(dict(attempts)), now)
    connection.execute(
        'INSERT INTO approvals (lesson, path, "commit", sha256, text, attempts, approved) VALUES (?, ?, ?, ?, ?, ?, ?)',
        values,
    )
    return rows.approval(values)


def stands(connection: sqlite3.Connection, *, lesson: str, commit: str) -> bool:
    """Say whether the latest approval of `lesson` that was not undone is that commit."""
    newest = f'SELECT "commit" FROM approvals WHERE lesson = ? AND {_STANDS} ORDER BY id DESC LIMIT 1'
    row = connection.execute(newest, (lesson,)).fetchone()
    return row is not None and row["commit"] == commit


def undo(
    connection: sqlite3.Connection, now: str, *, lesson: str, undoes: str, text: str | None, commit: str | None
) -> None:
    """Note that `commit` undid the approval of `lesson` that was the commit `undoes`; None where that was dropped.

    An amended or rebased approval has another hash than was noted here: then it is the last one that stands, if its
    text is the `text` that was undone. One that was made elsewhere is not known here, and nothing is noted.
    """
    standing = f'SELECT id, "commit", text FROM approvals WHERE lesson = ? AND {_STANDS} ORDER BY id DESC'
    found = connection.execute(standing, (lesson,)).fetchall()
    undone = [row["id"] for row in found if row["commit"] == undoes]
    if not undone and text is not None and found and file_state.same_text(found[0]["text"], text):
        undone = [found[0]["id"]]
    connection.executemany(
        'INSERT INTO undone_approvals (approval, "commit", undone) VALUES (?, ?, ?)',
        [(approval, commit, now) for approval in undone],
    )


def redo(connection: sqlite3.Connection, now: str, *, lesson: str, undone_by: str) -> None:
    """Have the approval of `lesson` count again that the commit `undone_by` had undone."""
    connection.execute(
        'INSERT INTO approvals (lesson, path, "commit", sha256, text, attempts, approved)'
        ' SELECT lesson, path, "commit", sha256, text, attempts, ? FROM approvals'
        ' WHERE lesson = ? AND id IN (SELECT approval FROM undone_approvals WHERE "commit" = ?)'
        " ORDER BY id DESC LIMIT 1",
        (now, lesson, undone_by),
    )


def last(store: AttemptStore, lesson: str) -> Approval | None:
    """Return the latest approval of `lesson` that was not undone, or None."""
    row = store.database.row(f"{_APPROVALS} WHERE lesson = ? AND {_STANDS} ORDER BY id DESC LIMIT 1", (lesson,))
    return None if row is None else rows.approval(tuple(row))


def latest(store: AttemptStore) -> dict[str, Approval]:
    """Return the latest approval of each lesson that has one that was not undone, by the lesson's name."""
    newest = f"WHERE id IN (SELECT max(id) FROM approvals WHERE {_STANDS} GROUP BY lesson) ORDER BY lesson"
    return {row["lesson"]: rows.approval(tuple(row)) for row in store.database.rows(f"{_APPROVALS} {newest}")}
