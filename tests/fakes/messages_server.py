"""A Messages API on a real loopback port, with faults on demand.

In a test: `with MessagesServer() as server:` and `server.script(Reply(fault="cut"))`. By itself:
`python -m tests.fakes.messages_server [--port N] [--key KEY] [--script FILE.json]` prints one line of JSON with its
`url` and serves until its stdin ends; `POST /fake/script` (a list of replies) and `GET /fake/requests` steer and
question it from outside.
"""

import argparse
import asyncio
import json
import socket
import struct
import sys
import threading
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field, fields
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.fakes.plausible_lesson import plausible_section

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}

FAULTS = ("cut", "reset", "error_event", "silence", "invalid_utf8", "not_json")
"""cut: the stream ends without message_stop · reset: the socket dies · error_event: an SSE error · silence: nothing
more comes · invalid_utf8, not_json: bytes that no client can read. All strike after `fault_after` pieces of text; at -1
before the first event."""


@dataclass(frozen=True)
class Reply:
    """One answer. Without `text` it is a plausible section made from the prompt, always the same for the same prompt.

    `status` other than 200 answers with an error of that type and `message`; `delay` and `first_delay` in seconds,
    between pieces and before the first; `piece` in characters; `drip` sends the bytes one by one with that delay.
    """

    text: str | None = None
    pieces: tuple[str, ...] | None = None
    piece: int = 24
    delay: float = 0.0
    first_delay: float = 0.0
    drip: float = 0.0
    stop_reason: str | None = "end_turn"
    status: int = 200
    message: str = "as the script says"
    error_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    fault: str | None = None
    fault_after: int = 3
    thinking: str | None = None
    usage: dict[str, int] | None = None

    def __post_init__(self) -> None:
        assert self.fault is None or self.fault in FAULTS, self.fault


