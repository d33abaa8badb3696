"""The attempts: every text ever proposed for a section, stored as it streams, never deleted and never overwritten."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Self

from tui.authoring import plain_text
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.errors import AuthoringError
from tui.authoring.review.database import Database
from tui.authoring.review.writers import DeadWriters, Writer

_PICO = Decimal(10) ** 12  # money is stored in whole picodollars, which SQLite sums exactly

_COLUMNS = "attempts.*, texts.text FROM attempts JOIN texts ON texts.attempt = attempts.id"


class Origin(StrEnum):
    """Where a text came from: the model, the author's hands, or a pipe from another program."""

    MODEL = "model"
    HAND = "hand"
    PIPE = "pipe"


@dataclass(frozen=True)
class Attempt:
    """One proposed text of `section` (`day01_001/orientation`); `number` counts from 1 within the section.

    Times are UTC. `cost_usd` is None where it is not known.
    """

    section: str
    number: int
    origin: Origin
    profile: str | None
    model: str | None
    outcome: Outcome
    text: str
    words: int
    feedback: str | None
    prompt_sha256: str | None
    usage: Usage | None
    cost_usd: Decimal | None
    error: str | None
    created: datetime
    finished: datetime | None


@dataclass(frozen=True)
class SectionRecord:
    """What the store knows of a section, without its texts.

    `number` and `outcome` are the newest attempt's, and `undecided` says that nobody has judged it. `words` are those
    of the text that stands: the accepted attempt's, or else the newest one's. `accepted` is the number of the accepted
    attempt, and `fingerprint` what the section was asked to teach when it was accepted.
    """

    section: str
    attempts: int
    number: int
    outcome: Outcome
    undecided: bool
    words: int
    accepted: int | None
    fingerprint: str | None
    cost_usd: Decimal

    @property
    def tokens(self) -> int:
        """The tokens of the text that stands, estimated from its words."""
        return round(self.words * plain_text.TOKENS_PER_WORD)


def _now() -> datetime:
    return datetime.now(UTC)


