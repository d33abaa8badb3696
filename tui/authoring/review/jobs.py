"""What waits to be drafted, in the workbench database: it survives the end of the program, however that comes.

A job stands from when a section is asked for until its attempt has come to an end. Its owner is the process that
drafts it (see `writers`). Whether a job is done is read from its attempt, so that no crash between the two can have
a section drafted twice. A job that is `held` waits for the author's word.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from tui.authoring.drafting.outcome import Outcome
from tui.authoring.review.attempts import AttemptStore

_CUT_SHORT = (Outcome.STREAMING, Outcome.INTERRUPTED, Outcome.CANCELLED)
"""What a job's attempt is when the program ended over it."""


@dataclass(frozen=True)
class Job:
    """A section, by the name under which it is kept, that is to be drafted; `attempt` once it is under way."""

    section: str
    feedback: str | None
    held: bool
    attempt: int | None


def of(store: AttemptStore) -> tuple[Job, ...]:
    """Return the jobs of this process, in the order in which they were asked for."""
    if store.database.row("SELECT 1 FROM jobs") is None:
        return ()
    found = store.database.rows("SELECT * FROM jobs WHERE owner = ? ORDER BY id", (store.writer_id(),))
    return tuple(map(_job, found))


def add(store: AttemptStore, sections: Sequence[str], feedback: str | None = None) -> None:
    """Have sections wait, held no more; one that another living process has waits there, and not here too.

    None of them is under way here: what an earlier attempt has come to is forgotten.

    Raises:
        AuthoringError: the database cannot be written.
    """
    owner = store.writer_id()
    with store.database.writing() as connection:
        for section in sections:
            connection.execute(
                "INSERT INTO jobs (section, feedback, held, owner) VALUES (?, ?, 0, ?) ON CONFLICT (section)"
                " DO UPDATE SET held = 0, attempt = NULL, feedback = coalesce(excluded.feedback, feedback)"
                " WHERE owner = excluded.owner",
                (section, feedback, owner),
            )


def elsewhere(store: AttemptStore) -> frozenset[str]:
    """Return the sections that wait or are drafted in other processes, by the names under which they are kept."""
    found = store.database.rows("SELECT section FROM jobs WHERE owner <> ?", (store.writer_id(),))
    return frozenset(row["section"] for row in found)


def adopt(store: AttemptStore) -> int:
    """Take over, held, what processes that have ended left waiting, and return how many jobs that are.

    Those whose attempt came to an end are done; one that was cut short waits again, its attempt kept beside.

    Raises:
        AuthoringError: the database cannot be written.
    """
    if store.database.row("SELECT 1 FROM jobs") is None:
        return 0
    owner = store.writer_id()
    store.recover()
    adopted = 0
    with store.database.writing() as connection:
        for row in connection.execute(_WITH_OUTCOME, (owner,)).fetchall():
            if store.writes(row["owner"]):
                continue
            if row["outcome"] is not None and Outcome(row["outcome"]) not in _CUT_SHORT:
                connection.execute("DELETE FROM jobs WHERE id = ?", (row["id"],))
                continue
            connection.execute("UPDATE jobs SET owner = ?, held = 1, attempt = NULL WHERE id = ?", (owner, row["id"]))
            adopted += 1
    return adopted


def begun(store: AttemptStore, section: str, attempt: int) -> None:
    """Say which attempt the section's job has come to.

    Raises:
        AuthoringError: the database cannot be written.
    """
    owner = store.writer_id()
    with store.database.writing() as connection:
        connection.execute("UPDATE jobs SET attempt = ? WHERE section = ? AND owner = ?", (attempt, section, owner))


def remove(store: AttemptStore, sections: Sequence[str]) -> None:
    """Forget this process's jobs for these sections: they are done, or not wanted any more.

    Raises:
        AuthoringError: the database cannot be written.
    """
    owner = store.writer_id()
    with store.database.writing() as connection:
        connection.executemany(
            "DELETE FROM jobs WHERE section = ? AND owner = ?", [(section, owner) for section in sections]
        )


def hold(store: AttemptStore, *, held: bool) -> None:
    """Hold everything that waits here and is not under way, or let all of it go on.

    Raises:
        AuthoringError: the database cannot be written.
    """
    owner = store.writer_id()
    with store.database.writing() as connection:
        connection.execute("UPDATE jobs SET held = ? WHERE owner = ? AND attempt IS NULL", (held, owner))


_WITH_OUTCOME = """
SELECT jobs.*, (SELECT outcome FROM attempts a WHERE a.section = jobs.section AND a.number = jobs.attempt) AS outcome
FROM jobs WHERE owner <> ? ORDER BY id
"""


def _job(row: sqlite3.Row) -> Job:
    return Job(row["section"], row["feedback"], bool(row["held"]), row["attempt"])
