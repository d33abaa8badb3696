"""The scene of each case."""

from pathlib import Path

import pytest

from tests.authoring.history.conftest import Author
from tests.authoring.history.torture.case import Scene


@pytest.fixture
def scene(author: Author, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Return the author's repository, with some work committed."""
    return Scene(author, tmp_path, own_home, monkeypatch)
