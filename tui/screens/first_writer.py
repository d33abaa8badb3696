"""The first run, step 2 of 3: which model writes. The choice enters the settings with the last step."""

from textual.binding import Binding

from tui.screens.settings import SettingsScreen
from tui.widgets.profiles_table import ProfilesTable


class FirstWriterScreen(SettingsScreen[str]):
    """Ends with the profile that was chosen, with "" where that is left for later, or with None to go back."""

    CSS_PATH = "settings.tcss"
    HELP = """\
# The first run: who writes
Each profile is an endpoint with a model. The one marked ● would write if you chose none. `t` asks one for a word or two
and shows what its endpoint can do. Enter takes the one under the cursor; `n` leaves it for later.
"""
    BINDINGS = [
        Binding("n", "later", "Not now", id="first.later", tooltip="Go on without choosing who writes"),
    ]

    def on_mount(self) -> None:
        """Say where in the course of things this is."""
        self.table.border_title = "2 of 3 · Who writes"
        self.table.border_subtitle = "Enter takes it and goes on · n: not now"

    def action_choose(self) -> None:
        """Go on with the profile under the cursor; nothing is written yet."""
        view = self.query_one(ProfilesTable).view
        if view is not None and view.profile is not None:
            self.dismiss(view.name)

    def action_later(self) -> None:
        """Go on, and leave who writes as it is."""
        self.dismiss("")
