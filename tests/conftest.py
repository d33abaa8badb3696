"""What every test may ask for."""

from collections.abc import Iterator

import pytest

from tests.fakes.messages_server import MessagesServer

pytest_plugins = ["tests.courses"]


@pytest.fixture
def messages_server() -> Iterator[MessagesServer]:
    """A Messages API on a loopback port of its own; see `Reply` for what it can be told to answer."""
    with MessagesServer() as server:
        yield server
