"""Which beginnings of prompts an endpoint has in its cache: one request writes a beginning, then the others read it."""

import asyncio
import hashlib
from collections.abc import Sequence

_KEPT_SECONDS = 300.0  # how long Claude's cache keeps what nobody reads
_LONGEST_WAIT = 60.0  # seconds; an answer that takes longer to begin may never do so
_LEAST_CHARACTERS = 1_800
"""Some 512 tokens: no model of Claude's caches less, and to read less from the cache is not worth waiting for."""


def prefixes(parts: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each beginning of a prompt made of `parts` that is worth waiting for, the shortest first.

    That is one which is much longer than the one before: what is short is written by all at once, for next to nothing.
    """
    digest = hashlib.sha256()
    names = []
    length = named = 0
    for part in parts:
        digest.update(f"{len(part)}:{part}".encode())
        length += len(part)
        if length - named >= _LEAST_CHARACTERS:
            named = length
            names.append(digest.hexdigest())
    return tuple(names)


class PrefixWarmth:
    """Lets the first request of a cold prefix go alone until it begins to be answered, then the others.

    Nobody waits for that for more than `longest_wait` seconds.
    """

    def __init__(self, longest_wait: float = _LONGEST_WAIT) -> None:
        self._longest_wait = longest_wait
        self._warm: dict[str, float] = {}
        self._warming: dict[str, asyncio.Event] = {}

    async def first_or_after(self, names: Sequence[str]) -> "Warming":
        """Wait while another warms any of the prefixes `names`; then return what must be `begun` or `failed`."""
        deadline = asyncio.get_running_loop().time() + self._longest_wait
        while (event := next(filter(None, map(self._warming.get, self._cold(names))), None)) is not None:
            try:
                async with asyncio.timeout_at(deadline):
                    await event.wait()
            except TimeoutError:
                break
        cold = self._cold(names)
        event = asyncio.Event()
        for name in cold:
            self._warming.setdefault(name, event)
        return Warming(self, tuple(names), cold, event)

    def _cold(self, names: Sequence[str]) -> tuple[str, ...]:
        now = asyncio.get_running_loop().time()
        return tuple(name for name in names if now - self._warm.get(name, -_KEPT_SECONDS) >= _KEPT_SECONDS)

    def settle(self, warming: "Warming", *, warm: bool) -> None:
        """End a warming: the prefixes are warm, or whoever waited longest is the next to try."""
        for name in warming.cold:
            if self._warming.get(name) is warming.event:
                del self._warming[name]
        if warm:
            self._warm.update(dict.fromkeys(warming.names, asyncio.get_running_loop().time()))
        warming.event.set()


class Warming:
    """One request that may be the first of its prefixes. Only the first word about it counts."""

    def __init__(
        self, warmth: PrefixWarmth, names: tuple[str, ...], cold: tuple[str, ...], event: asyncio.Event
    ) -> None:
        self._warmth, self.names, self.cold, self.event = warmth, names, cold, event

    @property
    def is_warm(self) -> bool:
        """Whether all that is shared can be read from the cache, and there is something to read."""
        return bool(self.names) and not self.cold

    def begun(self) -> None:
        """The answer has begun: the prefixes can be read."""
        if not self.event.is_set():
            self._warmth.settle(self, warm=True)

    def failed(self) -> None:
        """It ended; where the answer never began, the next may be first."""
        if not self.event.is_set():
            self._warmth.settle(self, warm=False)
