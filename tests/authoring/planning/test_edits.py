"""An edit of a plan does what it says, and leaves every section the name under which its attempts are kept."""

from collections.abc import Callable

import pytest

from tests.authoring.planning.courses import BLUEPRINT, day_of
from tui.authoring.planning import budget, edits
from tui.authoring.planning.arrangement import identities
from tui.authoring.planning.blueprint import Blueprint, SectionKind
from tui.authoring.planning.edits import PlanRefused
from tui.authoring.planning.model import DayPlan
from tui.authoring.planning.split import plan_day

PLAN = plan_day(
    day_of(
        [[("Tensors", ["Shape", "Stride", "Views"]), ("Autograd", ["Graph", "Backward"])], [("Speed", ["Kernels"])]]
    ),
    BLUEPRINT,
)
TIGHT = Blueprint(
    budget_tokens=1200,
    addition_words=100,
    sections=(
        SectionKind(kind="orientation", title="Orientation", target_words=60),
        SectionKind(kind="point", title="{point}", each="point", target_words=200, least_words=120),
        SectionKind(kind="summary", title="Summary", target_words=40),
    ),
)


def shown(plan: DayPlan) -> list[str]:
    """Return each lesson as its file, and the slugs of its sections."""
    return [f"{lesson.file}: {' '.join(section.id for section in lesson.sections)}" for lesson in plan.lessons]


def kept(plan: DayPlan, lesson_id: str) -> list[str]:
    """Return the identities of a lesson's sections."""
    lesson = plan.lesson(lesson_id)
    assert lesson is not None
    return [lesson.kept_key(section) for section in lesson.sections]


# Names


def test_a_renamed_lesson_has_a_file_of_its_new_name_and_keeps_its_drafts() -> None:
    plan = edits.rename(PLAN, "day02_002", "  Automatic\tdifferentiation ")
    assert plan.lessons[1].title == "Automatic differentiation"
    assert plan.lessons[1].file == "day02_002_automatic_differentiation.md"
    assert identities(plan.lessons) == identities(PLAN.lessons)
    assert plan.lessons[0] == PLAN.lessons[0]


def test_a_lesson_may_take_the_name_of_another_and_its_file_is_numbered() -> None:
    assert edits.rename(PLAN, "day02_002", "Tensors").lessons[1].file == "day02_002_tensors_2.md"
    assert edits.rename(PLAN, "day02_002", "Autograd") == PLAN


def test_a_part_that_is_renamed_is_a_part_as_long_as_its_title_says_so() -> None:
    parts = edits.split_lesson(PLAN, "day02_001", "views", BLUEPRINT)
    renamed = edits.rename(parts, "day02_002", "Views of tensors")
    assert (renamed.lessons[1].part, renamed.lessons[1].file) == (None, "day02_002_views_of_tensors.md")
    assert edits.rename(parts, "day02_002", "Strides (part 2)").lessons[1].part == 2


def test_a_renamed_section_keeps_its_slug() -> None:
    plan = edits.rename_section(PLAN, "day02_001", "stride", "How strides walk")
    assert plan.lessons[0].sections[2].title == "How strides walk"
    assert shown(plan) == shown(PLAN)


def test_an_addition_stays_labelled_whatever_it_is_called() -> None:
    plan = edits.add_addition(PLAN, "day02_003", "Roofline", "Kernels need it", BLUEPRINT)
    for title in ("The roofline model", "Beyond the syllabus: The roofline model"):
        renamed = edits.rename_section(plan, "day02_003", "roofline", title)
        assert renamed.lessons[2].additions[0].title == "Beyond the syllabus: The roofline model"


# Order


def test_a_lesson_moves_to_its_place_and_all_are_numbered_anew() -> None:
    plan = edits.move_lesson(PLAN, "day02_003", 1)
    assert [lesson.file for lesson in plan.lessons] == [
        "day02_001_speed.md",
        "day02_002_tensors.md",
        "day02_003_autograd.md",
    ]
    assert [lesson.kept_as for lesson in plan.lessons] == ["day02_003", "day02_001", "day02_002"]
    assert identities(plan.lessons) == identities(PLAN.lessons)
    assert plan.points == PLAN.points


def test_a_lesson_that_moves_back_needs_no_other_name() -> None:
    assert edits.move_lesson(edits.move_lesson(PLAN, "day02_003", 1), "day02_001", 3) == PLAN


