"""Batches at the endpoint: where the key goes, what counts as taken, and how many prompts go into one."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.messages_server import MessagesServer, Reply, Rule
from tui.authoring.drafting import batches
from tui.authoring.drafting.batches import BatchFailed, BatchRequest, RemoteBatch
from tui.authoring.drafting.capabilities import Capabilities
from tui.authoring.drafting.endpoint import Endpoint, Endpoints, Patience
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.profiles import Credential, Profile
from tui.authoring.drafting.prompts import Prompt

KEY = "sk-canary"
PROMPT = Prompt("Rules.", ("Course.", "Day.", "Section."), 1_000)
POST, RESULTS = "POST /v1/messages/batches", "GET /v1/messages/batches/*/results"
NOW = datetime.now(UTC)


def profile(url: str) -> Profile:
    return Profile(
        name="mine",
        model="claude-fake",
        base_url=url,
        credential=Credential("key", KEY, "MY_KEY"),
        max_tokens=1_000,
        context_tokens=200_000,
        gguf=None,
        trial=False,
        prices=None,
        notice="",
        capabilities=Capabilities(batches=True),
        silence_seconds=1.0,
    )


@pytest.fixture
async def endpoint(messages_server: MessagesServer) -> AsyncIterator[Endpoint]:
    async with Endpoints(Patience(connect=1.0)) as endpoints:
        yield await endpoints.open(profile(messages_server.url))


def ended(url: str) -> RemoteBatch:
    return RemoteBatch("msgbatch_1", NOW, ended=True, requests=1, done=1, results_url=url)


def asked_for(count: int, name: str = "ours") -> list[BatchRequest]:
    return [BatchRequest(f"{name}-{number}", PROMPT) for number in range(count)]


# Where the key goes


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://{host}/results",  # another scheme
        "http://127.0.0.1:1/results",
        "http://localhost:{port}/results",
        "http://{host}@example.org/results",
        "http://example.org\\@{host}/results",
        "http://{host}\\@example.org/results",
        "http://example.org /results",
        "//example.org/results",
        "/v1/messages/batches/msgbatch_1/results",
        "http://[broken/results",
        "http://127.0.0.1:99999/results",
    ],
)
async def test_results_elsewhere_are_refused_before_a_byte_is_sent(
    endpoint: Endpoint, messages_server: MessagesServer, elsewhere: str
) -> None:
    host = messages_server.url.removeprefix("http://")
    url = elsewhere.format(host=host, port=host.partition(":")[2])
    with pytest.raises(BatchFailed, match="another server"):
        await anext(batches.results(endpoint, ended(url)))
    assert messages_server.requests == []


async def test_a_redirect_of_the_results_is_not_followed(endpoint: Endpoint, messages_server: MessagesServer) -> None:
    batch = await batches.create(endpoint, asked_for(1))
    with MessagesServer() as other:
        location = {"location": f"{other.url}/v1/messages/batches/{batch.id}/results"}
        messages_server.replies.rule(Rule(Reply(status=302, headers=location), route=RESULTS))
        with pytest.raises(BatchFailed, match="points to another address, where the key was not sent"):
            await anext(batches.results(endpoint, await batches.retrieve(endpoint, batch.id)))
        assert other.requests == []


async def test_the_same_address_written_otherwise_is_no_other_server(
    endpoint: Endpoint, messages_server: MessagesServer
) -> None:
    batch = await batches.create(endpoint, asked_for(1))
    url = f"{messages_server.url.replace('http', 'HTTP')}/v1/messages/batches/{batch.id}/results"
    results = [each async for each in batches.results(endpoint, replace(ended(url), id=batch.id))]
    assert [each.custom_id for each in results] == ["ours-0"]
    assert {each.key for each in messages_server.requests} == {KEY}


# What counts as taken

NOT_TAKEN = {
    "a redirect": Reply(status=307, headers={"location": "http://127.0.0.1:1/"}),
    "bad request": Reply(status=400),
    "key": Reply(status=401),
    "no such route": Reply(status=404),
    "too large": Reply(status=413),
    "rate limit": Reply(status=429),
}
PERHAPS_TAKEN = {
    "timeout": Reply(status=408),
    "server error": Reply(status=500),
    "overloaded": Reply(status=529),
    "reset": Reply(fault="reset"),
    "cut": Reply(fault="cut"),
    "silence": Reply(fault="silence"),
    "not UTF-8": Reply(fault="invalid_utf8"),
}


@pytest.mark.parametrize("reply", NOT_TAKEN.values(), ids=NOT_TAKEN)
async def test_what_was_refused_was_not_taken(
    endpoint: Endpoint, messages_server: MessagesServer, reply: Reply
) -> None:
    messages_server.replies.rule(Rule(reply, route=POST))
    with pytest.raises(BatchFailed) as failed:
        await batches.create(endpoint, asked_for(1))
    assert not failed.value.taken
    assert KEY not in str(failed.value)


@pytest.mark.parametrize("reply", PERHAPS_TAKEN.values(), ids=PERHAPS_TAKEN)
async def test_what_was_not_answered_may_have_been_taken_and_is_sent_once(
    endpoint: Endpoint, messages_server: MessagesServer, reply: Reply
) -> None:
    messages_server.replies.rule(Rule(reply, route=POST))
    with pytest.raises(BatchFailed) as failed:
        await batches.create(endpoint, asked_for(1))
    assert failed.value.taken
    assert len(messages_server.requests) == 1


# The list, and what comes of each request


async def test_the_list_is_read_page_by_page_back_to_the_time(
    endpoint: Endpoint, messages_server: MessagesServer
) -> None:
    old = await batches.create(endpoint, asked_for(1, "old"))
    messages_server.clock.advance(7200)
    made = [await batches.create(endpoint, asked_for(1, f"n{number}")) for number in range(103)]
    since = old.created + timedelta(hours=1)
    found = await batches.made_since(endpoint, since)
    assert [each.id for each in found] == [each.id for each in reversed(made)]


async def test_results_that_break_off_are_good_as_far_as_they_came(
    endpoint: Endpoint, messages_server: MessagesServer
) -> None:
    batch = await batches.create(endpoint, asked_for(2))
    messages_server.replies.rule(Rule(Reply(fault="not_json"), route=RESULTS, times=1))
    ready = await batches.retrieve(endpoint, batch.id)
    with pytest.raises(BatchFailed, match="could not be understood"):
        await anext(batches.results(endpoint, ready))
    results = [each async for each in batches.results(endpoint, ready)]
    assert {each.outcome for each in results} == {Outcome.COMPLETE}
    assert {each.custom_id for each in results} == {"ours-0", "ours-1"}


async def test_a_batch_that_has_ended_cannot_be_cancelled_and_is_told_as_it_is(endpoint: Endpoint) -> None:
    batch = await batches.create(endpoint, asked_for(1))
    assert (await batches.cancel(endpoint, batch.id)).ended


async def test_a_batch_that_the_endpoint_does_not_know_is_gone(endpoint: Endpoint) -> None:
    with pytest.raises(BatchFailed, match="knows no batch msgbatch_0") as failed:
        await batches.retrieve(endpoint, "msgbatch_0")
    assert failed.value.gone


# How many go into one


async def test_prompts_are_split_by_number_and_by_bytes(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    assert batches.portions([], endpoint) == []
    assert batches.portions([PROMPT] * 10_001, endpoint) == [slice(0, 10_000), slice(10_000, 10_001)]
    long = Prompt("Rules.", ("é" * 1_000_000,), 1_000)  # six bytes each, where it is escaped
    assert batches.portions([long] * 6, endpoint) == [slice(0, 5), slice(5, 6)]
    huge = Prompt("Rules.", ("é" * 6_000_000,), 1_000)
    assert batches.portions([PROMPT, huge, PROMPT], endpoint) == [slice(0, 1), slice(1, 2), slice(2, 3)]
