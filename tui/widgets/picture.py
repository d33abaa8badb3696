"""A picture of what a pane showed: lines that were drawn before, until the pane itself is there."""

from textual.strip import Strip
from textual.widget import Widget

from tui.glance import Picture


class PictureOf(Widget, can_focus=True):
    """Shows lines as they were drawn, with the titles of the border."""

    def __init__(self, picture: Picture | None, name: str) -> None:
        super().__init__(id=name)
        self._lines = picture.lines if picture is not None else ()
        if picture is not None:
            self.border_title, self.border_subtitle = picture.title or None, picture.subtitle or None

    def put_away(self) -> None:
        """Show nothing any more: what stood here is not what the cursor stands on now."""
        self._lines = ()
        self.border_title = self.border_subtitle = None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one of the lines; below them nothing stands."""
        if y < len(self._lines):
            return self._lines[y]
        return Strip.blank(self.size.width, self.rich_style)
