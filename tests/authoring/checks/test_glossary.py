"""The glossary is read strictly, grows by what lessons introduce, and keeps what an author wrote as it stands."""

from pathlib import Path

import pytest

from tests.authoring.checks.subjects import subject
from tui.authoring.checks import glossary
from tui.authoring.checks.glossary import Glossary, Symbol, Term
from tui.authoring.errors import InputError

AUTHORS = """\
# Ours, since the first day.
notation:
  # the one that everybody confuses
  - symbol: \\eta
    means: learning rate
terms:
  - term: "data set"   # never dataset
    avoid: [corpus]

  - means: what training lowers
    term: loss
"""


def grown(text: str, before: Glossary | None = None) -> Glossary:
    return glossary.grow(before or Glossary(), subject(text))[0]


def terms(text: str, before: Glossary | None = None) -> list[tuple[str, str | None]]:
    return [(each.term, each.means) for each in grown(text, before).terms]


def symbols(text: str) -> list[tuple[str, str]]:
    return [(each.symbol, each.means) for each in grown(text).notation]


# Reading


def test_a_glossary_is_read_with_all_its_fields(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(AUTHORS, encoding="utf-8")
    assert glossary.read(path) == Glossary(
        terms=(Term(term="data set", avoid=("corpus",)), Term(term="loss", means="what training lowers")),
        notation=(Symbol(symbol="\\eta", means="learning rate"),),
    )


@pytest.mark.parametrize("text", ["", "\n", "# Nothing yet\n", "---\n# Nothing yet\n"])
def test_a_file_that_holds_nothing_yet_is_an_empty_glossary(tmp_path: Path, text: str) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(text, encoding="utf-8")
    assert glossary.read(path) == Glossary()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("terms:\n  - term: loss\n    meaning: it falls\n", r"line 3, terms\[0\]\.meaning: .*misspelt"),
        ("terms:\n  - means: it falls\n", r"line 2, terms\[0\]"),
        ("terms: loss\n", r"line 1, terms"),
        ("notation:\n  - symbol: w\n", r"line 2, notation\[0\]"),
        ("terms:\n\t- term: loss\n", r"line 2: not YAML: a tab"),
    ],
)
def test_a_broken_glossary_is_told_with_file_line_and_field(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"glossary\.yaml, {said}"):
        glossary.read(path)


# Growing: terms


@pytest.mark.parametrize(
    ("text", "term", "means"),
    [
        ("A **tensor** is an array of numbers.", "tensor", "an array of numbers"),
        ("**Imbibition** is the uptake of water by a seed.", "imbibition", "the uptake of water by a seed"),
        ("The uptake is called **imbibition**: water enters first.", "imbibition", None),
        ("The share of right answers is called **accuracy**.", "accuracy", "the share of right answers"),
        ("One pass is known as an **epoch**.", "epoch", None),
        ("We call the difference a **residual**.", "residual", None),
        ("In statistics, a **sample** means a part of a population.", "sample", "a part of a population"),
        ("Water enters by the **micropyle**, a small hole in the coat.", "micropyle", "a small hole in the coat"),
        ("**Weights** are the numbers that change, which are many.", "weights", "the numbers that change"),
        ("A **Markov chain** is a walk without memory.", "Markov chain", "a walk without memory"),
        ("**Bayes' rule** is the way back.", "Bayes' rule", "the way back"),
        ("An **F1 score** is a mean of two shares.", "F1 score", "a mean of two shares"),
        ("A __bowline__ is a knot with a loop.", "bowline", "a knot with a loop"),
        ("- An **epoch** is one pass over the data.", "epoch", "one pass over the data"),
    ],
)  # fmt: skip
def test_a_term_in_bold_where_a_sentence_defines_it_is_new(text: str, term: str, means: str | None) -> None:
    assert terms(text) == [(term, means)]


@pytest.mark.parametrize(
    "text",
    [
        "**Answer.** It is a knot.",
        "**Answer** is the word for what follows.",
        "**Step 1** is the hardest.",
        "**1. What is a knot?**",
        "**This is a whole sentence that is in bold type.**",
        "The rope is **not** a knot, and **never** is a loop.",
        "Tie it **twice** and the loop holds.",
        "The **bowline** holds well.",
        "**Friction** is large here.",
        "> A **tensor** is an array of numbers.",
        "```\nA **tensor** is an array.\n```",
        "`A **tensor** is an array.`",
        "**Note** that a loop is called so.",
        "**42** is the answer.",
        "**tensor.shape**: it is called often.",
        "It is called a bowline.",
    ],
)
def test_bold_words_that_nothing_defines_are_no_terms(text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "A **tensor** is it.",
        "A **tensor** is a thing like this.",
        "A **tensor** is an array of `float`.",
        "A **tensor** is a $k$-fold array.",
        f"A **tensor** is an array {'of arrays ' * 20}of numbers.",
    ],
)
def test_a_definition_that_cannot_stand_by_itself_is_left_out(text: str) -> None:
    assert [means for _, means in terms(text)] in ([None], [])


@pytest.mark.parametrize("known", ["data set", "data-set", "Dataset", "datasets"])
def test_a_term_that_the_glossary_has_in_any_spelling_is_not_new(known: str) -> None:
    before = Glossary(terms=(Term(term=known),))
    assert grown("A **data set** is a set of examples.", before) == before
    assert (
        grown("A **data set** is a set of examples.", Glossary(terms=(Term(term="x", avoid=(known,)),))).terms[1:] == ()
    )