def test_parts_are_counted_in_the_order_they_stand() -> None:
    parts = edits.split_lesson(PLAN, "day02_001", "views", BLUEPRINT)
    plan = edits.move_lesson(parts, "day02_002", 1)
    assert [(lesson.title, lesson.part, lesson.points) for lesson in plan.lessons[:2]] == [
        ("Tensors (part 1)", 1, ("2.1.1.3",)),
        ("Tensors (part 2)", 2, ("2.1.1.1", "2.1.1.2")),
    ]
    assert [lesson.file for lesson in plan.lessons[:2]] == [
        "day02_001_tensors_part_1.md",
        "day02_002_tensors_part_2.md",
    ]


def test_a_section_moves_among_the_points_and_not_past_them() -> None:
    plan = edits.move_section(PLAN, "day02_001", "views", -2)
    assert shown(plan)[0] == "day02_001_tensors.md: orientation views shape stride summary"
    assert edits.move_section(plan, "day02_001", "views", 2) == PLAN


def test_a_point_moves_with_its_section_and_its_drafts() -> None:
    plan = edits.move_point(PLAN, "2.1.1.2", "day02_002", BLUEPRINT, before="backward")
    assert shown(plan)[:2] == [
        "day02_001_tensors.md: orientation shape views summary",
        "day02_002_autograd.md: orientation graph stride backward summary",
    ]
    assert kept(plan, "day02_002")[2] == "day02_001/stride"
    assert edits.move_point(plan, "2.1.1.2", "day02_001", BLUEPRINT, before="views") == PLAN


def test_a_point_moves_within_its_lesson() -> None:
    plan = edits.move_point(PLAN, "2.1.1.1", "day02_001", BLUEPRINT)
    assert shown(plan)[0] == "day02_001_tensors.md: orientation stride views shape summary"
    assert edits.move_point(plan, "2.1.1.1", "day02_001", BLUEPRINT, before="stride") == PLAN


def test_a_point_that_meets_its_name_gets_another_and_keeps_its_drafts() -> None:
    plan = plan_day(day_of([[("A", ["Shape", "Stride"]), ("B", ["Shape"])]]), BLUEPRINT)
    moved = edits.move_point(plan, "2.1.1.1", "day02_002", BLUEPRINT)
    assert shown(moved)[1] == "day02_002_b.md: orientation shape shape-2 summary"
    assert kept(moved, "day02_002")[1:3] == ["day02_002/shape", "day02_001/shape"]
    assert edits.move_point(moved, "2.1.1.1", "day02_001", BLUEPRINT, before="stride") == plan


def test_a_confirmed_passage_moves_with_its_point() -> None:
    lesson = PLAN.lessons[0]
    stride = lesson.sections[2].changed(confirmed={"2.1.1.2": "A stride is a step."})
    plan = PLAN.changed(
        lessons=(lesson.changed(sections=(*lesson.sections[:2], stride, *lesson.sections[3:])), *PLAN.lessons[1:])
    )
    moved = edits.move_point(plan, "2.1.1.2", "day02_003", BLUEPRINT)
    assert moved.lessons[2].sections[2].confirmed == {"2.1.1.2": "A stride is a step."}


# Two of one, one of two


def test_a_split_lesson_becomes_two_whole_ones() -> None:
    plan = edits.split_lesson(PLAN, "day02_001", "stride", BLUEPRINT)
    assert shown(plan)[:2] == [
        "day02_001_tensors_part_1.md: orientation shape summary",
        "day02_002_tensors_part_2.md: orientation stride views summary",
    ]
    assert [(each.title, each.part) for each in plan.lessons[:2]] == [("Tensors (part 1)", 1), ("Tensors (part 2)", 2)]
    assert identities(PLAN.lessons) < identities(plan.lessons)
    assert kept(plan, "day02_002") == [
        "day02_002-2/orientation",  # `day02_002` is what the old second lesson is still kept as
        "day02_001/stride",
        "day02_001/views",
        "day02_002-2/summary",
    ]
    assert plan.lessons[2].kept_as == "day02_002"


def test_a_new_lesson_is_never_taken_for_one_that_was_dropped() -> None:
    last = edits.split_lesson(PLAN, "day02_002", "backward", BLUEPRINT, {"day02_003/orientation", "day02_003-2/x"})
    assert last.lessons[2].kept_as == "day02_003-3"


