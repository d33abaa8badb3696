"""An answer is read in whatever form a model keeps; what is no suggestion is nothing."""

import textwrap
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.authoring.drafting.proposal import KnownLesson, Proposal, ProposalKind
from tui.authoring.drafting.suggestion_answer import of_course, of_day

LESSONS = (
    KnownLesson("day01_001", "Historical Evolution of Machine Learning", "day01_001"),
    KnownLesson("day01_002", "Mathematical Foundations", "day01_003"),
    KnownLesson("day01_003", "Problem Formulation", "day01_002"),
)
COURSE = {1: LESSONS, 33: (KnownLesson("day33_001", "Optimizers", "day33_001"),)}
REASON = "Lesson 2 uses norms that nothing has introduced."


def read(answer: str, **options: bool) -> list[Proposal]:
    return list(of_day(textwrap.dedent(answer), 1, LESSONS, **options))


NORMS = Proposal(ProposalKind.SECTION, 1, "day01_003", "Vector norms", REASON, "- Euclidean norm\n- Manhattan norm")
PYTHON = Proposal(ProposalKind.LESSON, 1, None, "Python for the course", "Every later day runs Python.")

AS_ASKED = f"""\
    ### Suggestion
    - kind: section
    - lesson: day01_002
    - title: Vector norms
    - reason: {REASON}
    - teaches: Euclidean norm; Manhattan norm

    ### Suggestion
    - kind: lesson
    - title: Python for the course
    - reason: Every later day runs Python.
    """


@pytest.mark.parametrize(
    "answer",
    [
        AS_ASKED,
        """\
    Here is what the day lacks:

    **Suggestion 1**
    **Kind:** Section
    **Lesson:** day01_002 (Mathematical Foundations)
    **Title:** "Vector norms"
    **Reason:** Lesson 2 uses norms
    that nothing has introduced.
    **Teaches:**
    - Euclidean norm
    - Manhattan norm

    **Suggestion 2: Python for the course**
    **Kind**: A lesson
    **Why**: Every later day runs Python.

    I hope this helps!
    """,
        f"""\
    ```markdown
    1. kind: section
       - lesson: 2
       - title: Vector norms.
       - reason: {REASON}
       - covers:
         - Euclidean norm
         - Manhattan norm
    2. kind: lesson
       - title: Python for the course
       - reason: Every later day runs Python.
    ```
    """,
        f"""\
    - kind: section | lesson: day1_2 | title: Vector norms | reason: {REASON} | teaches: Euclidean norm; Manhattan norm
    - kind: lesson | title: Python for the course | reason: Every later day runs Python.
    """,
        f"""\
    <think>
    - kind: lesson
    - title: Not this one
    - reason: It is only a thought.
    </think>
    Title: Vector norms
    Type: section
    Place: Mathematical Foundations
    Rationale: {REASON}
    Content: Euclidean norm; Manhattan norm

    Title: Python for the course
    Type: lesson
    Rationale: Every later day runs Python.
    """,
        f"""\
    | Kind | Lesson | **Title** | Reason | Teaches |
    | --- | :-: | --- | --- | --- |
    | section | day01_002 | Vector norms | {REASON} | Euclidean norm; Manhattan norm |
    | lesson | | Python for the course | Every later day runs Python. | |
    """,
    ],
)
def test_every_usual_form_says_the_same(answer: str) -> None:
    assert read(answer) == [NORMS, PYTHON]


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "Nothing.",
        "nothing is missing",
        "- title: Vector norms",
        "- reason: Because.",
        "- kind: section | lesson: day01_002 | title: … | reason: …",
        "- kind: section\n- title: ...\n- reason: ???",
        "I'm sorry, but I can't help with that.",
        '```json\n{"kind": "section"}\n```',
        "| a | b |\n|---|---|\n| c | d |",
        "<think>\n- kind: lesson\n- title: A\n- reason: B",
        "\x1b]0;title\x07\x00\x00",
        "#" * 5000,
        "**" * 5000,
    ],
)
def test_what_is_no_suggestion_is_nothing(answer: str) -> None:
    assert read(answer) == []


@pytest.mark.parametrize("lesson", ["day01_009", "day02_001", "../../etc/passwd", "the last one", "", "99", "🚀", "-1"])
def test_a_section_of_a_lesson_that_there_is_not_becomes_a_lesson(lesson: str) -> None:
    (found,) = read(f"- kind: section\n- lesson: {lesson}\n- title: Vector norms\n- reason: Needed.\n")
    assert (found.kind, found.lesson) == (ProposalKind.LESSON, None)


