"""What coverage takes for the same word, for the same thing, and for a sentence that teaches."""

import pytest

from tests.authoring.checks.subjects import subject, whole_lesson
from tui.authoring.checks import point_parts, sentences, thesaurus
from tui.authoring.checks.general_words import content, general
from tui.authoring.checks.idle import Idle
from tui.authoring.checks.stems import stem, stems


def read(text: str) -> tuple[sentences.Sentence, ...]:
    made = subject(whole_lesson({"Knots": text}, points=["Knots"]), points=["Knots"], kinds=("point",))
    return sentences.of_part(made.text.parts[-1], made.text)


def texts(text: str) -> list[str]:
    source = whole_lesson({"Knots": text}, points=["Knots"])
    return [source[each.start : each.end] for each in read(text)]


@pytest.mark.parametrize(
    "words",
    [
        "labelled labeled labels labelling",
        "optimisation optimize optimizer optimising",
        "colour colors coloured",
        "centre center centres",
        "matrices matrix",
        "classification classify classifiers",
        "convolution convolve convolutional",
        "reduction reduce reducing",
        "sparsity sparse",
        "explanation explain explained",
        "probability probabilities probabilistic",
        "loaves loaf",
        "froze frozen unfreezing",
        "bâtard batard",
        "Bayes' Bayesian Bayes’s",
    ],
)
def test_inflections_and_spellings_of_a_word_are_one(words: str) -> None:
    assert len(set(map(stem, words.split()))) == 1


@pytest.mark.parametrize(
    "words", ["general generalization", "normal normalize", "position composition", "derive derivative"]
)
def test_words_that_mean_other_things_stay_apart(words: str) -> None:
    assert len(set(map(stem, words.split()))) == 2


def test_hyphens_divide_words() -> None:
    assert stems("self-attention") == stems("self attention")


def things(point: str) -> list[str]:
    return [thing.name for thing in point_parts.asked(point).things if thing.needed]


@pytest.mark.parametrize(
    ("point", "named"),
    [
        ("Canals, turnpikes and railways", ["Canals", "turnpikes", "railways"]),
        ("Batch normalization vs layer normalization", ["Batch normalization", "layer normalization"]),
        ("ReLU family: ReLU, Leaky ReLU, ELU", ["ReLU", "Leaky ReLU", "ELU"]),
        ("Gradient clipping: norm-based and value-based", ["Gradient clipping", "norm-based", "value-based"]),
        ("DenseNet: dense connectivity patterns", ["DenseNet"]),
        ("Docker for reproducible environments", ["Docker for reproducible environments"]),
        ("Cloud platform setup (AWS, GCP, Azure)", ["Cloud platform setup"]),
        ("Batch normalization: theory, benefits, and limitations", ["Batch normalization"]),
        ("Accuracy, precision, recall, specificity", ["Accuracy", "precision", "recall", "specificity"]),
        ("Building and keeping a sourdough starter", ["keeping a sourdough starter"]),
    ],
)
def test_a_point_names_its_things(point: str, named: list[str]) -> None:
    asked = point_parts.asked(point)
    found = things(point)
    assert found == named or (not any(each.particular for each in asked.things) and found[:1] == named)


def test_an_acronym_in_brackets_and_initials_stand_for_the_words() -> None:
    (gil,) = point_parts.asked("The Global Interpreter Lock (GIL)").things
    assert gil.measure(frozenset(stems("every thread must hold the GIL")), frozenset({"gil"})) == 1
    (ipm,) = point_parts.asked("Integrated pest management").things
    assert ipm.measure(frozenset(), frozenset({"ipm"})) == 1


def test_a_point_without_words_of_its_own_is_told_by_the_lessons_title() -> None:
    assert things("Overview and basics") == ["Overview"]
    asked = point_parts.asked("Historical context and limitations", context="LeNet-5 architecture")
    assert asked.things[0].name == "LeNet-5 architecture"


@pytest.mark.parametrize("point", ["", "?", "the", "(x)", ":", "a / b", "C++", "☃", "α vs β", "为什么", "x" * 500])
def test_any_text_can_be_a_point(point: str) -> None:
    asked = point_parts.asked(point)
    for thing in asked.things:
        assert 0 <= thing.measure(frozenset({"knot"})) <= 1


def test_the_thesaurus_has_no_line_that_nothing_can_find() -> None:
    for line in thesaurus._lines():
        entry = thesaurus._entry(line)
        assert entry.names, line
        assert entry in thesaurus.entries(entry.names[0][0]), line


def test_what_fits_any_subject_is_known_and_what_belongs_to_one_is_not() -> None:
    assert {stem(word) for word in ("important", "various", "approach", "understanding", "enhance")} <= general()
    assert not general() & {stem(word) for word in ("gradient", "dough", "generalization", "parliament", "eigenvalue")}
    assert content("the") == ""


def test_sentences_end_where_they_end() -> None:
    text = "Dr. Ashley tied it, e.g. at 3.5 m. Does the knot hold? **Yes!** It holds since 1944. $x$ is the load."
    assert texts(text) == [
        "Dr. Ashley tied it, e.g. at 3.5 m.",
        "Does the knot hold?",
        "**Yes!** It holds since 1944.",
        "$x$ is the load.",
    ]


def test_headings_and_code_are_no_sentences_and_cells_are() -> None:
    code = "```\nsome code that is long\n```"
    table = "| a | b |\n|---|---|\n| one cell of four | x |"
    assert texts(f"### A heading that is long enough\n\n{code}\n\n{table}") == ["one cell of four"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("What is a bowline, and why does it hold?", Idle.ASKED),
        ("The bowline is the subject of the next lesson.", Idle.PUT_OFF),
        ("We’ll come back to it on day 7.", Idle.PUT_OFF),
        ("The bowline is beyond the scope of this course.", Idle.PUT_OFF),
        ("In this section you will learn how a bowline holds.", Idle.ANNOUNCED),
        ("For more details consult the book by Ashley.", Idle.REFERRED),
        ("The load on later turns is smaller than on the first.", None),
        ("The next turn crosses the first and holds it.", None),
        ("Each day the sailors tied it anew, which took a minute.", None),
        ("It will be shorter by half when the rope is wet.", None),
    ],
)
def test_a_sentence_that_asks_announces_or_puts_off_does_not_teach(text: str, why: Idle | None) -> None:
    (sentence,) = read(text)
    assert sentence.idle is why


def test_what_a_sentence_merely_enumerates_is_set_apart() -> None:
    (listing,) = read("Sailors know the bowline, the clove hitch, the sheet bend and the figure eight.")
    assert stem("hitch") in listing.listed
    (telling,) = read(
        "The bowline, which has one loop, holds because the load presses its turns together, so it never slips."
    )
    assert not telling.listed
