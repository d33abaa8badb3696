"""What every test may ask for."""

import gc
from collections.abc import Iterator

import pytest

from tests.fakes.messages_server import MessagesServer

pytest_plugins = ["tests.courses"]


def pytest_collection_finish() -> None:
    """Go through what is loaded by now no more: a quarter of the time of the tests of screens went into that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


@pytest.fixture
def messages_server() -> Iterator[MessagesServer]:
    """A Messages API on a loopback port of its own; see `Reply` for what it can be told to answer."""
    with MessagesServer() as server:
        yield server
