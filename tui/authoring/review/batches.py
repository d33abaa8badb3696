"""Batches that were submitted, in the workbench database: what was asked stands there before it is sent.

A batch is open from then on until each of its requests has an attempt, or until it is certain that none will come.
While its endpoint's name for it is not known, `writer` is the lock of the process that sends it (see `writers`); once
that is gone, or the answer was lost, nobody knows whether the endpoint took it. The sections of an open batch are held,
so that nothing is paid for twice, unless the author has released it. What a released one still brings is stored all the
same.
"""

import secrets
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.review.attempts import Attempt, AttemptStore


class BatchState(StrEnum):
    """SENDING by a process that lives; SENT: the endpoint has it; UNSETTLED: perhaps; CLOSED: nothing more comes."""

    SENDING = "sending"
    SENT = "sent"
    UNSETTLED = "unsettled"
    CLOSED = "closed"


@dataclass(frozen=True)
class Wanted:
    """A section that is to be written in a batch, by the name under which it is kept, and its prompt.

    `title` is what the text may repeat as its heading.
    """

    section: str
    title: str
    feedback: str | None
    prompt_sha256: str
    prompt: str


@dataclass(frozen=True)
class StoredRequest:
    """One request of a batch; `attempt` is the number of the attempt that came of it, None while it is awaited."""

    custom_id: str
    section: str
    title: str
    feedback: str | None
    prompt_sha256: str
    attempt: int | None


@dataclass(frozen=True)
class StoredBatch:
    """A batch, by the `name` with which its requests' custom ids begin; `remote_id` is the endpoint's name for it."""

    name: str
    profile: str
    base_url: str
    model: str
    remote_id: str | None
    state: BatchState
    released: bool
    created: datetime
    requests: tuple[StoredRequest, ...]

    @property
    def awaited(self) -> tuple[StoredRequest, ...]:
        """The requests whose result has not come."""
        return tuple(each for each in self.requests if each.attempt is None)


def intend(
    store: AttemptStore,
    wanted: Sequence[Wanted],
    *,
    profile: str,
    base_url: str,
    model: str,
    unless_held: Collection[str] = (),
) -> StoredBatch | None:
    """Note what is about to be sent as one batch, before it is; None where nothing is left of it.

    Sections of `unless_held` are left out where an open batch holds them now.

    Raises:
        AuthoringError: the database cannot be written; nothing must be sent then.
    """
    writer, name = store.writer_id(), f"cw-{secrets.token_hex(12)}"
    with store.database.writing() as connection:
        taken = {row["section"] for row in connection.execute(_HELD)} & set(unless_held)
        left = [each for each in wanted if each.section not in taken]
        if not left:
            return None
        batch = connection.execute(
            "INSERT INTO batches (name, profile, base_url, model, writer, created) VALUES (?, ?, ?, ?, ?, ?)",
            (name, profile, base_url, model, writer, store.now()),
        ).lastrowid
        for number, each in enumerate(left, 1):
            connection.execute(
                "INSERT INTO prompts VALUES (?, ?) ON CONFLICT DO NOTHING", (each.prompt_sha256, each.prompt)
            )
            connection.execute(
                "INSERT INTO batch_requests (batch, custom_id, section, title, feedback, prompt_sha256)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (batch, f"{name}-{number:05}", each.section, each.title, each.feedback, each.prompt_sha256),
            )
    return _one(store, name)


def sent(store: AttemptStore, name: str, remote_id: str) -> None:
    """Note the endpoint's name for a batch.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        connection.execute(
            "UPDATE batches SET remote_id = ?, writer = NULL WHERE name = ? AND remote_id IS NULL", (remote_id, name)
        )


def unsettle(store: AttemptStore, name: str) -> None:
    """Note that a batch may or may not have been taken: its answer was lost.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        connection.execute("UPDATE batches SET writer = NULL WHERE name = ?", (name,))


def close(store: AttemptStore, name: str) -> None:
    """Note that nothing more will come of a batch: it was not taken, or its results are gone.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        connection.execute("UPDATE batches SET closed = ? WHERE name = ? AND closed IS NULL", (store.now(), name))


def release(store: AttemptStore, name: str) -> None:
    """Hold the sections of a batch no more, at the author's word.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        connection.execute("UPDATE batches SET released = ? WHERE name = ? AND released IS NULL", (store.now(), name))


