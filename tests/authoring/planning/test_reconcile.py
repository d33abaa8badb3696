"""A plan follows its syllabus: points keep their sections, new ones find a place, and nothing drafted is lost."""

from collections.abc import Collection

import pytest

from tests.authoring.planning.courses import BLUEPRINT, day_of
from tests.authoring.planning.test_edits import TIGHT, kept, shown
from tui.authoring.errors import InputError
from tui.authoring.planning import budget, edits
from tui.authoring.planning.arrangement import identities
from tui.authoring.planning.model import DayPlan
from tui.authoring.planning.reconcile import Reconciled, fits, reconcile
from tui.authoring.planning.split import plan_day
from tui.authoring.syllabus.model import Day

TENSORS = ["Shape of an array", "Strides in memory", "Views without copies"]
AUTOGRAD = ["The graph of operations", "Backward through the graph"]
DAY = day_of([[("Tensors", TENSORS), ("Autograd", AUTOGRAD)]])
PLAN = plan_day(DAY, BLUEPRINT)


def day(tensors: list[str] = TENSORS, autograd: list[str] = AUTOGRAD, title: str = "A day") -> Day:
    """Return the day with other points."""
    return day_of([[("Tensors", tensors), ("Autograd", autograd)]], title=title)


def followed(to: Day, plan: DayPlan = PLAN, drafted: Collection[str] = (), taken: Collection[str] = ()) -> Reconciled:
    """Return the plan that follows, which nothing changes any more."""
    found = reconcile(plan, to, BLUEPRINT, drafted, taken)
    assert fits(found.plan, to)
    again = reconcile(found.plan, to, BLUEPRINT, drafted, taken)
    assert (again.plan, again.changes) == (found.plan, ())
    return found


def told(found: Reconciled) -> list[tuple[str, str, str | None]]:
    """Return the changes as kind, address and lesson."""
    return [(change.kind, change.address, change.lesson_id) for change in found.changes]


def test_a_plan_that_fits_is_left_as_it_is() -> None:
    assert fits(PLAN, DAY)
    assert followed(DAY).plan is PLAN


def test_the_title_of_the_day_follows() -> None:
    found = followed(day(title="Another day"))
    assert (found.plan.title, found.changes) == ("Another day", ())
    assert found.plan.lessons == PLAN.lessons


# Moved


def test_a_point_that_moved_keeps_its_lesson_and_its_section() -> None:
    found = followed(day([TENSORS[0], TENSORS[2]], [*AUTOGRAD, TENSORS[1]]))
    assert shown(found.plan) == shown(PLAN)
    assert found.plan.lessons[0].points == ("2.1.1.1", "2.1.2.3", "2.1.1.2")
    assert told(found) == [("moved", "2.1.1.2", "day02_001"), ("moved", "2.1.2.3", "day02_001")]
    assert found.changes[1].message == (
        "Point 2.1.2.3 (Strides in memory) was 2.1.1.2: it stays in day02_001/strides-in-memory."
    )


def test_whole_topics_that_change_places_keep_the_order_of_the_plan() -> None:
    found = followed(day_of([[("Autograd", AUTOGRAD), ("Tensors", TENSORS)]]))
    assert shown(found.plan) == shown(PLAN)
    assert found.plan.lessons[0].points == ("2.1.2.1", "2.1.2.2", "2.1.2.3")


def test_a_confirmed_passage_goes_with_its_point_and_not_with_another_wording() -> None:
    first, *rest = PLAN.lessons
    sections = [each.changed(confirmed=dict.fromkeys(each.points, "It is so.")) for each in first.sections]
    plan = PLAN.changed(lessons=(first.changed(sections=tuple(sections)), *rest))
    found = followed(day(["New at the top", TENSORS[0], "Strides in the memory", TENSORS[2]]), plan)
    confirmed = {section.id: dict(section.confirmed) for section in found.plan.lessons[0].sections if section.points}
    assert confirmed == {
        "new-at-the-top": {},
        "shape-of-an-array": {"2.1.1.2": "It is so."},
        "strides-in-memory": {},
        "views-without-copies": {"2.1.1.4": "It is so."},
    }


def test_of_two_points_that_say_the_same_each_keeps_its_own_section() -> None:
    twice = ["Exercises", "Strides in memory", "Exercises"]
    plan = plan_day(day(twice), BLUEPRINT)
    found = followed(day(["New at the top", *twice]), plan)
    assert [(each.id, each.points) for each in found.plan.lessons[0].sections if each.id.startswith("exercises")] == [
        ("exercises", ("2.1.1.2",)),
        ("exercises-2", ("2.1.1.4",)),
    ]


