"""The joint of a text that was cut off and what goes on with it: nothing is lost, nothing stands twice."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tui.authoring.drafting.continuing import Joint, last_words, new_part, turns

PARTS = st.sampled_from(
    (
        "the slope ",
        "A gradient",
        " points uphill. ",
        "\n\n",
        "\n- an item",
        "\n  1. nested\n",
        "$$\n\\frac{\\partial L}{\\partial w}",
        " = 0\n$$\n",
        "`loss.backward()`",
        "```python\ndef step(w):\n    return w",
        "\n        ",
        "\n```\n",
        "| a | b |\n| 0 | 0 |\n",
        "ha ha ha ",
        "我们沿着梯度下降",
        "naïve — “so” it goes… ",
        "\t",
    )
)
TEXTS = st.one_of(st.lists(PARTS, min_size=1, max_size=40).map("".join), st.text(min_size=1, max_size=600))
SIZES = st.lists(st.integers(1, 90), min_size=1, max_size=8)


def joined(so_far: str, continuation: str, sizes: list[int], *, prefill: bool = False) -> str:
    """Return the text with the continuation, which comes in pieces of these sizes."""
    joint = Joint(so_far, prefill=prefill)
    shown, at, turn = "", 0, 0
    while at < len(continuation):
        size = sizes[turn % len(sizes)]
        shown += joint.feed(continuation[at : at + size])
        at, turn = at + size, turn + 1
    shown += joint.finish()
    assert shown == joint.added
    assert not joint.began_again
    return so_far + shown


@settings(deadline=None)
@given(text=TEXTS, cut=st.integers(1, 600), sizes=SIZES)
def test_wherever_a_text_is_cut_a_model_that_repeats_the_last_words_as_asked_makes_it_whole(
    text: str, cut: int, sizes: list[int]
) -> None:
    so_far = text[:cut]
    assume(so_far.strip())
    rest = text[len(so_far.rstrip()) :]
    assume(rest.strip())

    assert joined(so_far, last_words(so_far) + rest, sizes) == text


@settings(deadline=None)
@given(text=TEXTS, cut=st.integers(1, 600), sizes=SIZES)
def test_wherever_a_begun_answer_is_cut_a_model_that_goes_on_at_its_last_character_makes_it_whole(
    text: str, cut: int, sizes: list[int]
) -> None:
    so_far = text[:cut]
    rest = text[len(so_far.rstrip()) :]
    assume(so_far.strip())
    assume(not so_far.lstrip().startswith(rest.strip()[:60]))  # or it looks like one that begins again

    assert joined(so_far, rest, sizes, prefill=True) == text


@settings(deadline=None)
@given(
    words=st.lists(st.integers(0, 9_999), min_size=60, max_size=120, unique=True),
    cut=st.integers(210, 350),
    overlap=st.integers(9, 200),  # the first of them may be a space, which says nothing
    sizes=SIZES,
)
def test_however_much_of_its_end_a_model_repeats_none_of_it_stands_twice(
    words: list[int], cut: int, overlap: int, sizes: list[int]
) -> None:
    text = " ".join(f"w{word:04}" for word in words)
    so_far = text[:cut].rstrip()

    assert joined(so_far, text[len(so_far) - overlap :], sizes) == text


@pytest.mark.parametrize("before", ["", "\n\n", "Of course! Here is the rest:\n\n", "…"])
def test_a_remark_before_the_repeated_words_is_left_out(before: str) -> None:
    so_far = "x" * 150 + " The loss falls as long as the step is small, and then it ri"
    assert new_part(so_far, f"{before}{last_words(so_far)}ses again.") == "ses again."


def test_words_that_were_repeated_in_other_lines_are_found() -> None:
    so_far = "x" * 150 + " The loss falls as long as\nthe step is small, and then it"
    continuation = last_words(so_far).replace("\n", " ") + " rises."
    assert new_part(so_far, continuation) == " rises."


def test_a_continuation_that_broke_off_while_it_repeated_adds_nothing() -> None:
    so_far = "x" * 150 + " The loss falls as long as the step is small, and then it"
    assert new_part(so_far, last_words(so_far)[:20]) == ""


@pytest.mark.parametrize(
    ("so_far", "continuation", "whole"),
    [
        ("It points uphill.", "So we turn.", "It points uphill. So we turn."),
        ("It points uphill. ", "So we turn.", "It points uphill. So we turn."),
        ("It points uphill.\n\n", "\n\nSo we turn.", "It points uphill.\n\nSo we turn."),
        ("It points uphill.\n", "\n\nSo we turn.", "It points uphill.\n\nSo we turn."),
        ("The loss of a loss", "is a number.", "The loss of a loss is a number."),
        ("The loss goes downh", "ill.", "The loss goes downhill."),
        ("The loss goes down", " the hill.", "The loss goes down the hill."),
        ("The loss goes down", ", then up.", "The loss goes down, then up."),
        ("It points uphill.", "### Going deeper", "It points uphill.\n\n### Going deeper"),
        ("- one\n- two", "- three", "- one\n- two\n- three"),
        ("| a | b |\n| 0 | 0 |", "| 1 | 1 |", "| a | b |\n| 0 | 0 |\n| 1 | 1 |"),
        ("$$\nx = 1", "$$\n\nThus", "$$\nx = 1\n$$\n\nThus"),
        ("```python\nw = 1", "# then\n```", "```python\nw = 1\n# then\n```"),
        ("```python\ndef f():\n", "\n    return 1", "```python\ndef f():\n    return 1"),
        ("Take $\\frac{a}", "{b}$.", "Take $\\frac{a}{b}$."),
    ],
)
def test_a_continuation_that_repeats_nothing_is_set_apart_as_the_text_wants(
    so_far: str, continuation: str, whole: str
) -> None:
    assert so_far + new_part(so_far, continuation) == whole


def test_the_indentation_of_code_is_kept_after_repeated_words() -> None:
    so_far = "```python\n" + "x = 1  # a line of code\n" * 8 + "def step(weights):\n"
    continuation = last_words(so_far) + "\n    return weights\n```"
    assert so_far + new_part(so_far, continuation) == so_far + "    return weights\n```"


@settings(deadline=None)
@given(sizes=SIZES)
def test_a_model_that_begins_again_from_the_top_adds_nothing(sizes: list[int]) -> None:
    so_far = " ".join(f"Sentence {number} of the text." for number in range(30))[:500]
    joint = Joint(so_far)
    again = so_far + " And here is the end, which nobody will see."
    shown = "".join(joint.feed(again[at : at + sizes[0]]) for at in range(0, len(again), sizes[0])) + joint.finish()
    assert (shown, joint.added, joint.began_again) == ("", "", True)


@settings(deadline=None)
@given(text=TEXTS, sizes=SIZES)
def test_a_first_answer_is_not_held_back(text: str, sizes: list[int]) -> None:
    joint = Joint("")
    assert [joint.feed(text[at : at + sizes[0]]) for at in range(0, len(text), sizes[0])] == [
        text[at : at + sizes[0]] for at in range(0, len(text), sizes[0])
    ]
    assert (joint.finish(), joint.added) == ("", text)


@settings(deadline=None)
@given(so_far=TEXTS)
def test_the_words_to_repeat_are_the_end_of_the_text_and_enough_to_find_them_again(so_far: str) -> None:
    assume(so_far.strip())
    words = last_words(so_far)
    assert so_far.rstrip().endswith(words)
    assert len(words) >= min(30, len(so_far.strip())) or so_far.rstrip()[-80:].lstrip() == words


def test_only_a_model_that_takes_a_begun_answer_is_given_one_as_the_last_turn() -> None:
    assert [turn["role"] for turn in turns("So far. ", prefill=True)] == ["assistant"]
    assert [turn["role"] for turn in turns("So far. ", prefill=False)] == ["assistant", "user"]
    # The Messages API refuses a begun answer that ends in a space.
    assert turns("So far. ", prefill=True)[0]["content"] == "So far."
    assert turns(" \n", prefill=True) == []
