"""Hides a widget and shows it again as it was drawn: Textual's `display` has all of it drawn anew."""

from textual.widget import Widget
from textual.widgets import ContentSwitcher


def show(widget: Widget, seen: bool) -> None:
    """Show a widget or hide it, and have what is around it laid out again."""
    if widget.display != seen:
        widget.styles.set_rule("display", "block" if seen else "none")
        widget.refresh(repaint=False, layout=True)


class Switcher(ContentSwitcher):
    """Shows one of its widgets at a time."""

    def watch_current(self, old: str | None, new: str | None) -> None:
        """Let the one in front give way to another."""
        for name, seen in ((old, False), (new, True)):
            if name:
                show(self.get_child_by_id(name), seen)
