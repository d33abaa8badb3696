"""A day more in the author's own file: nothing else in it changes, however it is written."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.authoring.syllabus.test_yaml_file import syllabuses
from tui.authoring.errors import InputError
from tui.authoring.syllabus import insert_day, yaml_file
from tui.authoring.syllabus.model import Day, Point, Syllabus, Topic, Unit
from tui.authoring.yaml_model import parse

REAL = Path(__file__).parents[3] / "syllabus.yaml"

WRITTEN = """\
# My course. Do not reformat!
title:   "Knots"     # short
brief: >
  For beginners,
  who have a rope.

weeks:
- week: 1
  days:   # the first days
  # Day 2 is the hard one.
  - day: 2
    title: 'Hitches'
    units:
    - {title: Posts, topics: [{title: Clove hitch, points: [Friction, "Where: it fails"]}]}  # tail


  # Day 5 was moved here.
  - day: 5   # was 4
    title: Bends
    units:
    - title: Two ropes
      topics:
      - title: Reef knot
        points:
        - |
          Why it slips
# The end of week one.

- days:
  - day: 9
    title: Splices
    units: [{title: Eyes, topics: [{title: Eye splice, points: [Strands]}]}]
# Nothing follows."""


def day(number: int, title: str = "Climbing: ropes & more") -> Day:
    topic = Topic(title="Falls", points=(Point(text="yes"), Point(text="a: b", details=("- c",))))
    units = (Unit(title="Rock #1", topics=(topic,)),)
    return Day(day=number, title=title, addition="Nothing of it was taught", units=units)


def inserted(text: str, new: Day) -> tuple[str, str, str]:
    """Return what stands before the added text, the added text and what stands after it."""
    changed, syllabus = insert_day.with_day(text, new, name="syllabus.yaml")
    assert parse(changed, Syllabus, name="changed") == syllabus == parse(text, Syllabus, name="text").with_day(new)
    length = len(changed) - len(text)
    places = [n for n in range(len(text) + 1) if changed[:n] == text[:n] and changed[n + length :] == text[n:]]
    place = next((n for n in places if text[:n].endswith("\n")), places[-1])
    return text[:place], changed[place : place + length], text[place:]


@pytest.mark.parametrize(
    ("number", "above", "below"),
    [
        (1, "  days:   # the first days\n", "  # Day 2 is the hard one.\n"),
        (3, 'points: [Friction, "Where: it fails"]}]}  # tail\n', "\n\n  # Day 5 was moved here.\n"),
        (7, "          Why it slips\n", "# The end of week one.\n"),
        (12, "points: [Strands]}]}]\n", "# Nothing follows."),
    ],
)
def test_a_day_goes_below_the_one_before_it_and_above_the_comments_of_the_next(
    number: int, above: str, below: str
) -> None:
    before, added, after = inserted(WRITTEN, day(number))
    assert before.endswith(above)
    assert after.startswith(below)
    assert added.startswith(f"  - day: {number}\n    title: 'Climbing: ropes & more'\n    addition: Nothing of it")


def test_the_real_syllabus_keeps_every_byte() -> None:
    text = REAL.read_bytes().decode()
    before, added, after = inserted(text, day(34))
    assert before + after == text
    assert added.startswith("      - day: 34\n        title: ")


def test_a_syllabus_in_brackets_gets_its_day_in_brackets() -> None:
    text = "title: T\nweeks: [{days: [{day: 2, title: A, units: [{title: U, topics: [{title: P, points: [q]}]}]}]}]\n"
    for number in (1, 3):
        _, added, _ = inserted(text, day(number, title='Über 🚀 "quotes" \\ and: so'))
        assert "\n" not in added


def test_windows_line_ends_stay_and_are_used() -> None:
    text = WRITTEN.replace("\n", "\r\n")
    _, added, _ = inserted(text, day(7))
    assert added.count("\n") == added.count("\r\n") > 5


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    path = tmp_path / "syllabus.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + WRITTEN.encode())
    insert_day.insert_day(path, day(7))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# My course.")
    assert yaml_file.read(path).day(7) == day(7)


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\n# Bye", "\n...\n"])
def test_a_file_may_end_as_it_likes(end: str) -> None:
    units = "units: [{title: U, topics: [{title: P, points: [q]}]}]"
    text = f"title: T\nweeks:\n- days:\n  - day: 1\n    title: A\n    {units}"
    inserted(text + end, day(2))


def test_a_number_that_is_taken_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "syllabus.yaml"
    path.write_text(WRITTEN, encoding="utf-8")
    with pytest.raises(InputError, match="has a day 5 already"):
        insert_day.insert_day(path, day(5))
    assert path.read_text(encoding="utf-8") == WRITTEN


def test_texts_that_are_shared_by_an_anchor_are_no_obstacle() -> None:
    text = WRITTEN.replace("  - {title: Posts", "  - {title: &p Posts").replace("title: Eyes", "title: *p")
    assert "*p" in text
    inserted(text, day(7))
    inserted(text, day(12))


def test_a_broken_file_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "syllabus.yaml"
    for content in (b"title: [", b"\xff\xfe", b""):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"syllabus\.yaml"):
            insert_day.insert_day(path, day(2))
        assert path.read_bytes() == content
    with pytest.raises(InputError, match="does not exist"):
        insert_day.insert_day(tmp_path / "none.yaml", day(2))


_STYLES: list[dict[str, Any]] = [
    {},
    {"indent": 4},
    {"indent": 7, "width": 30},
    {"default_flow_style": True, "width": 60},
    {"default_flow_style": None},
    {"default_style": '"'},
    {"default_style": "|"},
    {"explicit_start": True, "explicit_end": True},
]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(syllabuses(), st.integers(1, 400), st.sampled_from(_STYLES), st.booleans())
def test_however_a_syllabus_is_written_a_day_is_put_in(
    syllabus: Syllabus, number: int, style: dict[str, Any], commented: bool
) -> None:
    data = yaml.safe_load(yaml_file.render(syllabus))
    text = yaml.dump(data, sort_keys=False, allow_unicode=True, **style) if style else yaml_file.render(syllabus)
    if commented and not set(style) & {"default_style", "width", "default_flow_style"}:
        text = "".join(f"{line}\n{'' if '|' in text else '  # said'}\n" for line in text.split("\n"))
    try:
        known = parse(text, Syllabus, name="text")
    except InputError:
        return  # YAML's own dumper writes some titles as numbers or dates
    if known.day(number) is not None:
        with pytest.raises(InputError, match="already"):
            insert_day.with_day(text, day(number), name="text")
        return
    inserted(text, day(number))