# Reworded


def test_a_reworded_point_keeps_its_section_whose_title_follows() -> None:
    found = followed(day([TENSORS[0], "How strides walk through memory", TENSORS[2]]))
    section = found.plan.lessons[0].sections[2]
    assert (section.id, section.title) == ("strides-in-memory", "How strides walk through memory")
    assert identities(found.plan.lessons) == identities(PLAN.lessons)
    assert told(found) == [("reworded", "2.1.1.2", "day02_001")]
    assert "it was “Strides in memory”: day02_001/strides-in-memory keeps its text" in found.changes[0].message


def test_a_title_that_the_author_gave_is_left_alone() -> None:
    plan = edits.rename_section(PLAN, "day02_001", "strides-in-memory", "Steps")
    found = followed(day([TENSORS[0], "How strides walk through memory", TENSORS[2]]), plan)
    assert found.plan.lessons[0].sections[2].title == "Steps"


def test_a_point_that_was_reworded_while_its_neighbours_shifted_is_told_by_them() -> None:
    found = followed(day(["New at the top", TENSORS[0], "How strides walk through memory", TENSORS[2]]))
    assert [change.kind for change in found.changes] == ["new", "moved", "reworded", "moved"]


def test_a_point_that_was_reworded_elsewhere_must_be_more_alike() -> None:
    moved = followed(day([TENSORS[0], TENSORS[2]], [*AUTOGRAD, "Strides in the memory"]))
    assert ("reworded", "2.1.2.3", "day02_001") in told(moved)
    longer = "What strides are in an array's memory"
    other = followed(day([TENSORS[0], TENSORS[2]], [*AUTOGRAD, longer]))
    assert [kind for kind, _, _ in told(other)] == ["moved", "new", "removed"]
    here = followed(day([TENSORS[0], longer, TENSORS[2]]))
    assert [kind for kind, _, _ in told(here)] == ["reworded"]


def test_another_point_in_the_same_place_is_not_the_old_one_reworded() -> None:
    found = followed(day([TENSORS[0], "Broadcasting rules", TENSORS[2]]))
    assert told(found) == [("new", "2.1.1.2", "day02_001"), ("removed", "2.1.1.2", None)]
    assert shown(found.plan)[0] == (
        "day02_001_tensors.md: orientation shape-of-an-array broadcasting-rules views-without-copies summary"
    )


# New


def test_a_new_point_stands_beside_its_neighbours() -> None:
    found = followed(day(["Data types", *TENSORS[:2], "Contiguous memory", TENSORS[2]]))
    assert shown(found.plan)[0] == (
        "day02_001_tensors.md: orientation data-types shape-of-an-array strides-in-memory contiguous-memory "
        "views-without-copies summary"
    )
    assert found.plan.lessons[0].points == tuple(f"2.1.1.{n}" for n in range(1, 6))
    assert ("new", "2.1.1.1", "day02_001") in told(found)
    assert found.plan.lessons[0].is_untouched


def test_a_new_point_goes_where_its_neighbours_were_moved_to() -> None:
    plan = edits.move_point(PLAN, "2.1.1.3", "day02_002", BLUEPRINT, before="backward-through-the-graph")
    found = followed(day([*TENSORS, "Broadcasting rules"]), plan)
    assert shown(found.plan)[1] == (
        "day02_002_autograd.md: orientation the-graph-of-operations views-without-copies broadcasting-rules "
        "backward-through-the-graph summary"
    )


def test_a_new_topic_is_a_lesson_at_its_place_in_the_syllabus() -> None:
    found = followed(day_of([[("Tensors", TENSORS), ("Devices", ["CPU", "GPU"]), ("Autograd", AUTOGRAD)]]))
    assert shown(found.plan)[1] == "day02_002_devices.md: orientation cpu gpu summary"
    assert [lesson.kept_as for lesson in found.plan.lessons] == [None, "day02_002-2", "day02_002"]
    first = followed(day_of([[("Devices", ["CPU"]), ("Tensors", TENSORS), ("Autograd", AUTOGRAD)]]))
    assert first.plan.lessons[0].file == "day02_001_devices.md"
    last = followed(day_of([[("Tensors", TENSORS), ("Autograd", AUTOGRAD), ("Tensors", ["CPU"])]]))
    assert last.plan.lessons[2].file == "day02_003_tensors_2.md"
    assert last.plan.lessons[2].kept_as is None


def test_a_new_lesson_is_never_taken_for_one_that_was_dropped() -> None:
    to = day_of([[("Tensors", TENSORS), ("Autograd", AUTOGRAD), ("Devices", ["CPU"])]])
    assert followed(to, taken={"day02_003/orientation"}).plan.lessons[2].kept_as == "day02_003-2"


