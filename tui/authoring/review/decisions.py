"""What the author decides about attempts: accepted or rejected, one by one or many in one stroke."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from tui.authoring import plain_text
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.errors import AuthoringError
from tui.authoring.review import decision_log
from tui.authoring.review.attempts import AttemptStore
from tui.authoring.review.decision_log import Act, Decision, Verdict
from tui.authoring.review.records import Attempt

__all__ = [
    "Choice",
    "Decided",
    "Decision",
    "DecisionRefused",
    "Verdict",
    "accept",
    "accept_all",
    "accepted",
    "log",
    "reject",
]


class DecisionRefused(AuthoringError):
    """The decision cannot be made; nothing changed, and the message says what to do."""


@dataclass(frozen=True)
class Decided:
    """The attempt that was decided about, and the act in the log; None where that said so already."""

    attempt: Attempt
    act: int | None


@dataclass(frozen=True)
class Choice:
    """An attempt of a section that is to be accepted, for what `fingerprint` says the section should teach."""

    section: str
    number: int
    fingerprint: str


def accept(store: AttemptStore, section: str, number: int, fingerprint: str) -> Decided:
    """Accept an attempt of `section` for what `fingerprint` says it should teach.

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
        older = _waiting(connection, section, number)
        if decision_log.standing(connection, section) == (number, fingerprint) and not older:
            return Decided(attempt, None)
        act = Act(store, connection)
        _accept(act, Choice(section, number, fingerprint), older)
    return Decided(attempt, act.number)


def accept_all(store: AttemptStore, choices: Sequence[Choice]) -> int:
    """Accept several proposals in one stroke, which is taken back in one, and return its act.

    Raises:
        DecisionRefused: one of them cannot be accepted, or was decided about meanwhile; nothing changed.
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        act = Act(store, connection)
        for choice in choices:
            _refuse_unfit(_known(store, choice.section, choice.number))
            newest = connection.execute(_NEWEST_OPEN, {"section": choice.section}).fetchone()[0]
            if newest != choice.number:
                raise DecisionRefused(
                    f"{choice.section} has changed since it was checked: nothing was accepted; look again."
                )
            _accept(act, choice, _waiting(connection, choice.section, choice.number))
    return act.number


def accept_within(connection: sqlite3.Connection, store: AttemptStore, choices: Sequence[Choice]) -> int | None:
    """Accept attempts that somebody has approved already, in one stroke within an open transaction; return its act.

    What waited of their sections before is passed over, what is newer still waits. None where all stand accepted so.

    Raises:
        DecisionRefused: one of them is not whole.
    """
    act: Act | None = None
    for choice in choices:
        _refuse_unfit(_known(store, choice.section, choice.number))
        if decision_log.standing(connection, choice.section) == (choice.number, choice.fingerprint):
            continue
        act = act if act is not None else Act(store, connection)
        _accept(act, choice, _waiting(connection, choice.section, choice.number))
    return act.number if act is not None else None


def reject(store: AttemptStore, section: str, number: int, reason: str) -> Decided:
    """Reject an attempt of `section`; it is kept.

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
        accepted, fingerprint = decision_log.standing(connection, section)
        if accepted == number:
            accepted, fingerprint = None, None
        last = connection.execute(
            "SELECT verdict, reason FROM decisions WHERE section = ? AND number = ? ORDER BY id DESC LIMIT 1",
            (section, number),
        ).fetchone()
        if last is not None and tuple(last) == (Verdict.REJECTED.value, said):
            return Decided(attempt, None)
        act = Act(store, connection)
        act.write(section, number, Verdict.REJECTED, accepted=accepted, fingerprint=fingerprint, reason=said)
    return Decided(attempt, act.number)


def accepted(store: AttemptStore, section: str) -> Attempt | None:
    """Return the attempt that stands accepted in `section`, or None."""
    row = store.database.row(decision_log.STANDING, (section,))
    return None if row is None or row["accepted"] is None else store.get(section, row["accepted"])


def log(store: AttemptStore, section: str) -> tuple[Decision, ...]:
    """Return every decision ever made about `section`, oldest first."""
    return decision_log.of_section(store, section)


_OPEN = """
outcome = 'complete' AND coalesce((
    SELECT verdict FROM decisions d WHERE d.section = a.section AND d.number = a.number ORDER BY id DESC LIMIT 1
), 'open') = 'open'
"""
_WAITING = f"SELECT number FROM attempts a WHERE section = :section AND number < :number AND {_OPEN} ORDER BY number"
_NEWEST_OPEN = f"SELECT max(number) FROM attempts a WHERE section = :section AND {_OPEN}"


def _waiting(connection: sqlite3.Connection, section: str, before: int) -> list[int]:
    found = connection.execute(_WAITING, {"section": section, "number": before}).fetchall()
    return [row["number"] for row in found]


def _accept(act: Act, choice: Choice, older: Sequence[int]) -> None:
    for number in older:
        act.write(choice.section, number, Verdict.PASSED, accepted=choice.number, fingerprint=choice.fingerprint)
    act.write(choice.section, choice.number, Verdict.ACCEPTED, accepted=choice.number, fingerprint=choice.fingerprint)


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
