"""Rows of the workbench database as the values that the rest of Coursewright knows."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from tui.authoring import plain_text
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.review.records import Approval, Attempt, Origin, SectionRecord

# SQLite takes the bare columns of a query with one max() from the row that holds the maximum.
STANDINGS = """
WITH judged AS (
    SELECT section, number, verdict, max(id) FROM decisions
    WHERE section >= :first AND section < :last GROUP BY section, number
), standing AS (
    SELECT section, accepted, fingerprint, max(id) FROM decisions
    WHERE section >= :first AND section < :last GROUP BY section
), summed AS (
    SELECT a.section, max(a.number) AS newest, count(*) AS attempts, sum(a.cost_picousd) AS spent,
        sum(a.output_tokens IS NOT NULL AND a.cost_picousd IS NULL) AS unpriced,
        max(CASE WHEN a.outcome = 'complete' THEN a.number END) AS complete
    FROM attempts a WHERE a.section >= :first AND a.section < :last GROUP BY a.section
)
SELECT a.*, m.attempts, m.spent, m.unpriced, coalesce(j.verdict, 'open') <> 'open' AS decided,
    CASE WHEN coalesce(c.verdict, 'open') = 'open' THEN m.complete END AS proposed,
    s.accepted, s.fingerprint, taken.words AS accepted_words, taken.tokens AS accepted_tokens
FROM summed m
JOIN attempts a ON a.section = m.section AND a.number = m.newest
LEFT JOIN judged j ON j.section = a.section AND j.number = a.number
LEFT JOIN judged c ON c.section = a.section AND c.number = m.complete
LEFT JOIN standing s ON s.section = a.section
LEFT JOIN attempts taken ON taken.section = s.section AND taken.number = s.accepted
ORDER BY a.section
"""
"""Where each section from `:first` up to `:last` stands: reads no text."""

_PICO = Decimal("1e-12")


def picousd(cost_usd: Decimal) -> int:
    """Return US dollars as whole picodollars, which SQLite adds up exactly."""
    return int((cost_usd / _PICO).to_integral_value(ROUND_HALF_EVEN))


def usd(picodollars: int | None) -> Decimal | None:
    """Return picodollars as US dollars, without needless zeros."""
    if picodollars is None:
        return None
    plain = format(Decimal(picodollars).scaleb(-12), "f")
    return Decimal(plain.rstrip("0").rstrip(".") or "0")


def attempt(row: sqlite3.Row) -> Attempt:
    """Return a row of attempts joined with texts."""
    outcome = Outcome(row["outcome"])
    return Attempt(
        section=row["section"],
        number=row["number"],
        origin=Origin(row["origin"]),
        profile=row["profile"],
        model=row["model"],
        outcome=outcome,
        # What streams is stored as it comes, in pieces; whoever looks at it sees it clean.
        text=plain_text.clean(row["text"]) if outcome is Outcome.STREAMING else row["text"],
        words=row["words"],
        feedback=row["feedback"],
        prompt_sha256=row["prompt_sha256"],
        usage=_usage(row),
        cost_usd=usd(row["cost_picousd"]),
        error=row["error"],
        created=datetime.fromisoformat(row["created"]),
        finished=None if row["finished"] is None else datetime.fromisoformat(row["finished"]),
    )


def record(row: sqlite3.Row) -> SectionRecord:
    """Return a row of `STANDINGS`."""
    return SectionRecord(
        section=row["section"],
        number=row["number"],
        outcome=Outcome(row["outcome"]),
        words=row["words"],
        tokens=row["tokens"],
        usage=_usage(row),
        created=datetime.fromisoformat(row["created"]),
        decided=bool(row["decided"]),
        proposed=row["proposed"],
        accepted=row["accepted"],
        accepted_words=row["accepted_words"],
        accepted_tokens=row["accepted_tokens"],
        fingerprint=row["fingerprint"],
        attempts=row["attempts"],
        cost_usd=usd(row["spent"]),
        unpriced=row["unpriced"],
    )


def approval(values: Sequence[Any]) -> Approval:
    """Return a row of approvals: lesson, path, commit, hash, text, attempts as JSON, time."""
    lesson, path, commit, sha256, text, attempts, approved = values
    return Approval(
        lesson=lesson,
        path=path,
        commit=commit,
        sha256=sha256,
        text=text,
        attempts=json.loads(attempts),
        approved=datetime.fromisoformat(approved),
    )


def _usage(row: sqlite3.Row) -> Usage | None:
    if row["output_tokens"] is None:
        return None
    return Usage(
        input_tokens=row["input_tokens"],
        output_tokens=row["output_tokens"],
        cache_read_tokens=row["cache_read_tokens"],
        cache_write_tokens=row["cache_write_tokens"],
    )
