"""The log of decisions: it only grows, and what stands accepted follows from its last line about a section."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tui.authoring.review.attempts import AttemptStore


class Verdict(StrEnum):
    """What became of one attempt; PASSED when a newer one was accepted while it waited, OPEN when taken back."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PASSED = "passed"
    OPEN = "open"


@dataclass(frozen=True)
class Decision:
    """One line of the log; those of one stroke share an `act`. `accepted` stands accepted in the section afterwards.

    `reverts` names the act that this one takes back, or does again.
    """

    act: int
    section: str
    number: int
    verdict: Verdict
    reason: str | None
    accepted: int | None
    fingerprint: str | None
    reverts: int | None
    made: datetime


class Act:
    """One stroke of the author: the lines that it adds to the log, all within the transaction of `connection`."""

    def __init__(self, store: AttemptStore, connection: sqlite3.Connection, reverts: int | None = None) -> None:
        self._connection, self._reverts = connection, reverts
        self.number: int = connection.execute("SELECT coalesce(max(act), 0) + 1 FROM decisions").fetchone()[0]
        self._made = store.now()

    def write(
        self,
        section: str,
        number: int,
        verdict: Verdict,
        *,
        accepted: int | None,
        fingerprint: str | None,
        reason: str | None = None,
    ) -> None:
        """Add a line: what becomes of the attempt, and which one stands accepted in the section from then on."""
        values = (section, number, verdict.value, reason, accepted, fingerprint, self._reverts, self._made)
        self._connection.execute(
            "INSERT INTO decisions (act, section, number, verdict, reason, accepted, fingerprint, reverts, made)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self.number, *values),
        )


def standing(connection: sqlite3.Connection, section: str) -> tuple[int | None, str | None]:
    """Return the number of the attempt that stands accepted in the section, and for what; None and None for none."""
    row = connection.execute(STANDING, (section,)).fetchone()
    return (None, None) if row is None else (row["accepted"], row["fingerprint"])


def of_section(store: AttemptStore, section: str) -> tuple[Decision, ...]:
    """Return every decision ever made about `section`, oldest first."""
    return tuple(
        map(decision, store.database.rows("SELECT * FROM decisions WHERE section = ? ORDER BY id", (section,)))
    )


def decision(row: sqlite3.Row) -> Decision:
    """Return a row of the log."""
    return Decision(
        act=row["act"],
        section=row["section"],
        number=row["number"],
        verdict=Verdict(row["verdict"]),
        reason=row["reason"],
        accepted=row["accepted"],
        fingerprint=row["fingerprint"],
        reverts=row["reverts"],
        made=datetime.fromisoformat(row["made"]),
    )


STANDING = "SELECT accepted, fingerprint FROM decisions WHERE section = ? ORDER BY id DESC LIMIT 1"
