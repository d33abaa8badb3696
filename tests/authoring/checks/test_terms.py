"""The rule `terms`: each term is written in one way, each symbol stands for one thing; common words are let be."""

from typing import Any

import pytest

from tests.authoring.checks.subjects import found, subject
from tui.authoring.checks import terms
from tui.authoring.checks.finding import Found
from tui.authoring.checks.glossary import Glossary, Symbol, Term
from tui.authoring.checks.registry import rule

NOTATION = (
    Symbol(symbol="\\eta", means="learning rate"),
    Symbol(symbol="n", means="number of training examples"),
    Symbol(symbol="W", means="weight matrix"),
    Symbol(symbol="\\mathbf{x}", means="input vector", lesson="day01_002"),
    Symbol(symbol="v", means="a vector"),
)


def check(text: str, *names: Term | str, notation: tuple[Symbol, ...] = (), **settings: Any) -> list[Found]:
    made = Glossary(
        terms=tuple(Term(term=each) if isinstance(each, str) else each for each in names), notation=notation
    )
    return found(terms.RULE, subject(text, glossary=made), **settings)


def symbols(text: str, **settings: Any) -> list[Found]:
    return check(text, notation=NOTATION, **settings)


# Spellings


@pytest.mark.parametrize(
    ("term", "written"),
    [
        ("backpropagation", "back propagation"),
        ("backpropagation", "back-propagation"),
        ("backpropagation", "Back-propagation"),
        ("overfitting", "over-fitting"),
        ("dataset", "data set"),
        ("dataset", "data sets"),
        ("data set", "dataset"),
        ("data set", "datasets"),
        ("fine-tuning", "fine tuning"),
        ("fine-tuning", "finetuning"),
        ("cross-entropy", "cross entropy"),
        ("learning rate", "learningrate"),
        ("hyperparameters", "hyper-parameter"),
        ("batch normalisation", "batch normalization"),
        ("batch normalization", "batch normalisation"),
        ("regularisation", "regularization"),
        ("labelled example", "labeled examples"),
        ("grey level", "gray level"),
        ("centre crop", "center crop"),
        ("neighbour", "neighbors"),
        ("PyTorch", "Pytorch"),
        ("ReLU", "RelU"),
    ],
)
def test_a_term_that_is_spelt_otherwise_is_told_with_its_place_and_the_right_spelling(term: str, written: str) -> None:
    text = written if written[0].isupper() else f"The {written}"
    (finding,) = check(f"First.\n\n{text} holds.", term)
    assert (finding.line, finding.quote) == (3, written)
    assert f"“{term}”" in finding.message


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("backpropagation", "Backpropagation and BACKPROPAGATION are one."),
        ("fine-tuning", "Fine-tuning helps; what was fine-tuned stays so, and Fine-Tuning is its title."),
        ("learning rate", "Learning rates fall; a learning-rate schedule says how."),
        ("data set", "Data-set names and data sets."),
        ("real-time", "It answers in real time."),
        ("long-term", "In the long term it holds."),
        ("open-source", "Its code is open source."),
        ("fully-connected", "The layers are fully connected."),
        ("end-to-end", "From end to end it is end to end."),
        ("warm-up", "Now warm up the rope."),
        ("dropout", "Units drop out at random, and pupils drop out too."),
        ("feedforward", "The loop feeds forward, and values feed forward."),
        ("tensor", "Ten sor and tens or more."),
        ("therapist", "The rapist was caught, and the rapists with him."),
        ("loss", "A loss of power, los s and losses."),
        ("batch", "A batch file and batches."),
        ("notable", "It is not able to hold."),
        ("fine-tuning", 'The words "fine tuning" and ‘fine tuning’ and “fine tuning” are two.'),
        ("fine-tuning", "`fine tuning` and ``finetuning``"),
        ("fine-tuning", "```\nfine tuning\n```"),
        ("fine-tuning", "$fine tuning$ and $$fine tuning$$"),
        ("fine-tuning", "> fine tuning"),
        ("fine-tuning", "See [this](https://example.org/fine tuning/finetuning) and <https://example.org/finetuning>."),
        ("fine-tuning", "See https://example.org/finetuning and finetuning.py and /finetuning/a."),
        ("fine-tuning", "It is fine. Tuning comes later. It is fine, tuning or not; (fine) tuning."),
        ("fine-tuning", "So fine\n\ntuning."),
        ("batch normalisation", "The paper is Batch Normalization by two authors, and so is the Normalization."),
        ("colour", "He asked the Color Society."),
        ("PyTorch", "PyTorch, PyTorch's and PYTORCH; `pytorch` and pytorch.org."),
        ("ReLU", "ReLUs and the leaky ReLU."),
        ("GPU", "A gpu or GPUs, whichever."),
        ("C++", "C and c++ and C ++."),
        ("x", "x, X and x-y."),
    ],
)
def test_other_forms_common_words_and_what_is_no_prose_are_let_be(term: str, text: str) -> None:
    assert check(text, term) == []


