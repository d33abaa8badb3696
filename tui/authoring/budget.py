"""Keeps a run and a course below their caps: what might pass one, with the longest answer, is not asked."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

from tui.authoring import plain_text
from tui.authoring.course import Course
from tui.authoring.drafting import profiles
from tui.authoring.drafting.outcome import Usage
from tui.authoring.drafting.prices import Prices
from tui.authoring.drafting.profiles import Profile
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.errors import AuthoringError
from tui.authoring.review import ledger


class CapReached(AuthoringError):
    """The next section might cost more than the author allows."""

    exit_code = 4


class Budget:
    """What may still be spent, shared by all the sections of a run. Amounts in US dollars.

    `cap` is the run's own; the course's stands in its blueprint (`max_cost_usd`) and is kept with other processes.

    Raises:
        CapReached: there is a cap, and the profile's prices are not known.
        InputError: the blueprint is broken.
    """

    def __init__(self, profile: Profile, cap: Decimal | None, course: Course) -> None:
        self._prices, self._cap = profile.prices, cap
        self._store, self._course_cap = course.store, course.blueprint.max_cost_usd
        if profile.prices is None and (cap is not None or self._course_cap is not None):
            raise CapReached(
                f"The price of {profile.model} is not known, so a limit in dollars cannot be kept: state `prices` for "
                f"`{profile.name}` in settings.yaml (0 for a server of your own)."
            )
        self._spent = Decimal(0)
        self._open = 0
        self._freed = asyncio.Event()
        self._ended = False

    async def room(self, prompt: Prompt) -> "Reservation":
        """Set aside what the prompt may cost at most, once what is under way leaves room for it.

        Raises:
            CapReached: that might pass a cap, whatever comes of what is under way in this run.
        """
        while True:
            try:
                return self.reserve(prompt)
            except CapReached:
                if self._ended or not self._open:
                    self.end()
                    raise
            self._freed.clear()
            await self._freed.wait()

    def end(self) -> None:
        """Let nobody wait for room any more: the run comes to its end."""
        self._ended = True
        self._freed.set()

    def reserve(self, prompt: Prompt) -> "Reservation":
        """Set aside what the prompt may cost at most; the reservation must be settled.

        Raises:
            CapReached: that might pass a cap.
        """
        return self.reserve_all([prompt])[0]

    def reserve_all(self, prompts: Sequence[Prompt]) -> "list[Reservation]":
        """Set aside what the prompts may cost at most, for all or for none; each reservation must be settled.

        Raises:
            CapReached: that might pass a cap.
        """
        # Twice the estimate: what is written to a cache costs more, and an estimate may be too low.
        costs = [self.cost(Usage(plain_text.estimate_tokens(prompt.text) * 2, prompt.max_tokens)) for prompt in prompts]
        next_ = "the next section" if len(prompts) == 1 else f"the {len(prompts):,} sections"
        whole = sum(costs, Decimal(0))
        if self._cap is not None and self._spent + whole > self._cap:
            raise CapReached(
                f"Stopped before the limit of ${self._cap}: ${self._spent:.4f} is spent or under way, and {next_} may "
                f"cost up to ${whole:.4f}. Raise --max-cost to go on."
            )
        names: Sequence[int | None] = [None] * len(costs)
        if whole:
            found = ledger.reserve(self._store, costs, self._course_cap)
            if found is None:
                self._store.recover()  # a program that died may hold what it has spent already
                found = ledger.reserve(self._store, costs, self._course_cap)
            if found is None:
                raise CapReached(
                    f"Stopped before the course's limit of ${self._course_cap}: "
                    f"${ledger.committed(self._store):.4f} is spent or set aside, and {next_} may cost up to "
                    f"${whole:.4f}. Raise `max_cost_usd` in templates/blueprint.yaml to go on."
                )
            names = found
        self._spent += whole
        self._open += len(costs)
        return [Reservation(self, name, cost) for name, cost in zip(names, costs, strict=True)]

    @property
    def prices(self) -> Prices | None:
        """The prices that it reckons with."""
        return self._prices

    def cost(self, usage: Usage) -> Decimal:
        """Return what `usage` costs; 0 where no price is known, since there is no cap then."""
        return profiles.cost_usd(usage, self._prices) or Decimal(0)

    def add(self, name: int | None, cost: Decimal) -> bool:
        """Set `cost` aside beside what a reservation holds, and say whether the caps allow it."""
        if self._cap is not None and self._spent + cost > self._cap:
            return False
        if name is not None and not ledger.more(self._store, name, cost, self._course_cap):
            return False
        self._spent += cost
        return True

    def begun(self, name: int, section: str, attempt: int) -> None:
        """Say which attempt a reservation is for."""
        ledger.begun(self._store, name, section, attempt)

    def settle(self, name: int | None, held: Decimal, cost: Decimal | None) -> None:
        """Put what it did cost in the place of what was set aside."""
        if cost is not None:
            self._spent += cost - held
        if name is not None:
            # Where the database cannot be written it stays set aside, which is too much and never too little.
            with suppress(AuthoringError):
                ledger.settle(self._store, [name], known=cost is not None)
        self._open -= 1
        self._freed.set()


class Reservation:
    """What one section may still cost, its continuations with it."""

    def __init__(self, budget: Budget, name: int | None, held: Decimal) -> None:
        self._budget, self.name = budget, name
        self._held = held
        self._settled = False

    def more(self, usage: Usage) -> bool:
        """Set aside what another request may cost at most, and say whether the caps allow it."""
        cost = self._budget.cost(usage)
        if not self._budget.add(self.name, cost):
            return False
        self._held += cost
        return True

    def begun(self, section: str, attempt: int) -> None:
        """Say which attempt it is for, so that its cost is known though the program die over it.

        Raises:
            AuthoringError: the database cannot be written.
        """
        if self.name is not None:
            self._budget.begun(self.name, section, attempt)

    def settle(self, cost: Decimal | None) -> None:
        """Put what it did cost in the place of what was set aside; an unknown cost is taken to be the highest.

        To be called once the cost is stored, so that at no moment it counts nowhere. A second time does nothing.
        """
        if not self._settled:
            self._settled = True
            self._budget.settle(self.name, self._held, cost)
