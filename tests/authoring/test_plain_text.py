"""Text from outside is made safe for a terminal, a file name and a commit, and counted the same in every script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.authoring import plain_text

HOSTILE = st.lists(
    st.one_of(
        st.text(),
        st.sampled_from(
            ["\x1b", "\x1b[", "\x1b]", "31m", "\x07", "\x1b\\", "\r", "\n", "\x9b", "\ud800", "\udfff", "\u202e"]
        ),
    )
).map("".join)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[1;1Hover your screen", "over your screen"),
        ("\x1b[?1049h\x1b[>4;2mx", "x"),
        ("\x1b]0;a new title\x07x", "x"),
        ("\x1b]8;;https://example.org\x1b\\a link\x1b]8;;\x1b\\", "a link"),
        ("\x1b]52;c;c3RvbGVu\x07x", "x"),
        ("\x1bMx\x1b=y", "x=y"),
        ("a\x1b", "a"),
        ("a\x1b[", "a["),
        ("a\x1b[31", "a[31"),
        ("bell\x07, back\x08, null\x00, delete\x7f, next line\x85", "bell, back, null, delete, next line"),
        ("\ufeffmark", "mark"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("tab\tstays", "tab\tstays"),
        ("lone \ud83d half", "lone ? half"),
        ("if user == 'a\u202e\u2066' // admin\u2069", "if user == 'a' // admin"),
        ("x\u202ay\u202bz\u202c", "xyz"),
    ],
)
def test_what_would_act_on_a_terminal_or_mislead_a_reader_is_gone(text: str, left: str) -> None:
    assert plain_text.clean(text) == left


@pytest.mark.parametrize(
    "text",
    ["plain", "x[31m", "naïve café", "张量 🎉 👩‍🔬", "می‌خواهم", "$\\frac{1}{2}$", "a\n\n\tb  \n", "\u2028", "e\u0301"],
)
def test_what_people_write_is_left_as_it_is(text: str) -> None:
    assert plain_text.clean(text) == text


def test_a_title_sequence_that_nothing_ends_takes_its_line_and_not_the_lesson() -> None:
    assert plain_text.clean("One.\n\x1b]0;Two.\nThree.\n") == "One.\n\nThree.\n"


def test_an_escape_sequence_in_two_pieces_is_only_seen_whole() -> None:
    """Why pieces of a stream are joined before they are cleaned."""
    assert plain_text.clean("\x1b[3" + "1mred") == "red"
    assert plain_text.clean("\x1b[3") + plain_text.clean("1mred") != "red"


@given(HOSTILE)
def test_whatever_comes_in_nothing_that_controls_comes_out(text: str) -> None:
    left = plain_text.clean(text)
    assert {character for character in left if unicodedata.category(character) == "Cc"} <= {"\n", "\t"}
    assert not set(left) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
    left.encode("utf-8")
    assert plain_text.clean(left) == left


@given(HOSTILE)
def test_one_line_is_one_line(text: str) -> None:
    line = plain_text.one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert "  " not in line


def test_a_title_over_several_lines_is_folded() -> None:
    assert plain_text.one_line(" A\x1b[1m title\r\n\tof  three\u2028lines \n") == "A title of three lines"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n—…!* ", 0),
        ("two words", 2),
        ("don't and don’t", 3),
        ("an e-mail, state-of-the-art", 3),
        ("pi is 3.14.", 3),
        ("# A *Markdown* [link](url)", 4),
        ("snake_case", 2),
        ("naïve façade", 2),
        (unicodedata.normalize("NFD", "été à Zürich"), 3),
        ("नमस्ते दुनिया", 2),
        ("مُعَلِّم", 1),
        ("می‌خواهم", 1),
        ("Привет, мир", 2),
        ("con\u00adtext", 1),
    ],
)
def test_words_are_counted_as_a_reader_would(text: str, count: int) -> None:
    assert plain_text.words(text) == count


@given(st.text(), st.text())
def test_words_of_two_paragraphs_add_up(one: str, other: str) -> None:
    assert plain_text.words(f"{one}\n\n{other}") == plain_text.words(one) + plain_text.words(other)


def test_tokens_grow_with_the_text_and_wide_characters_count_one_each() -> None:
    assert plain_text.estimate_tokens("") == 0
    assert plain_text.estimate_tokens("x" * 360) == 100
    assert plain_text.estimate_tokens("张" * 100) == 100
    assert plain_text.estimate_tokens("张" * 100 + "x" * 360) == 200
    assert plain_text.estimate_tokens("é" * 360) == 100


def test_each_ideograph_counts_as_a_word_for_no_space_parts_them() -> None:
    assert plain_text.words("深度学习") == 4
    assert plain_text.words("用 PyTorch 写的 3.14 倍") == 6
    assert plain_text.words("딥러닝 입문") == 2


def test_the_direction_marks_of_arabic_and_hebrew_stay() -> None:
    assert plain_text.clean("שלום\u200f!") == "שלום\u200f!"