def test_headings_are_the_syllabuss_and_are_let_be() -> None:
    assert check("## The fine tuning of ropes\n\nText.", "fine-tuning") == []


def test_a_spelling_is_told_once_with_how_often_it_stands() -> None:
    told = check("The dataset.\n\nA dataset and\n\n- a dataset", "data set")
    assert [each.message for each in told] == [
        "“dataset” is “data set” in the glossary: write it so here and in 2 more places."
    ]
    assert "here and in 1 more place." in check("A dataset and a dataset.", "data set")[0].message


def test_a_spelling_over_the_end_of_a_line_is_quoted_as_it_stands() -> None:
    (finding,) = check("One.\nSuch fine\ntuning helps.", "fine-tuning")
    assert (finding.line, finding.quote) == (2, "fine")


def test_a_glossary_that_has_both_spellings_means_both() -> None:
    assert check("A data set and a dataset.", "data set", "dataset") == []


# Words to be avoided


def test_a_word_that_the_glossary_avoids_is_told_with_the_term_to_write() -> None:
    loss = Term(term="loss", avoid=("cost function", "objective"))
    told = check("All cost\nfunctions fall. *An objective* falls. The objection stands.", loss)
    assert [(each.line, each.quote) for each in told] == [(1, "cost"), (2, "objective")]
    assert told[0].message == "The glossary avoids “cost functions”: write “loss” here."


def test_an_avoided_word_within_a_term_of_the_glossary_is_let_be() -> None:
    assert check("The data set and its data sets.", Term(term="data set", avoid=("data",))) == []
    assert len(check("The data and the data set.", Term(term="data set", avoid=("data",)))) == 1


def test_an_avoided_abbreviation_is_told_in_its_capitals_alone() -> None:
    trade = Term(term="information technology", avoid=("IT",))
    assert check("It is here, and it holds.", trade) == []
    assert [each.quote for each in check("It is IT.", trade)] == ["IT"]


def test_avoided_words_in_quotes_and_code_are_let_be() -> None:
    assert check("Some say “cost function”, and `cost function`.", Term(term="loss", avoid=("cost function",))) == []


# Symbols


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (r"It is $\eta v$, where $\eta$ is the momentum coefficient.", r"\eta"),
        (r"Let $n$ be the number of layers.", "n"),
        (r"Let $W$ denote the width of the image.", "W"),
        (r"Here $x$ is the temperature of the water.", "x"),
        (r"With learning rate $\alpha$ the weight moves.", r"$\alpha$"),
        (r"Take the learning rate $\epsilon = 0.1$ first.", r"$\epsilon = 0.1$"),
    ],
)
def test_a_symbol_for_something_else_and_something_under_another_symbol_are_told(text: str, quote: str) -> None:
    (finding,) = symbols(f"First.\n\n{text}")
    assert (finding.line, finding.quote) == (3, quote)