def test_a_term_is_taken_once_with_the_lesson_that_introduces_it_and_its_name_is_told() -> None:
    text = "A **loop** is a closed bight. A **loop** is a closed turn.\n\nLet $w$ be the weight of a load."
    found, added = glossary.grow(Glossary(), subject(text))
    assert found == Glossary(
        terms=(Term(term="loop", means="a closed bight", lesson="day01_001"),),
        notation=(Symbol(symbol="w", means="weight of a load", lesson="day01_001"),),
    )
    assert added == ("loop", "w")
    assert glossary.grow(found, subject(text)) == (found, ())


def test_a_lesson_adds_no_more_than_a_reader_would_call_its_terms() -> None:
    text = "\n\n".join(f"A **knot{'x' * number}** is a turn of rope." for number in range(40))
    assert len(terms(text)) == 12


# Growing: symbols


@pytest.mark.parametrize(
    ("text", "symbol", "means"),
    [
        (r"Let $W \in \mathbb{R}^{m \times n}$ be the weight matrix.", "W", "weight matrix"),
        (r"Let $n$ denote the number of examples.", "n", "number of examples"),
        (r"The step is $\eta g$, where $\eta$ is the learning rate.", r"\eta", "learning rate"),
        (r"It moves by $\eta$, the learning rate, each time.", r"\eta", "learning rate"),
        (r"Denote the weights of a layer by $\theta$.", r"\theta", "weights of a layer"),
        (r"The weights of the model are denoted by $\theta$.", r"\theta", "weights of the model"),
        (r"We write $\theta$ for the weights.", r"\theta", "weights"),
        (r"Here $\mathbf{w}$ is the vector of weights.", r"\mathbf{w}", "vector of weights"),
        (r"$\lambda$ denotes the decay rate of weights.", r"\lambda", "decay rate of weights"),
        (r"where $\hat{y}_t$ is the forecast of the model", r"\hat{y}_t", "forecast of the model"),
    ],
)
def test_a_symbol_of_which_a_sentence_says_the_meaning_is_new(text: str, symbol: str, means: str) -> None:
    assert symbols(text) == [(symbol, means)]


def test_several_symbols_of_a_sentence_are_told_apart() -> None:
    text = "It is $wx + b$, where $w$ is the weight, $x$ is the pixel and $b$ is the bias of the layer."
    assert symbols(text) == [("w", "weight"), ("x", "pixel"), ("b", "bias of the layer")]


@pytest.mark.parametrize(
    "text",
    [
        "Then $x$ is the largest of all.",
        "For small $x$, the error grows.",
        "The error is $x + y$, the sum.",
        "where $x^2$ is the square of a side",
        "where $i$ is the number of the layer",
        "where $x_1$ is the first pixel",
        "Let $a < x < b$ be three points.",
        "where $m$ and $s$ are the mean and the deviation",
        "Denote the mean and the deviation by $m$ and $s$.",
        "where $x$ is a vector",
        "It costs $5, the price of 6$.",
        "`where $x$ is the pixel`",
        "> where $x$ is the pixel",
    ],
)
def test_formulas_that_no_sentence_defines_are_no_symbols(text: str) -> None:
    assert symbols(text) == []


# Writing


def test_a_new_glossary_is_written_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "course" / "glossary.yaml"
    made = grown("A **tensor** is an array of numbers.\n\nLet $\\eta$ be the learning rate.")
    glossary.write(path, made)
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")] == [
        "terms:",
        "  - {term: tensor, means: an array of numbers, lesson: day01_001}",
        "notation:",
        "  - {symbol: \\eta, means: learning rate, lesson: day01_001}",
    ]
    assert glossary.read(path) == made


def test_what_is_new_is_appended_and_the_authors_own_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(AUTHORS, encoding="utf-8")
    before = glossary.read(path)
    more = Glossary(
        terms=(*before.terms, Term(term="epoch: one", means="one pass", lesson="day01_001")),
        notation=(*before.notation, Symbol(symbol="w", means="weight")),
    )

    glossary.write(path, more)

    text = path.read_text(encoding="utf-8")
    added = [
        "  - symbol: w",
        "    means: weight",
        "  - term: 'epoch: one'",
        "    means: one pass",
        "    lesson: day01_001",
    ]
    assert [line for line in text.splitlines() if line not in added] == AUTHORS.splitlines()
    assert glossary.read(path) == more


def test_a_glossary_that_lacks_nothing_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    untidy = "terms: [ {term:   loss} ]\n"
    path.write_text(untidy, encoding="utf-8")
    glossary.write(path, glossary.read(path))
    assert path.read_text(encoding="utf-8") == untidy


@pytest.mark.parametrize(
    "text", ["terms:\n", "terms: []\n", "notation:\n- symbol: w\n  means: weight\n", "# Ours\n", ""]
)
def test_a_glossary_without_terms_gets_them(tmp_path: Path, text: str) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(text, encoding="utf-8")
    before = glossary.read(path)
    more = Glossary(terms=(Term(term="loss"), Term(term="epoch")), notation=before.notation)
    glossary.write(path, more)
    assert glossary.read(path) == more
    assert ("# Ours" in path.read_text(encoding="utf-8")) == ("# Ours" in text)


def test_a_broken_glossary_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text("terms: loss\n", encoding="utf-8")
    with pytest.raises(InputError):
        glossary.write(path, Glossary(terms=(Term(term="epoch"),)))
    assert path.read_text(encoding="utf-8") == "terms: loss\n"
