"""`.coursewright/workbench.db`: opened, brought up to date and written to, by several processes at once."""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock
from filelock import Timeout as LockTimeout

from tui.authoring.errors import AuthoringError
from tui.authoring.review.schema import APPLICATION_ID, MIGRATIONS

_BUSY_SECONDS = 10.0
"""How long one process waits for another's write, which takes milliseconds, before it gives up."""


class Database:
    """One connection to the workbench database; threads take turns on it.

    A write is one `BEGIN IMMEDIATE … COMMIT`, so that what it read still holds when it writes. In WAL a committed write
    survives the death of the process whatever `synchronous` says. `FULL`, an fsync at each commit, is kept for what is
    rare and dear: decisions, approvals, and attempts that are whole. Text that streams is written with `NORMAL`: a
    power cut may then cost the latest pieces of a running draft, which the next durable write puts out of danger.
    """

    def __init__(self, path: Path) -> None:
        """Open the database at `path`, creating folder and file.

        Raises:
            AuthoringError: the place is not writable, the file is no such database, or a newer Coursewright made it.
        """
        self.path = path
        self._turn = threading.RLock()
        if sqlite3.sqlite_version_info < (3, 37):
            raise AuthoringError(
                f"This Python brings SQLite {sqlite3.sqlite_version}; Coursewright needs 3.37: use another Python."
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab"):
                pass
        except OSError as error:
            raise AuthoringError(
                f"Could not open {path} for writing: {error.strerror}. Change its permissions, or free the place."
            ) from error
        try:
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        except LockTimeout as error:
            raise AuthoringError(f"{path} is being brought up to date by another Coursewright; try again.") from error

    def _prepare(self) -> None:
        connection = self._connection
        connection.row_factory = sqlite3.Row
        if self._version() != len(MIGRATIONS):
            # One process at a time creates or migrates: switching to WAL does not wait for others by itself.
            with FileLock(f"{self.path}.migrating", timeout=30):
                self._migrate()
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")

    def _version(self) -> int:
        version: int = self._connection.execute("PRAGMA user_version").fetchone()[0]
        return version

    def _migrate(self) -> None:
        connection = self._connection
        version = self._version()
        if version > len(MIGRATIONS):
            raise AuthoringError(
                f"{self.path} was written by a newer Coursewright (format {version}, this one knows {len(MIGRATIONS)}):"
                " update Coursewright, then open it again."
            )
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application != APPLICATION_ID and (tables or version or application):
            raise AuthoringError(
                f"{self.path} is a database of another program: move it elsewhere, and Coursewright makes its own."
            )
        connection.execute("PRAGMA journal_mode = WAL")
        for number, migration in enumerate(MIGRATIONS[version:], version + 1):
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{migration}\n"
                f"PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {number};\nCOMMIT;"
            )

    def close(self) -> None:
        """Close the connection; a second time does nothing."""
        with self._turn:
            self._connection.close()

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        """Return all rows that the query `sql` finds.

        Raises:
            AuthoringError: the database cannot be read.
        """
        with self._turn:
            try:
                with closing(self._connection.execute(sql, values)) as cursor:
                    return cursor.fetchall()
            except sqlite3.Error as error:
                raise self._unusable(error) from error

    def row(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Row | None:
        """Return the first row that the query `sql` finds, or None.

        Raises:
            AuthoringError: the database cannot be read.
        """
        found = self.rows(sql, values)
        return found[0] if found else None

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """Give the connection for one transaction: all of it is kept, or, after any exception, nothing.

        `durable` waits until the disk has it. Transactions do not nest.

        Raises:
            AuthoringError: another process does not let go, the disk is full, or the file is damaged.
        """
        with self._turn:
            try:
                self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                    self._connection.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):
                        self._connection.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise self._unusable(error) from error

    def wait_for_disk(self) -> None:
        """Return once the disk has every write that has ended, as after a durable one. Needs no turn.

        Raises:
            AuthoringError: the disk refuses.
        """
        try:
            with Path(f"{self.path}-wal").open("rb") as log:
                os.fsync(log.fileno())
        except FileNotFoundError:
            return  # all of it is in the database, where SQLite has waited for it
        except OSError as error:
            raise AuthoringError(f"{self.path} could not be written to the disk: {error.strerror}.") from error

    def _unusable(self, error: sqlite3.Error) -> AuthoringError:
        code = getattr(error, "sqlite_errorcode", None)
        primary = None if code is None else code & 0xFF
        if primary in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            advice = "The file is damaged or no database: move it elsewhere, or put back a copy, and open again."
        elif primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            advice = "Another program holds it: end that one, or try again."
        elif primary == sqlite3.SQLITE_FULL:
            advice = "The disk is full: free some space, and try again."
        elif primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            advice = "It cannot be written: change the permissions of the file and its folder."
        else:
            advice = "Nothing was changed; try again, and report it if it stays."
        return AuthoringError(f"{self.path}: {error}. {advice}")
