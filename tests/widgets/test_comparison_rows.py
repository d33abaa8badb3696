"""The rows of a comparison: everything that both texts say is in them, and nothing is wider than its column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.authoring.comparing.test_comparison import TEXTS
from tui.authoring.comparing.comparison import compare
from tui.widgets.comparison_rows import Bits, Row, Side, inline, side_by_side


def text(bits: Bits) -> str:
    return "".join(bit.text for bit in bits)


def letters(rows: list[Row], sides: set[Side], *, right: bool = False) -> str:
    """Return what the rows show of these sides, spaces and the signs for line ends apart."""
    shown = "".join(bit.text for row in rows for bit in (row.right if right else row.left) if bit.side in sides)
    return "".join(each for each in shown if not each.isspace() and each != "↵")


def plain(source: str) -> str:
    return "".join(each for each in source if each.isprintable() and not each.isspace() and each != "↵")


@given(TEXTS, TEXTS, st.integers(4, 40))
def test_no_printable_character_of_either_text_is_missing(old: str, new: str, width: int) -> None:
    comparison = compare(old, new)
    beside, within = side_by_side(comparison, width), inline(comparison, width)
    for shown, source in [
        (letters(beside, {Side.SAME, Side.OLD}), old),
        (letters(beside, {Side.SAME, Side.NEW}, right=True), new),
        (letters(within, {Side.SAME, Side.OLD}), old),
        (letters(within, {Side.SAME, Side.NEW}), new),
    ]:
        kept = iter(plain(shown))
        assert all(each in kept for each in plain(source))  # in their order


@given(TEXTS, TEXTS, st.integers(4, 40))
def test_no_row_is_wider_than_its_column(old: str, new: str, width: int) -> None:
    comparison = compare(old, new)
    for rows in (side_by_side(comparison, width), inline(comparison, width)):
        assert all(cell_len(text(side)) <= width for row in rows for side in (row.left, row.right))


def test_what_a_terminal_would_obey_is_shown_as_a_sign() -> None:
    (row,) = inline(compare("", "a\x1b[31mb\u202ec"), 40)
    assert text(row.left) == "a␛[31mb�c"


def test_the_versions_of_a_paragraph_begin_in_the_same_row() -> None:
    old, new = "The first.\n\nThe second has words.\n", "The first, and more of it.\n\nThe second has letters.\n"
    rows = side_by_side(compare(old, new), 15)
    assert [(text(row.left), text(row.right)) for row in rows] == [
        ("The first.", "The first, and"),
        ("", "more of it."),
        ("", ""),
        ("The second has", "The second has"),
        ("words.", "letters."),
    ]


@pytest.mark.parametrize(("old", "new"), [("One.", "One.\n\nTwo."), ("One.\n\nTwo.", "One.")])
def test_a_paragraph_added_at_the_end_is_shown_below_one_blank_row(old: str, new: str) -> None:
    rows = inline(compare(old, new), 20)
    assert [text(row.left) for row in rows] == ["One.", "", "Two."]


def test_lines_of_code_that_changed_together_are_shown_old_ones_first() -> None:
    rows = inline(compare("```\na\nb\n```\n", "```\nc\nd\n```\n"), 20)
    assert [text(row.left) for row in rows] == ["```", "a", "b", "c", "d", "```"]


def test_without_colours_the_words_of_both_versions_stand_in_brackets() -> None:
    rows = inline(compare("The loop holds.\n\nEnd.\n", "The loop slips.\n\nEnd.\n"), 40, marked=True)
    assert [text(row.left) for row in rows] == ["The loop [-holds-]{+slips+}.", "", "End."]
