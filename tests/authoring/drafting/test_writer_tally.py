"""What a text has used so far is known at any moment, also to whoever stops it in the middle."""

import asyncio

import pytest

from tests.authoring.drafting.writing import LONG, PROMPT, TEXT, endpoint, patience, profile, until, written
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring import plain_text
from tui.authoring.drafting.outcome import Usage
from tui.authoring.drafting.writer import Tally, TextDelta, write

HALF = {"input_tokens": 10, "output_tokens": 70}


async def test_nothing_is_told_before_an_answer_begins(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(fault="silence", fault_after=-1))
    tally = Tally()
    async with endpoint(profile(messages_server.url), patience()) as opened:
        task = asyncio.create_task(written(opened, tally=tally))
        await until(lambda: messages_server.messages)
        assert tally.usage is None
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert tally.usage is None


async def test_after_a_cancellation_what_came_is_counted_by_an_estimate(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text=LONG, piece=40, fault="silence", fault_after=10, usage={"input_tokens": 900}))
    tally, came, enough = Tally(), "", asyncio.Event()

    async with endpoint(profile(messages_server.url), patience()) as opened:

        async def read() -> None:
            nonlocal came
            async for event in write(PROMPT, opened, tally=tally):
                assert isinstance(event, TextDelta)
                came += event.text
                if len(came) == 400:
                    enough.set()

        task = asyncio.create_task(read())
        await asyncio.wait_for(enough.wait(), 20)
        before = tally.usage
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert tally.usage == before == Usage(900, plain_text.estimate_tokens(LONG[:400]))


async def test_a_reader_that_leaves_early_leaves_the_tally_behind(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text=TEXT, piece=8, fault="silence", usage={"input_tokens": 33}))
    tally = Tally()
    async with endpoint(profile(messages_server.url), patience()) as opened:
        stream = write(PROMPT, opened, tally=tally)
        await anext(stream)
        await stream.aclose()
    assert tally.usage is not None
    assert tally.usage.input_tokens == 33
    assert 1 <= tally.usage.output_tokens <= 30


async def test_what_the_endpoint_counted_takes_the_place_of_the_estimate(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text=LONG, usage={"input_tokens": 900, "output_tokens": 5}))
    tally = Tally()
    async with endpoint(profile(messages_server.url), patience()) as opened:
        done = await written(opened, tally=tally)
    assert tally.usage == done.finished.usage == Usage(900, 5)


async def test_an_answer_that_was_cut_off_and_the_one_that_went_on_are_counted_together_while_it_is_written(
    messages_server: MessagesServer,
) -> None:
    cut = Reply(text=LONG[:300], stop_reason="max_tokens", usage=HALF)
    stuck = Reply(text=LONG[260:], piece=400, fault="silence", fault_after=1, usage={"input_tokens": 95})
    messages_server.script(cut, stuck)
    tally = Tally()
    async with endpoint(profile(messages_server.url), patience()) as opened:
        task = asyncio.create_task(written(opened, afford=lambda most: True, tally=tally))
        estimate = plain_text.estimate_tokens(LONG[260:][:400])
        await until(lambda: tally.usage == Usage(105, 70 + estimate))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert tally.usage == Usage(105, 70 + estimate)


async def test_answers_that_broke_off_without_text_are_counted_too(messages_server: MessagesServer) -> None:
    broken = Reply(text=TEXT, fault="error_event", fault_after=0, usage={"input_tokens": 40})
    messages_server.script(broken, broken, Reply(text=TEXT, usage={"input_tokens": 40, "output_tokens": 20}))
    tally = Tally()
    async with endpoint(profile(messages_server.url), patience()) as opened:
        done = await written(opened, tally=tally)
    assert done.text == TEXT
    assert tally.usage == done.finished.usage == Usage(120, 22)


async def test_what_was_read_from_the_cache_and_written_to_it_is_summed(messages_server: MessagesServer) -> None:
    told = {"cache_read_input_tokens": 500, "cache_creation_input_tokens": 200}
    messages_server.script(
        Reply(text=LONG[:300], stop_reason="max_tokens", usage={**HALF, **told}),
        Reply(text=LONG[260:], usage={**HALF, **told}),
    )
    async with endpoint(profile(messages_server.url), patience()) as opened:
        done = await written(opened, afford=lambda most: True)
    assert done.finished.usage == Usage(20, 140, 1_000, 400)
