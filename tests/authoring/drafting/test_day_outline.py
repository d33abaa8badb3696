"""The outline of a day is read in whatever form a model keeps, and written in one."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.authoring.drafting import day_outline
from tui.authoring.syllabus.model import Unit

Shape = list[tuple[str, list[tuple[str, list[str]]]]]


def read(text: str, title: str = "Capstone") -> Shape:
    return shape(day_outline.read(textwrap.dedent(text).splitlines(), title))


def shape(units: tuple[Unit, ...]) -> Shape:
    return [
        (unit.title, [(topic.title, [point.text for point in topic.points]) for topic in unit.topics]) for unit in units
    ]


PLANNING: Shape = [("Planning", [("Problem", ["Scope", "Data"]), ("Metrics", ["Baseline"])])]


@pytest.mark.parametrize(
    "text",
    [
        """\
        ### Planning
        - **Problem**
          - Scope
          - Data
        - **Metrics**
          - Baseline
        """,
        """\
        ## Unit 1: Planning

        ### Topic 1: Problem
        * Scope
        * Data

        ### Topic 2: Metrics
        * Baseline
        """,
        """\
        **Planning**

        1. Problem
            - Scope
            - Data
        2. Metrics:
            - Baseline
        """,
        """\
        #### 1. Planning
        **Problem**
        - [ ] Scope
        - [x] Data
        **Metrics**
        - Baseline
        """,
        """\
        ### Planning
        - **Problem**: Scope; Data
        - **Metrics** – Baseline
        """,
        """\
        Some words about the day.
        ### "Planning"
        -\tProblem
        \t-\tScope
        \t-\t`Data`
        - Metrics
        \t- Baseline
        That is all.
        """,
    ],
)
def test_every_usual_form_is_one_outline(text: str) -> None:
    assert read(text) == PLANNING


def test_bullets_with_nothing_below_are_the_points_of_one_topic() -> None:
    assert read("### Planning\n- Scope\n- Data\n") == [("Planning", [("Planning", ["Scope", "Data"])])]


def test_bullets_without_a_heading_are_the_day_s_own() -> None:
    assert read("- Scope\n- Data\n") == [("Capstone", [("Capstone", ["Scope", "Data"])])]


def test_a_topic_that_nothing_stands_below_teaches_its_title() -> None:
    assert read("### Planning\n- Problem\n  - Scope\n- Metrics\n") == [
        ("Planning", [("Problem", ["Scope"]), ("Metrics", ["Metrics"])])
    ]


def test_what_stands_below_a_point_are_its_details() -> None:
    ((unit),) = day_outline.read(["### Planning", "- Problem", "  - Scope", "    - In", "      - Out"], "Capstone")
    assert unit.topics[0].points[0].details == ("In", "Out")


@pytest.mark.parametrize("text", ["", "Nothing.\n", "### Planning\n", "### …\n- …\n", "- \n-\n", "***\n---\n"])
def test_where_there_is_no_point_there_is_no_outline(text: str) -> None:
    assert read(text) == []


def test_titles_keep_the_marks_that_are_theirs() -> None:
    assert read('### "A" and "B"\n- `torch.nn` and `torch.fx`\n  - 2D convolution\n  - f(x) = **w**x\n') == [
        ('"A" and "B"', [("`torch.nn` and `torch.fx`", ["2D convolution", "f(x) = **w**x"])])
    ]


def test_the_label_of_additions_is_no_part_of_a_title() -> None:
    assert read("### Beyond the syllabus: Planning\n- Beyond the Syllabus:Scope\n") == [
        ("Planning", [("Planning", ["Scope"])])
    ]


def test_an_endless_outline_is_cut_to_a_day() -> None:
    many = [line for n in range(500) for line in (f"### Unit {n} x", *[f"- Topic {n} {t}\n  - P" for t in range(40)])]
    units = day_outline.read("\n".join(many).split("\n"), "Capstone")
    assert (len(units), {len(unit.topics) for unit in units}) == (8, {10})
    (unit,) = day_outline.read(["- " + "word " * 10_000], "Capstone")
    assert len(unit.topics[0].points[0].text) <= day_outline.LONGEST


def test_controls_and_escapes_are_gone() -> None:
    (unit,) = day_outline.read(["### \x1b[31mRed\x1b[0m", "- \x07Bell\u202e"], "Capstone")
    assert (unit.title, unit.topics[0].points[0].text) == ("Red", "Bell")


_LINES = st.text(st.sampled_from('ab Z1.#-*_`":;•[x] \t“”\n'), max_size=12)
_MARKUP = st.sampled_from(["### ", "#### ", "- ", "  - ", "    - ", "1. ", "**", "- **", "", "Unit: "])


@given(st.lists(st.tuples(_MARKUP, _LINES), max_size=12))
def test_what_was_read_is_read_again_from_what_is_written(lines: list[tuple[str, str]]) -> None:
    units = day_outline.read("\n".join(mark + text for mark, text in lines).split("\n"), "Capstone")
    written = day_outline.render(units)
    assert day_outline.read(written.split("\n"), "Capstone") == units


def test_bullets_are_told_each_once_in_their_order() -> None:
    lines = ["Covers:", "- **Norms**", "  - Euclidean norm", "- Norms", "1. Distances", "and so on"]
    assert day_outline.bullets(lines) == ("Norms", "Euclidean norm", "Distances")
