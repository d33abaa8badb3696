"""The routes of Message Batches, over `Batches`."""

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.fakes.answers import error
from tests.fakes.batches import Batch, BatchRefused
from tests.fakes.strikes import strike

if TYPE_CHECKING:
    from tests.fakes.messages_server import MessagesServer

Body = dict[str, Any]


class BatchRoutes:
    """Answers for the batches of `server`. A rule whose `route` fits strikes here too; see `Rule`."""

    def __init__(self, server: "MessagesServer") -> None:
        self._server = server
        self._batches = server.batches
        one = "/v1/messages/batches/{batch}"
        self.routes = [
            Route("/v1/messages/batches", self._send, methods=["POST"]),
            Route("/v1/messages/batches", self._list),
            Route(one, self._one, methods=["GET", "DELETE"]),
            Route(f"{one}/cancel", self._cancel, methods=["POST"]),
            Route(f"{one}/results", self._results),
        ]

    async def _answer(self, request: Request, act: Callable[[Body], Response]) -> Response:
        server = self._server
        recorded = await server.record(request)
        if wrong := server.wrong_key(recorded):
            return wrong
        if not server.batching:
            return error(404, "Not Found")
        reply = server.replies.ruled(f"{request.method} {request.url.path}")
        if reply is not None:
            await asyncio.sleep(reply.first_delay)
            if reply.status != 200:
                return error(reply.status, reply.message, reply.error_type, reply.headers)
        try:
            answer = act(recorded.body)
        except BatchRefused as refused:
            return error(refused.status, str(refused))
        if reply is not None and reply.fault:
            return StreamingResponse(strike(request, reply, server.stopping), media_type="application/json")
        return answer

    async def _send(self, request: Request) -> Response:
        return await self._answer(request, lambda body: self._told(self._batches.create(body)))

    async def _list(self, request: Request) -> Response:
        def page(_: Body) -> Response:
            asked = request.query_params
            found, more = self._batches.newest(
                int(asked.get("limit", "20")), asked.get("after_id"), asked.get("before_id")
            )
            edge = {"first_id": found[0].id if found else None, "last_id": found[-1].id if found else None}
            return JSONResponse({"data": [each.told(self._server.url) for each in found], "has_more": more, **edge})

        return await self._answer(request, page)

    async def _one(self, request: Request) -> Response:
        name = request.path_params["batch"]

        def one(_: Body) -> Response:
            if request.method == "DELETE":
                self._batches.delete(name)
                return JSONResponse({"id": name, "type": "message_batch_deleted"})
            return self._told(self._batches.find(name))

        return await self._answer(request, one)

    async def _cancel(self, request: Request) -> Response:
        return await self._answer(request, lambda _: self._told(self._batches.cancel(request.path_params["batch"])))

    async def _results(self, request: Request) -> Response:
        def lines(_: Body) -> Response:
            told = [json.dumps(each) + "\n" for each in self._batches.results(request.path_params["batch"])]
            return Response("".join(told), media_type="application/x-jsonl")

        return await self._answer(request, lines)

    def _told(self, batch: Batch) -> Response:
        return JSONResponse(batch.told(self._server.url))