class AttemptStore:
    """The attempts in one database. Writers of other processes that died are noticed when it is opened."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = _now) -> None:
        self.database = database
        self._clock = clock
        self._writers = database.path.parent / "writers"
        self._writer: Writer | None = None
        self._seen = self._version()

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime] = _now) -> Self:
        """Open the store at `path`, making it where there is none; drafts whose writer died become `interrupted`.

        Raises:
            AuthoringError: the place cannot be written, or the file is no such database, or of a newer version.
        """
        store = cls(Database(path), clock)
        try:
            store._bury_the_dead()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close the database; a second time does nothing."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self.database.close()

    # Writing

    def begin(
        self,
        section: str,
        *,
        origin: Origin,
        profile: str | None = None,
        model: str | None = None,
        feedback: str | None = None,
        prompt_sha256: str | None = None,
        prompt: str | None = None,
    ) -> Attempt:
        """Begin an attempt that will stream; its text is empty so far.

        Raises:
            AuthoringError: the database cannot be written.
        """
        if self._writer is None:
            self._writer = Writer(self._writers)
        with self.database.writing() as connection:
            if prompt_sha256 is not None and prompt is not None:
                known = connection.execute("SELECT 1 FROM prompts WHERE sha256 = ?", (prompt_sha256,)).fetchone()
                if known is None:
                    connection.execute("INSERT INTO prompts VALUES (?, ?)", (prompt_sha256, prompt))
            number = self._insert(
                connection,
                section,
                origin=origin,
                outcome=Outcome.STREAMING,
                profile=profile,
                model=model,
                feedback=feedback,
                prompt_sha256=prompt_sha256,
                writer=self._writer.id,
            )
        return self._need(section, number)

    def append(self, section: str, number: int, text: str) -> None:
        """Add `text` to a streaming attempt. What is not appended dies with the process: append every half second.

        Raises:
            AuthoringError: the attempt does not stream, or the database cannot be written.
        """
        with self.database.writing(durable=False) as connection:
            changed = connection.execute(
                "UPDATE texts SET text = text || ? WHERE attempt ="
                " (SELECT id FROM attempts WHERE section = ? AND number = ? AND outcome = 'streaming')",
                (text, section, number),
            ).rowcount
        if not changed:
            raise AuthoringError(f"Attempt {number} of {section} has ended: nothing can be added to it.")

    def finish(
        self,
        section: str,
        number: int,
        outcome: Outcome,
        *,
        text: str | None = None,
        model: str | None = None,
        usage: Usage | None = None,
        cost_usd: Decimal | None = None,
        error: str | None = None,
    ) -> Attempt:
        """End a streaming attempt; `text` replaces what streamed, where it was tidied.

        Raises:
            AuthoringError: the attempt does not stream, or the database cannot be written.
        """
        attempt = self._need(section, number)
        final = attempt.text if text is None else text
        with self.database.writing() as connection:
            row = connection.execute(
                "SELECT id FROM attempts WHERE section = ? AND number = ? AND outcome = 'streaming'", (section, number)
            ).fetchone()
            if row is None:
                raise AuthoringError(f"Attempt {number} of {section} has ended already.")
            connection.execute("UPDATE texts SET text = ? WHERE attempt = ?", (final, row["id"]))
            connection.execute(
                "UPDATE attempts SET outcome = ?, words = ?, model = coalesce(?, model), input_tokens = ?,"
                " output_tokens = ?, cache_read_tokens = ?, cache_write_tokens = ?, cost_picousd = ?, error = ?,"
                " finished = ? WHERE id = ?",
                (
                    outcome.value,
                    plain_text.words(final),
                    model,
                    *_tokens(usage),
                    None if cost_usd is None else int(cost_usd * _PICO),
                    error,
                    self._clock().isoformat(),
                    row["id"],
                ),
            )
        return self._need(section, number)

    def add(
        self,
        section: str,
        text: str,
        *,
        origin: Origin,
        model: str | None = None,
        feedback: str | None = None,
    ) -> Attempt:
        """Store a whole text at once as a complete attempt.

        Raises:
            AuthoringError: the database cannot be written.
        """
        with self.database.writing() as connection:
            number = self._insert(
                connection, section, origin=origin, outcome=Outcome.COMPLETE, text=text, model=model, feedback=feedback
            )
        return self._need(section, number)

    def _insert(
        self,
        connection: sqlite3.Connection,
        section: str,
        *,
        origin: Origin,
        outcome: Outcome,
        text: str = "",
        profile: str | None = None,
        model: str | None = None,
        feedback: str | None = None,
        prompt_sha256: str | None = None,
        writer: str | None = None,
    ) -> int:
        last = connection.execute("SELECT max(number) FROM attempts WHERE section = ?", (section,)).fetchone()[0]
        number = int(last or 0) + 1
        now = self._clock().isoformat()
        finished = None if outcome is Outcome.STREAMING else now
        row = connection.execute(
            "INSERT INTO attempts (section, number, origin, profile, model, outcome, words, feedback, prompt_sha256,"
            " created, finished, writer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                section,
                number,
                origin.value,
                profile,
                model,
                outcome.value,
                plain_text.words(text),
                feedback,
                prompt_sha256,
                now,
                finished,
                writer,
            ),
        ).lastrowid
        connection.execute("INSERT INTO texts VALUES (?, ?)", (row, text))
        return number

    # Reading

    def of(self, section: str) -> tuple[Attempt, ...]:
        """Return all attempts of the section, oldest first."""
        sql = f"SELECT {_COLUMNS} WHERE section = ? ORDER BY number"
        return tuple(_attempt(row) for row in self.database.rows(sql, (section,)))

    def get(self, section: str, number: int) -> Attempt | None:
        """Return that attempt, or None."""
        row = self.database.row(f"SELECT {_COLUMNS} WHERE section = ? AND number = ?", (section, number))
        return None if row is None else _attempt(row)

    def latest(self, section: str) -> Attempt | None:
        """Return the newest attempt of the section, or None."""
        row = self.database.row(f"SELECT {_COLUMNS} WHERE section = ? ORDER BY number DESC LIMIT 1", (section,))
        return None if row is None else _attempt(row)

    def prompt(self, sha256: str) -> str | None:
        """Return the prompt with that digest, as it was sent."""
        row = self.database.row("SELECT text FROM prompts WHERE sha256 = ?", (sha256,))
        return None if row is None else str(row["text"])

    def records(self, prefix: str = "") -> dict[str, SectionRecord]:
        """Return what is known of each section whose name begins with `prefix`, in one query and without any text."""
        rows = self.database.rows(_RECORDS, {"low": prefix, "high": prefix + "\U0010ffff"})
        return {row["section"]: _record(row) for row in rows}

    def total_cost(self) -> Decimal:
        """Return what all attempts together have cost in US dollars, as far as prices are known."""
        row = self.database.row("SELECT coalesce(sum(cost_picousd), 0) AS cost FROM attempts")
        assert row is not None
        return Decimal(row["cost"]) / _PICO

    def changed_elsewhere(self) -> bool:
        """Say whether another process has written since this was last asked."""
        version = self._version()
        changed, self._seen = version != self._seen, version
        return changed

    def _version(self) -> int:
        row = self.database.row("PRAGMA data_version")
        assert row is not None
        return int(row[0])

    def _need(self, section: str, number: int) -> Attempt:
        attempt = self.get(section, number)
        if attempt is None:
            raise AuthoringError(f"{section} has no attempt {number}.")
        return attempt

    def _bury_the_dead(self) -> None:
        rows = self.database.rows("SELECT DISTINCT writer FROM attempts WHERE outcome = 'streaming'")
        if not rows and not self._writers.is_dir():
            return
        dead = DeadWriters(self._writers, [row["writer"] for row in rows])
        try:
            if dead.ids:
                marks = ", ".join("?" for _ in dead.ids)
                with self.database.writing() as connection:
                    connection.execute(
                        "UPDATE attempts SET outcome = 'interrupted', finished = ?, words ="
                        " (SELECT count_words(text) FROM texts WHERE attempt = attempts.id),"
                        " error = 'The program ended while this was written; what had come is kept.'"
                        f" WHERE outcome = 'streaming' AND writer IN ({marks})",
                        (self._clock().isoformat(), *dead.ids),
                    )
        finally:
            dead.close()


_RECORDS = """
WITH mine AS (SELECT * FROM attempts WHERE section >= :low AND section < :high),
newest AS (
    SELECT section, count(*) AS attempts, max(number) AS number, coalesce(sum(cost_picousd), 0) AS cost
    FROM mine GROUP BY section
),
last_decision AS (
    SELECT section, accepted, fingerprint, max(id) FROM decisions
    WHERE section >= :low AND section < :high GROUP BY section
),
judged AS (
    SELECT section, number, verdict, max(id) FROM decisions
    WHERE section >= :low AND section < :high GROUP BY section, number
)
SELECT newest.section, newest.attempts, newest.number, newest.cost, one.outcome,
    coalesce(judged.verdict, 'open') = 'open' AS undecided,
    last_decision.accepted, last_decision.fingerprint, coalesce(taken.words, one.words) AS words
