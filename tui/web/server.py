"""The workbench in a browser: each tab is a Coursewright of its own, in a process of its own, on the same workspace."""

import asyncio
import contextlib
import json
import logging
import secrets
import shlex
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from tui.authoring.errors import AuthoringError
from tui.web.guard import Guard, foreign

MOST = 8
"""Tabs that may be open at once: each is a process of some 150 MB."""

_PAGE = Path(__file__).with_name("page.html")
_END_SECONDS = 10
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


class WebServer:
    """Serves the workspace of `folder` until it is told to stop; `port` 0 takes a free one."""

    def __init__(self, folder: Path, host: str, port: int, token: str | None) -> None:
        command = [sys.executable, "-P", "-m", "tui", "-C", str(folder)]  # never a `tui` that lies in the workspace
        # Without `exec`, a shell would stand between, and what is sent to end the program would end the shell.
        self._served = Server(f"exec {shlex.join(command)}", host=host, port=port)
        self._host, self._port, self._token = host, port, token
        self._open: dict[AppService, web.WebSocketResponse] = {}

    async def run(self, ready: Callable[[int], None]) -> None:
        """Serve until the program is interrupted; `ready` is told the port.

        Raises:
            AuthoringError: the address cannot be had.
        """
        stop = asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=_END_SECONDS)
        logging.getLogger("aiohttp").addHandler(logging.NullHandler())
        try:
            await runner.setup()
            try:
                await web.TCPSite(runner, self._host, self._port).start()
            except OSError as error:
                raise AuthoringError(
                    f"{self._host}, port {self._port}, cannot be had ({error.strerror}): "
                    "name another one with --port, or --host."
                ) from error
            ready(runner.addresses[0][1])
            await stop.wait()
        finally:
            for socket in [*self._open.values()]:
                await socket.close(code=1001, message=b"Coursewright ends")
            await runner.cleanup()

    def _application(self) -> web.Application:
        guard = Guard(self._token, f"coursewright-{self._port}")
        app = web.Application(middlewares=[guard.middleware])
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/ws", self._workbench),
                web.get("/download/{key}", self._served.handle_download),
                web.static("/static", self._served.statics_path),
            ]
        )
        return app

    async def _page(self, request: web.Request) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        asked = request.query.get("fontsize", "")
        size = int(asked) if asked.isascii() and asked.isdigit() and 6 <= int(asked[:3]) <= 72 else 16
        text = _PAGE.read_text(encoding="utf-8").replace("{{ nonce }}", nonce).replace("{{ size }}", str(size))
        headers = {
            "Content-Security-Policy": _POLICY.format(nonce=nonce),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def _workbench(self, request: web.Request) -> web.StreamResponse:
        """Run a workbench for a tab, until the one or the other ends."""
        if (refused := foreign(request)) is not None:
            return refused
        if len(self._open) >= MOST:
            return web.Response(status=503, text=f"{MOST} workbenches are open here: close a tab first.\n")
        socket = web.WebSocketResponse(heartbeat=15)
        await socket.prepare(request)

        async def closed() -> None:
            await socket.close()

        service = AppService(
            self._served.command,
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=closed,
            download_manager=self._served.download_manager,
        )
        self._open[service] = socket
        try:
            await service.start(_cells(request, "width", 80), _cells(request, "height", 24))
            async for message in socket:
                if message.type is web.WSMsgType.TEXT:
                    await self._hand_on(message.data, service, socket)
        finally:
            del self._open[service]
            await _end(service)
        return socket

    async def _hand_on(self, message: str, service: AppService, socket: web.WebSocketResponse) -> None:
        """Hand what the tab says to its workbench; what is no message of the page's own is passed over."""
        with contextlib.suppress(ValueError, TypeError, KeyError, IndexError, AttributeError):
            match json.loads(message):
                case ["stdin", str(typed)]:
                    await service.send_bytes(typed.encode("utf-8", "replace"))
                case ["resize", {"width": int(width), "height": int(height)}]:
                    await service.set_terminal_size(_bounded(width), _bounded(height))
                case ["ping", sent]:
                    await socket.send_json(["pong", sent])
                case ["blur", *_]:
                    await service.blur()
                case ["focus", *_]:
                    await service.focus()


def _cells(request: web.Request, name: str, otherwise: int) -> int:
    value = request.query.get(name, "")
    return _bounded(int(value[:5])) if value.isascii() and value.isdigit() else otherwise


def _bounded(cells: int) -> int:
    return max(1, min(cells, 1000))


async def _end(service: AppService) -> None:
    """Have the workbench end, which keeps what it holds; where it will not, end it."""
    process = service._process  # there is no other way to it
    try:
        await asyncio.wait_for(service.stop(), _END_SECONDS)
        if process is not None:
            await asyncio.wait_for(process.wait(), _END_SECONDS)
    except (TimeoutError, OSError):
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()
