"""The first request with a cold beginning goes alone until its answer begins; then the others read from the cache."""

import asyncio
from dataclasses import replace

import pytest

from tests.authoring.drafting.writing import PROMPT, TEXT, endpoint, patience, profile, until, written
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.drafting.capabilities import Capabilities
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.prefix_warmth import PrefixWarmth, Warming, prefixes
from tui.authoring.drafting.profiles import Profile
from tui.authoring.drafting.prompts import Prompt

COURSE, DAY, OTHER_DAY = "The rules. " * 900, "Today we tie knots. " * 300, "Today we splice. " * 300
NO_WAIT = patience()


def claude(server: MessagesServer) -> Profile:
    """Return a profile that caches."""
    return profile(server.url, capabilities=Capabilities(cache_breakpoints=True))


def sections(count: int, day: str = DAY) -> list[Prompt]:
    """Return prompts that share their rules and their day."""
    return [Prompt(COURSE, (day, f"Section {number}."), 1_000) for number in range(count)]


async def test_with_eight_at_once_what_they_share_is_written_to_the_cache_once(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT, first_delay=0.1, delay=0.05)
    async with endpoint(claude(messages_server), NO_WAIT) as shared:
        each = await asyncio.gather(*(written(shared, prompt) for prompt in sections(8)))

    usages = [one.finished.usage for one in each]
    assert all(usage is not None for usage in usages)
    common = len(COURSE + DAY) // 4
    wrote = [usage.cache_write_tokens for usage in usages if usage and usage.cache_write_tokens]
    read = [usage.cache_read_tokens for usage in usages if usage and usage.cache_read_tokens]
    assert wrote == [pytest.approx(common, abs=2)]
    assert read == [pytest.approx(common, abs=2)] * 7


async def test_the_others_go_at_once_when_the_first_answer_begins_not_when_it_ends(
    messages_server: MessagesServer,
) -> None:
    messages_server.script(Reply(text=TEXT, piece=8, fault="silence"))
    messages_server.default = Reply(text=TEXT)
    async with endpoint(claude(messages_server), NO_WAIT) as shared:
        first, *others = [asyncio.create_task(written(shared, prompt)) for prompt in sections(6)]
        assert {one.finished.outcome for one in await asyncio.gather(*others)} == {Outcome.COMPLETE}
        assert not first.done()
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_another_day_of_the_same_course_waits_for_the_course_alone(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT, first_delay=0.1)
    async with endpoint(claude(messages_server), NO_WAIT) as shared:
        both = [*sections(1), *sections(1, OTHER_DAY)]
        each = await asyncio.gather(*(written(shared, prompt) for prompt in both))

    usages = [one.finished.usage for one in each]
    assert [bool(usage and usage.cache_read_tokens) for usage in usages] == [False, True]


async def test_when_the_first_fails_the_next_one_tries_alone(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT, first_delay=0.2)
    messages_server.script(Reply(status=400), Reply(status=400))
    async with endpoint(claude(messages_server), NO_WAIT) as shared:
        writers = asyncio.gather(*(written(shared, prompt) for prompt in sections(5)))
        await until(lambda: len(messages_server.messages) == 3)
        assert not messages_server.charges
        assert len(messages_server.messages) == 3
        each = await writers

    outcomes = [one.finished.outcome for one in each]
    assert outcomes == [Outcome.FAILED, Outcome.FAILED, *[Outcome.COMPLETE] * 3]
    assert [bool(one.finished.usage and one.finished.usage.cache_write_tokens) for one in each].count(True) == 1


async def test_when_the_first_is_cancelled_the_next_one_goes(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(fault="silence", fault_after=-1))
    messages_server.default = Reply(text=TEXT)
    async with endpoint(claude(messages_server), NO_WAIT) as shared:
        first, second, third = [asyncio.create_task(written(shared, prompt)) for prompt in sections(3)]
        await until(lambda: len(messages_server.messages) == 1)
        second.cancel()  # one that waits may leave as well
        first.cancel()

        assert (await third).finished.outcome is Outcome.COMPLETE
        ended = await asyncio.gather(first, second, return_exceptions=True)
    assert all(isinstance(each, asyncio.CancelledError) for each in ended)
    assert len(messages_server.messages) == 2


async def test_a_first_answer_that_does_not_begin_holds_the_others_up_for_a_while_only(
    messages_server: MessagesServer,
) -> None:
    messages_server.script(Reply(fault="silence", fault_after=-1))
    messages_server.default = Reply(text=TEXT)
    async with endpoint(claude(messages_server), NO_WAIT) as opened:
        shared = replace(opened, warmth=PrefixWarmth(longest_wait=0.1))
        first, *others = [asyncio.create_task(written(shared, prompt)) for prompt in sections(4)]
        assert {one.finished.outcome for one in await asyncio.gather(*others)} == {Outcome.COMPLETE}
        assert not first.done()
        # From then on it is warm, although the first has still not begun.
        assert (await written(shared, sections(5)[4])).finished.outcome is Outcome.COMPLETE
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_where_nothing_is_cached_nobody_waits_for_anybody(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT, first_delay=0.3)
    async with endpoint(profile(messages_server.url), NO_WAIT) as shared:
        writers = asyncio.gather(*(written(shared, prompt) for prompt in sections(8)))
        await until(lambda: len(messages_server.messages) == 8)
        assert not messages_server.charges
        await writers


async def test_a_short_prompt_is_not_waited_for(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(text=TEXT, first_delay=0.3)
    async with endpoint(claude(messages_server), NO_WAIT) as shared:
        writers = asyncio.gather(*(written(shared, PROMPT) for _ in range(4)))
        await until(lambda: len(messages_server.messages) == 4)
        assert not messages_server.charges
        await writers


def test_a_beginning_has_a_name_where_it_is_much_longer_than_the_one_before() -> None:
    long, other = "x" * 1_800, "y" * 1_800
    assert len(prefixes((long, "short", other))) == 2
    assert prefixes(("short",)) == ()
    assert len(prefixes(("x" * 1_000, "y" * 1_000))) == 1


def test_names_are_shared_as_far_as_the_prompts_are_the_same() -> None:
    a, b = "x" * 2_000, "y" * 2_000
    assert prefixes((a, b))[0] == prefixes((a, a))[0]
    assert prefixes((a, b))[1] != prefixes((a, a))[1]
    assert prefixes((a[:-1], a)) != prefixes((a, a))  # the same bytes as a whole would be cached by other borders
    # What is short is not waited for, but what follows it has another name.
    assert prefixes((a, "one", b))[1] != prefixes((a, "two", b))[1]


async def _waits(warmth: PrefixWarmth, *names: str) -> Warming | None:
    """Return the warming if it comes at once, None if it has to be waited for."""
    task = asyncio.create_task(warmth.first_or_after(names))
    for _ in range(5):
        await asyncio.sleep(0)
    if task.done():
        return await task
    task.cancel()
    return None


async def test_a_failure_after_the_answer_began_leaves_the_prefix_warm() -> None:
    warmth = PrefixWarmth()
    first = await warmth.first_or_after(("course", "day"))
    assert not first.is_warm
    assert await _waits(warmth, "course", "other day") is None
    first.begun()
    first.failed()
    later = await _waits(warmth, "course", "day")
    assert later is not None
    assert later.is_warm
    other = await _waits(warmth, "course", "other day")
    assert other is not None
    assert not other.is_warm