FROM newest
JOIN mine AS one ON one.section = newest.section AND one.number = newest.number
LEFT JOIN last_decision ON last_decision.section = newest.section
LEFT JOIN judged ON judged.section = newest.section AND judged.number = newest.number
LEFT JOIN mine AS taken ON taken.section = newest.section AND taken.number = last_decision.accepted
ORDER BY newest.section
"""


def _tokens(usage: Usage | None) -> tuple[int | None, int | None, int | None, int | None]:
    if usage is None:
        return None, None, None, None
    return usage.input_tokens, usage.output_tokens, usage.cache_read_tokens, usage.cache_write_tokens


def _attempt(row: sqlite3.Row) -> Attempt:
    counted = row["input_tokens"] is not None
    return Attempt(
        section=row["section"],
        number=row["number"],
        origin=Origin(row["origin"]),
        profile=row["profile"],
        model=row["model"],
        outcome=Outcome(row["outcome"]),
        text=row["text"],
        words=row["words"],
        feedback=row["feedback"],
        prompt_sha256=row["prompt_sha256"],
        usage=Usage(row["input_tokens"], row["output_tokens"], row["cache_read_tokens"], row["cache_write_tokens"])
        if counted
        else None,
        cost_usd=None if row["cost_picousd"] is None else Decimal(row["cost_picousd"]) / _PICO,
        error=row["error"],
        created=datetime.fromisoformat(row["created"]),
        finished=None if row["finished"] is None else datetime.fromisoformat(row["finished"]),
    )


def _record(row: sqlite3.Row) -> SectionRecord:
    return SectionRecord(
        section=row["section"],
        attempts=row["attempts"],
        number=row["number"],
        outcome=Outcome(row["outcome"]),
        undecided=bool(row["undecided"]),
        words=row["words"],
        accepted=row["accepted"],
        fingerprint=row["fingerprint"],
        cost_usd=Decimal(row["cost"]) / _PICO,
    )
