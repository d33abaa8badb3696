"""A widget whose border tells what it shows; where that changes, the border is drawn again and nothing within it."""

from typing import Self

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget


class Headed(Widget):
    """Base of the panes; `head_with` takes the place of setting `border_title` and `border_subtitle`."""

    _heading: tuple[Content | str, Content | str] | None = None
    _telling = False

    def head_with(self, title: Content | str, subtitle: Content | str) -> None:
        """Put `title` into the upper border and `subtitle` into the lower one; a string is read as markup."""
        if (title, subtitle) == self._heading:
            return
        self._telling = True
        try:
            self.border_title, self.border_subtitle = self._heading = title, subtitle
        finally:
            self._telling = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Have the regions drawn again, or all; of a border that is told anew, its two lines."""
        if self._telling:
            (width, height), (left, top) = self.outer_size, self.content_offset
            regions = (Region(-left, -top, width, 1), Region(-left, height - 1 - top, width, 1))
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
