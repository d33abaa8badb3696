"""Asks the fake as plainly as can be, so that its own tests do not lean on the SDK."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Answer:
    """What came back, a refusal too; header names in lower case."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body as one JSON document."""
        return json.loads(self.text)

    @property
    def said(self) -> str:
        """The message of a refusal."""
        return str(self.json["error"]["message"])

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events of a stream."""
        return [json.loads(line[6:]) for line in self.text.splitlines() if line.startswith("data: ")]

    @property
    def usage(self) -> tuple[int, int, int]:
        """Tokens of the prompt: neither read nor written, written to the cache, read from it."""
        told = self.events[0]["message"]["usage"]
        return told["input_tokens"], told["cache_creation_input_tokens"], told["cache_read_input_tokens"]


def opened(url: str, body: object | None = None, *, key: str = "k", method: str | None = None) -> Any:
    """Ask, and return the answer unread. HTTPError where it refuses."""
    content = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json", "x-api-key": key}
    return _DIRECT.open(urllib.request.Request(url, content, headers, method=method), timeout=20)


def ask(url: str, body: object | None = None, *, key: str = "k", method: str | None = None) -> Answer:
    """Ask, and return the whole answer."""
    try:
        with opened(url, body, key=key, method=method) as answer:
            return Answer(answer.status, _lower(answer.headers), answer.read().decode())
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, _lower(refused.headers), refused.read().decode())


def prompt(*blocks: str, marked: tuple[int, ...] = (), **changed: Any) -> dict[str, Any]:
    """Return the body of a message whose prompt has these blocks, with a breakpoint after each of the `marked`."""
    content: list[dict[str, Any]] = [{"type": "text", "text": block} for block in blocks]
    for at in marked:
        content[at]["cache_control"] = {"type": "ephemeral"}
    messages = [{"role": "user", "content": content}]
    return {"model": "m", "max_tokens": 1000, "stream": True, "messages": messages, **changed}


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
