"""What was printed is held against what the text says: white space aside, `...` for anything, numbers near enough."""

import pytest

from tui.authoring.checks.printed import Difference, Measure, exception_in, is_value, value_in


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("4", "4\n"),
        ("a  b", "a b"),
        ("tensor([[1., 2.],\n        [3., 4.]])", "tensor([[1.,  2.],\n    [3., 4.]])"),
        ("[ 1, 2 ]", "[1, 2]"),
        ("−1", "-1"),
        ("a\n\nb", "a\nb\n\n"),
        ("a\n<BLANKLINE>\nb", "a\n\nb"),
        ("loss 0.5...", "loss 0.5123"),
        ("[0, 1, ..., 9]", "[0, 1, 2, 3, 9]"),
        ("epoch 1\n...\nepoch 9", "epoch 1\nepoch 2\nepoch 3\nepoch 9"),
        ("...\nlast", "first\nsecond\nlast"),
        ("first\n…", "first\nsecond"),
        ("a\n...\nb\n...\nc", "a\nx\nb\nb\nc"),
        ("", ""),
    ],
)
def test_lines_that_say_the_same(said: str, printed: str) -> None:
    assert Measure().difference(said.split("\n"), printed) is None


@pytest.mark.parametrize(
    ("said", "printed", "difference"),
    [
        ("5", "4", Difference(0, "5", "4")),
        ("a\nb", "a\nc", Difference(1, "b", "c")),
        ("a\nb", "a", Difference(1, "b", None)),
        ("a", "a\nb", Difference(1, None, "b")),
        ("12", "1 2", Difference(0, "12", "1 2")),
        ("0.33", "0.333", Difference(0, "0.33", "0.333")),
        ("", "a", Difference(0, None, "a")),
        ("a\n...\nb", "a\nx", Difference(2, "b", "x")),
        ("...\nb\nc", "a\nb", Difference(1, "b", "a")),
        ("loss 0.5...", "loss 0.4", Difference(0, "loss 0.5...", "loss 0.4")),
    ],
)
def test_the_first_line_that_differs_is_told(said: str, printed: str, difference: Difference) -> None:
    assert Measure().difference(said.split("\n"), printed) == difference


@pytest.mark.parametrize(
    ("said", "printed", "tolerance", "same"),
    [
        ("loss 0.3333", "loss 0.33331", 1e-4, True),
        ("loss 0.3333", "loss 0.3343", 1e-4, False),
        ("1000.0", "1000.05", 1e-4, True),
        ("1000.0", "1001", 1e-4, False),
        ("[1.0, 2.0]", "[1.00001, 2.0]", 1e-4, True),
        ("step 3: 1e-05", "step 3: 1.00001e-05", 1e-4, True),
        ("x1 = 2.0", "x2 = 2.0", 0.5, False),
        ("loss 0.3", "gain 0.3", 0.5, False),
    ],
)
def test_numbers_may_be_apart_by_the_tolerance_and_words_may_not(
    said: str, printed: str, tolerance: float, same: bool
) -> None:
    assert Measure(tolerance).same(said, printed) is same


@pytest.mark.parametrize(
    ("said", "printed", "holds"),
    [
        ("0.33", "0.3333333", True),
        ("0.34", "0.3333333", False),
        ("3", "3.14159", True),
        ("1200", "1234", True),
        ("1200", "1290", False),
        ("-0.7", "-0.71", True),
    ],
)
def test_what_is_said_roughly_is_compared_in_the_digits_that_are_said(said: str, printed: str, holds: bool) -> None:
    assert Measure(rounded=True).holds(said, printed) is holds


@pytest.mark.parametrize(
    ("said", "printed", "holds"),
    [
        ("3", "3\n", True),
        ("3 (the rows)", "3\n", True),
        ("3, the rows", "3\n", True),
        ("3 — as many as before", "3\n", True),
        ("3 rows", "3\n", True),
        ("3.5", "3\n", False),
        ("3 5", "3\n", False),
        ("'Ada'", "Ada\n", True),
        ("`Ada`", "Ada\n", True),
        ("0 1 2", "0\n1\n2\n", True),
        ("1", "0\n1\n2\n", True),
        ("3", "0\n1\n2\n", False),
        ("4", "3\n", False),
    ],
)
def test_a_remark_may_explain_what_it_says_and_say_once_what_is_printed_often(
    said: str, printed: str, holds: bool
) -> None:
    assert Measure().holds(said, printed) is holds


@pytest.mark.parametrize(
    "text",
    [
        "3",
        "-0.5",
        "1e-05",
        "0.333...",
        "[1, 2, 3]",
        "[1. 2. 3.]",
        "[[1 2]\n [3 4]]",
        "(2, 3)",
        "{'a': 1}",
        "True",
        "None",
        "tensor([1., 2.])",
        "torch.Size([2, 3])",
        "1 2 3",
        "nan",
        "tensor(0.5, grad_fn=<MeanBackward0>)",
    ],
)
def test_values_are_told_from_words(text: str) -> None:
    assert is_value(text)


@pytest.mark.parametrize("text", ["the sum", "(1)", "3 rows", "a, b", "'text'", "x", "", "1. Load the data", "see 3"])
def test_words_and_numbers_of_remarks_are_no_values(text: str) -> None:
    assert not is_value(text)


def test_a_value_is_found_before_its_explanation() -> None:
    assert value_in("(2, 3): rows and columns") == "(2, 3)"
    assert value_in("the mean of all") is None


def test_an_exception_is_read_from_the_last_line_of_what_is_shown() -> None:
    assert exception_in(["1", "Traceback (most recent call last):", "  …", "ValueError: no: never", ""]) == (
        "ValueError",
        "no: never",
    )
    assert exception_in(["torch.OutOfMemoryError"]) == ("OutOfMemoryError", "")
    assert exception_in(["An Error happened"]) is None
    assert exception_in([]) is None
