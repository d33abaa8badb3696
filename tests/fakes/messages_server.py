"""A Messages API on a real loopback port, with faults on demand.

In a test: `with MessagesServer() as server:` and `server.script(Reply(fault="cut"))`. By itself:
`python -m tests.fakes.messages_server [--port N] [--key KEY] [--script FILE.json]` prints one line of JSON with its
`url` and serves until its stdin ends (`MessagesProcess` does that in a test). `POST /fake/script` (a list of replies),
`/fake/rules` and `/fake/settings` steer it from outside, `GET /fake/requests` and `/fake/charges` question it.
"""

import argparse
import asyncio
import json
import socket
import struct
import sys
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.fakes.batches import Batches, BatchRefused
from tests.fakes.clock import Clock
from tests.fakes.prefix_cache import Cached, CacheRefused, PrefixCache
from tests.fakes.rate_limits import RateLimits
from tests.fakes.recorded import Recorded, prompt_of
from tests.fakes.replies import ERROR_TYPES, FAULTS, NAMED, Replies, Reply, Rule, reply_from, rule_from
from tests.fakes.streaming import drip, event, pieces_of, text_events

__all__ = ["FAULTS", "NAMED", "MessagesServer", "Recorded", "Reply", "Rule"]


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
        self.batching = True  # nor take batches
        self.clock = Clock()
        self.replies = Replies()
        self.batches = Batches(self.clock, self._batch_result)
        self.limits = RateLimits(self.clock)
        self.cache = PrefixCache(self.clock)
        self.charges: list[dict[str, Any]] = []
        self.requests: list[Recorded] = []
        self._port = port
        self._stopping = threading.Event()
        self._count = 0

    def script(self, *replies: Reply) -> None:
        """Answer the next messages with these, in this order; then with `default` again."""
        self.replies.script(*replies)

    @property
    def default(self) -> Reply:
        """What answers a message that neither the script nor a rule decides."""
        return self.replies.default

    @default.setter
    def default(self, reply: Reply) -> None:
        self.replies.default = reply

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
                Route("/v1/messages/batches", self._send_batch, methods=["POST"]),
                Route("/v1/messages/batches", self._list_batches),
                Route("/v1/messages/batches/{batch}", self._one_batch, methods=["GET", "DELETE"]),
                Route("/v1/messages/batches/{batch}/cancel", self._cancel_batch, methods=["POST"]),
                Route("/v1/messages/batches/{batch}/results", self._batch_results),
                Route("/v1/models", self._list_models),
                Route("/v1/models/{model:path}", self._one_model),
                Route("/fake/script", self._take_script, methods=["POST"]),
                Route("/fake/rules", self._take_rules, methods=["POST"]),
                Route("/fake/settings", self._take_settings, methods=["POST"]),
                Route("/fake/requests", self._tell_requests),
                Route("/fake/charges", self._tell_charges),
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
        recorded = self.requests[-1]
        if refused := self._refused(body):
            return refused
        reply = self.replies.next(recorded.prompt)
        self._count += 1
        number = self._count
        identity = {"request-id": f"req_fake_{number:06}"}
        if reply.status != 200:
            headers = {**identity, **self.limits.headers(), **reply.headers}
            return _error(reply.status, reply.message, reply.error_type, headers)
        try:
            cached = self.cache.look(body, recorded.key)
        except CacheRefused as refused_cache:
            return _error(400, str(refused_cache), headers=identity)
        uncached = cached.tokens - cached.read
        if over := self.limits.exceeded(uncached):
            message = f"This request would exceed your organization's rate limit of {over[0]}."
            return _error(429, message, headers={**identity, **self.limits.headers(), "retry-after": str(over[1])})
        self.limits.use(requests=1, input_tokens=uncached)
        stream = drip(self._stream(request, recorded, reply, cached, number), reply.drip)
        headers = {**identity, **self.limits.headers(), **reply.headers}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _stream(
        self, request: Request, recorded: Recorded, reply: Reply, cached: Cached, number: int
    ) -> AsyncIterator[bytes]:
        pieces, stop_reason = pieces_of(reply, recorded.prompt, recorded.body.get("max_tokens"))
        usage = {**_usage(reply, cached), "output_tokens": max(1, sum(map(len, pieces)) // 4), **(reply.usage or {})}
        await asyncio.sleep(reply.first_delay)
        if reply.fault and reply.fault_after < 0:
            async for strike in self._strike(request, reply):
                yield strike
            return
        charge = {"model": recorded.body.get("model"), "batch": False, **usage, "output_tokens": 1}
        self.charges.append(charge)
        self.cache.begin(cached)
        written = 0

        def wrote(characters: int) -> None:
            nonlocal written
            written += characters
            self.limits.use(output_tokens=max(1, written // 4) - charge["output_tokens"])
            charge["output_tokens"] = max(1, written // 4)

        yield event("message_start", message=_message(number, recorded.body, [], None, {**usage, "output_tokens": 1}))
        yield event("ping")
        index = 0
        if reply.thinking is not None:
            yield event(
                "content_block_start", index=0, content_block={"type": "thinking", "thinking": "", "signature": ""}
            )
            yield event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": reply.thinking})
            yield event("content_block_delta", index=0, delta={"type": "signature_delta", "signature": "c2lnbmVk"})
            yield event("content_block_stop", index=0)
            index = 1
        yield event("content_block_start", index=index, content_block={"type": "text", "text": ""})
        async for piece in text_events(reply, pieces, index, wrote):
            yield piece
        if reply.fault:
            async for strike in self._strike(request, reply):
                yield strike
            return
        charge.update(usage)
        yield event("content_block_stop", index=index)
        yield event("message_delta", delta={"stop_reason": stop_reason, "stop_sequence": None}, usage=usage)
        yield event("message_stop")

    def _batch_result(self, params: dict[str, Any]) -> dict[str, Any]:
        """Answer one request of a batch, by the rules and the default alone: the script is for messages."""
        try:
            missing = next((name for name in ("model", "max_tokens", "messages") if not params.get(name)), None)
            if missing or params.get("stream"):
                raise CacheRefused(f"{missing}: Field required" if missing else "stream: not supported in a batch")
            prompt = prompt_of(params)
            cached = self.cache.look(params)
        except CacheRefused as refused:
            return _errored(400, str(refused))
        reply = self.replies.ruled("POST /v1/messages", prompt) or self.replies.default
        if reply.status != 200 or reply.fault:
            return _errored(500 if reply.status == 200 else reply.status, reply.message)
        self._count += 1
        self.cache.begin(cached)
        pieces, stop_reason = pieces_of(reply, prompt, params["max_tokens"])
        usage = {**_usage(reply, cached), "output_tokens": max(1, sum(map(len, pieces)) // 4), **(reply.usage or {})}
        self.charges.append({"model": params["model"], "batch": True, **usage})
        content = [{"type": "text", "text": "".join(pieces)}]
        told = {**usage, "service_tier": "batch"}
        return {"type": "succeeded", "message": _message(self._count, params, content, stop_reason, told)}

    async def _of_batches(self, request: Request, act: Callable[[dict[str, Any]], Response]) -> Response:
        body = await self._record(request)
        key = self.requests[-1].key
        if not key or (self.key is not None and key != self.key):
            return _error(401, "invalid x-api-key")
        if not self.batching:
            return _error(404, "Not Found")
        reply = self.replies.ruled(f"{request.method} {request.url.path}")
        if reply is not None:
            await asyncio.sleep(reply.first_delay)
            if reply.status != 200:
                return _error(reply.status, reply.message, reply.error_type, reply.headers)
        try:
            answer = act(body)
        except BatchRefused as refused:
            return _error(refused.status, str(refused))
        if reply is not None and reply.fault:
            return StreamingResponse(self._strike(request, reply), media_type="application/json")
        return answer

    async def _send_batch(self, request: Request) -> Response:
        return await self._of_batches(request, lambda body: JSONResponse(self.batches.create(body).told(self.url)))

    async def _list_batches(self, request: Request) -> Response:
        def page(body: dict[str, Any]) -> Response:
            del body
            asked = request.query_params
            found, more = self.batches.newest(
                int(asked.get("limit", "20")), asked.get("after_id"), asked.get("before_id")
            )
            edge = {"first_id": found[0].id if found else None, "last_id": found[-1].id if found else None}
            return JSONResponse({"data": [each.told(self.url) for each in found], "has_more": more, **edge})

        return await self._of_batches(request, page)

    async def _one_batch(self, request: Request) -> Response:
        name = request.path_params["batch"]

        def one(body: dict[str, Any]) -> Response:
            del body
            if request.method == "DELETE":
                self.batches.delete(name)
                return JSONResponse({"id": name, "type": "message_batch_deleted"})
            return JSONResponse(self.batches.find(name).told(self.url))

        return await self._of_batches(request, one)

    async def _cancel_batch(self, request: Request) -> Response:
        name = request.path_params["batch"]
        return await self._of_batches(request, lambda _: JSONResponse(self.batches.cancel(name).told(self.url)))

    async def _batch_results(self, request: Request) -> Response:
        def lines(body: dict[str, Any]) -> Response:
            del body
            told = [json.dumps(each) + "\n" for each in self.batches.results(request.path_params["batch"])]
            return Response("".join(told), media_type="application/x-jsonl")

        return await self._of_batches(request, lines)

    async def _strike(self, request: Request, reply: Reply) -> AsyncIterator[bytes]:
        if reply.fault == "error_event":
            kind = reply.error_type or "overloaded_error"
            yield event("error", error={"type": kind, "message": reply.message})
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
        self.script(*(reply_from(each) for each in await request.json()))
        return JSONResponse({"waiting": self.replies.waiting})

    async def _take_rules(self, request: Request) -> Response:
        self.replies.rule(*(rule_from(each) for each in await request.json()))
        return JSONResponse({})

    async def _take_settings(self, request: Request) -> Response:
        """Change what the body names; `advance` seconds pass at once, `end_batches` ends those under way."""
        told = await request.json()
        for name in ("key", "counts", "batching"):
            if name in told:
                setattr(self, name, told[name])
        if "models" in told:
            self.models = None if told["models"] is None else tuple(told["models"])
        if "default" in told:
            self.default = reply_from(told["default"])
        if "seed" in told:
            self.replies.seed(told["seed"])
        self.limits.set(**told.get("limits", {}))
        self.cache.minimum = told.get("cache_minimum", self.cache.minimum)
        self.batches.delay = told.get("batch_delay", self.batches.delay)
        self.batches.cancel_delay = told.get("cancel_delay", self.batches.cancel_delay)
        self.batches.fates.update(told.get("fates", {}))
        self.clock.advance(told.get("advance", 0.0))
        if told.get("end_batches"):
            self.batches.end()
        return JSONResponse({})

    async def _tell_charges(self, request: Request) -> Response:
        del request
        self.batches.settle()
        return JSONResponse(self.charges)

    async def _tell_requests(self, request: Request) -> Response:
        del request
        return JSONResponse([asdict(each) for each in self.requests])


def _usage(reply: Reply, cached: Cached) -> dict[str, int]:
    """Return the counts of the prompt; a reply that tells its own reads and writes no cache unless it says so."""
    if reply.usage and "input_tokens" in reply.usage:
        return {"cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "input_tokens": 0}
    return cached.usage


def _message(
    number: int, params: dict[str, Any], content: list[dict[str, Any]], stop_reason: str | None, usage: dict[str, Any]
) -> dict[str, Any]:
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


def _errored(status: int, message: str) -> dict[str, Any]:
    error = {"type": ERROR_TYPES.get(status, "api_error"), "message": message}
    return {"type": "errored", "error": {"type": "error", "error": error, "request_id": None}}


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
        server.script(*(reply_from(each) for each in json.load(arguments.script)))
    with server:
        sys.stdout.write(json.dumps({"url": server.url}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
