"""The entries of a history, newest first, a line each; drawn when in sight, so that their number costs nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets import entry_look
from tui.widgets.state_label import fit
from tui.widgets.timeline_columns import Column, columns_at

if TYPE_CHECKING:
    from tui.authoring.workbench import Entry, Words

_AHEAD = 50
"""How many lines before the end of what has been read more is asked for."""

_HEAD = 1

_STRIPS = 512
"""How many lines are kept as they were drawn."""


class TimelineList(ScrollView, can_focus=True):
    """Posts `Moved` as the cursor moves, `Chosen` where its entry is to be read, and `Wanted` near the end.

    `now` is asked when a line is drawn: dates are told as time gone by.
    """

    HELP = """\
# Timeline
What was committed of the course, the day or the lesson, the newest first: when, what, by whom, how many words came and
went, which model wrote it or whether a hand did, and what all its attempts cost. ✓ an approval, ↶ one that was undone,
☰ a plan, → a renaming, § the glossary, ⑂ a merge that changed something itself, ✎ a commit by hand, ● the course's
first. It reads on as you go down.
{timeline.mark:Space} marks an entry: then the changes on show are those between it and the one under the cursor.
"""
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--head",
        "timeline--muted",
        "timeline--added",
        "timeline--removed",
        "timeline--cursor",
        "timeline--marked",
    }
    BINDINGS = [
        Binding("enter", "choose", "Read", id="timeline.read", tooltip="Read the entry: what changed, or what it was"),
        Binding("space", "screen.mark", "Mark", id="timeline.mark",
                tooltip="Compare with this entry whatever the cursor goes to; again: no more"),
        Binding("l", "screen.narrow", "Its lesson", id="timeline.lesson", tooltip="The history of this lesson alone"),
        Binding("L", "screen.widen", "Wider", show=False, id="timeline.wider",
                tooltip="The history of the day, then of the course"),
        Binding("up,k", "move(-1)", "Up", show=False, id="timeline.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="timeline.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="timeline.page-up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="timeline.page-down"),
        Binding("home", "first", "Newest", show=False, id="timeline.first"),
        Binding("end", "last", "Last read", show=False, id="timeline.last"),
    ]  # fmt: skip

    @dataclass
    class Moved(Message):
        """The cursor stands on another entry."""

        view: "TimelineList"

    @dataclass
    class Chosen(Message):
        """The entry under the cursor is to be read."""

        view: "TimelineList"

    @dataclass
    class Wanted(Message):
        """More is to be read, or what is in sight has changed."""

        view: "TimelineList"

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(id="timeline")
        self._now = now
        self.entries: list[Entry] = []
        self.cursor = 0
        self.marked: Entry | None = None
        self.whole = False  # whether all has been read
        self._words: dict[str, Words | None] = {}
        self._styles: dict[str, Style] = {}
        # Lines as they were drawn: scrolling asks for all in sight again, each of them the same.
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(_STRIPS)

    # What is in it

    @property
    def entry(self) -> "Entry | None":
        """The entry under the cursor."""
        return self.entries[self.cursor] if self.cursor < len(self.entries) else None

    def begin(self) -> None:
        """Forget what was read, for another history is to be shown. What was counted is true still."""
        self.entries, self.cursor, self.whole = [], 0, False
        self._fit()
        self.scroll_to(y=0, animate=False, force=True)
        self.post_message(self.Moved(self))

    def add(self, entries: "Sequence[Entry]") -> None:
        """Show older entries below the others."""
        first = not self.entries
        self.entries += entries
        self._fit()
        if first and self.entries:
            self.post_message(self.Moved(self))

    def end(self) -> None:
        """Know that there are no more."""
        self.whole = True
        self._fit()

    def mark(self, entry: "Entry | None") -> None:
        """Mark an entry, or none."""
        self.marked = entry
        self.refresh()

    def tell_words(self, commit: str, words: "Words | None") -> None:
        """Show how many words came and went with a commit; None where that cannot be said."""
        self._words[commit] = words
        for row in self._rows_in_sight():
            if self.entries[row].commit == commit:
                self._refresh_row(row)

    def words_of(self, commit: str) -> "Words | None":
        """Return how many words came and went with a commit, where they have been counted."""
        return self._words.get(commit)

    def age(self, commit: str) -> int:
        """Return how many of those that were read are newer than this one; one that was not read is older than all."""
        return next((row for row, each in enumerate(self.entries) if each.commit == commit), len(self.entries))

    def uncounted(self, most: int) -> "tuple[Entry, ...]":
        """Return the first `most` entries in sight whose words have not been counted."""
        in_sight = (self.entries[row] for row in self._rows_in_sight())
        return tuple(islice((each for each in in_sight if each.commit not in self._words), most))

    def _fit(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, _HEAD + len(self.entries) + (not self.whole))
        self.tell_place()
        self.refresh()

    def tell_place(self) -> None:
        """Say below the list where in it the cursor stands; that draws all of it, so it is not done at every step."""
        of = f"{len(self.entries):,}{'' if self.whole else '+'}"
        said = f"{self.cursor + 1:,}/{of}" if self.entries else ""
        if said != self.border_subtitle:
            self.border_subtitle = said

    def _rows_in_sight(self) -> range:
        top = round(self.scroll_y)
        return range(top, min(top + max(self.size.height - _HEAD, 0), len(self.entries)))

    def _refresh_row(self, row: int) -> None:
        y = row - round(self.scroll_y) + _HEAD
        if _HEAD <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw the head, an entry, or a word about what is still being read."""
        width = self.scrollable_content_region.width
        columns = columns_at(width)
        if y < _HEAD:
            cells = [(column.title, "head") for column in columns]
            return self._line([("  ", "head")], columns, cells, self._styled("head"))
        row = round(self.scroll_y) + y - _HEAD
        if row < len(self.entries):
            return self._draw(self.entries[row], columns, here=row == self.cursor)
        said = "  reading on…" if row == len(self.entries) and not self.whole else ""
        return Strip([Segment(fit(said, width), self._styled("muted"))]).adjust_cell_length(width, self._styled(""))

    def _draw(self, entry: "Entry", columns: Sequence[Column], *, here: bool) -> Strip:
        marked = self.marked is not None and self.marked.commit == entry.commit
        words, when = self._words.get(entry.commit), entry_look.when(entry.date, self._now())
        key = (entry.commit, columns[1].width, len(columns), words, when, here, marked, self.has_focus)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._drawn(entry, columns, words, when, here=here, marked=marked)
        return strip

    def _drawn(
        self,
        entry: "Entry",
        columns: Sequence[Column],
        words: "Words | None",
        when: str,
        *,
        here: bool,
        marked: bool,
    ) -> Strip:
        kind = str(entry.kind.value)
        told = {
            "when": (when, "muted"),
            "what": (entry_look.what(entry), ""),
            "author": (entry_look.author(entry), "muted"),
            "added": (f"+{words.added:,}" if words is not None else "", "added"),
            "gone": (f"−{words.removed:,}" if words is not None else "", "removed"),
            "written by": (entry_look.writer(entry), "muted"),
            "cost": (entry_look.cost(entry.cost_usd), "muted"),
        }
        head = [("◆" if marked else " ", "marked"), (entry_look.GLYPHS.get(kind, "·"), f"kind {kind}")]
        ground = self._styled("cursor") if here else self._styled("marked") if marked else None
        return self._line(head, columns, [told[column.title] for column in columns], ground)

    def _line(
        self,
        head: Sequence[tuple[str, str]],
        columns: Sequence[Column],
        cells: Sequence[tuple[str, str]],
        ground: Style | None,
    ) -> Strip:
        """Draw a line, all of it in the style `ground` where there is one."""
        segments = [Segment(text, ground or self._styled(style)) for text, style in head]
        for column, (text, style) in zip(columns, cells, strict=True):
            text = text.rjust(column.width) if column.right else text
            segments.append(Segment(" " + fit(text, column.width), ground or self._styled(style)))
        return Strip(segments).adjust_cell_length(self.scrollable_content_region.width, ground or self._styled(""))

    def _styled(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self.rich_style
            if name.startswith("kind "):
                style += Style.parse(entry_look.STYLES.get(name.removeprefix("kind "), "none"))
            elif name:
                style += self.get_component_rich_style(f"timeline--{name}", partial=True)
            self._styles[name] = style
        return style

    def notify_style_update(self) -> None:
        """Draw by the styles as they are now, another theme's perhaps."""
        self._styles.clear()
        self._strips.clear()
        super().notify_style_update()

    # Moving

    def go(self, row: int) -> None:
        """Put the cursor on a row, as near as there is one, and bring it into sight."""
        row = min(max(row, 0), max(len(self.entries) - 1, 0))
        if row != self.cursor:
            before, self.cursor = self.cursor, row
            self._refresh_row(before)
            self._refresh_row(row)
            self.post_message(self.Moved(self))
        self._reveal()
        self._want()

    def go_to(self, commit: str) -> bool:
        """Put the cursor on a commit; return whether it is among those that were read."""
        row = next((row for row, each in enumerate(self.entries) if each.commit == commit), None)
        if row is not None:
            self.go(row)
        return row is not None

    def _reveal(self) -> None:
        top, height = round(self.scroll_y), max(self.size.height - _HEAD, 1)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, immediate=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for what comes into sight."""
        super().watch_scroll_y(old_value, new_value)
        self._want()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight."""
        self._fit()
        self._reveal()
        self._want()

    def _want(self) -> None:
        self.post_message(self.Wanted(self))

    @property
    def wants_more(self) -> bool:
        """Whether the end of what has been read is in sight or near."""
        bottom = round(self.scroll_y) + self.size.height
        return not self.whole and max(bottom, self.cursor) + _AHEAD >= len(self.entries)

    def action_move(self, step: int) -> None:
        """Go to the next entry, or the one before."""
        self.go(self.cursor + step)

    def action_page(self, step: int) -> None:
        """Go on by what is in sight."""
        self.go(self.cursor + step * max(self.size.height - _HEAD - 1, 1))

    def action_first(self) -> None:
        """Go to the newest."""
        self.go(0)

    def action_last(self) -> None:
        """Go to the oldest that has been read."""
        self.go(len(self.entries) - 1)

    def action_choose(self) -> None:
        """Read the entry."""
        if self.entry is not None:
            self.post_message(self.Chosen(self))

    def on_click(self, event: events.Click) -> None:
        """Go to the entry that was clicked; clicked again, it is read."""
        place = event.get_content_offset(self)
        if place is None or place.y < _HEAD:
            return
        row = round(self.scroll_y) + place.y - _HEAD
        if row >= len(self.entries):
            return
        if row == self.cursor:
            self.action_choose()
        else:
            self.go(row)
