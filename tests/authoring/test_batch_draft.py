"""Batches: what is submitted comes back as attempts, each once, whatever happens between; and nothing is paid twice."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.authoring.bowline import FAILS, HOLDS, LESSON, ORIENTATION, SECTIONS, draft, stored, write
from tests.fakes.messages_server import MessagesServer, Reply, Rule
from tui.authoring.errors import EndpointError, InputError
from tui.authoring.review.batches import BatchState
from tui.authoring.workbench import (
    BatchSubmitted,
    BatchWaits,
    CapReached,
    DraftFinished,
    Outcome,
    SectionState,
    Usage,
    Workbench,
)

SETTINGS = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    max_tokens: 1000
    api_key_env: CANARY
    capabilities: {{batches: true}}
    prices: {{input: 1, output: 1000, batch_share: 0.5}}
  bare:
    base_url: {url}
    model: fake-1
    api_key_env: CANARY
"""
"""The longest answer costs one dollar, and half of that in a batch."""

KEY = "sk-canary"
POST = "POST /v1/messages/batches"


@pytest.fixture
async def bench(course: Path, env: dict[str, str], messages_server: MessagesServer) -> AsyncIterator[Workbench]:
    (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").write_text(SETTINGS.format(url=messages_server.url))
    messages_server.batches.delay = None
    bench = Workbench.open(course, {**env, "CANARY": KEY})
    yield bench
    await bench.aclose()


async def submit(bench: Workbench, *keys: str, **options: Any) -> list[BatchSubmitted]:
    async with aclosing(bench.drafts.batches.submit(keys, **options)) as events:
        return [event async for event in events]


async def collect(bench: Workbench) -> list[DraftFinished | BatchWaits]:
    async with aclosing(bench.drafts.batches.collect()) as events:
        return [event async for event in events]


async def cancel(bench: Workbench) -> list[DraftFinished | BatchWaits]:
    async with aclosing(bench.drafts.batches.cancel()) as events:
        return [event async for event in events]


def posted(server: MessagesServer) -> list[dict[str, Any]]:
    """Return the bodies of all batches that were sent."""
    return [each.body for each in server.requests if (each.method, each.path) == ("POST", "/v1/messages/batches")]


# There and back


async def test_a_batch_comes_back_as_attempts_at_half_the_price(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.default = Reply("The loop\x1b[31m holds.", usage={"input_tokens": 1000, "output_tokens": 10})

    [submitted] = await submit(bench, HOLDS, feedback="Shorter.")
    assert submitted.keys == (HOLDS,)
    assert bench.lesson(LESSON).sections[1].state is SectionState.PLANNED
    messages_server.batches.end()
    [finished] = await collect(bench)

    assert isinstance(finished, DraftFinished)
    attempt = finished.attempt
    assert (finished.key, attempt.number, attempt.outcome, attempt.text) == (
        HOLDS,
        1,
        Outcome.COMPLETE,
        "The loop holds.",
    )
    assert attempt.usage == Usage(1000, 10)
    assert attempt.cost_usd == Decimal("0.0055")
    assert (attempt.model, attempt.profile, attempt.feedback) == ("fake-1", "fake", "Shorter.")
    assert bench.lesson(LESSON).sections[1].state is SectionState.PROPOSED
    kept = bench.course.store.prompt(attempt.prompt_sha256 or "")
    assert kept is not None
    assert hashlib.sha256(kept.encode()).hexdigest() == attempt.prompt_sha256


async def test_a_request_of_a_batch_carries_what_a_draft_would(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    await submit(bench, ORIENTATION)
    await draft(bench, ORIENTATION)

    [batch] = posted(messages_server)
    alone = dict(messages_server.messages[-1].body)
    assert alone.pop("stream") is True
    assert batch["requests"][0]["params"] == alone


async def test_the_program_may_end_between_submitting_and_collecting(
    bench: Workbench, course: Path, env: dict[str, str], messages_server: MessagesServer
) -> None:
    await submit(bench, *SECTIONS)
    await bench.aclose()
    messages_server.batches.end()

    again = Workbench.open(course, {**env, "CANARY": KEY})
    finished = await collect(again)
    assert sorted(event.key for event in finished if isinstance(event, DraftFinished)) == sorted(SECTIONS)
    await again.aclose()


async def test_what_is_under_way_is_told_and_no_failure(bench: Workbench) -> None:
    [submitted] = await submit(bench, HOLDS)
    [waits] = await collect(bench)
    assert isinstance(waits, BatchWaits)
    assert (waits.keys, waits.batch, waits.state) == ((HOLDS,), submitted.batch, BatchState.SENT)
    assert "collect its 1 section later" in waits.reason


async def test_collecting_twice_stores_nothing_twice(bench: Workbench, messages_server: MessagesServer) -> None:
    await submit(bench, *SECTIONS)
    messages_server.batches.end()
    assert len(await collect(bench)) == len(SECTIONS)
    asked = len(messages_server.requests)

    assert await collect(bench) == []
    assert not bench.drafts.batches.waiting
    assert len(messages_server.requests) == asked
    assert [len(stored(bench, key)) for key in SECTIONS] == [1, 1, 1]


async def test_two_programs_that_collect_at_once_store_nothing_twice(
    bench: Workbench, course: Path, env: dict[str, str], messages_server: MessagesServer
) -> None:
    await submit(bench, *SECTIONS)
    messages_server.batches.end()
    other = Workbench.open(course, {**env, "CANARY": KEY})
    first, second = bench.drafts.batches.collect(), other.drafts.batches.collect()

    async with aclosing(first), aclosing(second):
        one = await anext(first)  # both have read the results now, and one of them has stored one
        two = await anext(second)
        rest = [event async for event in first] + [event async for event in second]

    await other.aclose()
    keys = [event.key for event in (one, two, *rest) if isinstance(event, DraftFinished)]
    assert sorted(keys) == sorted(SECTIONS)
    assert [len(stored(bench, key)) for key in SECTIONS] == [1, 1, 1]


async def test_a_result_is_one_attempt_more_and_replaces_nothing(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.default = Reply("From the batch.")
    await submit(bench, HOLDS)
    write(bench, HOLDS, "Written by hand meanwhile.")
    messages_server.batches.end()

    await collect(bench)

    assert [text for _, text in stored(bench, HOLDS)] == ["Written by hand meanwhile.", "From the batch."]
    assert bench.course.accepted(HOLDS) == "Written by hand meanwhile."


async def test_a_section_that_left_the_plan_keeps_what_was_paid_for(
    bench: Workbench, course: Path, messages_server: MessagesServer
) -> None:
    await submit(bench, FAILS)
    messages_server.batches.end()
    syllabus = course / "syllabus.yaml"
    syllabus.write_text(syllabus.read_text().replace("                  - Where it fails\n", ""))
    (course / "course" / "day01" / "plan.yaml").unlink()
    with pytest.raises(InputError):
        bench.course.section(FAILS)

    [finished] = await collect(bench)

    assert isinstance(finished, DraftFinished)
    assert finished.attempt.outcome is Outcome.COMPLETE
    assert not bench.drafts.batches.waiting


# What became of each request


async def test_every_ending_is_told_apart(bench: Workbench, messages_server: MessagesServer) -> None:
    keys = [*SECTIONS, "day01_002/orientation", "day01_002/why-it-jams-less", "day02_001/orientation"]
    await submit(bench, *keys)
    by_key = dict(zip(keys, (each["custom_id"] for each in posted(messages_server)[0]["requests"]), strict=True))
    messages_server.batches.fates = {
        by_key[ORIENTATION]: "errored",
        by_key[HOLDS]: "expired",
        by_key[FAILS]: "canceled",
    }
    messages_server.replies.rule(
        Rule(Reply("Cut off he", stop_reason="max_tokens"), times=1),
        Rule(Reply("I would rather", stop_reason="refusal"), times=1),
        Rule(Reply(status=400, message="prompt is too long: 210000 tokens > 200000 maximum"), times=1),
    )
    messages_server.batches.end()

    finished = {event.key: event.attempt for event in await collect(bench) if isinstance(event, DraftFinished)}

    assert {key: (attempt.outcome, attempt.text) for key, attempt in finished.items()} == {
        ORIENTATION: (Outcome.FAILED, ""),
        HOLDS: (Outcome.FAILED, ""),
        FAILS: (Outcome.CANCELLED, ""),
        keys[3]: (Outcome.TRUNCATED, "Cut off he"),
        keys[4]: (Outcome.REFUSED, "I would rather"),
        keys[5]: (Outcome.CONTEXT_EXCEEDED, ""),
    }
    assert "an error of its own" in (finished[ORIENTATION].error or "")
    assert "expired after a day" in (finished[HOLDS].error or "")
    assert all(attempt.error for attempt in finished.values())
    assert [finished[key].cost_usd for key in SECTIONS] == [None, None, None]


async def test_only_what_failed_is_submitted_again(bench: Workbench, messages_server: MessagesServer) -> None:
    keys = bench.drafts.targets((), [1])
    await submit(bench, *keys)
    lost = [each["custom_id"] for each in posted(messages_server)[0]["requests"]][1:3]
    messages_server.batches.fates = dict.fromkeys(lost, "expired")
    messages_server.batches.end()
    await collect(bench)

    assert bench.drafts.targets((), [1]) == keys[1:3]
    await submit(bench, *bench.drafts.targets((), [1]))
    assert [len(each["requests"]) for each in posted(messages_server)] == [len(keys), 2]


async def test_a_batch_is_cancelled_and_what_was_done_is_kept(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.batches.delay = 100.0
    await submit(bench, *SECTIONS)
    messages_server.clock.advance(50)  # a third is done

    finished = await cancel(bench)

    outcomes = [event.attempt.outcome for event in finished if isinstance(event, DraftFinished)]
    assert sorted(outcomes) == [Outcome.CANCELLED, Outcome.CANCELLED, Outcome.COMPLETE]
    assert set(bench.drafts.targets([LESSON])) == set(SECTIONS) - {
        event.key
        for event in finished
        if isinstance(event, DraftFinished) and event.attempt.outcome is Outcome.COMPLETE
    }


# Nothing is paid for twice


async def test_what_a_batch_holds_is_left_out_unless_it_is_named(bench: Workbench) -> None:
    await submit(bench, HOLDS)
    assert bench.drafts.targets([LESSON]) == [ORIENTATION, FAILS]
    assert bench.drafts.left_out([LESSON]) == [HOLDS]
    assert bench.drafts.targets([HOLDS]) == [HOLDS]
    assert bench.drafts.left_out([LESSON, HOLDS]) == []


async def test_what_another_program_submitted_meanwhile_is_not_submitted_again(
    bench: Workbench,
    course: Path,
    env: dict[str, str],
    messages_server: MessagesServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.authoring.drafting.batches.MOST_REQUESTS", 1)
    other = Workbench.open(course, {**env, "CANARY": KEY})
    submitting = bench.drafts.batches.submit(SECTIONS)
    async with aclosing(submitting):
        await anext(submitting)
        await submit(other, HOLDS)
        rest = [event.keys async for event in submitting]
    await other.aclose()
    assert rest == [(FAILS,)]
    assert sum(len(body["requests"]) for body in posted(messages_server)) == len(SECTIONS)


async def test_a_batch_that_was_refused_holds_nothing(bench: Workbench, messages_server: MessagesServer) -> None:
    messages_server.replies.rule(Rule(Reply(status=400, message="requests: too odd"), route=POST))
    with pytest.raises(EndpointError, match="too odd"):
        await submit(bench, HOLDS)
    assert not bench.drafts.batches.waiting
    assert bench.drafts.targets([LESSON]) == list(SECTIONS)


async def test_a_server_that_was_not_reached_has_taken_nothing(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.stop()
    with pytest.raises(EndpointError, match="could not be reached"):
        await submit(bench, HOLDS)
    assert not bench.drafts.batches.held


LOST_ANSWERS = {
    "reset": Reply(fault="reset"),
    "no JSON": Reply(fault="not_json"),
}


@pytest.mark.parametrize("lost", LOST_ANSWERS.values(), ids=LOST_ANSWERS)
async def test_a_batch_whose_answer_was_lost_is_found_by_its_results(
    bench: Workbench, messages_server: MessagesServer, lost: Reply
) -> None:
    messages_server.replies.rule(Rule(lost, route=POST, times=1))
    with pytest.raises(EndpointError, match="is not known: collect later"):
        await submit(bench, *SECTIONS)
    assert bench.drafts.targets([LESSON]) == []  # never sent again by itself

    [waits] = await collect(bench)
    assert isinstance(waits, BatchWaits)
    assert (waits.state, waits.batch) == (BatchState.UNSETTLED, None)
    assert "--cancel-batches" in waits.reason

    messages_server.batches.end()
    assert len(await collect(bench)) == len(SECTIONS)
    assert len(posted(messages_server)) == 1


async def test_a_batch_of_somebody_else_is_not_taken_for_ours(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.replies.rule(Rule(Reply(status=500), route=POST, times=1))  # never taken, and nobody can know
    with pytest.raises(EndpointError):
        await submit(bench, HOLDS)
    params = {"model": "fake-1", "max_tokens": 100, "messages": [{"role": "user", "content": "Another course"}]}
    messages_server.batches.create({"requests": [{"custom_id": "theirs-1", "params": params}]})
    messages_server.batches.end()

    [waits] = await collect(bench)
    assert isinstance(waits, BatchWaits)
    assert waits.state is BatchState.UNSETTLED
    assert stored(bench, HOLDS) == []


async def test_a_batch_that_never_turns_up_is_given_up_at_the_authors_word(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.replies.rule(Rule(Reply(status=500), route=POST, times=1))
    with pytest.raises(EndpointError):
        await submit(bench, HOLDS)
    assert bench.drafts.targets([LESSON]) == [ORIENTATION, FAILS]

    assert await cancel(bench) == []

    assert bench.drafts.targets([LESSON]) == list(SECTIONS)


async def test_what_was_given_up_and_turns_up_all_the_same_is_kept(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.replies.rule(Rule(Reply(fault="reset"), route=POST, times=1))
    with pytest.raises(EndpointError):
        await submit(bench, HOLDS)
    await cancel(bench)
    messages_server.batches.end()
    [finished] = await collect(bench)
    assert isinstance(finished, DraftFinished)
    assert finished.attempt.outcome is Outcome.COMPLETE


async def while_it_is_being_sent(bench: Workbench, server: MessagesServer) -> "asyncio.Task[list[BatchSubmitted]]":
    """Begin to submit a section, and return once the server has taken the batch and not said so."""
    server.replies.rule(Rule(Reply(fault="silence"), route=POST, times=1))
    submitting = asyncio.create_task(submit(bench, HOLDS))
    async with asyncio.timeout(20):
        while not server.batches.newest()[0]:  # noqa: ASYNC110 (a server in a thread of its own)
            await asyncio.sleep(0.01)
    return submitting


async def test_a_batch_that_is_being_sent_is_left_to_the_program_that_sends_it(
    bench: Workbench, course: Path, env: dict[str, str], messages_server: MessagesServer
) -> None:
    submitting = await while_it_is_being_sent(bench, messages_server)
    other = Workbench.open(course, {**env, "CANARY": KEY})

    [waits] = await collect(other)

    assert isinstance(waits, BatchWaits)
    assert (waits.state, waits.keys) == (BatchState.SENDING, (HOLDS,))
    assert await cancel(other) == [waits]
    assert other.drafts.targets([LESSON]) == [ORIENTATION, FAILS]
    submitting.cancel()
    await asyncio.wait([submitting])
    await other.aclose()


async def test_what_was_stopped_while_it_was_sent_is_unsettled_and_found_again(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    submitting = await while_it_is_being_sent(bench, messages_server)
    submitting.cancel()
    await asyncio.wait([submitting])

    [waits] = await collect(bench)
    assert isinstance(waits, BatchWaits)
    assert waits.state is BatchState.UNSETTLED
    messages_server.batches.end()
    [finished] = await collect(bench)
    assert isinstance(finished, DraftFinished)
    assert finished.attempt.outcome is Outcome.COMPLETE


async def test_results_that_broke_off_are_collected_on(bench: Workbench, messages_server: MessagesServer) -> None:
    await submit(bench, *SECTIONS)
    messages_server.batches.end()
    batch = messages_server.batches.newest()[0][0]
    kept = dict(batch.results)
    batch.results.pop(next(iter(kept)))
    counted = batch.told
    batch.told = lambda url: {**counted(url), "request_counts": {**counted(url)["request_counts"], "succeeded": 3}}  # type: ignore[method-assign]

    with pytest.raises(EndpointError, match="broke off: collect again for the rest"):
        await collect(bench)
    assert bench.drafts.batches.waiting
    batch.results = kept
    assert len(await collect(bench)) == 1
    assert [len(stored(bench, key)) for key in SECTIONS] == [1, 1, 1]


async def test_a_batch_that_the_endpoint_forgot_is_told_until_it_is_given_up(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    [submitted] = await submit(bench, HOLDS)
    messages_server.batches.end()
    messages_server.batches.delete(submitted.batch)

    with pytest.raises(EndpointError, match=r"knows no batch .* give it up with `draft --cancel-batches`"):
        await collect(bench)
    assert bench.drafts.targets([LESSON]) == [ORIENTATION, FAILS]
    assert await cancel(bench) == []
    assert await collect(bench) == []
    assert bench.drafts.targets([LESSON]) == list(SECTIONS)


async def test_a_batch_whose_results_are_gone_holds_nothing_more(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    await submit(bench, HOLDS)
    messages_server.batches.end()
    [batch] = messages_server.batches.newest()[0]
    told = batch.told
    batch.told = lambda url: {**told(url), "results_url": None}  # type: ignore[method-assign]
    with pytest.raises(EndpointError, match="are gone: draft its sections again"):
        await collect(bench)
    assert await collect(bench) == []
    assert bench.drafts.targets([LESSON]) == list(SECTIONS)


async def test_one_batch_that_cannot_be_collected_keeps_no_other_back(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    [first] = await submit(bench, HOLDS)
    await submit(bench, FAILS)
    messages_server.batches.end()
    messages_server.batches.delete(first.batch)
    with pytest.raises(EndpointError, match="knows no batch"):
        await collect(bench)
    assert [len(stored(bench, key)) for key in (HOLDS, FAILS)] == [0, 1]


async def test_what_was_refused_after_a_first_batch_leaves_that_one_standing(
    bench: Workbench, messages_server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.authoring.drafting.batches.MOST_REQUESTS", 1)
    messages_server.replies.rule(Rule(Reply(), route=POST, times=1), Rule(Reply(status=429), route=POST))
    with pytest.raises(EndpointError, match="has reached its limit"):
        await submit(bench, *SECTIONS)
    assert bench.drafts.targets([LESSON]) == [HOLDS, FAILS]


# Money and capacity


async def test_a_batch_is_charged_by_the_prices_of_the_model_that_it_was_sent_to(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    messages_server.default = Reply("It holds.", usage={"input_tokens": 10, "output_tokens": 2})
    await submit(bench, HOLDS)
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(settings.read_text().replace("model: fake-1\n    max", "model: fake-2\n    max"))
    messages_server.batches.end()

    [finished] = await collect(bench)

    assert isinstance(finished, DraftFinished)
    assert finished.attempt.model == "fake-1"
    assert finished.attempt.cost_usd is None  # those stated now are another model's


async def test_a_cap_refuses_before_anything_is_sent(bench: Workbench, messages_server: MessagesServer) -> None:
    with pytest.raises(CapReached, match="Nothing was submitted"):
        await submit(bench, *SECTIONS, max_cost=Decimal("1.4"))
    assert posted(messages_server) == []
    assert not bench.drafts.batches.waiting
    await submit(bench, *SECTIONS, max_cost=Decimal("1.6"))  # three answers at fifty cents, and their prompts
    assert len(posted(messages_server)) == 1


async def test_many_sections_go_in_several_batches(
    bench: Workbench, messages_server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.authoring.drafting.batches.MOST_REQUESTS", 2)
    submitted = await submit(bench, *SECTIONS)
    assert [event.keys for event in submitted] == [SECTIONS[:2], SECTIONS[2:]]
    messages_server.batches.end()
    assert len(await collect(bench)) == len(SECTIONS)


async def test_a_profile_without_batches_is_told_what_to_do(bench: Workbench) -> None:
    with pytest.raises(EndpointError, match="The profile `bare` has no batches: draft without --batch"):
        await submit(bench, HOLDS, profile="bare")
    assert not bench.drafts.batches.waiting


async def test_a_server_that_takes_no_batches_is_told_so(bench: Workbench, messages_server: MessagesServer) -> None:
    messages_server.batching = False
    with pytest.raises(EndpointError, match="takes no batches"):
        await submit(bench, HOLDS)
    assert not bench.drafts.batches.held


# Where the key goes


@pytest.mark.parametrize("later", [False, True], ids=["told at once", "told on the second asking"])
async def test_the_key_is_not_sent_where_a_server_says_that_its_results_are(
    bench: Workbench, messages_server: MessagesServer, monkeypatch: pytest.MonkeyPatch, later: bool
) -> None:
    [submitted] = await submit(bench, HOLDS)
    messages_server.batches.end()
    batch = messages_server.batches.find(submitted.batch)
    with MessagesServer() as other:
        told = batch.told
        asked = 0

        def lying(url: str) -> dict[str, Any]:
            nonlocal asked
            asked += 1
            return told(url if later and asked == 1 else other.url)

        monkeypatch.setattr(batch, "told", lying)
        if later:
            [finished] = await collect(bench)
            assert isinstance(finished, DraftFinished)
        else:
            with pytest.raises(EndpointError, match="on another server"):
                await collect(bench)
            assert bench.drafts.batches.waiting  # and can be collected once the address is right
        assert [asdict(each) for each in other.requests] == []
    assert {each.key for each in messages_server.requests} == {KEY}


async def test_a_profile_that_moved_is_not_asked_for_a_batch_of_another_server(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    await submit(bench, HOLDS)
    with MessagesServer() as other:
        settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
        settings.write_text(SETTINGS.format(url=other.url))
        with pytest.raises(InputError, match="set its `base_url` back"):
            await collect(bench)
        assert other.requests == []
