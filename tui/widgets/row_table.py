"""A table whose columns share the width of its pane: what does not fit is cut, and made anew when the width changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import events, on
from textual.binding import Binding
from textual.message import Message
from textual.widgets import DataTable

from tui.widgets.state_label import fit


@dataclass(frozen=True)
class Column:
    """A column of `width` cells, or, with 0, of the room that the others leave; figures stand `right`."""

    title: str
    width: int = 0
    right: bool = False


class RowTable(DataTable[Text], inherit_bindings=False):
    """Base of the two tables; subclasses say which columns there are at a width, and what stands in a row."""

    BINDINGS = [
        Binding("up,k", "cursor_up", "Up", show=False, id="table.up"),
        Binding("down,j", "cursor_down", "Down", show=False, id="table.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="table.page-up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="table.page-down"),
        Binding("home", "scroll_top", "First", show=False, id="table.first"),
        Binding("end", "scroll_bottom", "Last", show=False, id="table.last"),
        Binding("enter", "select_cursor", "Choose", show=False, id="table.choose"),
    ]

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        table: "RowTable"

        @property
        def control(self) -> "RowTable":
            """The table."""
            return self.table

    @dataclass
    class Chosen(Message):
        """The row under the cursor was chosen."""

        table: "RowTable"

        @property
        def control(self) -> "RowTable":
            """The table."""
            return self.table

    _SCROLLBAR = 1

    def __init__(self, name: str) -> None:
        super().__init__(id=name, cursor_type="row", cell_padding=0)
        self._keys: list[str] = []
        self._columns: list[Column] = []

    def table_columns(self, width: int) -> Sequence[Column]:
        """Return the columns of a table of that many cells."""
        raise NotImplementedError

    def row_cells(self, key: str, width: int) -> Sequence[str | Text]:
        """Return what stands in the columns of that row."""
        raise NotImplementedError

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor."""
        return self._keys[self.cursor_row] if 0 <= self.cursor_row < len(self._keys) else None

    def show_rows(self, keys: Sequence[str], at: str | None = None) -> None:
        """Show these rows, the cursor on `at`, or where it stood as long as its row is there."""
        wanted = at if at is not None else self.key
        self._keys = list(keys)
        width = self.size.width - self._SCROLLBAR
        with self.prevent(DataTable.RowHighlighted):
            self.clear(columns=True)
            self._columns = _widened(self.table_columns(width), width)
            for column in self._columns:
                self.add_column(_cell(column.title, column), width=column.width)
            for key in keys:
                self.add_row(*self._cells(key), key=key)
            if wanted in self._keys:
                self.move_cursor(row=self._keys.index(wanted))

    def show_row(self, key: str) -> None:
        """Show what has become of one row."""
        if key in self._keys:
            for at, cell in enumerate(self._cells(key)):
                self.update_cell_at((self._keys.index(key), at), cell)  # type: ignore[arg-type]

    def _cells(self, key: str) -> list[Text]:
        width = self.size.width - self._SCROLLBAR
        pairs = zip(self.row_cells(key, width), self._columns, strict=True)
        return [_cell(content, column) for content, column in pairs]

    def on_resize(self, event: events.Resize) -> None:
        """Fit the columns to the new width."""
        self.show_rows(self._keys)

    @on(DataTable.RowHighlighted)
    def _move(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        self.post_message(self.Moved(self))

    @on(DataTable.RowSelected)
    def _choose(self, event: DataTable.RowSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(self))


def _widened(columns: Sequence[Column], width: int) -> list[Column]:
    """Return the columns with the room shared out, each with an empty cell after it."""
    flexible = [column for column in columns if not column.width]
    left = width - len(columns) - sum(column.width for column in columns)
    share = max(1, left // len(flexible)) if flexible else 0
    return [Column(column.title, (column.width or share) + 1, column.right) for column in columns]


def _cell(content: str | Text, column: Column) -> Text:
    style = content.style if isinstance(content, Text) else ""
    plain = content.plain if isinstance(content, Text) else content
    room = column.width - 1
    text = plain.rjust(room) if column.right else plain
    return Text(fit(text, room) + " ", style=style, no_wrap=True)
