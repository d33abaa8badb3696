"""`.coursewright/checks.db`: what the checks found, kept until what they looked at changes. It may be deleted."""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tui.authoring.checks.finding import Finding, Severity
from tui.authoring.checks.rule import Digest

_TABLES = """
DROP TABLE IF EXISTS lessons;
CREATE TABLE IF NOT EXISTS findings (path TEXT PRIMARY KEY, key TEXT, findings TEXT) STRICT;
CREATE TABLE IF NOT EXISTS digests (path TEXT PRIMARY KEY, key TEXT, digests TEXT) STRICT;
CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, checked INTEGER, findings TEXT) STRICT;
"""


class ChecksCache:
    """Remembers results by the keys that they are given; whatever is wrong with the file, it is as if it were empty."""

    def __init__(self, connection: sqlite3.Connection | None) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the cache at `path`; one that is damaged is made anew, and without a place for it nothing is kept."""
        for attempt in range(2):
            try:
                connection = sqlite3.connect(path, timeout=5, isolation_level=None)
                connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;" + _TABLES)
            except sqlite3.Error:
                if attempt == 0:
                    with contextlib.suppress(OSError):
                        path.unlink()
                continue
            connection.execute("BEGIN")
            return cls(connection)
        return cls(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("COMMIT")
            self._connection.close()

    def findings(self, path: str, key: str) -> list[Finding] | None:
        """Return what was found within the lesson, if it was kept under that key."""
        row = self._row("SELECT findings FROM findings WHERE path = ? AND key = ?", (path, key))
        if row is None:
            return None
        with contextlib.suppress(ValueError, TypeError, KeyError):
            return _findings(row[0])
        return None

    def keep_findings(self, path: str, key: str, findings: Iterable[Finding]) -> None:
        """Keep what was found within the lesson in place of what was kept of it before."""
        self._write("INSERT OR REPLACE INTO findings VALUES (?, ?, ?)", (path, key, _text(findings)))

    def digests(self, path: str, key: str) -> dict[str, Digest] | None:
        """Return the digests of the lesson, by rule, if they were kept under that key."""
        row = self._row("SELECT digests FROM digests WHERE path = ? AND key = ?", (path, key))
        if row is None:
            return None
        with contextlib.suppress(ValueError, TypeError):
            found: dict[str, Digest] = json.loads(row[0])
            return found
        return None

    def keep_digests(self, path: str, key: str, digests: Mapping[str, Digest]) -> None:
        """Keep the digests of the lesson in place of what was kept of it before."""
        self._write("INSERT OR REPLACE INTO digests VALUES (?, ?, ?)", (path, key, json.dumps(digests)))

    def result(self, key: str) -> tuple[int, tuple[Finding, ...]] | None:
        """Return the result of a whole run, how many were checked and what was found, if it was kept under that key."""
        row = self._row("SELECT checked, findings FROM results WHERE key = ?", (key,))
        if row is None:
            return None
        with contextlib.suppress(ValueError, TypeError, KeyError):
            return int(row[0]), tuple(_findings(row[1]))
        return None

    def keep_result(self, key: str, checked: int, findings: Iterable[Finding]) -> None:
        """Keep the result of a whole run in place of the last one."""
        self._write("DELETE FROM results", ())
        self._write("INSERT INTO results VALUES (?, ?, ?)", (key, checked, _text(findings)))

    def _row(self, sql: str, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
        if self._connection is None:
            return None
        with contextlib.suppress(sqlite3.Error):
            row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
            return row
        return None

    def _write(self, sql: str, values: tuple[Any, ...]) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute(sql, values)


def _text(findings: Iterable[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False)


def _findings(text: str) -> list[Finding]:
    return [Finding(**{**each, "severity": Severity(each["severity"])}) for each in json.loads(text)]
