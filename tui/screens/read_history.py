"""The history with what each entry holds: the detail follows the cursor of the list, as soon as it rests."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on, work

from tui.authoring.comparing.comparison import Comparison
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Workbench, topics_of
from tui.own_key import key as own_key
from tui.screens import mistake
from tui.screens.timeline import TimelineScreen
from tui.widgets import entry_look
from tui.widgets.about_entry import AboutEntry
from tui.widgets.entry_detail import Shown
from tui.widgets.pane_tabs import PaneTabs
from tui.widgets.raw_change import RawChange, raw_lines
from tui.widgets.timeline_list import TimelineList

if TYPE_CHECKING:
    from tui.authoring.workbench import Entry, SectionOrigin

_REST_SECONDS = 0.06
"""How long the cursor rests before git is asked about what it stands on: a key that is held down repeats faster."""


@dataclass(frozen=True)
class Asked:
    """What the detail is to show of an entry, or between a marked one and it; `path` where it changed several files."""

    shown: Shown
    entry: "Entry"
    path: str | None = None
    marked: "Entry | None" = None


@dataclass(frozen=True)
class Found:
    """What was found for it: what its widget shows, or the sentence that stands in its place."""

    sentence: str = ""
    comparison: Comparison | None = None
    titles: tuple[str, str] = ("", "")
    lines: Text | None = None
    text: str = ""
    origins: "tuple[SectionOrigin, ...]" = ()


class ReadHistoryScreen(TimelineScreen):
    """Shows what is asked for of the entry under the cursor. Acting on it is its subclass's."""

    def __init__(
        self, workbench: Workbench, target: str | None, section: str | None, now: Callable[[], datetime]
    ) -> None:
        """Begin the blame, where it is asked for, at `section` (`day01_001/orientation`)."""
        super().__init__(workbench, target, now)
        self._section = section
        self.shown = Shown.CHANGES
        self._path = 0  # which of the files that the entry changed
        self._asked: Asked | None = None  # what is on show
        self._doing: tuple[object, ...] | None = None  # what decides which keys can act
        self._due = asyncio.Event()

    def on_mount(self) -> None:
        """Begin to follow the cursor."""
        super().on_mount()
        self._follow_cursor()
        self.detail.tabs.current = self.shown
        self.detail.tabs.keys = {
            Shown.CHANGES: own_key("history.changes", "d"),
            Shown.THEN: own_key("history.then", "f"),
            Shown.ABOUT: own_key("history.about", "i"),
            Shown.BLAME: own_key("history.blame", "b"),
        }

    @cached_property
    def points(self) -> dict[str, str]:
        """The texts of the syllabus's points by their addresses; none where it cannot be read."""
        try:
            topics = [topic for day in self.workbench.syllabus.days() for topic in topics_of(day)]
        except AuthoringError:
            return {}
        return {point.address: point.point.text for topic in topics for point in topic.points()}

    # Following the cursor

    @on(TimelineList.Moved)
    def _moved(self, message: TimelineList.Moved) -> None:
        message.stop()
        self._path = 0
        self.look_again()

    def look_again(self) -> None:
        """Have shown what the cursor stands on, and ask what can be done with it."""
        self._due.set()
        entry = self.timeline.entry
        doing = None if entry is None else (entry.kind, entry.lesson is None, len(entry.changes) > 1)
        if doing != self._doing:
            self._doing = doing
            self.refresh_bindings()

    def _head(self, entry: "Entry | None") -> None:
        """Head the detail, and say where the cursor stands; not at every step, since it draws both anew."""
        self.timeline.tell_place()
        if entry is not None:
            who = f"{entry_look.author(entry)} · {entry_look.exactly(entry.date)}"
            self.detail.head(f"{entry.commit[:10]} · {entry_look.what(entry)}", who)
        else:
            self.detail.head("", "")

    @property
    def wanted(self) -> Asked | None:
        """What the detail is to show now."""
        entry = self.timeline.entry
        if entry is None:
            return None
        path = entry.changes[self._path].path if len(entry.changes) > 1 else None
        marked = self.timeline.marked
        if marked is not None and (marked.commit == entry.commit or self.shown not in (Shown.CHANGES, Shown.RAW)):
            marked = None
        return Asked(self.shown, entry, path, marked)

    @work(group="detail")
    async def _follow_cursor(self) -> None:
        """Show what is wanted, aside; what is outdated when it comes is dropped."""
        while await self._due.wait():
            self._due.clear()
            wanted = self.wanted
            if wanted is None:
                self._asked = None
                self._head(None)
                self.detail.say("", self.shown)
                continue
            if wanted == self._asked:
                self.timeline.tell_place()
                continue
            await asyncio.sleep(_REST_SECONDS)
            if not self.is_open():
                return
            if self._due.is_set():
                continue
            self._head(wanted.entry)
            if wanted.shown is Shown.ABOUT:  # all of it is known
                self._show_about(wanted)
                continue
            try:
                found = await asyncio.to_thread(self._find, wanted)
            except Exception as error:  # git refuses, or answers what nobody expected: the screen stays
                found = Found(mistake.told(error))
            if not self.is_open():
                return
            if wanted == self.wanted:
                self._show(wanted, found)

    def _show_about(self, wanted: Asked) -> None:
        self._asked = wanted
        words = self.timeline.words_of(wanted.entry.commit)
        self.detail.query_one(AboutEntry).show(wanted.entry, self.points, words)
        self.detail.front(Shown.ABOUT)

    def words_counted(self, commit: str) -> None:
        """Tell in the text about an entry how many words came and went."""
        if self._asked is not None and self._asked.shown is Shown.ABOUT and self._asked.entry.commit == commit:
            self._show_about(self._asked)

    def _show(self, wanted: Asked, found: Found) -> None:
        self._asked = wanted
        if found.sentence:
            self.detail.say(found.sentence, wanted.shown)
        elif wanted.shown is Shown.BLAME:
            self.detail.front(Shown.BLAME)
            self.detail.blame.show(found.origins, self._section)
            self._section = None
        elif wanted.shown is Shown.THEN:
            self.detail.front(Shown.THEN)
            self.detail.page.show(found.text)
        elif wanted.shown is Shown.RAW and found.lines is not None:
            self.detail.front(Shown.RAW)
            self.detail.query_one(RawChange).show(found.lines)
        elif found.comparison is not None:
            self.detail.front(Shown.CHANGES)
            self.detail.comparison.show(found.comparison, *found.titles)
        self.refresh_bindings()

    # Finding it: beside the screen, in a thread

    def _find(self, wanted: Asked) -> Found:
        if wanted.shown is Shown.BLAME:
            return self._find_origins(wanted.entry)
        if wanted.shown is Shown.THEN:
            return self._find_text(wanted)
        if wanted.marked is not None:
            return self._find_between(wanted, wanted.marked)
        return self._find_changes(wanted)

    def _find_origins(self, entry: "Entry") -> Found:
        lesson = self.name_now(entry)
        if lesson is None:
            return Found("This commit is of no single lesson: go to one that is, and its sections are told here.")
        origins = self.workbench.history.blame(lesson)
        return Found(origins=origins) if origins else Found(f"{lesson} has no section in git yet.")

    def _find_text(self, wanted: Asked) -> Found:
        text = self.workbench.history.text(wanted.entry, wanted.path)
        if text is None:
            return Found("The file is not there as of this commit: it was removed, or moved to another name.")
        return Found(text=text or "*The file was empty.*")

    def _find_changes(self, wanted: Asked) -> Found:
        entry = wanted.entry
        if not entry.changes:
            return Found("This commit changed no file of the course by itself.")
        comparison = self.workbench.history.comparison(entry, wanted.path)
        return self._compared(wanted, comparison, "before it", f"{entry.commit[:10]} {entry_look.what(entry)}")

    def _find_between(self, wanted: Asked, marked: "Entry") -> Found:
        lesson, other = self.name_now(wanted.entry), self.name_now(marked)
        if lesson is None or lesson != other:
            mark = own_key("timeline.mark", "Space")
            return Found(
                f"The marked commit is of {other or 'no single lesson'}, this one of {lesson or 'no single lesson'}: "
                f"two of one lesson can be compared. {mark} on the marked one takes the mark away."
            )
        old, new = sorted((marked, wanted.entry), key=lambda each: self.timeline.age(each.commit), reverse=True)
        comparison = self.workbench.history.compare(lesson, old.commit, new.commit)
        titles = [
            f"{each.commit[:10]} {entry_look.what(each)}{' (marked)' if each is marked else ''}" for each in (old, new)
        ]
        return self._compared(wanted, comparison, *titles)

    def _compared(self, wanted: Asked, comparison: Comparison, old: str, new: str) -> Found:
        if not comparison.changes:
            return Found("The text is the same before and after it, byte for byte.")
        if wanted.shown is Shown.CHANGES:
            return Found(comparison=comparison, titles=(old, new))
        lines = raw_lines(comparison.apply(()), comparison.apply(range(comparison.changes)), old, new)
        return Found(lines=lines)

    # What is shown

    def action_show(self, shown: str) -> None:
        """Show the changes, the file as of then, what the commit says of itself, or the blame."""
        wanted = Shown(shown)
        if wanted is Shown.CHANGES and self.shown is Shown.RAW:
            wanted = Shown.RAW
        self.shown = wanted
        self.look_again()
        if self.one_at_a_time and not self.has_class("-reading"):
            self.read_entry()

    def action_raw(self) -> None:
        """Show whole lines as git prints them, or the words that changed again."""
        self.shown = Shown.CHANGES if self.shown is Shown.RAW else Shown.RAW
        self.look_again()

    def action_file(self, step: int) -> None:
        """Show another of the files that the entry changed."""
        entry = self.timeline.entry
        if entry is not None and entry.changes:
            self._path = (self._path + step) % len(entry.changes)
            self.look_again()

    @on(PaneTabs.Chosen)
    def _choose_shown(self, message: PaneTabs.Chosen) -> None:
        message.stop()
        self.action_show(message.pane)

    @on(TimelineList.Chosen)
    def _choose_entry(self, message: TimelineList.Chosen) -> None:
        message.stop()
        self.read_entry()

    def read_entry(self) -> None:
        """Put the focus on the detail."""
        self.add_class("-reading")  # at once: what is typed after the key is meant for what it shows
        self.set_focus(self.detail.in_front)

    def action_mark(self) -> None:
        """Compare with the entry under the cursor from now on; on the marked one, no more."""
        entry, marked = self.timeline.entry, self.timeline.marked
        same = entry is not None and marked is not None and entry.commit == marked.commit
        self.timeline.mark(None if same else entry)
        self.look_again()

    def action_go_to_origin(self) -> None:
        """Go to the commit that last changed the section under the cursor of the blame, and show what it changed."""
        origin = self.detail.blame.origin
        if origin is not None and origin.entry is not None:
            self.shown = Shown.CHANGES
            self.set_focus(self.timeline)
            self.seek(origin.entry.commit)
            self.look_again()
