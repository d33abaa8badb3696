"""A model judges whether a lesson teaches its points; what it says counts for the text that it read, and no other."""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing

import pytest

from tests.authoring.bowline import FAILS, HOLDS, LESSON, ORIENTATION, write
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.checks.subject import Judgement
from tui.authoring.judge import Judged
from tui.authoring.workbench import Workbench

HOLDS_POINT, FAILS_POINT = "1.1.1.1", "1.1.1.2"
QUOTE = "The loop presses the rope against itself, and the harder one pulls the tighter it grips."
INVENTED = "The loop is held by friction alone, which grows with every further turn of it."
TEXTS = {
    ORIENTATION: "Whoever climbs, sails or ties a goat to a tree wants a loop that holds.",
    HOLDS: f"A bowline is a knot. {QUOTE}",
    FAILS: "Shaken without a load the loop loosens, for nothing presses the rope against itself any more.",
}


@pytest.fixture
async def bench(workbench: Workbench) -> AsyncIterator[Workbench]:
    for key, text in TEXTS.items():
        write(workbench, key, text)
    yield workbench
    await workbench.aclose()


async def judge(bench: Workbench, server: MessagesServer, *replies: Reply) -> Judged:
    """Have the model answer so, and return what came of the lesson."""
    server.script(*replies)
    async with aclosing(bench.judge([LESSON])) as events:
        (judged,) = [event async for event in events]
    return judged


def judged(bench: Workbench) -> Mapping[str, Judgement]:
    """Return the judgements that count for the lesson as it stands."""
    plan = bench.course.lesson(LESSON)
    return bench.checks.subject(plan, bench.course.lesson_as_it_stands(plan)).judged


async def test_a_yes_is_kept_with_the_passage_that_the_model_copied(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    answer = f'{HOLDS_POINT} | yes | "{QUOTE}"\n{FAILS_POINT} | no | It does not say how often.'

    told = await judge(bench, messages_server, Reply(answer))

    assert told == Judged(LESSON, 2, "2 of 2 points judged")
    assert judged(bench) == {
        HOLDS_POINT: Judgement(True, QUOTE, "fake-1"),
        FAILS_POINT: Judgement(False, "", "fake-1"),
    }


async def test_the_model_reads_the_text_of_each_point_and_of_nothing_else(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    await judge(bench, messages_server, Reply("nothing"))

    prompt = messages_server.messages[-1].prompt
    assert TEXTS[HOLDS] in prompt
    assert TEXTS[FAILS] in prompt
    assert TEXTS[ORIENTATION] not in prompt


async def test_a_yes_with_an_invented_passage_is_not_kept(bench: Workbench, messages_server: MessagesServer) -> None:
    answer = f'{HOLDS_POINT} | yes | "{INVENTED}"\n{FAILS_POINT} | yes | "{QUOTE}"'

    told = await judge(bench, messages_server, Reply(answer))

    assert told == Judged(LESSON, 0, "0 of 2 points judged")
    assert judged(bench) == {}


@pytest.mark.parametrize(
    "fails",
    [
        Reply(status=400),
        Reply(f"{HOLDS_POINT} | no | nothing\n{FAILS_POINT} | no | nothing at all of it", fault="cut", fault_after=1),
        Reply(f"{HOLDS_POINT} | no | nothing", stop_reason="max_tokens"),
        Reply(f"{HOLDS_POINT} | no | nothing", stop_reason="refusal"),
    ],
    ids=["refused", "cut off", "too long", "declined"],
)
async def test_an_endpoint_that_fails_changes_nothing(
    bench: Workbench, messages_server: MessagesServer, fails: Reply
) -> None:
    await judge(bench, messages_server, Reply(f'{HOLDS_POINT} | yes | "{QUOTE}"'))
    before = judged(bench)

    told = await judge(bench, messages_server, fails)

    assert told.judged == 0
    assert told.message
    assert judged(bench) == before == {HOLDS_POINT: Judgement(True, QUOTE, "fake-1")}


async def test_a_judgement_counts_for_the_text_that_was_read(bench: Workbench, messages_server: MessagesServer) -> None:
    await judge(bench, messages_server, Reply(f'{HOLDS_POINT} | yes | "{QUOTE}"\n{FAILS_POINT} | no | nothing'))

    write(bench, HOLDS, f"{TEXTS[HOLDS]} Nothing more is needed.")
    assert judged(bench).keys() == {FAILS_POINT}

    await judge(bench, messages_server, Reply(f"{HOLDS_POINT} | no | It says nothing of the load."))
    assert not judged(bench)[HOLDS_POINT].teaches

    write(bench, HOLDS, TEXTS[HOLDS])
    assert judged(bench)[HOLDS_POINT].teaches


async def test_a_lesson_without_text_is_not_sent(workbench: Workbench, messages_server: MessagesServer) -> None:
    async with aclosing(workbench.judge([LESSON])) as events:
        assert [event async for event in events] == []
    assert messages_server.messages == []
    await workbench.aclose()
