"""Every way in which an answer fails, and what an author has of it: the outcome, the sentence, what is kept and paid.

docs/outcomes.md tells the same to authors; `test_outcomes_page` holds it against this table.
"""

from dataclasses import dataclass, replace

from tests.fakes.messages_server import NAMED, Reply
from tui.authoring.drafting.outcome import Outcome

PIECES = ("The rope goes round ", "the tree and comes ", "back to ", "itself.")
ALL = "".join(PIECES)
CAME = "The rope goes round the tree and comes back to"
"""What has come of `PIECES` when a fault strikes after three of them."""

LONG = tuple(
    f"Turn number {number} of the rope lies beside the one before it and holds it by friction. " for number in range(9)
)
LONG_CAME = "".join(LONG[:3]).rstrip()
"""More than 200 characters: with so much, a text is gone on with instead of begun anew."""


@dataclass(frozen=True)
class Fault:
    """A fault that stays until the author looks up, and what came of drafting a section meanwhile.

    `reply` None: nobody listens. `said` is the whole sentence, {url} being the server's; a {secret} in the message of
    the reply is the author's key. `waits` are the seconds that were announced. `requests` were sent, and `charged` of
    them began to be answered, which is paid; `bounded`: no more than with the three tries and two continuations that
    the rule allows. `passes`: a fault that strikes but once is got over without the author.
    """

    name: str
    reply: Reply | None
    outcome: Outcome
    said: str | None
    kept: str = ""
    requests: int = 1
    charged: int = 0
    waits: tuple[float, ...] = ()
    passes: bool = False
    silence_seconds: float = 20.0
    longest_answer: float = 60.0
    exact: bool = True  # whether `kept` is all that is kept, or only its beginning
    bounded: bool = False


_LIMIT = "This request would exceed your rate limit"


def _mid_stream(name: str, **changed: object) -> Reply:
    return replace(NAMED[name], pieces=PIECES, **changed)  # type: ignore[arg-type]


