"""Message Batches: many prompts sent at once, worked off within a day at a lower price, their answers fetched later."""

import json
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tui.authoring import plain_text
from tui.authoring.drafting import writer
from tui.authoring.drafting.capabilities import UNKNOWN_ROUTE
from tui.authoring.drafting.endpoint import Endpoint
from tui.authoring.drafting.failures import explain
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.errors import EndpointError

if TYPE_CHECKING:
    from anthropic import APIStatusError

MOST_REQUESTS = 10_000
LARGEST_BODY = 32_000_000
"""Requests and bytes of one batch, below what Anthropic documents (100,000 and 256 MB) and well within memory."""

KEPT_DAYS = 29
"""Anthropic keeps the results so long after the batch was made."""

_LONGEST_ID = 64
_PAGE = 100
_UNTAKEN = range(300, 500)
_PERHAPS_TAKEN = frozenset((408, 409))
_STATUSES = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""By which status a request by itself would have failed as one of a batch did."""


class BatchFailed(EndpointError):
    """A request about a batch failed.

    `taken` says, where a batch was sent, that the endpoint may have taken it all the same; `gone` that it knows no
    such batch.
    """

    def __init__(self, sentence: str, *, taken: bool = False, gone: bool = False) -> None:
        super().__init__(sentence)
        self.taken = taken
        self.gone = gone


@dataclass(frozen=True)
class BatchRequest:
    """One prompt of a batch, and the name by which its result will be known (at most 64 of `a-zA-Z0-9_-`)."""

    custom_id: str
    prompt: Prompt


@dataclass(frozen=True)
class RemoteBatch:
    """A batch as its endpoint tells it; `requests` is how many it holds, `done` how many of them have a result."""

    id: str
    created: datetime
    ended: bool
    requests: int
    done: int
    results_url: str | None


@dataclass(frozen=True)
class BatchResult:
    """What became of one request; `error` is a sentence for the author, None for a whole text."""

    custom_id: str
    outcome: Outcome
    text: str
    model: str
    usage: Usage | None
    error: str | None


def portions(prompts: Sequence[Prompt], endpoint: Endpoint) -> list[slice]:
    """Return which of the prompts, in their order, go into each batch: as many batches as number and bytes need."""
    found: list[slice] = []
    start = size = 0
    for at, prompt in enumerate(prompts):
        # The SDK writes neither spaces nor escapes for other alphabets, so it never sends more than this.
        needs = len(json.dumps(_wire(BatchRequest("0" * _LONGEST_ID, prompt), endpoint)))
        if at > start and (at - start >= MOST_REQUESTS or size + needs > LARGEST_BODY):
            found.append(slice(start, at))
            start, size = at, 0
        size += needs
    return [*found, slice(start, len(prompts))] if prompts else found


async def create(endpoint: Endpoint, requests: Sequence[BatchRequest]) -> RemoteBatch:
    """Send a batch, once: a failure is never tried again here.

    Raises:
        BatchFailed: `taken` tells whether it may have been taken all the same.
    """
    import anthropic
    import httpx2

    body: list[Any] = [_wire(request, endpoint) for request in requests]
    try:
        return _remote(await endpoint.client.messages.batches.create(requests=body, timeout=_timeout(endpoint)))
    except anthropic.APIStatusError as error:
        if error.status_code in UNKNOWN_ROUTE:
            raise BatchFailed(_no_batches(endpoint)) from error
        taken = error.status_code not in _UNTAKEN or error.status_code in _PERHAPS_TAKEN
        raise BatchFailed(explain(error, endpoint).sentence, taken=taken) from error
    except Exception as error:
        # Whoever was never reached has taken nothing.
        unreached = isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout)
        unsent = unreached or isinstance(error, anthropic.CredentialsError | TypeError)
        raise BatchFailed(explain(error, endpoint).sentence, taken=not unsent) from error


async def retrieve(endpoint: Endpoint, batch_id: str) -> RemoteBatch:
    """Return the batch as it stands.

    Raises:
        BatchFailed: `gone` where the endpoint knows no such batch.
    """
    try:
        return _remote(await endpoint.client.messages.batches.retrieve(batch_id, timeout=_timeout(endpoint)))
    except Exception as error:
        raise _failed(error, endpoint, batch_id) from error


async def cancel(endpoint: Endpoint, batch_id: str) -> RemoteBatch:
    """Ask the endpoint to end the batch early; what is done by then keeps its result. One that has ended stays so.

    Raises:
        BatchFailed: as for `retrieve`.
    """
    import anthropic

    try:
        return _remote(await endpoint.client.messages.batches.cancel(batch_id, timeout=_timeout(endpoint)))
    except anthropic.BadRequestError:
        return await retrieve(endpoint, batch_id)
    except Exception as error:
        raise _failed(error, endpoint, batch_id) from error


async def made_since(endpoint: Endpoint, since: datetime) -> list[RemoteBatch]:
    """Return all batches that the endpoint lists from that time on, the newest first; others' may be among them.

    Raises:
        BatchFailed: the list could not be read.
    """
    found: list[RemoteBatch] = []
    try:
        async for told in endpoint.client.messages.batches.list(limit=_PAGE, timeout=_timeout(endpoint)):
            batch = _remote(told)
            if batch.created < since:
                break
            found.append(batch)
    except Exception as error:
        raise _failed(error, endpoint) from error
    return found


async def results(endpoint: Endpoint, batch: RemoteBatch) -> AsyncGenerator[BatchResult]:
    """Yield the results of a batch that has ended, in the order in which the endpoint keeps them.

    Raises:
        BatchFailed: they cannot be read, or lie on another server than the endpoint, where the key is not sent; those
            yielded before are good.
    """
    url = batch.results_url
    assert url is not None, "a batch that has ended tells where its results are"
    if _origin(url) != _origin(endpoint.base_url):
        raise BatchFailed(
            f"The endpoint {endpoint.base_url} keeps the results of {batch.id} on another server "
            f"({plain_text.one_line(_origin(url))}), where the key was not sent: correct the profile's `base_url`."
        )
    from anthropic._decoders.jsonl import AsyncJSONLDecoder
    from anthropic.types.messages import MessageBatchIndividualResponse

    # Not by `batches.results`, which asks for the address anew and goes wherever it is then told to.
    kind: type[AsyncJSONLDecoder[MessageBatchIndividualResponse]] = AsyncJSONLDecoder[MessageBatchIndividualResponse]
    try:
        lines = await endpoint.client.get(
            url,
            cast_to=kind,
            stream=True,
            options={"headers": {"Accept": "application/binary"}, "timeout": _timeout(endpoint)},
        )
    except Exception as error:
        raise _failed(error, endpoint, batch.id) from error
    try:
        while True:
            try:
                line = await anext(lines, None)
                if line is None:
                    return
                result = _result(line, endpoint)
            except Exception as error:
                raise _failed(error, endpoint, batch.id) from error
            yield result
    finally:
        with suppress(Exception):  # of a connection that broke
            await lines.close()


def _wire(request: BatchRequest, endpoint: Endpoint) -> dict[str, Any]:
    return {"custom_id": request.custom_id, "params": writer.parameters(request.prompt, endpoint.profile)}


def _timeout(endpoint: Endpoint) -> Any:
    import anthropic

    return anthropic.Timeout(endpoint.profile.silence_seconds, connect=endpoint.patience.connect)


def _remote(told: Any) -> RemoteBatch:
    counts = told.request_counts
    done = counts.succeeded + counts.errored + counts.canceled + counts.expired
    created: datetime = told.created_at
    return RemoteBatch(
        id=plain_text.one_line(str(told.id)),  # it is shown, and a server may send anything
        created=created if created.tzinfo else created.replace(tzinfo=UTC),
        ended=told.processing_status == "ended",
        requests=counts.processing + done,
        done=done,
        results_url=told.results_url or None,
    )


def _result(line: Any, endpoint: Endpoint) -> BatchResult:
    custom_id, told, model = line.custom_id, line.result, endpoint.profile.model
    match told.type:
        case "succeeded":
            text, ending = writer.read_message(told.message, endpoint)
            return BatchResult(custom_id, ending.outcome, text, ending.model, ending.usage, ending.error)
        case "errored":
            failure = explain(_as_answered(told.error, endpoint), endpoint)
            return BatchResult(custom_id, failure.outcome, "", model, None, failure.sentence)
        case "canceled":
            said = "The batch was cancelled before this was written: draft it again."
            return BatchResult(custom_id, Outcome.CANCELLED, "", model, None, said)
        case "expired":
            said = "The batch expired after a day, before this was written: submit it again, or draft it without batch."
            return BatchResult(custom_id, Outcome.FAILED, "", model, None, said)
        case other:
            said = f"The batch tells something unknown of this ({plain_text.one_line(str(other))}): draft it again."
            return BatchResult(custom_id, Outcome.FAILED, "", model, None, said)


def _as_answered(told: Any, endpoint: Endpoint) -> "APIStatusError":
    """Return the error that a request by itself would have raised."""
    import anthropic
    import httpx2

    error = getattr(told, "error", None)
    kind, message = getattr(error, "type", None) or "api_error", getattr(error, "message", None) or "no reason told"
    response = httpx2.Response(
        _STATUSES.get(kind, 500), request=httpx2.Request("POST", f"{endpoint.base_url}/v1/messages")
    )
    body = {"type": "error", "error": {"type": kind, "message": message}}
    return anthropic.APIStatusError(message, response=response, body=body)


def _failed(error: Exception, endpoint: Endpoint, batch_id: str | None = None) -> BatchFailed:
    import anthropic

    if isinstance(error, anthropic.APIStatusError) and error.status_code in UNKNOWN_ROUTE:
        if batch_id is None:
            return BatchFailed(_no_batches(endpoint))
        return BatchFailed(
            f"The endpoint {endpoint.base_url} knows no batch {batch_id}: use the key and the "
            "address that it was submitted with, or give it up with `draft --cancel-batches`.",
            gone=True,
        )
    return BatchFailed(explain(error, endpoint).sentence)


def _no_batches(endpoint: Endpoint) -> str:
    return (
        f"The endpoint {endpoint.base_url} takes no batches: draft without --batch, or choose another profile "
        "with --profile."
    )


def _origin(url: str) -> str:
    """Return scheme, host and port, which decide who receives a key; what is no plain address is its own origin."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return url
    if not parts.hostname or re.search(r"[\\\s]", url):  # programs disagree on where such a host ends
        return url
    return f"{parts.scheme}://{parts.hostname}:{port}"
