"""The fake as a process of its own: steered from outside, and gone with whoever started it."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.asking import ask, prompt
from tests.fakes.messages_process import MessagesProcess

ROOT = Path(__file__).parents[2]
STARTED_BY_ANOTHER = (
    "import sys\n"
    "from tests.fakes.messages_process import MessagesProcess\n"
    "server = MessagesProcess()\n"
    "server.start()\n"
    "print(server.url, flush=True)\n"
    "sys.stdin.read()\n"
)


@pytest.fixture
def server() -> Iterator[MessagesProcess]:
    with MessagesProcess(key="k") as process:
        yield process


def text(server: MessagesProcess, *blocks: str) -> str:
    events = ask(f"{server.url}/v1/messages", prompt(*blocks)).events
    return "".join(event["delta"]["text"] for event in events if event["type"] == "content_block_delta")


def test_it_prints_its_address_takes_a_script_from_a_file_and_ends_with_its_stdin(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text(json.dumps([{"text": "From the file."}]), encoding="utf-8")
    command = [sys.executable, "-m", "tests.fakes.messages_server", "--key", "k", "--script", str(script)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        answer = ask(json.loads(process.stdout.readline())["url"] + "/v1/messages", prompt("Hello"))
        assert "From the file." in answer.text
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def test_it_ends_with_its_parent_even_when_that_is_killed() -> None:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", STARTED_BY_ANOTHER]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        url = parent.stdout.readline().decode().strip()
        assert ask(f"{url}/v1/models").status == 200
        parent.send_signal(signal.SIGKILL)
        # The fake inherited this pipe: its end is reached when the fake has ended too.
        parent.stderr.read()
    with pytest.raises(OSError, match="refused"):
        ask(f"{url}/v1/models")


def test_its_port_refuses_once_it_was_stopped_and_may_be_taken_again(server: MessagesProcess) -> None:
    url = server.url
    server.stop()
    with pytest.raises(OSError, match="refused"):
        ask(f"{url}/v1/models")
    with MessagesProcess(port=int(url.rpartition(":")[2])) as again:
        assert (again.url, ask(f"{url}/v1/models").status) == (url, 200)


def test_it_follows_script_rules_and_default_from_outside(server: MessagesProcess) -> None:
    server.script({"text": "First."}, {"name": "overloaded"})
    server.rule({"contains": "knot", "reply": {"text": "A rule."}})
    server.set(default={"text": "The default."})
    assert text(server, "a knot") == "First."
    assert ask(f"{server.url}/v1/messages", prompt("a knot")).status == 529
    assert [text(server, "a knot"), text(server, "a rope")] == ["A rule.", "The default."]


def test_it_tells_what_it_was_asked_and_what_that_costs(server: MessagesProcess) -> None:
    body = prompt("four" * 10)
    ask(f"{server.url}/v1/messages", body)
    (asked,) = server.requests
    assert (asked["method"], asked["path"], asked["body"]) == ("POST", "/v1/messages", body)
    (charge,) = server.charges
    assert (charge["model"], charge["batch"], charge["input_tokens"]) == ("m", False, 10)


def test_its_settings_change_from_outside(server: MessagesProcess) -> None:
    url, body = f"{server.url}/v1/messages", prompt("R" * 4 * 300, "a task", marked=(0,))
    server.set(key="other", models=["m"], counts=False, batching=False, cache_minimum=200, limits={"requests": 2})
    assert ask(url, body).status == 401
    assert ask(url, {**body, "model": "unknown"}, key="other").status == 404
    assert ask(f"{url}/count_tokens", body, key="other").status == 404
    assert ask(f"{url}/batches", key="other").status == 404
    assert [ask(url, body, key="other").status for _ in range(3)] == [200, 200, 429]
    server.set(advance=299)
    ask(url, body, key="other")
    assert [charge["cache_read_input_tokens"] for charge in server.charges] == [0, 300, 300]


def test_its_batches_end_and_meet_their_fates_from_outside(server: MessagesProcess) -> None:
    server.set(batch_delay=None, fates={"b": "errored"})
    params = {key: value for key, value in prompt("a").items() if key != "stream"}
    requests = [{"custom_id": name, "params": params} for name in "ab"]
    url = f"{server.url}/v1/messages/batches"
    name = ask(url, {"requests": requests}).json["id"]
    assert ask(f"{url}/{name}").json["processing_status"] == "in_progress"
    server.set(end_batches=True)
    counts = ask(f"{url}/{name}").json["request_counts"]
    assert (counts["succeeded"], counts["errored"]) == (1, 1)


def test_a_fake_that_cannot_start_says_so(server: MessagesProcess) -> None:
    taken = MessagesProcess(port=int(server.url.rpartition(":")[2]))
    with pytest.raises(RuntimeError, match="did not start"):
        taken.start()
