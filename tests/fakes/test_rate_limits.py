"""The fake's rate limits: told with every answer, kept by a 429, refilled with its clock."""

import pytest

from tests.fakes.asking import Answer, ask, prompt
from tests.fakes.messages_server import MessagesServer, Reply

THOUSAND_TOKENS = "T" * 4000


@pytest.fixture
def server(messages_server: MessagesServer) -> MessagesServer:
    messages_server.default = Reply(text="Yes.")
    return messages_server


def message(server: MessagesServer, *blocks: str, marked: tuple[int, ...] = ()) -> Answer:
    return ask(f"{server.url}/v1/messages", prompt(*blocks, marked=marked))


def test_every_answer_tells_the_limits_and_what_is_left_of_them(server: MessagesServer) -> None:
    server.limits.set(requests=50, input_tokens=60, output_tokens=8_000)
    headers = message(server, "ten tokens" * 4).headers
    told = {name: value for name, value in headers.items() if name.startswith("anthropic-ratelimit-")}
    assert told.pop("anthropic-ratelimit-requests-reset").endswith("Z")
    assert told["anthropic-ratelimit-requests-limit"] == "50"
    assert told["anthropic-ratelimit-requests-remaining"] == "49"
    assert told["anthropic-ratelimit-input-tokens-limit"] == "60"
    assert told["anthropic-ratelimit-input-tokens-remaining"] == "50"
    assert told["anthropic-ratelimit-output-tokens-limit"] == "8000"


def test_one_request_too_many_is_refused_with_the_seconds_to_wait_and_not_charged(server: MessagesServer) -> None:
    server.limits.set(requests=2)
    assert [message(server, "a").status for _ in range(2)] == [200, 200]
    refused = message(server, "a")
    assert (refused.status, refused.json["error"]["type"]) == (429, "rate_limit_error")
    assert refused.said == "This request would exceed your organization's rate limit of 2 requests per minute."
    assert refused.headers["retry-after"] == "30"
    assert refused.headers["anthropic-ratelimit-requests-remaining"] == "0"
    assert len(server.charges) == 2


def test_after_the_seconds_that_it_told_the_request_passes(server: MessagesServer) -> None:
    server.limits.set(requests=2)
    for _ in range(2):
        message(server, "a")
    server.clock.advance(float(message(server, "a").headers["retry-after"]))
    assert message(server, "a").status == 200


def test_tokens_read_from_the_cache_do_not_count(server: MessagesServer) -> None:
    server.limits.set(input_tokens=2_500)
    blocks = (THOUSAND_TOKENS * 2, "a task")
    assert [message(server, *blocks, marked=(0,)).status for _ in range(10)] == [200] * 10
    assert "2,500 input tokens per minute" in message(server, "x" * 4 * 1000).said


def test_output_counts_once_it_was_written(server: MessagesServer) -> None:
    server.default = Reply(text="w" * 4 * 900)
    server.limits.set(output_tokens=600)
    assert message(server, "a").status == 200
    assert "600 output tokens per minute" in message(server, "a").said


def test_a_request_larger_than_a_whole_minute_passes_when_the_minute_is_full(server: MessagesServer) -> None:
    server.limits.set(input_tokens=500)
    assert message(server, THOUSAND_TOKENS).status == 200
    assert message(server, THOUSAND_TOKENS).status == 429
