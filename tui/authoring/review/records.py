"""What the store knows, as frozen values: an attempt, the standing of a section, the approval of a lesson."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from tui.authoring.drafting.outcome import Outcome, Usage


class Origin(StrEnum):
    """Where an attempt came from: a model's endpoint, the author's editor, or another program by a pipe."""

    MODEL = "model"
    HAND = "hand"
    PIPE = "pipe"


@dataclass(frozen=True)
class Attempt:
    """One proposed text of a section; `number` counts from 1 in its section, times are aware and in UTC."""

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
    """Where a section stands, without its texts.

    `number`, `outcome`, `words`, `tokens` (estimated from the text), `usage` and `created` are those of its newest
    attempt, and `decided` says that the author judged it. `proposed` is the newest complete attempt, if it is still to
    be judged; `accepted` the one that stands accepted, `accepted_words` and `accepted_tokens` its size, `fingerprint`
    what it was accepted for. `cost_usd` adds up the known costs of all `attempts`, None where none is known; `unpriced`
    counts the attempts that used tokens at an unknown price.
    """

    section: str
    number: int
    outcome: Outcome
    words: int
    tokens: int
    usage: Usage | None
    created: datetime
    decided: bool
    proposed: int | None
    accepted: int | None
    accepted_words: int | None
    accepted_tokens: int | None
    fingerprint: str | None
    attempts: int
    cost_usd: Decimal | None
    unpriced: int

    @property
    def undecided(self) -> bool:
        """Whether the newest attempt is complete and waits for the author."""
        return self.outcome is Outcome.COMPLETE and not self.decided


@dataclass(frozen=True)
class Approval:
    """What was approved: the lesson's whole text, where and in which commit it went, and of which attempts it was made.

    `path` is relative to the workspace, `sha256` that of the text as UTF-8, `attempts` maps each section's slug to its
    attempt's number.
    """

    lesson: str
    path: str
    commit: str
    sha256: str
    text: str
    attempts: Mapping[str, int]
    approved: datetime
