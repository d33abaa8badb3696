"""Two texts may be read at once: one beside the preview, one for the coverage."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tui.authoring.checks.stems import stem

ENDINGS = ("ization", "ational", "ically", "iveness", "ements", "ingly", "ation", "ously")
WORDS = [f"{first}{second}{ending}" for first in "bdfgklmnprst" for second in ("ar", "ol", "un") for ending in ENDINGS]


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that take turns as often as can be."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_threads_that_stem_at_once_get_the_stems_that_one_gets_alone(hasty: None) -> None:
    alone = [stem.__wrapped__(word) for word in WORDS]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda _: [stem.__wrapped__(word) for word in WORDS], range(8)))
    assert together == [alone] * 8
