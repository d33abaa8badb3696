"""What the fake answers: one reply, and which reply a prompt gets, by a script, a rule, by chance or by default."""

import random
from collections import deque
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Any

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}

FAULTS = ("cut", "reset", "error_event", "silence", "invalid_utf8", "not_json")
"""cut: the stream ends without message_stop · reset: the socket dies · error_event: an SSE error · silence: nothing
more comes · invalid_utf8, not_json: bytes that no client can read. All strike after `fault_after` pieces of text; at -1
before the first event. On another route than messages, or without a stream, what was asked is done and the answer is
lost."""

MESSAGES = "POST /v1/messages"


@dataclass(frozen=True)
class Reply:
    """One answer.

    Without `text` it is a plausible section made from the prompt, always the same for the same prompt, and as the
    service does it ends at the request's `max_tokens`; a `text` or `pieces` is sent whole whatever was asked.

    `status` other than 200 answers with an error of that type and `message`; `delay` and `first_delay` in seconds,
    between pieces and before the answer begins; `tokens_per_second` is the pace of the text (0: at once); `piece` in
    characters; `drip` sends the bytes one by one with that delay. What `usage` tells replaces what was counted.
    """

    text: str | None = None
    pieces: tuple[str, ...] | None = None
    piece: int = 24
    delay: float = 0.0
    first_delay: float = 0.0
    tokens_per_second: float = 0.0
    drip: float = 0.0
    stop_reason: str | None = "end_turn"
    status: int = 200
    message: str = "as the script says"
    error_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    fault: str | None = None
    fault_after: int = 3
    thinking: str | None = None
    usage: dict[str, int] | None = None

    def __post_init__(self) -> None:
        assert self.fault is None or self.fault in FAULTS, self.fault


NAMED = {
    "invalid": Reply(status=400, message="messages: Field required"),
    "unauthorized": Reply(status=401, message="invalid x-api-key"),
    "forbidden": Reply(status=403, message="Your API key does not have permission to use the specified resource."),
    "unknown_model": Reply(status=404, message="model: no-such-model"),
    "timed_out": Reply(status=408, message="Request timed out"),
    "too_large": Reply(status=413, message="Request exceeds the maximum size"),
    "rate_limited": Reply(
        status=429, message="This request would exceed your rate limit", headers={"retry-after": "1"}
    ),
    "rate_limited_without_retry_after": Reply(status=429, message="This request would exceed your rate limit"),
    "server_error": Reply(status=500, message="Internal server error"),
    "overloaded": Reply(status=529, message="Overloaded"),
    "prompt_too_long": Reply(status=400, message="prompt is too long: 212000 tokens > 200000 maximum"),
    "cut": Reply(fault="cut"),
    "reset": Reply(fault="reset"),
    "error_event": Reply(fault="error_event", message="Overloaded"),
    "silence": Reply(fault="silence"),
    "invalid_utf8": Reply(fault="invalid_utf8"),
    "not_json": Reply(fault="not_json"),
    "byte_a_second": Reply(drip=1.0),
    "refusal": Reply(text="", stop_reason="refusal"),
    "max_tokens": Reply(text="A text that breaks off in the mid", stop_reason="max_tokens"),
    "context_exceeded": Reply(text="A text that fills the", stop_reason="model_context_window_exceeded"),
    "escape_sequences": Reply(text="Plain \x1b]0;owned\x07\x1b[2J\x1b[31mred\u202e and \x9b5mmore.\n"),
}
"""Replies by name, one for each way in which the service or a network fails."""


@dataclass(frozen=True)
class Rule:
    """`reply` for every request that fits: whose prompt has `contains`, on the `route`, with a `chance` out of 1.

    `route` is a method and a path, in which * stands for anything: "GET /v1/messages/batches/*". `times` bounds how
    often the rule holds, None: always.
    """

    reply: Reply
    contains: str = ""
    chance: float = 1.0
    times: int | None = None
    route: str = MESSAGES


class Replies:
    """Chooses the reply: for a message the next of the script, else the first rule that fits, else `default`."""

    def __init__(self) -> None:
        self.default = Reply()
        self._script: deque[Reply] = deque()
        self._rules: list[tuple[Rule, list[int]]] = []
        self._chance = random.Random(0)

    @property
    def waiting(self) -> int:
        """How many replies of the script are still to come."""
        return len(self._script)

    def script(self, *replies: Reply) -> None:
        """Answer the next messages with these, in this order."""
        self._script.extend(replies)

    def rule(self, *rules: Rule) -> None:
        """Let these hold from now on, after those that hold already."""
        self._rules.extend((rule, [0]) for rule in rules)

    def seed(self, seed: int) -> None:
        """Begin the chances anew: the same seed and the same requests give the same faults."""
        self._chance = random.Random(seed)

    def clear(self) -> None:
        """Forget script and rules."""
        self._script.clear()
        self._rules.clear()

    def next(self, prompt: str) -> Reply:
        """Return the reply to a message that was just asked for."""
        return self._script.popleft() if self._script else self.ruled(MESSAGES, prompt) or self.default

    def ruled(self, route: str, prompt: str = "") -> Reply | None:
        """Return what the rules say to a request on `route`, None where none fits."""
        for rule, used in self._rules:
            if rule.times is not None and used[0] >= rule.times:
                continue
            if not fnmatchcase(route, rule.route) or rule.contains not in prompt:
                continue
            if rule.chance < 1.0 and self._chance.random() >= rule.chance:
                continue
            used[0] += 1
            return rule.reply
        return None


def reply_from(told: dict[str, Any]) -> Reply:
    """Return the reply that JSON tells by its fields, or by the `name` of one in `NAMED` and the fields that differ."""
    known = {each.name for each in fields(Reply)}
    base = NAMED[told["name"]] if "name" in told else Reply()
    chosen = {each: getattr(base, each) for each in known} | {k: v for k, v in told.items() if k in known}
    if chosen["pieces"] is not None:
        chosen["pieces"] = tuple(chosen["pieces"])
    return Reply(**chosen)


def rule_from(told: dict[str, Any]) -> Rule:
    """Return the rule that JSON tells, its `reply` as in `reply_from`."""
    known = {each.name for each in fields(Rule)} - {"reply"}
    return Rule(reply_from(told.get("reply", {})), **{k: v for k, v in told.items() if k in known})
