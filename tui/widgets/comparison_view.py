"""Two texts beside each other or one within the other, what changed between them marked, and a cursor on one change."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.authoring.comparing.comparison import Comparison
from tui.widgets import comparison_rows
from tui.widgets.comparison_rows import Bit, Bits, Row, Side
from tui.widgets.state_label import fit

_WIDE = 100
"""From how many cells on the texts stand side by side, unless the reader has said how."""

_GUTTER = 2
_NOTHING = Comparison((), 0)


class ComparisonView(ScrollView, can_focus=True):
    """Knows two texts and their titles, and of each change which of the two versions is to stand in a third text.

    At first that is the new version of every change; the reader takes single ones from the old text. With `takes`
    False there is nothing to take, and the changes are only read.
    """

    HELP = """\
# Comparison
What both texts say stands plain. Of a change, what stands in the text that you make is underlined, what does not is
struck through: at first the new text stands; Space takes the change under the cursor from the old one, or gives it
back.
"""
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "comparison--title",
        "comparison--stands",
        "comparison--goes",
        "comparison--gutter",
        "comparison--cursor",
    }
    BINDINGS = [
        Binding("n", "step(1)", "Next", id="comparison.next", tooltip="The next change"),
        Binding("p", "step(-1)", "Before", show=False, id="comparison.previous", tooltip="The change before"),
        Binding("space,enter", "take", "Take", id="comparison.take", tooltip="Take this change from the left text"),
        Binding("less_than_sign", "take_all(True)", "All left", show=False, id="comparison.all-left",
                tooltip="Take every change from the left text"),
        Binding("greater_than_sign", "take_all(False)", "All right", show=False, id="comparison.all-right",
                tooltip="Take no change from the left text"),
        Binding("t", "turn", "Layout", id="comparison.turn", tooltip="Side by side, or one within the other"),
        Binding("up,k", "scroll_up", "Up", show=False, id="comparison.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="comparison.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="comparison.page-up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="comparison.page-down"),
        Binding("home", "scroll_home", "Start", show=False, id="comparison.start"),
        Binding("end", "scroll_end", "End", show=False, id="comparison.end"),
    ]  # fmt: skip

    @dataclass
    class Moved(Message):
        """The cursor stands on another change."""

        view: "ComparisonView"

    @dataclass
    class Took(Message):
        """Another version of a change is to stand in the text that is made."""

        view: "ComparisonView"

    def __init__(self, *, takes: bool = True, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.comparison = _NOTHING
        self.change: int | None = None  # the one under the cursor
        self.taken: frozenset[int] = frozenset()  # those whose old version is to stand
        self._takes = takes
        self._titles = ("", "")
        self._asked_beside: bool | None = None  # what the reader asked for
        self._rows: list[Row] = []
        self._styles: dict[str, Style] = {}
        self._places: dict[int, tuple[int, int]] = {}  # the first and the last row of each change

    def show(self, comparison: Comparison, old: str, new: str, taken: Collection[int] = ()) -> None:
        """Show a comparison from its first change on, the texts titled `old` and `new`."""
        self.comparison, self._titles, self.taken = comparison, (old, new), frozenset(taken)
        self.change = 0 if comparison.changes else None
        self._lay_out()
        self.scroll_to(y=0, animate=False, force=True)
        self.call_after_refresh(self._reveal)
        self.post_message(self.Moved(self))

    @property
    def beside(self) -> bool:
        """Whether the texts stand side by side."""
        return self._asked_beside if self._asked_beside is not None else self.size.width >= _WIDE

    @property
    def result(self) -> str:
        """The text that is made: the new one, with the changes that are taken from the old one."""
        return self.comparison.apply(frozenset(range(self.comparison.changes)) - self.taken)

    # Laying out

    @property
    def _heads(self) -> int:
        return 1 if self.beside else 2

    @property
    def _room(self) -> int:
        """How many cells there are beside the scroll bar."""
        return self.scrollable_content_region.width

    @property
    def _column(self) -> int:
        return max((self._room - 1) // 2 - _GUTTER if self.beside else self._room - _GUTTER, 2)

    def _lay_out(self) -> None:
        """Lay all out for the width that there is; only the lines in sight are drawn."""
        if self.beside:
            self._rows = comparison_rows.side_by_side(self.comparison, self._column)
        else:
            self._rows = comparison_rows.inline(self.comparison, self._column, marked=self.app.no_color)
        self._places = {}
        for at, row in enumerate(self._rows):
            for change in row.changes:
                self._places[change] = (self._places.get(change, (at, at))[0], at)
        self.virtual_size = Size(self._room, len(self._rows) + self._heads)
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out anew, the same text at the top."""
        self._lay_out_in_place()

    def _lay_out_in_place(self) -> None:
        top = round(self.scroll_y)
        block = self._rows[top].block if top < len(self._rows) else 0
        within = self.change is not None and self._is_in_sight(self.change)
        self._lay_out()
        if top:
            self.scroll_to(y=next((n for n, row in enumerate(self._rows) if row.block >= block), 0), animate=False)
        if within or not top:
            self.call_after_refresh(self._reveal)

    def _is_in_sight(self, change: int) -> bool:
        first, last = self._places.get(change, (0, 0))
        top = round(self.scroll_y)
        return top <= first and last < top + self._lines

    @property
    def _lines(self) -> int:
        return max(self.size.height - self._heads, 1)

    def _reveal(self) -> None:
        """Bring the change under the cursor into sight."""
        if self.change is None or self._is_in_sight(self.change):
            return
        first, last = self._places.get(self.change, (0, 0))
        above = max(min(self._lines // 3, self._lines - (last - first + 1)), 0)
        self.scroll_to(y=max(first - above, 0), animate=False)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line: a title, or a row of the texts."""
        base = self._styled("")
        if y < self._heads:
            return self._title(y)
        at = round(self.scroll_y) + y - self._heads
        if at >= len(self._rows):
            return Strip.blank(self._room, base)
        row = self._rows[at]
        column = self._column
        left = [self._gutter(row.left), Strip(self._segments(row.left)).adjust_cell_length(column, base)]
        if not self.beside:
            return Strip.join(left)
        right = [self._gutter(row.right), Strip(self._segments(row.right)).adjust_cell_length(column, base)]
        line = Strip([Segment("│", self._styled("gutter"))])
        return Strip.join([*left, line, *right]).adjust_cell_length(self._room, base)

    def _styled(self, name: str) -> Style:
        """Return a style of the style sheet on the ground of the widget; without a name, that of plain text."""
        style = self._styles.get(name)
        if style is None:
            style = self.rich_style
            if name:
                style += self.get_component_rich_style(f"comparison--{name}", partial=True)
            self._styles[name] = style
        return style

    def notify_style_update(self) -> None:
        """Draw by the styles as they are now, another theme's perhaps."""
        self._styles.clear()
        super().notify_style_update()

    def _title(self, y: int) -> Strip:
        style = self._styled("title")
        signed = [f"{sign} {title}" for sign, title in zip("-+", self._titles, strict=True)]
        if not self.beside:
            return Strip([Segment(fit(signed[y], self._room), style)])
        width = self._column + _GUTTER
        text = fit(signed[0], width) + "│" + fit(signed[1], self._room - width - 1)
        return Strip([Segment(text, style)]).adjust_cell_length(self._room, style)

    def _gutter(self, bits: Bits) -> Strip:
        """Mark the row with the cursor, and with the side that it shows something of."""
        sides = {bit.side for bit in bits} - {Side.SAME}
        sign = next(iter(sides)).value if len(sides) == 1 else "~" if sides else " "
        here = self.change is not None and any(bit.change == self.change for bit in bits)
        return Strip([Segment(("▶" if here else " ") + sign, self._styled("gutter"))])

    def _segments(self, bits: Bits) -> list[Segment]:
        return [Segment(bit.text, self._style_of(bit)) for bit in bits]

    def _style_of(self, bit: Bit) -> Style:
        if bit.change is None:
            return self._styled("")
        stands = (bit.side is Side.OLD) == (bit.change in self.taken)
        style = self._styled("stands" if stands else "goes")
        here = bit.change == self.change
        if self.app.no_color:  # not every terminal can strike through
            return style + Style(dim=not stands, reverse=here)
        return style + self.get_component_rich_style("comparison--cursor", partial=True) if here else style

    # Going and taking

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done: nothing is taken where the texts are only read, or are the same."""
        if action in ("take", "take_all"):
            return self._takes and self.change is not None
        if action == "step":
            return self.comparison.changes > 1 or self.change is not None
        return True

    def go(self, change: int) -> None:
        """Put the cursor on a change."""
        self.change = change
        self.refresh()
        self._reveal()
        self.post_message(self.Moved(self))

    def action_step(self, step: int) -> None:
        """Go to the next change, or to the one before; at the last and the first one stays."""
        if self.change is not None:
            self.go(min(max(self.change + step, 0), self.comparison.changes - 1))

    def action_take(self) -> None:
        """Take the change under the cursor from the old text, or give it back."""
        if self.change is not None:
            self._take(self.taken ^ {self.change})

    def action_take_all(self, old: bool) -> None:
        """Take all changes from the old text, or none."""
        self._take(frozenset(range(self.comparison.changes)) if old else frozenset())

    def _take(self, taken: frozenset[int]) -> None:
        self.taken = taken
        self.refresh()
        self.post_message(self.Took(self))

    def action_turn(self) -> None:
        """Show the texts side by side, or one within the other."""
        self._asked_beside = not self.beside
        self._lay_out_in_place()

    def on_click(self, event: events.Click) -> None:
        """Go to the change that was clicked; clicked again, it is taken or given back."""
        place = event.get_content_offset(self)
        change = self._change_at(place.x, place.y) if place is not None else None
        if change is None:
            return
        if change == self.change and self._takes:
            self.action_take()
        else:
            self.go(change)

    def _change_at(self, x: int, y: int) -> int | None:
        at = round(self.scroll_y) + y - self._heads
        if y < self._heads or at >= len(self._rows):
            return None
        row, width = self._rows[at], self._column + _GUTTER
        bits, x = (row.right, x - width - 1) if self.beside and x > width else (row.left, x)
        x -= _GUTTER
        for bit in bits:
            cells = Segment(bit.text).cell_length
            if 0 <= x < cells:
                return bit.change
            x -= cells
        return None
