"""A point is covered where its section teaches it, and the passage that does can be shown, word for word."""

from dataclasses import replace
from typing import Any

import pytest

from tests.authoring.checks.subjects import found, subject, whole_lesson
from tests.fakes.plausible_lesson import plausible_section
from tui.authoring.checks import coverage
from tui.authoring.checks.coverage import RULE, CoverageSettings, Evidence, Verdict
from tui.authoring.checks.finding import Severity
from tui.authoring.checks.subject import Judgement, Subject
from tui.authoring.checks.teaching import Weighed

CLIPPING = "Gradient clipping"
TEACHES = (
    "A recurrent network multiplies its error signal by the same matrix at every step, so the gradient may grow a "
    "million times and throw the weights away. Gradient clipping bounds it: where the norm exceeds a threshold, the"
    " gradient is scaled down to that length, and its direction stays. A threshold between 1 and 5 is usual."
)
NAMES = (
    "Training in PyTorch needs an optimiser, a loss and a loop. Among the things that you may add to it are gradient "
    "clipping, weight decay and early stopping. Call the optimiser once for each batch, and reset the gradients before "
    "the next, or they add up over the batches."
)
DAY = {
    "1.1.1.1": CLIPPING,
    "1.1.1.2": "Learning rate schedules",
    "1.1.1.3": "Kneading and gluten development",
}


def made(text: str, point: str = CLIPPING, *, day: dict[str, str] | None = None, **changes: Any) -> Subject:
    points = {"1.1.1.1": point, **{address: each for address, each in (day or {}).items() if address != "1.1.1.1"}}
    lesson = whole_lesson({point: text}, points={"1.1.1.1": point})
    return subject(lesson, points=points, kinds=("point",), whole=False, **changes)


def said(text: str, point: str = CLIPPING, **changes: Any) -> Evidence:
    (evidence,) = coverage.of_lesson(made(text, point, **changes), CoverageSettings())
    return evidence


def weighed(subject: Subject) -> Weighed:
    assert subject.lesson is not None
    section = subject.lesson.sections[0]
    part = subject.text.part_of(section.id)
    assert part is not None
    return coverage.measured(subject, coverage.Readings(subject.text), section, part, section.points[0])[0]


def with_confirmed(subject: Subject, quote: str) -> Subject:
    assert subject.lesson is not None
    section = subject.lesson.sections[0].model_copy(update={"confirmed": {"1.1.1.1": quote}})
    return replace(subject, lesson=subject.lesson.model_copy(update={"sections": (section,)}))


def judged(teaches: bool, quote: str) -> dict[str, Judgement]:
    return {"1.1.1.1": Judgement(teaches=teaches, quote=quote, model="a-model")}


def test_a_taught_point_is_covered_and_the_passage_that_teaches_it_is_quoted_with_its_line() -> None:
    subject = made(TEACHES)
    (evidence,) = coverage.of_lesson(subject, CoverageSettings())
    assert evidence.verdict is Verdict.COVERED
    assert evidence.quote.startswith("Gradient clipping bounds it")
    assert evidence.quote in subject.text.source
    assert subject.text.lines[evidence.line - 1].startswith("A recurrent network")
    assert found(RULE, subject) == []