def keep(
    store: AttemptStore,
    batch: StoredBatch,
    custom_id: str,
    outcome: Outcome,
    text: str,
    *,
    model: str,
    usage: Usage | None,
    cost_usd: Decimal | None,
    error: str | None,
) -> Attempt | None:
    """Store the result of a request as the next attempt of its section; None where it is stored already.

    Attempt and mark are one transaction, so that no crash and no second program can store it twice.

    Raises:
        AuthoringError: the database cannot be written.
    """
    store.writer_id()  # takes a lock, which is not to be waited for within the transaction
    with store.database.writing() as connection:
        row = connection.execute(
            "SELECT * FROM batch_requests WHERE custom_id = ? AND attempt IS NULL", (custom_id,)
        ).fetchone()
        if row is None:
            return None
        attempt = store.add_ended(
            connection,
            row["section"],
            outcome,
            text,
            profile=batch.profile,
            model=model,
            feedback=row["feedback"],
            prompt_sha256=row["prompt_sha256"],
            usage=usage,
            cost_usd=cost_usd,
            error=error,
        )
        connection.execute("UPDATE batch_requests SET attempt = ? WHERE id = ?", (attempt.number, row["id"]))
        return attempt


def any_open(store: AttemptStore) -> bool:
    """Say whether any batch is open: cheap enough to be asked often."""
    return store.database.row(f"SELECT 1 FROM batches b WHERE {_OPEN} LIMIT 1") is not None


def open_batches(store: AttemptStore) -> tuple[StoredBatch, ...]:
    """Return the open batches, oldest first.

    Raises:
        AuthoringError: the database cannot be read.
    """
    found = store.database.rows(f"SELECT name, writer FROM batches b WHERE {_OPEN} ORDER BY id")
    if any(row["writer"] for row in found):
        store.recover()  # so that a process that died is known for dead
    return tuple(_one(store, row["name"]) for row in found)


def remote_ids(store: AttemptStore) -> frozenset[str]:
    """Return the endpoints' names of all batches that were ever submitted here."""
    found = store.database.rows("SELECT remote_id FROM batches WHERE remote_id IS NOT NULL")
    return frozenset(row["remote_id"] for row in found)


def held(store: AttemptStore) -> frozenset[str]:
    """Return the sections, by the names under which they are kept, that wait for an open batch."""
    return frozenset(row["section"] for row in store.database.rows(_HELD))


_OPEN = "b.closed IS NULL AND EXISTS (SELECT 1 FROM batch_requests r WHERE r.batch = b.id AND r.attempt IS NULL)"
_HELD = """
SELECT r.section FROM batch_requests r JOIN batches b ON b.id = r.batch
WHERE r.attempt IS NULL AND b.closed IS NULL AND b.released IS NULL
"""


def _one(store: AttemptStore, name: str) -> StoredBatch:
    row = store.database.row("SELECT * FROM batches WHERE name = ?", (name,))
    assert row is not None, "a batch is never deleted"
    found = store.database.rows("SELECT * FROM batch_requests WHERE batch = ? ORDER BY id", (row["id"],))
    return StoredBatch(
        name=name,
        profile=row["profile"],
        base_url=row["base_url"],
        model=row["model"],
        remote_id=row["remote_id"],
        state=_state(store, row),
        released=row["released"] is not None,
        created=datetime.fromisoformat(row["created"]),
        requests=tuple(map(_request, found)),
    )


def _state(store: AttemptStore, row: sqlite3.Row) -> BatchState:
    if row["closed"] is not None:
        return BatchState.CLOSED
    if row["remote_id"] is not None:
        return BatchState.SENT
    return BatchState.SENDING if row["writer"] and store.writes(row["writer"]) else BatchState.UNSETTLED


def _request(row: sqlite3.Row) -> StoredRequest:
    return StoredRequest(
        row["custom_id"], row["section"], row["title"], row["feedback"], row["prompt_sha256"], row["attempt"]
    )
