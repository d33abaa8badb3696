"""Endpoints: a profile made ready to be asked, its client and, for the embedded model, its server."""

import asyncio
import logging
import os
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from tui.authoring.drafting import limits
from tui.authoring.drafting.capabilities import Capabilities
from tui.authoring.drafting.local_server import LocalServer
from tui.authoring.drafting.prefix_warmth import PrefixWarmth
from tui.authoring.drafting.profiles import Credential, Profile
from tui.authoring.drafting.rate_limit import RateLimit

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

_NO_KEY = "none-needed"  # the SDK insists on a credential, and would look for a real one if it were given none


@dataclass(frozen=True)
class Patience:
    """How long to wait for an endpoint, in seconds, and how often to ask again before any text has come.

    A server that asks for more than `longest_wait` is not waited for: the author is told instead. `longest_answer`
    bounds an answer that comes so slowly that it would never end. `chance` gives numbers from 0 to 1: a wait before a
    try is a random share of its bound, so that those who failed together do not come back together.
    """

    retries: int = 2
    first_wait: float = 1.0
    longest_wait: float = 60.0
    connect: float = 10.0
    longest_answer: float = 3600.0
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True)
class Endpoint:
    """Where and as whom to ask for text; `client` is shared by all who write with the same profile.

    `learnt` is what the endpoint showed that it can or cannot do, for as long as this process lives; `limit` and
    `warmth` are shared by all who write here, too.
    """

    profile: Profile
    base_url: str
    credential: Credential = field(repr=False)
    client: "AsyncAnthropic" = field(repr=False)
    patience: Patience = field(default_factory=Patience, repr=False)
    server: LocalServer | None = field(default=None, repr=False)
    learnt: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    limit: RateLimit = field(default_factory=RateLimit, repr=False, compare=False)
    warmth: PrefixWarmth = field(default_factory=PrefixWarmth, repr=False, compare=False)

    @property
    def capabilities(self) -> Capabilities:
        """What may be asked here: the profile's, with what the endpoint has shown since."""
        return self.profile.capabilities.told_by_endpoint(self.learnt)


class Endpoints:
    """Opens endpoints and keeps them: one client for a profile, one server for a model file, until `aclose`."""

    def __init__(self, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._open: dict[Profile, Endpoint] = {}
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def open(self, profile: Profile) -> Endpoint:
        """Return the endpoint of `profile`, starting the embedded server on first use, and again if it has died.

        Raises:
            EndpointError: the embedded server cannot serve the model; the message says why.
        """
        async with self._lock:
            known = self._open.get(profile)
            if known is not None and (known.server is None or known.server.alive):
                return known
            if known is not None:
                del self._open[profile]
                await _close(known)
            # Importing the SDK takes over a second: not in the loop that draws the screen.
            sdk = await asyncio.to_thread(_import_sdk)
            server = None
            base_url, credential = profile.base_url, profile.credential
            if base_url is None:
                assert profile.gguf is not None, "a profile has an address or a model file"
                server = LocalServer(profile.gguf, model=profile.model, context_tokens=profile.context_tokens)
                await server.start()
                base_url, credential = server.address, Credential("key", server.token, "the embedded server")
            client = _client(sdk, base_url, credential, is_claude=profile.is_claude)
            told = await _within_limits(profile, client)
            endpoint = Endpoint(told, base_url, credential, client, self.patience, server)
            self._open[profile] = endpoint
            return endpoint

    async def aclose(self) -> None:
        """Close every client and end every server."""
        async with self._lock:
            endpoints = list(self._open.values())
            self._open.clear()
            # Together, so that one which will not close keeps no server alive.
            closed = await asyncio.gather(*map(_close, endpoints), return_exceptions=True)
        for failed in closed:
            if isinstance(failed, BaseException):
                raise failed


async def _within_limits(profile: Profile, client: "AsyncAnthropic") -> Profile:
    """Return the profile with the limits that its endpoint tells, where it would only assume them."""
    if not (profile.assumed and profile.capabilities.models_endpoint):
        return profile
    try:
        return limits.within(profile, await limits.retrieve(client, profile.model))
    except Exception:  # whatever is wrong with the endpoint is told by the first draft; what was assumed still stands
        return profile


async def _close(endpoint: Endpoint) -> None:
    try:
        await endpoint.client.close()
    finally:
        if endpoint.server is not None:
            await endpoint.server.aclose()


def _import_sdk() -> ModuleType:
    # At import the SDK obeys ANTHROPIC_LOG by logging to stderr, which would ruin the screen.
    with _without("ANTHROPIC_LOG"):
        import anthropic
    logger = logging.getLogger("anthropic")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    return anthropic


def _client(sdk: ModuleType, base_url: str, credential: Credential, *, is_claude: bool) -> "AsyncAnthropic":
    """Return a client that sends this credential to this address, whatever the environment says."""
    options: dict[str, Any] = {
        "base_url": base_url,
        "max_retries": 0,  # the SDK would sleep for as long as it is told to; the writer has its own bound
        "open_telemetry": False,
    }
    if credential.scheme == "token":
        options["auth_token"] = credential.secret
    elif credential.scheme != "found":
        options["api_key"] = credential.secret or _NO_KEY
    # A redirect would carry the key to whatever host it names: httpx strips `Authorization` there, but not `x-api-key`.
    direct: dict[str, Any] = {"follow_redirects": False}
    if _is_loopback(base_url):
        import httpx2

        # A proxy for the outside world must not be asked for a server on this machine. The SDK's client mounts the
        # environment's proxies even without trust in it, unless it is handed a transport.
        direct |= {"trust_env": False, "transport": httpx2.AsyncHTTPTransport(trust_env=False)}
    options["http_client"] = sdk.DefaultAsyncHttpxClient(**direct)
    # The variable may hold an Authorization header, which is meant for Anthropic alone.
    hidden = () if is_claude else ("ANTHROPIC_CUSTOM_HEADERS",)
    with _without(*hidden):
        client: AsyncAnthropic = sdk.AsyncAnthropic(**options)
    return client


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Hide variables of the environment from the SDK, which reads it behind its arguments' back."""
    found = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(found)


def _is_loopback(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")
