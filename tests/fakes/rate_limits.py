"""Rate limits as the service counts them: buckets for a minute's use, drained by every request, refilled steadily."""

import math
from dataclasses import dataclass

from tests.fakes.clock import Clock, rfc3339

KINDS = ("requests", "input-tokens", "output-tokens")


@dataclass
class _Bucket:
    limit: int
    left: float
    at: float

    def refill(self, now: float) -> None:
        self.left = min(float(self.limit), self.left + (now - self.at) * self.limit / 60)
        self.at = now


class RateLimits:
    """What may be used in a minute: requests, input tokens (those read from the cache are free), output tokens.

    So high by default that no test meets them; `set` makes them low.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}
        self.set(requests=1_000_000, input_tokens=1_000_000_000, output_tokens=1_000_000_000)

    def set(
        self, *, requests: int | None = None, input_tokens: int | None = None, output_tokens: int | None = None
    ) -> None:
        """Change the limits that are given; their buckets are full again."""
        for kind, limit in zip(KINDS, (requests, input_tokens, output_tokens), strict=True):
            if limit is not None:
                self._buckets[kind] = _Bucket(limit, float(limit), self._clock.now())

    def exceeded(self, input_tokens: int) -> tuple[str, int] | None:
        """Return the limit that a request with so many uncached tokens would pass and the seconds to wait, or None."""
        self._refill()
        needed = {"requests": 1.0, "input-tokens": float(input_tokens), "output-tokens": 1.0}
        for kind, bucket in self._buckets.items():
            # A request larger than the whole bucket passes once it is full, or it could never be sent.
            missing = min(needed[kind], float(bucket.limit)) - bucket.left
            if missing > 1e-6:
                wait = max(1, math.ceil(missing * 60 / bucket.limit))
                return f"{bucket.limit:,} {kind.replace('-', ' ')} per minute", wait
        return None

    def use(self, requests: int = 0, input_tokens: int = 0, output_tokens: int = 0) -> None:
        """Take from the buckets; output may go below nothing, as it is only counted once it was written."""
        self._refill()
        for kind, used in zip(KINDS, (requests, input_tokens, output_tokens), strict=True):
            self._buckets[kind].left -= used

    def headers(self) -> dict[str, str]:
        """Return the headers that tell limit, what is left, and when the bucket will be full again."""
        self._refill()
        told = {}
        for kind, bucket in self._buckets.items():
            full = bucket.at + (bucket.limit - bucket.left) * 60 / bucket.limit
            told[f"anthropic-ratelimit-{kind}-limit"] = str(bucket.limit)
            told[f"anthropic-ratelimit-{kind}-remaining"] = str(max(0, int(bucket.left)))
            told[f"anthropic-ratelimit-{kind}-reset"] = rfc3339(full)
        return told

    def _refill(self) -> None:
        now = self._clock.now()
        for bucket in self._buckets.values():
            bucket.refill(now)
