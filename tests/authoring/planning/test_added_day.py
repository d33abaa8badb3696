"""A day that the author added to the syllabus is planned like any other, and each of its lessons says so."""

import pytest

from tests.authoring.planning.courses import BLUEPRINT, day_of
from tui.authoring.planning import edits, reconcile, replanning, split
from tui.authoring.planning.model import DayPlan
from tui.authoring.syllabus.model import Day

REASON = "The title promises 45 days"
TOPICS = [[("Bends", ["Reef knot", "Sheet bend", "Carrick bend"]), ("Loops", ["Bowline"])]]


def day(reason: str | None = REASON, topics: list[list[tuple[str, list[str]]]] = TOPICS) -> Day:
    return day_of(topics).model_copy(update={"addition": reason})


def labels(plan: DayPlan) -> list[str | None]:
    return [lesson.addition for lesson in plan.lessons]


def test_every_lesson_of_an_added_day_says_why_and_teaches_its_points() -> None:
    plan = split.plan_day(day(), BLUEPRINT)
    assert labels(plan) == [REASON, REASON]
    assert [lesson.points for lesson in plan.lessons] == [("2.1.1.1", "2.1.1.2", "2.1.1.3"), ("2.1.2.1",)]
    assert all(lesson.is_untouched for lesson in plan.lessons)


def test_a_day_of_the_outline_has_no_label() -> None:
    assert labels(split.plan_day(day(None), BLUEPRINT)) == [None, None]


def test_a_point_more_goes_into_a_lesson_of_the_day_which_stays_labelled() -> None:
    plan = split.plan_day(day(), BLUEPRINT)
    after = day(
        topics=[[("Bends", ["Reef knot", "Sheet bend", "Carrick bend", "Zeppelin bend"]), ("Loops", ["Bowline"])]]
    )
    followed = reconcile.reconcile(plan, after, BLUEPRINT, drafted=()).plan
    assert followed.lessons[0].points == tuple(f"2.1.1.{n}" for n in range(1, 5))
    assert labels(followed) == [REASON, REASON]
    assert reconcile.fits(followed, after)


@pytest.mark.parametrize(("before", "after"), [(None, REASON), (REASON, None), (REASON, "Another reason")])
def test_the_label_follows_the_syllabus(before: str | None, after: str | None) -> None:
    plan = split.plan_day(day(before), BLUEPRINT)
    followed = reconcile.reconcile(plan, day(after), BLUEPRINT, drafted=())
    assert labels(followed.plan) == [after, after]
    assert followed.changes == ()
    assert all(lesson.is_untouched for lesson in followed.plan.lessons)


def test_what_the_author_added_to_a_day_keeps_its_own_reason() -> None:
    plan = edits.add_addition_lesson(split.plan_day(day(None), BLUEPRINT), "Ropes", "Nobody knows ropes", BLUEPRINT)
    followed = reconcile.reconcile(plan, day(REASON), BLUEPRINT, drafted=()).plan
    assert labels(followed) == [REASON, REASON, "Nobody knows ropes"]


def test_a_removed_point_that_is_back_finds_a_labelled_lesson() -> None:
    plan = split.plan_day(day(), BLUEPRINT)
    drafted = [lesson.kept_key(section) for lesson in plan.lessons for section in lesson.sections]
    without = day(topics=[[("Bends", ["Reef knot", "Sheet bend"]), ("Loops", ["Bowline"])]])
    gone = reconcile.reconcile(plan, without, BLUEPRINT, drafted).plan
    assert labels(reconcile.reconcile(gone, day(), BLUEPRINT, drafted).plan) == [REASON, REASON]


def test_lessons_of_an_added_day_are_edited_like_others() -> None:
    plan = split.plan_day(day(), BLUEPRINT)
    moved = edits.move_point(plan, "2.1.1.3", "day02_002", BLUEPRINT)
    assert [lesson.points for lesson in moved.lessons] == [("2.1.1.1", "2.1.1.2"), ("2.1.2.1", "2.1.1.3")]
    halves = edits.split_lesson(plan, "day02_001", "sheet-bend", BLUEPRINT)
    assert labels(halves) == [REASON, REASON, REASON]
    assert labels(edits.merge_lessons(halves, "day02_001", BLUEPRINT)) == [REASON, REASON]
    assert labels(replanning.replan(moved, day(), BLUEPRINT, drafted=(), taken=())) == [REASON, REASON]


def test_a_part_of_an_added_day_s_lesson_must_teach_a_point_as_elsewhere() -> None:
    plan = edits.add_addition(split.plan_day(day(), BLUEPRINT), "day02_002", "Ropes", "Nobody knows", BLUEPRINT)
    with pytest.raises(edits.PlanRefused, match="would teach no point"):
        edits.split_lesson(plan, "day02_002", "ropes", BLUEPRINT)


def test_a_point_still_cannot_move_into_a_lesson_that_the_author_added() -> None:
    plan = edits.add_addition_lesson(split.plan_day(day(), BLUEPRINT), "Ropes", "Nobody knows ropes", BLUEPRINT)
    with pytest.raises(edits.PlanRefused, match="which is an addition"):
        edits.move_point(plan, "2.1.1.3", "day02_003", BLUEPRINT)
