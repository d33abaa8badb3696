"""Takes decisions back, and makes them again: each time lines are added to the log, and none is ever removed."""

import sqlite3
from dataclasses import dataclass

from tui.authoring.errors import AuthoringError
from tui.authoring.review import decision_log
from tui.authoring.review.attempts import AttemptStore
from tui.authoring.review.decision_log import Act, Decision, Verdict


class NothingToTakeBack(AuthoringError):
    """No decision stands that could be taken back, or none was taken back that could be made again."""


@dataclass(frozen=True)
class Reverted:
    """The lines of an act that was taken back or made again, and the number of the act that did so."""

    of: int
    lines: tuple[Decision, ...]
    act: int


def undo(store: AttemptStore) -> Reverted:
    """Take back the last act that stands, whoever made it, and restore what it changed.

    Raises:
        NothingToTakeBack: none stands.
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        row = connection.execute(_LAST_STANDING).fetchone()
        if row is None:
            raise NothingToTakeBack("No decision stands that could be taken back.")
        last: int = row["act"]
        lines = _lines(connection, last)
        act = Act(store, connection, reverts=last)
        for section in dict.fromkeys(line.section for line in lines):
            _restore(act, connection, last, section, [line.number for line in lines if line.section == section])
    return Reverted(last, lines, act.number)


def redo(store: AttemptStore) -> Reverted:
    """Make again the act that was taken back last, unless another decision was made since.

    Raises:
        NothingToTakeBack: there is none such.
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        undone = connection.execute(_FIRST_UNDONE).fetchone()[0]
        if undone is None:
            raise NothingToTakeBack(
                "There is nothing to do again: no decision was taken back, or another one was made since."
            )
        lines = _lines(connection, undone)
        act = Act(store, connection, reverts=undone)
        for line in lines:
            act.write(
                line.section,
                line.number,
                line.verdict,
                accepted=line.accepted,
                fingerprint=line.fingerprint,
                reason=line.reason,
            )
    return Reverted(undone, lines, act.number)


def last_act(store: AttemptStore) -> int:
    """Return the number of the newest act, 0 where there is none."""
    row = store.database.row("SELECT coalesce(max(act), 0) AS last FROM decisions")
    return int(row["last"]) if row else 0


def _lines(connection: sqlite3.Connection, act: int) -> tuple[Decision, ...]:
    rows = connection.execute("SELECT * FROM decisions WHERE act = ? ORDER BY id", (act,)).fetchall()
    return tuple(map(decision_log.decision, rows))


def _restore(act: Act, connection: sqlite3.Connection, undone: int, section: str, numbers: list[int]) -> None:
    """Restate what stood in the section before: of each attempt that the act touched, and at last of the section.

    All acts after that one have been taken back, so that what stands now is what stood after it.
    """
    before = connection.execute(_LAST_BEFORE, {"section": section, "act": undone}).fetchone()
    accepted, fingerprint = (None, None) if before is None else (before["accepted"], before["fingerprint"])
    restated = before["number"] if before is not None else None
    # The line that stood last is restated last: a rejection that guided the next draft guides it again.
    for number in [*(each for each in numbers if each != restated), *([restated] if restated is not None else [])]:
        row = connection.execute(_VERDICT_BEFORE, {"section": section, "number": number, "act": undone}).fetchone()
        verdict = Verdict.OPEN if row is None else Verdict(row["verdict"])
        reason = None if row is None else row["reason"]
        act.write(section, number, verdict, accepted=accepted, fingerprint=fingerprint, reason=reason)


# An act that was taken back and made again as often stands.
_UNDONE = """
SELECT reverts AS act, max(act) AS by FROM (SELECT DISTINCT act, reverts FROM decisions WHERE reverts IS NOT NULL)
GROUP BY reverts HAVING count(*) % 2 = 1
"""
_LAST_STANDING = f"""
WITH undone AS ({_UNDONE})
SELECT act FROM decisions WHERE reverts IS NULL AND act NOT IN (SELECT act FROM undone) ORDER BY act DESC LIMIT 1
"""
_FIRST_UNDONE = f"""
WITH undone AS ({_UNDONE})
SELECT min(act) FROM undone WHERE by > (
    SELECT act FROM decisions WHERE reverts IS NULL ORDER BY act DESC LIMIT 1
)
"""
_LAST_BEFORE = "SELECT * FROM decisions WHERE section = :section AND act < :act ORDER BY id DESC LIMIT 1"
_VERDICT_BEFORE = """
SELECT verdict, reason FROM decisions WHERE section = :section AND number = :number AND act < :act
ORDER BY id DESC LIMIT 1
"""
