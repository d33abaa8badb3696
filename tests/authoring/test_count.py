"""Where the endpoint counts tokens, its counts take the place of estimates, and are asked for once."""

from collections.abc import AsyncIterator

import pytest

from tests.authoring.bowline import LESSON, SECTIONS, accept_every_section, draft
from tests.fakes.messages_server import MessagesServer
from tui.authoring.review import position, token_counts
from tui.authoring.workbench import Workbench


@pytest.fixture(autouse=True)
async def closed(workbench: Workbench) -> AsyncIterator[None]:
    """Close the endpoint within the loop in which it was opened."""
    yield
    await workbench.aclose()


def counted(server: MessagesServer) -> list[str]:
    """Return the texts that the server was asked to count."""
    return [request.prompt for request in server.requests if request.path.endswith("/count_tokens")]


async def test_a_lesson_is_counted_once_and_again_when_its_text_is_another(
    workbench: Workbench, messages_server: MessagesServer
) -> None:
    accept_every_section(workbench)

    assert await workbench.count_tokens([LESSON])
    assert await workbench.count_tokens([LESSON])

    assert len(counted(messages_server)) == 1
    text = workbench.text(LESSON)
    assert token_counts.get(workbench.course.store, "fake-1", position.sha256(text)) is not None
    workbench.edit(f"{LESSON}/orientation", "Another text.")
    workbench.accept(f"{LESSON}/orientation")
    assert await workbench.count_tokens([LESSON])
    assert len(counted(messages_server)) == 2


async def test_an_endpoint_that_does_not_count_leaves_estimates(
    workbench: Workbench, messages_server: MessagesServer
) -> None:
    accept_every_section(workbench)
    messages_server.counts = False

    assert not await workbench.count_tokens([LESSON])

    assert token_counts.most(workbench.course.store, position.sha256(workbench.text(LESSON))) is None


async def test_a_lesson_that_was_drafted_to_its_end_is_counted_for_its_budget(
    workbench: Workbench, messages_server: MessagesServer
) -> None:
    await draft(workbench, *SECTIONS[:2])
    assert not counted(messages_server)

    await draft(workbench, SECTIONS[2])

    assert counted(messages_server) == ["\n\n" + workbench.text(LESSON)]
    subject = workbench.checks.subject(workbench.course.lesson(LESSON), workbench.text(LESSON))
    assert subject.tokens == len(counted(messages_server)[0]) // 4


async def test_drafting_where_nothing_counts_ends_as_well(
    workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.counts = False

    events = await draft(workbench, *SECTIONS)

    assert len([event for event in events if type(event).__name__ == "DraftFinished"]) == len(SECTIONS)
