"""One request to a model beside the drafting of sections, held to the course's cap like the others."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from decimal import Decimal

from tui.authoring.budget import Budget
from tui.authoring.drafting import profiles, writer
from tui.authoring.drafting.endpoint import Endpoint
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.prompts import Prompt


class Requested:
    """A request that is about to be made; `settle` it once its cost is stored.

    Raises:
        CapReached: the answer might pass the course's cap.
    """

    def __init__(self, budget: Budget, prompt: Prompt) -> None:
        self._budget, self._prompt = budget, prompt
        self._reserved = budget.reserve(prompt)
        self._tally = writer.Tally()

    async def write(self, endpoint: Endpoint) -> AsyncGenerator[writer.TextDelta | writer.Finished]:
        """Yield what `writer.write` does, without the waits; a text that was cut off is not gone on with."""
        came = False

        def afford(usage: Usage) -> bool:
            return not came and self._reserved.more(usage)

        events = writer.write(self._prompt, endpoint, afford=afford, tally=self._tally)
        async with aclosing(events):
            async for event in events:
                if isinstance(event, writer.TextDelta):
                    came = True
                if not isinstance(event, writer.Waiting):
                    yield event

    @property
    def usage(self) -> Usage | None:
        """What it has used so far; None where nothing was told."""
        return self._tally.usage

    @property
    def cost_usd(self) -> Decimal | None:
        """What that costs; None where it or a price is not known."""
        return profiles.cost_usd(self.usage, self._budget.prices)

    def settle(self, outcome: Outcome) -> None:
        """Let go of what was set aside; what failed before an answer began was not charged."""
        self._reserved.settle(Decimal(0) if self.usage is None and outcome is Outcome.FAILED else self.cost_usd)
