"""Drafting: what is written is stored while it comes, whatever becomes of it; and a run stops where it should."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from decimal import Decimal
from pathlib import Path

import pytest

from tests.authoring.bowline import FAILS, HOLDS, ORIENTATION, SECTIONS, draft, stored, write
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.drafting.endpoint import Patience
from tui.authoring.errors import InputError
from tui.authoring.workbench import (
    CapReached,
    DraftFinished,
    DraftStarted,
    DraftText,
    NoWriter,
    Outcome,
    SectionState,
    Workbench,
)

STALLING = Reply(pieces=("The rope ", "goes round ", "the tree."), fault="silence", fault_after=2)
BEFORE_THE_STALL = "The rope goes round "


@pytest.fixture
async def bench(workbench: Workbench) -> AsyncIterator[Workbench]:
    yield workbench
    await workbench.aclose()


def name_settings(env: dict[str, str], text: str) -> None:
    (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").write_text(text, encoding="utf-8")


def others() -> set[asyncio.Task[object]]:
    return asyncio.all_tasks() - {asyncio.current_task()}  # type: ignore[arg-type]


async def read_until_it_stalls(bench: Workbench, key: str) -> None:
    """Read a draft to its last piece and wait for more."""
    async with aclosing(bench.drafts.draft([key])) as events:
        async for _ in events:
            pass


async def until_stored(bench: Workbench, key: str, text: str) -> None:
    async with asyncio.timeout(20):
        while [each for _, each in stored(bench, key)] != [text]:  # noqa: ASYNC110 (another process would look so too)
            await asyncio.sleep(0.02)


# While it streams


async def test_what_came_is_in_the_database_while_the_writer_is_silent(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(STALLING)
    reading = asyncio.create_task(read_until_it_stalls(bench, ORIENTATION))

    await until_stored(bench, ORIENTATION, BEFORE_THE_STALL)

    assert stored(bench, ORIENTATION) == [("streaming", BEFORE_THE_STALL)]
    assert bench.lesson("day01_001").sections[0].state is SectionState.DRAFTING
    reading.cancel()
    await asyncio.wait([reading])


async def test_the_events_tell_the_whole_story_in_order(bench: Workbench, messages_server: MessagesServer) -> None:
    messages_server.script(Reply(pieces=("One. ", "Two.")))

    first, *middle, last = await draft(bench, ORIENTATION)

    assert first == DraftStarted(ORIENTATION, 1)
    assert "".join(event.text for event in middle if isinstance(event, DraftText)) == "One. Two."
    assert isinstance(last, DraftFinished)
    assert (last.attempt.outcome, last.attempt.text, last.attempt.model) == (Outcome.COMPLETE, "One. Two.", "fake-1")


# Stopped


async def stop_by_cancelling(bench: Workbench) -> None:
    reading = asyncio.create_task(read_until_it_stalls(bench, ORIENTATION))
    await until_stored(bench, ORIENTATION, BEFORE_THE_STALL)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def stop_by_closing(bench: Workbench) -> None:
    events = bench.drafts.draft([ORIENTATION])
    came = ""
    while came != BEFORE_THE_STALL:
        event = await anext(events)
        came += event.text if isinstance(event, DraftText) else ""
    await events.aclose()


async def stop_by_a_reader_that_fails(bench: Workbench) -> None:
    async def read() -> None:
        came = ""
        async with aclosing(bench.drafts.draft([ORIENTATION])) as events:
            async for event in events:
                came += event.text if isinstance(event, DraftText) else ""
                if came == BEFORE_THE_STALL:
                    raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await read()


@pytest.mark.parametrize("stop", [stop_by_cancelling, stop_by_closing, stop_by_a_reader_that_fails])
async def test_stopping_keeps_the_text_and_leaves_nothing_running(
    bench: Workbench, messages_server: MessagesServer, stop: object
) -> None:
    messages_server.script(STALLING)

    await stop(bench)  # type: ignore[operator]

    (attempt,) = bench.attempts(ORIENTATION)
    assert (attempt.outcome, attempt.text) == (Outcome.CANCELLED, BEFORE_THE_STALL)
    assert attempt.error == "You stopped it."
    assert others() == set()


async def test_stopping_a_run_starts_none_of_the_sections_that_wait(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(STALLING)
    async with aclosing(bench.drafts.draft(SECTIONS)) as events:
        await anext(events)

    assert [len(bench.attempts(key)) for key in SECTIONS] == [1, 0, 0]


# What goes wrong


async def broken_sleep(seconds: float) -> None:
    raise RuntimeError(f"a mistake of ours after {seconds}")


async def test_a_mistake_of_ours_reaches_the_caller_and_is_not_taken_for_a_stop(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    bench.endpoints.patience = Patience(sleep=broken_sleep)
    messages_server.script(Reply(status=529))
    events = []

    with pytest.raises(RuntimeError, match="a mistake of ours"):
        async with aclosing(bench.drafts.draft([ORIENTATION])) as drafting:
            events.extend([event async for event in drafting])

    (attempt,) = bench.attempts(ORIENTATION)
    assert attempt.outcome is Outcome.FAILED
    assert attempt.error is not None
    assert "RuntimeError" in attempt.error
    assert "You stopped it" not in attempt.error
    assert others() == set()


async def test_a_mistake_in_one_section_lets_the_others_under_way_finish(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    bench.endpoints.patience = Patience(sleep=broken_sleep)
    messages_server.script(Reply(status=529))
    messages_server.default = Reply(text="Whole.", first_delay=0.3)

    with pytest.raises(RuntimeError):
        await draft(bench, *SECTIONS, concurrency=2)

    outcomes = sorted(attempt.outcome for key in SECTIONS for attempt in bench.attempts(key))
    assert outcomes == [Outcome.COMPLETE, Outcome.FAILED]


@pytest.mark.parametrize("answer", ["", "  \n\n", "## Orientation\n", "```markdown\n```"])
async def test_an_answer_without_text_is_a_failure(
    bench: Workbench, messages_server: MessagesServer, answer: str
) -> None:
    messages_server.script(Reply(text=answer))

    await draft(bench, ORIENTATION)

    (attempt,) = bench.attempts(ORIENTATION)
    assert attempt.outcome is Outcome.FAILED
    assert "without any text" in str(attempt.error)
    assert bench.lesson("day01_001").sections[0].state is SectionState.FAILED


async def test_a_section_that_fails_does_not_keep_the_next_from_being_drafted(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(pieces=("Half", " of it"), fault="cut", fault_after=1), Reply(text="Whole."))

    await draft(bench, ORIENTATION, HOLDS)

    assert stored(bench, ORIENTATION) == [("truncated", "Half")]
    assert stored(bench, HOLDS) == [("complete", "Whole.")]


async def test_a_broken_template_is_told_and_leaves_no_attempt(course: Path, bench: Workbench) -> None:
    (course / "templates" / "prompts" / "section.md.j2").write_text("{{ nothing.such }}", encoding="utf-8")

    with pytest.raises(Exception, match=r"section\.md\.j2, line 1"):
        await draft(bench, ORIENTATION)

    assert bench.attempts(ORIENTATION) == ()


async def test_an_unknown_section_starts_nothing(
    course: Path, bench: Workbench, messages_server: MessagesServer
) -> None:
    with pytest.raises(InputError, match="no section 'nonsense'"):
        await draft(bench, ORIENTATION, "day01_001/nonsense")

    assert (messages_server.messages, bench.attempts(ORIENTATION)) == ([], ())
    assert not (course / "course").exists()


async def test_without_a_writer_nothing_is_started_and_nothing_planned(
    course: Path, bench: Workbench, env: dict[str, str]
) -> None:
    name_settings(env, "profile: vllm\n")  # which needs the name of a model

    with pytest.raises(NoWriter):
        await draft(bench, ORIENTATION)

    assert bench.attempts(ORIENTATION) == ()
    assert not (course / "course").exists()


# Several at once


async def test_four_at_once_draft_eight_sections_each_once(
    course: Path, bench: Workbench, messages_server: MessagesServer
) -> None:
    syllabus = course / "syllabus.yaml"
    text = syllabus.read_text(encoding="utf-8")
    syllabus.write_text(text.replace("- Where it fails\n", "- Where it fails\n                  - Its name\n"), "utf-8")
    messages_server.default = Reply(first_delay=0.2)
    keys = bench.drafts.targets([], [1, 2])
    assert len(keys) == 8

    under_way, most = 0, 0
    for event in await draft(bench, *keys, concurrency=4):
        under_way += isinstance(event, DraftStarted) - isinstance(event, DraftFinished)
        most = max(most, under_way)

    assert most == 4
    assert [[a.outcome for a in bench.attempts(key)] for key in keys] == [[Outcome.COMPLETE]] * 8
    assert len(messages_server.messages) == 8


async def test_a_section_named_twice_or_by_its_file_is_drafted_once(bench: Workbench) -> None:
    await draft(bench, ORIENTATION, "day01_001_the_bowline.md/orientation", ORIENTATION)

    assert [attempt.number for attempt in bench.attempts(ORIENTATION)] == [1]


async def test_two_programs_may_draft_one_section_and_both_texts_are_kept(
    course: Path, bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    messages_server.default = Reply(text="The same section.", first_delay=0.3)
    command = [sys.executable, "-m", "tui", "-C", str(course), "draft", ORIENTATION]
    running = [
        await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **env}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        for _ in range(2)
    ]
    said = [(await each.communicate())[0].decode() for each in running]

    assert [each.returncode for each in running] == [0, 0], said
    attempts = bench.attempts(ORIENTATION)
    assert [(each.number, each.outcome, each.text) for each in attempts] == [
        (1, Outcome.COMPLETE, "The same section."),
        (2, Outcome.COMPLETE, "The same section."),
    ]


# The cap


PRICED = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    max_tokens: 1000
    prices: {{input: 0, output: 1000}}
"""


