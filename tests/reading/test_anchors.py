"""A link within a text leads to the heading or the note that it names."""

import pytest

from tui.reading.anchors import anchor_of
from tui.reading.document import Document

TEXT = """\
# Top

## What *it* does, and `why`

Words[^a].

## Again

## Again

## See [there](x.md)

[^a]: A note.
"""


@pytest.mark.parametrize(
    ("anchor", "block"),
    [
        ("top", 0),
        ("what-it-does-and-why", 1),
        ("again", 3),
        ("again-1", 4),
        ("Again", 3),
        ("see-there", 5),
        ("^a", 6),
        ("nowhere", None),
        ("^b", None),
    ],
)
def test_an_anchor_names_one_block(anchor: str, block: int | None) -> None:
    assert anchor_of(Document(TEXT), anchor) == block
