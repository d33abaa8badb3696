"""What the author decides about attempts: a log that only grows, so that every decision can be traced and undone."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tui.authoring import plain_text
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.errors import AuthoringError
from tui.authoring.review.attempts import AttemptStore
from tui.authoring.review.records import Attempt


class DecisionRefused(AuthoringError):
    """The decision cannot be made; nothing changed, and the message says what to do."""


class Verdict(StrEnum):
    """What became of one attempt; PASSED when a newer one was accepted while it waited, OPEN when taken back."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PASSED = "passed"
    OPEN = "open"


@dataclass(frozen=True)
class Decision:
    """One line of the log; those of one stroke share an `act`. `accepted` stands accepted in the section afterwards."""

    act: int
    section: str
    number: int
    verdict: Verdict
    reason: str | None
    accepted: int | None
    fingerprint: str | None
    made: datetime


def accept(store: AttemptStore, section: str, number: int, fingerprint: str) -> Attempt:
    """Accept an attempt of `section` for what `fingerprint` says it should teach, and return it.

    It takes the place of the one accepted before, and passes over the older complete attempts that still waited. A
    newer one still waits: the author may not have seen it. Accepting what stands accepted, under the same fingerprint,
    changes nothing.

    Raises:
        DecisionRefused: there is no such attempt, it is not complete, or it is empty.
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        attempt = _known(store, section, number)
        _refuse_unfit(attempt)
        older = connection.execute(_WAITING, {"section": section, "number": number}).fetchall()
        if _standing(connection, section) != (number, fingerprint) or older:
            lines = _Lines(store, connection, section, number, fingerprint)
            for row in older:
                lines.write(row["number"], Verdict.PASSED)
            lines.write(number, Verdict.ACCEPTED)
    return attempt


def reject(store: AttemptStore, section: str, number: int, reason: str) -> Attempt:
    """Reject an attempt of `section`, and return it; the attempt is kept.

    Rejecting the accepted one leaves the section with none accepted; rejecting another leaves the accepted one alone.
    Rejecting it again for the same reason changes nothing.

    Raises:
        DecisionRefused: there is no such attempt, or it is still being written.
        AuthoringError: the database cannot be written.
    """
    said = plain_text.clean(reason).strip() or None
    with store.database.writing() as connection:
        attempt = _known(store, section, number)
        if attempt.outcome is Outcome.STREAMING:
            raise DecisionRefused(f"Attempt {number} of {section} is still being written: stop it first, or wait.")
        accepted, fingerprint = _standing(connection, section)
        if accepted == number:
            accepted, fingerprint = None, None
        last = connection.execute(
            "SELECT verdict, reason FROM decisions WHERE section = ? AND number = ? ORDER BY id DESC LIMIT 1",
            (section, number),
        ).fetchone()
        if last is None or tuple(last) != (Verdict.REJECTED.value, said):
            _Lines(store, connection, section, accepted, fingerprint).write(number, Verdict.REJECTED, said)
    return attempt


def accepted(store: AttemptStore, section: str) -> Attempt | None:
    """Return the attempt that stands accepted in `section`, or None."""
    row = store.database.row(_STANDING, (section,))
    return None if row is None or row["accepted"] is None else store.get(section, row["accepted"])


def log(store: AttemptStore, section: str) -> tuple[Decision, ...]:
    """Return every decision ever made about `section`, oldest first."""
    found = store.database.rows("SELECT * FROM decisions WHERE section = ? ORDER BY id", (section,))
    return tuple(
        Decision(
            act=row["act"],
            section=row["section"],
            number=row["number"],
            verdict=Verdict(row["verdict"]),
            reason=row["reason"],
            accepted=row["accepted"],
            fingerprint=row["fingerprint"],
            made=datetime.fromisoformat(row["made"]),
        )
        for row in found
    )


_STANDING = "SELECT accepted, fingerprint FROM decisions WHERE section = ? ORDER BY id DESC LIMIT 1"
_WAITING = """
SELECT number FROM attempts a WHERE section = :section AND number < :number AND outcome = 'complete' AND coalesce((
    SELECT verdict FROM decisions d WHERE d.section = a.section AND d.number = a.number ORDER BY id DESC LIMIT 1
), 'open') = 'open' ORDER BY number
"""


class _Lines:
    """Appends the lines of one act on a section, after which `accepted` stands."""

    def __init__(
        self,
        store: AttemptStore,
        connection: sqlite3.Connection,
        section: str,
        accepted: int | None,
        fingerprint: str | None,
    ) -> None:
        self._connection = connection
        self._act: int = connection.execute("SELECT coalesce(max(act), 0) + 1 FROM decisions").fetchone()[0]
        self._section, self._accepted, self._fingerprint = section, accepted, fingerprint
        self._made = store.now()

    def write(self, number: int, verdict: Verdict, reason: str | None = None) -> None:
        self._connection.execute(
            "INSERT INTO decisions (act, section, number, verdict, reason, accepted, fingerprint, made)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._act,
                self._section,
                number,
                verdict.value,
                reason,
                self._accepted,
                self._fingerprint,
                self._made,
            ),
        )


def _standing(connection: sqlite3.Connection, section: str) -> tuple[int | None, str | None]:
    row = connection.execute(_STANDING, (section,)).fetchone()
    return (None, None) if row is None else (row["accepted"], row["fingerprint"])


def _known(store: AttemptStore, section: str, number: int) -> Attempt:
    attempt = store.get(section, number)
    if attempt is not None:
        return attempt
    newest = store.latest(section)
    if newest is None:
        raise DecisionRefused(f"{section} has no attempt yet: draft it first.")
    raise DecisionRefused(f"{section} has no attempt {number}: its newest is {newest.number}.")


def _refuse_unfit(attempt: Attempt) -> None:
    name = f"Attempt {attempt.number} of {attempt.section}"
    if attempt.outcome is Outcome.STREAMING:
        raise DecisionRefused(f"{name} is still being written: wait until it is whole, then accept it.")
    if attempt.outcome is not Outcome.COMPLETE:
        word = _PLAIN.get(attempt.outcome, attempt.outcome.value)
        raise DecisionRefused(f"{name} {word}, so it is not whole: regenerate the section, or edit it and accept that.")
    if not attempt.text.strip():
        raise DecisionRefused(f"{name} is empty: regenerate the section, or edit it and accept that.")


_PLAIN = {
    Outcome.TRUNCATED: "was cut off at its length limit",
    Outcome.REFUSED: "was refused by the model",
    Outcome.CONTEXT_EXCEEDED: "ran out of the model's context",
    Outcome.CANCELLED: "was stopped",
    Outcome.FAILED: "failed",
    Outcome.INTERRUPTED: "was interrupted",
}
