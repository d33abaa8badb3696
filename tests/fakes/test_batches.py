"""The fake's Message Batches: what it takes, what becomes of each request, and when that can be had."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.fakes.asking import Answer, ask, prompt
from tests.fakes.messages_server import MessagesServer, Reply, Rule

DAY = 24 * 60 * 60.0


@pytest.fixture
def server(messages_server: MessagesServer) -> MessagesServer:
    """A server whose batches last until a test ends them."""
    messages_server.default = Reply(text="Yes.")
    messages_server.batches.delay = None
    return messages_server


def asked(name: object, **changed: Any) -> dict[str, Any]:
    params = prompt("A task.")
    del params["stream"]
    return {"custom_id": name, "params": {**params, **changed}}


def send(server: MessagesServer, *requests: dict[str, Any]) -> Answer:
    return ask(f"{server.url}/v1/messages/batches", {"requests": list(requests)})


def batch(server: MessagesServer, *names: str) -> str:
    return str(send(server, *map(asked, names)).json["id"])


def told(server: MessagesServer, name: str) -> Any:
    return ask(f"{server.url}/v1/messages/batches/{name}").json


def results(server: MessagesServer, name: str) -> dict[str, str]:
    text = ask(f"{server.url}/v1/messages/batches/{name}/results").text
    lines = [Answer(200, {}, line).json for line in text.splitlines()]
    return {line["custom_id"]: line["result"]["type"] for line in lines}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), "requests: List should have at least 1 item"),
        (("",), "requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'"),
        (("day01_001/orientation",), "requests.0.custom_id: String should match pattern"),
        (("x" * 65,), "requests.0.custom_id: String should match pattern"),
        ((None,), "requests.0.custom_id: String should match pattern"),
        (("good", "twice", "twice"), "requests.2.custom_id: duplicate custom_id 'twice'"),
    ],
)
def test_a_custom_id_is_short_plain_and_its_own(server: MessagesServer, names: Sequence[object], said: str) -> None:
    refused = send(server, *map(asked, names))
    assert refused.status == 400
    assert refused.said.startswith(said)
    assert ask(f"{server.url}/v1/messages/batches").json["data"] == []


def test_the_longest_custom_id_is_taken(server: MessagesServer) -> None:
    assert send(server, asked("x" * 64)).status == 200


def test_results_can_be_had_only_after_the_end(server: MessagesServer) -> None:
    name = batch(server, "a", "b")
    before = told(server, name)
    assert (before["processing_status"], before["results_url"]) == ("in_progress", None)
    assert before["request_counts"]["processing"] == 2
    early = ask(f"{server.url}/v1/messages/batches/{name}/results")
    assert (early.status, server.charges) == (400, [])

    server.batches.end(name)

    after = told(server, name)
    assert (after["processing_status"], after["request_counts"]["succeeded"]) == ("ended", 2)
    assert after["results_url"] == f"{server.url}/v1/messages/batches/{name}/results"
    assert results(server, name) == {"a": "succeeded", "b": "succeeded"}


def test_it_is_worked_off_when_its_time_has_come(server: MessagesServer) -> None:
    server.batches.delay = 3600
    name = batch(server, "a")
    server.clock.advance(3500)
    assert told(server, name)["processing_status"] == "in_progress"
    server.clock.advance(100)
    assert told(server, name)["processing_status"] == "ended"


def test_each_request_has_a_fate_of_its_own(server: MessagesServer) -> None:
    server.batches.fates.update({"b": "errored", "c": "expired", "d": "canceled"})
    name = batch(server, "a", "b", "c", "d")
    server.batches.end()
    assert results(server, name) == {"a": "succeeded", "b": "errored", "c": "expired", "d": "canceled"}
    counts = told(server, name)["request_counts"]
    assert counts == {"processing": 0, "succeeded": 1, "errored": 1, "expired": 1, "canceled": 1}
    # Only what succeeded is charged, and once, however often it is read.
    results(server, name)
    assert [charge["batch"] for charge in server.charges] == [True]


def test_wrong_parameters_err_by_themselves_and_only_later(server: MessagesServer) -> None:
    server.replies.rule(Rule(Reply(status=529), contains="heavy"))
    heavy = [{"role": "user", "content": "heavy"}]
    sent = send(server, asked("a"), asked("b", max_tokens=None), asked("c", stream=True), asked("d", messages=heavy))
    assert sent.status == 200
    server.batches.end()
    found = results(server, sent.json["id"])
    assert found == {"a": "succeeded", "b": "errored", "c": "errored", "d": "errored"}


def test_results_come_in_an_order_of_their_own(server: MessagesServer) -> None:
    names = [f"s{number}" for number in range(20)]
    name = batch(server, *names)
    server.batches.end()
    found = list(results(server, name))
    assert sorted(found) == sorted(names)
    assert found != names


def test_after_a_day_what_is_left_expires_and_costs_nothing(server: MessagesServer) -> None:
    name = batch(server, "a", "b")
    server.clock.advance(DAY)
    assert results(server, name) == {"a": "expired", "b": "expired"}
    assert server.charges == []


def test_a_batch_that_is_cancelled_keeps_what_was_done(server: MessagesServer) -> None:
    server.batches.delay = 1000
    server.batches.cancel_delay = 60
    name = batch(server, "a", "b", "c", "d")
    server.clock.advance(500)
    url = f"{server.url}/v1/messages/batches/{name}/cancel"
    assert ask(url, method="POST").json["processing_status"] == "canceling"
    assert ask(url, method="POST").status == 200

    server.clock.advance(60)

    assert results(server, name) == {"a": "succeeded", "b": "succeeded", "c": "canceled", "d": "canceled"}
    assert ask(url, method="POST").status == 400


def test_a_batch_is_deleted_only_after_its_end(server: MessagesServer) -> None:
    name = batch(server, "a")
    url = f"{server.url}/v1/messages/batches/{name}"
    assert ask(url, method="DELETE").status == 400
    server.batches.end()
    assert ask(url, method="DELETE").json["type"] == "message_batch_deleted"
    assert ask(url).status == 404


def test_the_list_comes_in_pages_with_the_newest_first(server: MessagesServer) -> None:
    names = [batch(server, "a") for _ in range(5)]
    url = f"{server.url}/v1/messages/batches?limit=2"
    first = ask(url).json
    assert ([each["id"] for each in first["data"]], first["has_more"]) == (names[:2:-1], True)
    last = ask(f"{url}&after_id={names[1]}").json
    assert ([each["id"] for each in last["data"]], last["has_more"]) == (names[:1], False)


def test_the_requests_of_a_batch_share_the_cache(server: MessagesServer) -> None:
    body = prompt("D" * 4 * 2000, "A task.", marked=(0,))
    send(server, asked("a", messages=body["messages"]), asked("b", messages=body["messages"]))
    server.batches.end()
    assert [charge["cache_read_input_tokens"] for charge in server.charges] == [0, 2000]
