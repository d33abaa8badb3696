"""The routes under /fake/, by which another process steers the fake and asks what happened; see `MessagesProcess`."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.replies import reply_from, rule_from

if TYPE_CHECKING:
    from tests.fakes.messages_server import MessagesServer


class SteeringRoutes:
    """Changes what `server` will answer, and tells what it was asked."""

    def __init__(self, server: "MessagesServer") -> None:
        self._server = server
        self.routes = [
            Route("/fake/script", self._take_script, methods=["POST"]),
            Route("/fake/rules", self._take_rules, methods=["POST"]),
            Route("/fake/settings", self._take_settings, methods=["POST"]),
            Route("/fake/requests", self._tell_requests),
            Route("/fake/charges", self._tell_charges),
        ]

    async def _take_script(self, request: Request) -> Response:
        self._server.script(*(reply_from(each) for each in await request.json()))
        return JSONResponse({"waiting": self._server.replies.waiting})

    async def _take_rules(self, request: Request) -> Response:
        self._server.replies.rule(*(rule_from(each) for each in await request.json()))
        return JSONResponse({})

    async def _take_settings(self, request: Request) -> Response:
        """Change what the body names; `advance` seconds pass at once, `end_batches` ends those under way."""
        server, told = self._server, await request.json()
        for name in ("key", "counts", "batching"):
            if name in told:
                setattr(server, name, told[name])
        if "models" in told:
            server.models = None if told["models"] is None else tuple(told["models"])
        if "default" in told:
            server.default = reply_from(told["default"])
        if "seed" in told:
            server.replies.seed(told["seed"])
        server.limits.set(**told.get("limits", {}))
        server.cache.minimum = told.get("cache_minimum", server.cache.minimum)
        server.batches.delay = told.get("batch_delay", server.batches.delay)
        server.batches.cancel_delay = told.get("cancel_delay", server.batches.cancel_delay)
        server.batches.fates.update(told.get("fates", {}))
        server.clock.advance(told.get("advance", 0.0))
        if told.get("end_batches"):
            server.batches.end()
        return JSONResponse({})

    async def _tell_requests(self, request: Request) -> Response:
        del request
        return JSONResponse([asdict(each) for each in self._server.requests])

    async def _tell_charges(self, request: Request) -> Response:
        del request
        self._server.batches.settle()
        return JSONResponse(self._server.charges)
