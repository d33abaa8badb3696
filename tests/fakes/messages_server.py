"""A Messages API on a real loopback port, with faults on demand.

In a test: `with MessagesServer() as server:` and `server.script(Reply(fault="cut"))`. By itself:
`python -m tests.fakes.messages_server [--port N] [--key KEY] [--script FILE.json]` prints one line of JSON with its
`url` and serves until its stdin ends (`MessagesProcess` does that in a test). `POST /fake/script` (a list of replies),
`/fake/rules` and `/fake/settings` steer it from outside, `GET /fake/requests` and `/fake/charges` question it.
"""

import argparse
import asyncio
import contextlib
import json
import socket
import sys
import threading
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tests.fakes.answers import error, errored, message, usage_of
from tests.fakes.batch_routes import BatchRoutes
from tests.fakes.batches import Batches
from tests.fakes.clock import Clock
from tests.fakes.model_routes import ModelRoutes
from tests.fakes.prefix_cache import Cached, CacheRefused, PrefixCache
from tests.fakes.rate_limits import RateLimits
from tests.fakes.recorded import Recorded, prompt_of
from tests.fakes.replies import FAULTS, NAMED, Replies, Reply, Rule, reply_from
from tests.fakes.steering_routes import SteeringRoutes
from tests.fakes.streaming import drip, event, pieces_of, text_events
from tests.fakes.strikes import Sockets, strike

__all__ = ["FAULTS", "NAMED", "MessagesServer", "Recorded", "Reply", "Rule"]


class _Server(uvicorn.Server):
    """Ends as soon as it is told to, by any thread; uvicorn's own looks ten times a second whether it should."""

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until `end`."""
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        await super().serve(sockets)

    async def main_loop(self) -> None:
        """Do nothing but wait."""
        await self.on_tick(0)  # which dates the answers
        await self._ending.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is open, and take time only for an answer that is under way."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)

    def end(self) -> None:
        """Have the server end."""
        self.should_exit = True
        with contextlib.suppress(RuntimeError):  # it has ended by itself
            self._loop.call_soon_threadsafe(self._ending.set)


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
        self.stopping = threading.Event()
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
        """Listen, and return once requests are answered; after `stop` on the same port again."""
        self.stopping.clear()
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._listener = listener
        config = uvicorn.Config(
            self._app(), http=Sockets, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True, name="messages-server")
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self.stopping.wait(0.005)

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._listener]))

    def stop(self) -> None:
        """End whatever is under way and close the port."""
        self.stopping.set()
        self._server.end()
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
                *ModelRoutes(self).routes,
                *BatchRoutes(self).routes,
                *SteeringRoutes(self).routes,
            ]
        )

    async def record(self, request: Request) -> Recorded:
        """Remember what was asked, and return it."""
        body = json.loads(await request.body() or b"{}")
        recorded = Recorded(request.method, request.url.path, dict(request.headers), body)
        self.requests.append(recorded)
        return recorded

    def wrong_key(self, recorded: Recorded) -> Response | None:
        """Return the refusal of a request without the right key, None for one that has it."""
        if not recorded.key or (self.key is not None and recorded.key != self.key):
            return error(401, "invalid x-api-key")
        return None

    def refused(self, recorded: Recorded) -> Response | None:
        """Return the refusal of a request with a wrong key or for a model that is not there, None for any other."""
        if wrong := self.wrong_key(recorded):
            return wrong
        model = recorded.body.get("model")
        if self.models is not None and model not in self.models:
            return error(404, f"model: {model}")
        return None

    async def _messages(self, request: Request) -> Response:
        recorded = await self.record(request)
        if refused := self.refused(recorded):
            return refused
        reply = self.replies.next(recorded.prompt)
        self._count += 1
        number = self._count
        identity = {"request-id": f"req_fake_{number:06}"}
        if reply.status != 200:
            headers = {**identity, **self.limits.headers(), **reply.headers}
            return error(reply.status, reply.message, reply.error_type, headers)
        try:
            cached = self.cache.look(recorded.body, recorded.key)
        except CacheRefused as refused_cache:
            return error(400, str(refused_cache), headers=identity)
        uncached = cached.tokens - cached.read
        if over := self.limits.exceeded(uncached):
            told = f"This request would exceed your organization's rate limit of {over[0]}."
            return error(429, told, headers={**identity, **self.limits.headers(), "retry-after": str(over[1])})
        self.limits.use(requests=1, input_tokens=uncached)
        stream = drip(self._stream(request, recorded, reply, cached, number), reply.drip)
        headers = {**identity, **self.limits.headers(), **reply.headers}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _stream(
        self, request: Request, recorded: Recorded, reply: Reply, cached: Cached, number: int
    ) -> AsyncIterator[bytes]:
        pieces, stop_reason = pieces_of(reply, recorded.prompt, recorded.body.get("max_tokens"))
        usage = usage_of(reply, cached, pieces)
        await asyncio.sleep(reply.first_delay)
        if reply.fault and reply.fault_after < 0:
            async for last in strike(request, reply, self.stopping):
                yield last
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

        yield event("message_start", message=message(number, recorded.body, [], None, {**usage, "output_tokens": 1}))
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
            async for last in strike(request, reply, self.stopping):
                yield last
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
            return errored(400, str(refused))
        reply = self.replies.ruled("POST /v1/messages", prompt) or self.replies.default
        if reply.status != 200 or reply.fault:
            return errored(500 if reply.status == 200 else reply.status, reply.message)
        self._count += 1
        self.cache.begin(cached)
        pieces, stop_reason = pieces_of(reply, prompt, params["max_tokens"])
        usage = usage_of(reply, cached, pieces)
        self.charges.append({"model": params["model"], "batch": True, **usage})
        content = [{"type": "text", "text": "".join(pieces)}]
        told = {**usage, "service_tier": "batch"}
        return {"type": "succeeded", "message": message(self._count, params, content, stop_reason, told)}


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
