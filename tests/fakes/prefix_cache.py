"""The prompt cache as the service keeps it: by exact prefix, written and read at the breakpoints of a request."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.recorded import prompt_of

BREAKPOINTS = 4
LOOKBACK = 20  # how many blocks before a breakpoint the service looks for an older entry
LIFETIMES = {"5m": 300.0, "1h": 3600.0}


class CacheRefused(Exception):
    """The cache_control of a request is wrong: a 400 with the message."""


@dataclass(frozen=True)
class _Prefix:
    digest: str
    tokens: int
    ttl: str | None  # None: no breakpoint stands here


@dataclass(frozen=True)
class Cached:
    """How a prompt of `tokens` meets the cache: so many are `read`, so many `written`; `begin` makes them readable."""

    tokens: int
    read: int
    written: int
    entries: tuple[tuple[str, str], ...]

    @property
    def usage(self) -> dict[str, int]:
        """The three counts of a usage; they sum to the whole prompt."""
        return {
            "input_tokens": self.tokens - self.read - self.written,
            "cache_creation_input_tokens": self.written,
            "cache_read_input_tokens": self.read,
        }


class PrefixCache:
    """The prefixes that are kept.

    Entries live five minutes (an hour with ttl "1h") from their last use; `minimum` tokens is the shortest prefix
    that is kept, a shorter one is silently not cached. An entry can be read once the answer that wrote it has begun.
    """

    def __init__(self, clock: Clock) -> None:
        self.minimum = 1024
        self._clock = clock
        self._entries: dict[str, tuple[float, float]] = {}  # digest -> when it dies, its lifetime

    def look(self, params: dict[str, Any], owner: str = "") -> Cached:
        """Return how the prompt in `params` meets the cache now. CacheRefused for a wrong cache_control."""
        prefixes = list(_prefixes(params, owner))
        total = max(1, len(prompt_of(params)) // 4, prefixes[-1].tokens if prefixes else 0)
        marked = [at for at, prefix in enumerate(prefixes) if prefix.ttl]
        if len(marked) > BREAKPOINTS:
            raise CacheRefused(
                f"A maximum of {BREAKPOINTS} blocks with cache_control may be provided. Found {len(marked)}."
            )
        now = self._clock.now()
        hit = next((at for last in reversed(marked) for at in self._near(prefixes, last, now)), None)
        if hit is not None:
            for prefix in prefixes[: hit + 1]:
                self._refresh(prefix.digest, now)
        read = 0 if hit is None else prefixes[hit].tokens
        kept = [prefixes[at] for at in marked if prefixes[at].tokens >= self.minimum and (hit is None or at > hit)]
        written = kept[-1].tokens - read if kept else 0
        return Cached(total, read, written, tuple((each.digest, each.ttl or "5m") for each in kept))

    def begin(self, cached: Cached) -> None:
        """Let what this request writes be read from now on: its answer has begun."""
        now = self._clock.now()
        for digest, ttl in cached.entries:
            self._entries[digest] = (now + LIFETIMES[ttl], LIFETIMES[ttl])

    def clear(self) -> None:
        """Forget every prefix."""
        self._entries.clear()

    def _near(self, prefixes: list[_Prefix], last: int, now: float) -> Iterator[int]:
        for at in range(last, max(-1, last - LOOKBACK), -1):
            if self._entries.get(prefixes[at].digest, (0.0, 0.0))[0] > now:
                yield at

    def _refresh(self, digest: str, now: float) -> None:
        dies, lifetime = self._entries.get(digest, (0.0, 0.0))
        if dies > now:
            self._entries[digest] = (now + lifetime, lifetime)


def _prefixes(params: dict[str, Any], owner: str) -> Iterator[_Prefix]:
    """Yield the prefix up to each block, tools first, then system, then messages, as the service orders them."""
    whole = hashlib.sha256(f"{owner}\0{params.get('model')}".encode())
    length = 0
    for place, block in _blocks(params):
        control = block.get("cache_control")
        bare = {key: value for key, value in block.items() if key != "cache_control"}
        ttl = None
        if control is not None:
            ttl = control.get("ttl", "5m")
            if control.get("type") != "ephemeral" or ttl not in LIFETIMES:
                raise CacheRefused(f"{place}.cache_control: Input should be of type 'ephemeral' with ttl '5m' or '1h'")
            if bare.get("type") == "text" and not bare.get("text"):
                raise CacheRefused(f"{place}: cache_control cannot be set for empty text blocks")
        whole.update(f"\0{place.split('.')[0]}\0{json.dumps(bare, sort_keys=True)}".encode())
        length += len(bare["text"]) if "text" in bare else len(json.dumps(bare))
        yield _Prefix(whole.hexdigest(), length // 4, ttl)


def _blocks(params: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for at, tool in enumerate(params.get("tools") or ()):
        yield f"tools.{at}", tool
    groups = [("system", params.get("system") or [])]
    groups += [(f"messages-{m['role']}-{at}", m["content"]) for at, m in enumerate(params.get("messages") or ())]
    for place, content in groups:
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
        for at, block in enumerate(blocks):
            yield f"{place}.{at}", block
