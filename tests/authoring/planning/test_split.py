"""Every topic of a day becomes a lesson, and every point a section of its own."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.planning.courses import BLUEPRINT, day_of
from tui.authoring.errors import InputError
from tui.authoring.planning import budget, naming, plan_file
from tui.authoring.planning.blueprint import Blueprint, SectionKind
from tui.authoring.planning.model import DayPlan
from tui.authoring.planning.split import plan_day
from tui.authoring.syllabus.model import Day

# Any script, and beside it titles that meet each other and the blueprint's own once they are slugs.
ALIKE = st.sampled_from(
    ["Summary", "summary!", "Summary 2", "Orientation", "Tensors", "TENSORS", "Tensors 2", "—", "…"]
)
TITLES = st.one_of(
    ALIKE, st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip())
)
DAYS = st.builds(
    day_of,
    st.lists(
        st.lists(st.tuples(TITLES, st.lists(TITLES, min_size=1, max_size=5)), min_size=1, max_size=4),
        min_size=1,
        max_size=3,
    ),
    number=st.integers(1, 1250),
)
KINDS = st.lists(TITLES, max_size=5)


def blueprint_of(before: list[str], after: list[str]) -> Blueprint:
    """Return a blueprint with kinds of these titles before and after the points."""
    kinds = [SectionKind(kind=f"before{n}", title=title, target_words=100) for n, title in enumerate(before)]
    kinds.append(SectionKind(kind="point", title="{point}", each="point", target_words=500))
    kinds += [SectionKind(kind=f"after{n}", title=title, target_words=100) for n, title in enumerate(after)]
    return Blueprint(sections=tuple(kinds))


def test_each_topic_is_one_lesson_in_the_order_of_the_syllabus() -> None:
    day = day_of([[("Compression & Storage", ["Why", "How"])], [("Speed", ["When"]), ("Cost", ["What"])]])
    plan = plan_day(day, BLUEPRINT)
    assert (plan.day, plan.title) == (2, "A day")
    assert [(lesson.id, lesson.file, lesson.title, lesson.unit) for lesson in plan.lessons] == [
        ("day02_001", "day02_001_compression_storage.md", "Compression & Storage", "Unit 1"),
        ("day02_002", "day02_002_speed.md", "Speed", "Unit 2"),
        ("day02_003", "day02_003_cost.md", "Cost", "Unit 2"),
    ]
    assert [lesson.points for lesson in plan.lessons] == [("2.1.1.1", "2.1.1.2"), ("2.2.1.1",), ("2.2.2.1",)]


def test_a_lesson_has_the_blueprints_sections_and_one_for_each_point() -> None:
    (lesson,) = plan_day(day_of([[("Topic", ["First point", "Second point"])]]), BLUEPRINT).lessons
    assert [(each.id, each.title, each.kind, each.points, each.target_words) for each in lesson.sections] == [
        ("orientation", "Orientation", "orientation", (), 180),
        ("first-point", "First point", "point", ("2.1.1.1",), 550),
        ("second-point", "Second point", "point", ("2.1.1.2",), 550),
        ("summary", "Summary", "summary", (), 90),
    ]
    assert lesson.budget_tokens == BLUEPRINT.budget_tokens


def test_a_point_named_like_a_section_of_the_blueprint_leaves_it_its_slug() -> None:
    (lesson,) = plan_day(day_of([[("Topic", ["Summary", "Summary"])]]), BLUEPRINT).lessons
    assert [section.id for section in lesson.sections] == ["orientation", "summary-2", "summary-3", "summary"]


def test_two_kinds_of_one_title_keep_their_slugs_beside_any_point() -> None:
    (lesson,) = plan_day(day_of([[("Topic", ["Questions 2"])]]), blueprint_of(["Questions", "Questions"], [])).lessons
    assert [section.id for section in lesson.sections] == ["questions", "questions-2", "questions-2-2"]


def test_topics_of_one_title_get_files_of_their_own() -> None:
    plan = plan_day(day_of([[("Tensors", ["a"]), ("Tensors", ["b"]), ("Tensors 2", ["c"])]]), BLUEPRINT)
    slugs = [lesson.file.removeprefix(f"{lesson.id}_") for lesson in plan.lessons]
    assert slugs == ["tensors.md", "tensors_2.md", "tensors_2_2.md"]


@settings(deadline=None)
@given(DAYS, KINDS, KINDS)
def test_any_titles_in_any_script_give_strict_unique_names_and_teach_each_point_once(
    day: Day, before: list[str], after: list[str]
) -> None:
    blueprint = blueprint_of(before, after)
    plan = plan_day(day, blueprint)
    assert [lesson.serial for lesson in plan.lessons] == list(range(1, len(plan.lessons) + 1))
    slugs = []
    for lesson in plan.lessons:
        match = naming.LESSON_FILE.fullmatch(lesson.file)
        assert match is not None
        assert (int(match["day"]), int(match["serial"])) == (day.day, lesson.serial)
        assert lesson.file.isascii()
        assert len(lesson.file) < 100
        slugs.append(match["slug"])
        ids = [section.id for section in lesson.sections]
        assert len(ids) == len(set(ids))
    assert len(slugs) == len(set(slugs))
    taught = Counter(address for lesson in plan.lessons for section in lesson.sections for address in section.points)
    expected = [
        f"{day.day}.{u}.{t}.{p}"
        for u, unit in enumerate(day.units, 1)
        for t, topic in enumerate(unit.topics, 1)
        for p in range(1, len(topic.points) + 1)
    ]
    assert taught == Counter(expected)
    assert plan_file.render(plan_day(day, blueprint)) == plan_file.render(plan)


# Budgets

FULL = Blueprint(
    budget_tokens=2000,
    sections=(
        SectionKind(kind="orientation", title="Orientation", target_words=100),
        SectionKind(kind="point", title="{point}", each="point", target_words=300, least_words=200),
        SectionKind(kind="summary", title="Summary", target_words=60),
    ),
)


def points(count: int) -> list[str]:
    return [f"Point {n}" for n in range(1, count + 1)]


def sizes(plan: DayPlan) -> list[int]:
    return [len(lesson.points) for lesson in plan.lessons]


def test_a_full_lesson_asks_for_fewer_words_evenly() -> None:
    (lesson,) = plan_day(day_of([[("Topic", points(4))]]), FULL).lessons
    assert [section.target_words for section in lesson.sections] == [75, 230, 230, 230, 230, 45]
    assert budget.planned_tokens(lesson) <= 2000


def test_a_topic_that_is_too_large_is_split_at_points_into_the_fewest_even_parts() -> None:
    first, second, third = plan_day(day_of([[("First-Order Methods", points(10))]], number=5), FULL).lessons
    assert [len(each.points) for each in (first, second, third)] == [4, 3, 3]
    assert [each.title for each in (first, second, third)] == [
        f"First-Order Methods (part {part})" for part in (1, 2, 3)
    ]
    assert second.file == "day05_002_first_order_methods_part_2.md"
    assert [each.part for each in (first, second, third)] == [1, 2, 3]
    for lesson in (first, second, third):
        assert [section.id for section in lesson.sections if not section.points] == ["orientation", "summary"]
        assert budget.planned_tokens(lesson) <= 2000


def test_a_long_title_keeps_the_number_of_its_part() -> None:
    plan = plan_day(day_of([[("Attention " * 30, points(9))]]), FULL)
    endings = [lesson.file.removesuffix(".md").partition("_attention")[2][-7:] for lesson in plan.lessons]
    assert endings == ["_part_1", "_part_2", "_part_3"]
    assert all(len(lesson.file) < 80 for lesson in plan.lessons)


def test_small_topics_of_one_unit_share_a_lesson_where_the_blueprint_says_so() -> None:
    day = day_of([[("A", points(2)), ("B", points(1)), ("C", points(2))], [("D", points(1))]])
    assert sizes(plan_day(day, FULL)) == [2, 1, 2, 1]
    sharing = plan_day(day, FULL.model_copy(update={"share_lesson_up_to": 3}))
    assert [(lesson.title, lesson.file) for lesson in sharing.lessons] == [
        ("A; B", "day02_001_a_b.md"),
        ("C", "day02_002_c.md"),
        ("D", "day02_003_d.md"),
    ]
    assert sharing.lessons[0].points == ("2.1.1.1", "2.1.1.2", "2.1.2.1")
    assert sizes(plan_day(day, FULL.model_copy(update={"share_lesson_up_to": 2}))) == [2, 1, 2, 1]


def test_topics_do_not_share_a_lesson_that_they_do_not_fit() -> None:
    day = day_of([[("A", points(3)), ("B", points(3)), ("C", points(1))]])
    assert sizes(plan_day(day, FULL.model_copy(update={"share_lesson_up_to": 9}))) == [3, 4]


def test_a_blueprint_in_which_no_point_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="a lesson of a single point takes about 1,498 tokens at least, more than"):
        Blueprint(
            budget_tokens=1000, sections=(SectionKind(kind="p", title="{point}", each="point", target_words=1100),)
        )


def test_a_point_that_is_titled_like_an_addition_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="“Beyond the syllabus: more” of syllabus and blueprint"):
        plan_day(day_of([[("Topic", ["Beyond the syllabus: more"])]]), BLUEPRINT)


def test_a_new_plan_is_marked_as_nobodys_and_knows_what_its_points_say() -> None:
    plan = plan_day(day_of([[("Topic", points(9))]]), FULL)
    assert all(lesson.is_untouched for lesson in plan.lessons)
    assert plan.points == {f"2.1.1.{n}": f"Point {n}" for n in range(1, 10)}


@settings(deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=5), st.integers(1200, 4000), st.integers(0, 8))
def test_no_lesson_is_planned_over_its_budget(topics: list[int], tokens: int, sharing: int) -> None:
    blueprint = FULL.model_copy(update={"budget_tokens": tokens, "share_lesson_up_to": sharing})
    day = day_of([[(f"Topic {n}", points(count)) for n, count in enumerate(topics)]])
    plan = plan_day(day, blueprint)
    assert all(budget.planned_tokens(lesson) <= tokens for lesson in plan.lessons)
    assert [address for lesson in plan.lessons for address in lesson.points] == list(plan.points)
    assert sum(sizes(plan)) == sum(topics)
    assert plan_file.render(plan_day(day, blueprint)) == plan_file.render(plan)
