"""The one writer: a prompt goes to an endpoint of the Messages API, text comes back as it is written."""

import warnings
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tui.authoring.drafting.cleaning import Cleaner
from tui.authoring.drafting.endpoint import Endpoint
from tui.authoring.drafting.failures import Failure, explain
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.prompts import Prompt

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

__all__ = ["Finished", "Outcome", "TextDelta", "Usage", "write"]

_BREAKPOINTS = 4  # what the Messages API takes at most


@dataclass(frozen=True)
class TextDelta:
    """The next piece of the text, cleaned."""

    text: str


@dataclass(frozen=True)
class Finished:
    """How it ended. `error` is a sentence for the author, None for a whole text; `retryable`: another try may help."""

    outcome: Outcome
    model: str
    usage: Usage | None
    error: str | None
    retryable: bool


@dataclass
class _Answer:
    """What has come so far of one answer."""

    model: str
    usage: Usage | None = None
    text_came: bool = False
    stop_reason: str | None = None
    stopped: bool = False
    cleaner: Cleaner = field(default_factory=Cleaner)


async def write(prompt: Prompt, endpoint: Endpoint) -> AsyncGenerator[TextDelta | Finished]:
    """Have `prompt` answered by `endpoint`: yield the text as it comes, then exactly one `Finished`.

    A passing failure before any text is tried again, within the endpoint's patience. Once text came it is never asked
    for a second time: it is the caller's, to keep and to go on from. Nothing is raised but cancellation.
    """
    patience = endpoint.patience
    tries = 0
    while True:
        answer = _Answer(model=endpoint.profile.model)
        failure: Failure | None = None
        try:
            async with aclosing(_stream(prompt, endpoint, answer)) as pieces:
                async for piece in pieces:
                    yield TextDelta(piece)
        except Exception as error:
            failure = explain(error, endpoint)
        if rest := answer.cleaner.finish():
            answer.text_came = True
            yield TextDelta(rest)
        failure = failure or _ending(answer, endpoint)
        if failure is not None and failure.again and not answer.text_came and tries < patience.retries:
            wait = failure.wait if failure.wait is not None else patience.first_wait * 2**tries
            if wait <= patience.longest_wait:
                tries += 1
                await patience.sleep(wait)
                continue
        break
    if failure is None:
        yield Finished(Outcome.COMPLETE, answer.model, answer.usage, None, retryable=False)
    else:
        yield Finished(failure.outcome, answer.model, answer.usage, failure.sentence, failure.retryable)


async def _stream(prompt: Prompt, endpoint: Endpoint, answer: _Answer) -> AsyncGenerator[str]:
    async with _request(prompt, endpoint) as stream:
        async for event in stream:
            if event.type == "message_start":
                answer.model = event.message.model or answer.model
                answer.usage = _usage(event.message.usage, answer.usage)
            elif event.type == "content_block_delta" and event.delta.type == "text_delta":
                if piece := answer.cleaner.feed(event.delta.text or ""):
                    answer.text_came = True
                    yield piece
            elif event.type == "message_delta":
                answer.stop_reason = event.delta.stop_reason or answer.stop_reason
                answer.usage = _usage(event.usage, answer.usage)
            elif event.type == "message_stop":
                answer.stopped = True


def _request(prompt: Prompt, endpoint: Endpoint) -> "AbstractAsyncContextManager[Any]":
    import anthropic

    profile, patience = endpoint.profile, endpoint.patience
    timeout = anthropic.Timeout(profile.silence_seconds, connect=patience.connect)
    with warnings.catch_warnings():
        # The SDK announces a model's retirement on stderr, in the middle of the screen.
        warnings.simplefilter("ignore")
        if not profile.caches:
            return endpoint.client.messages.stream(
                model=profile.model,
                max_tokens=prompt.max_tokens,
                system=prompt.system,
                messages=[{"role": "user", "content": "\n\n".join(prompt.blocks)}],
                timeout=timeout,
            )
        parts = [part for part in (prompt.system, *prompt.blocks) if part]
        blocks: list[Any] = [{"type": "text", "text": f"{part}\n\n"} for part in parts[:-1]]
        for block in blocks[:_BREAKPOINTS]:
            block["cache_control"] = {"type": "ephemeral"}
        return endpoint.client.messages.stream(
            model=profile.model,
            max_tokens=prompt.max_tokens,
            system=blocks[:1],
            messages=[{"role": "user", "content": [*blocks[1:], {"type": "text", "text": parts[-1]}]}],
            timeout=timeout,
        )


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


def _ending(answer: _Answer, endpoint: Endpoint) -> Failure | None:
    """Return what the end of the stream means; None for a whole text."""
    profile = endpoint.profile
    if not answer.stopped or answer.stop_reason is None:
        sentence = "The connection ended before the text was whole: try again."
        return Failure(Outcome.TRUNCATED, sentence, retryable=True)
    match answer.stop_reason:
        case "end_turn" | "stop_sequence":
            if answer.text_came:
                return None
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