@pytest.mark.parametrize(
    ("text", "point"),
    [
        (
            "If a loss depends on $h$ and $h$ on $w$, the rule for derivatives of composed functions applies: "
            "multiply the derivative of the outer function by that of the inner one. For $\\sin(x^2)$ this gives "
            "$2x\\cos(x^2)$.",
            "The chain rule",
        ),
        (
            "SGD looks at one example, steps at once, and looks at the next. Its steps are noisy, since one example"
            " is a poor witness, but a thousand cheap steps lead further down than a single dear one.",
            "Stochastic gradient descent",
        ),
        (
            "Cameras store colours as red, green and blue, which is awkward when only the light changes. The colour"
            " space HSV splits them into hue, saturation and value, so that a shadow moves one number and leaves "
            "two alone.",
            "Color spaces",
        ),
        (
            "Errors are sent backwards through the network: back-propagation starts with the derivative of the loss"
            " and multiplies it, layer by layer, by the local derivative, until each weight knows its share of the "
            "blame.",
            "Backpropagation",
        ),
    ],
    ids=["other words", "acronym", "British spelling", "hyphen"],
)
def test_a_point_may_be_taught_in_other_words(text: str, point: str) -> None:
    assert said(text, point).verdict is Verdict.COVERED


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (NAMES, "hardly explained"),
        (
            "Long sequences bring large errors. Gradient clipping is the remedy, and we will come back to it in the"
            " next lesson. For now keep the sequences below fifty steps, shuffle them by length, and pad each batch"
            " with zeros up to its longest member, so that little is wasted.",
            "put off",
        ),
        (
            "Gradient clipping is one of the most important techniques in modern deep learning. Experts rely on "
            "gradient clipping every day, and understanding it will take your skills to the next level. When "
            "applied with care, it leads to better results and opens up new opportunities for your projects.",
            "fit any subject",
        ),
        (
            "Gradient clipping is the clipping of gradients. A gradient that is clipped by gradient clipping is a "
            "clipped gradient, and an unclipped gradient is a gradient without gradient clipping. Clipping "
            "gradients clips them.",
            "fit any subject|by itself",
        ),
        (
            "The dew point of humid air is the point of its dew. A meter for dew points measures the dew point in "
            "degrees Celsius, and a dew point in Celsius is the dew point of that air. Above the dew point lies no "
            "dew point; below the dew point the dew point is passed, for dew points are points of dew.",
            "by itself",
        ),
        (
            "When you push, fold and turn the dough for ten minutes, its gluten lines up into an elastic net. "
            "Kneading tears at first, then the dough becomes smooth. Wheat with 13 per cent protein needs more "
            "kneading than wheat with 9.",
            "rather than",
        ),
        (
            "The Romans sold grain to the citizens from 123 BC on, at a fixed price. In Pompeii thirty-three "
            "bakeries have been dug out, with mills of black lava that donkeys turned. Eighty-one loaves were found"
            " in one oven.",
            "Nothing here",
        ),
        (
            plausible_section(f"# Your task\nof the lesson “X”: “{CLIPPING}”\nabout 500 words"),
            "again and again|fit any",
        ),
    ],
    ids=[
        "named in a list",
        "put off",
        "filler",
        "circular",
        "circular with other words",
        "a neighbour",
        "elsewhere",
        "a pattern",
    ],
)
def test_a_point_that_is_not_taught_is_doubted_and_the_message_says_why(text: str, says: str) -> None:
    subject = made(text, "The dew point" if "dew point" in text else CLIPPING, day=DAY)
    (finding,) = found(RULE, subject)
    assert any(each in finding.message for each in says.split("|")), finding.message
    assert finding.severity is None
    assert finding.point == "1.1.1.1"
    assert finding.quote
    assert finding.quote in subject.text.source


def test_a_long_section_that_never_comes_to_its_point_is_doubted_however_much_it_says() -> None:
    rome = (
        "Each spring the guild of the bakers elected a master, who answered to the prefect for weight and price. A "
        "loaf of the second quality weighed 720 grams and cost two asses in the year 164, as an inscription from "
        "Ephesus shows. "
    )
    mills = (
        "Flour was ground between two stones of black lava: the lower was a cone of 70 centimetres, the upper an "
        "hourglass that a donkey turned. Two mills of this kind yielded some 35 kilograms an hour, because the "
        "grooves were cut anew every month. Water drove the mills on the Janiculum from the third century on; "
        "sixteen wheels stood there. "
    )
    ovens = (
        "The dome of the oven was laid from tiles in mortar and covered with sand, so that it held its heat for "
        "nine hours. Brushwood was burnt on its floor until the soot on the stones had turned white. Then the ashes"
        " were raked out, the floor was wiped with a wet cloth, and eighty loaves were pushed in by a wooden peel. "
    )
    text = f"{rome}$p = w/2$. \n\n{mills}\n\n```\nx = 1\n```\n\n{ovens}"
    assert len(found(RULE, made(text, "Dropout for recurrent layers"))) == 1
    assert len(found(RULE, made(text, "Hash collisions"))) == 1
    assert found(RULE, made(text, "How Roman bakers ground flour in mills")) == []
    assert found(RULE, made(text, "Mills and ovens of Roman bakers")) == []


