"""Claude's models: what they hold and what they cost, from Anthropic's models and pricing pages.

Cache writes are the five-minute kind, which is the one that the writer asks for. Prices of models that are not here,
or that are charged in ways this table does not know, are unknown until the author states them in settings.yaml.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from tui.authoring.drafting.prices import Prices

AS_OF = "2026-11-23"
"""When the table was last compared with platform.claude.com/docs/en/about-claude/pricing."""

BATCH_SHARE = Decimal("0.5")
"""What the Message Batches API takes of every price, cache reads and writes included."""

DEFAULT_MODEL = "claude-sonnet-5-5"


@dataclass(frozen=True)
class ClaudeModel:
    """Limits in tokens; `max_output_tokens` includes what the model thinks before it writes."""

    context_tokens: int
    max_output_tokens: int
    prices: Prices


def _prices(input_: str, output: str, cache_read: str, cache_write: str) -> Prices:
    read, write = Decimal(cache_read), Decimal(cache_write)
    return Prices(Decimal(input_), Decimal(output), read, write, as_of=AS_OF, batch_share=BATCH_SHARE)


_OPUS_UNTIL_5 = ClaudeModel(1_000_000, 128_000, _prices("5", "25", "0.50", "6.25"))

_HAIKU_5_5 = Prices(
    Decimal("0.10"),
    Decimal("0.50"),
    Decimal("0.01"),
    Decimal("0.125"),
    as_of=AS_OF,
    batch_share=BATCH_SHARE,
    long_prompt_over=100_000,
    long_prompt=_prices("0.50", "2.50", "0.05", "0.625"),
)

_MODELS = {
    "claude-fable-5-2": ClaudeModel(1_000_000, 128_000, _prices("8", "40", "0.20", "10")),
    "claude-fable-5-1": ClaudeModel(1_000_000, 128_000, _prices("10", "50", "0.25", "12.50")),
    "claude-opus-5-5": ClaudeModel(1_000_000, 128_000, _prices("4", "20", "0.20", "5")),
    "claude-opus-5": _OPUS_UNTIL_5,
    "claude-opus-4-8": _OPUS_UNTIL_5,
    "claude-opus-4-7": _OPUS_UNTIL_5,
    "claude-opus-4-6": _OPUS_UNTIL_5,
    "claude-sonnet-5-5": ClaudeModel(1_000_000, 128_000, _prices("2", "10", "0.10", "2.50")),
    "claude-sonnet-5": ClaudeModel(1_000_000, 128_000, _prices("2", "10", "0.20", "2.50")),
    "claude-sonnet-4-6": ClaudeModel(1_000_000, 64_000, _prices("3", "15", "0.30", "3.75")),
    "claude-haiku-5-5": ClaudeModel(1_000_000, 128_000, _HAIKU_5_5),
    "claude-haiku-4-5": ClaudeModel(200_000, 64_000, _prices("1", "5", "0.10", "1.25")),
}


def claude_model(model: str) -> ClaudeModel | None:
    """Return what is known of `model`, named with or without its date; None when it is not in the table."""
    return _MODELS.get(re.sub(r"-\d{8}$", "", model))
