"""A text that grows reads at every moment as if it had come at once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.reading.document import Document

PARTS = [
    "word", "rope *holds*", "# ", "## Two", "\n", "\n\n", "\n", "- ", "-", "1. ", "2", ". ", "> ", "    ", "  ", "```",
    "```python\n", "$$", "$x$", "| a | b |\n| - | - |\n", "| c | d |", "[ref]", "[ref]: other.md", "'title", "'",
    "\x1b[31m", "\r\n", "\u2028",
    "[^1]", "[^1]: ", "!!! note", "::: tip", ":::", "---", "===", "<div>", "</div>", "<!--", "-->", "`", "\\", "&amp;",

    "> [!NOTE]\n> ", "![a](b.png)", "- [ ] ", "*", "_", "~~", "\t", "+ ", "<b>", "(a)", "$$ (eq)",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=24), st.lists(st.integers(1, 9), min_size=1, max_size=12))
def test_any_pieces_in_any_portions_read_as_the_whole(parts: list[str], portions: list[int]) -> None:
    text = "".join(parts)
    growing = Document()
    at, turn = 0, 0
    while at < len(text):
        step = portions[turn % len(portions)]
        at, turn = at + step, turn + 1
        growing.grow_to(text[:at])
        assert growing.plain(30) == Document(text[:at]).plain(30)
        assert [block.start for block in growing.blocks] == [block.start for block in Document(text[:at]).blocks]
