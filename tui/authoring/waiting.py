"""Which section of the course waits for the author next: found by one query, and only in days that hold attempts."""

from collections.abc import Iterator
from dataclasses import dataclass

from tui.authoring.course import Course, fingerprint_of, point_texts
from tui.authoring.course_files import Stamp, stamp
from tui.authoring.errors import AuthoringError
from tui.authoring.planning import naming
from tui.authoring.planning.model import LessonPlan, SectionPlan
from tui.authoring.review import states
from tui.authoring.review.records import SectionRecord
from tui.authoring.review.states import SectionState
from tui.authoring.syllabus.model import Day

_WAITS = (SectionState.PROPOSED, SectionState.STALE, SectionState.FAILED)


@dataclass(frozen=True)
class _Known:
    """What was found to wait in a day, its plan and syllabus being these, until something is stored about it."""

    plan: tuple[Stamp, Stamp]
    day: Day
    sections: tuple[str, ...]


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
        where nothing waits. The first time, all days in between are read that hold attempts.

        Raises:
            InputError: the syllabus is broken.
        """
        self._notice()
        days = list(self._course.syllabus.days())
        start = next((at for at, each in enumerate(days) if each.day == day), 0)
        for turn in range(len(days) + 1):
            here = days[(start + step * turn) % len(days)]
            if here.day not in self._attempted:
                continue
            sections = self._of_day(here)[::step]
            if sections and turn in (0, len(days)):
                beyond = self._beyond(here, target, step)
                sections = tuple(key for key in sections if (key in beyond) == (turn == 0))
            if sections:
                return sections[0]
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
        if not self._last_attempt:
            self._begin()
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

    def _begin(self) -> None:
        """Learn which days hold attempts at all; nothing is known of any yet."""
        database = self._course.store.database
        last = database.row("SELECT coalesce(max(id), 0) AS last FROM attempts")
        decided = database.row("SELECT coalesce(max(id), 0) AS last FROM decisions")
        self._last_attempt = last["last"] if last else 0
        self._last_decision = decided["last"] if decided else 0
        rows = database.rows("SELECT DISTINCT substr(section, 1, instr(section, '/') - 1) AS lesson FROM attempts")
        self._attempted = {day for row in rows if (day := _day_of(row["lesson"])) is not None}

    def _of_day(self, day: Day) -> tuple[str, ...]:
        """Return the sections of a day that wait, in their order; none where the plan is broken."""
        workspace = self._course.workspace
        plan = stamp(workspace.plan(day.day)), stamp(workspace.known_plan(day.day))
        known = self._known.get(day.day)
        if known is None or known.plan != plan or known.day is not day:
            try:
                known = self._known[day.day] = _Known(plan, day, tuple(self._look_at(day)))
            except AuthoringError:
                return ()  # the day tells its trouble where it is shown
        return known.sections

    def _look_at(self, day: Day) -> Iterator[str]:
        records = self._course.store.records(f"{naming.day_folder(day.day)}_")
        texts = point_texts(day)
        for lesson in self._course.plan(day.day).lessons:
            for section in lesson.sections:
                if self._waits(lesson, section, records, texts):
                    yield f"{lesson.id}/{section.id}"

    def _beyond(self, day: Day, target: str | None, step: int) -> set[str]:
        """Return the sections of a day that one has before oneself at `target`, going in that direction."""
        lessons = self._course.plan(day.day).lessons
        keys = [f"{lesson.id}/{section.id}" for lesson in lessons for section in lesson.sections][::step]
        if target in keys:
            return set(keys[keys.index(target) + 1 :])
        # At a lesson one stands before its first section.
        of_lesson = [at for at, key in enumerate(keys) if key.startswith(f"{target}/")]
        if not of_lesson:
            return set(keys)
        return set(keys[of_lesson[0] if step > 0 else of_lesson[-1] + 1 :])

    def _waits(
        self, lesson: LessonPlan, section: SectionPlan, records: dict[str, SectionRecord], texts: dict[str, str]
    ) -> bool:
        record = records.get(lesson.kept_key(section))
        state = states.section_state(record, fingerprint_of(section, texts))
        if state is SectionState.FAILED:  # a text that was approved elsewhere stands beside the one that failed here
            key = f"{lesson.id}/{section.id}"
            return self._course.accepted(key) is None
        return state in _WAITS


def _day_of(section: str) -> int | None:
    match = naming.LESSON_ID.match(section)
    return int(match["day"]) if match is not None and len(match["day"]) < 9 else None
