"""Who may use a workbench in the browser: whoever sits at this machine, or whoever has the token."""

import hmac
import ipaddress
import secrets
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

SHORTEST = 16
"""Characters that a token has at least: a shorter one can be found by trying."""

_REFUSED = "This Coursewright asks for its token: open the address that `coursewright serve` has printed.\n"
_ELSEWHERE = "This Coursewright is for this machine alone: open it as http://127.0.0.1 with its port.\n"
_FOREIGN = "Only the page of this Coursewright may open its workbench.\n"


def is_loopback(host: str) -> bool:
    """Say whether nobody but this machine can reach `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """Lets a request through, or answers it. With a token, nothing is served without it; `name` is its cookie's."""

    def __init__(self, token: str | None, name: str = "coursewright") -> None:
        self._token, self._name = token, name
        self._session = secrets.token_urlsafe(32)  # what the cookie holds: the token itself stays out of the browser

    @property
    def middleware(self) -> Middleware:
        """The guard as aiohttp takes it."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            return self._refusal(request) or await handler(request)

        return guarded

    def _refusal(self, request: web.Request) -> web.Response | None:
        # A page of elsewhere whose name was made to lead here comes with that name in `Host`.
        if self._token is None and not is_loopback(_host(request)):
            return web.Response(status=403, text=_ELSEWHERE)
        if self._token is not None:
            given = request.query.get("token")
            if given is not None:
                return self._enter(request, given)
            if not _same(request.cookies.get(self._name, ""), self._session):
                return web.Response(status=401, text=_REFUSED)
        return None

    def _enter(self, request: web.Request, given: str) -> web.Response:
        """Take the token out of the address: a cookie stands for it from then on."""
        assert self._token is not None
        if not _same(given, self._token):
            return web.Response(status=401, text=_REFUSED)
        answer = web.Response(status=303, headers={"Location": "/", "Cache-Control": "no-store"})
        secure = request.headers.get("X-Forwarded-Proto", request.scheme) == "https"
        answer.set_cookie(self._name, self._session, path="/", httponly=True, samesite="Lax", secure=secure)
        return answer


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode("utf-8"))


def _host(request: web.Request) -> str:
    try:
        return urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        return ""


def foreign(request: web.Request) -> web.Response | None:
    """Return the answer to whoever opens a socket for another page than the one that was served here."""
    try:
        origin = urlsplit(request.headers.get("Origin", ""))
    except ValueError:
        origin = urlsplit("")
    if origin.scheme in ("http", "https") and origin.netloc == request.host:
        return None
    return web.Response(status=403, text=_FOREIGN)
