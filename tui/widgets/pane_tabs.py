"""The names of the panes in one line, where not all of them stand side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class PaneTabs(Widget):
    """Marks the pane in focus with pointers and a reversed name; posts `Chosen` where a name is clicked."""

    DEFAULT_CSS = """
    PaneTabs { height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    """

    current: reactive[str] = reactive("")
    keys: reactive[Mapping[str, str]] = reactive(dict)
    """The key that leads to each pane, as it is shown."""

    @dataclass
    class Chosen(Message):
        """A pane was clicked."""

        pane: str

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self._names = names

    def _parts(self) -> list[tuple[str, str]]:
        """Return each pane and what stands for it in the line."""
        parts = []
        for pane, name in self._names.items():
            text = f"{self.keys.get(pane, '')} {name}".strip()
            parts.append((pane, f"▸{text}◂" if pane == self.current else f" {text} "))
        return parts

    def render(self) -> RenderResult:
        """Draw the line."""
        return Content.assemble(
            *((text, "bold reverse" if pane == self.current else "") for pane, text in self._parts())
        )

    def column(self, pane: str) -> int:
        """Return where the name of a pane begins."""
        x = self.content_region.x
        for each, text in self._parts():
            if each == pane:
                return x
            x += len(text)
        return x

    def on_click(self, event: events.Click) -> None:
        """Go to the pane whose name was clicked."""
        event.stop()
        x = event.screen_x - self.content_region.x
        for pane, text in self._parts():
            if 0 <= x < len(text):
                self.post_message(self.Chosen(pane))
                return
            x -= len(text)