def test_a_part_that_is_split_makes_one_part_more() -> None:
    twice = edits.split_lesson(
        edits.split_lesson(PLAN, "day02_001", "stride", BLUEPRINT), "day02_002", "views", BLUEPRINT
    )
    assert [lesson.title for lesson in twice.lessons[:3]] == [f"Tensors (part {n})" for n in (1, 2, 3)]
    assert [lesson.points for lesson in twice.lessons[:3]] == [("2.1.1.1",), ("2.1.1.2",), ("2.1.1.3",)]


def test_what_moves_when_a_lesson_is_split_keeps_its_length() -> None:
    plan = plan_day(day_of([[("Tensors", ["Shape", "Stride", "Views"])]]), TIGHT)
    lengths = {section.id: section.target_words for section in plan.lessons[0].sections}
    halves = edits.split_lesson(plan, "day02_001", "views", TIGHT)
    assert lengths["views"] < 200
    assert [section.target_words for section in halves.lessons[1].sections] == [60, lengths["views"], 40]
    assert [section.target_words for section in halves.lessons[0].sections] == [
        lengths[section.id] for section in halves.lessons[0].sections
    ]


def test_where_a_second_part_is_full_only_what_is_new_in_it_is_shortened() -> None:
    plan = plan_day(day_of([[("Tensors", ["Shape", "Stride", "Views"])]]), TIGHT)
    wordy = (
        SectionKind(kind="orientation", title="Orientation", target_words=400, least_words=60),
        *TIGHT.sections[1:],
    )
    halves = edits.split_lesson(plan, "day02_001", "stride", TIGHT.model_copy(update={"sections": wordy}))
    second = halves.lessons[1]
    assert second.sections[1:3] == tuple(
        each.changed(kept_as=f"day02_001/{each.id}") for each in plan.lessons[0].sections[2:4]
    )
    assert 60 <= second.sections[0].target_words < 400
    assert budget.planned_tokens(second) <= 1200


def test_two_parts_are_merged_into_the_lesson_they_came_of() -> None:
    parts = edits.split_lesson(PLAN, "day02_001", "stride", BLUEPRINT)
    merged = edits.merge_lessons(parts, "day02_001", BLUEPRINT)
    assert merged == PLAN


def test_parts_that_are_left_are_counted_anew() -> None:
    parts = edits.split_lesson(
        edits.split_lesson(PLAN, "day02_001", "stride", BLUEPRINT), "day02_002", "views", BLUEPRINT
    )
    merged = edits.merge_lessons(parts, "day02_002", BLUEPRINT)
    assert [(each.title, each.part) for each in merged.lessons[:2]] == [
        ("Tensors (part 1)", 1),
        ("Tensors (part 2)", 2),
    ]
    onwards = edits.merge_lessons(merged, "day02_002", BLUEPRINT)
    assert [(each.title, each.part, each.file) for each in onwards.lessons[:2]] == [
        ("Tensors", None, "day02_001_tensors.md"),
        ("Tensors; Autograd", None, "day02_002_tensors_autograd.md"),
    ]


def test_parts_of_two_topics_make_no_part_of_either() -> None:
    parts = edits.split_lesson(PLAN, "day02_002", "backward", BLUEPRINT)
    parts = edits.split_lesson(parts, "day02_001", "views", BLUEPRINT)
    merged = edits.merge_lessons(parts, "day02_002", BLUEPRINT)
    assert [(lesson.title, lesson.part) for lesson in merged.lessons] == [
        ("Tensors", None),
        ("Tensors; Autograd", None),
        ("Autograd", None),
        ("Speed", None),
    ]


def test_merged_lessons_teach_the_points_of_both_in_order() -> None:
    plan = edits.merge_lessons(PLAN, "day02_002", BLUEPRINT)
    assert shown(plan)[1:] == ["day02_002_autograd_speed.md: orientation graph backward kernels summary"]
    assert kept(plan, "day02_002") == [
        "day02_002/orientation",
        "day02_002/graph",
        "day02_002/backward",
        "day02_003/kernels",
        "day02_002/summary",
    ]
    assert (plan.lessons[1].title, plan.lessons[1].unit) == ("Autograd; Speed", "Unit 1")