@dataclass(frozen=True)
class Recorded:
    """A request as it came: header names in lower case, the body as JSON."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def key(self) -> str:
        """The credential that was sent, by either header."""
        return self.headers.get("x-api-key") or self.headers.get("authorization", "").removeprefix("Bearer ")

    @property
    def prompt(self) -> str:
        """All the text of the request, system first."""
        return "\n\n".join((_text(self.body.get("system", "")), *(_text(m["content"]) for m in self.body["messages"])))


class _Protocol(H11Protocol):
    """Remembers its transports, so that a fault can kill a socket as a broken network does."""

    transports: dict[tuple[str, int], asyncio.Transport] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.transports[transport.get_extra_info("peername")[:2]] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.transports.pop(self.transport.get_extra_info("peername")[:2], None)
        super().connection_lost(exc)


class MessagesServer:
    """Serves in a thread of its own from `start` to `stop`.

    `key` is the one accepted (None: any, but one must be sent); `models` the ones known (None: all).
    """

    def __init__(self, *, key: str | None = None, models: tuple[str, ...] | None = None, port: int = 0) -> None:
        self.key = key
        self.models = models
        self.counts = True  # many servers of the Messages API do not know how to count tokens
        self.default = Reply()
        self.requests: list[Recorded] = []
        self._script: deque[Reply] = deque()
        self._port = port
        self._stopping = threading.Event()
        self._count = 0

    def script(self, *replies: Reply) -> None:
        """Answer the next messages with these, in this order; then with `default` again."""
        self._script.extend(replies)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def messages(self) -> list[Recorded]:
        """The requests for messages alone."""
        return [request for request in self.requests if request.path == "/v1/messages"]

    def start(self) -> None:
        """Listen, and return once requests are answered."""
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._listener = listener
        config = uvicorn.Config(
            self._app(), http=_Protocol, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True, name="messages-server")
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._stopping.wait(0.005)

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._listener]))

    def stop(self) -> None:
        """End whatever is under way and close the port."""
        self._stopping.set()
        self._server.should_exit = True
        self._thread.join(10)
        self._listener.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/messages", self._messages, methods=["POST"]),
                Route("/v1/messages/count_tokens", self._count_tokens, methods=["POST"]),
                Route("/v1/models", self._list_models),
                Route("/v1/models/{model:path}", self._one_model),
                Route("/fake/script", self._take_script, methods=["POST"]),
                Route("/fake/requests", self._tell_requests),
            ]
        )

    async def _record(self, request: Request) -> dict[str, Any]:
        body = json.loads(await request.body() or b"{}")
        self.requests.append(Recorded(request.method, request.url.path, dict(request.headers), body))
        return body

    def _refused(self, body: dict[str, Any]) -> Response | None:
        key = self.requests[-1].key
        if not key or (self.key is not None and key != self.key):
            return _error(401, "invalid x-api-key")
        if self.models is not None and body.get("model") not in self.models:
            return _error(404, f"model: {body.get('model')}")
        return None

    async def _messages(self, request: Request) -> Response:
        body = await self._record(request)
        if refused := self._refused(body):
            return refused
        reply = self._script.popleft() if self._script else self.default
        self._count += 1
        headers = {
            "request-id": f"req_fake_{self._count:06}",
            "anthropic-ratelimit-requests-limit": "1000",
            "anthropic-ratelimit-requests-remaining": str(max(0, 1000 - self._count)),
            "anthropic-ratelimit-requests-reset": "2030-01-01T00:00:00Z",
            "anthropic-ratelimit-output-tokens-limit": "80000",
            "anthropic-ratelimit-output-tokens-remaining": "80000",
            "anthropic-ratelimit-output-tokens-reset": "2030-01-01T00:00:00Z",
            **reply.headers,
        }
        if reply.status != 200:
            return _error(reply.status, reply.message, reply.error_type, headers)
        stream = _drip(self._stream(request, body, reply), reply.drip)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _stream(self, request: Request, body: dict[str, Any], reply: Reply) -> AsyncIterator[bytes]:
        recorded = self.requests[-1]
        text = plausible_section(recorded.prompt) if reply.text is None else reply.text
        pieces = reply.pieces or tuple(text[at : at + reply.piece] for at in range(0, len(text), reply.piece))
        usage = {
            "input_tokens": max(1, len(recorded.prompt) // 4),
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": max(1, sum(map(len, pieces)) // 4),
            **(reply.usage or {}),
        }
        if reply.fault and reply.fault_after < 0:
            async for strike in self._strike(request, reply):
                yield strike
            return
        yield _event(
            "message_start",
            message={
                "id": f"msg_fake_{self._count:06}",
                "type": "message",
                "role": "assistant",
                "model": body.get("model"),
                "content": [],
                "stop_reason": None,
                "stop_sequence": None,
                "usage": {**usage, "output_tokens": 1},
            },
        )
        yield _event("ping")
        index = 0
        if reply.thinking is not None:
            yield _event(
                "content_block_start", index=0, content_block={"type": "thinking", "thinking": "", "signature": ""}
            )
            yield _event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": reply.thinking})
            yield _event("content_block_delta", index=0, delta={"type": "signature_delta", "signature": "c2lnbmVk"})
            yield _event("content_block_stop", index=0)
            index = 1
        yield _event("content_block_start", index=index, content_block={"type": "text", "text": ""})
        await asyncio.sleep(reply.first_delay)
        for number, piece in enumerate(pieces):
            if reply.fault and number == reply.fault_after:
                break
            if number:
                await asyncio.sleep(reply.delay)
            yield _event("content_block_delta", index=index, delta={"type": "text_delta", "text": piece})
        if reply.fault:
            async for strike in self._strike(request, reply):
                yield strike
            return
        yield _event("content_block_stop", index=index)
        yield _event("message_delta", delta={"stop_reason": reply.stop_reason, "stop_sequence": None}, usage=usage)
        yield _event("message_stop")

    async def _strike(self, request: Request, reply: Reply) -> AsyncIterator[bytes]:
        if reply.fault == "error_event":
            kind = reply.error_type or "overloaded_error"
            yield _event("error", error={"type": kind, "message": reply.message})
        elif reply.fault == "invalid_utf8":
            yield b'event: content_block_delta\ndata: {"type": "\xff\xfe"}\n\n'
        elif reply.fault == "not_json":
            yield b"event: content_block_delta\ndata: <html>\n\n"
        elif reply.fault == "silence":
            while not self._stopping.is_set() and not await request.is_disconnected():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        elif reply.fault == "reset":
            await asyncio.sleep(0.05)  # what was written before is read before
            assert request.client is not None
            transport = _Protocol.transports[(request.client.host, request.client.port)]
            # No linger: the peer gets RST, not FIN.
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()

    async def _count_tokens(self, request: Request) -> Response:
        body = await self._record(request)
        if not self.counts:
            return _error(404, "Not Found")
        return self._refused(body) or JSONResponse({"input_tokens": max(1, len(self.requests[-1].prompt) // 4)})

    async def _list_models(self, request: Request) -> Response:
        await self._record(request)
        models = [_model(name) for name in self.models or ("claude-fake",)]
        return JSONResponse(
            {"data": models, "has_more": False, "first_id": models[0]["id"], "last_id": models[-1]["id"]}
        )

    async def _one_model(self, request: Request) -> Response:
        await self._record(request)
        name = request.path_params["model"]
        if self.models is not None and name not in self.models:
            return _error(404, f"model: {name}")
        return JSONResponse(_model(name))

    async def _take_script(self, request: Request) -> Response:
        known = {each.name for each in fields(Reply)}
        self.script(*(Reply(**{k: v for k, v in each.items() if k in known}) for each in await request.json()))
        return JSONResponse({"waiting": len(self._script)})

    async def _tell_requests(self, request: Request) -> Response:
        del request
        return JSONResponse([asdict(each) for each in self.requests])


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(block.get("text", "") for block in content)


def _event(kind: str, **data: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()


async def _drip(stream: AsyncIterator[bytes], delay: float) -> AsyncIterator[bytes]:
    async for piece in stream:
        if not delay:
            yield piece
            continue
        for byte in piece:
            yield bytes((byte,))
            await asyncio.sleep(delay)


def _error(status: int, message: str, kind: str | None = None, headers: dict[str, str] | None = None) -> Response:
    kind = kind or ERROR_TYPES.get(status, "api_error")
    body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_fake"}
    return JSONResponse(body, status, headers)


def _model(name: str) -> dict[str, Any]:
    return {
        "type": "model",
        "id": name,
        "display_name": name,
        "created_at": "2026-01-01T00:00:00Z",
        "max_input_tokens": 200_000,
        "max_tokens": 64_000,
    }


def main() -> None:
    """Serve as a process of its own until stdin ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key")
    parser.add_argument("--script", type=argparse.FileType("r"))
    arguments = parser.parse_args()
    server = MessagesServer(key=arguments.key, port=arguments.port)
    if arguments.script:
        server.script(*(Reply(**each) for each in json.load(arguments.script)))
    with server:
        sys.stdout.write(json.dumps({"url": server.url}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
