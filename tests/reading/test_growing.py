"""A text that grows reads at every moment as if it had come at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.parts import PARTS
from tui.reading.document import Document

CASES = [
    "A word.\n\n# Two\n\n- one\n- two\n\n  more\n\n2. three\n",
    "1. a\n\n2. b",
    "a\n#b",
    "a\n-",
    "- a\n#b\n\n> c\nd",
    "$$\na\n\nb\n\nc\n$$\n\nd",
    "- $$ a\n\nb\n\nc $$\n\nd",
    "a\n$$ b\n\nc\n\n```\n$$\n```\n\n$$\n",
    "---\na: b\n\nc: d\n\n---\n\ne",
    "[a] and [b]\n\n[a]: x.md\n'ti\ntle'\n\n[b]: y.md\n\nc",
    "[a]: x.md\n[b]: y.md\n'ti\ntle'\n",
    "[^a]: b\n\n    c\n\nd [^a]",
    "::: tip\na\n\n::: note\nb\n:::\n\nc\n:::\n\nd",
    "!!! note\n    a\n\n    b\n\nc",
    "<div>\na\n\nb\n</div>\n\n<!-- a\n\nb -->\n\nc",
    "| a | b |\n| - | - |\n| c | d |\ne\n\nf",
    "```python\nx = 1\n\ny = 2\n```\n\nz",
    "a\r\nb\x1b[31mc\u2028d",
]


def same(grown: Document, text: str) -> None:
    whole = Document(text)
    assert grown.plain(30) == whole.plain(30)
    assert [(block.kind, block.start, block.end) for block in grown.blocks] == [
        (block.kind, block.start, block.end) for block in whole.blocks
    ]


@pytest.mark.parametrize("text", CASES)
@pytest.mark.parametrize("portion", [1, 3, 7])
def test_what_has_come_so_far_reads_as_if_it_were_all(text: str, portion: int) -> None:
    growing = Document()
    for end in range(portion, len(text) + portion, portion):
        growing.grow_to(text[:end])
        same(growing, text[:end])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=24), st.lists(st.integers(1, 9), min_size=1, max_size=12))
def test_any_pieces_in_any_portions_read_as_the_whole(parts: list[str], portions: list[int]) -> None:
    text = "".join(parts)
    growing = Document()
    at, turn = 0, 0
    while at < len(text):
        at, turn = at + portions[turn % len(portions)], turn + 1
        growing.grow_to(text[:at])
        same(growing, text[:at])


def test_only_the_end_of_a_long_text_is_parsed_again() -> None:
    growing = Document("\n\n".join(f"Paragraph {number}." for number in range(200)))
    before = list(growing.blocks)
    assert growing.grow_to(growing.text + " And") >= 198
    assert all(one is other for one, other in zip(growing.blocks[:198], before, strict=False))


def test_what_reads_the_same_in_another_text_is_not_drawn_again() -> None:
    first = Document("# One\n\nTwo.\n\nThree.")
    first.lines(30)
    second = Document("# One\n\nTwo!\n\nThree.")
    second.take_drawn(first)
    assert [block.drawn(30, second.reading) for block in second.blocks] == [True, False, True]
