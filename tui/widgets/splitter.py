"""The line between two panes, which the mouse drags."""

from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget


class Splitter(Widget):
    """Posts `Dragged` while it is held, and `Reset` where it is clicked twice; its screen moves the panes."""

    DEFAULT_CSS = """
    Splitter {
        width: 1;
        height: 1fr;
        color: $text-disabled;
        pointer: ew-resize;
        &:hover, &.-held { color: $accent; }
    }
    """

    held: var[bool] = var(False, toggle_class="-held")

    @dataclass
    class Dragged(Message):
        """The line is held at column `x` of the screen."""

        splitter: "Splitter"
        x: int

        def can_replace(self, message: Message) -> bool:
            """Only where the mouse is now counts."""
            return isinstance(message, Splitter.Dragged) and message.splitter is self.splitter

    @dataclass
    class Reset(Message):
        """The panes are to be as wide as they were at first."""

    def render(self) -> RenderResult:
        """Show dots where the hand would look for something to hold."""
        above = max((self.size.height - 3) // 2, 0)
        return Content("\n" * above + "⋮\n⋮\n⋮")

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold."""
        event.stop()
        self.capture_mouse()
        self.held = True

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse."""
        if self.held:
            event.stop()
            self.post_message(self.Dragged(self, int(event.screen_x)))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        event.stop()
        self.release_mouse()

    def on_mouse_release(self) -> None:
        """Let go, too where something else took the mouse."""
        self.held = False

    def on_click(self, event: events.Click) -> None:
        """Go back to the first widths on a double click."""
        event.stop()
        if event.chain == 2:
            self.post_message(self.Reset())