def test_what_is_drafted_is_not_merged_away_unseen() -> None:
    drafted = {"day02_003/orientation", "day02_003/summary", "day02_003/kernels"}
    with pytest.raises(PlanRefused, match="orientation, summary of day02_003 are drafted and would leave the plan"):
        edits.merge_lessons(PLAN, "day02_002", BLUEPRINT, drafted)
    plan = edits.merge_lessons(PLAN, "day02_002", BLUEPRINT, drafted, drop_drafted=True)
    assert "day02_003/kernels" in kept(plan, "day02_002")
    assert edits.merge_lessons(PLAN, "day02_002", BLUEPRINT, {"day02_003/kernels"}) == plan


def test_an_addition_that_is_merged_with_a_lesson_is_a_part_of_that() -> None:
    plan = edits.add_addition_lesson(PLAN, "Roofline", "Kernels need it", BLUEPRINT, after="day02_002")
    for first in ("day02_002", "day02_003"):
        merged = edits.merge_lessons(plan, first, BLUEPRINT)
        lesson = merged.lesson(first)
        assert lesson is not None
        assert lesson.addition is None
        assert lesson.title == ("Autograd" if first == "day02_002" else "Speed")
        assert [each.title for each in lesson.additions] == ["Beyond the syllabus: Roofline"]


def test_two_additions_that_are_merged_say_both_reasons() -> None:
    plan = edits.add_addition_lesson(PLAN, "Roofline", "Kernels need it", BLUEPRINT)
    plan = edits.merge_lessons(
        edits.add_addition_lesson(plan, "Caches", "So do caches", BLUEPRINT), "day02_004", BLUEPRINT
    )
    lesson = plan.lessons[3]
    assert (lesson.title, lesson.addition) == ("Roofline; Caches", "Kernels need it; So do caches")


def test_an_addition_gives_way_to_a_lesson_of_a_day_that_was_added_whole() -> None:
    added = PLAN.changed(lessons=tuple(each.changed(addition="The course promised it") for each in PLAN.lessons))
    plan = edits.add_addition_lesson(added, "Roofline", "Kernels need it", BLUEPRINT, after="day02_001")
    for first in ("day02_001", "day02_002"):
        lesson = edits.merge_lessons(plan, first, BLUEPRINT).lesson(first)
        assert lesson is not None
        assert lesson.title in ("Tensors", "Autograd")
        assert lesson.addition == "The course promised it"


# Budgets


def test_a_lesson_that_gains_a_point_lowers_its_words_only_where_it_must() -> None:
    day = day_of([[("Tensors", ["Shape", "Stride"]), ("Autograd", ["Graph", "Backward"])]])
    plan = plan_day(day, TIGHT)
    moved = edits.move_point(plan, "2.1.1.2", "day02_002", TIGHT)
    assert {section.target_words for section in plan.lessons[1].sections if section.points} == {200}
    assert len({section.target_words for section in moved.lessons[1].sections if section.points}) == 1
    assert moved.lessons[1].sections[1].target_words < 200
    assert budget.planned_tokens(moved.lessons[1]) <= 1200
    assert [section.target_words for section in moved.lessons[0].sections] == [60, 200, 40]


def test_a_lesson_without_room_refuses_with_the_figures() -> None:
    plan = plan_day(day_of([[("A", ["a", "b", "c", "d"]), ("B", ["e", "f"])]]), TIGHT)
    expected = "day02_001 would take about 1,364 tokens with sections as short as they may be, more than its budget of "
    with pytest.raises(PlanRefused, match=expected):
        edits.move_point(plan, "2.1.2.1", "day02_001", TIGHT)
    with pytest.raises(PlanRefused, match="more than its budget of 1,200"):
        edits.merge_lessons(plan, "day02_001", TIGHT)
    with pytest.raises(PlanRefused, match="more than its budget of 1,200"):
        edits.add_addition(plan, "day02_001", "More", "It lacks more", TIGHT)


def test_a_lesson_that_its_author_planned_over_its_budget_stays_the_authors() -> None:
    plan = plan_day(day_of([[("A", ["a", "b"]), ("B", ["c", "d"])]]), TIGHT)
    lesson = plan.lessons[0]
    longer = lesson.changed(sections=tuple(each.changed(target_words=600) for each in lesson.sections))
    mine = plan.changed(lessons=(longer, plan.lessons[1]))
    moved = edits.move_point(mine, "2.1.2.2", "day02_001", TIGHT)
    assert [section.target_words for section in moved.lessons[0].sections] == [600, 600, 600, 200, 600]


