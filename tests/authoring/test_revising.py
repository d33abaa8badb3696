"""Revision and alternatives: errors are mended once, as an attempt of its own; several texts to choose from."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.authoring.bowline import HOLDS, ORIENTATION, draft, replace, write
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.workbench import CapReached, DraftFinished, Outcome, SectionState, Workbench

GOOD = "A rope that is bent upon itself holds by friction, and this is why a loop does not slip under load."
BAD = f"{GOOD}\n\nTODO: add an example here."
"""A placeholder is an error of the rule `leftovers`."""


@pytest.fixture
async def bench(workbench: Workbench) -> AsyncIterator[Workbench]:
    replace(workbench.workspace.blueprint, "leftovers: {severity: 'off'}", "leftovers: {severity: error}")
    yield workbench
    await workbench.aclose()


def texts(bench: Workbench, key: str) -> list[str]:
    return [attempt.text for attempt in bench.attempts(key)]


def let_it_revise(bench: Workbench) -> None:
    blueprint = bench.workspace.blueprint
    blueprint.write_text(f"revise: true\n{blueprint.read_text(encoding='utf-8')}", encoding="utf-8")


async def test_a_text_with_errors_is_revised_once_with_what_the_checks_said(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(BAD), Reply(GOOD))

    events = await draft(bench, ORIENTATION, revise=True)

    assert texts(bench, ORIENTATION) == [BAD, GOOD]
    assert [event.attempt.number for event in events if isinstance(event, DraftFinished)] == [1, 2]
    first, second = bench.attempts(ORIENTATION)
    assert first.feedback is None
    assert second.feedback is not None
    assert "TODO" in second.feedback
    asked = messages_server.messages[1].prompt
    assert BAD in asked
    assert second.feedback in asked


async def test_a_revision_that_is_no_better_is_not_revised_again(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.default = Reply(BAD)

    await draft(bench, ORIENTATION, revise=True)

    assert len(messages_server.messages) == len(bench.attempts(ORIENTATION)) == 2


async def test_a_text_without_errors_of_its_own_is_left_alone(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    write(bench, HOLDS, BAD)  # another section's error is not this one's
    messages_server.default = Reply(GOOD)

    await draft(bench, ORIENTATION, revise=True)

    assert texts(bench, ORIENTATION) == [GOOD]


async def test_nothing_is_revised_unless_the_author_wants_it(bench: Workbench, messages_server: MessagesServer) -> None:
    messages_server.default = Reply(BAD)

    await draft(bench, ORIENTATION)
    assert len(bench.attempts(ORIENTATION)) == 1

    let_it_revise(bench)
    await draft(bench, ORIENTATION)
    assert len(bench.attempts(ORIENTATION)) == 3

    await draft(bench, ORIENTATION, revise=False)
    assert len(bench.attempts(ORIENTATION)) == 4


async def test_the_queue_revises_where_the_blueprint_says_so(bench: Workbench, messages_server: MessagesServer) -> None:
    let_it_revise(bench)
    messages_server.script(Reply(BAD), Reply(GOOD))
    bench.drafts.queue.add([ORIENTATION])

    async for _ in bench.drafts.work():
        pass

    assert texts(bench, ORIENTATION) == [BAD, GOOD]
    assert bench.drafts.queue.waiting == ()


async def test_what_the_author_asked_for_is_asked_again_in_the_revision(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(BAD), Reply(GOOD))

    await draft(bench, ORIENTATION, feedback="Begin with a mooring.", revise=True)

    assert "Begin with a mooring." in messages_server.messages[1].prompt


async def test_a_revision_that_breaks_off_leaves_the_first_text_proposed(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(BAD), Reply(status=400, message="no"))

    await draft(bench, ORIENTATION, revise=True)

    assert [attempt.outcome for attempt in bench.attempts(ORIENTATION)] == [Outcome.COMPLETE, Outcome.FAILED]
    section = bench.lesson("day01_001").sections[0]
    assert section.state is SectionState.PROPOSED
    assert bench.text_on_offer(ORIENTATION) == BAD


async def test_a_broken_first_text_is_not_revised(bench: Workbench, messages_server: MessagesServer) -> None:
    messages_server.default = Reply(BAD, stop_reason="max_tokens")

    await draft(bench, ORIENTATION, revise=True)

    assert [attempt.outcome for attempt in bench.attempts(ORIENTATION)] == [Outcome.TRUNCATED]


async def test_alternatives_are_drafted_from_the_same_prompt(bench: Workbench, messages_server: MessagesServer) -> None:
    messages_server.script(Reply("One way."), Reply("Another way."), Reply("A third."))

    await draft(bench, ORIENTATION, alternatives=3)

    assert texts(bench, ORIENTATION) == ["One way.", "Another way.", "A third."]
    assert len({attempt.prompt_sha256 for attempt in bench.attempts(ORIENTATION)}) == 1
    bench.accept(ORIENTATION, 2)
    assert bench.text(ORIENTATION) == "Another way."


async def test_a_cap_stops_between_alternatives_and_keeps_those_that_came(
    bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    settings = (
        f"profile: fake\nprofiles:\n  fake:\n    base_url: {messages_server.url}\n    model: fake-1\n"
        "    max_tokens: 1000\n    prices: {input: 0, output: 1000}\n"
    )
    (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").write_text(settings, encoding="utf-8")
    messages_server.default = Reply(GOOD, usage={"output_tokens": 900})

    with pytest.raises(CapReached):
        await draft(bench, ORIENTATION, alternatives=5, max_cost=Decimal("2.5"))

    assert texts(bench, ORIENTATION) == [GOOD, GOOD]
