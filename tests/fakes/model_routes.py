"""The routes that tell of models: which there are, what one can take, how many tokens a prompt has."""

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.answers import error

if TYPE_CHECKING:
    from tests.fakes.messages_server import MessagesServer


class ModelRoutes:
    """Answers for the models that `server` knows."""

    def __init__(self, server: "MessagesServer") -> None:
        self._server = server
        self.routes = [
            Route("/v1/messages/count_tokens", self._count_tokens, methods=["POST"]),
            Route("/v1/models", self._all),
            Route("/v1/models/{model:path}", self._one),
        ]

    async def _count_tokens(self, request: Request) -> Response:
        recorded = await self._server.record(request)
        if not self._server.counts:
            return error(404, "Not Found")
        return self._server.refused(recorded) or JSONResponse({"input_tokens": max(1, len(recorded.prompt) // 4)})

    async def _all(self, request: Request) -> Response:
        await self._server.record(request)
        models = [_told(name) for name in self._server.models or ("claude-fake",)]
        edge = {"first_id": models[0]["id"], "last_id": models[-1]["id"]}
        return JSONResponse({"data": models, "has_more": False, **edge})

    async def _one(self, request: Request) -> Response:
        await self._server.record(request)
        name = request.path_params["model"]
        if self._server.models is not None and name not in self._server.models:
            return error(404, f"model: {name}")
        return JSONResponse(_told(name))


def _told(name: str) -> dict[str, Any]:
    return {
        "type": "model",
        "id": name,
        "display_name": name,
        "created_at": "2026-01-01T00:00:00Z",
        "max_input_tokens": 200_000,
        "max_tokens": 64_000,
    }
