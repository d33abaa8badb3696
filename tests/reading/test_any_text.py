"""Whatever text a model sends: all of its words can be read, no line is too wide, and nothing obeys the terminal."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.reading.parts import PARTS
from tui.reading.document import NARROWEST, Document

_WORD = st.text("abcdefgh", min_size=4, max_size=7)
_AROUND = [
    "{}", "*{}*", "**{}**", "~~{}~~", "`{}`", "[{}](x.md)", "![{}](x.png)", "<{}>", "<!-- {} -->", "[^{}]", "^[{}]",
    "[{}]", "[{}]: x.md", "[x]: {}", "![x]({})", "[x](y '{}')", "# {}", "> {}", "- {}", "1. {}", "- [ ] {}", "| {} |",
    "| {} | b |\n| - | - |\n| c | d |", "```{}", "    {}", "> [!NOTE] {}", "> [!{}]", "!!! note {}", "!!! {}\n    body",
    "::: {} x\ny\n:::", "::: x {}", "<div>\n{}\n</div>", "$$ {}", "[^{}]: note", "{}\n===", "{}:", "\\{}", "[x][{}]",
]  # fmt: skip
_WIDE = ["漢字かな交じり", "👩‍👩‍👧", "🇩🇪é́"]
_BETWEEN = st.sampled_from(["\n", "\n\n", " ", "\n\n\n", "\n> ", "\n  "])


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(_WORD, st.sampled_from(_AROUND), _BETWEEN), max_size=12))
@example([("abcdefg", "| a |\n| - |\n| b | {} |", "\n")])
def test_every_word_can_be_read(parts: list[tuple[str, str, str]]) -> None:
    shown = Document("".join(around.format(word) + between for word, around, between in parts)).plain(200)
    flowing = shown.lower()
    for word, _, _ in parts:
        assert word in flowing


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(PARTS), st.text(max_size=12), st.sampled_from(_WIDE)),
        max_size=20,
    ),
    st.integers(NARROWEST, 60),
)
def test_no_line_is_wider_than_the_page_and_none_obeys_the_terminal(parts: list[str], width: int) -> None:
    for line in Document("".join(parts)).lines(width):
        assert cell_len(line.plain) <= width
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", line.plain)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=20))
def test_every_line_knows_where_in_the_text_it_comes_from(parts: list[str]) -> None:
    document = Document("".join(parts))
    rows = document.text.count("\n") + 1
    last = 0
    for block in document.blocks:
        assert last <= block.start < block.end <= rows
        last = block.end
        for line in block.lines(30, document.reading):
            assert line.last == 0 or 0 <= line.first < line.last <= block.end - block.start