def test_the_finding_says_what_the_symbol_means_where() -> None:
    (finding,) = symbols("Here $x$ is the temperature of the water.")
    assert finding.message == (
        "`x` is “temperature of the water” here, and “input vector” in the glossary (day01_002): take another letter."
    )


@pytest.mark.parametrize(
    "text",
    [
        r"where $\eta$ is the rate at which it learns",
        r"where $\eta$ is the step size",
        r"where $\eta_0$ is the initial temperature",
        r"Let $n$ be the number of examples.",
        r"Let $W$ be the matrix of the weights.",
        r"Let $W \in \mathbb{R}^{2 \times 3}$ be a real matrix.",
        r"Let $w$ be the width.",
        r"where $x$ is the input of the layer",
        r"where $v$ is the velocity of the ball",
        r"where $x$ is a vector",
        r"The learning rate $\eta_t$ falls.",
        r"The learning rate $\boldsymbol{\eta}$ is a vector now.",
        r"The inner learning rate $\alpha$ is another.",
        r"The learning rate $\eta$ is written $\alpha$ by others: the learning rate $\alpha$.",
        r"The learning rate is $0.1$, and $\alpha$ the decay.",
        r"> where $\eta$ is the momentum coefficient",
        r"`where $\eta$ is the momentum coefficient`",
        r"Then $n$ is the largest of them.",
    ],
)
def test_the_same_in_other_words_and_what_is_no_definition_are_let_be(text: str) -> None:
    assert symbols(text) == []


def test_a_symbol_is_told_once() -> None:
    text = "Let $n$ be the number of layers.\n\nHere $n$ is the number of knots. With learning rate $b$."
    assert [each.quote for each in symbols(text)] == ["n", "$b$"]


def test_what_this_very_lesson_introduced_is_not_held_against_it() -> None:
    own = (Symbol(symbol="n", means="number of layers", lesson="day01_001"),)
    assert check("Let $n$ be the count of knots in a rope.", notation=own) == []
    epoch = Term(term="epoch", means="one pass over all examples", lesson="day01_001")
    assert check("An **epoch** is a single update of weights.", epoch) == []


# Definitions


EPOCH = Term(term="epoch", means="one pass over all training examples", lesson="day01_002")


def test_a_second_definition_is_told() -> None:
    (finding,) = check("One.\n\nAn **epoch** is a single update of the weights.", EPOCH)
    assert (finding.line, finding.quote) == (3, "epoch")
    assert "“one pass over all training examples” in the glossary (day01_002)" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "An **epoch** is one run over the training data.",
        "An **epoch** is when every example was seen.",
        "One run is called an **epoch**.",
        "An epoch is a single update of the weights.",
        "An **epoch** is long.",
    ],
)
def test_a_definition_in_other_words_is_let_be(text: str) -> None:
    assert check(text, EPOCH) == []


# Settings


def test_each_difference_can_be_let_be() -> None:
    assert check("A dataset.", "data set", spellings=False) == []
    assert check("A dataset.", Term(term="data set", avoid=("dataset",)), spellings=False) != []
    assert check("Pytorch.", "PyTorch", capitals=False) == []
    assert check("A dataset in Pytorch.", "data set", "PyTorch", capitals=False) != []
    assert symbols("Let $n$ be the number of layers.", symbols=False) == []
    assert check("An **epoch** is a single update of the weights.", EPOCH, definitions=False) == []


def test_how_much_two_meanings_must_share_is_the_authors_to_set() -> None:
    text, load = "Let $m$ be the mass of the ship.", (Symbol(symbol="m", means="mass of the cargo"),)
    assert check(text, notation=load) == []
    assert len(check(text, notation=load, least_overlap=0.6)) == 1
    assert symbols("Let $n$ be the number of layers.", least_overlap=0) == []


def test_without_a_glossary_nothing_is_told() -> None:
    assert check("A dataset, where $n$ is the number of knots.") == []


def test_the_rule_is_registered() -> None:
    assert rule("terms") is terms.RULE
