"""The whole course of this repository is planned: every point once, every lesson within its budget."""

from collections import Counter
from functools import cache
from pathlib import Path

from tui.authoring.planning import blueprint as blueprint_file
from tui.authoring.planning import budget, naming, plan_file
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.model import DayPlan
from tui.authoring.planning.reconcile import fits, reconcile
from tui.authoring.planning.split import plan_day
from tui.authoring.syllabus import outline, yaml_file
from tui.authoring.syllabus.model import Syllabus, topics_of

ROOT = Path(__file__).parents[3]
SHIPPED = blueprint_file.read(ROOT / "templates" / "blueprint.yaml")


@cache
def syllabus() -> Syllabus:
    path = ROOT / "tests" / "outlines" / "pytorch_masterclass.md"
    return outline.read_outline_file(path).syllabus


def plans(blueprint: Blueprint = SHIPPED) -> list[DayPlan]:
    return [plan_day(day, blueprint) for day in syllabus().days()]


def taught(found: list[DayPlan]) -> Counter[str]:
    return Counter(address for plan in found for lesson in plan.lessons for address in lesson.points)


def test_every_point_of_every_day_is_taught_in_exactly_one_lesson() -> None:
    found = plans()
    assert [plan.day for plan in found] == list(range(1, 34))
    expected = [p.address for day in syllabus().days() for topic in topics_of(day) for p in topic.points()]
    assert len(expected) == 1032
    assert taught(found) == Counter(expected)


def test_each_topic_is_one_lesson_within_its_budget() -> None:
    lessons = [lesson for plan in plans() for lesson in plan.lessons]
    assert len(lessons) == 265
    assert all(lesson.part is None for lesson in lessons)
    for lesson in lessons:
        assert 0.95 * 6000 < budget.planned_tokens(lesson) <= 6000 or len(lesson.points) == 2
        words = {section.target_words for section in lesson.sections if section.points}
        assert len(words) == 1
        assert 350 <= words.pop() <= 550


def test_every_file_has_a_strict_name_of_its_own() -> None:
    for plan in plans():
        names = [lesson.file for lesson in plan.lessons]
        assert len(set(names)) == len(names)
        for serial, name in enumerate(names, 1):
            match = naming.LESSON_FILE.fullmatch(name)
            assert match is not None
            assert (int(match["day"]), int(match["serial"])) == (plan.day, serial)


def test_the_same_syllabus_gives_the_same_bytes() -> None:
    assert [plan_file.render(plan) for plan in plans()] == [plan_file.render(plan) for plan in plans()]


def test_every_plan_in_this_repository_fits_its_syllabus() -> None:
    standing = yaml_file.read(ROOT / "syllabus.yaml")
    paths = sorted((ROOT / "course").glob("day*/plan.yaml"))
    assert paths
    for path in paths:
        day = standing.day(int(path.parent.name.removeprefix("day")))
        assert day is not None
        plan = plan_file.read(path, day.day)
        assert fits(plan, day)
        assert all(budget.planned_tokens(lesson) <= lesson.budget_tokens for lesson in plan.lessons)


def test_a_small_budget_makes_parts_and_loses_nothing() -> None:
    small = SHIPPED.model_copy(update={"budget_tokens": 4000})
    found = plans(small)
    lessons = [lesson for plan in found for lesson in plan.lessons]
    assert taught(found) == taught(plans())
    assert all(budget.planned_tokens(lesson) <= 4000 for lesson in lessons)
    assert {lesson.part for lesson in lessons} == {None, 1, 2}
    assert [lesson.file for lesson in found[0].lessons[:4]] == [
        "day01_001_historical_evolution_of_machine_learning_part_1.md",
        "day01_002_historical_evolution_of_machine_learning_part_2.md",
        "day01_003_mathematical_foundations_part_1.md",
        "day01_004_mathematical_foundations_part_2.md",
    ]


def test_a_day_of_the_syllabus_stays_planned_through_another_and_back() -> None:
    first, second = list(syllabus().days())[:2]
    plan = plan_day(first, SHIPPED)
    drafted = {lesson.kept_key(section) for lesson in plan.lessons for section in lesson.sections}
    other = second.model_copy(update={"day": first.day})
    away = reconcile(plan, other, SHIPPED, drafted).plan
    assert drafted <= {lesson.kept_key(section) for lesson in away.lessons for section in lesson.sections}
    back = reconcile(away, first, SHIPPED, drafted).plan
    assert [lesson.points for lesson in back.lessons] == [lesson.points for lesson in plan.lessons]
    assert back == plan
