"""The profiles, a row each: which one writes now, its model, and whether anything is missing."""

from collections.abc import Sequence

from rich.text import Text
from textual.binding import Binding

from tui.authoring.workbench import WriterView
from tui.widgets.row_table import Column, RowTable


class ProfilesTable(RowTable):
    """What is known of the profile under the cursor stands beside or below it."""

    BINDINGS = [
        Binding("enter", "screen.choose", "Make default", id="settings.choose", tooltip="Have this profile write"),
    ]
    HELP = """\
# Settings: who writes
Each profile is an endpoint with a model. The one marked ● writes now. Enter makes the one under the cursor the default,
which is written into your settings.yaml; `t` asks it for a word or two and shows what its endpoint can do.
Keys are never shown, only the names of the variables that hold them.
"""

    def __init__(self) -> None:
        super().__init__("profiles")
        self._views: dict[str, WriterView] = {}
        self.border_title = "Who writes"

    @property
    def view(self) -> WriterView | None:
        """The profile under the cursor."""
        return self._views.get(self.key or "")

    def show(self, views: Sequence[WriterView], at: str | None = None) -> None:
        """Show all profiles, with the cursor on `at`."""
        self._views = {view.name: view for view in views}
        self.show_rows(list(self._views), at)

    def table_columns(self, width: int) -> Sequence[Column]:
        """Return mark, name, model and key."""
        return [Column("", 1), Column("profile", 12), Column("model"), Column("key")]

    def row_cells(self, key: str, width: int) -> Sequence[str | Text]:
        """Return what stands in the row of a profile."""
        view = self._views[key]
        if view.profile is None:
            return [" ", Text(key, style="dim"), Text("not set up", style="dim"), ""]
        cells = ["●" if view.now else " ", key, view.profile.model, view.profile.credential.told]
        return [Text(cell, style="green") for cell in cells] if view.now else list(cells)
