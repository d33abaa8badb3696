"""The queue of drafting: what waits, what is under way, and what comes next, wherever the author looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui.authoring.course import Course
from tui.authoring.drafting import queue
from tui.authoring.drafting.queue import Place
from tui.authoring.errors import InputError
from tui.authoring.review import jobs


@dataclass(frozen=True)
class Asked:
    """A section that is to be drafted, by the name under which it is kept, and what is to be done otherwise.

    `alternatives` is how many texts of it are wanted, one after the other.
    """

    section: str
    feedback: str | None
    alternatives: int = 1


class Queue:
    """What waits for the writer, in the order asked for; it lives as long as the program."""

    def __init__(self) -> None:
        self._waiting: dict[str, Asked] = {}
        self.under_way: dict[str, Callable[[], object]] = {}  # by section, what stops it
        self.on_change: Callable[[], object] = lambda: None  # called when more may be taken

    def put(self, asked: Sequence[Asked]) -> None:
        """Have sections wait; one that waits or is under way is not taken a second time."""
        for each in asked:
            if each.section not in self.under_way:
                self._waiting.setdefault(each.section, each)
        self.on_change()

    def take(self) -> Asked | None:
        """Take what comes next from those that wait, or None."""
        return self._waiting.pop(next(iter(self._waiting)), None) if self._waiting else None

    def begun(self, section: str, attempt: int) -> None:
        """Say that a section taken has come to that attempt."""

    def ended(self, section: str) -> None:
        """Say that a section's attempt has ended."""

    def put_back(self, asked: Asked) -> None:
        """Let a section taken wait again: it was not begun."""
        self._waiting = {asked.section: asked, **self._waiting}

    def __len__(self) -> int:
        return len(self._waiting)


class DraftQueue(Queue):
    """The author's queue: kept in the database, and ordered by where the author looks.

    What is `held` is not taken until the author says so: a program that starts again never spends by itself.
    """

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course
        self._held: dict[str, Asked] = {}
        self._at: dict[str, tuple[str, Place]] = {}
        self._cursor: Place | None = None

    @property
    def waiting(self) -> tuple[str, ...]:
        """The sections that go on by themselves, as the command line names them."""
        return tuple(self._at[section][0] for section in self._waiting)

    @property
    def held(self) -> tuple[str, ...]:
        """The sections that wait for the author's word."""
        return tuple(self._at[section][0] for section in self._held)

    def adopt(self) -> int:
        """Take over, held, what programs that ended left waiting; return how many sections that are.

        Raises:
            AuthoringError: the database cannot be written.
        """
        adopted = jobs.adopt(self._course.store)
        if adopted:
            self._read()
        return adopted

    def add(self, keys: Sequence[str], feedback: str | None = None) -> None:
        """Have sections drafted, after what comes before them where the author looks.

        Raises:
            InputError: nothing is named so.
            AuthoringError: the database cannot be written.
        """
        self.adopt()
        jobs.add(self._course.store, [self._course.kept(key) for key in keys], feedback)
        self._read()
        self.on_change()

    def front(self, key: str | None) -> None:
        """Draft this section first, then what follows it in the course, then the rest: the author looks at it."""
        if key is None:
            return
        try:
            self._cursor = self._place(key)
        except InputError:
            return  # what is looked at may have left the plan

    def pause(self) -> None:
        """Hold all that waits; what is under way comes to its end.

        Raises:
            AuthoringError: the database cannot be written.
        """
        jobs.hold(self._course.store, held=True)
        self._read()

    def resume(self) -> None:
        """Let all that is held go on.

        Raises:
            AuthoringError: the database cannot be written.
        """
        jobs.hold(self._course.store, held=False)
        self._read()
        self.on_change()

    def cancel(self, key: str) -> None:
        """Forget one section; if it is being written, that is stopped, and its text kept.

        Raises:
            AuthoringError: the database cannot be written.
        """
        self._cancel([self._course.kept(key)])

    def cancel_all(self) -> None:
        """Forget all that waits, held or not, and stop what is under way; its text is kept.

        Raises:
            AuthoringError: the database cannot be written.
        """
        self._cancel([*self.under_way, *self._waiting, *self._held])

    def _cancel(self, sections: Sequence[str]) -> None:
        jobs.remove(self._course.store, sections)
        for section in sections:
            self._waiting.pop(section, None)
            self._held.pop(section, None)
            if section in self.under_way:
                self.under_way[section]()

    def take(self) -> Asked | None:
        """Take what comes next for the author; what has left the plan meanwhile is forgotten."""
        while self._waiting:
            sections = list(self._waiting)
            section = sections[queue.first([self._at[each][1] for each in sections], self._cursor)]
            asked = self._waiting.pop(section)
            try:
                self._course.section_kept_as(section)
            except InputError:
                jobs.remove(self._course.store, [section])
                continue
            return asked
        return None

    def begun(self, section: str, attempt: int) -> None:
        """Say that a section taken has come to that attempt."""
        jobs.begun(self._course.store, section, attempt)

    def ended(self, section: str) -> None:
        """Say that a section's attempt has ended."""
        jobs.remove(self._course.store, [section])

    def _read(self) -> None:
        self._waiting, self._held = {}, {}
        for job in jobs.of(self._course.store):
            if job.attempt is not None or job.section in self.under_way:
                continue
            try:
                lesson, section = self._course.section_kept_as(job.section)
                key = f"{lesson.id}/{section.id}"
                self._at[job.section] = key, self._place(key)
            except InputError:
                jobs.remove(self._course.store, [job.section])
                continue
            (self._held if job.held else self._waiting)[job.section] = Asked(job.section, job.feedback)

    def _place(self, key: str) -> Place:
        lesson_id, _, slug = key.partition("/")
        lesson = self._course.lesson(lesson_id)
        numbers = [each.id for each in lesson.sections]
        return Place(lesson.day, lesson.id, numbers.index(slug) if slug in numbers else 0)
