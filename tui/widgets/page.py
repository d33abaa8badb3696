"""The page of the preview: what is marked on it, what is looked for, and the links that lead on."""

from collections.abc import Iterator
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.message import Message

from tui.reading.anchors import anchor_of
from tui.reading.finding import Link, Span, links, matches
from tui.reading.line import Line
from tui.reading.strips import Emphasis
from tui.widgets.drawn_page import DrawnPage

Place = tuple[int, tuple[Span, ...]]
"""A block, and where in its lines something stands."""


class Page(DrawnPage):
    """Posts `LinkFollowed` where the reader follows a link, and `FindAsked` where words are to be looked for."""

    HELP = """\
# Preview
The text under the cursor of the file plan: a section, or a whole lesson. It grows while the writer works and follows
its end until you scroll; End follows again. What the checks find stands below it, and leads to its passages.
{page.find:/} looks for words: {page.match-next:n} and {page.match-previous:N} go on while they are marked,
{page.leave:Escape} ends it. {page.link-next:l} and {page.link-previous:L} go from link to link, {page.follow:Enter}
follows; a link to another lesson opens it here. {page.formulas:m} shows formulas as they were written.
"""
    BINDINGS = [
        Binding("up,k", "scroll_up", "Up", show=False, id="page.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="page.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="page.page-up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="page.page-down"),
        Binding("home", "scroll_home", "Start", show=False, id="page.start"),
        Binding("end", "scroll_end", "End", show=False, id="page.end"),
        Binding("slash", "find", "Find", show=False, id="page.find", tooltip="Look for words in the text"),
        Binding("n", "match(1)", "Next match", id="page.match-next", tooltip="The next place of the words"),
        Binding("N", "match(-1)", "Match before", show=False, id="page.match-previous", tooltip="The place before"),
        Binding("escape", "leave", "Done", id="page.leave", tooltip="Done with looking for words, or with the link"),
        Binding("l", "link(1)", "Link", show=False, id="page.link-next", tooltip="The next link"),
        Binding("L", "link(-1)", "Link before", show=False, id="page.link-previous", tooltip="The link before"),
        Binding("enter", "follow", "Follow", id="page.follow", tooltip="Go where the link leads"),
        Binding("m", "formulas", "TeX", show=False, id="page.formulas", tooltip="Formulas as TeX, and back"),
    ]

    @dataclass
    class LinkFollowed(Message):
        """The reader wants to see what `href` leads to."""

        href: str

    class FindAsked(Message):
        """The reader wants to say what to look for."""

    @dataclass
    class Found(Message):
        """The words stand in `count` places, of which `number` (from 1) is in front."""

        number: int
        count: int

    class FindLeft(Message):
        """The reader is done with what was looked for."""

    def __init__(self) -> None:
        super().__init__("page")
        self._marked: tuple[int, int] | None = None
        self._mark_shown_at = -1
        self.query_text = ""
        self._matches: list[Place] = []
        self._matched: dict[tuple[int, int], list[tuple[int, int, int]]] = {}  # by line: which match, from, to
        self._match = 0
        self._link: tuple[int, Link] | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say what can be done now: n goes on to the next section unless words are looked for."""
        match action:
            case "match":
                return bool(self._matches)
            case "leave":
                return bool(self.query_text) or self._link is not None
            case "follow":
                return self._link is not None
        return True

    def forget(self) -> None:
        """Forget what was marked, and look for the words in the text that is on show now."""
        self._marked = self._link = None
        self._match = 0
        self._look()
        self._tell_found()

    def relaid(self) -> None:
        """Follow what was marked to where it stands now."""
        self._link = None
        self._look()
        self._tell_found()
        self._show_marked()

    def action_formulas(self) -> None:
        """Show formulas as they were written, or drawn again."""
        self.sources = not self.sources

    # A passage of it

    def mark(self, line: int) -> None:
        """Mark what is drawn from a line of the source (from 1), or else from the last one before it, and show it."""
        self._draw_growth()
        blocks = self.document.blocks
        if not blocks:
            return
        index = max((at for at, block in enumerate(blocks) if block.start < line), default=0)
        block = blocks[index]
        within = line - 1 - block.start
        spans = {(each.first, each.last) for each in block.lines(self._sheet.width, self.document.reading)}
        holding = [span for span in spans if span[0] <= within < span[1]]
        first, last = min(holding, key=lambda span: span[1] - span[0], default=(0, block.end - block.start))
        self._marked = (block.start + first, block.start + last)
        with self._held():
            self._sheet.know(index)
        self.release_anchor()  # a page that follows its end would run away from the passage
        self._mark_shown_at = -1
        self._show_marked()
        self.refresh()

    def _show_marked(self) -> None:
        """Bring what is marked into sight, again where the page has become another size since and was not scrolled."""
        unmoved = self._mark_shown_at in (-1, round(self.scroll_y))
        rows = self.marked_rows
        if rows and self.size.height and unmoved:
            self.show_rows(rows[0], rows[-1])
            self._mark_shown_at = round(self.scroll_y)

    def unmark(self) -> None:
        """Mark no passage any more."""
        if self._marked is not None:
            self._marked = None
            self.refresh()

    @property
    def marked(self) -> str:
        """The source of the marked passage."""
        if self._marked is None:
            return ""
        first, last = self._marked
        return "\n".join(self.document.text.split("\n")[first:last]).strip()

    @property
    def marked_rows(self) -> list[int]:
        """The rows of the page that are marked."""
        if self._marked is None:
            return []
        rows = []
        for index, block in enumerate(self.document.blocks):
            if block.start < self._marked[1] and self._marked[0] < block.end:
                top = self._sheet.top(index)
                lines = self._sheet.lines(index)
                rows += [top + at for at, line in enumerate(lines) if self.is_marked(index, line)]
        return rows

    def is_marked(self, index: int, line: Line) -> bool:
        """Whether a line belongs to the marked passage."""
        if self._marked is None or line.last == 0:
            return False
        start = self.document.blocks[index].start
        return self._marked[0] <= start + line.first and start + line.last <= self._marked[1]

    def show_rows(self, first: int, last: int) -> None:
        """Scroll so that these rows stand in the middle, or the first of them at the top where they are many."""
        height = self.size.height
        self._sheet.settle(first - height, 2 * height)
        self._fit()
        spare = max(0, height - (last - first + 1))
        self.scroll_to(y=max(0, first - spare // 2), animate=False, force=True)

    # Looking for words

    def action_find(self) -> None:
        """Ask what to look for."""
        self.post_message(self.FindAsked())

    def find(self, query: str) -> int:
        """Look for `query`, show the first place from what is in sight on, and return how many there are."""
        self.query_text = query
        self._look()
        top = round(self.scroll_y)
        rows = [self._row(place) for place in self._matches]
        self._match = next((number for number, row in enumerate(rows) if row >= top), 0)
        self._show_match()
        return len(self._matches)

    @property
    def match(self) -> tuple[int, int]:
        """Which of how many places of the words is the one in front, both 0 where there are none."""
        return (self._match + 1 if self._matches else 0), len(self._matches)

    def action_match(self, step: int) -> None:
        """Go to the next or the last place of the words."""
        if self._matches:
            self._match = (self._match + step) % len(self._matches)
            self._show_match()

    def action_leave(self) -> None:
        """Be done with the words that were looked for, or else with the link."""
        if self.query_text:
            self.find("")
            self.post_message(self.FindLeft())
        self._link = None
        self.refresh()
        self.refresh_bindings()

    def _look(self) -> None:
        self._matches, self._matched = [], {}
        if self.query_text:
            for index, block in enumerate(self.document.blocks):
                lines = block.lines(self._sheet.width, self.document.reading)
                self._matches += [(index, spans) for spans in matches(lines, self.query_text)]
            with self._held():
                self._sheet.measured()
            for number, (index, spans) in enumerate(self._matches):
                for span in spans:
                    self._matched.setdefault((index, span.line), []).append((number, span.start, span.end))
            self._match = min(self._match, max(0, len(self._matches) - 1))

    def _tell_found(self) -> None:
        if self.query_text:
            self.post_message(self.Found(*self.match))

    def _row(self, place: Place) -> int:
        index, spans = place
        return self._sheet.top(index) + self.document.gap(index) + spans[0].line

    def _show_match(self) -> None:
        if self._matches:
            self.release_anchor()
            self.bring(self._row(self._matches[self._match]))
        self._tell_found()
        self.refresh()
        self.refresh_bindings()

    def bring(self, row: int) -> None:
        """Scroll only if the row is not in sight."""
        if not round(self.scroll_y) <= row < round(self.scroll_y) + self.size.height:
            self.show_rows(row, row)

    # Links

    def action_link(self, step: int) -> None:
        """Go to the next or the last link, from the one before or from what is in sight."""
        found = self._next_link(step)
        if found is not None:
            self._link = found
            self.release_anchor()
            with self._held():
                self._sheet.know(found[0])
            self.bring(self._row((found[0], found[1].spans)))
            self.refresh()
            self.refresh_bindings()

    def _next_link(self, step: int) -> tuple[int, Link] | None:
        blocks = self.document.blocks
        if self._link is not None:
            start, here = self._link[0], self._link[1].spans[0]
        else:
            row = round(self.scroll_y) if step > 0 else round(self.scroll_y) + self.size.height
            start = self._sheet.block_at(row)
            here = Span(row - self._sheet.top(start) - self.document.gap(start) if blocks else 0, -1, 0)
        for index in range(start, len(blocks) if step > 0 else -1, step):
            there = list(links(blocks[index].lines(self._sheet.width, self.document.reading)))
            if index == start:
                there = [each for each in there if (each.spans[0] > here if step > 0 else each.spans[0] < here)]
            if there:
                return index, there[0 if step > 0 else -1]
        return None

    def action_follow(self) -> None:
        """Go where the link leads."""
        if self._link is not None:
            self.follow(self._link[1].href)

    def follow(self, href: str) -> None:
        """Go to a heading or a note of this text, or let the screen open what else a link leads to."""
        if href.startswith("#") and self.go_to(href[1:]):
            return
        self.post_message(self.LinkFollowed(href))

    def go_to(self, anchor: str) -> bool:
        """Bring the heading with that anchor, or the note `^label`, to the top; return whether there is one."""
        index = anchor_of(self.document, anchor)
        if index is None:
            return False
        self.release_anchor()
        with self._held():
            self._sheet.know(index)
        self.scroll_to(y=self._sheet.top(index) + self.document.gap(index), animate=False, force=True)
        return True

    def on_click(self, event: events.Click) -> None:
        """Follow a link that is clicked, unless some text was selected."""
        href = event.style.meta.get("href")
        if isinstance(href, str) and not self.text_selection:
            self.follow(href)

    # What stands out

    def emphasis(self, row: int, place: tuple[int, int]) -> Iterator[Emphasis]:
        """Yield what is selected, found or about to be followed in a row."""
        yield from super().emphasis(row, place)
        for number, start, end in self._matched.get(place, ()):
            yield start, end, "match-current" if number == self._match else "match"
        if self._link is not None and self._link[0] == place[0]:
            for span in self._link[1].spans:
                if span.line == place[1]:
                    yield span.start, span.end, "link-current"
