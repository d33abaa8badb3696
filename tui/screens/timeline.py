"""The history of the course, of a day or of a lesson as a list, which is read on as the author goes down."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Workbench
from tui.own_key import key as own_key
from tui.screens import mistake
from tui.timeline_reader import TimelineReader
from tui.widgets.entry_detail import EntryDetail
from tui.widgets.filter_bar import FilterBar
from tui.widgets.key_hints import KeyHints
from tui.widgets.timeline_filter import TimelineFilter
from tui.widgets.timeline_list import TimelineList

if TYPE_CHECKING:
    from tui.authoring.workbench import Entry, Words

_PAGE = 100
"""How many entries are read at once."""

_COUNTED = 8
"""Of how many entries the words are counted at once."""

_WIDE, _MEDIUM, _TALL = 150, 100, 30
"""From how many columns list and detail stand side by side, and from how many columns and lines one above the other."""


class TimelineScreen(Screen[str | None]):
    """Reads and narrows the list. What is shown of an entry, and done with it, is its subclasses'."""

    CSS_PATH = "history.tcss"
    AUTO_FOCUS = "#timeline"

    def __init__(self, workbench: Workbench, target: str | None, now: Callable[[], datetime]) -> None:
        """Show the history of a lesson (`day01_001`), a day (`day01`), or with None of the course."""
        super().__init__()
        self.workbench = workbench
        # Held here, since what is asked aside is answered perhaps when the screen has lost its widgets already.
        self.timeline, self.detail, self.filter_bar = TimelineList(now), EntryDetail(), FilterBar()
        self.filter = TimelineFilter(target)
        self._sought: str | None = None  # a commit that the cursor is to go to once it has been read
        self._more, self._uncounted = asyncio.Event(), asyncio.Event()

    def compose(self) -> ComposeResult:
        """Lay out the list, and the detail beside or below it."""
        with Container(id="history"):
            with Vertical(id="timeline-pane"):
                yield self.timeline
                yield Static(id="timeline-empty", markup=False)
                yield self.filter_bar
            yield self.detail
        yield KeyHints()

    def on_mount(self) -> None:
        """Begin to read."""
        self._lay_out()
        self._count_words()
        self.show_history(self.filter)

    def is_open(self) -> bool:
        """Say whether the screen still has what it shows: what comes later is for nobody."""
        return self.is_attached and self.timeline.is_attached

    # What fits

    @property
    def one_at_a_time(self) -> bool:
        """Whether the terminal has room for the list or the detail alone."""
        return self.size.width < _MEDIUM or (self.size.width < _WIDE and self.size.height < _TALL)

    def on_resize(self, event: events.Resize) -> None:
        """Put list and detail where there is room for them."""
        self._lay_out()

    def _lay_out(self) -> None:
        self.set_class(self.one_at_a_time, "-one")
        self.set_class(self.size.width >= _WIDE, "-beside")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Where one is seen at a time, show what has the focus."""
        self.set_class(self.detail in event.widget.ancestors_with_self, "-reading")

    # Reading

    def show_history(self, wanted: TimelineFilter, at: str | None = None) -> None:
        """Show another history from its newest entry on, or with the cursor on the commit `at`."""
        self.filter, self._sought = wanted, at
        self.timeline.begin()
        self._say_empty("")
        self._title()
        self._read()

    def _title(self) -> None:
        said = f" · {self.filter.said}" if self.filter.narrows else ""
        self.timeline.border_title = Content(f"History of {self.filter.place}{said}")

    @work(group="timeline", exclusive=True)
    async def _read(self) -> None:
        """Read page after page, each when the author comes near the end of the one before."""
        wanted = self.filter
        reader = TimelineReader(
            lambda: self.workbench.history.timeline(
                wanted.target, author=wanted.author, model=wanted.model, text=wanted.text
            )
        )
        try:
            while (page := await reader.page(_PAGE)) and self.is_open():
                self.timeline.add(page)
                self._uncounted.set()
                self._seek()
                while not (self.timeline.wants_more or self._sought):
                    await self._more.wait()
                    self._more.clear()
            if self.is_open():
                self.timeline.end()
                self._missed()
        except Exception as error:  # git refuses, or answers what nobody expected: the screen stays
            if self.is_open():
                self.timeline.end()
                self._say_empty(mistake.told(error))
        finally:
            reader.close()

    def _seek(self) -> None:
        if self._sought is not None and self.timeline.go_to(self._sought):
            self._sought = None

    def _missed(self) -> None:
        """Say what is not there, once all has been read."""
        if self._sought is not None:
            said = f"Commit {self._sought[:10]} is not in the history of {self.filter.place}."
            self._sought = None
            self.notify(said, severity="warning", markup=False)
        if not self.timeline.entries:
            self._say_empty(self._nothing())

    def seek(self, commit: str) -> None:
        """Put the cursor on a commit, reading on until it comes, all shown again where a filter hides it."""
        if self.filter.narrows:
            self.show_history(TimelineFilter(self.filter.target), at=commit)
            return
        self._sought = commit
        self._seek()
        if self.timeline.whole:
            self._missed()
        self._more.set()

    def _nothing(self) -> str:
        place, approve = self.filter.place, own_key("lesson.approve", "A")
        if self.filter.narrows:
            end = own_key("history.all", "Escape")
            return f"No commit of {place} is one of {self.filter.said}. {end} shows them all again."
        if self.filter.target is not None and "_" in self.filter.target:
            return (
                f"Nothing of {place} is in git yet: it was never approved. "
                f"Accept its sections in the workbench; then {approve} approves it, and its history begins."
            )
        return (
            f"Nothing of {place} is in git yet. In the workbench {approve} approves a lesson once its sections are "
            f"accepted: it is written and committed, and stands here."
        )

    def _say_empty(self, said: str) -> None:
        """Say in the place of the list why nothing is in it; with nothing to say the list is there again."""
        self.query_one("#timeline-empty", Static).update(said)
        self.set_class(bool(said), "-empty")
        self.refresh_bindings()

    @on(TimelineList.Wanted)
    def _read_on(self, message: TimelineList.Wanted) -> None:
        message.stop()
        if self.timeline.wants_more:
            self._more.set()
        self._uncounted.set()

    @work(group="words")
    async def _count_words(self) -> None:
        """Count the words of what is in sight, some entries at a time, the uppermost first."""
        while await self._uncounted.wait():
            self._uncounted.clear()
            while entries := self.timeline.uncounted(_COUNTED):
                found: Sequence[Words | None] = [None] * len(entries)
                with contextlib.suppress(AuthoringError):  # what git cannot read is told where the changes are shown
                    found = await asyncio.to_thread(self.workbench.history.words_of, entries)
                if not self.is_open():
                    return
                for entry, words in zip(entries, found, strict=True):
                    self.timeline.tell_words(entry.commit, words)
                    self.words_counted(entry.commit)

    def words_counted(self, commit: str) -> None:
        """Show in the detail too how many words came and went with a commit."""

    # Narrowing

    def action_filter(self) -> None:
        """Ask what is to be shown."""
        self.filter_bar.open(self.filter.said)

    @on(FilterBar.Asked)
    def _narrow(self, message: FilterBar.Asked) -> None:
        message.stop()
        try:
            wanted = self.filter.narrowed(message.typed)
        except AuthoringError as error:
            self.filter_bar.refuse(str(error))
            return
        self._close_filter()
        self.show_history(wanted)

    @on(FilterBar.GivenUp)
    def _close_filter(self) -> None:
        self.filter_bar.close()
        self.set_focus(self.timeline)

    def action_all(self) -> None:
        """Show all entries again, the cursor where it stands."""
        entry = self.timeline.entry
        self.show_history(TimelineFilter(self.filter.target), at=entry.commit if entry is not None else None)

    @work(group="act", exclusive=True)
    async def action_narrow(self) -> None:
        """Show the history of the lesson under the cursor alone, by the name that it has now."""
        entry = self.timeline.entry
        if entry is not None and (lesson := await self.lesson_now(entry)) is not None:
            self.show_history(TimelineFilter(lesson), at=entry.commit)

    async def lesson_now(self, entry: "Entry") -> str | None:
        """Return what the lesson of an entry is called now, having told why where that cannot be said."""
        try:
            return await asyncio.to_thread(self.name_now, entry)
        except Exception as error:  # git refuses, or answers what nobody expected: the screen stays
            self.notify(mistake.told(error), severity="error", timeout=10, markup=False)
            return None

    def name_now(self, entry: "Entry") -> str | None:
        """Return what the lesson of an entry is called now, or None where it is of no single lesson; asks git."""
        target = self.filter.target
        if target is not None and "_" in target:
            return target
        return self.workbench.history.name_now(entry)

    def action_widen(self) -> None:
        """Show the history of the day of the lesson, then of the course, the cursor where it stands."""
        entry, target = self.timeline.entry, self.filter.target
        if target is not None:
            wider = target.partition("_")[0] if "_" in target else None
            self.show_history(TimelineFilter(wider), at=entry.commit if entry is not None else None)