# Additions


def test_an_addition_is_labelled_and_says_why() -> None:
    plan = edits.add_addition(PLAN, "day02_001", "Broadcasting", "Views lead to it", BLUEPRINT)
    (section,) = plan.lessons[0].additions
    assert (section.id, section.title) == ("broadcasting", "Beyond the syllabus: Broadcasting")
    assert (section.kind, section.addition, section.target_words) == ("addition", "Views lead to it", 300)
    assert shown(plan)[0] == "day02_001_tensors.md: orientation shape stride views broadcasting summary"
    assert edits.drop_addition(plan, "day02_001", "broadcasting") == PLAN


def test_an_addition_is_never_taken_for_one_that_was_dropped() -> None:
    taken = {"day02_001/broadcasting", "day02_002/broadcasting-2"}
    plan = edits.add_addition(PLAN, "day02_001", "Broadcasting", "Views lead to it", BLUEPRINT, taken)
    assert plan.lessons[0].additions[0].id == "broadcasting-2"
    away = edits.move_point(PLAN, "2.1.1.2", "day02_002", BLUEPRINT)
    again = edits.add_addition(away, "day02_001", "Stride", "It left", BLUEPRINT)
    assert again.lessons[0].additions[0].id == "stride-2"


def test_an_added_lesson_is_whole_and_labelled() -> None:
    plan = edits.add_addition_lesson(PLAN, "Roofline", "Kernels need it", BLUEPRINT, after="day02_001")
    lesson = plan.lessons[1]
    assert shown(plan)[1] == "day02_002_roofline.md: orientation roofline summary"
    assert (lesson.title, lesson.unit, lesson.addition) == ("Roofline", "Beyond the syllabus", "Kernels need it")
    assert [(each.title, each.addition) for each in lesson.additions] == [
        ("Beyond the syllabus: Roofline", "Kernels need it")
    ]
    assert not lesson.points
    assert identities(PLAN.lessons) < identities(plan.lessons)
    assert edits.drop_addition_lesson(plan, "day02_002") == PLAN
    assert edits.add_addition_lesson(PLAN, "Roofline", "why", BLUEPRINT).lessons[3].file == "day02_004_roofline.md"


def test_an_added_lesson_fits_where_long_additions_are_usual() -> None:
    blueprint = TIGHT.model_copy(update={"addition_words": 5000})
    plan = edits.add_addition_lesson(PLAN, "Roofline", "Kernels need it", blueprint)
    assert budget.planned_tokens(plan.lessons[3]) <= 1200


# Refusals

