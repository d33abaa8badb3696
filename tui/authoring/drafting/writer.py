"""The one writer: a prompt goes to an endpoint of the Messages API, text comes back as it is written."""

import asyncio
import time
import warnings
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tui.authoring import plain_text
from tui.authoring.drafting.cleaning import Cleaner
from tui.authoring.drafting.continuing import ENOUGH_TEXT, MOST_CONTINUATIONS, Joint, added, turns
from tui.authoring.drafting.endpoint import Endpoint, Patience
from tui.authoring.drafting.failures import Failure, explain
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.prefix_warmth import Warming, prefixes
from tui.authoring.drafting.profiles import Profile
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.drafting.rate_limit import Reservation

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

__all__ = ["Finished", "Outcome", "TextDelta", "Usage", "Waiting", "parameters", "read_message", "write"]

_BREAKPOINTS = 4  # what the Messages API takes at most
_LEAST_ROOM = 256  # tokens; a shorter continuation would hardly reach an end


@dataclass(frozen=True)
class TextDelta:
    """The next piece of the text, cleaned."""

    text: str


@dataclass(frozen=True)
class Waiting:
    """Nothing is asked for `seconds`, which begin now; `reason` is a sentence for the author."""

    seconds: float
    reason: str


@dataclass(frozen=True)
class Finished:
    """How it ended. `error` is a sentence for the author, None for a whole text; `retryable`: another try may help.

    `everywhere` says that any other prompt would end so too, until the author has changed something.
    """

    outcome: Outcome
    model: str
    usage: Usage | None
    error: str | None
    retryable: bool
    everywhere: bool = False


@dataclass
class _Answer:
    """What has come so far of one answer."""

    model: str
    usage: Usage | None = None
    stop_reason: str | None = None
    stopped: bool = False
    text: str = ""
    cleaner: Cleaner = field(default_factory=Cleaner)

    @property
    def used(self) -> Usage | None:
        """What was told, and for what came without being counted an estimate."""
        if self.usage is None or self.stopped:
            return self.usage
        return replace(self.usage, output_tokens=max(self.usage.output_tokens, plain_text.estimate_tokens(self.text)))


class Tally:
    """What the requests for one text have used so far, for whoever stops them before they tell it themselves."""

    def __init__(self) -> None:
        self._ended: Usage | None = None
        self._answer: _Answer | None = None

    @property
    def usage(self) -> Usage | None:
        """The tokens counted; of an answer that was cut off, what came of it is an estimate. None: nothing was told."""
        return added(self._ended, self._answer.used if self._answer else None)

    def ask(self, answer: "_Answer") -> None:
        """Count another answer from here on."""
        self._ended, self._answer = self.usage, answer


async def write(
    prompt: Prompt,
    endpoint: Endpoint,
    *,
    afford: Callable[[Usage], bool] | None = None,
    tally: Tally | None = None,
) -> AsyncGenerator[TextDelta | Waiting | Finished]:
    """Have `prompt` answered by `endpoint`: yield the text as it comes, then exactly one `Finished`.

    A passing failure before any text is tried again, within the endpoint's patience. A longer text that was cut off is
    gone on with by further requests, where `afford` allows what each may use at most; without `afford` it is not. The
    usage told is that of all requests together, which `tally` has at any moment. Nothing is raised but cancellation.
    """
    patience, clock, tally = endpoint.patience, _Clock(), tally or Tally()
    text, tries, continued = "", 0, 0
    ask = prompt
    while True:
        answer = _Answer(model=endpoint.profile.model)
        tally.ask(answer)
        join = Joint(text, prefill=endpoint.capabilities.prefill)
        failure: Failure | None = None
        async with aclosing(_answering(ask, endpoint, answer, clock, text)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Waiting | Failure):
                    failure = piece if isinstance(piece, Failure) else None
                    if isinstance(piece, Waiting):
                        yield piece
                elif fresh := join.feed(piece):
                    yield TextDelta(fresh)
                if join.began_again:
                    break
        if rest := join.feed(answer.cleaner.finish()) + join.finish():
            yield TextDelta(rest)
        came = bool(join.added.strip())
        if join.began_again:
            failure = _did_not_go_on(endpoint)
        failure = failure or _ending(answer, endpoint, came=came, goes_on=bool(text))
        text += join.added
        if failure is None:
            yield Finished(Outcome.COMPLETE, answer.model, tally.usage, None, retryable=False)
            return
        goes_on = came and _goes_on(failure, text, continued)
        if not goes_on and (not failure.again or came or tries >= patience.retries):
            break
        if goes_on or answer.usage is not None:  # what was counted is paid for, and so will be the next
            shorter = _within_context(prompt, text, endpoint)
            if shorter is None or not _affordable(shorter, text, afford, goes_on=goes_on):
                break
            ask = shorter
        wait = 0.0
        if failure.again:
            wait = failure.wait if failure.wait is not None else _back_off(patience, tries)
        tries, continued = (0, continued + 1) if goes_on else (tries + 1, continued)
        if wait:
            yield Waiting(wait, failure.sentence)
            await clock.sleep(wait, patience)
    yield Finished(failure.outcome, answer.model, tally.usage, failure.sentence, failure.retryable, failure.everywhere)


