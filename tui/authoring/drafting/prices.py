"""What tokens cost. A price that nobody stated is unknown, and then so is the cost; it is never taken for 0."""

from dataclasses import dataclass
from decimal import Decimal

from tui.authoring.drafting.outcome import Usage

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Prices:
    """US dollars for a million tokens, as they stood on `as_of` (a date, or who said so).

    A prompt of more than `long_prompt_over` tokens, cached ones counted, is charged by `long_prompt` throughout.
    Of all that a batch costs `batch_share`; None where the provider's price for batches is unknown.
    """

    input: Decimal
    output: Decimal
    cache_read: Decimal | None = None
    cache_write: Decimal | None = None
    as_of: str = ""
    long_prompt_over: int | None = None
    long_prompt: "Prices | None" = None
    batch_share: Decimal | None = None


FREE = Prices(Decimal(0), Decimal(0), Decimal(0), Decimal(0), as_of="runs on this machine", batch_share=Decimal(1))


def cost_usd(usage: Usage | None, prices: Prices | None, *, batch: bool = False) -> Decimal | None:
    """Return what `usage` cost in US dollars, exactly, in a `batch` or not; None where a price or it is unknown."""
    if usage is None or prices is None:
        return None
    share = prices.batch_share if batch else Decimal(1)
    if share is None:
        return None
    prompt = usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens
    if prices.long_prompt is not None and prices.long_prompt_over is not None and prompt > prices.long_prompt_over:
        prices = prices.long_prompt
    total = usage.input_tokens * prices.input + usage.output_tokens * prices.output
    for tokens, price in (
        (usage.cache_read_tokens, prices.cache_read),
        (usage.cache_write_tokens, prices.cache_write),
    ):
        if tokens:
            if price is None:
                return None
            total += tokens * price
    return total * share / _MILLION