ADDED = edits.add_addition_lesson(
    edits.add_addition(PLAN, "day02_001", "Broadcasting", "Views lead to it", BLUEPRINT), "Roofline", "why", BLUEPRINT
)
TOGETHER = PLAN.changed(
    lessons=(
        *PLAN.lessons[:2],
        PLAN.lessons[2].changed(
            sections=(PLAN.lessons[2].sections[0], PLAN.lessons[2].sections[1].changed(points=("2.2.1.1", "2.2.1.2")))
        ),
    ),
    points={**PLAN.points, "2.2.1.2": "Fusion"},
)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (
            lambda: edits.rename(PLAN, "day02_009", "x"),
            "There is no lesson day02_009; the last one of the day is day02_003.",
        ),
        (lambda: edits.rename(PLAN, "day02_001", " \x1b "), "The title of day02_001 is empty"),
        (lambda: edits.rename_section(PLAN, "day02_001", "x", "y"), "day02_001 has no section x; its sections are: "),
        (lambda: edits.rename_section(PLAN, "day02_001", "shape", ""), "The title of day02_001/shape is empty"),
        (
            lambda: edits.rename_section(PLAN, "day02_001", "shape", "Beyond the syllabus: shape"),
            "day02_001/shape is no addition: its title cannot begin with",
        ),
        (
            lambda: edits.rename_section(ADDED, "day02_001", "broadcasting", "Beyond the syllabus:"),
            "The title of day02_001 is empty",
        ),
        (
            lambda: edits.move_lesson(PLAN, "day02_001", 4),
            "day02_001 cannot move to place 4: the day has places 1 to 3",
        ),
        (lambda: edits.move_lesson(PLAN, "day02_001", 0), "day02_001 cannot move to place 0"),
        (
            lambda: edits.move_section(PLAN, "day02_001", "shape", -1),
            "day02_001/shape cannot move up by 1: it is number 1 of 3 points and additions.",
        ),
        (lambda: edits.move_section(PLAN, "day02_001", "views", 1), "day02_001/views cannot move down by 1"),
        (
            lambda: edits.move_section(PLAN, "day02_001", "summary", -1),
            "day02_001/summary has its place by the blueprint",
        ),
        (lambda: edits.move_point(PLAN, "2.9.9.9", "day02_001", BLUEPRINT), "Point 2.9.9.9 is taught in no lesson"),
        (
            lambda: edits.move_point(PLAN, "2.2.1.1", "day02_001", BLUEPRINT),
            "Point 2.2.1.1 (Kernels) is the last of day02_003, which would teach nothing without it: merge",
        ),
        (
            lambda: edits.move_point(PLAN, "2.1.1.1", "day02_002", BLUEPRINT, before="summary"),
            "Point 2.1.1.1 (Shape) cannot stand before day02_002/summary",
        ),
        (
            lambda: edits.move_point(ADDED, "2.1.1.1", "day02_004", BLUEPRINT),
            "Point 2.1.1.1 (Shape) cannot be taught in day02_004, which is an addition.",
        ),
        (
            lambda: edits.move_point(TOGETHER, "2.2.1.2", "day02_001", BLUEPRINT),
            "Point 2.2.1.2 (Fusion) shares the section day02_003/kernels with 2.2.1.1: give it a section of its own",
        ),
        (
            lambda: edits.split_lesson(PLAN, "day02_001", "summary", BLUEPRINT),
            "day02_001 is split before a point or an addition, not before summary.",
        ),
        (
            lambda: edits.split_lesson(PLAN, "day02_001", "shape", BLUEPRINT),
            "day02_001 would keep nothing before shape",
        ),
        (
            lambda: edits.split_lesson(ADDED, "day02_001", "broadcasting", BLUEPRINT),
            "The second part of day02_001 would teach no point: split it elsewhere.",
        ),
        (lambda: edits.merge_lessons(PLAN, "day02_003", BLUEPRINT), "day02_003 is the last lesson of the day"),
        (lambda: edits.add_addition(PLAN, "day02_001", "x", " ", BLUEPRINT), "“Beyond the syllabus: x” needs a reason"),
        (lambda: edits.add_addition(PLAN, "day02_001", "", "y", BLUEPRINT), "The title of an addition to day02_001 is"),
        (
            lambda: edits.add_addition_lesson(PLAN, "", "y", BLUEPRINT),
            "The title of a lesson beyond the syllabus is empty",
        ),
        (
            lambda: edits.drop_addition(PLAN, "day02_001", "shape"),
            "Point 2.1.1.1 (Shape) is taught in day02_001/shape: it can be moved, not dropped.",
        ),
        (
            lambda: edits.drop_addition(PLAN, "day02_001", "summary"),
            "day02_001/summary is no addition: the blueprint asks",
        ),
        (
            lambda: edits.drop_addition(ADDED, "day02_004", "roofline"),
            "day02_004 holds nothing but the addition roofline: drop the whole lesson.",
        ),
        (
            lambda: edits.drop_addition_lesson(PLAN, "day02_002"),
            "Point 2.1.2.1 (Graph) is taught in day02_002: it can be moved, not dropped.",
        ),
    ],
)
def test_an_edit_that_would_break_the_plan_is_refused_in_a_sentence(edit: Callable[[], DayPlan], says: str) -> None:
    with pytest.raises(PlanRefused) as caught:
        edit()
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


def test_the_only_lesson_of_a_day_is_not_dropped() -> None:
    added = edits.add_addition_lesson(PLAN, "Roofline", "why", BLUEPRINT)
    alone = DayPlan(day=2, title="A day", lessons=(added.lessons[3].changed(id="day02_001", file="day02_001_x.md"),))
    with pytest.raises(PlanRefused, match="day02_001 is the only lesson of the day"):
        edits.drop_addition_lesson(alone, "day02_001")
