"""The fake's prompt cache counts as the service does, so that what a test measures on it is worth something."""

import pytest

from tests.fakes.asking import Answer, ask, opened, prompt
from tests.fakes.messages_server import MessagesServer, Reply

RULES, DAY, TASK = "R" * 4 * 2000, "D" * 4 * 3000, "T" * 4 * 500
"""Blocks of 2,000, 3,000 and 500 tokens, as the fake counts: four characters each."""


@pytest.fixture
def server(messages_server: MessagesServer) -> MessagesServer:
    messages_server.default = Reply(text="Yes.")
    return messages_server


def message(server: MessagesServer, *blocks: str, marked: tuple[int, ...] = (0, 1), key: str = "k") -> Answer:
    return ask(f"{server.url}/v1/messages", prompt(*blocks, marked=marked), key=key)


def test_a_prefix_is_written_once_and_read_afterwards(server: MessagesServer) -> None:
    assert message(server, RULES, DAY, TASK).usage == (500, 5000, 0)
    assert message(server, RULES, DAY, TASK).usage == (500, 0, 5000)
    assert message(server, RULES, DAY, "another task" * 100).usage == (300, 0, 5000)


def test_the_three_counts_and_the_charges_are_the_whole_prompt(server: MessagesServer) -> None:
    for task in (TASK, "t" * 4 * 700):
        message(server, RULES, DAY, task)
    names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    assert [sum(charge[name] for name in names) for charge in server.charges] == [5500, 5700]


@pytest.mark.parametrize(
    ("blocks", "usage"),
    [((RULES, DAY[:-1] + "x", TASK), (500, 3000, 2000)), ((RULES[:-1] + "x", DAY, TASK), (500, 5000, 0))],
)
def test_a_changed_byte_makes_everything_after_it_cold(
    server: MessagesServer, blocks: tuple[str, ...], usage: tuple[int, int, int]
) -> None:
    message(server, RULES, DAY, TASK)
    assert message(server, *blocks).usage == usage


def test_the_same_bytes_cut_into_other_blocks_are_another_prefix(server: MessagesServer) -> None:
    message(server, RULES, DAY, TASK)
    assert message(server, RULES[:-1], RULES[-1:] + DAY, TASK).usage == (500, 5000, 0)


def test_another_model_and_another_key_read_nothing(server: MessagesServer) -> None:
    message(server, RULES, DAY, TASK)
    assert message(server, RULES, DAY, TASK, key="another").usage == (500, 5000, 0)
    body = prompt(RULES, DAY, TASK, marked=(0, 1), model="another")
    assert ask(f"{server.url}/v1/messages", body).usage == (500, 5000, 0)


def test_without_a_breakpoint_nothing_is_written(server: MessagesServer) -> None:
    for _ in range(2):
        assert message(server, RULES, DAY, TASK, marked=()).usage == (5500, 0, 0)


def test_a_prefix_below_the_models_minimum_is_silently_not_kept(server: MessagesServer) -> None:
    server.cache.minimum = 2001
    for _ in range(2):
        answer = message(server, RULES, TASK, marked=(0,))
        assert (answer.status, answer.usage) == (200, (2500, 0, 0))


def test_four_breakpoints_are_taken_and_five_refused(server: MessagesServer) -> None:
    blocks = (RULES, DAY, TASK, TASK, TASK, TASK)
    assert message(server, *blocks, marked=(0, 1, 2, 3)).status == 200
    refused = message(server, *blocks, marked=(0, 1, 2, 3, 4))
    assert (refused.status, refused.said) == (
        400,
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    )
    assert len(server.charges) == 1


def test_a_prefix_dies_five_minutes_after_its_last_use(server: MessagesServer) -> None:
    message(server, RULES, DAY, TASK)
    for _ in range(2):
        server.clock.advance(290)
        assert message(server, RULES, DAY, TASK).usage == (500, 0, 5000)
    server.clock.advance(301)
    assert message(server, RULES, DAY, TASK).usage == (500, 5000, 0)


def test_a_prefix_is_kept_for_an_hour_where_that_is_asked_for(server: MessagesServer) -> None:
    body = prompt(RULES, TASK, marked=(0,))
    body["messages"][0]["content"][0]["cache_control"]["ttl"] = "1h"
    ask(f"{server.url}/v1/messages", body)
    server.clock.advance(3500)
    assert ask(f"{server.url}/v1/messages", body).usage == (500, 0, 2000)


def test_a_prefix_can_be_read_only_once_the_answer_that_wrote_it_has_begun(server: MessagesServer) -> None:
    server.script(Reply(fault="silence", fault_after=-1), Reply(text="Yes.", fault="silence", fault_after=0))
    body = prompt(RULES, DAY, TASK, marked=(0, 1))
    with opened(f"{server.url}/v1/messages", body), opened(f"{server.url}/v1/messages", body) as begun:
        assert begun.readline() == b"event: message_start\n"
        first, *_ = server.charges
        # The one that has not begun is not charged; the one that came after it found nothing to read.
        assert (len(server.charges), first["cache_creation_input_tokens"]) == (1, 5000)
        assert message(server, RULES, DAY, TASK).usage == (500, 0, 5000)


def test_the_system_comes_before_the_messages(server: MessagesServer) -> None:
    system = [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]
    for expected in ((500, 2000, 0), (500, 0, 2000)):
        assert ask(f"{server.url}/v1/messages", prompt(TASK, system=system)).usage == expected
