"""What an endpoint allows within a minute: learnt from its answers, kept to by all who write there."""

import asyncio
import math
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass

_REQUESTS, _INPUT, _OUTPUT = _KINDS = ("requests", "input-tokens", "output-tokens")
_MINUTE = 60.0
_ALL_AT_ONCE = 64  # unanswered requests, after which a refusal is forgotten
_FIRST_GUESS = 1_500  # tokens of output, until an answer has come to its end: a long section
_NOTICEABLE = 0.001  # seconds


@dataclass(frozen=True)
class _Bucket:
    """What is `left` of one limit at a moment (monotonic seconds). A minute fills it from empty, evenly.

    That is how Anthropic counts; where a limit is reset at once when its minute is over, this is the slower of the two.
    """

    limit: float
    left: float
    at: float

    def left_at(self, now: float) -> float:
        return min(self.limit, self.left + max(0.0, now - self.at) * self.limit / _MINUTE)

    def less(self, used: float, now: float) -> "_Bucket":
        return _Bucket(self.limit, self.left_at(now) - used, max(now, self.at))

    def wait(self, wanted: float, now: float) -> float:
        return max(0.0, wanted - self.left_at(now)) * _MINUTE / self.limit


class Reservation:
    """What one request is expected to use, from when it joins the line until the endpoint has counted it itself."""

    def __init__(self, limit: "RateLimit", input_tokens: int, output_tokens: int) -> None:
        self._limit = limit
        self.held = {_REQUESTS: 1.0, _INPUT: float(input_tokens), _OUTPUT: float(output_tokens)}
        self.number: int | None = None
        """Its place among the requests that were sent; None while it waits."""
        self.volley = 0
        self.unanswered = False

    def answered(self, headers: Mapping[str, str], now: float) -> None:
        """Take what the headers of an answer that begins tell; only its output is still to come."""
        self._heard(headers, now)
        self._limit.grow()

    def refused(self, headers: Mapping[str, str], wait: float, now: float) -> None:
        """A 429 came: nobody asks for `wait` seconds, and then one at a time until it goes well."""
        self._heard(headers, now)
        self._limit.pause(now + wait, self.volley)

    def end(self, output_tokens: int, now: float, *, whole: bool) -> None:
        """Leave the line, or let go of what is held; `output_tokens` came, which is all if the answer was `whole`."""
        self._limit.release(self, output_tokens, now, whole=whole)

    def _heard(self, headers: Mapping[str, str], now: float) -> None:
        self.unanswered = False
        self._limit.learn(headers, now, self.number)


class RateLimit:
    """The limits of one endpoint: requests, input tokens and output tokens, as its headers tell them.

    Those who ask for more than there is stand in line. An endpoint that tells nothing is not held back until it
    answers 429. Every `now` is in monotonic seconds.
    """

    def __init__(self) -> None:
        self._buckets: dict[str, _Bucket] = {}
        self._told_by: dict[str, int] = {}
        self._reservations: list[Reservation] = []  # in the order in which they joined
        self._paused_until = 0.0
        self._sent = 0
        self._volley = 0
        self._at_once = float("inf")
        self._typical_output: float | None = None
        self._changed = asyncio.Event()

    def join(self, input_tokens: int, max_output: int) -> Reservation:
        """Stand in line with a request of that size; `end` must be called on what is returned.

        The output is expected to be that of the answers before, since few reach their bound.
        """
        typical = self._typical_output
        output = _FIRST_GUESS if typical is None else int(typical * 1.5) + 1
        reservation = Reservation(self, input_tokens, min(max_output, output))
        self._reservations.append(reservation)
        return reservation

    async def turn(
        self, reservation: Reservation, longest_wait: float, clock: Callable[[], float]
    ) -> AsyncGenerator[float]:
        """Yield the seconds to wait, as often as there is a wait; when it ends, the request counts as sent.

        Nobody waits for longer than `longest_wait` seconds while the line before him stands still: a limit that was
        misread must not stop the author's work. After a refusal he waits until an answer under way begins or ends, too.
        """
        waited, before = 0.0, self._before(reservation)
        while True:
            if self._before(reservation) < before:
                waited, before = 0.0, self._before(reservation)
            seconds = min(self.wait(reservation, clock()), longest_wait - waited)
            if seconds > _NOTICEABLE:
                yield seconds
                waited += seconds
            elif not self._turn_is_free:
                await self._changed.wait()
            else:
                self._send(reservation, clock())
                return

    def wait(self, reservation: Reservation, now: float) -> float:
        """Return the seconds until a request in line may be sent, those before it first; 0.0 is now."""
        waits = [self._paused_until - now]
        for kind, bucket in self._buckets.items():
            wanted, in_line = 0.0, True
            for each in self._reservations:
                # What was sent is taken from the bucket already, but for the output that is still being written.
                if (in_line and each.number is None) or (kind == _OUTPUT and each.number is not None):
                    wanted += min(
                        each.held[kind], bucket.limit
                    )  # more than the limit never comes: let the server speak
                in_line = in_line and each is not reservation
            waits.append(bucket.wait(wanted, now))
        return max(0.0, *waits)

    def learn(self, headers: Mapping[str, str], now: float, number: int | None = None) -> None:
        """Take the `anthropic-ratelimit-*` headers of the answer to the request `number`.

        What is missing or unreadable is left as it was.
        """
        for kind in _KINDS:
            try:
                limit = float(headers[f"anthropic-ratelimit-{kind}-limit"])
                left = float(headers[f"anthropic-ratelimit-{kind}-remaining"])
            except (KeyError, ValueError, TypeError):
                continue
            if not (math.isfinite(limit) and math.isfinite(left) and limit > 0):
                continue
            if kind != _OUTPUT:  # these may not have been counted yet when the answer was written
                left -= sum(min(each.held[kind], limit) for each in self._reservations if each.unanswered)
            if number is not None and number < self._told_by.get(kind, 0):  # overtaken by the answer to a later request
                left = min(left, self._buckets[kind].left_at(now))
            self._buckets[kind] = _Bucket(limit, left, now)
            self._told_by[kind] = max(number or 0, self._told_by.get(kind, 0))

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

    def release(self, reservation: Reservation, output_tokens: int, now: float, *, whole: bool) -> None:
        """Forget a reservation, and remember how long its answer was."""
        if reservation not in self._reservations:
            return
        self._reservations.remove(reservation)
        reservation.unanswered = False
        if output_tokens > 0:
            if (bucket := self._buckets.get(_OUTPUT)) is not None:
                self._buckets[_OUTPUT] = bucket.less(min(output_tokens, bucket.limit), now)
            if whole:
                before = self._typical_output
                self._typical_output = output_tokens if before is None else before + (output_tokens - before) / 4
        self._wake()

    def _before(self, reservation: Reservation) -> int:
        """Return how many stand in line before a request."""
        place = self._reservations.index(reservation)
        return sum(each.number is None for each in self._reservations[:place])

    @property
    def _turn_is_free(self) -> bool:
        """Whether one more may ask: after a refusal only as many at once as the answers since have earned."""
        return sum(each.unanswered for each in self._reservations) < self._at_once

    def _send(self, reservation: Reservation, now: float) -> None:
        self._sent += 1
        reservation.number, reservation.volley, reservation.unanswered = self._sent, self._volley, True
        for kind, bucket in self._buckets.items():
            if kind != _OUTPUT:  # which is used bit by bit while it is written
                self._buckets[kind] = bucket.less(min(reservation.held[kind], bucket.limit), now)

    def _wake(self) -> None:
        # A new event for those who come later.
        self._changed, woken = asyncio.Event(), self._changed
        woken.set()
