"""What the writer has before it, a row each: what is written, what failed, what waits in its order, what is held."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.binding import Binding

from tui.authoring.workbench import Attempt, Held, SectionState, Writing
from tui.widgets.row_table import Column, RowTable
from tui.widgets.state_label import counted

_GLYPHS = {"writing": SectionState.DRAFTING.glyph, "failed": SectionState.FAILED.glyph, "waits": "…", "held": "‖"}
_STYLES = {"writing": "cyan", "failed": "red", "waits": "", "held": "yellow"}


@dataclass(frozen=True)
class JobRow:
    """A section, how it stands with the writer, what is said of that in few words, and what may be done about it."""

    key: str
    state: str
    said: str
    more: str

    @property
    def style(self) -> str:
        """The colour of its state, which its word tells too."""
        return _STYLES[self.state]


def rows(
    writing: Sequence[Writing],
    failed: Sequence[tuple[str, Attempt]],
    waiting: Sequence[str],
    held: Sequence[Held],
) -> list[JobRow]:
    """Return the rows of the table; a section that was asked for again has not failed any more."""
    found = [_being_written(each) for each in writing]
    asked = {each.key for each in writing}.union(waiting, (each.key for each in held))
    found += [_failed(key, attempt) for key, attempt in failed if key not in asked]
    found += [_waiting(key, place) for place, key in enumerate(waiting, 1)]
    return found + [_held(each) for each in held]


def _being_written(section: Writing) -> JobRow:
    words = counted(section.words, "word")
    if section.pause:
        goes_on = f"goes on in {section.pause:.0f} s"
        said = f"{words}, {goes_on}" if section.words else goes_on
        return JobRow(section.key, "writing", said, f"{section.reason} It {goes_on}.")
    pace = "" if section.pace is None else f", {section.pace:.1f} a second"
    so_far = f"{words}{pace}" if section.words else "no word yet"
    return JobRow(section.key, "writing", so_far, f"{so_far}. x stops it and keeps what has come.")


def _failed(key: str, attempt: Attempt) -> JobRow:
    kept = f"{counted(attempt.words, 'word')} came and {'is' if attempt.words == 1 else 'are'} kept."
    said = attempt.error or "It came to no whole text."
    return JobRow(key, "failed", said, f"{said} {kept if attempt.words else 'No text came.'} g tries again.")


def _waiting(key: str, place: int) -> JobRow:
    if place == 1:
        return JobRow(key, "waits", "next", "It is written next. x takes it out.")
    before = f"{place - 1:,} before it"
    return JobRow(key, "waits", before, f"{before}. f writes it next, x takes it out.")


def _held(held: Held) -> JobRow:
    goes_on = "G goes on with all that is held, f with this one." if held.readable else "Mend that, and it goes on."
    return JobRow(held.key, "held", held.reason, f"{held.reason} {goes_on}")


class JobsTable(RowTable):
    """The screen says what becomes of the row under the cursor."""

    BINDINGS = [Binding("enter", "screen.go", "Go there", id="jobs.go", tooltip="Go to the section in the workbench")]
    HELP = """\
# Jobs
What the writer has before it: the sections being written, those that failed since the workbench was opened, those that
wait, in the order in which they will be taken, and those that are held. What you look at in the workbench comes first,
then what follows it in the course, unless you put another one first with `f`. The line above tells how much is done, at
which pace, and what the drafts have cost since the workbench was opened.
"""

    def __init__(self) -> None:
        super().__init__("jobs-table")
        self._rows: dict[str, JobRow] = {}
        self.border_title = "Jobs"

    @property
    def row(self) -> JobRow | None:
        """The row under the cursor."""
        return self._rows.get(self.key or "")

    def show(self, found: Sequence[JobRow]) -> bool:
        """Show these rows; return whether the cursor stands on another section than before, whose row is gone."""
        before, self._rows = self._rows, {row.key: row for row in found}
        keys = list(self._rows)
        if keys == list(before):
            for key in keys:
                if self._rows[key] != before[key]:
                    self.show_row(key)
            return False
        here, at, scrolled = self.key, self.cursor_row, self.scroll_y
        gone = here is not None and here not in self._rows
        self.show_rows(keys, keys[min(at, len(keys) - 1)] if gone and keys else here)
        self.scroll_to(y=scrolled, animate=False)
        return gone

    def table_columns(self, width: int) -> Sequence[Column]:
        """Return the state, the section, and what is said of it."""
        return [Column("", 9), Column("section", min(60, max(20, width // 2 - 8))), Column("")]

    def row_cells(self, key: str, width: int) -> Sequence[str | Text]:
        """Return what stands in the row of a section."""
        row = self._rows[key]
        return [Text(f"{_GLYPHS[row.state]} {row.state}", style=row.style), key, Text(row.said, style=row.style)]
