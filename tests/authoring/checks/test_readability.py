"""What a novice stumbles over is pointed out, and never blocks an approval."""

import pytest

from tests.authoring.checks.subjects import found, subject
from tui.authoring.checks import prose
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.readability import RULE, readability_index

POINT = "How a bowline holds"


def check(body: str, **settings: object) -> list[Found]:
    return found(RULE, subject(f"# Knots\n\n## {POINT}\n\n{body}\n"), **settings)


def sentence(words: int) -> str:
    return "The " + " ".join(["rope"] * (words - 1)) + "."


def test_plain_prose_is_let_be() -> None:
    assert check(" ".join(["The nip grips the rope. The harder you pull, the harder it grips."] * 8)) == []


def test_the_rule_warns_and_does_not_block() -> None:
    assert RULE.severity is Severity.WARNING


def test_long_sentences_on_average_are_told_at_the_title_with_their_figures() -> None:
    (finding,) = check("\n\n".join([sentence(34)] * 5))
    assert finding.quote == f"## {POINT}"
    assert "34 words on average" in finding.message
    assert "readability index" in finding.message
    assert check("\n\n".join([sentence(34)] * 5), mean_sentence_words=40) == []


def test_of_three_sentences_no_average_is_told() -> None:
    assert check("\n\n".join([sentence(34)] * 3)) == []


def test_the_readability_index_is_that_of_its_source() -> None:
    # 4.71 · 5 + 0.5 · 20 − 21.43
    assert readability_index(500, 100, 5) == pytest.approx(12.12)


def test_a_sentence_that_does_not_end_is_told_at_the_line_where_it_begins() -> None:
    (finding,) = check(f"Short one here now.\nAnother short one.\n{sentence(61)}")
    assert finding.line == 7
    assert "61 words" in finding.message
    assert check(sentence(60)) == []


def test_a_paragraph_without_a_break_is_told() -> None:
    body = " ".join([sentence(10)] * 19)
    (finding,) = check(body)
    assert "190 words" in finding.message
    assert check(" ".join([sentence(10)] * 18)) == []


@pytest.mark.parametrize(
    "text",
    [
        " ".join(["The rope (e.g. hemp, i.e. plant fibre, cf. Fig. 3 of Ashley et al. in vol. 2) holds 3.14 kN."] * 5),
        "\n".join(["- a list of ropes, cords and lines that somebody might use on a boat or on a rock"] * 30),
        "| a | b |\n| - | - |\n" + "\n".join([f"| {'word ' * 70} | b |"] * 3),
        "> " + sentence(90),
        "`" + "code " * 90 + "` is code.",
        "The rope is $" + "a + b + c + d + " * 30 + "e$ long.",
        "```text\n" + sentence(90) + "\n```",
        "See [the book](https://example.org/" + "a/" * 90 + ").",
        "绳结的力量来自摩擦力，绳子越拉越紧，摩擦力也就越大，因此绳环不会松开。" * 6,
    ],
)
def test_abbreviations_lists_tables_quotes_code_and_formulas_make_no_long_sentence(text: str) -> None:
    assert check(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "In this section we will look at the nip.",
        "In this section, we'll explore how the nip holds.",
        "In this lesson, you will learn why knots hold.",
        "In this chapter we discuss friction.",
        "This section covers the nip. It holds.",
        "Knots hold. This lesson will explore why.",
        "Let's dive into the nip.",
        "Let us take a closer look at the nip.",
        "Without further ado, the nip.",
    ],
)
def test_an_announcement_is_told_with_its_words(text: str) -> None:
    (finding,) = check(text)
    assert finding.quote in text
    assert "announces" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "After this lesson you can: tie a bowline.",
        "In this section of the rope the fibres are bent.",
        "In this part, the load is shared.",
        "You will see the loop hold when you pull.",
        "As this section of rope shows, bending costs strength.",
        "The text “in this section we will look at knots” says nothing.",
        "Writers say *in this lesson we will explore* and should not.",
        "The phrase `in this section we will discuss` is filler.",
        "> In this section we will look at the nip.",
        "Let us call the load $L$.",
        "The loop then holds without further ado.",
        "The lesson on bends covers the sheet bend.",
    ],
)
def test_what_only_sounds_like_an_announcement_is_let_be(text: str) -> None:
    assert check(text) == []


@pytest.mark.parametrize("word", ["revolutionary", "Cutting-edge", "seamlessly", "game-changing", "world-class"])
def test_words_that_advertise_are_told_once_a_paragraph(word: str) -> None:
    (finding,) = check(f"Knots are {word} and, once more, {word}.")
    assert finding.quote == word


@pytest.mark.parametrize(
    "text",
    [
        "The advertisement calls it “revolutionary”.",
        "`amazing = True`",
        "The excitement of electrons is no exciting-state.",
        "State-of-the-art results and powerful engines are terms of art.",
        "A robust, elegant and efficient method.",
    ],
)
def test_words_that_are_quoted_or_technical_do_not_advertise(text: str) -> None:
    assert check(text) == []


def test_which_words_advertise_is_the_authors_to_set() -> None:
    assert check("It is super and amazing.", promotional=["super"])[0].quote == "super"
    assert len(check("It is super and amazing.", promotional=["super"])) == 1
    assert check("It is super and amazing.", promotional=[]) == []


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It is 3.14 m. Then e.g. Ashley, cf. Fig. 3. So.", ["It is 3.14 m.", "Then e.g. Ashley, cf. Fig. 3.", "So."]),
        ("No. It does not. See No. 7.", ["No.", "It does not.", "See No. 7."]),
        ("J. S. Bach and Dr. Ashley met. They tied.", ["J. S. Bach and Dr. Ashley met.", "They tied."]),
        ('He said "yes." Then he went.', ['He said "yes."', "Then he went."]),
        ("**Bold.** *Italic.* Plain.", ["**Bold.**", "*Italic.*", "Plain."]),
        ("Use a.b and c.d now. $x. Y$ is one.", ["Use a.b and c.d now.", "\ufffc      is one."]),
        ("张。弓。", ["张。", "弓。"]),
        ("and so on ... but not yet. Done.", ["and so on ... but not yet.", "Done."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [each for _, each in prose.sentences(prose.bare(text))] == sentences


def test_what_is_blanked_keeps_its_place() -> None:
    source = "See `a\nb` and [c](d.md), “e”\nand *f*: **g**."
    assert [len(line) for line in prose.bare(source).split("\n")] == [len(line) for line in source.split("\n")]
    assert prose.own_words(source).split() == ["See", "\ufffc", "and", "[c](", "),", "and", ":", "**g**."]


def test_prices_are_not_blanked_as_formulas() -> None:
    assert prose.bare("It costs $5 and $6, or $7.") == "It costs $5 and $6, or $7."
