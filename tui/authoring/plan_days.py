"""Planning days: a plan is written where there is none, and replaced only where nothing is lost by it."""

import hashlib
from collections.abc import Sequence

from tui.authoring import atomic
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.planning import naming, plan_file, split
from tui.authoring.planning.model import DayPlan


def plan_days(course: Course, days: Sequence[int], *, replan: bool = False) -> list[DayPlan]:
    """Write the plan of each day that has none; with `replan`, also of those that no longer fit the syllabus.

    A plan that still holds just the day's points stands as it is, hand edits included. One that is replaced is kept in
    `.coursewright/replaced/`, for its author may have shaped it by hand.

    Raises:
        InputError: the syllabus has no such day, or a plan is broken and `replan` was not asked for; nothing was
            written.
        AuthoringError: a new plan would orphan drafted sections or a lesson's file; nothing was written.
    """
    plans: list[DayPlan] = []
    replaced: list[int] = []
    for number in days:
        day = course.day(number)
        try:
            plan = course.plan(number)
        except InputError:
            if not replan:
                raise
            plan = split.plan_day(day, course.blueprint)
            _refuse_orphans(course, plan)
            replaced.append(number)
        plans.append(plan)
    for plan in plans:
        if plan.day in replaced:
            _keep_replaced(course, plan.day)
        if plan.day in replaced or not course.is_planned(plan.day):
            plan_file.write(course.workspace.plan(plan.day), plan)
    return plans


def _refuse_orphans(course: Course, plan: DayPlan) -> None:
    kept = {f"{lesson.id}/{section.id}" for lesson in plan.lessons for section in lesson.sections}
    drafted = course.store.records(f"{naming.day_folder(plan.day)}_")
    mend = f"mend {course.workspace.plan(plan.day)} by hand"
    orphan = next((key for key in drafted if key not in kept), None)
    if orphan is not None:
        raise AuthoringError(
            f"A new plan of day {plan.day} would have no place for {orphan}, which is drafted: "
            f"{mend}, so that the section keeps its name."
        )
    files = {lesson.file for lesson in plan.lessons}
    for path in sorted(course.workspace.day_folder(plan.day).glob("*.md")):
        if naming.LESSON_FILE.fullmatch(path.name) and path.name not in files:
            raise AuthoringError(
                f"A new plan of day {plan.day} would have no place for {path.name}: "
                f"{mend}, so that the lesson keeps its name, or move the file away."
            )


def _keep_replaced(course: Course, day: int) -> None:
    content = course.workspace.plan(day).read_bytes()
    name = f"{naming.day_folder(day)}-plan-{hashlib.sha256(content).hexdigest()[:12]}.yaml"
    atomic.write_bytes(course.workspace.replaced / name, content)
