"""What requests under way may cost at most, in the workbench database, so that processes keep a course's cap together.

A reservation stands from before a request is sent until what it cost is stored with its attempt. It belongs to a
process (see `writers`); where that ends over it, or the cost is never told, it counts at its most from then on. What
is reserved for a batch counts until the result is an attempt, or the batch is closed. Amounts in US dollars.
"""

import sqlite3
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from tui.authoring.review import rows

if TYPE_CHECKING:
    from tui.authoring.review.attempts import AttemptStore


def reserve(store: "AttemptStore", costs: Sequence[Decimal], cap: Decimal | None) -> tuple[int, ...] | None:
    """Set aside `costs`, all or none, and return the names of the reservations; None where that might pass `cap`.

    Raises:
        AuthoringError: the database cannot be written.
    """
    owner, now = store.writer_id(), store.now()
    with store.database.writing(durable=False) as connection:
        if not _fits(connection, sum(costs, Decimal(0)), cap):
            return None
        return tuple(_insert(connection, owner, cost, now) for cost in costs)


def more(store: "AttemptStore", reservation: int, cost: Decimal, cap: Decimal | None) -> bool:
    """Add to a reservation, and say whether `cap` allows it.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing(durable=False) as connection:
        if not _fits(connection, cost, cap):
            return False
        connection.execute(
            "UPDATE reservations SET picousd = picousd + ? WHERE id = ?", (rows.picousd(cost), reservation)
        )
        return True


def begun(store: "AttemptStore", reservation: int, section: str, attempt: int) -> None:
    """Say which attempt the reservation is for.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing(durable=False) as connection:
        connection.execute(
            "UPDATE reservations SET section = ?, attempt = ? WHERE id = ?", (section, attempt, reservation)
        )


def awaits(store: "AttemptStore", reservations: Sequence[tuple[int, str]]) -> None:
    """Say which requests of a batch reservations are for, by their custom ids; no process needs to live for them.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        connection.executemany(
            "UPDATE reservations SET custom_id = ?, owner = NULL WHERE id = ?",
            [(custom_id, reservation) for reservation, custom_id in reservations],
        )


def settle(store: "AttemptStore", reservations: Sequence[int], *, known: bool) -> None:
    """End reservations: what they cost is stored, or nothing was asked; else, not `known`, they go on to count.

    Raises:
        AuthoringError: the database cannot be written.
    """
    how = "DELETE FROM reservations" if known else "UPDATE reservations SET owner = NULL"
    with store.database.writing(durable=False) as connection:
        connection.executemany(f"{how} WHERE id = ?", [(each,) for each in reservations])


def release(connection: sqlite3.Connection, owners: Sequence[str]) -> None:
    """End the reservations of processes that have ended: what they asked for and did not learn counts at its most."""
    for owner in owners:
        connection.execute(_DELETE_KNOWN, (owner,))
        connection.execute("UPDATE reservations SET owner = NULL WHERE owner = ?", (owner,))


def committed(store: "AttemptStore") -> Decimal:
    """Return what the course has cost, and may cost by what is under way or was never told."""
    row = store.database.row(_COMMITTED)
    return (rows.usd(row["picousd"]) if row else None) or Decimal(0)


def set_aside(store: "AttemptStore") -> Decimal:
    """Return what of `committed` is not known to have been spent: under way, with a batch, or never told."""
    row = store.database.row(f"SELECT ({_RESERVED}) AS picousd")
    return (rows.usd(row["picousd"]) if row else None) or Decimal(0)


def _fits(connection: sqlite3.Connection, cost: Decimal, cap: Decimal | None) -> bool:
    if cap is None:
        return True
    found: int = connection.execute(_COMMITTED).fetchone()["picousd"]
    return found + rows.picousd(cost) <= rows.picousd(cap)


def _insert(connection: sqlite3.Connection, owner: str, cost: Decimal, now: str) -> int:
    key = connection.execute(
        "INSERT INTO reservations (owner, picousd, made) VALUES (?, ?, ?)", (owner, rows.picousd(cost), now)
    ).lastrowid
    assert key is not None, "an inserted row has a number"
    return key


_RESERVED = """
SELECT coalesce(sum(picousd), 0) FROM reservations WHERE custom_id IS NULL OR EXISTS (
    SELECT 1 FROM batch_requests r JOIN batches b ON b.id = r.batch
    WHERE r.custom_id = reservations.custom_id AND r.attempt IS NULL AND b.closed IS NULL)
"""

_COMMITTED = f"""
SELECT (SELECT coalesce(sum(cost_picousd), 0) FROM attempts)
    + (SELECT coalesce(sum(cost_picousd), 0) FROM suggestion_requests)
    + (SELECT coalesce(sum(cost_picousd), 0) FROM judge_requests)
    + ({_RESERVED}) AS picousd
"""

_DELETE_KNOWN = """
DELETE FROM reservations WHERE owner = ? AND EXISTS (
    SELECT 1 FROM attempts a WHERE a.section = reservations.section AND a.number = reservations.attempt
    AND (a.cost_picousd IS NOT NULL OR (a.outcome = 'failed' AND a.output_tokens IS NULL)))
"""
