"""Trying a profile: one tiny request and what else its endpoint may know how to do, each said in a sentence."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from tui.authoring.drafting import limits
from tui.authoring.drafting.capabilities import UNKNOWN_ROUTE
from tui.authoring.drafting.endpoint import Endpoint
from tui.authoring.drafting.failures import explain
from tui.authoring.drafting.limits import Limits
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.prices import cost_usd
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.drafting.writer import Finished, TextDelta, write

_TINY = Prompt("You answer in one word.", ("Are you ready?",), 16)
_SECONDS = 20.0


@dataclass(frozen=True)
class Tried:
    """One thing tried. `works` is None where nothing was found out; `detail` says what came of it and what it means."""

    name: str
    works: bool | None
    detail: str


async def try_profile(endpoint: Endpoint) -> AsyncGenerator[Tried]:
    """Yield what works: writing (at most 16 tokens, paid for as any), counting, a model's limits, and batches.

    What is found out is kept with the endpoint. Where writing fails the rest is not tried. Nothing is raised but
    cancellation.
    """
    writing = await _writing(endpoint)
    yield writing
    if not writing.works:
        return
    yield await _probe(
        endpoint,
        "counting",
        "token_counting",
        lambda client: client.messages.count_tokens(
            model=endpoint.profile.model, messages=[{"role": "user", "content": "Are you ready?"}]
        ),
        works=lambda told: f"It counts tokens ({told.input_tokens} in a short question), so budgets go by its count.",
        fails="It does not count tokens: budgets and forecasts go by an estimate.",
    )
    yield await _probe(
        endpoint,
        "limits",
        "models_endpoint",
        lambda client: limits.retrieve(client, endpoint.profile.model, seconds=_SECONDS),
        works=lambda told: _limits(endpoint, told),
        fails="It does not tell the limits of a model: state `context_tokens` where the profile has it wrong.",
    )
    yield await _probe(
        endpoint,
        "batches",
        "batches",
        lambda client: client.messages.batches.list(limit=1),
        works=lambda told: "It takes batches, which are cheaper and may be left alone.",
        fails="It takes no batches: sections are drafted while you are here.",
    )


async def _writing(endpoint: Endpoint) -> Tried:
    patient = replace(endpoint, patience=replace(endpoint.patience, retries=0))
    text, finished = "", None
    async for event in write(_TINY, patient):
        if isinstance(event, TextDelta):
            text += event.text
        elif isinstance(event, Finished):
            finished = event
    assert isinstance(finished, Finished), "a writer always finishes"
    # A model that thinks, or that rambles, is cut off after 16 tokens; it has written all the same.
    if finished.outcome is Outcome.COMPLETE or (finished.outcome is Outcome.TRUNCATED and finished.usage is not None):
        cost = cost_usd(finished.usage, endpoint.profile.prices)
        price = "its price is unknown" if cost is None else "free" if not cost else f"for ${cost:.6f}"
        return Tried("writing", True, f"{finished.model} answered, {price}.")
    return Tried("writing", False, finished.error or f"{finished.model} did not answer.")


async def _probe(
    endpoint: Endpoint,
    name: str,
    capability: str,
    ask: Callable[[Any], Awaitable[Any]],
    *,
    works: Callable[[Any], str],
    fails: str,
) -> Tried:
    import anthropic

    client = endpoint.client.with_options(timeout=_SECONDS)
    try:
        try:
            told = await ask(client)
        except anthropic.APIConnectionError:  # the server may just have closed the connection that was kept open
            told = await ask(client)
        detail = works(told)
    except anthropic.APIStatusError as error:
        if error.status_code in UNKNOWN_ROUTE:
            endpoint.learnt[capability] = False
            return Tried(name, False, fails)
        return Tried(name, None, f"It could not be found out. {explain(error, endpoint).sentence}")
    except Exception as error:  # a server may answer with anything under these addresses
        return Tried(name, None, f"It could not be found out. {explain(error, endpoint).sentence}")
    endpoint.learnt[capability] = True
    return Tried(name, True, detail)


def _limits(endpoint: Endpoint, told: Limits) -> str:
    profile = endpoint.profile
    reads, writes = told.reads, told.writes
    if profile.context_tokens > reads:
        return (
            f"{profile.model} reads {reads:,} tokens, fewer than the {profile.context_tokens:,} of the profile: "
            f"set `context_tokens: {reads}`."
        )
    if profile.max_tokens > writes:
        return (
            f"{profile.model} writes {writes:,} tokens at most, fewer than the {profile.max_tokens:,} of the profile: "
            f"set `max_tokens: {writes}`."
        )
    return f"{profile.model} reads {reads:,} tokens and writes {writes:,}; the profile stays within that."
