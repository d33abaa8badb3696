"""How a reply's fault strikes: what is still sent, or what becomes of the socket."""

import asyncio
import socket
import struct
import threading
from collections.abc import AsyncIterator

from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.fakes.replies import Reply
from tests.fakes.streaming import event


class Sockets(H11Protocol):
    """Remembers its transports, so that a fault can kill a socket as a broken network does."""

    transports: dict[tuple[str, int], asyncio.Transport] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.transports[transport.get_extra_info("peername")[:2]] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.transports.pop(self.transport.get_extra_info("peername")[:2], None)
        super().connection_lost(exc)


async def strike(request: Request, reply: Reply, stopping: threading.Event) -> AsyncIterator[bytes]:
    """Yield the last bytes of an answer with a fault; silence lasts until the client leaves, or `stopping`."""
    if reply.fault == "error_event":
        kind = reply.error_type or "overloaded_error"
        yield event("error", error={"type": kind, "message": reply.message})
    elif reply.fault == "invalid_utf8":
        yield b'event: content_block_delta\ndata: {"type": "\xff\xfe"}\n\n'
    elif reply.fault == "not_json":
        yield b"event: content_block_delta\ndata: <html>\n\n"
    elif reply.fault == "silence":
        while not stopping.is_set() and not await request.is_disconnected():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    elif reply.fault == "reset":
        await asyncio.sleep(0.05)  # what was written before is read before
        assert request.client is not None
        transport = Sockets.transports[(request.client.host, request.client.port)]
        # No linger: the peer gets RST, not FIN.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