def test_a_new_section_is_never_taken_for_one_that_was_dropped() -> None:
    found = followed(day([*TENSORS, "Broadcasting rules"]), taken={"day02_001/broadcasting-rules"})
    assert kept(found.plan, "day02_001")[4] == "day02_001/broadcasting-rules-2"


def full_day(*more: str) -> Day:
    return day_of([[("Tensors", ["Alpha", "Beta", "Gamma", "Delta", *more]), ("Autograd", AUTOGRAD)]])


FULL = plan_day(full_day(), TIGHT)


def test_a_lesson_that_nobody_wrote_makes_room_evenly() -> None:
    plan = plan_day(day_of([[("Tensors", ["Alpha", "Beta"])]]), TIGHT)
    found = reconcile(plan, day_of([[("Tensors", ["Alpha", "Beta", "Gamma"])]]), TIGHT, ())
    (lesson,) = found.plan.lessons
    words = [section.target_words for section in lesson.sections if section.points]
    assert len(words) == 3
    assert len(set(words)) == 1
    assert words[0] < 200
    assert budget.planned_tokens(lesson) <= 1200


def test_what_is_drafted_keeps_its_length_when_a_point_comes() -> None:
    plan = plan_day(day_of([[("Tensors", ["Alpha", "Beta"])]]), TIGHT)
    before = {section.id: section.target_words for section in plan.lessons[0].sections}
    to = day_of([[("Tensors", ["Alpha", "Beta", "Gamma"])]])
    found = reconcile(plan, to, TIGHT, {"day02_001/beta"}).plan
    assert len(found.lessons) == 1
    after = {section.id: section.target_words for section in found.lessons[0].sections}
    assert after["beta"] == before["beta"]
    assert after["alpha"] < before["alpha"]
    assert budget.planned_tokens(found.lessons[0]) <= 1200


def test_a_full_lesson_gets_a_further_part() -> None:
    found = reconcile(FULL, full_day("Epsilon", "Zeta"), TIGHT, ()).plan
    assert shown(found) == [
        "day02_001_tensors_part_1.md: orientation alpha beta gamma delta summary",
        "day02_002_tensors_part_2.md: orientation epsilon zeta summary",
        "day02_003_autograd.md: orientation the-graph-of-operations backward-through-the-graph summary",
    ]
    assert [lesson.part for lesson in found.lessons] == [1, 2, None]
    assert all(budget.planned_tokens(lesson) <= 1200 for lesson in found.lessons)


def test_a_lesson_that_is_drafted_keeps_its_name_beside_its_further_part() -> None:
    found = reconcile(FULL, full_day("Epsilon"), TIGHT, {"day02_001/alpha"}).plan
    assert [(lesson.title, lesson.part) for lesson in found.lessons[:2]] == [("Tensors", None), ("Tensors (part 2)", 2)]
    assert found.lessons[0].sections == FULL.lessons[0].sections


def test_a_part_that_is_needed_after_others_is_the_next() -> None:
    plan = plan_day(full_day("Epsilon", "Zeta", "Eta", "Theta"), TIGHT)
    assert [len(lesson.points) for lesson in plan.lessons] == [4, 4, 2]
    found = reconcile(plan, full_day("Epsilon", "Zeta", "Eta", "Theta", "Iota"), TIGHT, ()).plan
    assert [(lesson.title, len(lesson.points)) for lesson in found.lessons[:3]] == [
        ("Tensors (part 1)", 4),
        ("Tensors (part 2)", 4),
        ("Tensors (part 3)", 1),
    ]


def test_a_part_is_not_named_after_a_lesson_that_teaches_more_than_its_topic() -> None:
    plan = plan_day(day_of([[("Tensors", ["Alpha", "Beta"]), ("Autograd", ["Gamma", "Delta"])]]), TIGHT)
    plan = edits.merge_lessons(plan, "day02_001", TIGHT)
    to = day_of([[("Tensors", ["Alpha", "Beta", "Epsilon"]), ("Autograd", ["Gamma", "Delta"])]])
    assert [lesson.title for lesson in reconcile(plan, to, TIGHT, ()).plan.lessons] == ["Tensors; Autograd", "Tensors"]


# Removed


def test_a_removed_point_leaves_with_its_section_where_nothing_is_written() -> None:
    found = followed(day(TENSORS[:2]))
    assert shown(found.plan)[0] == "day02_001_tensors.md: orientation shape-of-an-array strides-in-memory summary"
    assert told(found) == [("removed", "2.1.1.3", None)]
    assert found.changes[0].message == (
        "Point 2.1.1.3 (Views without copies) is no longer in the syllabus: views-without-copies has left the plan."
    )


