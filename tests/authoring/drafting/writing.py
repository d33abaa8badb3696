"""A prompt, an endpoint that waits as a test says, and what the writer makes of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from tui.authoring.drafting.endpoint import Endpoint, Endpoints, Patience
from tui.authoring.drafting.outcome import Usage
from tui.authoring.drafting.profiles import Credential, Profile
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.drafting.writer import Finished, Tally, TextDelta, Waiting, write

PROMPT = Prompt("Rules.", ("Course.", "Day.", "Lesson.", "Section."), 1_000)
TEXT = "A gradient points uphill. Its negative points downhill, and that is the way we go."
LONG = " ".join(f"Step {number} takes us further down the slope." for number in range(14))


def profile(url: str, **changed: object) -> Profile:
    """Return a profile for the server at `url`, which can do the least unless it is told otherwise."""
    plain = Profile(
        name="mine",
        model="claude-fake",
        base_url=url,
        credential=Credential("key", "sk-secret", "MY_KEY"),
        max_tokens=1_000,
        context_tokens=200_000,
        gguf=None,
        trial=False,
        prices=None,
        notice="",
        silence_seconds=20.0,
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def patience(waits: list[float] | None = None, **changed: object) -> Patience:
    """Return a patience that sleeps for no time at all, and writes down for how long it would have slept."""
    waited = waits if waits is not None else []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    return replace(Patience(sleep=sleep, chance=lambda: 1.0), **changed)  # type: ignore[arg-type]


@asynccontextmanager
async def endpoint(profile: Profile, patience: Patience) -> AsyncIterator[Endpoint]:
    """Open an endpoint, and close it in the end."""
    async with Endpoints(patience) as endpoints:
        yield await endpoints.open(profile)


@dataclass(frozen=True)
class Written:
    """What came of one prompt: the pieces of text, the waits that were announced, and how it finished."""

    pieces: tuple[str, ...]
    waits: tuple[Waiting, ...]
    finished: Finished

    @property
    def text(self) -> str:
        """All that came."""
        return "".join(self.pieces)


async def written(
    endpoint: Endpoint,
    prompt: Prompt = PROMPT,
    *,
    afford: Callable[[Usage], bool] | None = None,
    tally: Tally | None = None,
) -> Written:
    """Have the prompt written to its end, which comes exactly once."""
    events = [event async for event in write(prompt, endpoint, afford=afford, tally=tally)]
    *before, finished = events
    assert isinstance(finished, Finished)
    assert all(isinstance(event, TextDelta | Waiting) for event in before)
    pieces = tuple(event.text for event in before if isinstance(event, TextDelta))
    return Written(pieces, tuple(event for event in before if isinstance(event, Waiting)), finished)


async def all_written(endpoint: Endpoint, *prompts: Prompt) -> list[Written]:
    """Have all the prompts written at once."""
    each: list[Awaitable[Written]] = [written(endpoint, prompt) for prompt in prompts]
    return list(await asyncio.gather(*each))


async def until(holds: Callable[[], object]) -> None:
    """Wait until that holds."""
    while not holds():  # noqa: ASYNC110
        await asyncio.sleep(0.005)
