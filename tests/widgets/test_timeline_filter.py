"""What is typed to narrow a history, and what is made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.authoring.errors import InputError
from tui.widgets.timeline_filter import TimelineFilter

COURSE = TimelineFilter()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", COURSE),
        ("loop", TimelineFilter(text="loop")),
        ("the  loop", TimelineFilter(text="the loop")),
        ("author:Ada model:claude", TimelineFilter(author="Ada", model="claude")),
        ('author:"Ada Author" nip text:collar', TimelineFilter(author="Ada Author", text="nip collar")),
        ("AUTHOR:ada", TimelineFilter(author="ada")),
        ("lesson:day01_002", TimelineFilter("day01_002")),
        ("day:2 model:hand", TimelineFilter("day02", model="hand")),
        ("day:day12", TimelineFilter("day12")),
        ("points:1.2.1.3", TimelineFilter(text="points:1.2.1.3")),
        ('author:" a"b', TimelineFilter(author="a", text="b")),
    ],
)
def test_words_with_names_narrow_what_they_name_and_all_others_the_text(typed: str, wanted: TimelineFilter) -> None:
    assert COURSE.narrowed(typed) == wanted


def test_it_stays_with_the_lesson_unless_another_is_named() -> None:
    of_lesson = TimelineFilter("day01_001", author="Ada")
    assert of_lesson.narrowed("model:hand") == TimelineFilter("day01_001", model="hand")
    assert of_lesson.narrowed("") == TimelineFilter("day01_001")
    assert of_lesson.narrowed("lesson:day02_003").target == "day02_003"


@pytest.mark.parametrize("typed", ["lesson:bowline", "lesson:day1", "day:tuesday", "day:0", "day:-1"])
def test_a_name_that_is_none_is_refused_with_how_it_is_written(typed: str) -> None:
    with pytest.raises(InputError, match=r"write it as in (lesson|day):"):
        COURSE.narrowed(typed)


@given(*(st.text(alphabet=st.characters(codec="utf-8", exclude_characters='"'), max_size=20) for _ in range(3)))
def test_what_is_said_of_a_filter_can_be_typed_again(author: str, model: str, text: str) -> None:
    def tidy(value: str) -> str:
        return " ".join(value.split())

    wanted = COURSE.narrowed(f'author:"{author}" model:"{model}" text:"{text}"')
    assert COURSE.narrowed(wanted.said) == wanted
    assert tidy(wanted.text) == wanted.text
