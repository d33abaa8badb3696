"""How a drafting ended, and what it used: the words that the writer and the store of attempts share."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of an attempt. Only a complete one may be accepted; the text of every other is kept too."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    TRUNCATED = "truncated"
    REFUSED = "refused"
    CONTEXT_EXCEEDED = "context_exceeded"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Usage:
    """Tokens of one answer, as the endpoint counted them.

    `input_tokens` are those neither read from the endpoint's cache nor written to it.
    """

    input_tokens: int
    output_tokens: int
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
