"""What a course promises and does not hold is counted, not guessed."""

from pathlib import Path

import pytest

from tui.authoring.syllabus import gaps, yaml_file
from tui.authoring.syllabus.model import Day, Point, Syllabus, Topic, Unit, Week

REAL = Path(__file__).parents[3] / "syllabus.yaml"


def day(number: int, title: str = "Tensors", unit: str = "Basics", topic: str = "Rank", point: str = "Shape") -> Day:
    topics = (Topic(title=topic, points=(Point(text=point),)),)
    return Day(day=number, title=title, units=(Unit(title=unit, topics=topics),))


def course(*days: Day, title: str = "Deep Learning", brief: str = "", week: str | None = None) -> Syllabus:
    return Syllabus(title=title, brief=brief, weeks=(Week(week=1, title=week, days=days or (day(1),)),))


def rules(syllabus: Syllabus) -> list[str]:
    return [gap.rule for gap in gaps.gaps(syllabus)]


def test_the_real_syllabus_lacks_twelve_days_and_a_capstone() -> None:
    promised, capstone = gaps.gaps(yaml_file.read(REAL))
    assert promised.message == ("“45-Day” promises 45 days, and 33 days are defined: 12 days (34 to 45) are missing.")
    assert promised.days == tuple(range(34, 46))
    assert capstone.message == (
        "Week 8, “Ethics, Research, and Capstone”, announces “Capstone”, and none of its days, units and topics holds "
        "one; its last day is day 33."
    )
    assert gaps.missing_days((promised, capstone)) == tuple(range(34, 46))


def test_a_course_that_keeps_its_word_lacks_nothing() -> None:
    assert rules(course(day(1), day(2), title="Deep Learning in 2 days", week="Foundations")) == []


@pytest.mark.parametrize(
    ("title", "brief"),
    [
        ("A 4-day course", ""),
        ("Deep Learning", "Thirty people.\nIt takes 4 days, not 400 days."),
        ("深度学习：4天课程", ""),
        ("Tief lernen in 4 Tagen", ""),
    ],
)
def test_a_promise_counts_in_title_or_brief(title: str, brief: str) -> None:
    (gap,) = gaps.gaps(course(day(1), day(2), title=title, brief=brief))
    assert (gap.rule, gap.days) == ("days-promised", (3, 4))


@pytest.mark.parametrize(
    "brief", ["Give 2 days of notice.", "A course of 1 day.", "Over 8 weeks.", "Day 45 is no day."]
)
def test_what_promises_no_more_days_than_there_are_is_no_gap(brief: str) -> None:
    assert rules(course(day(1), day(2), brief=brief)) == []


def test_the_title_counts_before_the_brief() -> None:
    assert rules(course(day(1), day(2), title="A 2-day course", brief="Valid for 30 days.")) == []


def test_numbers_left_out_are_days_that_are_missing_once() -> None:
    found = gaps.gaps(course(day(1), day(2), day(5), title="A 6-day course"))
    assert [gap.message for gap in found] == [
        "“6-day” promises 6 days, and 3 days are defined: 3 days (3 to 4, 6) are missing.",
        "2 days (3 to 4) are missing between day 2 and day 5.",
    ]
    assert gaps.missing_days(found) == (3, 4, 6)


def test_days_numbered_by_dates_are_no_gap() -> None:
    assert rules(course(day(20260101), day(20260215))) == []


@pytest.mark.parametrize("title", ["Ethics and Capstone", "Final Project", "Abschlussprojekt", "Hackathon"])
def test_a_week_that_announces_a_project_must_hold_one(title: str) -> None:
    assert rules(course(day(1, point="Structure of ML projects"), week=title)) == ["no-capstone"]


@pytest.mark.parametrize(
    "held",
    [
        {"title": "Capstone: a classifier"},
        {"unit": "Final Projects"},
        {"topic": "Project work"},
        {"point": "Capstone presentation"},
        {"point": "Final project: a classifier of one's own"},
    ],
)
def test_it_is_held_by_a_day_a_unit_a_topic_or_a_point_that_is_one(held: dict[str, str]) -> None:
    assert rules(course(day(1), day(2, **held), week="Review and Capstone")) == []


@pytest.mark.parametrize("title", ["Projection and Views", "Projective Geometry", "Projectiles"])
def test_words_that_only_look_like_a_project_announce_none(title: str) -> None:
    assert rules(course(week=title)) == []