def test_a_heading_does_not_teach_nor_does_code_that_names_the_point() -> None:
    text = (
        "### Gradient clipping\n\n```python\n# gradient clipping bounds the norm of the gradient\nclip(5)\n```\n\n"
        + NAMES
    )
    assert said(text).verdict is Verdict.DOUBTED


def test_a_section_that_is_not_there_is_missing_once_the_lesson_is_whole() -> None:
    bare = subject("# Knots\n", points=DAY, kinds=("point",))
    findings = found(RULE, bare)
    assert [(each.line, each.quote, each.point) for each in findings] == [(1, "", address) for address in DAY]
    assert found(RULE, replace(bare, whole=False)) == []


@pytest.mark.parametrize("text", ["", "### Intuition\n\n### How it works", "See below.", "```\nx = 1\n```"])
def test_a_section_without_prose_teaches_nothing_and_nothing_can_be_confirmed_in_it(text: str) -> None:
    evidence = said(text, judged=judged(True, "Gradient clipping bounds the norm of the gradient by a threshold."))
    assert (evidence.verdict, evidence.quote) == (Verdict.MISSING, "")


def test_what_the_author_has_confirmed_is_believed_while_it_stands_word_for_word() -> None:
    quote = "Call the optimiser once for each batch, and reset the gradients before the next"
    subject = with_confirmed(made(NAMES), quote)
    (evidence,) = coverage.of_lesson(subject, CoverageSettings())
    assert (evidence.verdict, evidence.quote) == (Verdict.CONFIRMED, quote)
    assert found(RULE, subject) == []
    changed = with_confirmed(made(NAMES.replace("once for each batch", "after each batch")), quote)
    assert [each.point for each in found(RULE, changed)] == ["1.1.1.1"]


def test_a_confirmed_passage_may_be_broken_over_lines_otherwise() -> None:
    broken = NAMES.replace("each batch, and", "each\nbatch, and")
    (evidence,) = coverage.of_lesson(
        with_confirmed(made(broken), "Call the optimiser once for each batch, and reset"), CoverageSettings()
    )
    assert evidence.verdict is Verdict.CONFIRMED
    assert evidence.quote == "Call the optimiser once for each\nbatch, and reset"


def test_a_models_yes_counts_only_with_a_passage_of_some_substance_that_stands_in_the_section() -> None:
    quote = "Call the optimiser once for each batch, and reset the gradients before the next"
    assert said(NAMES, judged=judged(True, quote)).verdict is Verdict.JUDGED
    assert found(RULE, made(NAMES, judged=judged(True, quote))) == []
    for other in (
        "gradient clipping",
        "Call the optimiser twice for each batch and never reset anything",
        CLIPPING,
        "",
    ):
        assert said(NAMES, judged=judged(True, other)).verdict is Verdict.DOUBTED
    heading = "### Call the optimiser once and then again for every batch\n\n" + NAMES
    assert said(heading, judged=judged(True, "### Call the optimiser once and then again for every batch")).verdict is (
        Verdict.DOUBTED
    )


def test_a_models_no_turns_what_is_covered_into_a_warning_and_leaves_a_doubt_an_error() -> None:
    (warning,) = found(RULE, made(TEACHES, judged=judged(False, "")))
    assert warning.severity is Severity.WARNING
    assert "a-model" in warning.message
    (error,) = found(RULE, made(NAMES, judged=judged(False, "")))
    assert error.severity is None


