"""What an author changes in a day's plan: each edit keeps every point in exactly one lesson, and can be undone."""

from collections.abc import Callable
from typing import TypeVar

from tui.authoring import plan_days
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.planning import arrangement, edits, replanning
from tui.authoring.planning.model import DayPlan, LessonPlan

T = TypeVar("T")


class NothingToUndo(AuthoringError):
    """The plan has not been changed here, or has been changed elsewhere since."""


class DraftedWouldLeave(AuthoringError):
    """Sections that hold text would leave the plan; `drop_drafted` lets them, and their attempts are kept."""


class PlanEdits:
    """Edits the plans of one course; each edit is written at once, and can be undone while the workbench is open.

    Every method returns the plan as it is then, and raises AuthoringError, with nothing changed, where the edit would
    leave a point without a lesson, take a lesson over its budget, or lose something that was drafted or approved.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._before: list[tuple[DayPlan, DayPlan]] = []

    def name_of(self, day: int, identity: str) -> str:
        """Return how that lesson (`day01_002`) or section (`day01_002/…`) of a day is called now.

        `identity` is the name under which it is kept (`kept_name`, `kept_key`), which outlives every edit.

        Raises:
            InputError: the day's plan holds no such thing any more, or is broken.
        """
        for lesson in self._course.plan(day).lessons:
            if lesson.kept_name == identity:
                return lesson.id
            for section in lesson.sections:
                if lesson.kept_key(section) == identity:
                    return f"{lesson.id}/{section.id}"
        raise InputError(f"The plan of day {day} no longer holds what this was meant for: nothing was changed.")

    # Names and order

    def rename_lesson(self, lesson_id: str, title: str) -> DayPlan:
        """Give a lesson another title, and its file the name that follows from it."""
        return self._change(lesson_id, lambda plan: edits.rename(plan, lesson_id, title))

    def rename_section(self, key: str, title: str) -> DayPlan:
        """Give a section (`day01_001/…`) another title; what was drafted of it stays with it."""
        lesson, section = self._course.section(key)
        return self._change(lesson.id, lambda plan: edits.rename_section(plan, lesson.id, section.id, title))

    def move_lesson(self, lesson_id: str, by: int) -> DayPlan:
        """Move a lesson by so many places in its day."""
        lesson = self._course.lesson(lesson_id)
        return self._change(lesson_id, lambda plan: edits.move_lesson(plan, lesson.id, lesson.serial + by))

    def move_section(self, key: str, by: int) -> DayPlan:
        """Move a point's section or an addition by so many places within its lesson."""
        lesson, section = self._course.section(key)
        return self._change(lesson.id, lambda plan: edits.move_section(plan, lesson.id, section.id, by))

    def move_point(self, address: str, to_lesson: str) -> DayPlan:
        """Move a point, with its section, to another lesson of its day."""
        return self._change(to_lesson, lambda plan: edits.move_point(plan, address, to_lesson, self._course.blueprint))

    # Lessons out of lessons

    def split_lesson(self, key: str) -> DayPlan:
        """Split a lesson in two; the second begins with the section `key`."""
        lesson, section = self._course.section(key)
        taken = self._course.taken(lesson.day)
        return self._change(
            lesson.id, lambda plan: edits.split_lesson(plan, lesson.id, section.id, self._course.blueprint, taken)
        )

    def merge_lessons(self, lesson_id: str, *, drop_drafted: bool = False) -> DayPlan:
        """Join a lesson with the one after it, which leaves its own frame of sections behind.

        Raises:
            DraftedWouldLeave: sections of that frame hold text, and nothing else stands against the merge.
        """

        def merged(plan: DayPlan) -> DayPlan:
            drafted = self._course.drafted(plan)
            blueprint = self._course.blueprint
            joined = edits.merge_lessons(plan, lesson_id, blueprint, drafted=drafted, drop_drafted=True)
            if not drop_drafted:
                try:
                    return edits.merge_lessons(plan, lesson_id, blueprint, drafted=drafted)
                except edits.PlanRefused as error:
                    raise DraftedWouldLeave(str(error)) from error
            return joined

        return self._change(lesson_id, merged)

    # Additions

    def add_section(self, lesson_id: str, title: str, reason: str) -> DayPlan:
        """Add a section that no point asked for, labelled so."""
        lesson = self._course.lesson(lesson_id)
        taken = self._course.taken(lesson.day)
        return self._change(
            lesson.id,
            lambda plan: edits.add_addition(plan, lesson.id, title, reason, self._course.blueprint, taken),
        )

    def add_lesson(self, after: str, title: str, reason: str) -> DayPlan:
        """Add a lesson that no point asked for, after another, labelled so."""
        lesson = self._course.lesson(after)
        taken = self._course.taken(lesson.day)
        return self._change(
            after,
            lambda plan: edits.add_addition_lesson(
                plan, title, reason, self._course.blueprint, after=lesson.id, taken=taken
            ),
        )

    def drop(self, target: str) -> DayPlan:
        """Take an addition out of the plan: a section (`day01_001/…`) or a whole lesson. What was drafted is kept."""
        lesson_id, _, section_id = target.partition("/")
        if section_id:
            return self._change(lesson_id, lambda plan: edits.drop_addition(plan, lesson_id, section_id))
        return self._change(lesson_id, lambda plan: edits.drop_addition_lesson(plan, lesson_id))

    def confirm(self, address: str, quote: str) -> DayPlan:
        """Confirm that the passage teaches the point: as long as it stands in the section, the point is covered.

        Raises:
            InputError: no lesson teaches such a point, or there is no passage to confirm.
        """
        quote = " ".join(quote.split())
        if not quote:
            raise InputError(f"There is no passage that could teach {address}: draft its section first.")

        def confirmed(plan: DayPlan) -> DayPlan:
            lesson = plan.lesson_of(address)
            if lesson is None:
                raise InputError(f"No lesson of day {plan.day} teaches the point {address}.")
            sections = tuple(
                each.model_copy(update={"confirmed": {**each.confirmed, address: quote}})
                if address in each.points
                else each
                for each in lesson.sections
            )
            return _replaced(plan, lesson.model_copy(update={"sections": sections}))

        return self._change(f"day{address.partition('.')[0]}", confirmed)

    # The whole day

    def replan(self, day: int) -> DayPlan:
        """Plan the day anew around what is shaped by hand, drafted or approved; a broken plan is replaced, and kept.

        Raises:
            InputError: the syllabus has no such day.
        """
        try:
            self._course.plan(day)
        except InputError:
            return plan_days.plan_days(self._course, [day], replan=True)[0]

        def anew(plan: DayPlan) -> DayPlan:
            return replanning.replan(
                plan,
                self._course.day(day),
                self._course.blueprint,
                drafted=self._course.drafted(plan),
                taken=self._course.taken(day),
            )

        plan = self._change(f"day{day}", anew)
        plan_days.write(self._course, plan)  # a plan that was only proposed stands from now on, changed or not
        return plan

    def noted(self, day: int, change: Callable[[], T]) -> T:
        """Let something else change the day's plan, and remember it, so that it can be taken back like any edit."""
        before = self._course.plan(day)
        made = change()
        after = self._course.plan(day)
        if after != before:
            self._before.append((before, after))
        return made

    def can_undo(self, day: int) -> bool:
        """Say whether the last change of the day's plan was made here. Raises InputError where the plan is broken."""
        mine = self._last(day)
        return mine is not None and self._course.plan(day) == mine[1]

    def undo(self, day: int) -> DayPlan:
        """Take back the last edit of the day's plan that was made here.

        Raises:
            NothingToUndo: there is none, the plan has been changed otherwise since, or a section that the edit brought
                has been drafted and would leave the plan.
        """
        mine = self._last(day)
        if mine is None:
            raise NothingToUndo(f"The plan of day {day} has not been changed here.")
        before, after = mine
        if self._course.plan(day) != after:
            raise NothingToUndo(f"The plan of day {day} has been changed otherwise since: nothing was taken back.")
        brought = arrangement.identities(after.lessons) - arrangement.identities(before.lessons)
        if drafted := sorted(brought & self._course.drafted(after)):
            name = self.name_of(day, drafted[0])
            raise NothingToUndo(f"{name} has been drafted since and would leave the plan: nothing was taken back.")
        plan = plan_days.change(self._course, day, lambda _: before)
        del self._before[max(at for at, pair in enumerate(self._before) if pair is mine)]
        return plan

    def _last(self, day: int) -> tuple[DayPlan, DayPlan] | None:
        return next((pair for pair in reversed(self._before) if pair[0].day == day), None)

    def _change(self, name: str, edit: Callable[[DayPlan], DayPlan]) -> DayPlan:
        day = int(name.partition("_")[0].removeprefix("day"))
        before = self._course.plan(day)
        after = plan_days.change(self._course, day, edit)
        if after != before:
            self._before.append((before, after))
        return after


def _replaced(plan: DayPlan, lesson: LessonPlan) -> DayPlan:
    lessons = tuple(lesson if each.id == lesson.id else each for each in plan.lessons)
    return plan.model_copy(update={"lessons": lessons})
