"""A replan follows blueprint and syllabus, and leaves alone what is the author's."""

from tests.authoring.planning.courses import BLUEPRINT, day_of
from tui.authoring.planning import edits, split
from tui.authoring.planning.blueprint import SectionKind
from tui.authoring.planning.replanning import replan

DAY = day_of([[("Tensors", ["Shape", "Stride"]), ("Autograd", ["Graphs"])], [("Training", ["Loss", "Steps"])]])
PLAN = split.plan_day(DAY, BLUEPRINT)
LONGER = BLUEPRINT.model_copy(
    update={"sections": (*BLUEPRINT.sections, SectionKind(kind="exercises", title="Exercises", target_words=200))}
)


def test_a_replan_without_any_change_is_the_same_plan() -> None:
    assert replan(PLAN, DAY, BLUEPRINT, drafted=(), taken=()) == PLAN


def test_lessons_that_nobody_touched_follow_the_blueprint() -> None:
    plan = replan(PLAN, DAY, LONGER, drafted=(), taken=())

    assert plan == split.plan_day(DAY, LONGER)


def test_a_lesson_shaped_by_hand_stays_as_it_is() -> None:
    shaped = edits.rename(PLAN, "day02_002", "How gradients are found")

    plan = replan(shaped, DAY, LONGER, drafted=(), taken=())

    assert plan.lessons[1] == shaped.lessons[1]
    assert [lesson.sections[-1].kind for lesson in plan.lessons] == ["exercises", "summary", "exercises"]


def test_a_drafted_lesson_stays_as_it_is_and_keeps_its_name() -> None:
    moved = edits.move_lesson(PLAN, "day02_003", 1)

    plan = replan(moved, DAY, LONGER, drafted={"day02_003/orientation"}, taken={"day02_003/orientation"})

    kept = next(lesson for lesson in plan.lessons if lesson.title == "Training")
    assert kept.kept_name == "day02_003"
    assert kept.sections == moved.lessons[0].sections
    assert [address for lesson in plan.lessons for address in lesson.points].count("2.1.2.1") == 1


def test_a_point_moved_by_hand_stays_where_it_was_moved_and_its_old_lesson_is_planned_around_it() -> None:
    moved = edits.move_point(PLAN, "2.1.1.2", "day02_003", BLUEPRINT)

    plan = replan(moved, DAY, LONGER, drafted=(), taken=())

    assert "2.1.1.2" in next(lesson for lesson in plan.lessons if lesson.title == "Training").points
    assert sorted(address for lesson in plan.lessons for address in lesson.points) == sorted(PLAN.points)


def test_a_new_lesson_never_takes_the_name_under_which_something_is_kept() -> None:
    merged = edits.merge_lessons(PLAN, "day02_001", BLUEPRINT)

    plan = replan(merged, DAY, LONGER, drafted={"day02_003/loss"}, taken={"day02_003/loss", "day02_002/graphs"})

    names = [lesson.kept_name for lesson in plan.lessons]
    assert len(set(names)) == len(names)
    assert sorted(address for lesson in plan.lessons for address in lesson.points) == sorted(PLAN.points)
