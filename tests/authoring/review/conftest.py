"""A store on a real database in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.authoring.review.attempts import AttemptStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".coursewright" / "workbench.db"


@pytest.fixture
def store(path: Path) -> Iterator[AttemptStore]:
    with AttemptStore.open(path) as opened:
        yield opened
