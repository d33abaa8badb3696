"""The sections of an unmerged lesson, each with where its text comes from."""

from collections.abc import Mapping, Sequence

from rich.text import Text

from tui.authoring import plain_text
from tui.widgets.row_table import Column, RowTable

_CHOOSE = "choose"


class MergeSections(RowTable):
    """One row a section. `origins` says by slug from where its text is taken; one that is not there is to be chosen."""

    HELP = """\
# Sections
Where both sides say the same, or only one has changed a section, its text is taken already. The others are yours to
choose.
"""

    def __init__(self) -> None:
        super().__init__("merge-sections")
        self._titles: dict[str, str] = {}
        self.origins: Mapping[str, str] = {}

    def show(self, titles: Sequence[tuple[str, str]], origins: Mapping[str, str], at: str | None = None) -> None:
        """Show sections (slug and title) with their origins, the cursor on one of them."""
        self._titles, self.origins = dict(titles), origins
        self.show_rows([slug for slug, _ in titles], at)

    def table_columns(self, width: int) -> Sequence[Column]:
        """Return the mark, the title, and where the text comes from."""
        return (Column("", 1), Column("section"), Column("text from", max(14, width // 3)))

    def row_cells(self, key: str, width: int) -> Sequence[str | Text]:
        """Return one section's row."""
        origin = self.origins.get(key)
        mark = "?" if origin is None else "✓"
        return (mark, plain_text.one_line(self._titles[key]), origin or _CHOOSE)
