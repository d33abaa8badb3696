"""Keeps a run of drafting below its cap: nothing is asked that might pass it, even if it takes the longest answer."""

from decimal import Decimal

from tui.authoring import plain_text
from tui.authoring.drafting import profiles
from tui.authoring.drafting.outcome import Usage
from tui.authoring.drafting.prices import Prices
from tui.authoring.drafting.profiles import Profile
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.errors import AuthoringError


class CapReached(AuthoringError):
    """The next section might cost more than the author allows."""

    exit_code = 4


class Budget:
    """What may still be spent, shared by all the sections of a run. Amounts in US dollars.

    Raises:
        CapReached: there is a cap, and the profile's prices are not known.
    """

    def __init__(self, profile: Profile, cap: Decimal | None) -> None:
        if cap is not None and profile.prices is None:
            raise CapReached(
                f"The price of {profile.model} is not known, so a limit in dollars cannot be kept: give prices."
            )
        self._prices, self._cap = profile.prices, cap
        self._spent = Decimal(0)

    def reserve(self, prompt: Prompt) -> "Reservation":
        """Set aside what the prompt may cost at most; the reservation must be settled.

        Raises:
            CapReached: that might pass the cap.
        """
        reservation = Reservation(self)
        # Twice the estimate: what is written to a cache costs more, and an estimate may be too low.
        worst = Usage(input_tokens=plain_text.estimate_tokens(prompt.text) * 2, output_tokens=prompt.max_tokens)
        if not reservation.more(worst):
            raise CapReached(
                f"Stopped before the limit of ${self._cap}: ${self._spent:.4f} is spent or under way, and the next "
                f"section may cost up to ${profiles.cost_usd(worst, self._prices) or 0:.4f}. Raise --max-cost to go on."
            )
        return reservation

    @property
    def prices(self) -> Prices | None:
        """The prices that it reckons with."""
        return self._prices

    def hold(self, cost: Decimal) -> bool:
        """Set `cost` aside if it stays below the cap, and say whether it does."""
        if self._cap is not None and self._spent + cost > self._cap:
            return False
        self._spent += cost
        return True

    def give_back(self, cost: Decimal) -> None:
        """Let go of what was set aside and not needed."""
        self._spent -= cost


class Reservation:
    """What one section may still cost, its continuations with it."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._held = Decimal(0)

    def more(self, usage: Usage) -> bool:
        """Set aside what another request may cost at most, and say whether the cap allows it."""
        cost = profiles.cost_usd(usage, self._budget.prices) or Decimal(0)
        if not self._budget.hold(cost):
            return False
        self._held += cost
        return True

    def settle(self, cost: Decimal | None) -> None:
        """Put what it did cost in the place of what was set aside; an unknown cost is taken to be the highest."""
        if cost is not None:
            self._budget.give_back(self._held - cost)
            self._held = cost
