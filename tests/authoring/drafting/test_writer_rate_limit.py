"""All who write at one endpoint keep to what its headers tell, and pause together after a refusal."""

import asyncio
from dataclasses import replace

from tests.authoring.drafting.writing import PROMPT, TEXT, all_written, endpoint, patience, profile, until, written
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.writer import Waiting

REAL = patience(sleep=asyncio.sleep, first_wait=0.05)


async def test_a_limit_that_is_told_is_never_hit_and_every_wait_is_announced(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT)
    async with endpoint(profile(messages_server.url), REAL) as shared:
        await written(shared)  # the first request loads the SDK, while which the bucket would fill again
        messages_server.limits.set(requests=300)  # five in a second
        messages_server.limits.use(requests=296)
        await written(shared)

        others = await all_written(shared, *[PROMPT] * 12)

    assert {each.finished.outcome for each in others} == {Outcome.COMPLETE}
    assert len(messages_server.messages) == 14  # none was refused
    waits = [wait for each in others for wait in each.waits]
    assert {wait.reason for wait in waits} == {"The endpoint's rate limit is reached."}
    assert all(0 < wait.seconds <= 2.4 for wait in waits)


async def test_tokens_of_the_output_are_kept_to_as_well(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT * 40, piece=400)  # some 800 tokens
    async with endpoint(profile(messages_server.url), REAL) as shared:
        await written(shared)
        messages_server.limits.set(output_tokens=120_000)  # two thousand in a second
        messages_server.limits.use(output_tokens=116_000)
        await written(shared)

        others = await all_written(shared, *[PROMPT] * 6)

    assert {each.finished.outcome for each in others} == {Outcome.COMPLETE}
    assert len(messages_server.messages) == 8


async def test_an_endpoint_that_tells_no_limit_holds_nobody_back(messages_server: MessagesServer) -> None:
    silent = {f"anthropic-ratelimit-{kind}-limit": "" for kind in ("requests", "input-tokens", "output-tokens")}
    messages_server.default = Reply(text=TEXT, first_delay=0.3, headers=silent)
    async with endpoint(profile(messages_server.url), REAL) as shared:
        writers = asyncio.gather(*(written(shared) for _ in range(12)))
        # Which they would not be while the first is unanswered.
        await until(lambda: len(messages_server.messages) == 12)
        assert not messages_server.charges
        assert all(not each.waits for each in await writers)


async def test_what_is_read_from_the_cache_does_not_count_against_the_limit(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT)
    messages_server.limits.set(input_tokens=6_000)
    shared_part = "What all sections of the day share. " * 400  # some 3,600 tokens
    prompt = replace(PROMPT, system=shared_part)
    claude = profile(messages_server.url)
    claude = replace(claude, capabilities=replace(claude.capabilities, cache_breakpoints=True))
    async with endpoint(claude, REAL) as shared:
        each = await all_written(shared, *[prompt] * 8)

    assert [one.waits for one in each] == [()] * 8
    assert len(messages_server.messages) == 8


async def test_a_refusal_pauses_those_who_come_later_too(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT)
    messages_server.script(Reply(status=429, headers={"retry-after-ms": "400"}))
    async with endpoint(profile(messages_server.url), REAL) as shared:
        first = asyncio.create_task(written(shared))
        await until(lambda: messages_server.messages)
        await asyncio.sleep(0.1)  # until the refusal has come

        later = await written(shared)

        assert (await first).finished.outcome is later.finished.outcome is Outcome.COMPLETE
    assert [wait.seconds for wait in (await first).waits] == [0.4]
    assert [0 < wait.seconds < 0.4 for wait in later.waits] == [True]


async def test_two_dozen_who_are_refused_at_once_wait_and_all_finish(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT)
    messages_server.script(*[Reply(status=429, headers={"retry-after": "1"})] * 24)
    async with endpoint(profile(messages_server.url), patience()) as shared:
        each = await all_written(shared, *[PROMPT] * 24)
    assert {one.finished.outcome for one in each} == {Outcome.COMPLETE}
    assert len(messages_server.messages) == 48


async def test_one_who_is_stopped_in_line_lets_those_behind_go(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT)
    messages_server.limits.set(requests=60)
    messages_server.limits.use(requests=59)
    waits: list[float] = []
    held = asyncio.Event()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await held.wait()

    async with endpoint(profile(messages_server.url), patience(sleep=sleep)) as shared:
        await written(shared)
        first = asyncio.create_task(written(shared))
        second = asyncio.create_task(written(shared))
        await until(lambda: len(waits) == 2)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        messages_server.clock.advance(2)
        held.set()

        done = await second
    assert done.finished.outcome is Outcome.COMPLETE
    assert isinstance(done.waits[0], Waiting)
    assert 0 < waits[0] <= 1 < waits[1] <= 2
