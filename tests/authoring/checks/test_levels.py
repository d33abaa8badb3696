"""The section of a point rises through its levels, and says something on each."""

from dataclasses import replace

import pytest

from tests.authoring.checks.subjects import found, subject, whole_lesson
from tui.authoring.checks.finding import Found
from tui.authoring.checks.lesson_text import LessonText
from tui.authoring.checks.levels import RULE

POINT = "How a bowline holds"
PROSE = "The nip of the knot grips both legs of the loop, and the harder the rope is pulled, the harder it grips. " * 3
LEVELS = ("Intuition", "How it works", "Going deeper")


def rising(*headings: str, prose: str = PROSE) -> str:
    return "\n\n".join(f"### {heading}\n\n{prose}" for heading in headings)


def check(body: str, **settings: object) -> list[Found]:
    return found(RULE, subject(whole_lesson({POINT: body}), kinds=("point",)), **settings)


def test_a_section_that_rises_is_let_be() -> None:
    assert check(rising(*LEVELS)) == []


@pytest.mark.parametrize("missing", LEVELS)
def test_a_level_that_is_missing_is_told_by_its_name_at_the_title(missing: str) -> None:
    (finding,) = check(rising(*(level for level in LEVELS if level != missing)))
    assert finding.quote == f"## {POINT}"
    assert finding.point == "1.1.1.1"
    assert f"`### {missing}`" in finding.message


def test_a_section_without_any_level_is_told_once() -> None:
    (finding,) = check(PROSE * 4)
    assert "`### Intuition`, `### How it works` and `### Going deeper`" in finding.message


def test_levels_out_of_order_are_told_where_they_stand() -> None:
    (finding,) = check(rising("How it works", "Intuition", "Going deeper"))
    assert finding.quote == "### How it works"
    assert "below `### Intuition`" in finding.message


def test_a_level_that_stands_twice_is_told() -> None:
    (finding,) = check(rising("Intuition", "How it works", "Intuition", "Going deeper"))
    assert "twice" in finding.message


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "nothing"),
        ("It grips.", "only 2 words"),
        ("```python\n" + "print('a bowline holds by the friction in its nip')\n" * 9 + "```", "nothing"),
        ("$$\n" + "a = b + c + d \\\\\n" * 20 + "$$", "nothing"),
        ("> \n", "nothing"),
        ("![" + "a loop " * 30 + "](loop.png)", None),
    ],
)
def test_a_level_without_prose_is_empty(body: str, said: str | None) -> None:
    findings = check(rising("Intuition", "How it works") + f"\n\n### Going deeper\n\n{body}")
    assert [finding.quote for finding in findings] == (["### Going deeper"] if said else [])
    assert said is None or said in findings[0].message


def test_an_empty_level_in_the_middle_does_not_borrow_the_words_of_the_next() -> None:
    (finding,) = check(f"### Intuition\n\n{PROSE}\n\n### How it works\n\n### Going deeper\n\n{PROSE}")
    assert finding.quote == "### How it works"


@pytest.mark.parametrize(
    "headings",
    [
        ("INTUITION", "How It Works", "going deeper"),
        ("1. Intuition", "2. How it works", "3. Going deeper"),
        ("**Intuition**", "*How it works*", "Going deeper:"),
        ("Intuition: a brake", "How it works – step by step", "Going deeper: wet ropes"),
        ("Intuition", "A picture", "How it works", "An example", "Going deeper", "Open questions"),
    ],
)
def test_headings_may_bear_numbers_and_subtitles_and_have_others_between(headings: tuple[str, ...]) -> None:
    assert check(rising(*headings)) == []


def test_words_below_smaller_headings_belong_to_the_level_above_them() -> None:
    deeper = f"### Going deeper\n\n#### Wet ropes\n\n{PROSE}\n\n#### Stiff ropes\n\n{PROSE}"
    assert check(f"{rising('Intuition', 'How it works')}\n\n{deeper}") == []


@pytest.mark.parametrize("how", ["#### {}", "**{}**", "**{}.** And so on.", "## {}"])
def test_what_is_no_heading_of_the_third_level_is_no_level_and_is_told_how_to_become_one(how: str) -> None:
    body = f"{rising('Intuition', 'How it works')}\n\n{how.format('Going deeper')}\n\n{PROSE}"
    text = f"# Knots\n\n## {POINT}\n\n{body}\n"
    (finding,) = found(RULE, subject(text, kinds=("point",)))
    assert "`### Going deeper`" in finding.message
    assert how == "## {}" or "line" in finding.message


@pytest.mark.parametrize("fence", ["```\n{}\n```", "> {}", "- {}", "    {}"])
def test_a_heading_within_another_block_is_no_level(fence: str) -> None:
    hidden = fence.format("### Going deeper")
    (finding,) = check(f"{rising('Intuition', 'How it works')}\n\n{hidden}\n\n{PROSE}")
    assert "lacks `### Going deeper`" in finding.message


def test_only_sections_of_points_rise() -> None:
    text = whole_lesson({"Orientation": PROSE, "Summary": PROSE, "Beyond the syllabus: Splices": PROSE})
    made = subject(text, kinds=("orientation", "summary"), additions=["Splices"])
    assert found(RULE, made) == []


def test_a_point_in_a_section_of_another_kind_need_not_rise() -> None:
    made = subject(whole_lesson({POINT: PROSE}), kinds=("point",))
    assert made.lesson is not None
    section = made.lesson.sections[0].model_copy(update={"kind": "reference"})
    lesson = made.lesson.model_copy(update={"sections": (section,)})
    assert found(RULE, replace(made, lesson=lesson, text=LessonText.parse(made.text.source, lesson))) == []


def test_names_and_words_are_the_authors_to_set() -> None:
    body = rising("Anschauung", "Aufbau", prose="Der Knoten klemmt das Seil.")
    assert check(body, headings=["Anschauung", "Aufbau"], least_words=5) == []
    assert len(check(body, headings=["Anschauung", "Aufbau"])) == 2


def test_a_point_that_is_still_to_be_written_lacks_no_level() -> None:
    assert found(RULE, subject(whole_lesson({"Summary": PROSE}), whole=False)) == []
