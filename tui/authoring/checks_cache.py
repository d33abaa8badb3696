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
CREATE TABLE IF NOT EXISTS lessons (path TEXT PRIMARY KEY, key TEXT, findings TEXT, digests TEXT) STRICT;
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

    def lesson(self, path: str, key: str) -> tuple[list[Finding], dict[str, Digest]] | None:
        """Return findings and digests of the lesson, if they were kept under that key."""
        row = self._row("SELECT findings, digests FROM lessons WHERE path = ? AND key = ?", (path, key))
        if row is None:
            return None
        with contextlib.suppress(ValueError, TypeError, KeyError):
            return _findings(row[0]), json.loads(row[1])
        return None

    def keep_lesson(self, path: str, key: str, findings: Iterable[Finding], digests: Mapping[str, Digest]) -> None:
        """Keep findings and digests of the lesson in place of what was kept of it before."""
        values = (path, key, _text(findings), json.dumps(digests))
        self._write("INSERT OR REPLACE INTO lessons VALUES (?, ?, ?, ?)", values)

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
