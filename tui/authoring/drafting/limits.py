"""How much a model reads and writes, as its endpoint tells it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.authoring.drafting.profiles import Profile

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

_SECONDS = 10.0


@dataclass(frozen=True)
class Limits:
    """Both in tokens; what a model thinks before it answers counts as written."""

    reads: int
    writes: int


async def retrieve(client: "AsyncAnthropic", model: str, *, seconds: float = _SECONDS) -> Limits:
    """Ask the endpoint for a model's limits, by `GET /v1/models/{model}`.

    Raises:
        TypeError: the answer names none, as with many servers.
        Exception: whatever the SDK raises where the endpoint cannot be asked.
    """
    told = await client.with_options(timeout=seconds).models.retrieve(model)
    reads, writes = getattr(told, "max_input_tokens", None), getattr(told, "max_tokens", None)
    if not isinstance(reads, int) or not isinstance(writes, int) or reads < 1 or writes < 1:
        raise TypeError("the answer names no limits")
    return Limits(reads, writes)


def within(profile: Profile, limits: Limits) -> Profile:
    """Return the profile with what it only assumed brought to the model's limits; what was stated stays as it is.

    An answer is never asked to be longer than assumed: a section needs far less than a model can write.
    """
    if "context_tokens" in profile.assumed:
        profile = replace(profile, context_tokens=limits.reads)
    if "max_tokens" in profile.assumed:
        profile = replace(profile, max_tokens=min(profile.max_tokens, limits.writes))
    return profile
