"""Where a quoted passage stands in a text."""

from tui.widgets.passage import line_of

TEXT = "A rope holds.\n\nIt holds because\nit presses on itself.\n\nA rope holds.\n"


def test_a_quote_is_found_at_the_line_in_which_it_begins() -> None:
    assert line_of(TEXT, "presses on itself", 1) == 4


def test_a_quote_that_runs_over_a_line_end_is_found_at_its_first_line() -> None:
    assert line_of(TEXT, "It holds because it presses", 9) == 3


def test_of_two_places_the_one_near_the_expected_line_is_taken() -> None:
    assert line_of(TEXT, "A rope holds.", 2) == 1
    assert line_of(TEXT, "A rope holds.", 5) == 6


def test_without_a_quote_the_expected_line_is_taken_as_far_as_there_is_one() -> None:
    assert line_of(TEXT, "", 3) == 3
    assert line_of(TEXT, "", -1) == 1
    assert line_of(TEXT, "not in it", 99) == 7


def test_what_means_something_in_a_pattern_is_taken_as_it_stands() -> None:
    assert line_of("a\n\nf(x) = [1] * 2?\n", "[1] * 2?", 1) == 3
