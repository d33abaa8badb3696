"""Every attempt ever made, in `.coursewright/workbench.db`: kept as it streams, never deleted, never overwritten."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import ExitStack, nullcontext, suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Self

from tui.authoring import plain_text
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.errors import AuthoringError
from tui.authoring.review import ledger, rows
from tui.authoring.review.database import Database
from tui.authoring.review.records import Attempt, Origin, SectionRecord
from tui.authoring.review.writers import DeadWriters, Writer

__all__ = ["Attempt", "AttemptClosed", "AttemptStore", "Origin", "SectionRecord"]

_LEFT = "The program that was writing it ended; what it had written is kept."


class AttemptClosed(AuthoringError):
    """The attempt does not exist, or has ended and can no longer change: begin another one."""


def _now() -> datetime:
    return datetime.now(UTC)


class AttemptStore:
    """The attempts of one workspace, and the database that holds its decisions and approvals too.

    Any thread may call it, and several processes at once.

    `append` keeps a piece of text before it returns: the death of the process (`kill -9` included) then takes nothing
    of it. A writer that gathers pieces calls it at least every half second. Texts are cleaned (`plain_text.clean`).
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database = database
        self._clock = clock
        self._writers = database.path.parent / "writers"
        self._writer: Writer | None = None
        self._beginning = threading.Lock()

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime] = _now) -> Self:
        """Open the store at `path`, creating folder and file, and close what dead writers left (see `recover`).

        Raises:
            AuthoringError: the place is not writable, the file is no such database, or a newer Coursewright made it.
        """
        store = cls(Database(path), clock)
        try:
            store.recover()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close the store; what this process still streams into it becomes INTERRUPTED, with its text."""
        with self._beginning:
            writer, self._writer = self._writer, None
        if writer is not None:
            # What could not be ended now is ended at the next opening.
            with suppress(AuthoringError), self.database.writing() as connection:
                self._interrupt(connection, (writer.id,))
                ledger.release(connection, (writer.id,))
            writer.close()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def now(self) -> str:
        """Return the present time as the database keeps it."""
        return self._clock().astimezone(UTC).isoformat(timespec="microseconds")

    def recover(self) -> int:
        """Make INTERRUPTED what streams of writers that have died, and return how many attempts that were.

        Their text is kept, and nothing of a living process is touched. Cheap enough to be called now and then.
        """
        if not self.database.row(_STREAMING) and not any(self._writers.glob("*.lock")):
            return 0
        # The locks are let go of after the commit, so that who opens meanwhile waits and finds it done.
        with ExitStack() as locks, self.database.writing() as connection:
            streaming = connection.execute(_STREAMING).fetchall()
            dead = DeadWriters(self._writers, [row["writer"] for row in streaming])
            locks.callback(dead.close)
            interrupted = self._interrupt(connection, dead.ids)
            ledger.release(connection, dead.ids)
            return interrupted

    def _interrupt(self, connection: sqlite3.Connection, writers: tuple[str, ...]) -> int:
        left = [row for row in connection.execute(_STREAMING).fetchall() if row["writer"] in writers]
        for row in left:
            self._end(connection, row, Outcome.INTERRUPTED, row["text"], error=_LEFT)
        return len(left)

    def writer_id(self) -> str:
        """Return the name of this process as a writer, whose lock it holds from now on until the store is closed.

        Raises:
            AuthoringError: the folder of the locks cannot be written.
        """
        with self._beginning:
            if self._writer is None:
                self._writer = Writer(self._writers)
            return self._writer.id

    def writes(self, writer: str) -> bool:
        """Say whether that writer lives, as far as `recover` has last seen."""
        return (self._writers / f"{writer}.lock").exists()

    # One attempt from its first word to its last

    def begin(
        self,
        section: str,
        *,
        origin: Origin = Origin.MODEL,
        profile: str | None = None,
        model: str | None = None,
        feedback: str | None = None,
        prompt_sha256: str | None = None,
        prompt: str | None = None,
    ) -> Attempt:
        """Begin the next attempt of `section`, streaming and empty; the prompt's text is stored once for its hash.

        Raises:
            AuthoringError: the database cannot be written.
        """
        writer = self.writer_id()
        with self.database.writing() as connection:
            if prompt_sha256 is not None and prompt is not None:
                connection.execute(
                    "INSERT INTO prompts VALUES (?, ?) ON CONFLICT DO NOTHING", (prompt_sha256, _storable(prompt))
                )
            return self._insert(
                connection,
                section,
                "",
                origin=origin,
                profile=profile,
                model=model,
                outcome=Outcome.STREAMING,
                feedback=feedback,
                prompt_sha256=prompt_sha256,
                writer=writer,
            )

    def append(self, section: str, number: int, text: str) -> None:
        """Add `text` to what a streaming attempt holds; when this returns, only a power cut can take it.

        Raises:
            AttemptClosed: there is no such attempt, or it has ended.
            AuthoringError: the database cannot be written.
        """
        with self.database.writing(durable=False) as connection:
            row = _streaming(connection, section, number)
            whole = row["text"] + _storable(text)
            connection.execute("UPDATE texts SET text = ? WHERE attempt = ?", (whole, row["id"]))
            connection.execute(
                "UPDATE attempts SET words = ?, tokens = ? WHERE id = ?",
                (plain_text.words(whole), plain_text.estimate_tokens(whole), row["id"]),
            )

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
        """End a streaming attempt, for good.

        `text` takes the place of what was streamed; `model` is the one that served.

        Raises:
            AttemptClosed: there is no such attempt, or it has ended already.
            AuthoringError: the database cannot be written.
        """
        with self.database.writing() as connection:
            row = _streaming(connection, section, number)
            body = row["text"] if text is None else text
            self._end(connection, row, outcome, body, model=model, usage=usage, cost_usd=cost_usd, error=error)
            return rows.attempt(_read(connection, section, number))

    def add(
        self,
        section: str,
        text: str,
        *,
        origin: Origin,
        feedback: str | None = None,
        profile: str | None = None,
        model: str | None = None,
        prompt_sha256: str | None = None,
        within: sqlite3.Connection | None = None,
    ) -> Attempt:
        """Store a whole text as the next attempt of `section`, complete; `within` a transaction that is open, if any.

        Raises:
            AuthoringError: the database cannot be written.
        """
        with self.database.writing() if within is None else nullcontext(within) as connection:
            return self._insert(
                connection,
                section,
                plain_text.clean(text),
                origin=origin,
                profile=profile,
                model=model,
                outcome=Outcome.COMPLETE,
                feedback=feedback,
                prompt_sha256=prompt_sha256,
                writer=None,
            )

    def add_ended(
        self,
        connection: sqlite3.Connection,
        section: str,
        outcome: Outcome,
        text: str,
        *,
        profile: str | None,
        model: str | None,
        feedback: str | None = None,
        prompt_sha256: str | None = None,
        usage: Usage | None = None,
        cost_usd: Decimal | None = None,
        error: str | None = None,
    ) -> Attempt:
        """Store, within the transaction of `connection`, a model's attempt that ended elsewhere; its text is cleaned.

        Raises:
            AuthoringError: the database, or the folder of the locks, cannot be written.
        """
        begun = self._insert(
            connection,
            section,
            "",
            origin=Origin.MODEL,
            profile=profile,
            model=model,
            outcome=Outcome.STREAMING,
            feedback=feedback,
            prompt_sha256=prompt_sha256,
            writer=self.writer_id(),
        )
        row = _streaming(connection, section, begun.number)
        self._end(connection, row, outcome, text, model=model, usage=usage, cost_usd=cost_usd, error=error)
        return rows.attempt(_read(connection, section, begun.number))

    def _insert(
        self,
        connection: sqlite3.Connection,
        section: str,
        text: str,
        *,
        origin: Origin,
        profile: str | None,
        model: str | None,
        outcome: Outcome,
        feedback: str | None,
        prompt_sha256: str | None,
        writer: str | None,
    ) -> Attempt:
        now = self.now()
        values = {
            "section": section,
            "number": connection.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE section = ?", (section,)
            ).fetchone()[0],
            "origin": origin.value,
            "profile": profile,
            "model": model,
            "outcome": outcome.value,
            "words": plain_text.words(text),
            "tokens": plain_text.estimate_tokens(text),
            "feedback": None if feedback is None else plain_text.clean(feedback),
            "prompt_sha256": prompt_sha256,
            "created": now,
            "finished": None if outcome is Outcome.STREAMING else now,
            "writer": writer,
        }
        names = ", ".join(values)
        places = ", ".join(f":{name}" for name in values)
        key = connection.execute(f"INSERT INTO attempts ({names}) VALUES ({places})", values).lastrowid
        connection.execute("INSERT INTO texts (attempt, text) VALUES (?, ?)", (key, text))
        return rows.attempt(_read(connection, section, values["number"]))

    def _end(
        self,
        connection: sqlite3.Connection,
        row: sqlite3.Row,
        outcome: Outcome,
        text: str,
        *,
        model: str | None = None,
        usage: Usage | None = None,
        cost_usd: Decimal | None = None,
        error: str | None = None,
    ) -> None:
        if outcome is Outcome.STREAMING:
            raise ValueError("an attempt ends with an outcome other than streaming")
        body = plain_text.clean(text)
        connection.execute("UPDATE texts SET text = ? WHERE attempt = ?", (body, row["id"]))
        values = {
            "id": row["id"],
            "outcome": outcome.value,
            "words": plain_text.words(body),
            "tokens": plain_text.estimate_tokens(body),
            "model": model or row["model"],
            "input_tokens": usage.input_tokens if usage else None,
            "output_tokens": usage.output_tokens if usage else None,
            "cache_read_tokens": usage.cache_read_tokens if usage else None,
            "cache_write_tokens": usage.cache_write_tokens if usage else None,
            "cost_picousd": None if cost_usd is None else rows.picousd(cost_usd),
            "error": None if error is None else plain_text.clean(error),
            "finished": self.now(),
        }
        changes = ", ".join(f"{name} = :{name}" for name in values if name != "id")
        connection.execute(f"UPDATE attempts SET {changes} WHERE id = :id", values)

    # What there is

    def of(self, section: str) -> tuple[Attempt, ...]:
        """Return all attempts of `section`, oldest first."""
        return tuple(
            map(rows.attempt, self.database.rows(f"{_WITH_TEXT} WHERE section = ? ORDER BY number", (section,)))
        )

    def get(self, section: str, number: int) -> Attempt | None:
        """Return that attempt of `section`, or None."""
        row = self.database.row(f"{_WITH_TEXT} WHERE section = ? AND number = ?", (section, number))
        return None if row is None else rows.attempt(row)

    def latest(self, section: str) -> Attempt | None:
        """Return the newest attempt of `section`, whatever became of it, or None."""
        row = self.database.row(f"{_WITH_TEXT} WHERE section = ? ORDER BY number DESC LIMIT 1", (section,))
        return None if row is None else rows.attempt(row)

    def prompt(self, sha256: str) -> str | None:
        """Return the prompt with that hash, or None."""
        row = self.database.row("SELECT text FROM prompts WHERE sha256 = ?", (sha256,))
        return None if row is None else row["text"]

    def records(self, prefix: str = "") -> dict[str, SectionRecord]:
        """Return where each section stands whose name begins with `prefix`, by its name; one query, no texts."""
        found = self.database.rows(rows.STANDINGS, {"first": prefix, "last": f"{prefix}\U0010ffff"})
        return {row["section"]: rows.record(row) for row in found}

    def total_cost(self) -> Decimal:
        """Return what all attempts cost together in US dollars, as far as their prices were known (see `unpriced`)."""
        row = self.database.row("SELECT sum(cost_picousd) AS spent FROM attempts")
        return (rows.usd(row["spent"]) if row else None) or Decimal(0)

    def unpriced(self) -> int:
        """Return how many attempts used tokens at an unknown price."""
        row = self.database.row(
            "SELECT count(*) AS unpriced FROM attempts WHERE output_tokens IS NOT NULL AND cost_picousd IS NULL"
        )
        return int(row["unpriced"]) if row else 0

    def data_version(self) -> int:
        """Return a number that changes whenever another process (not this store) has written to the database."""
        row = self.database.row("PRAGMA data_version")
        return int(row[0]) if row else 0


_WITH_TEXT = "SELECT * FROM attempts JOIN texts ON attempt = attempts.id"
_STREAMING = f"{_WITH_TEXT} WHERE outcome = 'streaming'"


def _read(connection: sqlite3.Connection, section: str, number: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        f"{_WITH_TEXT} WHERE section = ? AND number = ?", (section, number)
    ).fetchone()
    if row is None:
        raise AttemptClosed(f"{section} has no attempt {number}: begin one first.")
    return row


def _streaming(connection: sqlite3.Connection, section: str, number: int) -> sqlite3.Row:
    row = _read(connection, section, number)
    if row["outcome"] != Outcome.STREAMING:
        raise AttemptClosed(f"Attempt {number} of {section} has ended ({row['outcome']}): begin another one.")
    return row


def _storable(text: str) -> str:
    # A piece of a stream may end within an escape sequence, so it is cleaned only once it is whole.
    return text.encode("utf-8", "replace").decode("utf-8")
