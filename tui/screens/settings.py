"""The settings: who may write, who writes now and why, and a trial of each."""

from typing import Generic, TypeVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.screen import Screen

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Tried, Writers
from tui.palette import WorkbenchCommands
from tui.screens.help import open_help
from tui.widgets.key_hints import KeyHints
from tui.widgets.profile_card import ProfileCard
from tui.widgets.profiles_table import ProfilesTable
from tui.widgets.row_table import RowTable

Result = TypeVar("Result")


class SettingsScreen(Screen[Result], Generic[Result]):
    """Shows the profiles; nobody is asked anything until the author presses `t`."""

    CSS_PATH = "settings.tcss"
    COMMANDS = {WorkbenchCommands}
    HELP = ProfilesTable.HELP
    BINDINGS = [
        Binding(
            "t", "try", "Try", id="settings.try", tooltip="Ask the profile for a word or two; it costs next to nothing"
        ),
        Binding("1", "pane('profiles')", "Profiles", show=False, id="settings.profiles"),
        Binding("2", "pane('profile-card')", "Profile", show=False, id="settings.card"),
        Binding("question_mark", "help", "Help", id="settings.help"),
        Binding("escape,q,comma", "dismiss(None)", "Back", id="settings.back", tooltip="Back to the workbench"),
    ]

    table = getters.query_one(ProfilesTable)
    card = getters.query_one(ProfileCard)

    def __init__(self, writers: Writers) -> None:
        super().__init__()
        self._writers = writers
        self._tried: dict[str, list[Tried]] = {}
        self._trying: str | None = None

    def compose(self) -> ComposeResult:
        """Lay out the profiles, and one of them below."""
        with Container(id="settings"):
            yield ProfilesTable()
            yield ProfileCard()
        yield KeyHints()

    def on_mount(self) -> None:
        """Show the profiles, the cursor on the one that writes."""
        self._read_settings()
        self.table.focus()

    def _read_settings(self) -> None:
        try:
            views = self._writers.all()
        except AuthoringError as error:
            self.notify(str(error), title="The settings cannot be read", severity="error", timeout=15, markup=False)
            return
        self.table.show(views, next((view.name for view in views if view.now), None))
        self._show_card()

    def _show_card(self) -> None:
        view = self.table.view
        if view is not None:
            self.card.show(view, self._tried.get(view.name, ()), trying=self._trying == view.name)
        self.refresh_bindings()

    @on(RowTable.Moved, "#profiles")
    def _follow(self) -> None:
        self._show_card()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether the action can be done now: the footer shows these keys and no others."""
        view = self.table.view if self.is_mounted and self.query(ProfilesTable) else None
        match action:
            case "try":
                return view is not None and view.profile is not None and self._trying is None
            case "choose":
                return view is not None and view.profile is not None
        return True

    def action_choose(self) -> None:
        """Write into the settings that this profile writes from now on."""
        view = self.table.view
        if view is None:
            return
        try:
            self._writers.make_default(view.name)
        except AuthoringError as error:
            self.notify(str(error), title=f"{view.name} is not made the default", severity="error", markup=False)
            return
        self.notify(f"{view.name} writes from now on; your settings say so.", markup=False)
        self._read_settings()

    @work(group="try")
    async def action_try(self) -> None:
        """Ask the profile under the cursor for a word or two, and show what its endpoint can do."""
        view = self.table.view
        if view is None or self._trying is not None:
            return
        self._trying, self._tried[view.name] = view.name, []
        self._show_card()
        try:
            async for tried in self._writers.try_profile(view.name):
                self._tried[view.name].append(tried)
                self._show_card()
        except AuthoringError as error:
            self._tried[view.name].append(Tried("writing", False, str(error)))
        finally:
            self._trying = None
        self._show_card()

    def action_pane(self, pane: str) -> None:
        """Put the focus on a pane."""
        self.set_focus(self.query_one(f"#{pane}"))

    def action_help(self) -> None:
        """Explain the pane in focus and every key that works there."""
        open_help(self)
