"""What an endpoint allows within a minute: learnt from its answers, kept to by all who write there."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

_KINDS = ("requests", "input-tokens", "output-tokens")
_ALL_AT_ONCE = 64  # unanswered requests, after which a refusal is forgotten


@dataclass(frozen=True)
class _Bucket:
    """What was left of one limit at `told` (monotonic seconds), and when it would be full again."""

    limit: float
    left: float
    told: float
    full: float

    def wait(self, wanted: float, held: float, now: float) -> float:
        """Return the seconds until `wanted` is there beside what is `held`; the bucket fills evenly."""
        wanted = min(wanted, self.limit)  # more than that never comes: let the server speak
        missing = wanted + held - self.left
        empty = self.limit - self.left
        if missing <= 0 or empty <= 0 or self.full <= self.told:
            return 0.0
        return max(0.0, self.told + (self.full - self.told) * min(1.0, missing / empty) - now)


class Reservation:
    """What one request may use, held from its sending until the endpoint has counted it itself."""

    def __init__(self, limit: "RateLimit", volley: int, input_tokens: int, output_tokens: int) -> None:
        self._limit, self._volley = limit, volley
        self.held = {"requests": 1.0, "input-tokens": float(input_tokens), "output-tokens": float(output_tokens)}
        self.unanswered = True

    def answered(self, headers: Mapping[str, str]) -> None:
        """Take what the headers of an answer that begins tell; only its output is still to come."""
        self.unanswered = False
        self.held = {"output-tokens": self.held["output-tokens"]}
        self._limit.learn(headers)
        self._limit.grow()

    def refused(self, headers: Mapping[str, str], wait: float, now: float) -> None:
        """A 429 came: nobody asks for `wait` seconds, and then one at a time until it goes well."""
        self.unanswered = False
        self._limit.learn(headers)
        self._limit.pause(now + wait, self._volley)

    def end(self, output_tokens: int | None = None) -> None:
        """Let go of what is held; `output_tokens` is what the answer was counted to have."""
        self._limit.release(self, output_tokens)


class RateLimit:
    """The limits of one endpoint: requests, input tokens and output tokens, as its headers tell them.

    An endpoint that tells nothing is not held back until it answers 429. `changed` wakes whoever waits for a turn.
    """

    def __init__(self) -> None:
        self._buckets: dict[str, _Bucket] = {}
        self._reservations: list[Reservation] = []
        self._paused_until = 0.0
        self._volley = 0
        self._at_once = float("inf")
        self._typical_output: float | None = None
        self._changed = asyncio.Event()

    def wait(self, input_tokens: int, max_output: int, now: float) -> float:
        """Return the seconds (monotonic) until a request of that size may be sent; 0.0 is now.

        The output is expected to be that of the answers before, since few reach their bound.
        """
        wanted = {"requests": 1, "input-tokens": input_tokens, "output-tokens": self._expected(max_output)}
        waits = [self._paused_until - now]
        for kind, bucket in self._buckets.items():
            held = sum(each.held.get(kind, 0.0) for each in self._reservations)
            waits.append(bucket.wait(wanted[kind], held, now))
        return max(0.0, *waits)

    @property
    def turn_is_free(self) -> bool:
        """Whether one more may ask: after a refusal only as many at once as the answers since have earned."""
        return sum(each.unanswered for each in self._reservations) < self._at_once

    async def turn(self) -> None:
        """Wait until another request has been answered or has ended."""
        await self._changed.wait()

    def reserve(self, input_tokens: int, max_output: int) -> Reservation:
        """Count a request that is about to be sent; `end` must be called on what is returned."""
        reservation = Reservation(self, self._volley, input_tokens, self._expected(max_output))
        self._reservations.append(reservation)
        return reservation

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take the `anthropic-ratelimit-*` headers of an answer; what is missing or unreadable is left as it was."""
        now, wall = time.monotonic(), datetime.now(UTC)
        for kind in _KINDS:
            try:
                limit = float(headers[f"anthropic-ratelimit-{kind}-limit"])
                left = float(headers[f"anthropic-ratelimit-{kind}-remaining"])
                reset = datetime.fromisoformat(headers[f"anthropic-ratelimit-{kind}-reset"])
                ahead = (reset - wall).total_seconds()
            except (KeyError, ValueError, TypeError, OverflowError):
                continue
            self._buckets[kind] = _Bucket(limit, left, now, now + max(0.0, ahead))

    def grow(self) -> None:
        """One was answered: one more may ask at once, so that the number doubles with each round."""
        self._at_once = self._at_once + 1 if self._at_once < _ALL_AT_ONCE else float("inf")
        self._wake()

    def pause(self, until: float, volley: int) -> None:
        """Hold everyone back; refusals of requests sent before the last refusal are no news about the pace."""
        self._paused_until = max(self._paused_until, until)
        if volley == self._volley:
            self._volley += 1
            self._at_once = 1
        self._wake()

    def release(self, reservation: Reservation, output_tokens: int | None) -> None:
        """Forget a reservation, and remember how long its answer was."""
        if reservation in self._reservations:
            self._reservations.remove(reservation)
        if output_tokens:
            before = self._typical_output
            self._typical_output = output_tokens if before is None else before + (output_tokens - before) / 4
        self._wake()

    def _expected(self, max_output: int) -> int:
        typical = self._typical_output
        return max_output if typical is None else min(max_output, int(typical * 1.5) + 1)

    def _wake(self) -> None:
        # A new event for those who come later.
        self._changed, woken = asyncio.Event(), self._changed
        woken.set()
