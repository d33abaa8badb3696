"""The fake Messages API by itself: what it serves, and whom it refuses."""

import pytest

from tests.fakes.asking import ask, prompt
from tests.fakes.messages_server import FAULTS, NAMED, MessagesServer, Reply, Rule
from tests.fakes.replies import ERROR_TYPES, reply_from, rule_from


def test_an_answer_is_a_stream_that_ends_with_message_stop(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text="Scripted.", stop_reason="max_tokens"))
    *_, delta, stop = ask(f"{messages_server.url}/v1/messages", prompt("Hello")).events
    assert (delta["delta"]["stop_reason"], stop) == ("max_tokens", {"type": "message_stop"})


def test_what_no_script_decides_ends_at_max_tokens(messages_server: MessagesServer) -> None:
    body = prompt("about 300 words", max_tokens=20)
    events = ask(f"{messages_server.url}/v1/messages", body).events
    text = "".join(event["delta"]["text"] for event in events if event["type"] == "content_block_delta")
    assert (len(text), events[-2]["delta"]["stop_reason"]) == (80, "max_tokens")
    assert messages_server.charges[0]["output_tokens"] == 20


def test_it_counts_tokens_lists_models_and_checks_the_key(messages_server: MessagesServer) -> None:
    messages_server.models = ("claude-fake",)
    messages_server.key = "right"
    url = messages_server.url
    body = {"model": "claude-fake", "messages": [{"role": "user", "content": "four" * 40}]}
    assert ask(f"{url}/v1/messages/count_tokens", body, key="right").json["input_tokens"] == 40
    assert ask(f"{url}/v1/models", key="right").json["data"][0]["id"] == "claude-fake"
    assert ask(f"{url}/v1/messages", body, key="wrong").status == 401
    assert ask(f"{url}/v1/messages", {**body, "model": "other"}, key="right").status == 404
    assert ask(f"{url}/v1/models/other", key="right").status == 404


@pytest.mark.parametrize("status", ERROR_TYPES)
def test_a_status_comes_with_its_type_of_error_and_is_not_charged(messages_server: MessagesServer, status: int) -> None:
    messages_server.script(Reply(status=status, message="No."))
    refused = ask(f"{messages_server.url}/v1/messages", prompt("a"))
    assert (refused.status, refused.json["error"]) == (status, {"type": ERROR_TYPES[status], "message": "No."})
    assert messages_server.charges == []


def test_what_broke_off_is_charged_for_what_came(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text="w" * 400, piece=40, fault="cut", fault_after=3))
    answer = ask(f"{messages_server.url}/v1/messages", prompt("p" * 400))
    assert answer.events[-1]["type"] == "content_block_delta"
    (charge,) = messages_server.charges
    assert (charge["input_tokens"], charge["output_tokens"]) == (100, 30)


def test_every_fault_has_a_name_to_ask_for_it_by() -> None:
    assert {reply.fault for reply in NAMED.values()} - {None} == set(FAULTS)
    assert {reply.status for reply in NAMED.values()} - {200} == set(ERROR_TYPES)
    assert reply_from({"name": "cut", "text": "A text."}) == Reply(text="A text.", fault="cut")


def test_a_rule_holds_for_its_prompts_as_often_as_it_says(messages_server: MessagesServer) -> None:
    rule = rule_from({"contains": "knot", "times": 2, "reply": {"name": "overloaded"}})
    assert rule == Rule(NAMED["overloaded"], "knot", times=2)
    messages_server.replies.rule(rule)
    asked = ("a knot", "a rope", "a knot", "a knot")
    assert [ask(f"{messages_server.url}/v1/messages", prompt(each)).status for each in asked] == [529, 200, 529, 200]


def test_the_same_seed_gives_the_same_faults(messages_server: MessagesServer) -> None:
    messages_server.replies.rule(Rule(Reply(status=500), chance=0.5))

    def statuses() -> list[int]:
        messages_server.replies.seed(7)
        return [ask(f"{messages_server.url}/v1/messages", prompt("a")).status for _ in range(12)]

    first = statuses()
    assert set(first) == {200, 500}
    assert statuses() == first