def test_what_is_drafted_of_a_removed_point_stays_as_an_addition() -> None:
    found = followed(day(TENSORS[:2]), drafted={"day02_001/views-without-copies"})
    (section,) = found.plan.lessons[0].additions
    assert (section.id, section.title) == ("views-without-copies", "Beyond the syllabus: Views without copies")
    assert section.addition == "was in the syllabus as “Views without copies” until it was removed"
    assert identities(found.plan.lessons) == identities(PLAN.lessons)
    assert told(found) == [("removed", "2.1.1.3", "day02_001")]
    assert "day02_001/views-without-copies stays as an addition" in found.changes[0].message


def test_a_point_that_comes_back_has_its_old_section_again() -> None:
    gone = followed(day(TENSORS[:2]), drafted={"day02_001/views-without-copies"}).plan
    assert followed(DAY, gone, drafted={"day02_001/views-without-copies"}).plan == PLAN


def test_a_lesson_that_teaches_nothing_any_more_leaves_the_plan() -> None:
    found = followed(day_of([[("Autograd", AUTOGRAD)]]))
    assert shown(found.plan) == [shown(PLAN)[1].replace("day02_002", "day02_001")]
    assert found.plan.lessons[0].kept_as == "day02_002"


def test_a_lesson_of_which_something_is_drafted_stays_whole_as_an_addition() -> None:
    found = followed(day_of([[("Autograd", AUTOGRAD)]]), drafted={"day02_001/orientation"})
    lesson = found.plan.lessons[0]
    assert shown(found.plan) == shown(PLAN)
    assert lesson.addition == "was in the syllabus until its points were removed"
    assert [section.title for section in lesson.additions] == [f"Beyond the syllabus: {text}" for text in TENSORS]
    assert followed(DAY, found.plan, drafted={"day02_001/orientation"}).plan == PLAN


def test_an_authors_addition_outlives_the_points_of_its_lesson() -> None:
    plan = edits.add_addition(PLAN, "day02_001", "Sparse tensors", "They are missing", BLUEPRINT)
    found = followed(day_of([[("Autograd", AUTOGRAD)]]), plan)
    assert shown(found.plan)[0] == "day02_001_tensors.md: orientation sparse-tensors summary"


def test_a_section_of_two_points_goes_on_with_the_one_that_is_left() -> None:
    first, *rest = PLAN.lessons
    both = first.sections[1].changed(points=("2.1.1.1", "2.1.1.2"))
    plan = PLAN.changed(lessons=(first.changed(sections=(both, *first.sections[3:])), *rest))
    found = followed(day([TENSORS[1], TENSORS[2]]), plan)
    assert found.plan.lessons[0].sections[0].points == ("2.1.1.1",)
    assert "day02_001/shape-of-an-array teaches what is left" in found.changes[-1].message


def test_nothing_of_a_day_may_be_left_of_its_old_points() -> None:
    found = followed(day_of([[("Devices", ["CPU", "GPU"])]]))
    assert shown(found.plan) == ["day02_001_devices.md: orientation cpu gpu summary"]
    assert [kind for kind, _, _ in told(found)] == ["new"] * 2 + ["removed"] * 5
    kept_on = followed(day_of([[("Devices", ["CPU", "GPU"])]]), drafted={"day02_002/summary"})
    assert [lesson.addition is None for lesson in kept_on.plan.lessons] == [False, True]


# Plans by hand


def test_a_plan_that_does_not_know_what_its_points_said_is_taken_at_its_word() -> None:
    plan = PLAN.changed(points={})
    assert not fits(plan, DAY)
    found = followed(DAY, plan)
    assert (found.plan, found.changes) == (PLAN, ())
    other = followed(day([*TENSORS, "Broadcasting rules"], AUTOGRAD[:1]), plan)
    assert told(other) == [("new", "2.1.1.4", "day02_001"), ("removed", "2.1.2.2", None)]


def test_what_stands_by_hand_in_a_lesson_keeps_its_length() -> None:
    first, *rest = PLAN.lessons
    long = first.changed(sections=tuple(each.changed(target_words=700) for each in first.sections))
    found = followed(day([*TENSORS, "Broadcasting rules"]), PLAN.changed(lessons=(long, *rest)))
    assert found.plan.lessons[0].sections == long.sections
    assert found.plan.lessons[1].title == "Tensors (part 2)"


def test_a_point_that_is_worded_like_an_addition_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="“Beyond the syllabus: views” of syllabus and blueprint"):
        followed(day([*TENSORS, "Beyond the syllabus: views"]))
