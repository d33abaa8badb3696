"""A page, and the line below it in which the reader says what to look for, wired to each other."""

from textual import on
from textual.containers import Vertical

from tui.widgets.find_bar import FindBar
from tui.widgets.page import Page


class SearchedPage(Vertical):
    """What holds a `Page` and its `FindBar`, beside whatever else."""

    @property
    def page(self) -> Page:
        """The page."""
        return self.query_one(Page)

    @property
    def find_bar(self) -> FindBar:
        """The line in which words to look for are typed."""
        return self.query_one(FindBar)

    @on(Page.FindAsked)
    def _open_find(self, event: Page.FindAsked) -> None:
        event.stop()
        self.find_bar.open()

    @on(FindBar.Asked)
    def _find(self, event: FindBar.Asked) -> None:
        event.stop()
        self.page.find(event.query)

    @on(Page.Found)
    def _tell_found(self, event: Page.Found) -> None:
        event.stop()
        self.find_bar.tell(event.number, event.count)

    @on(FindBar.Closed)
    def _leave_find(self, event: FindBar.Closed) -> None:
        event.stop()
        self.screen.set_focus(self.page)
        if not event.kept:
            self.page.action_leave()
            self.find_bar.close()
        self.find_bar.tell(*self.page.match)

    @on(Page.FindLeft)
    def _close_find(self, event: Page.FindLeft) -> None:
        event.stop()
        self.find_bar.close()
