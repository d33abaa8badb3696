"""What models suggested to add, and what the author said to it: a log, so that nothing declined is offered again."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.proposal import Proposal, ProposalKind
from tui.authoring.errors import InputError
from tui.authoring.review import rows
from tui.authoring.review.attempts import AttemptStore

COURSE = 0
"""The `day` of a request that was about the course as a whole."""


class SuggestionVerdict(StrEnum):
    """What became of a suggestion; OPEN while the author has not said."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Suggestion:
    """One suggestion; `number` is its name, counted from 1 in the workspace. `created` is aware and in UTC.

    `day`, `title`, `reason` and `outline` are those of the `Proposal`; `lesson` is the name under which the lesson of a
    section is kept, which it has whatever its serial becomes.
    """

    number: int
    kind: ProposalKind
    day: int
    lesson: str | None
    title: str
    reason: str
    outline: str
    model: str | None
    created: datetime
    verdict: SuggestionVerdict


@dataclass(frozen=True)
class Request:
    """One time that a model was asked: about `day` (or `COURSE`), by whom it was answered, how, and what it took."""

    day: int
    profile: str
    model: str
    outcome: Outcome
    usage: Usage | None = None
    cost_usd: Decimal | None = None
    error: str | None = None


def record(store: AttemptStore, request: Request, proposals: Sequence[Proposal]) -> tuple[Suggestion, ...]:
    """Keep what was asked and what was proposed, all or nothing, and return the suggestions with their numbers.

    Raises:
        AuthoringError: the database cannot be written.
    """
    now = store.now()
    with store.database.writing() as connection:
        asked = _insert(
            connection,
            "suggestion_requests",
            day=request.day,
            profile=request.profile,
            model=request.model,
            outcome=request.outcome.value,
            input_tokens=request.usage.input_tokens if request.usage else None,
            output_tokens=request.usage.output_tokens if request.usage else None,
            cache_read_tokens=request.usage.cache_read_tokens if request.usage else None,
            cache_write_tokens=request.usage.cache_write_tokens if request.usage else None,
            cost_picousd=None if request.cost_usd is None else rows.picousd(request.cost_usd),
            error=request.error,
            finished=now,
        )
        numbers = [
            _insert(
                connection,
                "suggestions",
                request=asked,
                kind=proposal.kind.value,
                day=proposal.day,
                lesson=proposal.lesson,
                title=proposal.title,
                reason=proposal.reason,
                outline=proposal.outline,
                model=request.model,
                created=now,
            )
            for proposal in proposals
        ]
    return tuple(each for each in every(store) if each.number in numbers)


def every(store: AttemptStore) -> tuple[Suggestion, ...]:
    """Return every suggestion ever made, oldest first.

    Raises:
        AuthoringError: the database cannot be read.
    """
    return tuple(map(_suggestion, store.database.rows(f"{_STANDING} ORDER BY number")))


def get(store: AttemptStore, number: int) -> Suggestion:
    """Return the suggestion with that number.

    Raises:
        InputError: there is none.
        AuthoringError: the database cannot be read.
    """
    # What SQLite cannot hold as a number, it has not numbered.
    row = store.database.row(f"{_STANDING} WHERE number = ?", (number,)) if 0 < number < 2**63 else None
    if row is None:
        raise InputError(f"There is no suggestion {number}: `coursewright plan --suggestions` lists those that wait.")
    return _suggestion(row)


def decide(store: AttemptStore, number: int, verdict: SuggestionVerdict) -> Suggestion:
    """Append what the author says of a suggestion, and return it as it stands then; the same again changes nothing.

    Raises:
        InputError: there is no such suggestion.
        AuthoringError: the database cannot be written.
    """
    get(store, number)
    with store.database.writing() as connection:
        row = connection.execute(f"{_STANDING} WHERE number = ?", (number,)).fetchone()
        if row["verdict"] != verdict.value:
            _insert(connection, "suggestion_verdicts", number=number, verdict=verdict.value, made=store.now())
    return get(store, number)


def spent_usd(store: AttemptStore) -> Decimal:
    """Return what all requests for suggestions cost together in US dollars, as far as their prices were known."""
    row = store.database.row("SELECT sum(cost_picousd) AS spent FROM suggestion_requests")
    return (rows.usd(row["spent"]) if row else None) or Decimal(0)


_STANDING = """
SELECT s.*, coalesce((
    SELECT verdict FROM suggestion_verdicts v WHERE v.number = s.number ORDER BY v.id DESC LIMIT 1
), 'open') AS verdict FROM suggestions s
"""


def _insert(connection: sqlite3.Connection, table: str, **values: object) -> int:
    places = ", ".join(f":{name}" for name in values)
    key = connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", values).lastrowid
    assert key is not None, "an inserted row has a number"
    return key


def _suggestion(row: sqlite3.Row) -> Suggestion:
    return Suggestion(
        number=row["number"],
        kind=ProposalKind(row["kind"]),
        day=row["day"],
        lesson=row["lesson"],
        title=row["title"],
        reason=row["reason"],
        outline=row["outline"],
        model=row["model"],
        created=datetime.fromisoformat(row["created"]),
        verdict=SuggestionVerdict(row["verdict"]),
    )
