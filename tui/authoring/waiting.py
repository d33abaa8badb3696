"""Which section of the course waits for the author next: found by one query, and only in days that hold attempts."""

from collections.abc import Iterator
from dataclasses import dataclass

from tui.authoring.course import Course
from tui.authoring.course_files import Stamp, stamp
from tui.authoring.errors import AuthoringError
from tui.authoring.planning import naming
from tui.authoring.planning.model import LessonPlan, SectionPlan
from tui.authoring.review import states
from tui.authoring.review.records import SectionRecord
from tui.authoring.review.states import SectionState
from tui.authoring.syllabus.model import Day, topics_of

_WAITS = (SectionState.PROPOSED, SectionState.STALE, SectionState.FAILED)


@dataclass(frozen=True)
class _Known:
    """What was found in a day, its plan and syllabus being these, until something is written or decided there."""

    plan: tuple[Stamp, Stamp]
    day: Day
    sections: tuple[tuple[str, bool], ...]


class Waiting:
    """Knows which sections need a decision: a proposal, a text that is stale, one that failed."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._known: dict[int, _Known] = {}
        self._attempted: set[int] = set()
        self._streaming: set[int] = set()
        self._last_attempt = self._last_decision = 0

    def next(self, day: int, target: str | None, step: int = 1) -> str | None:
        """Return the section that waits next after `target` (before it, with `step` -1), across days and around.

        From a lesson one goes to its first section, or to the last one before it; `target` itself comes last. None
        where nothing waits.

        Raises:
            InputError: the syllabus is broken.
        """
        self._notice()
        numbers = [each.day for each in self._course.syllabus.days()]
        start = numbers.index(day) if day in numbers else 0
        for turn in range(len(numbers) + 1):
            number = numbers[(start + step * turn) % len(numbers)]
            if number not in self._attempted:
                continue
            sections = self._of_day(number)[::step]
            here = _place(sections, target, step)
            if turn == 0:
                sections = sections[here:]
            elif turn == len(numbers):
                sections = sections[:here]
            found = next((key for key, waits in sections if waits), None)
            if found is not None:
                return found
        return None

    def next_to_draft(self, day: int, target: str | None) -> str | None:
        """Return the next section of the day, after `target` and around, that holds no attempt yet."""
        taken = self._course.taken(day)
        kept = {
            f"{lesson.id}/{section.id}": lesson.kept_key(section)
            for lesson in self._course.plan(day).lessons
            for section in lesson.sections
        }
        keys = list(kept)
        here = keys.index(target) + 1 if target in kept else 0
        around = keys[here:] + keys[:here]
        return next((key for key in around if kept[key] not in taken and self._course.accepted(key) is None), None)

    def _notice(self) -> None:
        """Take note of what was written and decided since the last time, by whomever."""
        database = self._course.store.database
        touched = set(self._streaming)
        attempts = database.rows(
            "SELECT id, section, outcome FROM attempts WHERE id > ?"
            " UNION SELECT id, section, outcome FROM attempts WHERE outcome = 'streaming'",
            (self._last_attempt,),
        )
        decided = database.rows("SELECT id, section FROM decisions WHERE id > ?", (self._last_decision,))
        self._streaming = set()
        for row in attempts:
            self._last_attempt = max(self._last_attempt, row["id"])
            if (day := _day_of(row["section"])) is not None:
                self._attempted.add(day)
                touched.add(day)
                if row["outcome"] == "streaming":
                    self._streaming.add(day)
        for row in decided:
            self._last_decision = max(self._last_decision, row["id"])
            if (day := _day_of(row["section"])) is not None:
                touched.add(day)
        for day in touched:
            self._known.pop(day, None)

    def _of_day(self, number: int) -> tuple[tuple[str, bool], ...]:
        """Return the sections of a day in their order, each with whether it waits; none where the plan is broken."""
        workspace = self._course.workspace
        try:
            day = self._course.day(number)
            plan = stamp(workspace.plan(number)), stamp(workspace.known_plan(number))
            known = self._known.get(number)
            if known is None or known.plan != plan or known.day is not day:
                known = self._known[number] = _Known(plan, day, tuple(self._look_at(day)))
        except AuthoringError:
            return ()  # the day tells its trouble where it is shown
        return known.sections

    def _look_at(self, day: Day) -> Iterator[tuple[str, bool]]:
        records = self._course.store.records(f"{naming.day_folder(day.day)}_")
        texts = {point.address: point.point.text for topic in topics_of(day) for point in topic.points()}
        for lesson in self._course.plan(day.day).lessons:
            for section in lesson.sections:
                yield f"{lesson.id}/{section.id}", self._waits(lesson, section, records, texts)

    def _waits(
        self, lesson: LessonPlan, section: SectionPlan, records: dict[str, SectionRecord], texts: dict[str, str]
    ) -> bool:
        record = records.get(lesson.kept_key(section))
        fingerprint = states.fingerprint(section, [texts.get(address, "") for address in section.points])
        state = states.section_state(record, fingerprint)
        if state is SectionState.FAILED:  # a text that was approved elsewhere stands beside the one that failed here
            key = f"{lesson.id}/{section.id}"
            return self._course.accepted(key) is None
        return state in _WAITS


def _place(sections: tuple[tuple[str, bool], ...], target: str | None, step: int) -> int:
    """Return how many of the sections, in the direction of going, one has behind oneself at `target`."""
    keys = [key for key, _ in sections]
    if target in keys:
        return keys.index(target) + 1
    if target is None:
        return 0
    # At a lesson one stands before its first section.
    of_lesson = [at for at, key in enumerate(keys) if key.startswith(f"{target}/")]
    if not of_lesson:
        return 0
    return of_lesson[0] if step > 0 else of_lesson[-1] + 1


def _day_of(section: str) -> int | None:
    match = naming.LESSON_ID.match(section)
    return int(match["day"]) if match is not None and len(match["day"]) < 9 else None
