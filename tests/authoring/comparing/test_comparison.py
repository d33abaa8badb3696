"""Two texts compared: what is told as a change, and that taking changes loses and invents no byte."""

from hypothesis import example, given
from hypothesis import strategies as st

from tui.authoring.comparing.comparison import Comparison, compare

MARKDOWN = st.lists(
    st.sampled_from(
        [
            "the loop",
            " holds ",
            "\n",
            "\n\n",
            "```",
            "$$",
            "| a | b |",
            "- ",
            "# ",
            "$x$",
            "é",
            "\r\n",
            "\t",
            "  ",
            "縄",
        ]
    ),
    max_size=40,
).map("".join)
TEXTS = st.one_of(st.text(), MARKDOWN)


def changes(comparison: Comparison) -> list[tuple[str, str]]:
    """Return the old and the new side of each change."""
    sides = [["", ""] for _ in range(comparison.changes)]
    for block in comparison.blocks:
        for piece in block.pieces:
            if piece.change is not None:
                sides[piece.change][0] += piece.old
                sides[piece.change][1] += piece.new
    return [(old, new) for old, new in sides]


@given(TEXTS, TEXTS)
@example("a b", "a\nb")
@example("", "x")
@example("\n\n", "\n")
def test_taking_no_change_gives_the_old_text_and_taking_all_the_new_one(old: str, new: str) -> None:
    comparison = compare(old, new)
    assert comparison.apply(()) == old
    assert comparison.apply(range(comparison.changes)) == new
    assert all(before != after for before, after in changes(comparison))


@given(TEXTS, TEXTS, st.sets(st.integers(0, 30)))
def test_a_text_made_of_some_changes_differs_from_both_in_whole_changes_alone(
    old: str, new: str, taken: set[int]
) -> None:
    comparison = compare(old, new)
    pieces = [piece for block in comparison.blocks for piece in block.pieces]
    assert comparison.apply(taken) == "".join(p.new if p.change in taken else p.old for p in pieces)
    assert {piece.change for piece in pieces} - {None} == set(range(comparison.changes))
    assert all((piece.old == piece.new) == (piece.change is None) for piece in pieces)


@given(TEXTS)
def test_a_text_has_no_change_from_itself(text: str) -> None:
    assert compare(text, text).changes == 0


def test_a_changed_word_is_one_change() -> None:
    comparison = compare("The loop holds under load.\n", "The loop slips under load.\n")
    assert changes(comparison) == [("holds", "slips")]
    assert (comparison.added, comparison.removed) == (1, 1)


def test_words_that_only_a_comma_or_a_short_word_parts_are_one_change() -> None:
    old = "A bowline is quick and easy for the hands of a sailor to tie."
    new = "A bowline is slow and hard for the hands of a sailor to tie."
    assert changes(compare(old, new)) == [("quick and easy", "slow and hard")]


def test_a_formula_a_piece_of_code_and_an_address_change_as_a_whole() -> None:
    old = "The loss $L = a^2$ is what `loss(a)` returns, says https://example.org/a and everybody else."
    new = "The loss $L = b^2$ is what `loss(b)` returns, says https://example.org/b and everybody else."
    assert changes(compare(old, new)) == [
        ("$L = a^2$", "$L = b^2$"),
        ("`loss(a)`", "`loss(b)`"),
        ("https://example.org/a", "https://example.org/b"),
    ]


def test_a_paragraph_put_between_two_others_is_an_insertion_and_nothing_else() -> None:
    old = "One stands first.\n\nTwo comes after it.\n"
    new = "One stands first.\n\nAnother thing altogether.\n\nTwo comes after it.\n"
    assert changes(compare(old, new)) == [("", "Another thing altogether.\n\n")]


def test_an_item_that_is_added_to_a_list_is_one_change_without_the_blank_line_below() -> None:
    old = "1. Make a loop.\n2. Go through it.\n\nThen pull.\n"
    new = "1. Make a loop.\n2. Go through it.\n3. Go around.\n\nThen pull.\n"
    assert changes(compare(old, new)) == [("", "3. Go around.\n")]
    assert changes(compare(new, old)) == [("3. Go around.\n", "")]


def test_a_paragraph_that_is_added_at_the_end_is_one_change() -> None:
    old = "One stands first."
    new = "One stands first.\n\nAnother comes after it."
    assert changes(compare(old, new)) == [("", "\n\nAnother comes after it.")]


def test_lines_that_were_wrapped_anew_are_one_change_and_no_word_is_told() -> None:
    old = "The nip presses on the end\nand the collar keeps\nit shut under load.\n"
    new = "The nip presses on\nthe end and the collar\nkeeps it shut under load.\n"
    comparison = compare(old, new)
    assert comparison.changes == 1
    assert (comparison.added, comparison.removed) == (0, 0)


def test_code_changes_by_lines_and_neighbouring_lines_at_once() -> None:
    old = "```python\na = 1\nb = 2\nprint(a)\nprint(b)\nprint('end')\n```\n"
    new = "```python\na = 10\nb = 20\nprint(a)\nprint(b)\nprint('finish')\n```\n"
    assert changes(compare(old, new)) == [
        ("a = 1\nb = 2\n", "a = 10\nb = 20\n"),
        ("print('end')\n", "print('finish')\n"),
    ]


def test_a_row_of_a_table_changes_as_a_whole() -> None:
    old = "| part | does |\n| --- | --- |\n| the nip | grips |\n"
    new = "| part | does |\n| --- | --- |\n| the nip | holds |\n"
    assert changes(compare(old, new)) == [("| the nip | grips |\n", "| the nip | holds |\n")]


def test_a_paragraph_written_anew_is_one_change_and_not_a_salad_of_words() -> None:
    old = "A rope is the sum of its fibres, and the friction between them is all that carries the load.\n"
    new = "Sailors tied this long before anyone asked why; the answer had to wait for the laboratories of our day.\n"
    assert changes(compare(old, new)) == [(old, new)]


def test_ten_thousand_words_are_compared_word_by_word() -> None:
    words = [f"word{n % 997}" for n in range(10_000)]
    old = "\n\n".join(" ".join(words[n : n + 50]) for n in range(0, len(words), 50))
    changed = [f"other{n}" if n % 25 == 7 else word for n, word in enumerate(words)]
    new = "\n\n".join(" ".join(changed[n : n + 50]) for n in range(0, len(changed), 50))
    assert compare(old, new).changes == 400
