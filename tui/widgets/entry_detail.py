"""What is shown of one entry of the history: its changes, the file as of then, what it says of itself; or the blame."""

from enum import StrEnum

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static

from tui.widgets.about_entry import AboutEntry
from tui.widgets.blame_table import BlameTable
from tui.widgets.comparison_view import ComparisonView
from tui.widgets.find_bar import FindBar
from tui.widgets.page import Page
from tui.widgets.pane_tabs import PaneTabs
from tui.widgets.raw_change import RawChange
from tui.widgets.searched_page import SearchedPage


class Shown(StrEnum):
    """What the detail shows; the values are those of the widgets that do."""

    CHANGES = "comparison"
    RAW = "raw"
    THEN = "page"
    ABOUT = "about"
    BLAME = "blame"


_NAMES: dict[str, str] = {
    Shown.CHANGES: "Changes",
    Shown.THEN: "As of then",
    Shown.ABOUT: "About",
    Shown.BLAME: "Blame",
}


class Changes(ComparisonView):
    """A comparison that is only read."""

    HELP = """\
# Changes
What the commit changed, by words: what stood before it is struck through, what came is underlined, and all else stands
plain. `▶` is the change under the cursor. {history.raw:w} shows whole lines instead, as git prints them.
"""

    def __init__(self) -> None:
        super().__init__(takes=False, id=Shown.CHANGES)


class Sentence(VerticalScroll, inherit_bindings=False):
    """Stands in the place of what cannot be shown, and says why."""

    BINDINGS = [
        Binding("up,k", "scroll_up", "Up", show=False, id="sentence.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="sentence.down"),
    ]

    def __init__(self) -> None:
        super().__init__(id="sentence")

    def compose(self) -> ComposeResult:
        """Lay out the sentence."""
        yield Static(id="sentence-text", markup=False)

    def say(self, said: str) -> None:
        """Say it."""
        self.query_one("#sentence-text", Static).update(said)
        self.scroll_home(animate=False)


class EntryDetail(SearchedPage):
    """Has a widget for each way to show an entry, one of them in front; its screen gives them what they show."""

    def __init__(self) -> None:
        super().__init__(id="detail")
        self._head = ("", "")
        self.comparison = Changes()

    def compose(self) -> ComposeResult:
        """Lay out the names of what can be shown, and the widgets that show it."""
        yield PaneTabs(_NAMES)
        with ContentSwitcher(initial="sentence"):
            yield self.comparison
            yield RawChange()
            yield Page()
            yield AboutEntry()
            yield BlameTable()
            yield Sentence()
        yield FindBar()

    @property
    def tabs(self) -> PaneTabs:
        """The names of what can be shown."""
        return self.query_one(PaneTabs)

    @property
    def blame(self) -> BlameTable:
        """Where each section is from."""
        return self.query_one(BlameTable)

    @property
    def in_front(self) -> Widget:
        """The widget that is seen."""
        switcher = self.query_one(ContentSwitcher)
        return self.query_one(f"#{switcher.current}")

    def head(self, title: str, subtitle: str) -> None:
        """Head all that is shown with a title and figures."""
        self._head = (title, subtitle)
        self._show_head()

    def _show_head(self) -> None:
        """Show of both what there is room for: the figures give way."""
        title, subtitle = self._head
        room = self.size.width - 8
        self.border_title = Content(title)  # a string would be read as markup
        self.border_subtitle = Content(subtitle if len(subtitle) <= room else "")

    def on_resize(self, event: events.Resize) -> None:
        """Fit the heading to the new width."""
        self._show_head()

    def front(self, shown: Shown) -> None:
        """Bring what shows it to the front, the focus with it where the detail has it."""
        self.tabs.current = Shown.CHANGES if shown is Shown.RAW else shown
        self._bring(str(shown))

    def say(self, said: str, shown: Shown) -> None:
        """Say a sentence in the place of what cannot be shown."""
        self.tabs.current = Shown.CHANGES if shown is Shown.RAW else shown
        self.query_one(Sentence).say(said)
        self._bring("sentence")

    def _bring(self, widget: str) -> None:
        switcher = self.query_one(ContentSwitcher)
        if switcher.current == widget:
            return
        had_focus = switcher.has_focus_within
        switcher.current = widget
        if widget != Shown.THEN:
            self.find_bar.close()
        if had_focus:
            self.screen.set_focus(self.query_one(f"#{widget}"))
        self.refresh_bindings()

    @on(Page.LinkFollowed)
    def _name_link(self, event: Page.LinkFollowed) -> None:
        """Copy a link: what it leads to now need not be what it led to then."""
        event.stop()
        self.app.copy_to_clipboard(event.href)
        self.notify(event.href, title="The link is copied", markup=False)