FAULTS = (
    Fault(
        "400",
        NAMED["invalid"],
        Outcome.FAILED,
        "The endpoint {url} did not accept the request (HTTP 400: messages: Field required): check the profile.",
    ),
    Fault(
        "401",
        NAMED["unauthorized"],
        Outcome.FAILED,
        "The endpoint {url} does not accept the key in FAKE_KEY: set a valid one, then try again.",
    ),
    Fault(
        "403",
        replace(NAMED["forbidden"], message="{secret} has no permission"),
        Outcome.FAILED,
        "The endpoint {url} does not allow fake-1 for this key (… has no permission): use another key or model.",
    ),
    Fault(
        "404",
        NAMED["unknown_model"],
        Outcome.FAILED,
        "The endpoint {url} does not know the model fake-1 (model: no-such-model): correct the profile's `model`.",
    ),
    Fault(
        "408",
        NAMED["timed_out"],
        Outcome.FAILED,
        "The endpoint {url} had an error of its own (HTTP 408: Request timed out): try again.",
        requests=3,
        waits=(1.0, 2.0),
        passes=True,
    ),
    Fault(
        "413",
        NAMED["too_large"],
        Outcome.FAILED,
        "The request is larger than the endpoint {url} takes (Request exceeds the maximum size): shorten the brief.",
    ),
    Fault(
        "429 with Retry-After",
        replace(NAMED["rate_limited"], headers={"retry-after": "7"}),
        Outcome.FAILED,
        f"The endpoint {{url}} has reached its limit ({_LIMIT}): try again in a minute.",
        requests=3,
        waits=(7.0, 7.0),
        passes=True,
    ),
    Fault(
        "429 without Retry-After",
        NAMED["rate_limited_without_retry_after"],
        Outcome.FAILED,
        f"The endpoint {{url}} has reached its limit ({_LIMIT}): try again in a minute.",
        requests=3,
        waits=(1.0, 2.0),
        passes=True,
    ),
    Fault(
        "429 with a Retry-After beyond the bound",
        replace(NAMED["rate_limited"], headers={"retry-after": "3600"}),
        Outcome.FAILED,
        "The endpoint {url} asks to wait 60 minutes (its limit is reached): try again then.",
    ),
    Fault(
        "500",
        NAMED["server_error"],
        Outcome.FAILED,
        "The endpoint {url} had an error of its own (HTTP 500: Internal server error): try again.",
        requests=3,
        waits=(1.0, 2.0),
        passes=True,
    ),
    Fault(
        "529",
        NAMED["overloaded"],
        Outcome.FAILED,
        "The endpoint {url} is overloaded: try again in a minute.",
        requests=3,
        waits=(1.0, 2.0),
        passes=True,
    ),
    Fault(
        "connection refused",
        None,
        Outcome.FAILED,
        "The endpoint {url} could not be reached (All connection attempts failed): "
        "check that the server runs and that its address is right, then try again.",
        requests=0,
        waits=(1.0, 2.0),
        passes=True,
    ),
    Fault(
        "cut before message_stop",
        _mid_stream("cut"),
        Outcome.TRUNCATED,
        "The connection ended before the text was whole: try again.",
        kept=CAME,
        charged=1,
    ),
    Fault(
        "cut after 200 characters",
        replace(NAMED["cut"], pieces=LONG),
        Outcome.TRUNCATED,
        "The connection ended before the text was whole: try again.",
        kept=LONG_CAME,
        bounded=True,
        passes=True,
    ),
    Fault(
        "reset mid-stream",
        _mid_stream("reset"),
        Outcome.FAILED,
        "The connection to the endpoint {url} broke before the text was whole: try again.",
        kept=CAME,
        charged=1,
    ),
    Fault(
        "error event mid-stream",
        _mid_stream("error_event"),
        Outcome.FAILED,
        "The endpoint {url} broke off with an error (Overloaded): try again.",
        kept=CAME,
        charged=1,
    ),
    Fault(
        "error event before the first word",
        _mid_stream("error_event", fault_after=0),
        Outcome.FAILED,
        "The endpoint {url} broke off with an error (Overloaded): try again.",
        requests=3,
        charged=3,
        waits=(1.0, 2.0),
        passes=True,
    ),
    Fault(
        "silence",
        _mid_stream("silence"),
        Outcome.FAILED,
        "The endpoint {url} was silent for 0.5 seconds: try again, or raise `silence_seconds`.",
        kept=CAME,
        charged=1,
        silence_seconds=0.5,
    ),
    Fault(
        "silence before the first word",
        _mid_stream("silence", fault_after=-1),
        Outcome.FAILED,
        "The endpoint {url} was silent for 0.5 seconds: try again, or raise `silence_seconds`.",
        silence_seconds=0.5,
    ),
    Fault("one byte a second", _mid_stream("byte_a_second", drip=0.0002), Outcome.COMPLETE, None, kept=ALL, charged=1),
    Fault(
        "one byte a second without end",
        Reply(pieces=PIECES * 5000, drip=0.0002),
        Outcome.FAILED,
        "The endpoint {url} was still not at the end after 2 seconds: try again, or use a faster model.",
        kept=PIECES[0].rstrip(),
        charged=1,
        longest_answer=2.0,
        exact=False,
    ),
    Fault(
        "refusal",
        NAMED["refusal"],
        Outcome.REFUSED,
        "fake-1 declined to write this: reword the section or the brief, or use another model.",
        charged=1,
    ),
    Fault(
        "max_tokens",
        NAMED["max_tokens"],
        Outcome.TRUNCATED,
        "fake-1 reached the limit of its answer before the end: try again, or raise `max_tokens` in the profile.",
        kept="A text that breaks off in the mid",
        charged=1,
    ),
    Fault(
        "max_tokens after 200 characters",
        Reply(pieces=LONG[:3], stop_reason="max_tokens"),
        Outcome.TRUNCATED,
        "fake-1 reached the limit of its answer before the end: try again, or raise `max_tokens` in the profile.",
        kept=LONG_CAME,
        requests=2,
        charged=2,
        passes=True,
    ),
    Fault(
        "prompt too long",
        NAMED["prompt_too_long"],
        Outcome.CONTEXT_EXCEEDED,
        "The prompt is longer than fake-1 can read (prompt is too long: 212000 tokens > 200000 maximum): "
        "use a profile with a larger context, or shorten the brief or the section that it asks for.",
    ),
    Fault(
        "context exceeded",
        NAMED["context_exceeded"],
        Outcome.CONTEXT_EXCEEDED,
        "fake-1 ran out of context before the end: use a profile with a larger context.",
        kept="A text that fills the",
        charged=1,
    ),
    Fault(
        "invalid UTF-8",
        _mid_stream("invalid_utf8"),
        Outcome.FAILED,
        "The endpoint {url} sent bytes that are not UTF-8 text: try again, or use another server.",
        kept=CAME,
        charged=1,
    ),
    Fault(
        "not JSON",
        _mid_stream("not_json"),
        Outcome.FAILED,
        "The endpoint {url} answered in a way that could not be understood "
        "(Expecting value: line 1 column 1 (char 0)): try again, or check that it speaks the Messages API.",
        kept=CAME,
        charged=1,
    ),
    Fault(
        "escape sequences",
        Reply(text="Plain \x1b]0;owned\x07\x1b[2J\x1b[31mred\u202e and\x00 more.\n"),
        Outcome.COMPLETE,
        None,
        kept="Plain red and more.",
        charged=1,
    ),
)
