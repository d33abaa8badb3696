"""The editor: a section's Markdown in the author's hands."""

from dataclasses import dataclass

from textual.binding import Binding
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

PAUSE_SECONDS = 0.7
"""A pause in typing after which what was typed is kept."""


class Editor(TextArea):
    """A section's Markdown in the author's hands."""

    HELP = """\
# Editor
Type freely. What you type is kept at every pause. Escape (or Ctrl+S) makes it an attempt by hand, to be accepted like
any other, and goes back; so does going to another section.
"""
    BINDINGS = [
        Binding("escape,ctrl+s", "keep", "Done: keep it as an attempt", id="editor.keep", priority=True),
    ]

    @dataclass
    class Paused(Message):
        """The author paused: `text` is what stands in the editor for section `key`."""

        key: str
        text: str

    @dataclass
    class Kept(Message):
        """The author is done editing section `key`."""

        key: str
        text: str

    def __init__(self) -> None:
        super().__init__(id="editor", soft_wrap=True, tab_behavior="indent", show_line_numbers=False)
        self.key = ""
        self._pause: Timer | None = None

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Wait for a pause, then keep."""
        event.stop()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, lambda: self.post_message(self.Paused(self.key, self.text)))

    def action_keep(self) -> None:
        """Hand the text over."""
        if self._pause is not None:
            self._pause.stop()
        self.post_message(self.Kept(self.key, self.text))
