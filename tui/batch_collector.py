"""Collects beside the screen what batches have brought, and tells the screen of it."""

import asyncio
import contextlib
from dataclasses import dataclass

from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import BatchWaits, DraftFinished, Outcome, Workbench

SECONDS = 60.0
"""How often to ask while a batch is awaited; most take minutes to hours."""


class BatchCollector:
    """Asks for the results of all open batches, one asking at a time; all messages go to `screen`."""

    @dataclass
    class Arrived(Message, bubble=False):
        """These sections have an attempt more; `failed` are those of them whose text is not whole."""

        keys: tuple[str, ...]
        failed: tuple[str, ...]

        @property
        def sentence(self) -> str:
            """What the author is told."""
            said = f"{_drafts(len(self.keys))} arrived from a batch."
            if not self.failed:
                return said
            more = f" and {len(self.failed) - 1:,} more" if len(self.failed) > 1 else ""
            return f"{said} Not whole: {self.failed[0]}{more}."

    @dataclass
    class Told(Message, bubble=False):
        """Something is to be known of a batch: it waits, or could not be collected. Said once."""

        sentence: str
        alarm: bool

    def __init__(self, workbench: Workbench, screen: Screen[None]) -> None:
        self._batches, self._screen = workbench.drafts.batches, screen
        self._worker: Worker[None] | None = None
        self._told: set[str] = set()

    def collect(self) -> None:
        """Collect now, unless that is under way or no batch is awaited."""
        try:
            if self._worker is None and self._batches.waiting:
                self._worker = self._screen.run_worker(self._run(), group="batches")
        except AuthoringError as error:
            self._tell(str(error), alarm=True)

    async def _run(self) -> None:
        arrived: list[DraftFinished] = []
        try:
            events = self._batches.collect()
            async with contextlib.aclosing(events):
                async for event in events:
                    if isinstance(event, BatchWaits):
                        self._tell(_here(event), alarm=False)
                    else:
                        arrived.append(event)
                        await asyncio.sleep(0)  # results come by the hundred, and keys are pressed meanwhile
        except AuthoringError as error:
            self._tell(str(error), alarm=True)
        finally:
            self._worker = None
            if arrived:
                failed = tuple(each.key for each in arrived if each.attempt.outcome is not Outcome.COMPLETE)
                self._screen.post_message(self.Arrived(tuple(each.key for each in arrived), failed))

    def _tell(self, sentence: str, *, alarm: bool) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._screen.post_message(self.Told(sentence, alarm))


def _here(event: BatchWaits) -> str:
    if event.batch is None:
        return event.reason
    arrive = "arrives" if len(event.keys) == 1 else "arrive"
    return f"The batch {event.batch} is still under way: {_drafts(len(event.keys))} {arrive} here when it has ended."


def _drafts(number: int) -> str:
    return "1 draft" if number == 1 else f"{number:,} drafts"