def test_a_lesson_is_found_by_the_name_it_has_now_and_kept_by_the_name_it_is_kept_under() -> None:
    (found,) = read("- kind: section\n- lesson: day01_003\n- title: Losses\n- reason: Needed.\n")
    assert found.lesson == "day01_002"


def test_titles_lose_labels_marks_and_escapes() -> None:
    (found,) = read("- title: \x1b[31m**Beyond the syllabus: `Strides`**\x1b[0m\u202e\n- reason: *Views* need\tthem\n")
    assert (found.title, found.reason) == ("Strides", "*Views* need them")


def test_titles_and_reasons_have_an_end() -> None:
    (found,) = read(f"- title: {'norm ' * 500}\n- reason: {'because ' * 500}\n")
    assert len(found.title) <= 120
    assert len(found.reason) <= 500


def test_of_an_answer_that_was_cut_off_the_last_is_left_out() -> None:
    assert read(AS_ASKED, whole=False) == [NORMS]


DAYS = """\
    ### Suggestion
    - kind: day
    - title: Capstone: Planning
    - reason: The week announces a capstone.

    #### Choosing a problem
    - **Scope**
      - Title: what a title promises
      - Reason: why a scope is small
    - **Addition: more data**
      - Licences

    ### Suggestion
    - kind: lesson
    - day: 33
    - title: Learning rate warm-up
    - reason: Day 34 uses it.

    ## Day 46: Capstone: Presentation
    Reason: Results have to be told.
    ### Telling results
    - A talk
      - Slides
    """


def course(answer: str, **options: bool) -> list[Proposal]:
    return list(of_course(textwrap.dedent(answer), COURSE, **options))


def test_days_come_with_their_outlines_and_lessons_with_their_day() -> None:
    planning, warm_up, presentation = course(DAYS)
    assert (planning.kind, planning.day, planning.title) == (ProposalKind.DAY, 0, "Capstone: Planning")
    assert planning.outline == textwrap.dedent(
        """\
        ### Choosing a problem
        - Scope
          - Title: what a title promises
          - Reason: why a scope is small
        - Addition: more data
          - Licences"""
    )
    assert (warm_up.kind, warm_up.day, warm_up.title) == (ProposalKind.LESSON, 33, "Learning rate warm-up")
    assert (presentation.title, presentation.reason) == ("Capstone: Presentation", "Results have to be told.")
    assert presentation.outline == "### Telling results\n- A talk\n  - Slides"


@pytest.mark.parametrize(
    "answer",
    [
        "- kind: day\n- title: Capstone\n- reason: It is announced.\n",
        "- kind: lesson\n- day: 77\n- title: A\n- reason: B\n",
        "- kind: section\n- lesson: day07_001\n- title: A\n- reason: B\n",
        "- kind: lesson\n- title: A\n- reason: B\n",
    ],
)
def test_a_day_without_points_and_a_lesson_of_no_day_are_left_out(answer: str) -> None:
    assert course(answer) == []


_WORDS = st.sampled_from(
    [
        "kind: ",
        "title: ",
        "reason: ",
        "lesson: ",
        "day: ",
        "- ",
        "### ",
        "Suggestion ",
        "|",
        "**",
        "section",
        "day",
        "1",
    ]
)


@given(st.lists(st.one_of(_WORDS, st.text(max_size=6), st.just("\n")), max_size=40).map("".join))
def test_no_answer_does_any_harm(answer: str) -> None:
    for found in (*of_day(answer, 1, LESSONS), *of_course(answer, COURSE)):
        assert found.title.strip() == found.title != ""
        # A character that this Python does not know yet is no control character.
        assert not any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in found.title)
        assert found.reason.strip() == found.reason != ""
        assert found.day in (0, *COURSE)
        assert found.lesson in (None, *(lesson.kept for lessons in COURSE.values() for lesson in lessons))


@pytest.mark.parametrize(
    "line", ["- title: a", "#", "| ", "- kind: day\n", "**", "- kind: day\n- title: a\n- reason: b\n"]
)
def test_an_endless_answer_is_read_to_an_end(line: str) -> None:
    # Were a pattern to backtrack, this would go on for hours.
    answer = line * (1_000_000 // len(line))
    assert len(read(answer)) < 100_000
    assert course(answer) == []
