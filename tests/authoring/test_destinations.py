"""Going anywhere in the course by a few letters or an address."""

from pathlib import Path

import pytest

from tui.authoring.destinations import Destinations
from tui.authoring.workbench import Workbench


@pytest.fixture
def destinations(workbench: Workbench) -> Destinations:
    found = Destinations(workbench.course)
    found.refresh()
    return found


def names(destinations: Destinations, query: str) -> list[str]:
    return [each.target or each.name for each in destinations.find(query)]


def test_without_a_word_the_days_are_offered(destinations: Destinations) -> None:
    assert names(destinations, " ") == ["d1", "d2"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("d2", "d2"),
        ("day 2", "d2"),
        ("2", "d2"),
        ("day01_002", "day01_002"),
        ("day1_2", "day01_002"),
        ("day01_002/or", "day01_002/orientation"),
        ("1.1.1.2", "day01_001/where-it-fails"),
        ("1.1.2", "day01_002/why-it-jams-less"),
        ("bowl", "day01_001"),
        ("BOWL ORIENT", "day01_001/orientation"),
        ("holds", "day01_001/how-the-loop-holds"),
        ("friction", "day02_001/friction-on-a-post"),
    ],
)
def test_an_address_or_a_few_letters_lead_there_first(destinations: Destinations, query: str, first: str) -> None:
    assert names(destinations, query)[0] == first


@pytest.mark.parametrize("query", ["bolwine", "bwln", "boweline"])
def test_what_is_misspelt_or_shortened_is_found(destinations: Destinations, query: str) -> None:
    assert names(destinations, query)[0] == "day01_001"


def test_titles_come_before_texts_that_only_stand_near_them(destinations: Destinations) -> None:
    found = names(destinations, "bowline")
    assert found[0] == "day01_001"
    assert set(found[1:]) == {f"day01_001/{each}" for each in ("orientation", "how-the-loop-holds", "where-it-fails")}


def test_what_is_nowhere_finds_nothing(destinations: Destinations) -> None:
    assert names(destinations, "zyx 123 qqq") == []


def test_what_has_changed_is_found_after_a_refresh_and_what_is_gone_is_not(
    destinations: Destinations, workbench: Workbench, course: Path
) -> None:
    syllabus = course / "syllabus.yaml"
    syllabus.write_text(syllabus.read_text("utf-8").replace("The clove hitch", "The Prüsik"), encoding="utf-8")
    destinations.refresh()
    assert names(destinations, "prusik")[0] == "day02_001"
    assert names(destinations, "clove hitch") == []


def test_a_day_whose_plan_is_broken_is_found_all_the_same(
    destinations: Destinations, workbench: Workbench, course: Path
) -> None:
    workbench.plan([1])
    (course / "course" / "day01" / "plan.yaml").write_text("nonsense", encoding="utf-8")
    destinations.refresh()
    assert names(destinations, "first knots") == ["d1"]


def test_a_glance_at_the_syllabus_finds_points_whose_lessons_are_known_when_one_goes_there(
    workbench: Workbench,
) -> None:
    destinations = Destinations(workbench.course)
    destinations.glance()
    for query, target in (("1.1.1.2", "day01_001/where-it-fails"), ("clove", "day02_001"), ("d2", None)):
        place = destinations.find(query)[0]
        assert place.target is None
        assert destinations.target_of(place) == target