async def test_a_cap_lets_those_under_way_finish_and_is_never_passed(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    name_settings(env, PRICED.format(url=messages_server.url))
    messages_server.default = Reply(text="Whole.", first_delay=0.3, usage={"output_tokens": 900})

    with pytest.raises(CapReached, match="Raise --max-cost"):
        await draft(bench, *bench.drafts.targets([], [1]), concurrency=4, max_cost=Decimal("2.5"))

    made = [attempt for key in bench.drafts.targets([], [1]) + list(SECTIONS) for attempt in bench.attempts(key)]
    assert [attempt.outcome for attempt in made] == [Outcome.COMPLETE] * 2
    assert bench.course.store.total_cost() == Decimal("1.8")


async def test_what_a_section_really_cost_makes_room_for_the_next(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    name_settings(env, PRICED.format(url=messages_server.url))
    messages_server.default = Reply(text="Whole.", usage={"output_tokens": 100})

    await draft(bench, *SECTIONS, max_cost=Decimal("1.2"))

    assert bench.course.store.total_cost() == Decimal("0.3")


async def test_a_cap_cannot_be_kept_without_prices(bench: Workbench, messages_server: MessagesServer) -> None:
    with pytest.raises(CapReached, match=r"price of fake-1 is not known"):
        await draft(bench, ORIENTATION, max_cost=Decimal(1))

    assert messages_server.messages == []


# What the writer is told


async def test_the_earlier_sections_of_the_lesson_are_in_the_prompt(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    write(bench, ORIENTATION, "A sailor once told me this.")
    bench.submit(HOLDS, "It is friction that holds.")  # waits for the author, and is built on already

    await draft(bench, FAILS)

    prompt = messages_server.messages[-1].prompt
    assert "It is friction that holds." in prompt
    assert "A sailor once told me this." not in prompt  # of the sections before, only the last one's ending


async def test_a_text_that_was_cut_short_is_not_built_on(bench: Workbench, messages_server: MessagesServer) -> None:
    messages_server.script(Reply(pieces=("A torn sentence th", "at ends."), fault="cut", fault_after=1))

    await draft(bench, ORIENTATION, HOLDS)

    assert "A torn sentence" not in messages_server.messages[-1].prompt


async def test_the_reason_of_a_rejection_guides_the_next_draft_with_the_text_it_speaks_of(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    write(bench, ORIENTATION, "The text that was accepted before.")
    bench.submit(ORIENTATION, "The text that was too dry.")
    bench.reject(ORIENTATION, "Begin with a shipwreck.")

    await draft(bench, ORIENTATION)

    prompt = messages_server.messages[-1].prompt
    assert "Begin with a shipwreck." in prompt
    assert "The text that was too dry." in prompt
    assert "The text that was accepted before." not in prompt
    assert bench.attempts(ORIENTATION)[-1].feedback == "Begin with a shipwreck."


async def test_a_failed_try_does_not_make_the_reason_forgotten_but_a_new_text_does(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    bench.submit(ORIENTATION, "Too dry.")
    bench.reject(ORIENTATION, "Begin with a shipwreck.")
    messages_server.script(Reply(pieces=("A st", "orm"), fault="cut", fault_after=1))

    await draft(bench, ORIENTATION)
    await draft(bench, ORIENTATION)
    assert "Begin with a shipwreck." in messages_server.messages[-1].prompt

    await draft(bench, ORIENTATION)
    assert "Begin with a shipwreck." not in messages_server.messages[-1].prompt


async def test_feedback_given_now_comes_before_the_reason_of_a_rejection(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    bench.submit(ORIENTATION, "Too dry.")
    bench.reject(ORIENTATION, "Begin with a shipwreck.")

    await draft(bench, ORIENTATION, feedback="Begin with a mutiny.")

    prompt = messages_server.messages[-1].prompt
    assert "Begin with a mutiny." in prompt
    assert "shipwreck" not in prompt


async def test_a_text_that_was_cut_off_is_gone_on_with_and_one_that_lost_its_way_is_not(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    sentences = [f"Turn {n} of the rope presses on the one before it." for n in range(100)]
    half, whole = " ".join(sentences[:8]), " ".join(sentences[:12])
    messages_server.script(Reply(half, stop_reason="max_tokens"), Reply(whole[len(half) - 60 :]))
    await draft(bench, ORIENTATION)  # some sixty words are asked for
    assert [(each.outcome, each.text) for each in bench.attempts(ORIENTATION)] == [(Outcome.COMPLETE, whole)]

    messages_server.default = Reply(" ".join(sentences), stop_reason="max_tokens")
    await draft(bench, ORIENTATION)
    assert bench.attempts(ORIENTATION)[-1].outcome is Outcome.TRUNCATED
    assert len(messages_server.messages) == 3


FREE = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    prices: {{input: 0, output: 0}}
"""


async def test_where_it_costs_nothing_a_text_that_lost_its_way_is_written_anew(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    name_settings(env, FREE.format(url=messages_server.url))
    rambling = Reply("And so it goes on, round the tree. " * 60, stop_reason="max_tokens")
    messages_server.script(rambling, Reply("It holds by friction."))
    await draft(bench, ORIENTATION)
    outcomes = [attempt.outcome for attempt in bench.attempts(ORIENTATION)]
    assert outcomes == [Outcome.TRUNCATED, Outcome.COMPLETE]

    messages_server.default = rambling
    await draft(bench, HOLDS)
    assert len(bench.attempts(HOLDS)) == 3
