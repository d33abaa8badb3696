"""What was sent to the fake, and the text in it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Recorded:
    """A request as it came: header names in lower case, the body as JSON."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def key(self) -> str:
        """The credential that was sent, by either header."""
        return self.headers.get("x-api-key") or self.headers.get("authorization", "").removeprefix("Bearer ")

    @property
    def prompt(self) -> str:
        """All the text of the request, system first."""
        return prompt_of(self.body)


def prompt_of(params: dict[str, Any]) -> str:
    """Return all the text of the parameters of a message, system first."""
    system, messages = params.get("system", ""), params.get("messages", ())
    return "\n\n".join((text_of(system), *(text_of(message["content"]) for message in messages)))


def text_of(content: Any) -> str:
    """Return the text of a string or of a list of blocks."""
    if isinstance(content, str):
        return content
    return "".join(block.get("text", "") for block in content)
