"""What the author decided: a log of acceptances and rejections, to which rows are only ever added."""

import sqlite3
from datetime import UTC, datetime

from tui.authoring.drafting.outcome import Outcome
from tui.authoring.errors import AuthoringError
from tui.authoring.review.attempts import Attempt, AttemptStore


class DecisionRefused(AuthoringError):
    """The decision cannot be made as things stand; the message says what to do instead."""


def accept(store: AttemptStore, section: str, number: int, fingerprint: str) -> None:
    """Accept attempt `number` of the section; older complete attempts nobody judged are passed over with it.

    `fingerprint` says what the section was asked to teach. Accepting again what is accepted changes nothing.

    Raises:
        DecisionRefused: there is no such attempt, or it is not complete.
    """
    attempt = _existing(store, section, number)
    if attempt.outcome is Outcome.STREAMING:
        raise DecisionRefused(f"{section} is still being written: wait for its end, then accept it.")
    if attempt.outcome is not Outcome.COMPLETE:
        raise DecisionRefused(
            f"Attempt {number} of {section} is not whole ({attempt.outcome.value.replace('_', ' ')}): "
            "regenerate it, or edit it to its end."
        )
    record = store.records(section)[section]
    if record.accepted == number and record.fingerprint == fingerprint and not record.undecided:
        return
    with store.database.writing() as connection:
        act = _next_act(connection)
        undecided = connection.execute(_UNDECIDED, (section, number)).fetchall()
        rows = [(other["number"], "passed") for other in undecided] + [(number, "accepted")]
        for other, verdict in rows:
            _write(connection, act, section, other, verdict, None, number, fingerprint)


def reject(store: AttemptStore, section: str, number: int, reason: str) -> None:
    """Reject attempt `number`; where it was the accepted one, none is accepted any more. The text stays.

    Raises:
        DecisionRefused: there is no such attempt, it is still being written, or no reason is given.
    """
    if not reason.strip():
        raise DecisionRefused("Give a reason: it tells the writer what to do better.")
    attempt = _existing(store, section, number)
    if attempt.outcome is Outcome.STREAMING:
        raise DecisionRefused(f"{section} is still being written: stop it first.")
    record = store.records(section)[section]
    stands = record.accepted if record.accepted != number else None
    with store.database.writing() as connection:
        fingerprint = record.fingerprint if stands is not None else None
        _write(connection, _next_act(connection), section, number, "rejected", reason, stands, fingerprint)


def accepted(store: AttemptStore, section: str) -> Attempt | None:
    """Return the section's accepted attempt, or None."""
    row = store.database.row("SELECT accepted FROM decisions WHERE section = ? ORDER BY id DESC LIMIT 1", (section,))
    return None if row is None or row["accepted"] is None else store.get(section, row["accepted"])


def rejection(store: AttemptStore, section: str) -> str | None:
    """Return why the newest attempt was rejected; None where it was not."""
    row = store.database.row(
        "SELECT verdict, reason FROM decisions WHERE section = ?1"
        " AND number = (SELECT max(number) FROM attempts WHERE section = ?1) ORDER BY id DESC LIMIT 1",
        (section,),
    )
    return None if row is None or row["verdict"] != "rejected" else str(row["reason"])


# The complete attempts up to one that nobody has judged, or whose judgement was taken back.
_UNDECIDED = """
SELECT number FROM attempts WHERE section = ?1 AND number < ?2 AND outcome = 'complete'
AND coalesce((SELECT verdict FROM decisions
    WHERE decisions.section = attempts.section AND decisions.number = attempts.number
    ORDER BY id DESC LIMIT 1), 'open') = 'open'
"""


def _existing(store: AttemptStore, section: str, number: int) -> Attempt:
    attempt = store.get(section, number)
    if attempt is None:
        count = len(store.of(section))
        raise DecisionRefused(f"{section} has no attempt {number}; it has {count}.")
    return attempt


def _next_act(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(act), 0) + 1 FROM decisions").fetchone()[0])


def _write(
    connection: sqlite3.Connection,
    act: int,
    section: str,
    number: int,
    verdict: str,
    reason: str | None,
    stands: int | None,
    fingerprint: str | None,
) -> None:
    connection.execute(
        "INSERT INTO decisions (act, section, number, verdict, reason, accepted, fingerprint, made)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (act, section, number, verdict, reason, stands, fingerprint, datetime.now(UTC).isoformat()),
    )
