"""Two plans of a day that were changed apart make one together, unless they contradict."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authoring.planning.courses import BLUEPRINT, day_of
from tui.authoring.planning import plan_merging, split
from tui.authoring.planning.arrangement import numbered
from tui.authoring.planning.model import DayPlan, LessonPlan, Waiver
from tui.authoring.planning.plan_merging import PlansContradict


def with_lesson(plan: DayPlan, at: int, **changes: Any) -> DayPlan:
    return plan.changed(lessons=[each.changed(**changes) if n == at else each for n, each in enumerate(plan.lessons)])


def waived(plan: DayPlan, at: int, reason: str = "It comes later.") -> DayPlan:
    lesson = plan.lessons[at]
    return with_lesson(plan, at, waived=(*lesson.waived, Waiver(rule="leftovers", reason=reason)))


def confirmed(plan: DayPlan, at: int) -> DayPlan:
    said = "It is so."
    sections = [each.changed(confirmed=dict.fromkeys(each.points, said)) for each in plan.lessons[at].sections]
    return with_lesson(plan, at, sections=sections)


PLAN = split.plan_day(
    day_of([[("Loops", ["How", "Where"]), ("Bends", ["Why"]), ("Hitches", ["When"])]], number=1), BLUEPRINT
)
CHANGES = [
    lambda plan, at: waived(plan, at, f"Of {at}."),
    confirmed,
    lambda plan, at: with_lesson(plan, at, title=f"Another title {at}"),
    lambda plan, at: with_lesson(plan, at, budget_tokens=7000 + at),
]
lessons = st.integers(0, len(PLAN.lessons) - 1)
side = st.lists(st.tuples(lessons, st.sampled_from(CHANGES)), max_size=3)


def changed(plan: DayPlan, changes: list[Any]) -> DayPlan:
    for at, change in changes:
        plan = change(plan, at)
    return plan


@given(ours=side, theirs=side)
def test_changes_of_different_lessons_are_all_kept_whichever_side_merges(ours: list[Any], theirs: list[Any]) -> None:
    theirs = [(at, change) for at, change in theirs if at not in {other for other, _ in ours}]
    both = changed(changed(PLAN, ours), theirs)

    assert plan_merging.merged(PLAN, changed(PLAN, ours), changed(PLAN, theirs)) == both
    assert plan_merging.merged(PLAN, changed(PLAN, theirs), changed(PLAN, ours)) == both


def test_what_both_waived_and_confirmed_is_kept_where_both_planned_the_day_anew() -> None:
    merged = plan_merging.merged(None, waived(PLAN, 0, "Ours."), confirmed(waived(PLAN, 0, "Theirs."), 1))
    assert [waiver.reason for waiver in merged.lessons[0].waived] == ["Ours.", "Theirs."]
    assert merged.lessons[1] == confirmed(PLAN, 1).lessons[1]


def test_a_waiver_that_one_side_took_back_stays_away() -> None:
    base = waived(waived(PLAN, 0, "One."), 0, "Two.")
    merged = plan_merging.merged(base, waived(PLAN, 0, "Two."), waived(base, 0, "Three."))
    assert [waiver.reason for waiver in merged.lessons[0].waived] == ["Two.", "Three."]


def test_lessons_moved_by_one_side_keep_what_the_other_said_of_them_and_their_identity() -> None:
    first, second, *others = PLAN.lessons
    moved = PLAN.changed(lessons=numbered([second, first, *others], PLAN.day))
    merged = plan_merging.merged(PLAN, moved, waived(PLAN, 1))
    assert [lesson.kept_name for lesson in merged.lessons[:2]] == [second.id, first.id]
    assert merged.lessons[0].id == first.id
    assert merged.lessons[0].waived


def test_a_lesson_that_one_side_added_stands_where_it_stood() -> None:
    longer = PLAN.changed(lessons=numbered([PLAN.lessons[0], own_lesson(), *PLAN.lessons[1:]], PLAN.day))
    merged = plan_merging.merged(PLAN, waived(PLAN, 1), longer)
    assert [lesson.title for lesson in merged.lessons] == [lesson.title for lesson in longer.lessons]
    assert merged.lessons[2].waived


def own_lesson() -> LessonPlan:
    return PLAN.lessons[0].changed(
        id="day01_009",
        file="day01_009_splices.md",
        title="Splices",
        addition="Sailors ask for it.",
        kept_as="day01_009",
        sections=[
            PLAN.lessons[0]
            .sections[0]
            .changed(title="Beyond the syllabus: splices", addition="Sailors ask for it.", points=())
        ],
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        (with_lesson(PLAN, 0, title="One"), with_lesson(PLAN, 0, title="Two"), "both .* the title of day01_001"),
        (with_lesson(PLAN, 0, budget_tokens=900), with_lesson(PLAN, 0, budget_tokens=901), "the budget of day01_001"),
        (
            PLAN.changed(lessons=numbered([PLAN.lessons[1], PLAN.lessons[0], *PLAN.lessons[2:]], PLAN.day)),
            PLAN.changed(lessons=numbered(reversed(PLAN.lessons), PLAN.day)),
            "both sides changed the order of the lessons of day 1",
        ),
    ],
)  # fmt: skip
def test_a_contradiction_is_told_with_its_place(ours: DayPlan, theirs: DayPlan, said: str) -> None:
    with pytest.raises(PlansContradict, match=said):
        plan_merging.merged(PLAN, ours, theirs)
