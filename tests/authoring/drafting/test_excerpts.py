"""What of a section the writer of the next one is shown."""

import pytest

from tui.authoring import plain_text
from tui.authoring.drafting.excerpts import ending, opening

SENTENCE = "The slope of the loss tells how far a weight is moved. "


def _paragraphs(*words: int) -> str:
    return "\n\n".join(f"P{n} " + " ".join(["word"] * (count - 1)) for n, count in enumerate(words))


def test_a_short_section_is_shown_whole() -> None:
    assert ending("### Intuition\n\nA slope.\n") == "### Intuition\n\nA slope."


@pytest.mark.parametrize(("words", "first"), [((90, 90, 90, 90), "P2"), ((400, 160), "P1"), ((10, 100, 100), "P1")])
def test_an_ending_begins_with_a_paragraph(words: tuple[int, ...], first: str) -> None:
    shown = ending(_paragraphs(*words))
    assert shown.startswith(f"[…] {first} ")
    assert 150 <= plain_text.words(shown) <= 250


@pytest.mark.parametrize("last", ["", "\n\nA last word."])
def test_an_ending_begins_with_a_sentence_where_a_paragraph_is_too_long(last: str) -> None:
    shown = ending(SENTENCE * 60 + last)
    assert shown.startswith("[…] The slope")
    assert 150 <= plain_text.words(shown) <= 250
    assert shown.endswith(last.strip() or SENTENCE.strip())


def test_an_ending_holds_blocks_of_code_and_formulas_whole_or_not_at_all() -> None:
    code = "```python\nx = 1\n\n" + "y = x + 1\n" * 40 + "```"
    formula = "$$\na = b\n\n+ c\n$$"
    shown = ending(f"{_paragraphs(300)}\n\n{code}\n\n{formula}\n\n{SENTENCE * 4}")
    assert shown.startswith("[…] ```python\nx = 1\n\n")
    assert shown.count("```") == 2
    assert formula in shown
    longer = ending(f"Before.\n\n{code.replace('y', 'y, z', 90) * 9}\n\n{SENTENCE * 4}")
    assert longer == f"[…] {(SENTENCE * 4).strip()}"


def test_words_without_spaces_or_sentences_have_an_ending_too() -> None:
    assert 100 <= plain_text.words(ending("字" * 900)) <= 250
    assert len(ending("x" * 9_000)) > 0


def test_a_section_begins_with_its_prose() -> None:
    assert opening("### Intuition\n\nA slope is a rate.") == "A slope is a rate."
    assert opening(SENTENCE * 9).startswith("The slope of the loss tells how far")
    assert plain_text.words(opening(SENTENCE * 9)) <= 16


def test_a_section_of_questions_is_told_by_what_it_asks() -> None:
    asked = "\n\n".join(f"**{n}. Why {n}?**\n\nBecause." for n in range(1, 4))
    assert opening(asked) == "Why 1? Why 2? Why 3?"
