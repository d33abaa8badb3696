"""What every test may ask for."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from textual import _wait
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tests.fakes.messages_server import MessagesServer

pytest_plugins = ["tests.courses"]


def pytest_collection_finish() -> None:
    """Go through what is loaded by now no more: a quarter of the time of the tests of screens went into that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(400_000, 50, 50)


def pytest_sessionfinish() -> None:
    """Tell of what was left open, once: pytest goes through all that is loaded five times."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def styles_parsed_once() -> Iterator[None]:
    """Read each style sheet once, and not once for each of a thousand apps."""
    parse = Stylesheet._parse_rules
    parsed: dict[Any, list[RuleSet]] = {}

    def parse_once(sheet: Stylesheet, css: str, **options: Any) -> list[RuleSet]:
        key = (css, *options.items(), *sheet._variables.items())
        if key not in parsed:
            parsed[key] = parse(sheet, css, **options)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def idle_is_seen_soon() -> Iterator[None]:
    """Look more often whether an app has come to rest: by itself Textual sleeps a fiftieth of a second twice a key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_wait, "SLEEP_GRANULARITY", 1 / 100)
        patch.setattr(_wait, "SLEEP_IDLE", 1 / 2000)
        yield


@pytest.fixture
def messages_server() -> Iterator[MessagesServer]:
    """A Messages API on a loopback port of its own; see `Reply` for what it can be told to answer."""
    with MessagesServer() as server:
        yield server