def _back_off(patience: Patience, tries: int) -> float:
    return patience.chance() * min(patience.longest_wait, patience.first_wait * 2.0**tries)


def _goes_on(failure: Failure, text: str, continued: int) -> bool:
    """Return whether a text that broke off so may be gone on with: the rule, money and room aside."""
    cut = failure.outcome is Outcome.TRUNCATED or failure.again
    return cut and len(text) >= ENOUGH_TEXT and continued < MOST_CONTINUATIONS


def _within_context(prompt: Prompt, text: str, endpoint: Endpoint) -> Prompt | None:
    """Return the prompt with as much room for an answer as is left beside `text`; None where there is too little."""
    if not text:
        return prompt
    used = plain_text.estimate_tokens(prompt.text) + plain_text.estimate_tokens(text)
    room = min(prompt.max_tokens, endpoint.profile.context_tokens - used)
    return replace(prompt, max_tokens=room) if room >= _LEAST_ROOM else None


def _affordable(prompt: Prompt, text: str, afford: Callable[[Usage], bool] | None, *, goes_on: bool) -> bool:
    if afford is None:
        return not goes_on
    # Twice the estimate, since a continuation that costs more than was said would pass the author's limit.
    read = 2 * (plain_text.estimate_tokens(prompt.text) + plain_text.estimate_tokens(text))
    return afford(Usage(read, prompt.max_tokens))


