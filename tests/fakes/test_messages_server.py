"""The fake Messages API as a process of its own."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.fakes.messages_server import MessagesServer

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _ask(url: str, body: object | None = None, key: str = "k") -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json", "x-api-key": key})
    with _DIRECT.open(request, timeout=20) as answer:
        return answer.read().decode()


def test_it_serves_by_itself_follows_a_script_and_ends_with_its_stdin() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.messages_server", "--key", "k"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        _ask(f"{url}/fake/script", [{"text": "Scripted.", "stop_reason": "max_tokens"}])
        body = {"model": "m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "Hello"}]}
        answer = _ask(f"{url}/v1/messages", body)
        assert "Scripted." in answer
        assert answer.rstrip().endswith('data: {"type": "message_stop"}')
        assert json.loads(_ask(f"{url}/fake/requests"))[0]["body"] == body
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def test_it_counts_tokens_lists_models_and_checks_the_key(messages_server: MessagesServer) -> None:
    messages_server.models = ("claude-fake",)
    messages_server.key = "right"
    body = {"model": "claude-fake", "messages": [{"role": "user", "content": "four" * 40}]}
    assert json.loads(_ask(f"{messages_server.url}/v1/messages/count_tokens", body, "right"))["input_tokens"] == 40
    assert json.loads(_ask(f"{messages_server.url}/v1/models", key="right"))["data"][0]["id"] == "claude-fake"
    for path, sent, key, status in (
        ("/v1/messages", body, "wrong", 401),
        ("/v1/messages", {**body, "model": "other"}, "right", 404),
        ("/v1/models/other", None, "right", 404),
    ):
        with pytest.raises(urllib.error.HTTPError) as caught:
            _ask(messages_server.url + path, sent, key)
        assert caught.value.code == status
        caught.value.close()
