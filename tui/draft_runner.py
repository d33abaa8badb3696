"""Drafts what waits beside the screen, and tells the screen what happens."""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker

from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.workbench import DraftEvent, Held, Sitting, Workbench


class DraftRunner:
    """The sections that wait for the writer, and those it is at; all messages go to `screen`."""

    @dataclass
    class Happened(Message, bubble=False):
        """The writer began, went on with, or ended a section."""

        event: DraftEvent

        @property
        def day(self) -> int:
            """The day of the section."""
            return day_of(self.event.key)

    @dataclass
    class Refused(Message, bubble=False):
        """The writer could not be asked; what waited is held until the author says so."""

        reason: str

    @dataclass
    class Elsewhere(Message, bubble=False):
        """Another open Coursewright drafts these sections, or has them waiting; they are not drafted here too."""

        keys: tuple[str, ...]

    @dataclass
    class Rested(Message, bubble=False):
        """Nothing waits, nothing is written."""

    def __init__(self, workbench: Workbench, screen: Screen[None], clock: Callable[[], float] = time.monotonic) -> None:
        self._workbench, self._screen = workbench, screen
        self._queue = workbench.drafts.queue
        self._worker: Worker[None] | None = None
        self._stopping = False
        self.sitting = Sitting(clock)

    @property
    def busy(self) -> bool:
        """Whether anything is written or about to be."""
        return self._worker is not None

    @property
    def waiting(self) -> frozenset[str]:
        """The sections that wait for the writer; those that are held do not."""
        return frozenset(self._queue.waiting)

    @property
    def in_order(self) -> tuple[str, ...]:
        """The sections that wait for the writer, in the order in which they will be taken; first what just was."""
        taken = (key for key in self._queue.taken if self.live(key) is None)
        return tuple(dict.fromkeys((*taken, *self._queue.in_order)))

    @property
    def held(self) -> int:
        """How many sections wait for the author's word."""
        return len(self._queue.held)

    @property
    def held_because(self) -> tuple[Held, ...]:
        """The sections that wait for the author's word, or for their plan to be mended, and why."""
        return self._queue.held_because

    def has(self, key: str) -> bool:
        """Say whether the section waits or is being written."""
        return self.live(key) is not None or key in self.waiting or key in self._queue.taken

    def is_at(self, day: int) -> bool:
        """Say whether a section of that day waits or is being written."""
        return any(day_of(key) == day for key in (*(each.key for each in self.sitting.writing), *self.waiting))

    def live(self, key: str) -> str | None:
        """Return what has come of the section that is being written, or None where it is not."""
        return self.sitting.live(key)

    def ask(self, keys: Sequence[str], feedback: str | None = None) -> None:
        """Draft `keys`; one that waits or is being written is not asked for twice."""
        try:
            elsewhere = self._queue.add([key for key in keys if not self.has(key)], feedback)
        except AuthoringError as error:
            self._screen.post_message(self.Refused(str(error)))
            return
        if elsewhere:
            self._screen.post_message(self.Elsewhere(elsewhere))
        self._start()

    def look_at(self, key: str | None) -> None:
        """Draft this section before the others, and then what follows it: the author looks at it."""
        self._queue.front(key)

    def adopt(self) -> None:
        """Take over, held, what waited when the program last ended."""
        self._told(self._queue.adopt)

    def look_again(self) -> None:
        """Read the queue anew, a plan having changed: sections that waited for it to be mended go on."""
        self._told(self._queue.look_again)
        self._start()

    @property
    def can_go_on(self) -> bool:
        """Whether anything is held, or failed because the endpoint answered to nothing."""
        return self.held > 0 or bool(self.sitting.refused)

    def resume(self) -> None:
        """Go on with all that is held, and with what failed because the endpoint answered to nothing."""
        self.try_again(self.sitting.refused)
        self._told(self._queue.resume)
        self._start()

    def pause(self) -> None:
        """Hold what waits; what is being written comes to its end."""
        self._told(self._queue.pause)

    def put_first(self, key: str) -> None:
        """Draft this section next, whatever the author looks at."""
        self._told(lambda: self._queue.put_first(key))
        self._start()

    def cancel(self, key: str) -> None:
        """Forget one section, or stop its writing, and tell of its failure no more; its text so far is kept."""
        self.sitting.forget(key)
        if self.has(key) or key in self._queue.held:
            self._told(lambda: self._queue.cancel(key))

    def forget_mended(self) -> None:
        """Tell no more of the failure of sections that hold a later attempt, or have left the plan."""
        for key, attempt in self.sitting.failed:
            try:
                newest = self._workbench.attempts(key)[-1].number
            except InputError:
                newest = None
            if newest != attempt.number:
                self.sitting.forget(key)

    def try_again(self, keys: Sequence[str]) -> None:
        """Draft sections, those that failed in this sitting for the reason that the failed attempt was written for."""
        failed = dict(self.sitting.failed)
        by_reason: dict[str | None, list[str]] = {}
        for key in keys:
            by_reason.setdefault(failed[key].feedback if key in failed else None, []).append(key)
            self.sitting.forget(key)
        for reason, sections in by_reason.items():
            self.ask(sections, reason)

    def cancel_all(self) -> None:
        """Stop the writer and forget what waits, held or not; the text so far is kept."""
        self._end(self._queue.cancel_all)

    def stop(self) -> None:
        """Stop the writer and hold what waits; the text so far is kept."""
        self._end(self._queue.stop)

    def _end(self, action: Callable[[], object]) -> None:
        self._told(action)
        if self._queue.under_way:  # these end by themselves now, and tell what they cost
            self._queue.closed = True
        elif self._worker is not None:
            self._stopping = True
            self._worker.cancel()

    def _start(self) -> None:
        if self._worker is None and self.waiting:
            self._worker = self._screen.run_worker(self._run(), group="draft")

    def _told(self, action: Callable[[], object]) -> None:
        try:
            action()
        except AuthoringError as error:
            self._screen.post_message(self.Refused(str(error)))

    async def _run(self) -> None:
        try:
            while self.waiting:  # more may be asked for while the last lessons are counted
                events = self._workbench.drafts.work()
                async with contextlib.aclosing(events):
                    async for event in events:
                        self.sitting.note(event)
                        self._screen.post_message(self.Happened(event))
                self._queue.closed = False
        except AuthoringError as error:
            self._screen.post_message(self.Refused(str(error)))
        finally:
            self._worker = None
            self._queue.closed = False
            self.sitting.rest()
            self._told(self._queue.look_again)
            self._screen.post_message(self.Rested())
            if self._stopping:  # by the author, who may have asked for more since; not because the program closes
                self._stopping = False
                self._start()


def day_of(key: str) -> int:
    """Return the day of a lesson or section, as its name says it."""
    return int(key.split("_")[0].removeprefix("day"))