class _Clock:
    """Monotonic seconds, of which those that were asked to be slept have passed, whoever does the sleeping."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        return time.monotonic() + self._ahead

    async def sleep(self, seconds: float, patience: Patience) -> None:
        before = time.monotonic()
        await patience.sleep(seconds)
        self._ahead += max(0.0, seconds - (time.monotonic() - before))


async def _answering(
    prompt: Prompt, endpoint: Endpoint, answer: _Answer, clock: _Clock, so_far: str
) -> AsyncGenerator[str | Waiting | Failure]:
    """Send one request when its turn has come: yield waits, then the text, then the failure if it failed."""
    patience = endpoint.patience
    warming, reservation = None, None
    try:
        if endpoint.profile.caches:
            warming = await endpoint.warmth.first_or_after(prefixes((prompt.system, *prompt.blocks[:-1])))
        # What is read from the cache does not count against the limit.
        told = "".join(prompt.blocks[-1:]) if warming is not None and warming.is_warm else prompt.text
        read = plain_text.estimate_tokens(told) + plain_text.estimate_tokens(so_far)
        reservation = endpoint.limit.join(read, prompt.max_tokens)
        async with aclosing(endpoint.limit.turn(reservation, patience.longest_wait, clock.now)) as waits:
            async for seconds in waits:
                yield Waiting(seconds, "The endpoint's rate limit is reached.")
                await clock.sleep(seconds, patience)
        try:
            async with aclosing(_stream(prompt, endpoint, answer, so_far, reservation, warming, clock)) as pieces:
                async for piece in pieces:
                    yield piece
        except Exception as error:
            failure = explain(error, endpoint)
            if getattr(error, "status_code", None) == 429:
                headers: Any = error.response.headers  # type: ignore[attr-defined]
                wait = patience.first_wait if failure.wait is None else failure.wait
                reservation.refused(headers, min(wait, patience.longest_wait), clock.now())
            yield failure
    finally:
        if reservation is not None:
            came = answer.used.output_tokens if answer.used else 0
            reservation.end(came, clock.now(), whole=answer.stopped)
        if warming is not None:
            warming.failed()


async def _stream(
    prompt: Prompt,
    endpoint: Endpoint,
    answer: _Answer,
    so_far: str,
    reservation: Reservation,
    warming: Warming | None,
    clock: "_Clock",
) -> AsyncGenerator[str]:
    deadline = asyncio.get_running_loop().time() + endpoint.patience.longest_answer
    async with AsyncExitStack() as stack:
        async with asyncio.timeout_at(deadline):
            stream = await stack.enter_async_context(_request(prompt, endpoint, so_far))
        reservation.answered(stream.response.headers, clock.now())
        events = aiter(stream)
        while True:
            async with asyncio.timeout_at(deadline):
                event = await anext(events, None)
            if event is None:
                break
            if event.type == "message_start":
                if warming is not None:
                    warming.begun()
                answer.model = event.message.model or answer.model
                answer.usage = _usage(event.message.usage, answer.usage)
            elif event.type == "content_block_delta" and event.delta.type == "text_delta":
                answer.text += event.delta.text or ""
                if piece := answer.cleaner.feed(event.delta.text or ""):
                    yield piece
            elif event.type == "message_delta":
                answer.stop_reason = event.delta.stop_reason or answer.stop_reason
                answer.usage = _usage(event.usage, answer.usage)
            elif event.type == "message_stop":
                answer.stopped = True


def _request(prompt: Prompt, endpoint: Endpoint, so_far: str = "") -> "AbstractAsyncContextManager[Any]":
    import anthropic

    profile, patience = endpoint.profile, endpoint.patience
    further: list[Any] = turns(so_far, prefill=endpoint.capabilities.prefill)
    timeout = anthropic.Timeout(profile.silence_seconds, connect=patience.connect)
    with warnings.catch_warnings():
        # The SDK announces a model's retirement on stderr, in the middle of the screen.
        warnings.simplefilter("ignore")
        return endpoint.client.messages.stream(**parameters(prompt, profile, further), timeout=timeout)


def parameters(prompt: Prompt, profile: Profile, further: Sequence[Any] = ()) -> dict[str, Any]:
    """Return what a request for `prompt` carries, the same bytes whether it goes by itself or in a batch.

    `further` are the turns that follow the prompt.
    """
    if not profile.caches:
        return {
            "model": profile.model,
            "max_tokens": prompt.max_tokens,
            "system": prompt.system,
            "messages": [{"role": "user", "content": "\n\n".join(prompt.blocks)}, *further],
        }
    parts = [part for part in (prompt.system, *prompt.blocks) if part]
    blocks: list[Any] = [{"type": "text", "text": f"{part}\n\n"} for part in parts[:-1]]
    for block in blocks[:_BREAKPOINTS]:
        block["cache_control"] = {"type": "ephemeral"}
    return {
        "model": profile.model,
        "max_tokens": prompt.max_tokens,
        "system": blocks[:1],
        "messages": [{"role": "user", "content": [*blocks[1:], {"type": "text", "text": parts[-1]}]}, *further],
    }


def read_message(message: Any, endpoint: Endpoint) -> tuple[str, Finished]:
    """Return the text, cleaned, and the ending of an answer of the SDK that came whole and not as a stream."""
    answer = _Answer(message.model or endpoint.profile.model, _usage(message.usage, None), message.stop_reason, True)
    pieces = [block.text or "" for block in message.content or () if block.type == "text"]
    answer.text = answer.cleaner.feed("".join(pieces)) + answer.cleaner.finish()
    failure = _ending(answer, endpoint, came=bool(answer.text), goes_on=False)
    if failure is None:
        return answer.text, Finished(Outcome.COMPLETE, answer.model, answer.usage, None, retryable=False)
    return answer.text, Finished(failure.outcome, answer.model, answer.usage, failure.sentence, failure.retryable)


def _usage(told: Any, before: Usage | None) -> Usage | None:
    """Return the counts as they stand: the first event tells the input, the last one the output, some servers both."""
    if told is None:
        return before
    usage = before or Usage(0, 0)
    for name, count in (
        ("input_tokens", getattr(told, "input_tokens", None)),
        ("output_tokens", getattr(told, "output_tokens", None)),
        ("cache_read_tokens", getattr(told, "cache_read_input_tokens", None)),
        ("cache_write_tokens", getattr(told, "cache_creation_input_tokens", None)),
    ):
        if isinstance(count, int) and count > 0:
            usage = replace(usage, **{name: count})
    return usage


def _ending(answer: _Answer, endpoint: Endpoint, *, came: bool, goes_on: bool) -> Failure | None:
    """Return what the end of the stream means; None for a whole text."""
    profile = endpoint.profile
    if not answer.stopped or answer.stop_reason is None:
        sentence = "The connection ended before the text was whole: try again."
        return Failure(Outcome.TRUNCATED, sentence, retryable=True, again=not answer.stopped)
    match answer.stop_reason:
        case "end_turn" | "stop_sequence":
            if came:
                return None
            if goes_on:
                return _did_not_go_on(endpoint)
            sentence = f"{profile.model} answered without any text: try again, or use another model."
            return Failure(Outcome.FAILED, sentence, retryable=True)
        case "max_tokens":
            sentence = (
                f"{profile.model} reached the limit of its answer before the end: try again, "
                "or raise `max_tokens` in the profile."
            )
            return Failure(Outcome.TRUNCATED, sentence, retryable=True)
        case "refusal":
            sentence = f"{profile.model} declined to write this: reword the section or the brief, or use another model."
            return Failure(Outcome.REFUSED, sentence, retryable=False)
        case "model_context_window_exceeded":
            sentence = f"{profile.model} ran out of context before the end: use a profile with a larger context."
            return Failure(Outcome.CONTEXT_EXCEEDED, sentence, retryable=False)
        case other:
            sentence = f"{profile.model} stopped for an unexpected reason ({other}): try again, or use another model."
            return Failure(Outcome.FAILED, sentence, retryable=True)


def _did_not_go_on(endpoint: Endpoint) -> Failure:
    sentence = f"{endpoint.profile.model} was cut off and did not go on when asked to: try again."
    return Failure(Outcome.TRUNCATED, sentence, retryable=True)
