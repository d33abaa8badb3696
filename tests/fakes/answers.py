"""What the Messages API answers, as it writes it: a message, an error, the usage of a prompt."""

from typing import Any

from starlette.responses import JSONResponse, Response

from tests.fakes.prefix_cache import Cached
from tests.fakes.replies import ERROR_TYPES, Reply


def usage_of(reply: Reply, cached: Cached, pieces: tuple[str, ...]) -> dict[str, int]:
    """Return the usage of an answer; a reply that tells its own reads and writes no cache unless it says so."""
    if reply.usage and "input_tokens" in reply.usage:
        counted = {"cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "input_tokens": 0}
    else:
        counted = cached.usage
    return {**counted, "output_tokens": max(1, sum(map(len, pieces)) // 4), **(reply.usage or {})}


def message(
    number: int, params: dict[str, Any], content: list[dict[str, Any]], stop_reason: str | None, usage: dict[str, Any]
) -> dict[str, Any]:
    """Return the message that answers `params`."""
    return {
        "id": f"msg_fake_{number:06}",
        "type": "message",
        "role": "assistant",
        "model": params.get("model"),
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": usage,
    }


def error(status: int, told: str, kind: str | None = None, headers: dict[str, str] | None = None) -> Response:
    """Return an answer that refuses; `kind` is the type of error where it is not that of the status."""
    kind = kind or ERROR_TYPES.get(status, "api_error")
    body = {"type": "error", "error": {"type": kind, "message": told}, "request_id": "req_fake"}
    return JSONResponse(body, status, headers)


def errored(status: int, told: str) -> dict[str, Any]:
    """Return the result of a batch's request that failed so."""
    failed = {"type": ERROR_TYPES.get(status, "api_error"), "message": told}
    return {"type": "errored", "error": {"type": "error", "error": failed, "request_id": None}}
