"""What went wrong with an endpoint, said to an author: one sentence of what happened and what to do."""

import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from tui.authoring import plain_text
from tui.authoring.drafting.endpoint import Endpoint
from tui.authoring.drafting.outcome import Outcome

if TYPE_CHECKING:
    from anthropic import APIStatusError

_QUOTE_LENGTH = 240
_TOO_LONG = re.compile(
    r"prompt is too long|context (?:window|length|size|limit)|exceeds? the (?:available|maximum) context"
    r"|maximum (?:context|model) length|too many (?:input )?tokens|input is too long",
    re.IGNORECASE,
)
_PASSING = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 529))
_PASSING_TYPES = frozenset(("overloaded_error", "api_error", "rate_limit_error", "timeout_error"))


@dataclass(frozen=True)
class Failure:
    """An ending other than a whole text.

    `again` says that asking once more may help, after `wait` (seconds) where the server asked for that, and
    `everywhere` that any other request would end so too, until the author has changed something.
    """

    outcome: Outcome
    sentence: str
    retryable: bool
    again: bool = False
    wait: float | None = None
    everywhere: bool = False


def explain(error: Exception, endpoint: Endpoint) -> Failure:
    """Return what `error`, raised while asking `endpoint`, means for the author."""
    import anthropic
    import httpx2

    who = _who(endpoint)
    if isinstance(error, anthropic.APIStatusError):
        return _status(error, endpoint)
    if isinstance(error, anthropic.APITimeoutError | httpx2.TimeoutException):
        if isinstance(error.__cause__ or error, httpx2.ConnectTimeout):
            return _failed(f"{who} did not take the connection in time: check that it runs and try again.", again=True)
        seconds = endpoint.profile.silence_seconds
        return _failed(f"{who} was silent for {seconds:g} seconds: try again, or raise `silence_seconds`.")
    if isinstance(error, TimeoutError):
        longest = _duration(endpoint.patience.longest_answer)
        return _failed(f"{who} was still not at the end after {longest}: try again, or use a faster model.")
    if endpoint.server is not None and not endpoint.server.alive:
        return _failed(f"The embedded server stopped ({endpoint.server.reason()}): draft again to restart it.")
    if isinstance(error, anthropic.APIConnectionError):
        return _failed(
            f"{who} could not be reached ({_detail(error.__cause__ or error, endpoint)}): "
            "check that the server runs and that its address is right, then try again.",
            again=True,
        )
    if isinstance(error, httpx2.HTTPError):
        return _failed(f"The connection to {_within(who)} broke before the text was whole: try again.", again=True)
    if isinstance(error, UnicodeError):
        return _failed(f"{who} sent bytes that are not UTF-8 text: try again, or use another server.")
    if isinstance(error, anthropic.CredentialsError) or (
        isinstance(error, TypeError) and "authentication" in str(error)
    ):
        return _hopeless("No credentials for Claude were found: set ANTHROPIC_API_KEY, then try again.")
    return _failed(
        f"{who} answered in a way that could not be understood ({_detail(error, endpoint)}): "
        "try again, or check that it speaks the Messages API."
    )


def _status(error: "APIStatusError", endpoint: Endpoint) -> Failure:
    who, model, status = _who(endpoint), endpoint.profile.model, error.status_code
    said = _detail(error.api_message or error.message, endpoint)
    kind = str(error.type or "")
    # Some servers say so with a 500, or with an error event in a stream that began well.
    if kind == "exceed_context_size_error" or (status in (200, 400, 413, 422, 500) and _TOO_LONG.search(said)):
        return Failure(
            Outcome.CONTEXT_EXCEEDED,
            f"The prompt is longer than {model} can read ({said}): use a profile with a larger context, "
            "or shorten the brief or the section that it asks for.",
            retryable=False,
        )
    if status == 200:  # an error event within the stream
        again = kind in _PASSING_TYPES
        return _failed(f"{who} broke off with an error ({said}): try again.", retryable=True, again=again)
    if 300 <= status < 400:
        return _hopeless(
            f"{who} points to another address, where the key was not sent: put the right one into the profile's "
            "`base_url`."
        )
    if status == 401:
        source = endpoint.credential.source
        key = f"the key in {source}" if source.isidentifier() else "the key"
        if not endpoint.credential.secret and endpoint.credential.scheme == "none":
            return _hopeless(f"{who} asks for a key: name its variable in the profile's `api_key_env`.")
        return _hopeless(f"{who} does not accept {key}: set a valid one, then try again.")
    if status == 403:
        return _hopeless(f"{who} does not allow {model} for this key ({said}): use another key or model.")
    if status == 404:
        return _hopeless(f"{who} does not know the model {model} ({said}): correct the profile's `model`.")
    if status == 413:
        return _failed(f"The request is larger than {_within(who)} takes ({said}): shorten the brief.", retryable=False)
    if status not in _PASSING and status < 500:
        return _failed(f"{who} did not accept the request (HTTP {status}: {said}): check the profile.", retryable=False)
    wait = _retry_after(error.response.headers)
    if wait is not None and wait > endpoint.patience.longest_wait:
        why = {429: "its limit is reached", 529: "it is overloaded"}.get(status, f"HTTP {status}: {said}")
        return _failed(f"{who} asks to wait {_duration(wait)} ({why}): try again then.", wait=wait)
    if status == 429:
        again = error.response.headers.get("x-should-retry") != "false"
        return _failed(f"{who} has reached its limit ({said}): try again in a minute.", again=again, wait=wait)
    if status == 529:
        return _failed(f"{who} is overloaded: try again in a minute.", again=True, wait=wait)
    return _failed(f"{who} had an error of its own (HTTP {status}: {said}): try again.", again=True, wait=wait)


def _failed(sentence: str, *, retryable: bool = True, again: bool = False, wait: float | None = None) -> Failure:
    return Failure(Outcome.FAILED, sentence, retryable, again, wait)


def _hopeless(sentence: str) -> Failure:
    return Failure(Outcome.FAILED, sentence, retryable=False, everywhere=True)


def _who(endpoint: Endpoint) -> str:
    if endpoint.profile.base_url is None:
        return "The embedded server"
    return f"The endpoint {endpoint.base_url}"


def _within(who: str) -> str:
    """Return `who` as it stands within a sentence."""
    return f"the{who.removeprefix('The')}"


def _detail(error: object, endpoint: Endpoint) -> str:
    """Return what was said, in one line that neither runs on nor carries the key."""
    text = plain_text.one_line(str(error)) or type(error).__name__
    if endpoint.credential.secret:
        text = text.replace(endpoint.credential.secret, "…")
    return (text if len(text) <= _QUOTE_LENGTH else f"{text[:_QUOTE_LENGTH]}…").rstrip(".")


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds the server asks to wait: `Retry-After` as a number or a date, or `retry-after-ms`."""
    milliseconds, told = headers.get("retry-after-ms"), (headers.get("retry-after") or "").strip()
    try:
        if milliseconds:
            seconds = float(milliseconds) / 1000
        elif re.fullmatch(r"\d+(\.\d+)?", told):
            seconds = float(told)
        else:
            seconds = parsedate_to_datetime(told).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7_200 else f"{seconds / 3_600:,.0f} hours"
