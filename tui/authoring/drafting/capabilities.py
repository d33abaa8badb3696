"""What a profile's endpoint can do: from a table with a date, until the author or the endpoint says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

AS_OF = "2026-11-25"
"""When the table was written: Claude's row from Anthropic's documentation, LM Studio's from its page on the Messages
API, which names that one route, the embedded server's by trying it; those of Ollama and vLLM have not been compared
with theirs. `coursewright doctor --try` asks the server itself."""

UNKNOWN_ROUTE = frozenset((404, 405, 501))
"""The statuses by which a server says that it cannot do what was asked, whatever the model."""


@dataclass(frozen=True)
class Capabilities:
    """What a request may carry, and which requests may be made. `stated` names what the author said himself.

    `structured_output` says that a schema is enforced, not merely taken; `models_endpoint` that the limits of one
    model can be asked for.
    """

    cache_breakpoints: bool = False
    token_counting: bool = False
    batches: bool = False
    prefill: bool = False
    structured_output: bool = False
    models_endpoint: bool = False
    stated: frozenset[str] = frozenset()

    def said_by_author(self, said: Mapping[str, bool]) -> "Capabilities":
        """Return these with what the author states, which nothing that an endpoint tells replaces."""
        changed: dict[str, Any] = {**said, "stated": self.stated | frozenset(said)}
        return replace(self, **changed)

    def told_by_endpoint(self, told: Mapping[str, bool]) -> "Capabilities":
        """Return these with what the endpoint showed it can do, except where the author has spoken."""
        changed: dict[str, Any] = {name: can for name, can in told.items() if name not in self.stated}
        return replace(self, **changed)

    def by_name(self) -> dict[str, bool]:
        """Return each capability with whether it is there, in the order in which they are shown."""
        return {name: bool(getattr(self, name)) for name in CAPABILITY_NAMES}


CAPABILITY_NAMES = tuple(each.name for each in fields(Capabilities) if each.name != "stated")

LEAST = Capabilities()
"""What every server of the Messages API can do: write."""

CLAUDE = Capabilities(
    cache_breakpoints=True, token_counting=True, batches=True, structured_output=True, models_endpoint=True
)
"""Without prefill: Claude's models since Opus 4.6 refuse a begun answer."""

TABLE = {
    "claude": CLAUDE,
    "ollama": LEAST,
    "lmstudio": LEAST,
    "vllm": Capabilities(token_counting=True),
    "llamacpp": Capabilities(token_counting=True, prefill=True),
    "local": Capabilities(token_counting=True, prefill=True),
}


def of_kind(kind: str) -> Capabilities:
    """Return what the table says of a kind of endpoint; of a server that it does not know, the least."""
    return TABLE.get(kind, LEAST)