def test_of_a_point_that_names_several_things_each_must_be_explained_and_the_others_are_told() -> None:
    point = "Regression metrics: mean absolute error, mean squared error, Huber loss"
    text = (
        "The mean absolute error averages the sizes of the residuals and is measured in the units of the target. "
        "The mean squared error averages their squares, so that one residual of 10 weighs as much as a hundred of "
        "1."
    )
    (finding,) = found(RULE, made(text, point))
    assert "“Huber loss”" in finding.message
    assert "absolute" not in finding.message.split("”")[2]
    whole = (
        text + " The Huber loss is quadratic for residuals below a threshold and linear beyond, so outliers pull less."
    )
    assert said(whole, point).verdict is Verdict.COVERED


def test_examples_in_brackets_need_no_place_of_their_own() -> None:
    text = (
        "A cloud platform rents machines by the minute. Setting up the platform means three things: an account with"
        " a spending limit, a key that the command line uses, and a region near the data, since moving a terabyte "
        "out costs 90 dollars. Give the key no more rights than the job needs."
    )
    assert said(text, "Cloud platform setup (AWS, GCP, Azure)").verdict is Verdict.COVERED


def test_points_that_share_a_section_are_no_rivals() -> None:
    text = (
        "Wool is shorn in May and washed in soft water. Carding combs the washed wool into a loose rope of fibres. "
        "Spinning twists that rope into yarn: the spindle turns forty times for each inch, and the twist holds the "
        "fibres. Spinning by wheel is ten times as fast as spinning by hand. A spinning wheel of 1530 already has a"
        " treadle for the foot."
    )
    points = {"1.1.1.1": "Carding by comb", "1.1.1.2": "Spinning by wheel"}
    alone = made(text, points["1.1.1.1"], day=points)
    assert alone.lesson is not None
    section = alone.lesson.sections[0].model_copy(update={"points": tuple(points)})
    both = replace(alone, lesson=alone.lesson.model_copy(update={"sections": (section,)}))
    assert weighed(alone).rivalry > 0.4
    assert weighed(both).rivalry == 0
    assert [each.verdict for each in coverage.of_lesson(both, CoverageSettings())] == [Verdict.COVERED] * 2


def test_a_point_that_the_syllabus_no_longer_has_is_told_by_its_sections_title() -> None:
    (covered,) = coverage.of_lesson(replace(made(TEACHES), points={}), CoverageSettings())
    (doubted,) = coverage.of_lesson(replace(made(NAMES), points={}), CoverageSettings())
    assert covered.verdict is Verdict.COVERED
    assert CLIPPING in doubted.why


@pytest.mark.parametrize("before", ["> ", "- ", "1. "])
def test_passages_in_lists_and_quotations_are_found_and_quoted_as_they_stand(before: str) -> None:
    subject = made(before + TEACHES.replace(" Gradient", "\nGradient"))
    (evidence,) = coverage.of_lesson(subject, CoverageSettings())
    assert evidence.verdict is Verdict.COVERED
    assert evidence.quote in subject.text.source
    assert "Gradient clipping bounds it" in subject.text.lines[evidence.line - 1]


def test_a_lesson_that_no_plan_has_is_let_be_and_thresholds_may_be_set() -> None:
    assert found(RULE, replace(made(NAMES), lesson=None)) == []
    assert found(RULE, made(NAMES), least_evidence=-19) == []
    assert len(found(RULE, made(TEACHES), least_evidence=19)) == 1
    assert found(RULE, made(TEACHES), least_words=500)[0].quote == ""


def test_evidence_of_a_single_point_is_that_of_the_lesson() -> None:
    subject = made(TEACHES)
    assert subject.lesson is not None
    (of_lesson,) = coverage.of_lesson(subject, CoverageSettings())
    assert coverage.evidence(subject, subject.lesson.sections[0], "1.1.1.1", CoverageSettings()) == of_lesson
