"""The sections of a lesson, and where the text of each is from: commit, day, attempt, model, prompt."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text
from textual.binding import Binding

from tui.authoring import plain_text
from tui.widgets import entry_look
from tui.widgets.row_table import Column, RowTable

if TYPE_CHECKING:
    from tui.authoring.workbench import SectionOrigin


class BlameTable(RowTable):
    """Shows the sections that its screen gives it; Enter goes to the commit that last changed one."""

    HELP = """\
# Blame
The sections of the lesson as it was last committed: the commit that last changed the text of each, when that was, which
attempt was taken, which model wrote it or whether a hand did, and the beginning of its prompt's SHA-256.
"""
    BINDINGS = [
        Binding("enter", "screen.go_to_origin", "Its commit", id="blame.go",
                tooltip="Go to the commit that last changed the section"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__("blame")
        self._origins: dict[str, SectionOrigin] = {}

    @property
    def origin(self) -> "SectionOrigin | None":
        """Where the section under the cursor is from."""
        return self._origins.get(self.key or "")

    def show(self, origins: "Sequence[SectionOrigin]", at: str | None = None) -> None:
        """Show these sections, the cursor on `at` where there is such a section."""
        self._origins = {each.section: each for each in origins}
        self.show_rows(list(self._origins), at if at in self._origins else None)

    def table_columns(self, width: int) -> Sequence[Column]:
        """Return the columns; the prompt has one where there is room."""
        columns = [Column("section"), Column("commit", 8), Column("day", 10), Column("attempt", 7, right=True)]
        columns.append(Column("written by", 20 if width >= 90 else 12))
        return [*columns, Column("prompt", 10)] if width >= 72 else columns

    def row_cells(self, key: str, width: int) -> Sequence[str | Text]:
        """Return what stands in the row of a section."""
        each = self._origins[key]
        entry = each.entry
        cells: list[str | Text] = [
            plain_text.one_line(each.title),
            Text(entry.commit[:8] if entry is not None else "none yet", style="cyan" if entry is not None else "dim"),
            _day(entry.date) if entry is not None else "",
            str(each.number) if each.number is not None else "",
            plain_text.one_line(each.model or (entry_look.writer(entry) if entry is not None else "")),
        ]
        return [*cells, plain_text.one_line(each.prompt_sha256 or "")[:10]] if width >= 72 else cells


def _day(date: datetime) -> str:
    return entry_look.exactly(date)[:10]
