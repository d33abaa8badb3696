"""What earlier versions wrote opens in this one, and what is published stays as it was."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.authoring.review.test_suggestions import ASKED, proposal
from tui.authoring.errors import AuthoringError
from tui.authoring.review import judgements, suggestions, token_counts
from tui.authoring.review.attempts import AttemptStore, Origin
from tui.authoring.review.schema import APPLICATION_ID, MIGRATIONS

KEY = "day01_001/orientation"


@pytest.fixture
def first(path: Path) -> Path:
    """A database as the first version of Coursewright made it, with one attempt in it."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(MIGRATIONS[0])
        connection.executescript(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;")
        connection.execute(
            "INSERT INTO attempts (section, number, origin, outcome, words, tokens, created, finished)"
            " VALUES (?, 1, 'hand', 'complete', 2, 3, '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00')",
            (KEY,),
        )
        connection.execute("INSERT INTO texts VALUES (1, 'Kept text.')")
        connection.commit()
    return path


def test_a_database_of_the_first_version_opens_with_all_it_holds(first: Path) -> None:
    with AttemptStore.open(first) as store:
        (attempt,) = store.of(KEY)
        assert (attempt.text, attempt.origin) == ("Kept text.", Origin.HAND)


def test_a_database_of_the_first_version_takes_what_came_later(first: Path) -> None:
    with AttemptStore.open(first) as store:
        suggestions.record(store, ASKED, [proposal("Linear algebra")])
        judgements.record(store, KEY, "1.1.1.1", "a" * 64, teaches=True, quote="So.", model="judge")
        token_counts.record(store, "fake", "a" * 64, 12)
    with AttemptStore.open(first) as store:
        assert [each.title for each in suggestions.every(store)] == ["Linear algebra"]
        assert len(judgements.of(store, KEY, "a" * 64)) == 1
        assert token_counts.get(store, "fake", "a" * 64) == 12


def test_the_published_migration_is_the_one_that_was_published() -> None:
    # Databases out there were made by exactly this; what comes later is appended.
    published = "bb33fda130e5e52f294035dad25ffba3f95d87e1230ff36ff759ceb296bdbb3e"
    assert hashlib.sha256(MIGRATIONS[0].encode()).hexdigest() == published


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM suggestions",
        "UPDATE suggestions SET title = 'Another'",
        "REPLACE INTO suggestions (number, request, kind, day, title, reason, outline, created)"
        " VALUES (1, 1, 'day', 1, 'x', 'x', '', '')",
        "DELETE FROM suggestion_verdicts",
        "UPDATE suggestion_verdicts SET verdict = 'open'",
        "DELETE FROM suggestion_requests",
        "UPDATE suggestion_requests SET cost_picousd = 0",
    ],
)
def test_what_was_suggested_and_decided_is_never_changed(store: AttemptStore, sql: str) -> None:
    suggestions.record(store, ASKED, [proposal("Linear algebra")])
    suggestions.decide(store, 1, suggestions.SuggestionVerdict.REJECTED)
    with pytest.raises(AuthoringError, match="rows are only added"), store.database.writing() as connection:
        connection.execute(sql)
