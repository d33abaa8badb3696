"""The queue of drafting: what waits, what is under way, and what comes next, wherever the author looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui.authoring.course import Course, SectionGone
from tui.authoring.drafting import queue
from tui.authoring.drafting.queue import Place
from tui.authoring.errors import InputError
from tui.authoring.planning import naming
from tui.authoring.review import jobs

PAUSED = "You paused it."
STOPPED = "You stopped the writer."
LEFT = "It waited when the workbench was last closed."


@dataclass(frozen=True)
class Asked:
    """A section that is to be drafted, by the name under which it is kept, and what is to be done otherwise.

    `alternatives` is how many texts of it are wanted, one after the other.
    """

    section: str
    feedback: str | None
    alternatives: int = 1


@dataclass(frozen=True)
class Held:
    """A section that is not drafted, as the command line names it, and a sentence that says why.

    It waits for the author's word; where it is not `readable`, for its plan to be mended.
    """

    key: str
    reason: str
    readable: bool = True


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

    What is held is not taken until the author says so: a program that starts again never spends by itself. A section
    whose plan cannot be read stays, and is not taken until the plan reads again; one that left its plan is forgotten.
    """

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course
        self._held: dict[str, Asked] = {}
        self._unreadable: dict[str, str] = {}  # by section, what is wrong with its plan
        self._reasons: dict[str, str] = {}  # by section, why it is held
        self._at: dict[str, tuple[str, Place]] = {}
        self._cursor: Place | None = None
        self._put_first: list[str] = []
        self.closed = False  # whoever drafts is about to end: nothing is to be taken that he would cut short

    @property
    def waiting(self) -> tuple[str, ...]:
        """The sections that go on by themselves, as the command line names them, in the order asked for."""
        return tuple(self._at[section][0] for section in self._waiting)

    @property
    def in_order(self) -> tuple[str, ...]:
        """The sections that go on by themselves, in the order in which they will be taken."""
        sections = list(self._waiting)
        order = queue.ordered([self._at[each][1] for each in sections], self._cursor)
        following = [sections[index] for index in order]
        chosen = [each for each in self._put_first if each in self._waiting]
        return tuple(self._at[each][0] for each in dict.fromkeys([*chosen, *following]))

    @property
    def taken(self) -> tuple[str, ...]:
        """The sections that are under way, from the moment at which they are taken."""
        return tuple(self._at[section][0] for section in self.under_way if section in self._at)

    @property
    def held(self) -> tuple[str, ...]:
        """The sections that wait for the author's word, or until their plan can be read."""
        return tuple(held.key for held in self.held_because)

    @property
    def held_because(self) -> tuple[Held, ...]:
        """The sections of `held`, each with a sentence that says why it is not drafted."""
        held = [Held(self._at[section][0], self._reasons.get(section, LEFT)) for section in self._held]
        broken = [Held(self._at[section][0], said, readable=False) for section, said in self._unreadable.items()]
        return (*held, *broken)

    def adopt(self) -> int:
        """Take over, held, what programs that ended left waiting; return how many sections that are.

        Raises:
            AuthoringError: the database cannot be written.
        """
        adopted = jobs.adopt(self._course.store)
        if adopted:
            self.look_again()
        return adopted

    def add(self, keys: Sequence[str], feedback: str | None = None) -> tuple[str, ...]:
        """Have sections drafted, after what comes before them where the author looks.

        Returns those that another open Coursewright drafts, or has waiting: they are not drafted here too.

        Raises:
            InputError: nothing is named so.
            AuthoringError: the database cannot be written.
        """
        self.adopt()
        kept = {self._course.kept(key): key for key in keys}
        jobs.add(self._course.store, [section for section in kept if section not in self.under_way], feedback)
        elsewhere = jobs.elsewhere(self._course.store)
        self.look_again()
        return tuple(key for section, key in kept.items() if section in elsewhere)

    def front(self, key: str | None) -> None:
        """Draft this section first, then what follows it in the course, then the rest: the author looks at it."""
        if key is None:
            return
        try:
            self._cursor = self._place(key)
        except InputError:
            return  # what is looked at may have left the plan

    def put_first(self, key: str) -> None:
        """Take this section next, wherever the author looks; one that was held is held no more.

        Raises:
            InputError: nothing is named so.
            AuthoringError: the database cannot be written.
        """
        section = self._kept(key)
        self._put_first = [section, *(each for each in self._put_first if each != section)]
        if section not in self._waiting:
            self.add([key])

    def pause(self, reason: str = PAUSED) -> None:
        """Hold all that waits; what is under way comes to its end.

        Raises:
            AuthoringError: the database cannot be written.
        """
        jobs.hold(self._course.store, held=True)
        before = set(self._held)
        self.look_again()
        for section in (*self._held, *self._unreadable):
            if section not in before:
                self._reasons[section] = reason

    def resume(self) -> None:
        """Let all that is held go on, as far as its plan can be read.

        Raises:
            AuthoringError: the database cannot be written.
        """
        jobs.hold(self._course.store, held=False)
        self._reasons.clear()
        self.look_again()

    def stop(self) -> None:
        """Stop what is under way, its text kept, and hold all that waits.

        Raises:
            AuthoringError: the database cannot be written.
        """
        self.pause(STOPPED)
        begun = [job.section for job in jobs.of(self._course.store) if job.attempt is not None]
        jobs.remove(self._course.store, begun)
        for section in self.under_way:
            self._reasons[section] = STOPPED  # where it was taken and had not begun, it is held too
            self.under_way[section]()

    def cancel(self, key: str) -> None:
        """Forget one section; if it is being written, that is stopped, and its text kept.

        Raises:
            InputError: nothing is named so.
            AuthoringError: the database cannot be written.
        """
        self._cancel([self._kept(key)])

    def cancel_all(self) -> None:
        """Forget all that waits, held or not, and stop what is under way; its text is kept.

        Raises:
            AuthoringError: the database cannot be written.
        """
        self._cancel([*self.under_way, *self._waiting, *self._held, *self._unreadable])

    def _cancel(self, sections: Sequence[str]) -> None:
        jobs.remove(self._course.store, sections)
        for section in sections:
            self._forget(section)
            if section in self.under_way:
                self.under_way[section]()

    def take(self) -> Asked | None:
        """Take what comes next for the author, as far as its plan can be read."""
        while self._waiting and not self.closed:
            section = next((each for each in self._put_first if each in self._waiting), None)
            if section is None:
                sections = list(self._waiting)
                section = sections[queue.first([self._at[each][1] for each in sections], self._cursor)]
            asked = self._waiting.pop(section)
            if self._find(asked):
                return asked
        return None

    def begun(self, section: str, attempt: int) -> None:
        """Say that a section taken has come to that attempt."""
        jobs.begun(self._course.store, section, attempt)

    def ended(self, section: str) -> None:
        """Say that a section's attempt has ended."""
        jobs.remove(self._course.store, [section])
        self._forget(section)

    def look_again(self) -> None:
        """Read the queue anew: a plan may have changed, and one that could not be read may have been mended.

        Raises:
            AuthoringError: the database cannot be written.
        """
        self._waiting, self._held, self._unreadable = {}, {}, {}
        for job in jobs.of(self._course.store):
            if job.attempt is not None or job.section in self.under_way:
                continue
            asked = Asked(job.section, job.feedback)
            if self._find(asked):
                (self._held if job.held else self._waiting)[job.section] = asked
        for section in self._waiting:
            self._reasons.pop(section, None)
        self.on_change()

    def _find(self, asked: Asked) -> bool:
        """Say whether a section can be drafted now: it is kept while its plan cannot be read, else forgotten."""
        section = asked.section
        try:
            lesson, planned = self._course.section_kept_as(section)
        except SectionGone:
            jobs.remove(self._course.store, [section])
            self._forget(section)
            return False
        except InputError as error:
            self._at.setdefault(section, (section, _place_of(section)))
            self._unreadable[section] = str(error)
            return False
        self._at[section] = f"{lesson.id}/{planned.id}", Place(lesson.day, lesson.id, lesson.sections.index(planned))
        return True

    def _forget(self, section: str) -> None:
        for known in (self._waiting, self._held, self._unreadable, self._reasons):
            known.pop(section, None)
        if section in self._put_first:
            self._put_first.remove(section)

    def _kept(self, key: str) -> str:
        """Return the name under which a section is kept, though its plan may not be readable now."""
        known = next((section for section, (named, _) in self._at.items() if named == key), None)
        return known if known is not None else self._course.kept(key)

    def _place(self, key: str) -> Place:
        lesson_id, _, slug = key.partition("/")
        lesson = self._course.lesson(lesson_id)
        numbers = [each.id for each in lesson.sections]
        return Place(lesson.day, lesson.id, numbers.index(slug) if slug in numbers else 0)


def _place_of(kept: str) -> Place:
    """Return about where a section stands whose plan cannot be read, by the name under which it is kept."""
    match = naming.LESSON_ID.match(kept)
    return Place(int(match["day"]) if match else 0, kept.partition("/")[0], 0)
