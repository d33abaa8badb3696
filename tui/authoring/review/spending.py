"""What the requests that were made have used and cost, as the workbench database tells it; no text is read."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.review import rows
from tui.authoring.review.attempts import Attempt, AttemptStore


@dataclass(frozen=True)
class Spent:
    """What `requests` have come to. `known_usd` adds up the costs that are known; `unknown` counts those that are not.

    `usage` adds up the tokens that were told, by `told` of the requests.
    """

    requests: int = 0
    known_usd: Decimal = Decimal(0)
    unknown: int = 0
    told: int = 0
    usage: Usage = field(default_factory=lambda: Usage(0, 0))

    @property
    def cost_usd(self) -> Decimal | None:
        """What is known of the cost; None where requests were made and nothing is."""
        return None if self.unknown and self.unknown == self.requests else self.known_usd

    @property
    def line(self) -> str:
        """It in a few words for the author: `$1.2034`, `$1.2034 and 2 requests of unknown cost`, `unknown (…)`."""
        requests = f"{self.unknown:,} request{'' if self.unknown == 1 else 's'}"
        if self.cost_usd is None:
            return f"unknown ({requests})"
        return f"${self.known_usd:.4f}" + (f" and {requests} of unknown cost" if self.unknown else "")

    @property
    def cache_read_share(self) -> float | None:
        """Which share of the prompts' tokens was read from the endpoint's cache; None where no tokens were told."""
        usage = self.usage
        prompts = usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens
        return usage.cache_read_tokens / prompts if prompts else None

    def __add__(self, other: "Spent") -> "Spent":
        usage = Usage(
            self.usage.input_tokens + other.usage.input_tokens,
            self.usage.output_tokens + other.usage.output_tokens,
            self.usage.cache_read_tokens + other.usage.cache_read_tokens,
            self.usage.cache_write_tokens + other.usage.cache_write_tokens,
        )
        return Spent(
            self.requests + other.requests,
            self.known_usd + other.known_usd,
            self.unknown + other.unknown,
            self.told + other.told,
            usage,
        )

    @staticmethod
    def of(parts: Iterable["Spent"]) -> "Spent":
        """Return all of it together."""
        return sum(parts, Spent())


@dataclass(frozen=True)
class Entry:
    """What one section took with one profile or, where `section` is None, what was asked for otherwise: `purpose`."""

    section: str | None
    purpose: str
    profile: str | None
    spent: Spent


@dataclass(frozen=True)
class Usual:
    """What the `attempts` of a section that came to a whole text took together; `prompt_characters` of their prompts.

    `text_tokens` are estimated from the texts; the `prompt_tokens`, cached or not, and `output_tokens` were told.
    """

    section: str
    profile: str | None
    model: str | None
    attempts: int
    words: int
    text_tokens: int
    output_tokens: int
    prompt_tokens: int
    prompt_characters: int


def entries(store: AttemptStore) -> tuple[Entry, ...]:
    """Return what every request has used and cost, those that failed or were stopped with the others.

    What failed before an answer began was not charged, nor what a batch never came to: neither is unknown in cost.
    """
    found = store.database.rows(_ENTRIES)
    return tuple(Entry(row["section"], row["purpose"], row["profile"], _spent(row)) for row in found)


def total(store: AttemptStore) -> Spent:
    """Return what all requests have used and cost together."""
    return Spent.of(entry.spent for entry in entries(store))


def of_attempt(attempt: Attempt) -> Spent:
    """Return what one attempt that has ended has used and cost."""
    charged = attempt.usage is not None or attempt.outcome is not Outcome.FAILED
    return Spent(
        requests=1,
        known_usd=attempt.cost_usd or Decimal(0),
        unknown=int(attempt.cost_usd is None and charged),
        told=int(attempt.usage is not None),
        usage=attempt.usage or Usage(0, 0),
    )


def usual(store: AttemptStore) -> tuple[Usual, ...]:
    """Return what whole texts took, by section, profile and model."""
    return tuple(Usual(**dict(row)) for row in store.database.rows(_USUAL))


def add_judging(
    store: AttemptStore,
    lesson: str,
    *,
    profile: str,
    model: str,
    outcome: str,
    usage: Usage | None,
    cost_usd: Decimal | None,
) -> None:
    """Keep what it took to have a lesson judged.

    Raises:
        AuthoringError: the database cannot be written.
    """
    values: Mapping[str, object] = {
        "lesson": lesson,
        "profile": profile,
        "model": model,
        "outcome": outcome,
        "input_tokens": usage.input_tokens if usage else None,
        "output_tokens": usage.output_tokens if usage else None,
        "cache_read_tokens": usage.cache_read_tokens if usage else None,
        "cache_write_tokens": usage.cache_write_tokens if usage else None,
        "cost_picousd": None if cost_usd is None else rows.picousd(cost_usd),
        "finished": store.now(),
    }
    places = ", ".join(f":{name}" for name in values)
    with store.database.writing() as connection:
        connection.execute(f"INSERT INTO judge_requests ({', '.join(values)}) VALUES ({places})", values)


def _spent(row: sqlite3.Row) -> Spent:
    return Spent(
        requests=row["requests"],
        known_usd=rows.usd(row["known"]) or Decimal(0),
        unknown=row["unknown"],
        told=row["told"],
        usage=Usage(row["input"] or 0, row["output"] or 0, row["cache_read"] or 0, row["cache_write"] or 0),
    )


_SUMS = """count(*) AS requests, sum(cost_picousd) AS known,
    sum(cost_picousd IS NULL AND NOT (outcome = 'failed' AND output_tokens IS NULL){uncharged}) AS unknown,
    sum(output_tokens IS NOT NULL) AS told, sum(input_tokens) AS input, sum(output_tokens) AS output,
    sum(cache_read_tokens) AS cache_read, sum(cache_write_tokens) AS cache_write"""

_OF_ATTEMPTS = _SUMS.format(
    uncharged=""" AND NOT (output_tokens IS NULL AND EXISTS (
        SELECT 1 FROM batch_requests b WHERE b.section = attempts.section AND b.attempt = attempts.number))"""
)

_ENTRIES = f"""
SELECT section, 'drafting' AS purpose, profile, {_OF_ATTEMPTS}
FROM attempts WHERE origin = 'model' AND outcome <> 'streaming' GROUP BY section, profile
UNION ALL SELECT NULL, 'suggestions', profile, {_SUMS.format(uncharged="")} FROM suggestion_requests GROUP BY profile
UNION ALL SELECT NULL, 'judging', profile, {_SUMS.format(uncharged="")} FROM judge_requests GROUP BY profile
"""

_USUAL = """
SELECT section, profile, model, count(*) AS attempts, sum(words) AS words, sum(tokens) AS text_tokens,
    sum(output_tokens) AS output_tokens, sum(input_tokens + cache_read_tokens + cache_write_tokens) AS prompt_tokens,
    sum(length(p.text)) AS prompt_characters
FROM attempts JOIN prompts p ON p.sha256 = attempts.prompt_sha256
WHERE origin = 'model' AND outcome = 'complete' AND output_tokens IS NOT NULL
GROUP BY section, profile, model
"""
